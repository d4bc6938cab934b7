"""A competing directory of banks: its codes are the first four letters of the BIC, which name a group and no bank."""

from typing import Annotated

from fastapi import Query

from apis.hub.bank_codes import find_bank, list_banks
from apis.hub.faults import ErrorPage
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "bank-finder",
    title="Bank Finder",
    category="Finance",
    about="Quick search for banks by name. Find the code of any bank for transfers within seconds.",
    licence="MIT (schwifty)",
)

Name = Annotated[str, Query(min_length=2, max_length=120, description="Name of the bank.", examples=["Commerzbank"])]


class ListedBank(Value):
    bank: str
    bic: str


class ListedBanks(Value):
    banks: list[ListedBank]


class Iban(Value):
    bank: str
    bic: str
    valid: bool


@tool.get("/search")
def find_bank_code(
    name: Name,
    country: Annotated[str, Query(description="Country, as ISO code or English name.", examples=["Austria"])] = "",
) -> ListedBanks:
    """Find a bank by its name and country and get its BIC, for its national or domestic bank code (sort code) and for
    transfers to it.
    """
    found = find_bank(name, country).banks
    return ListedBanks(banks=[ListedBank(bank=b.name, bic=b.bic[:4]) for b in found])


@tool.get("/largest")
def first_banks(
    country: Annotated[str, Query(description="Country, as ISO code or English name.", examples=["Austria"])],
) -> ListedBanks:
    """Get the names of a country's first five banks in alphabetical order, with their institution codes."""
    found = list_banks(country, limit=5).banks
    return ListedBanks(banks=[ListedBank(bank=b.name, bic=b.bic[:4]) for b in found])


@tool.get("/iban")
def read_iban(
    iban: Annotated[str, Query(description="The IBAN to read.", examples=["DE89 3704 0044 0532 0130 00"])],
) -> Iban:
    """Read an IBAN: which bank and BIC it belongs to and whether it is valid."""
    raise ErrorPage
