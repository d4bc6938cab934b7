"""Questions about dividing words: into which parts, how a text falls into lines, how English differs from English."""

from random import Random

from apis.hub.hyphenation import find_hyphenation_language, hyphenate_word, wrap_text
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question

FIND = "hyphenation/find-hyphenation-language"
WORD = "hyphenation/hyphenate-word"
WRAP = "hyphenation/wrap-text"
ENGLISH = (
    "responsibility", "extraordinary", "laboratory", "administration", "international", "encyclopedia", "refrigerator",
    "opportunity", "communication", "mathematics", "democracy", "astronomical", "vocabulary", "organization",
    "revolutionary", "electricity", "imagination", "circumstances", "investigation", "parliamentary", "unbelievable",
    "documentation", "architecture", "temperature", "agriculture", "congratulations", "entertainment", "philosophical",
)  # fmt: skip
FOREIGN = {
    "German (Germany)": (
        "Wissenschaftler", "Krankenversicherung", "Verantwortung", "Straßenbahnhaltestelle", "Donaudampfschifffahrt",
    ),
    "French": ("gouvernement", "développement", "extraordinaire", "bibliothèque", "anticonstitutionnellement"),
    "Spanish": ("responsabilidad", "electrodoméstico", "desarrollador", "ferrocarril", "universidad"),
    "Italian": ("precipitevolissimevolmente", "responsabilità", "televisione", "appartamento"),
    "Dutch": ("verantwoordelijkheid", "lettergrepen", "ziekenhuisopname"),
    "Polish": ("odpowiedzialność", "niepodległość", "uniwersytet"),
    "Czech": ("nejneobhospodařovávatelnější", "zodpovědnost"),
    "Swedish": ("järnvägsstation", "ansvarsfull", "universitet"),
    "Hungarian": ("felelősség", "megszentségteleníthetetlen", "egyetemista"),
    "Portuguese (Brazil)": ("responsabilidade", "desenvolvimento", "paralelepípedo"),
    "Croatian": ("odgovornost", "prijateljstvo"),
    "Icelandic": ("vaðlaheiðarvegavinnuverkfærageymsluskúr",),
}  # fmt: skip
"""Words by the English name of their language, as the tool names it."""
SENTENCES = (
    "The committee postponed its decision until independent investigators had examined the documentation",
    "Several international organizations congratulated the laboratory on its extraordinary discovery",
    "Temperature differences between neighbouring apartments were considerably higher than anticipated",
    "Parliamentary representatives discussed agricultural subsidies throughout the afternoon",
    "Unfortunately the refrigerator manufacturer had underestimated the electricity consumption",
    "Astronomical observatories require exceptionally transparent and undisturbed atmospheres",
)
FOREIGN_SENTENCES = {
    "German (Germany)": "Die Geschwindigkeitsbegrenzung auf der Autobahn wurde vorübergehend aufgehoben",
    "French": "Le gouvernement a annoncé un développement extraordinaire des bibliothèques universitaires",
    "Spanish": "La universidad reconoce la responsabilidad de todos los investigadores extranjeros",
    "Italian": "La responsabilità dell'appartamento appartiene naturalmente all'amministrazione",
    "Dutch": "De verantwoordelijkheid voor de ziekenhuisopname ligt bij de verzekeringsmaatschappij",
    "Swedish": "Den ansvarsfulla universitetsledningen diskuterade järnvägsstationens framtid",
    "Polish": "Odpowiedzialność za niepodległość spoczywa na wszystkich obywatelach rzeczypospolitej",
    "Portuguese (Brazil)": "A responsabilidade pelo desenvolvimento pertence aos governos internacionais",
}


@redrawn
def parts_in_english(rng: Random) -> Question:
    word = rng.choice(ENGLISH)
    wordings = (
        'How many parts can the word "{word}" be hyphenated into in American English, and what is the last part?',
        'Into how many pieces do typesetters divide "{word}" in US English, and which piece comes last?',
        'I have to hyphenate "{word}" in an American magazine. Into how many parts does it fall, and what is the last '
        "one?",
        'Please divide "{word}" at every place where American English allows a hyphen, and tell me the number of parts '
        "and the last part.",
        'Can you tell me how many parts hyphenation in US English makes of "{word}", and what stands after the last '
        "hyphen?",
    )
    found = hyphenate_word(word)
    facts = (NumberFact(value=found.part_count), TextFact(value=found.last_part))
    return Question(worded(rng, wordings, word=word), (WORD,), facts)


