"""The first layer of verification: rules, each a named check with its reason (ToolACE, section 2.3, Table 4).

The fourteen of the paper in its four aspects, then ours: legal names, duplicate calls, unresolved references, gold,
links, answers. A check is a function from a sample to the faults it finds; none asks a model or a network. What needs
one is `experts`. Thresholds that the paper does not give stand here as constants.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from toolsearch.records import Sample
from toolsearch.synthesis import rules_of_calls, rules_of_dialogs

Aspect = Literal["definition", "execution", "dialog", "consistency", "more"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check."""

    name: str
    aspect: Aspect
    paper: int | None
    """Its number in the paper's table; None for ours."""
    find: Callable[[Sample], Iterator[str]]
    """Yields what is wrong, each in one line."""


RULES: Sequence[Rule] = (
    Rule("definition schema", "definition", 1, rules_of_calls.definition_schema),
    Rule("definition fields", "definition", 2, rules_of_calls.definition_fields),
    Rule("called name", "execution", 3, rules_of_calls.called_name),
    Rule("required arguments", "execution", 4, rules_of_calls.required_arguments),
    Rule("argument formats", "execution", 5, rules_of_calls.argument_formats),
    Rule("dialog fields", "dialog", 6, rules_of_dialogs.dialog_fields),
    Rule("reply length", "dialog", 7, rules_of_dialogs.reply_length),
    Rule("characters", "dialog", 8, rules_of_dialogs.characters),
    Rule("one language", "dialog", 9, rules_of_dialogs.one_language),
    Rule("complete reply", "dialog", 10, rules_of_dialogs.complete_reply),
    Rule("response name", "consistency", 11, rules_of_dialogs.response_name),
    Rule("output format", "consistency", 12, rules_of_dialogs.output_format),
    Rule("role order", "consistency", 13, rules_of_dialogs.role_order),
    Rule("response follows", "consistency", 14, rules_of_dialogs.response_follows),
    Rule("legal names", "more", None, rules_of_calls.legal_names),
    Rule("duplicate calls", "more", None, rules_of_calls.duplicate_calls),
    Rule("references", "more", None, rules_of_calls.references),
    Rule("gold", "more", None, rules_of_calls.gold),
    Rule("links", "more", None, rules_of_calls.links),
    Rule("answers", "more", None, rules_of_calls.answers),
)


def verify(sample: Sample) -> dict[str, str]:
    """Check a sample by every rule: by name, empty where it passed, else the first thing found wrong."""
    return {rule.name: next(rule.find(sample), "") for rule in RULES}
