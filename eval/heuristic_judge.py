"""A judge that works offline, by rules: is what an answer says found in what the calls brought?

It is no substitute for a judge that understands: an answer to another question than the one asked passes where its
facts were seen. Use it to see a pipeline work, or beside a key as a check; say so where its figures are shown.

- An answer that is empty, or speaks of not being able, is unsolved. So is one after which no call had succeeded.
- An answer whose figures and names were seen in observations, at least `SUPPORT` of them, is solved; else unsure, and
  with the steps before its eyes unsolved.
- An instruction is solvable where the functions share a word with it, else unsure.
- Of two answers the solved one is better, then the one with more support, then the one with fewer calls.
"""

import re
from dataclasses import dataclass

from eval.answers import Answer
from eval.judge import FIRST, SECOND, SOLVABLE, SOLVED, TIE, UNSOLVED, UNSURE, Question, Ruling, contents
from eval.refusal import refuses

HEURISTIC = "heuristic"
SUPPORT = 0.6
"""Share of an answer's figures and names that must have been seen."""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_COMMON = 4
"""Words shorter than this say nothing about what a function is for."""


@dataclass(frozen=True, slots=True)
class Heuristic:
    """Rules by what was seen."""

    name: str = HEURISTIC

    def subject(self, question: Question) -> str:
        return contents(question)

    def tokens(self, question: Question) -> int:
        return 0

    async def rule(self, question: Question) -> Ruling:
        return self.decide(question)

    def decide(self, question: Question) -> Ruling:
        """Rule, without waiting."""
        if question.kind == "preference":
            return _prefer(*question.shown)
        if question.kind == "solvable":
            return _solvable(question.shown[0])
        return _solved(question.shown[0], doubt=UNSURE if question.kind == "solved" else UNSOLVED)


def support(answer: Answer) -> float:
    """Return the share of an answer's figures and names, those of the instruction apart, that observations hold.

    One that says nothing beyond the instruction has 0.
    """
    told = _facts(answer.text or "") - {word.lower() for word in _TOKEN.findall(answer.instruction.text)}
    seen = {word.lower() for step in answer.steps if step.status == "ok" for word in _TOKEN.findall(step.seen)}
    return len(told & seen) / len(told) if told else 0.0


def _facts(text: str) -> set[str]:
    """Return the figures and the words with a capital letter of a text, in small letters."""
    return {word.lower() for word in _TOKEN.findall(text) if word[0].isdigit() or word[0].isupper()}


def _solved(answer: Answer, *, doubt: str) -> Ruling:
    if not answer.text:
        return Ruling(UNSOLVED, "no answer")
    if refuses(answer.text):
        return Ruling(UNSOLVED, "it says that something could not be done")
    if not any(step.status == "ok" for step in answer.steps):
        return Ruling(UNSOLVED, "no call before it had succeeded")
    share = support(answer)
    found = f"{share:.0%} of its figures and names were seen in results"
    return Ruling(SOLVED if share >= SUPPORT else doubt, found)


def _solvable(answer: Answer) -> Ruling:
    asked = _words(answer.instruction.text)
    shared = {word for function in answer.functions for word in _words(f"{function.name} {function.description}")}
    if common := asked & shared:
        return Ruling(SOLVABLE, f"functions speak of {', '.join(sorted(common)[:5])}")
    return Ruling(UNSURE, "no function shares a word with it")


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) >= _COMMON}


def _prefer(a: Answer, b: Answer) -> Ruling:
    """Compare by rank; equal ranks are a tie."""
    one, two = _rank(a), _rank(b)
    if one == two:
        return Ruling(TIE, "alike by every rule")
    return Ruling(FIRST if one > two else SECOND, f"ranks (solved, support, -calls): {one} and {two}")


def _rank(answer: Answer) -> tuple[bool, float, int]:
    solved = _solved(answer, doubt=UNSURE).label == SOLVED
    return solved, round(support(answer), 3), -len(answer.steps)