@redrawn
def parts_in_a_language(rng: Random) -> Question:
    name = rng.choice(sorted(FOREIGN))
    word = rng.choice(FOREIGN[name])
    wordings = (
        'How many parts can the word "{word}" be hyphenated into in {name}, and what is the first part?',
        'Into how many pieces is "{word}" divided by the hyphenation rules of {name}, and which piece comes first?',
        'I am setting a book in {name} and must hyphenate "{word}". Into how many parts does the word fall, and what '
        "is the first one?",
        'Please hyphenate "{word}" in {name}, and tell me how many parts there are and which one is the first.',
        'Can you tell me the number of parts that "{word}" has when it is hyphenated in {name}, and the part before '
        "the first hyphen?",
    )
    found = hyphenate_word(word, _code(name))
    facts = (NumberFact(value=found.part_count), TextFact(value=found.first_part))
    return Question(worded(rng, wordings, word=word, name=name), (FIND, WORD), facts)


@redrawn
def english_and_english(rng: Random) -> Question:
    word = rng.choice(ENGLISH)
    american, british = hyphenate_word(word, "en_US").last_part, hyphenate_word(word, "en_GB").last_part
    if american == british:
        raise Redraw
    wordings = (
        'What stands after the last possible hyphen of "{word}" in American English, and what in British English?',
        'Where the word "{word}" is divided as late as possible, what goes to the next line in US English and what in '
        "British English?",
        'Our American and our British edition hyphenate "{word}" differently. What is the last part of the word in '
        "each of them?",
        'Please hyphenate "{word}" in both American and British English, and give me the last part of each.',
        'Can you compare the hyphenation of "{word}" in US and in British English, and name the last part in both?',
        'Which last part does "{word}" have when it is hyphenated in American English, and which in British English?',
    )
    facts = (TextFact(value=american), TextFact(value=british))
    return Question(worded(rng, wordings, word=word), (WORD, WORD), facts)


@redrawn
def lines_in_english(rng: Random) -> Question:
    text, width = rng.choice(SENTENCES), rng.randrange(14, 34)
    wordings = (
        'How many lines does "{text}" take at {width} characters a line if US English words are hyphenated, and how '
        "many lines end with a hyphen?",
        'Please wrap "{text}" to a width of {width} characters with American hyphenation, and count the lines and the '
        "hyphenated lines.",
        "A label has room for {width} characters in a line. With words divided as in American English, into how many "
        'lines does "{text}" fall, and how many of them end in a hyphen?',
        'If "{text}" is set {width} characters wide with US English hyphens, how many lines are there and how many '
        "are hyphenated?",
        'Can you break "{text}" into lines of at most {width} characters, hyphenated as in US English, and say how '
        "many lines that makes and how many end with a hyphen?",
    )
    found = wrap_text(text, width)
    if not found.hyphenated_line_count:
        raise Redraw
    facts = (NumberFact(value=found.line_count), NumberFact(value=found.hyphenated_line_count))
    return Question(worded(rng, wordings, text=text, width=width), (WRAP,), facts)


@redrawn
def lines_in_a_language(rng: Random) -> Question:
    name, width = rng.choice(sorted(FOREIGN_SENTENCES)), rng.randrange(14, 31)
    text = FOREIGN_SENTENCES[name]
    wordings = (
        'How many lines does "{text}" take at {width} characters a line with hyphenation in {name}, and how many '
        "characters long is the last line?",
        'Please wrap the text "{text}" to {width} characters with the hyphenation of {name}. How many lines are there, '
        "and how many characters are in the last one?",
        "I am printing a poster in {name} with {width} characters to the line. When words are hyphenated, into how "
        'many lines does "{text}" fall, and how many characters does the last line have?',
        'If "{text}" is set {width} characters wide and divided as in {name}, what are the number of lines and the '
        "number of characters in the last line?",
        'Can you break "{text}" into lines of at most {width} characters, hyphenated in {name}, and tell me the number '
        "of lines and the length of the last line in characters?",
    )
    found = wrap_text(text, width, _code(name))
    facts = (NumberFact(value=found.line_count), NumberFact(value=found.last_line_characters))
    return Question(worded(rng, wordings, text=text, width=width, name=name), (FIND, WRAP), facts)


def _code(name: str) -> str:
    (language,) = find_hyphenation_language(name).languages
    return language.code


MAKERS: tuple[Maker, ...] = (
    parts_in_english,
    parts_in_a_language,
    english_and_english,
    lines_in_english,
    lines_in_a_language,
)
