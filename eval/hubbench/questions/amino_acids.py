"""Questions of students of biology."""

from random import Random

from apis.hub.amino_acids import ACIDS, CODE, STOP, AcidDetails, Frame, find_amino_acid, get_amino_acid, translate_gene
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "amino-acids/find-amino-acid"
DETAILS = "amino-acids/get-amino-acid"
TRANSLATE = "amino-acids/translate-gene"
BROKEN = Trap("html", "residue-codes/residue-properties", DETAILS)
TRAPS = (BROKEN,)
LATER: tuple[Frame, ...] = ("2", "3")


def some_acid(rng: Random) -> AcidDetails:
    """Draw an amino acid that comes first where its name is looked for."""
    letter = rng.choice(list(ACIDS))
    if find_amino_acid(ACIDS[letter][0]).amino_acids[0].letter != letter:
        raise Redraw
    return get_amino_acid(letter)


def some_gene(rng: Random) -> str:
    """Draw a short gene: a start, some codons, a stop."""
    codons = [codon for codon, acid in CODE.items() if acid != STOP]
    stops = [codon for codon, acid in CODE.items() if acid == STOP]
    return "".join(("ATG", *rng.choices(codons, k=rng.randint(4, 9)), rng.choice(stops)))


@redrawn
def mass(rng: Random) -> Question:
    found = some_acid(rng)
    wordings = (
        "What is the molar mass of the amino acid {name}?",
        "I have to weigh out one mole of the amino acid {name}. How many grams is that?",
        "How many grams per mole does {name} have? I mean the amino acid.",
        "Please look up the molar mass of {name} in a table of amino acids.",
    )
    fact = NumberFact(value=found.molar_mass_g_per_mol)
    return Question(worded(rng, wordings, name=found.name), (FIND, DETAILS), (fact,), TRAPS)


@redrawn
def codons(rng: Random) -> Question:
    found = some_acid(rng)
    wordings = (
        "How many codons code for the amino acid {name}?",
        "By how many codons is {name} encoded in the standard genetic code?",
        "The genetic code has several words for most amino acids. How many codons are there for {name}?",
        "Please count the codons for {name}.",
        "I'm learning the genetic code: how many different codons stand for {name}?",
    )
    fact = NumberFact(value=found.codon_count)
    return Question(worded(rng, wordings, name=found.name), (FIND, DETAILS), (fact,), TRAPS)


@redrawn
def side_chain(rng: Random) -> Question:
    found = some_acid(rng)
    wordings = (
        "What is the formula of the amino acid {name}, and what kind of side chain does it have?",
        "For my flash card on the amino acid {name} I need its formula and the kind of its side chain.",
        "Which molecular formula does the amino acid {name} have, and of what kind is its side chain?",
        "Please tell me the formula of {name} and which sort of side chain this amino acid carries.",
    )
    kind = found.side_chain
    if kind == "nonpolar":
        chain = TextFact(value=kind, aliases=("non-polar", "apolar"))
    else:
        chain = TextFact(value=kind, unlike=("non-polar",) if kind == "polar" else ())
    facts = (TextFact(value=found.formula), chain)
    return Question(worded(rng, wordings, name=found.name), (FIND, DETAILS), facts, TRAPS)


def protein(rng: Random) -> Question:
    gene = some_gene(rng)
    wordings = (
        "Which protein does the DNA sequence {gene} code for, in one-letter codes?",
        "Translate the gene {gene} into amino acids, please. One letter each will do.",
        "What peptide do I get from {gene}? Please use one-letter codes.",
        "My sequencer gave {gene}. Which chain of amino acids does it encode, written in one-letter codes?",
    )
    fact = TextFact(value=translate_gene(gene).protein)
    return Question(worded(rng, wordings, gene=gene), (TRANSLATE,), (fact,))


@redrawn
def content(rng: Random) -> Question:
    gene, frame = some_gene(rng), rng.choice(LATER)
    found = translate_gene(gene, frame)
    if found.length < 2:
        raise Redraw
    wordings = (
        "Read {gene} in frame {frame}: how many amino acids come before the first stop, and what percentage of the "
        "bases is G or C?",
        "What is the GC content of {gene} in percent, and how many amino acids long is its translation in reading "
        "frame {frame}?",
        "I translate {gene} in the reading frame {frame}. How many amino acids do I get up to a stop, and what is the "
        "GC content in percent?",
        "Please find the GC percentage of the DNA {gene} and the number of amino acids it gives in frame {frame}.",
    )
    facts = (NumberFact(value=found.length), NumberFact(value=found.gc_percent))
    return Question(worded(rng, wordings, gene=gene, frame=frame), (TRANSLATE,), facts)


MAKERS: tuple[Maker, ...] = (mass, codons, side_chain, protein, content)
