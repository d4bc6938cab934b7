"""Diagnoses of ICD-10-CM, the classification of the United States, by simple-icd-10-cm. Gives no medical advice."""

import warnings
from functools import cache
from typing import Annotated, Any

from fastapi import Path, Query

from apis.hub.tool import NotFound, hub_tool
from apis.model import Value


@cache
def classification() -> Any:
    """Load the classification; the module reads its 100,000 codes when it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # simple-icd-10-cm 1.5 reads its files in an old way
        import simple_icd_10_cm
    return simple_icd_10_cm


@cache
def diagnoses() -> dict[str, str]:
    """Map every category and subcategory to its description, but those that only tell one encounter from the next."""
    icd = classification()
    codes = (code for code in icd.get_all_codes(True) if icd.is_category_or_subcategory(code))
    return {code: icd.get_description(code) for code in codes if not icd.is_extended_subcategory(code)}


@cache
def _searchable() -> tuple[tuple[str, str, str], ...]:
    """Every code with its description and its other names, in lower case."""
    icd = classification()
    return tuple(
        (code, text.casefold(), "\n".join([*icd.get_inclusion_term(code), *icd.get_includes(code)]).casefold())
        for code, text in diagnoses().items()
    )


tool = hub_tool(
    "icd-codes",
    title="ICD Codes",
    category="Medical",
    about="The International Classification of Diseases (ICD-10-CM): find the code of a diagnosis by its words, then "
    "read its place in the classification, what it includes and excludes, and its subcodes.",
    licence="MIT (simple-icd-10-cm)",
    warm=_searchable,
)

Code = Annotated[str, Path(description="ICD-10-CM code, such as E11.9.", examples=["E11", "J45"])]


class FoundDiagnosis(Value):
    code: str
    description: str


class FoundDiagnoses(Value):
    total: int
    diagnoses: list[FoundDiagnosis]


class DiagnosisDetails(Value):
    code: str
    description: str
    is_billable: bool
    """Whether it is specific enough for a claim: it has no subcodes."""
    parent_code: str
    parent_description: str
    chapter_number: str
    chapter: str
    number_of_subcodes: int
    includes: list[str]
    also_called: list[str]
    excludes: list[str]
    use_additional_code: str


class SubcodeRow(Value):
    code: str
    description: str
    is_billable: bool
    level: int


class Subcodes(Value):
    code: str
    description: str
    total: int
    subcodes: list[SubcodeRow]


class PathRow(Value):
    code: str
    kind: str
    description: str


class CodePath(Value):
    code: str
    path: list[PathRow]


class ChapterRow(Value):
    number: str
    title: str
    blocks: int
    categories: int


class Chapters(Value):
    chapters: list[ChapterRow]


@tool.get("/diagnoses/find")
def search_diagnoses(
    words: Annotated[str, Query(min_length=3, max_length=200, description="Words of it.", examples=["tennis elbow"])],
    limit: Annotated[int, Query(ge=1, le=50, description="How many to return.", examples=[10])] = 10,
) -> FoundDiagnoses:
    """Search diagnoses and diseases by words and get the ICD-10 code of each, the most general first."""
    wanted = [word.strip(",.()") for word in words.casefold().split()]
    found = [code for code, text, _ in _searchable() if all(word in text for word in wanted)]
    found = found or [code for code, _, names in _searchable() if any(_has(line, wanted) for line in names.split("\n"))]
    if not found:
        raise NotFound(f"no diagnosis has the words {words!r}: try fewer or other ones")
    found.sort(key=lambda code: (len(diagnoses()[code]), code))
    rows = [FoundDiagnosis(code=code, description=diagnoses()[code]) for code in found[:limit]]
    return FoundDiagnoses(total=len(found), diagnoses=rows)


@tool.get("/diagnoses/{code}")
def diagnosis_details(code: Code) -> DiagnosisDetails:
    """Explain an ICD-10 code: description, category above it, chapter, what it includes and excludes, and subcodes."""
    icd, key = classification(), known(code)
    parent, chapter = icd.get_parent(key), icd.get_ancestors(key)[-1]
    return DiagnosisDetails(
        code=key,
        description=icd.get_description(key),
        is_billable=icd.is_leaf(key),
        parent_code=parent,
        parent_description=icd.get_description(parent),
        chapter_number=chapter,
        chapter=icd.get_description(chapter),
        number_of_subcodes=len(icd.get_descendants(key)),
        includes=icd.get_includes(key),
        also_called=icd.get_inclusion_term(key),
        excludes=[*icd.get_excludes1(key), *icd.get_excludes2(key)],
        use_additional_code=icd.get_use_additional_code(key),
    )


@tool.get("/diagnoses/{code}/subcodes")
def list_subcodes(
    code: Code,
    limit: Annotated[int, Query(ge=1, le=200, description="How many to return.", examples=[100])] = 100,
) -> Subcodes:
    """List and count the more specific ICD-10 codes below a code, with their descriptions."""
    icd, key = classification(), known(code)
    below = icd.get_descendants(key)
    depth = len(icd.get_ancestors(key))
    rows = [
        SubcodeRow(
            code=sub,
            description=icd.get_description(sub),
            is_billable=icd.is_leaf(sub),
            level=len(icd.get_ancestors(sub)) - depth,
        )
        for sub in below[:limit]
    ]
    return Subcodes(code=key, description=icd.get_description(key), total=len(below), subcodes=rows)


@tool.get("/diagnoses/{code}/path")
def code_path(code: Code) -> CodePath:
    """Show the place of an ICD-10 code in the classification: chapter, block, category, down to the code."""
    icd, key = classification(), known(code)
    line = [*reversed(icd.get_ancestors(key)), key]
    return CodePath(code=key, path=[PathRow(code=c, kind=_kind(c), description=icd.get_description(c)) for c in line])


@tool.get("/chapters")
def list_chapters() -> Chapters:
    """List the chapters of ICD-10 with the number of blocks and categories in each."""
    return Chapters(chapters=list(_chapters()))


@cache
def _chapters() -> tuple[ChapterRow, ...]:
    icd = classification()
    return tuple(
        ChapterRow(
            number=number,
            title=icd.get_description(number),
            blocks=len(icd.get_children(number)),
            categories=sum(icd.is_category(code) for code in icd.get_descendants(number)),
        )
        for number in (code for code in icd.get_all_codes(True) if icd.is_chapter(code))
    )


def known(code: str) -> str:
    """Check a code of a category or subcategory, written with or without its dot; raises `NotFound`."""
    tidy = code.strip().upper()
    dotted = tidy if "." in tidy or len(tidy) <= 3 else f"{tidy[:3]}.{tidy[3:]}"
    for key in (dotted, tidy):
        if classification().is_valid_item(key) and classification().is_category_or_subcategory(key):
            return key
    raise NotFound(f"{code!r} is no ICD-10-CM code, such as 'E11.9'")


def _has(text: str, words: list[str]) -> bool:
    return bool(text) and all(word in text for word in words)


def _kind(code: str) -> str:
    icd = classification()
    if icd.is_chapter(code):
        return "chapter"
    if icd.is_block(code):
        return "block"
    return "category" if icd.is_category(code) else "subcategory"
