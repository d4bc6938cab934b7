"""What is done to things: verbs, and how an API that does so is described, asked for and answered.

Plain tables for the rules; knows no schema and no tree.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that an API may do."""

    method: str
    """Of HTTP."""
    says: tuple[str, ...]
    """Sentences of a description; {things}, {a_thing}, {area}, {one} and {two} (details) are filled in."""
    asks: tuple[str, ...]
    """How a user begins to ask for it, in other words than the description's."""
    returns: str
    """list, record, value or receipt."""


VERBS: dict[str, Verb] = {
    "find": Verb(
        "GET",
        (
            "Finds {things} that meet the given conditions on {one} and {two}, best match first.",
            "Looks up {things} in {area}; results can be narrowed by {one} or {two}.",
        ),
        ("I'm looking for {things}", "Are there any {things}", "Search {things} for me"),
        "list",
    ),
    "compare": Verb(
        "GET",
        (
            "Puts several {things} side by side and shows how they differ in {one} and {two}.",
            "Sets two or more {things} against each other, point by point, {one} first.",
        ),
        ("How do these {things} differ", "Help me decide between {things}", "Which of the {things} is better"),
        "list",
    ),
    "estimate": Verb(
        "POST",
        (
            "Predicts the outcome for {a_thing} from {one} and {two}, with a margin of error.",
            "Computes an expected figure for {a_thing}; {one} weighs most.",
        ),
        ("Roughly what should I expect for {a_thing}", "Give me a forecast for {a_thing}", "Calculate {a_thing}"),
        "value",
    ),
    "schedule": Verb(
        "POST",
        (
            "Plans {a_thing} at a suitable moment, given {one} and {two}, and confirms the slot.",
            "Reserves the time for {a_thing} and warns where {one} makes that impossible.",
        ),
        ("Please set up {a_thing}", "I want to arrange {a_thing}", "Book {a_thing}"),
        "receipt",
    ),
    "record": Verb(
        "POST",
        (
            "Stores a new entry for {a_thing} with its {one} and {two}.",
            "Logs {a_thing}; {one} is kept in its history and cannot be changed later.",
        ),
        ("Write down {a_thing}", "Add {a_thing} to the log", "Note a new {thing}"),
        "receipt",
    ),
    "update": Verb(
        "PUT",
        (
            "Changes {one} or {two} of an existing {thing}; fields left out stay as they are.",
            "Edits {a_thing} already on file, {one} included, and keeps the previous version.",
        ),
        ("Correct the {thing}", "Change something on {a_thing}", "Please modify the {thing}"),
        "record",
    ),
    "cancel": Verb(
        "DELETE",
        (
            "Withdraws {a_thing} and tells everyone concerned why; {one} decides on any fee.",
            "Revokes {a_thing} before it takes effect, whatever its {one}.",
        ),
        ("Call off {a_thing}", "I no longer need {a_thing}", "Stop the {thing}"),
        "receipt",
    ),
    "rank": Verb(
        "GET",
        (
            "Orders {things} from best to worst by {one}, ties broken by {two}.",
            "Builds a leaderboard of {things} weighted by {one}.",
        ),
        ("What are the top {things}", "Sort {things} for me", "Which {things} come out first"),
        "list",
    ),
    "summarize": Verb(
        "GET",
        (
            "Condenses everything known of {a_thing} into key figures on {one} and {two}.",
            "Gives an overview of {things} over a period: totals, averages, changes in {one}.",
        ),
        ("Give me the gist of {a_thing}", "I need the key figures of {a_thing}", "Sum up {things}"),
        "record",
    ),
    "verify": Verb(
        "POST",
        (
            "Checks whether {a_thing} is valid and lists each rule it breaks, {one} before {two}.",
            "Tests {a_thing} against the rules in force for {area}; says which fail.",
        ),
        ("Is this {thing} all right", "Make sure {a_thing} is correct", "Can you validate {a_thing}"),
        "record",
    ),
    "export": Verb(
        "GET",
        (
            "Writes {things} to a file in the format asked for, one row for each {one}.",
            "Delivers a download of {things} with {one} and {two} as columns.",
        ),
        ("I need a file with {things}", "Download {things}", "Get me a spreadsheet of {things}"),
        "record",
    ),
    "monitor": Verb(
        "POST",
        (
            "Watches {a_thing} and sends a notice as soon as {one} passes a limit.",
            "Subscribes to changes of {things}, above all of {one}.",
        ),
        ("Tell me when something changes with {a_thing}", "Keep an eye on {a_thing}", "Alert me about {things}"),
        "receipt",
    ),
    "assign": Verb(
        "PUT",
        (
            "Gives {a_thing} to a person or a place in charge, with respect to {one}.",
            "Allocates {things} so that {one} is balanced and {two} is respected.",
        ),
        ("Who should take {a_thing}", "Hand over {a_thing}", "Distribute {things}"),
        "record",
    ),
    "get": Verb(
        "GET",
        ("Returns all that is on file about {a_thing}: {one}, {two} and more.",),
        ("Show me {a_thing}", "What is known about {a_thing}"),
        "record",
    ),
    "list": Verb(
        "GET",
        ("Enumerates {things} page by page, newest first, with {one} and {two} for each.",),
        ("Which {things} are there", "Show all {things}"),
        "list",
    ),
    "search": Verb(
        "GET",
        ("Full-text search over {things}; hits carry {one} and a relevance score.",),
        ("Look for {things}", "Find {things}"),
        "list",
    ),
    "create": Verb(
        "POST",
        ("Makes a new {thing} from {one} and {two} and returns its identifier.",),
        ("Make {a_thing}", "I'd like a new {thing}"),
        "receipt",
    ),
    "delete": Verb(
        "DELETE",
        ("Removes {a_thing} for good, with its {one}.",),
        ("Get rid of {a_thing}", "Erase the {thing}"),
        "receipt",
    ),
    "convert": Verb(
        "POST",
        ("Turns {a_thing} into another form, keeping {one}.",),
        ("Transform {a_thing}", "Change {a_thing} into another form"),
        "value",
    ),
    "calculate": Verb(
        "POST",
        ("Works out {a_thing} from {one} and {two}.",),
        ("Work out {a_thing}", "How much is {a_thing}"),
        "value",
    ),
}
"""By verb, in the words of a functionality."""

GROWN = tuple(VERBS)[:13]
"""The verbs that rules cross with things: no two of them mean the same."""


def with_article(thing: str) -> str:
    """Put the indefinite article before a thing.

    >>> with_article("eclipse"), with_article("user account")
    ('an eclipse', 'a user account')
    """
    return f"{'an' if thing[:1] in 'aeio' or thing.startswith(('un', 'um', 'up')) else 'a'} {thing}"


def plural(thing: str) -> str:
    """Write a thing in the plural, by its last word.

    >>> plural("water quality"), plural("crew roster"), plural("slope class")
    ('water qualities', 'crew rosters', 'slope classes')
    """
    if thing.endswith("y") and thing[-2:-1] not in "aeiou":
        return f"{thing[:-1]}ies"
    return f"{thing}es" if thing.endswith(("s", "x", "ch", "sh")) else f"{thing}s"
