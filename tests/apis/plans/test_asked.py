"""A plan from a model's reply."""

from plannings import api

from apis.plans.asked import ask
from apis.plans.learn import Answered
from apis.plans.plan import Why, project

ANSWERS = [
    Answered({"hotel": 1}, {"rooms": [{"name": "A", "etag": "x", "size": {"w": 1, "h": 2}}], "page": 1}),
    Answered({"hotel": 2}, {"rooms": [], "page": 1, "more": "…"}),
]


async def test_what_the_model_names_stays_and_what_else_was_seen_goes() -> None:
    asked: list[str] = []

    async def complete(prompt: str) -> str:
        asked.append(prompt)
        return 'Keep these:\n```json\n{"rooms": [{"name": "str", "size": {"w": "int", "h": "int"}}]}\n```'

    plan = await ask(api(), ANSWERS, complete, model="openai:m")
    assert plan is not None
    assert plan.drop == dict.fromkeys(("/rooms/*/etag", "/page", "/more"), Why.UNWANTED)
    assert plan.made_by == "openai:m"
    left = project({"rooms": [{"name": "B", "etag": "y", "new": 1}], "page": 2}, plan).value
    assert left == {"rooms": [{"name": "B", "new": 1}]}
    for said in ("Lists the rooms of a hotel.", "Hotels", '"etag":"x"', '{"hotel":1}'):
        assert said in asked[0]


async def test_a_reply_that_names_nothing_of_the_answer_is_no_plan() -> None:
    for reply in ("", "I cannot.", "{", '{"other": "str"}', "[]"):

        async def complete(prompt: str, reply: str = reply) -> str:
            return reply

        assert await ask(api(), ANSWERS, complete, model="m") is None
