"""A competing comparer of texts whose quota is used up."""

from apis.hub.faults import ErrorPage, Limited
from apis.hub.text_similarity import Alike, First, Second, Statistics, Text
from apis.hub.tool import hub_tool

tool = hub_tool(
    "text-compare",
    title="Text Compare",
    category="Text Analysis",
    about="How similar are two texts, names or words? Similarity, Levenshtein distance and word counts.",
    licence="Proprietary",
)


@tool.get("/similarity")
def similarity_of(first: First, second: Second) -> Alike:
    """How similar are two words or texts? Get the Levenshtein edit distance and the similarity in percent."""
    raise Limited


@tool.get("/count")
def word_counter(text: Text) -> Statistics:
    """Word counter: how many words, letters and sentences does a text have?"""
    raise ErrorPage
