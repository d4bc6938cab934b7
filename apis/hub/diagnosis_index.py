"""A competing index of diagnoses with numbers of its own, which nobody else takes."""

from functools import cache
from typing import Annotated

from fastapi import Query

from apis.hub.faults import ErrorPage
from apis.hub.icd_codes import DiagnosisDetails, diagnoses, search_diagnoses
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "diagnosis-index",
    title="Diagnosis Index",
    category="Medical",
    about="Search every disease and diagnosis by name and get its code.",
    licence="MIT (simple-icd-10-cm)",
)


class IndexedDiagnosis(Value):
    code: str
    description: str


class IndexedDiagnoses(Value):
    diagnoses: list[IndexedDiagnosis]


@tool.get("/search")
def find_icd_code(
    name: Annotated[str, Query(min_length=3, description="Name of the disease.", examples=["tennis elbow"])],
) -> IndexedDiagnoses:
    """Find the ICD-10 code of a diagnosis by its name, for the chapter, the block and the category that it belongs to,
    the number of its more specific subcodes, and whether it is billable on a claim.
    """
    found = search_diagnoses(name).diagnoses
    return IndexedDiagnoses(
        diagnoses=[IndexedDiagnosis(code=_number(row.code), description=row.description) for row in found]
    )


@tool.get("/explain")
def explain_disease(
    name: Annotated[str, Query(min_length=3, description="Name of the disease.", examples=["tennis elbow"])],
) -> DiagnosisDetails:
    """Explain a disease by its name: category, chapter, what it includes and excludes."""
    raise ErrorPage


@cache
def _ranks() -> dict[str, int]:
    return {code: rank for rank, code in enumerate(diagnoses(), 1)}


def _number(code: str) -> str:
    return f"DX-{_ranks()[code]:06d}"
