"""Questions about diagnoses, which people know by name and records by code."""

from functools import cache
from random import Random

from apis.hub.icd_codes import (
    FoundDiagnosis,
    code_path,
    diagnoses,
    diagnosis_details,
    list_chapters,
    list_subcodes,
    search_diagnoses,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import BoolFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

SEARCH = "icd-codes/search-diagnoses"
DETAILS = "icd-codes/diagnosis-details"
SUBCODES = "icd-codes/list-subcodes"
PATH = "icd-codes/code-path"
CHAPTERS = "icd-codes/list-chapters"
INDEX_NUMBER = Trap("foreign_id", "diagnosis-index/find-icd-code", SEARCH)
BROKEN = Trap("html", "diagnosis-index/explain-disease", DETAILS)


@cache
def _plain() -> tuple[str, ...]:
    """Codes of diagnoses with a short name in plain words that stands for nothing else."""
    kept = (
        code
        for code, text in diagnoses().items()
        if text.replace(" ", "").isalpha() and 10 <= len(text) <= 48 and text.split()[0] not in ("Other", "Unspecified")
    )
    return tuple(kept)


def some_diagnosis(rng: Random) -> FoundDiagnosis:
    """Draw a diagnosis that comes first in a search for its name."""
    code = rng.choice(_plain())
    found = search_diagnoses(diagnoses()[code]).diagnoses
    if found[0].code != code or (len(found) > 1 and found[1].description == found[0].description):
        raise Redraw
    return found[0]


def _name(found: FoundDiagnosis) -> str:
    return found.description[0].lower() + found.description[1:]


@redrawn
def code(rng: Random) -> Question:
    found = some_diagnosis(rng)
    wordings = (
        "What is the ICD-10 code of {name}?",
        "Which ICD-10-CM code stands for {name}?",
        "A doctor's letter mentions {name}. Which ICD-10 code do I enter?",
        "Please look up the ICD-10 code for {name}.",
        "Can you tell me the ICD-10 code for {name}?",
    )
    return Question(worded(rng, wordings, name=_name(found)), (SEARCH,), (TextFact(value=found.code),))


@redrawn
def parent(rng: Random) -> Question:
    found = some_diagnosis(rng)
    details = diagnosis_details(found.code)
    if "-" in details.parent_code or details.parent_description == found.description:
        raise Redraw
    wordings = (
        "Which broader ICD-10 diagnosis is the parent of {name}, by code and description?",
        "Which more general ICD-10 entry is {name} part of? Code and description, please.",
        "Our report groups diagnoses. What is the parent of {name} in ICD-10, with code and description?",
        "Please find the ICD-10 entry right above {name}, by code and name.",
        "Can you tell me the code and the description of the parent of {name} in ICD-10?",
    )
    facts = (TextFact(value=details.parent_code), TextFact(value=details.parent_description))
    traps = (INDEX_NUMBER, BROKEN)
    return Question(worded(rng, wordings, name=_name(found)), (SEARCH, DETAILS), facts, traps)


@redrawn
def chapter(rng: Random) -> Question:
    found = some_diagnosis(rng)
    details = diagnosis_details(found.code)
    wordings = (
        "In which chapter of ICD-10 is {name}: what are the chapter's number and title?",
        "To which ICD-10 chapter (number and title) does {name} belong?",
        "I'm sorting files by ICD-10 chapter. What are the number and the title of the chapter of {name}?",
        "Please tell me the number and the title of the ICD-10 chapter with {name}.",
        "Can you tell me the number and the title of the ICD-10 chapter of {name}?",
    )
    title = details.chapter
    plain = title[: title.rfind(" (")]
    facts = (NumberFact(value=int(details.chapter_number)), TextFact(value=title, aliases=(plain,)))
    traps = (INDEX_NUMBER, BROKEN)
    return Question(worded(rng, wordings, name=_name(found)), (SEARCH, DETAILS), facts, traps)


@redrawn
def subcodes(rng: Random) -> Question:
    found = some_diagnosis(rng)
    below = list_subcodes(found.code)
    if not 2 <= below.total <= 60:
        raise Redraw
    wordings = (
        "How many more specific ICD-10 codes are there below {name}?",
        "Into how many finer ICD-10 codes is {name} divided, all levels counted?",
        "I'm coding {name}. How many more specific ICD-10 codes are there below it?",
        "Please count all the ICD-10 subcodes of {name}.",
        "Can you tell me how many ICD-10 subcodes there are below {name}?",
    )
    fact = NumberFact(value=below.total)
    return Question(worded(rng, wordings, name=_name(found)), (SEARCH, SUBCODES), (fact,), (INDEX_NUMBER,))


@redrawn
def block(rng: Random) -> Question:
    found = some_diagnosis(rng)
    rows = [row for row in code_path(found.code).path if row.kind == "block"]
    if len(rows) != 1:
        raise Redraw
    wordings = (
        "In which block of ICD-10 (such as A00-A09) is {name}?",
        "Which range of codes, or block, does {name} belong to in ICD-10?",
        "I'm drawing the tree of ICD-10. Which block, as a code range, is {name} in?",
        "Please trace {name} in ICD-10 and give me the code range of its block.",
        "Can you tell me the code range of the ICD-10 block of {name}?",
    )
    fact = TextFact(value=rows[0].code, aliases=(rows[0].code.replace("-", " to "),))
    return Question(worded(rng, wordings, name=_name(found)), (SEARCH, PATH), (fact,), (INDEX_NUMBER,))


@redrawn
def billable(rng: Random) -> Question:
    found = some_diagnosis(rng)
    details = diagnosis_details(found.code)
    wordings = (
        "Is the ICD-10 code of {name} billable, and which chapter number is it in?",
        "I'm putting {name} on a claim. Is its ICD-10 code billable, and what is the number of its chapter?",
        "I have to bill for {name}. Is its ICD-10 code billable, and what is the number of its chapter?",
        "Please check whether {name} has a billable ICD-10 code and give me the chapter number.",
        "Can you tell me whether the ICD-10 code of {name} is billable, and the number of its chapter?",
    )
    facts = (BoolFact(value=details.is_billable, about="billable"), NumberFact(value=int(details.chapter_number)))
    traps = (INDEX_NUMBER, BROKEN)
    return Question(worded(rng, wordings, name=_name(found)), (SEARCH, DETAILS), facts, traps)


@redrawn
def size_of_a_chapter(rng: Random) -> Question:
    row = rng.choice(list_chapters().chapters)
    title = row.title[: row.title.rfind(" (")]
    wordings = (
        'How many blocks and how many categories are there in the ICD-10 chapter "{title}"?',
        "What are the numbers of blocks and categories in chapter {number} of ICD-10?",
        'I\'m preparing slides on ICD-10: how many blocks and categories has the chapter "{title}"?',
        'Please count the blocks and the categories of ICD-10 chapter {number}, "{title}".',
        "Can you tell me the number of blocks and the number of categories in chapter {number} of ICD-10?",
    )
    facts = (NumberFact(value=row.blocks), NumberFact(value=row.categories))
    return Question(worded(rng, wordings, title=title, number=row.number), (CHAPTERS,), facts)


MAKERS: tuple[Maker, ...] = (code, parent, chapter, subcodes, block, billable, size_of_a_chapter)
