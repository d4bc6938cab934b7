"""Questions of those who write web pages and programs about the characters that no key has."""

from random import Random
from typing import get_args

from apis.hub.character_index import CharacterDetails, Form, find_character, get_character, normalize_text
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "character-index/find-character"
DETAILS = "character-index/get-character"
NORMAL = "character-index/normalize-text"
LOCKED = Trap("key", "glyph-finder/glyph-facts", DETAILS)
NAMES = (
    "euro sign", "section sign", "pilcrow sign", "copyright sign", "per mille sign", "degree sign", "em dash",
    "infinity", "square root", "not equal to", "black heart suit", "snowman", "grinning face", "inverted question mark",
    "rightwards arrow", "Greek capital letter omega", "Greek small letter pi", "Hebrew letter alef", "telephone sign",
    "Cyrillic small letter zhe", "Latin small letter sharp s", "Latin small letter o with stroke", "eighth note",
    "Latin capital letter A with ring above", "black chess queen", "white chess knight", "umbrella", "anchor",
    "integral", "empty set", "double dagger", "pound sign", "yen sign", "check mark", "skull and crossbones",
    "music sharp sign", "female sign", "numero sign", "plus-minus sign", "multiplication sign", "rocket", "pizza",
)  # fmt: skip
CAPITALS = (
    "Greek capital letter gamma", "Greek capital letter delta", "Greek capital letter sigma",
    "Greek capital letter phi", "Cyrillic capital letter zhe", "Cyrillic capital letter ya",
    "Cyrillic capital letter be", "Cyrillic capital letter yu", "Armenian capital letter ayb",
    "Latin capital letter O with stroke", "Latin capital letter thorn", "Latin capital letter eth",
    "Cyrillic capital letter ef", "Greek capital letter psi", "Greek capital letter lamda",
)  # fmt: skip
WORDS = (
    "crème brûlée", "señorita", "Ångström", "naïveté", "Dvořák", "Łódź", "São Paulo", "Übergröße", "façade", "Malmö",
    "Škoda", "Điện Biên Phủ", "jalapeño", "Besançon", "Győr", "Zürich", "Reykjavík", "Curaçao", "œuvre", "vis-à-vis",
)  # fmt: skip
FORMS: tuple[Form, ...] = get_args(Form)


def some_character(rng: Random, names: tuple[str, ...] = NAMES) -> tuple[str, CharacterDetails]:
    """Draw a character that comes first where its name is looked for, with that name as people write it."""
    name = rng.choice(names)
    found = find_character(name).characters[0]
    if found.name != name.upper():
        raise Redraw
    return name, get_character(found.code_point)


@redrawn
def decimal(rng: Random) -> Question:
    name, found = some_character(rng)
    wordings = (
        "What is the decimal number of the Unicode character '{name}'?",
        "I want to write the character called {name} as a number in my program. Which decimal code does it have?",
        "Which decimal code point does Unicode give to the {name}?",
        "Please look up the decimal number of the {name} in Unicode.",
        "Can you tell me which number, in decimal, stands for the {name} in Unicode?",
    )
    fact = NumberFact(value=found.decimal, tolerance=0)
    return Question(worded(rng, wordings, name=name), (FIND, DETAILS), (fact,), (LOCKED,))


@redrawn
def encoded(rng: Random) -> Question:
    name, found = some_character(rng)
    wordings = (
        "What are the bytes of the {name} in UTF-8, in hexadecimal?",
        "I look for the character '{name}' in a hex dump of a UTF-8 file. Which bytes am I looking for?",
        "How is the {name} encoded in UTF-8? The bytes in hexadecimal, please.",
        "Please give me the hexadecimal UTF-8 bytes of the character called {name}.",
    )
    fact = TextFact(value=found.utf8_hex)
    return Question(worded(rng, wordings, name=name), (FIND, DETAILS), (fact,), (LOCKED,))


@redrawn
def entity(rng: Random) -> Question:
    name, found = some_character(rng)
    wordings = (
        "How do I write the {name} in HTML?",
        "Which HTML entity stands for the character '{name}'?",
        "My web page should show the {name}. What do I put into the HTML?",
        "Please find the HTML entity of the {name}.",
        "What's the {name} written as an HTML entity?",
    )
    fact = TextFact(value=found.html, aliases=(f"&#{found.decimal};", f"&#x{found.decimal:X};"))
    return Question(worded(rng, wordings, name=name), (FIND, DETAILS), (fact,), (LOCKED,))


@redrawn
def small_letter(rng: Random) -> Question:
    name, found = some_character(rng, CAPITALS)
    wordings = (
        "What does the lower case of the {name} look like?",
        "Show me the small letter that goes with the {name}, please.",
        "Which character is the lower-case form of the {name}?",
        "I need the {name} in lower case. Which character is that?",
    )
    fact = TextFact(value=found.lower_case)
    return Question(worded(rng, wordings, name=name), (FIND, DETAILS), (fact,))


def normal(rng: Random) -> Question:
    word, form = rng.choice(WORDS), rng.choice(FORMS)
    found = normalize_text(word, form)
    wordings = (
        'How many characters does "{word}" have in the normal form {form}, and how many bytes in UTF-8?',
        'I store "{word}" in {form}. How many characters and how many UTF-8 bytes does it take?',
        'Put "{word}" into Unicode form {form}: how many characters and how many bytes in UTF-8 are there?',
        'After normalization to {form}, how long is "{word}" in characters and in UTF-8 bytes?',
    )
    facts = (NumberFact(value=found.characters), NumberFact(value=found.utf8_bytes))
    return Question(worded(rng, wordings, word=word, form=form), (NORMAL,), facts)


MAKERS: tuple[Maker, ...] = (decimal, encoded, entity, small_letter, normal)
