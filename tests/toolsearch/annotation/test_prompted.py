import json

import pytest

from apis.catalog import Catalog
from toolsearch.annotation import prompts
from toolsearch.annotation.drafts import Draft
from toolsearch.annotation.prompted import Prompted, read_drafts
from toolsearch.annotation.samples import Sampler
from toolsearch.llm.scripted import Scripted
from toolsearch.messages import Assistant

IDS = {"look_for_maps": "maps/look"}
GOOD = '[{"instruction": "Where is Oslo?", "functions": ["look_for_maps"]}]'
DRAFT = Draft("Where is Oslo?", ("maps/look",))


@pytest.mark.parametrize(
    ("text", "drafts", "unreadable"),
    [
        (GOOD, (DRAFT,), 0),
        (f"Here you are:\n```json\n{GOOD}\n```\nEnjoy!", (DRAFT,), 0),
        (GOOD[:-1] + ', {"instruction": "Where is Ro', (DRAFT,), 0),
        ('[{"instruction": "x"}, {"functions": []}, 5]', (), 3),
        ('[{"instruction": "x", "functions": [5]}]', (), 1),
        ("I cannot do that.", (), 1),
        ("[]", (), 1),
        ('[{"instruction": "x", "functions": ["fly"]}]', (Draft("x", ("fly",)),), 0),
    ],
)
def test_a_reply_is_read_as_far_as_it_can_be(text: str, drafts: tuple[Draft, ...], unreadable: int) -> None:
    assert read_drafts(text, IDS) == (drafts, unreadable)


async def test_the_model_sees_the_functions_what_needs_what_and_three_seeds(catalog: Catalog) -> None:
    sample = next(each for each in Sampler(catalog, "I1") if each.needs and len(each.apis) > 1)
    model = Scripted(lambda _: Assistant(content=GOOD))
    await Prompted(model).write(sample, seed=1)
    asked = model.asked[0].messages[1].content
    for api in sample.offered:
        assert json.dumps(api.description)[1:-1] in asked
    assert f" needs as {sample.needs[0].argument} what " in asked
    assert sum(seed in asked for seed in prompts.SINGLE) == 3
    assert model.asked[0].settings.seed is not None
    await Prompted(model).write(sample, seed=1)
    assert model.asked[0] == model.asked[1]
