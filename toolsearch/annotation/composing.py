"""Rules that write instructions: requests made of Apis' own words, with values, some of them looked up first.

The embedded default. Its instructions are plain and a little stiff; they name what is wanted and every value that it
takes, which is what a retriever is trained on.
"""

import random

from apis.model import Api
from toolsearch.annotation.arguments import values_for
from toolsearch.annotation.drafts import Draft, Drafts
from toolsearch.annotation.prerequisites import Need
from toolsearch.annotation.samples import Sample
from toolsearch.annotation.wording import request

PER_SAMPLE = 3
LOOKED_UP = 0.35
"""How often an identifier that an Api returns is looked up and not named."""
OPENINGS = (
    "", "", "", "", "Hi! ", "Hello, ", "I have a question. ", "Two things, please. ", "For a project of mine: ",
    "I'm preparing a report. ", "For work: ", "Quick one. ", "I'm writing an article. ", "Planning ahead: ",
)  # fmt: skip
FOLLOWING = ("Also, {}", "And then {}", "Besides, {}", "After that, {}", "In addition, {}", "Next, {}", "{}", "{}")
LOOKING = (
    "{first}. Then, for the first one, {then}", "{first}, and for one of those {then}",
    "{first}. For what comes first there, {then}",
)  # fmt: skip


class Composer:
    """Writes instructions by rules."""

    name = "heuristic"

    async def write(self, sample: Sample, *, seed: int) -> Drafts:
        """Write up to three instructions over a sample, deterministic by seed."""
        rng = random.Random(f"{seed} {sample.number}")
        drafts = [compose(sample, rng) for _ in range(PER_SAMPLE)]
        return Drafts(tuple(draft for draft in drafts if draft))


def compose(sample: Sample, rng: random.Random) -> Draft | None:
    """Write one instruction over some Apis of a sample; None where too few of them can be asked for."""
    least = 1 if sample.group == "I1" else 2
    apis = _chosen(sample, rng)
    needs = {need.api: need for need in sample.needs}
    parts: list[str] = []
    named: dict[str, None] = {}
    for api in apis:
        if part := _part(api, needs.get(api.id), rng):
            parts.append(part[0])
            named |= dict.fromkeys(part[1])
    if len(parts) < least:
        return None
    return Draft(_joined(parts, rng), tuple(named))


def _chosen(sample: Sample, rng: random.Random) -> list[Api]:
    """Choose the Apis that one instruction needs: one to three of a tool, one or two of each of several."""
    apis = rng.sample(sample.apis, len(sample.apis))
    if sample.group == "I1":
        return apis[: rng.choice((1, 1, 2, 2, 3))]
    first = list({api.tool_slug: api for api in apis}.values())
    rest = [api for api in apis if api not in first]
    return first[: max(2, rng.randint(2, 4))] + rest[: rng.choice((0, 0, 1))]


def _part(api: Api, need: Need | None, rng: random.Random) -> tuple[str, list[str]] | None:
    """Ask for one Api, or for one that it needs and then for it; with the ids of both."""
    if need and rng.random() < LOOKED_UP:
        first, then = _ask(need.provider, rng), _ask(api, rng, without=need.argument)
        if first and then:
            told = rng.choice(LOOKING).format(first=first.rstrip("?."), then=_lower(then.rstrip("?.")))
            return told, [need.provider.id, api.id]
    asked = _ask(api, rng)
    return (asked, [api.id]) if asked else None


def _ask(api: Api, rng: random.Random, *, without: str = "") -> str | None:
    values = values_for(api, rng, without=(without,))
    return None if values is None else request(api, values, rng)


def _joined(parts: list[str], rng: random.Random) -> str:
    sentences = [parts[0]]
    for part in parts[1:]:
        form = rng.choice(FOLLOWING)
        sentences.append(form.format(part if form == "{}" else _lower(part)))
    told = " ".join(sentence if sentence.endswith(("?", "!")) else f"{sentence}." for sentence in sentences)
    opening = rng.choice(OPENINGS)
    return opening + (_lower(told) if opening.endswith((", ", ": ")) else told)


def _lower(text: str) -> str:
    """Begin a sentence in small letters, but for I and names."""
    return text if text.startswith(("I ", "I'")) or text[1:2].isupper() else text[:1].lower() + text[1:]
