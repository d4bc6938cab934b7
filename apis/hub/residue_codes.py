"""A competing index of amino acids that gives the three letters of protein files, which no other tool takes.

Its page of properties is being upgraded.
"""

from typing import Annotated

from fastapi import Query

from apis.hub.amino_acids import SideChain, find_amino_acid, get_amino_acid
from apis.hub.faults import ErrorPage
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "residue-codes",
    title="Residue Codes",
    category="Science",
    about="The code of every amino acid, as structural biologists use it, and all properties of a residue by its code.",
    licence="Proprietary",
)


class Residue(Value):
    letter: str
    amino_acid: str


class Residues(Value):
    amino_acids: list[Residue]


class ResidueProperties(Value):
    formula: str
    molar_mass: float
    side_chain: SideChain


@tool.get("/search")
def search_residue(
    name: Annotated[
        str, Query(min_length=3, max_length=40, description="Name of the amino acid.", examples=["lysine"])
    ],
) -> Residues:
    """Search an amino acid by its name and get the letter code of the amino acid."""
    found = find_amino_acid(name).amino_acids
    codes = [get_amino_acid(each.letter).three_letters.upper() for each in found]
    return Residues(
        amino_acids=[Residue(letter=code, amino_acid=each.name) for code, each in zip(codes, found, strict=True)]
    )


@tool.get("/properties")
def residue_properties(
    letter: Annotated[str, Query(description="Letter code of the amino acid.", examples=["LYS"])],
) -> ResidueProperties:
    """Get the properties of an amino acid by its letter code: formula, molar mass, side chain, codons."""
    raise ErrorPage
