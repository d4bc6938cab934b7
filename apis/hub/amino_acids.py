"""The twenty amino acids of life and the code in which genes name them; masses are computed by periodictable.

Knows the standard code (table 1 of the NCBI) and no other, no structures and no reading frames beyond the three ahead.
"""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Literal

from fastapi import Path, Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.hub.words import fold
from apis.model import Value

tool = hub_tool(
    "amino-acids",
    title="Amino Acids",
    category="Science",
    about="Amino acids and the genetic code: find an amino acid's letter by name, get its formula, mass and codons, "
    "and translate a stretch of DNA into protein.",
    licence="Public domain (periodictable)",
)

Frame = Literal["1", "2", "3"]
SideChain = Literal["nonpolar", "polar", "acidic", "basic"]
BASES = "TCAG"
STOP = "*"
CODE = dict(
    zip(
        map("".join, product(BASES, repeat=3)),
        "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
        strict=True,
    )
)
"""Letter of the amino acid by codon, in the order of the NCBI's tables."""
ACIDS: dict[str, tuple[str, str, str, SideChain]] = {
    "A": ("alanine", "Ala", "C3H7NO2", "nonpolar"), "C": ("cysteine", "Cys", "C3H7NO2S", "polar"),
    "D": ("aspartic acid", "Asp", "C4H7NO4", "acidic"), "E": ("glutamic acid", "Glu", "C5H9NO4", "acidic"),
    "F": ("phenylalanine", "Phe", "C9H11NO2", "nonpolar"), "G": ("glycine", "Gly", "C2H5NO2", "nonpolar"),
    "H": ("histidine", "His", "C6H9N3O2", "basic"), "I": ("isoleucine", "Ile", "C6H13NO2", "nonpolar"),
    "K": ("lysine", "Lys", "C6H14N2O2", "basic"), "L": ("leucine", "Leu", "C6H13NO2", "nonpolar"),
    "M": ("methionine", "Met", "C5H11NO2S", "nonpolar"), "N": ("asparagine", "Asn", "C4H8N2O3", "polar"),
    "P": ("proline", "Pro", "C5H9NO2", "nonpolar"), "Q": ("glutamine", "Gln", "C5H10N2O3", "polar"),
    "R": ("arginine", "Arg", "C6H14N4O2", "basic"), "S": ("serine", "Ser", "C3H7NO3", "polar"),
    "T": ("threonine", "Thr", "C4H9NO3", "polar"), "V": ("valine", "Val", "C5H11NO2", "nonpolar"),
    "W": ("tryptophan", "Trp", "C11H12N2O2", "nonpolar"), "Y": ("tyrosine", "Tyr", "C9H11NO3", "polar"),
}  # fmt: skip
"""Name, three letters, formula and kind of side chain, by the one letter."""


class FoundAcid(Value):
    letter: str
    name: str


class FoundAcids(Value):
    amino_acids: list[FoundAcid]


class AcidDetails(Value):
    letter: str
    three_letters: str
    name: str
    formula: str
    molar_mass_g_per_mol: float
    side_chain: SideChain
    codon_count: int
    codons: list[str]


class Translation(Value):
    frame: Frame
    protein: str
    length: int
    stopped: bool
    gc_percent: float


@tool.get("/find")
def find_amino_acid(
    name: Annotated[str, Query(min_length=3, max_length=40, description="Name of it.", examples=["lysine", "Trp"])],
) -> FoundAcids:
    """Find an amino acid by its name or its three letters and get its one-letter code."""
    wanted = fold(name)
    found = [(row[0], letter) for letter, row in ACIDS.items() if wanted in row[0] or wanted == row[1].lower()]
    if not found:
        raise NotFound(f"no amino acid is called {name!r}")
    found.sort(key=lambda row: (len(row[0]), row[0]))
    return FoundAcids(amino_acids=[FoundAcid(letter=letter, name=title) for title, letter in found])


@tool.get("/acids/{letter}")
def get_amino_acid(
    letter: Annotated[str, Path(description="One-letter code of the amino acid.", examples=["K", "W"])],
) -> AcidDetails:
    """Get an amino acid by its one-letter code: formula, molar mass, kind of side chain, and its codons."""
    import periodictable

    if letter.upper() not in ACIDS:
        raise NotFound(f"no amino acid has the one-letter code {letter!r}")
    name, three, formula, side_chain = ACIDS[letter.upper()]
    codons = sorted(codon for codon, acid in CODE.items() if acid == letter.upper())
    return AcidDetails(
        letter=letter.upper(),
        three_letters=three,
        name=name,
        formula=formula,
        molar_mass_g_per_mol=round(float(periodictable.formula(formula).mass), 2),
        side_chain=side_chain,
        codon_count=len(codons),
        codons=codons,
    )


@tool.get("/translate")
def translate_gene(
    sequence: Annotated[
        str,
        Query(
            min_length=3,
            max_length=3000,
            description="The coding strand of DNA, letters A, C, G and T from 5' to 3'.",
            examples=["ATGGCCAAATGA"],
        ),
    ],
    frame: Annotated[Frame, Query(description="At which base reading begins.", examples=["1"])] = "1",
) -> Translation:
    """Translate DNA into protein in one-letter codes up to the first stop; count amino acids, G and C in percent."""
    bases = sequence.upper()
    if strange := set(bases) - set(BASES):
        raise Unusable(f"{sorted(strange)[0]!r} is no base: DNA has A, C, G and T")
    read = "".join(_read(bases[int(frame) - 1 :]))
    protein = read.partition(STOP)[0]
    return Translation(
        frame=frame,
        protein=protein,
        length=len(protein),
        stopped=STOP in read,
        gc_percent=round(100 * (bases.count("G") + bases.count("C")) / len(bases), 1),
    )


def _read(bases: str) -> Iterator[str]:
    for start in range(0, len(bases) - 2, 3):
        yield CODE[bases[start : start + 3]]
