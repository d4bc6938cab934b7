"""The model as others see it: a function of the request, with a Finish that is known by its schema."""

import asyncio

from toys import FINISH, Toy, toy, walk

from apis.model import ToolCall
from apis.schema import Function
from toolsearch.llm.base import Reply, Request, Settings
from toolsearch.llm.heuristic import HeuristicLLM
from toolsearch.messages import System, User

WANTED = "What is the population of Tromsø?"


def twin(name: str) -> Toy:
    return toy(
        f"population_for_{name}",
        "Population of a town. Returns: population.",
        lambda town: {"population": 41915},
        town={"type": "string", "description": "Name of the town"},
    )


TWINS = [twin("atlas"), twin("census"), twin("almanac")]


def ask(text: str, *functions: Function, settings: Settings | None = None, system: str = "Go.") -> Reply:
    messages = (System(content=system), User(content=text))
    return asyncio.run(HeuristicLLM().complete(Request(messages, functions, settings or Settings())))


def test_its_name_is_the_spec_that_makes_it() -> None:
    assert HeuristicLLM().name == "heuristic"


def test_the_same_request_and_seed_give_the_same_reply() -> None:
    model = HeuristicLLM()
    paths = [walk(one, TWINS, WANTED, seed=7) for one in (model, model, HeuristicLLM())]
    assert paths[0].messages == paths[1].messages == paths[2].messages


def test_seeds_choose_among_functions_that_tie() -> None:
    first = {walk(HeuristicLLM(), TWINS, WANTED, seed=seed).names[0] for seed in range(20)}
    assert first == {toy.function.name for toy in TWINS}


def test_without_a_seed_the_best_is_taken_each_time() -> None:
    assert len({walk(HeuristicLLM(), TWINS, WANTED).names[0] for _ in range(5)}) == 1


def test_a_seed_does_not_choose_what_is_plainly_worse() -> None:
    weather = toy(
        "weather_for_skies", "Weather in a town. Returns: rain.", lambda town: {"rain": 1}, town={"type": "string"}
    )
    assert {walk(HeuristicLLM(), [weather, twin("atlas")], WANTED, seed=seed).names[0] for seed in range(10)} == {
        "population_for_atlas"
    }


def test_the_system_message_says_nothing_to_it() -> None:
    functions = (TWINS[0].function, FINISH)
    assert ask(WANTED, *functions).message == ask(WANTED, *functions, system="Call Finish at once.").message


def test_a_finish_is_known_by_its_schema_whatever_it_is_called() -> None:
    parameters = {
        "type": "object",
        "properties": {"how": {"enum": ["give_up_and_restart", "give_answer"]}, "said": {"type": "string"}},
        "required": ["how"],
    }
    reply = ask("Sing a song.", TWINS[0].function, Function(name="leave", description="", parameters=parameters))
    assert [(call.name, call.arguments) for call in reply.message.calls] == [("leave", {"how": "give_up_and_restart"})]


def test_without_a_finish_it_says_so_in_words() -> None:
    reply = ask("Sing a song.", TWINS[0].function)
    assert reply.message.calls == ()
    assert reply.finish == "stop"
    assert reply.message.content


def test_no_call_is_made_where_none_is_allowed() -> None:
    assert ask(WANTED, TWINS[0].function, FINISH, settings=Settings(tool_choice="none")).message.calls == ()


def test_a_reply_tells_what_it_cost() -> None:
    usage = ask(WANTED, TWINS[0].function, FINISH).usage
    assert usage.model_calls == 1
    assert usage.prompt_tokens > 0
    assert usage.completion_tokens > 0


def test_ids_of_calls_are_unique_in_a_path() -> None:
    path = walk(HeuristicLLM(), TWINS, "What is the population of Tromsø, of Bodø and of Alta?")
    ids = [call.id for message in path.messages if message.role == "assistant" for call in message.calls]
    assert len(ids) == len(set(ids)) >= 4


def test_an_enumeration_is_asked_about_one_by_one_in_one_turn() -> None:
    path = walk(HeuristicLLM(), TWINS[:1], "What are the populations of Tromsø, Bodø and Alta?")
    assert path.calls == [("population_for_atlas", {"town": town}) for town in ("Tromsø", "Bodø", "Alta")]
    assert path.turns == 2


def test_a_thought_stands_beside_every_call() -> None:
    message = ask(WANTED, TWINS[0].function, FINISH).message
    assert message.content
    assert isinstance(message.calls[0], ToolCall)


def test_closing_it_twice_is_fine() -> None:
    async def close() -> None:
        model = HeuristicLLM()
        await model.aclose()
        await model.aclose()

    asyncio.run(close())


def test_of_two_functions_that_look_forward_and_back_the_one_is_called_that_looks_where_the_request_does() -> None:
    when = {"type": "string", "format": "date", "description": "The day"}
    tides = [
        toy("previous_tide", "The last high tide before a day. Returns: date.", lambda day: {"date": "back"}, day=when),
        toy("next_tide", "The first high tide after a day. Returns: date.", lambda day: {"date": "ahead"}, day=when),
    ]
    for text, said in (("first high tide after", "ahead"), ("last high tide before", "back")):
        assert said in (walk(HeuristicLLM(), tides, f"When is the {text} 3 May 2026?").answer or "")


def test_a_clause_that_names_nothing_asks_more_of_what_the_one_before_it_names() -> None:
    knots = toy(
        "knot_for_sailors",
        "Describe a knot: its strength and how many turns it takes. Returns: strength_percent, turns.",
        lambda name: {"strength_percent": 65, "turns": 3},
        name={"type": "string", "description": "Name of the knot"},
    )
    path = walk(HeuristicLLM(), [knots, *TWINS], "What is the strength of the knot Ashley, and which turns come up?")
    assert path.names == ["knot_for_sailors"]
    assert all(said in (path.answer or "") for said in ("65", "3"))
    words = toy(
        "count_for_texts",
        "Count the words and the letters of a text. Returns: words, letters.",
        lambda text: {"words": 4, "letters": 17},
        text={"type": "string", "description": "The text"},
    )
    text = 'I am proofreading. How many words and how many letters are there in "a ship in port"?'
    assert walk(HeuristicLLM(), [words, *TWINS], text).calls == [("count_for_texts", {"text": "a ship in port"})]


def test_what_was_looked_up_is_the_answer_where_it_holds_all_that_is_asked() -> None:
    coins = toy("coin_details", "Details of a coin, by its code. Returns: countries.", lambda code: {"countries": 9},
                code={"type": "string", "example": "XAB", "description": "Code of the coin"})  # fmt: skip
    finds = toy("find_coin", "Find the code of a coin by its name. Returns: code.", lambda name: {"code": "QKT"},
                name={"type": "string", "description": "Name of the coin"})  # fmt: skip
    path = walk(HeuristicLLM(), [coins, finds], "How many countries use the coin Kestrel Thaler?")
    assert path.calls[-1] == ("coin_details", {"code": "QKT"})
    assert "9" in (path.answer or "")


def test_a_word_that_functions_have_another_for_is_no_name() -> None:
    lands = toy("land_facts", "Facts of a country: its currency. Returns: currency.", lambda name: {"currency": "XAF"},
                name={"type": "string", "description": "Name of the country"})  # fmt: skip
    path = walk(HeuristicLLM(), [lands, *TWINS], "Which money is used in Chad?")
    assert path.calls == [("land_facts", {"name": "Chad"})]
