import toolsearch


def test_the_public_names_are_these_and_all_of_them_load() -> None:
    assert sorted(toolsearch.__all__) == [
        "Catalog",
        "Engine",
        "FunctionTable",
        "Instruction",
        "PathRecord",
        "annotate",
        "open_method",
        "open_model",
        "open_retriever",
    ]
    assert all(callable(getattr(toolsearch, name)) for name in toolsearch.__all__)
