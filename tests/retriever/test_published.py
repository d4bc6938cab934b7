import json

from retriever.published import fields_of

TOOLLENS = (
    "category_name:Food, tool_name:Worldwide Recipes, api_name:Suggestions, api_description:Get: suggestions, "
    'required_params: [{"name": "q", "type": "STRING", "description": "what to eat"}], optional_params: [], '
    'return_schema: {"success": "bool", "results": {"ingredients": ["str"], "summary": "str"}}'
)


def test_labels_in_prose_open_fields() -> None:
    text = "Gets standings Field: Sports/Football. Parameters: league (str): The name. Returns: table (str): Rows."
    assert fields_of(text) == {
        "category": "Sports/Football",
        "tool": "",
        "name": "",
        "description": "Gets standings",
        "parameters": "league (str): The name.",
        "returns": "table (str): Rows.",
    }


def test_a_list_of_labels_with_json_is_read_without_its_keywords() -> None:
    fields = fields_of(TOOLLENS)
    assert (fields["category"], fields["tool"], fields["name"]) == ("Food", "Worldwide Recipes", "Suggestions")
    assert fields["description"] == "Get: suggestions"
    assert fields["parameters"] == "q; what to eat"
    assert fields["returns"] == "success; results; ingredients; summary"


def test_json_that_was_cut_still_gives_its_keys() -> None:
    fields = fields_of(TOOLLENS[:-20])
    assert fields["returns"] == "success results ingredients"
    assert fields_of('description: a, required_params: [{"name": "city", "descr')["parameters"] == "city"


def test_a_function_in_json_gives_its_fields_wherever_they_stand() -> None:
    function = {
        "name": "getWeather",
        "description": "Weather now.",
        "parameters": {
            "type": "object",
            "properties": {"cityName": {"type": "string", "description": "Where.", "enum": ["Rome"]}},
            "required": ["cityName"],
        },
    }
    for text in (json.dumps(function), str(function), json.dumps({"type": "function", "function": function})):
        fields = fields_of(text)
        assert (fields["name"], fields["parameters"]) == ("getWeather", "city Name; Where.")
        assert "Weather now." in fields["description"]


def test_words_before_a_colon_are_no_labels_within_a_sentence() -> None:
    for text in ("Takes the output: a file. Useful for this category: none", "", "{broken: json", "5", "[1, 2]"):
        assert fields_of(text)["description"] == text
