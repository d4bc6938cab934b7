from dataclasses import replace
from pathlib import Path

import pytest

from apis.cache import JsonCache
from apis.errors import CacheError
from apis.schema import Function
from toolsearch.budget import Usage
from toolsearch.errors import ModelUnreachable
from toolsearch.llm.base import Reply, Request, Settings
from toolsearch.llm.cached import Cached, key_of
from toolsearch.llm.scripted import Scripted
from toolsearch.messages import Assistant, User

ASK = Request((User(content="Where?"),), settings=Settings(seed=1))
LOOK = Function(name="look", description="Looks.", parameters={"type": "object"})
SPENT = Usage(model_calls=1, prompt_tokens=5, cost=0.25)


@pytest.fixture
def cache(tmp_path: Path) -> JsonCache:
    return JsonCache.open(tmp_path / "kept")


async def test_the_same_request_is_asked_once_and_answered_alike_with_its_usage(cache: JsonCache) -> None:
    reply = Reply(Assistant(content="Here.", reasoning="hm"), SPENT, "stop", ("c1",))
    inner = Scripted.of([reply])
    assert await Cached(inner, cache).complete(ASK) == reply
    assert await Cached(inner, cache).complete(ASK) == reply
    assert len(inner.asked) == 1


async def test_an_error_is_not_kept(cache: JsonCache) -> None:
    model = Cached(Scripted.of([ModelUnreachable("gone"), Assistant(content="Here.")]), cache)
    with pytest.raises(ModelUnreachable):
        await model.complete(ASK)
    assert (await model.complete(ASK)).message.content == "Here."


def test_whatever_changes_an_answer_changes_the_key() -> None:
    others = [
        replace(ASK, messages=(User(content="Where? "),)),
        replace(ASK, functions=(LOOK,)),
        replace(ASK, functions=(LOOK.model_copy(update={"description": "Sees."}),)),
        *(
            replace(ASK, settings=replace(ASK.settings, **change))
            for change in ({"seed": 2}, {"temperature": 0.5}, {"max_tokens": 9}, {"stop": ("x",)})
        ),
        replace(ASK, settings=replace(ASK.settings, tool_choice="required")),
    ]
    keys = {key_of("m", request) for request in [ASK, *others]} | {key_of("n", ASK)}
    assert len(keys) == len(others) + 2
    assert key_of("m", ASK) == key_of("m", Request(ASK.messages, (), replace(ASK.settings)))


async def test_something_else_in_the_cache_is_named(cache: JsonCache) -> None:
    cache.set(key_of("script", ASK), {"message": 5})
    with pytest.raises(CacheError, match="no reply: use another folder"):
        await Cached(Scripted.of([]), cache).complete(ASK)
