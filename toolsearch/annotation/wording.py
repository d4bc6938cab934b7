"""An Api's own words as something a person would ask for.

Takes the sentence of a description that says what is done, turns its verb into a request, puts values where the
sentence speaks of an argument and says the others behind it. Knows English and nothing of any tool.
"""

import json
import random
import re
from collections.abc import Mapping, Sequence

from apis.ids import split_camel
from apis.model import Api, Json
from toolsearch.annotation.prerequisites import singular

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"<[^>]+>|[`*_#]{1,3}(?=\S)|(?<=\S)[`*_]{1,3}")
_SELF = re.compile(
    r"(?:(?:this|the) (?:endpoint|api|method|operation|call|function|request|route|service) "
    r"(?:will |can |is used to |allows (?:you |users? )?to )?)|(?:allows? (?:you |users? )?to |use this to |used to )",
    re.IGNORECASE,
)
"""How descriptions speak of themselves."""
_ASIDES = re.compile(r"[;:]\s|\s\(|\. |, (?:which|where|and whether|including|such as|best|with its|so that|sorted)\b")
_ARTICLE = r"(?:a|an|the|one|each|every|any|some|your|this|that|given|specific|specified|particular|single|certain)"
_TWO = re.compile(r" and (?:get|tell|count|show|return|list|convert|read|give|how)\b")
"""Where a command asks for two things."""
_LONGEST = 24
"""Words of a request without its values."""

SHOW = frozenset("get retrieve return fetch obtain show provide give display read find look view query load".split())
LIST = frozenset("list enumerate browse".split())
DO = """
add create update delete remove set calculate compute convert check verify validate search count compare describe
estimate generate translate send upload download start stop cancel move copy write tell work rank rate solve analyze
analyse detect extract format parse split join subscribe follow mark assign close open make post put change modify
replace restore archive activate deactivate enable disable lookup determine measure predict recommend classify match
sort filter merge schedule book confirm trace turn decode encode express spell sum apply request submit save take
choose draw plan build execute run invite accept reject register log sign
"""
VERBS = SHOW | LIST | frozenset(DO.split())
SHOWING = (
    "Show me {}",
    "I need {}",
    "Give me {}",
    "Can you get me {}?",
    "I'd like to see {}",
    "Please look up {}",
    "What is {}?",
    "Find out {}",
    "I'm looking for {}",
    "Could you tell me {}?",
)
LISTING = (
    "List {}",
    "Show me {}",
    "I need a list of {}",
    "Give me {}",
    "Which are {}?",
    "Can you list {}?",
    "I'd like to see {}",
)
DOING = (
    "{}",
    "Please {}",
    "Can you {}?",
    "I want to {}",
    "Help me {}",
    "I'd like you to {}",
    "Could you {}?",
    "I need to {}",
)
ASIDE = (" for {}", " with {}", ", with {}", " ({})", " given {}")
APART = (". Use {}", ". Take {}")
UNITS = frozenset(
    "kg g lb cm mm m km mi kmh mph hz khz bpm kcal years months weeks days hours minutes seconds ms percent usd eur "
    "gbp celsius fahrenheit degrees meters metres kilometers kilometres miles px mb gb".split()
)
"""Last words of arguments' names that belong behind the value."""
_AFTER = r"(?=$|[,.]|\s(?:in|of|for|by|on|at|from|to|with|and|as|is|between|over|per|that|into|after|before|within)\b)"
"""What may follow where a clause speaks of an argument: no other noun."""
SHORT = {
    "lat": "latitude", "lon": "longitude", "lng": "longitude", "q": "search text", "qty": "quantity", "num": "number",
    "addr": "address", "tz": "time zone", "lang": "language", "loc": "location", "cat": "category", "msg": "message",
    "desc": "description", "src": "source", "dst": "destination", "max": "maximum", "min": "minimum", "uid": "user id",
}  # fmt: skip


def request(api: Api, values: Mapping[str, Json], rng: random.Random) -> str:
    """Say what an Api does as a request with these values; without a full stop."""
    clause = rng.choice(clauses(api))
    said: dict[str, Json] = {}
    for name, value in values.items():
        placed = _place(clause, name, value)
        if placed is None:
            said[name] = value
        else:
            clause = placed
    asked = _asked(clause, rng)
    if not said:
        return asked
    told = _listed([_told(label(name, api), value) for name, value in said.items()])
    if asked.endswith("?"):
        return asked[:-1] + rng.choice(ASIDE).format(told) + "?"
    return asked + rng.choice((*ASIDE, *APART)).format(told)


def clauses(api: Api) -> list[str]:
    """List the sentences that say what an Api does, as commands; its name where its document says nothing."""
    text = _MARKUP.sub("", _LINK.sub(r"\1", api.description))
    sentences = [" ".join(sentence.split()).strip(" .:;") for sentence in _SENTENCE.split(text)]
    found = [_command(sentence) for sentence in sentences[:2] if sentence]
    named = " ".join(re.findall(r"[A-Za-z0-9]+", split_camel(api.name))).lower()
    commands = [clause for clause in found if clause and clause.lower() != named]
    longer = [clause for clause in commands if len(clause.split()) > 2]
    return longer or commands or [_named(sentences, named)]


def _named(sentences: Sequence[str], named: str) -> str:
    """Say what an Api returns where no sentence says what it does."""
    told = [each for each in sentences if each.lower() != named and len(each.split()) > 1 and "/" not in each]
    nouns = _plain(_shortened(told[0])) if told else named
    nouns = nouns[:1].lower() + nouns[1:]
    return f"tell me {nouns}" if re.match(r"(?:how|what|which|when|where|who|whether) ", nouns) else f"get {nouns}"


def _plain(title: str) -> str:
    """Write a title in small letters; names in a sentence stay.

    >>> _plain("User Activity"), _plain("Positions of NFL players in Texas")
    ('user activity', 'Positions of NFL players in Texas')
    """
    words = title.split()
    capital = [word for word in words if word[:1].isupper()]
    if len(capital) * 2 <= len(words):
        return title
    return " ".join(word.lower() if word.istitle() else word for word in words)


def _command(sentence: str) -> str | None:
    """Turn a sentence into a command; None where it does not begin with something that is done.

    >>> _command("Retrieves a list of comments for a file"), _command("Comments are nice")
    ('retrieve a list of comments for a file', None)
    """
    sentence = _SELF.sub("", sentence)
    first, _, rest = sentence.partition(" ")
    verb = base(first.lower().strip(","))
    return f"{verb} {_shortened(rest)}" if verb and rest else None


def base(word: str) -> str | None:
    """Return the base form of a known verb.

    >>> base("retrieves"), base("fetching"), base("banana")
    ('retrieve', 'fetch', None)
    """
    forms = [word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)]
    forms += [word.removesuffix("ing"), re.sub("ing$", "e", word)]
    return next((form for form in forms if form in VERBS), None)


def _shortened(text: str) -> str:
    """End a sentence before its asides, and before it grows long."""
    text = _ASIDES.split(text)[0]
    return " ".join(text.split()[:_LONGEST]).rstrip(" ,.")


def _asked(command: str, rng: random.Random) -> str:
    verb, _, rest = command.partition(" ")
    rest = re.sub(r"^(?:all )?of ", "", rest) if verb in SHOW | LIST else rest
    if verb in LIST and not rest.startswith("and "):
        return rng.choice(LISTING).format(rest)
    if verb in SHOW and not _TWO.search(rest) and not re.match(r"(?:up|at|out|whether|how|which|if|and)\b", rest):
        return rng.choice(SHOWING).format(_with_article(rest))
    told = rng.choice(DOING).format(command)
    return told[:1].upper() + told[1:]


def _with_article(noun: str) -> str:
    """Put an article before a noun phrase that begins bare.

    >>> _with_article("popular movies"), _with_article("a batch"), _with_article("derivative of x")
    ('popular movies', 'a batch', 'the derivative of x')
    """
    head = re.split(r" (?:of|for|in|by|at|on|from|with|that|to)\b", noun)[0].split()
    plural = bool(head) and head[-1] != singular(head[-1])
    bare = bool(head) and not re.fullmatch(
        rf"{_ARTICLE}|all|how|what|which|information|details|my|its|their|his|her|his|whose|both|\d+",
        head[0],
        re.IGNORECASE,
    )
    return f"the {noun}" if bare and not plural else noun


def label(name: str, api: Api) -> str:
    """Say an argument in words: its name, or its description where the name says too little."""
    words = [SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", split_camel(name).lower())]
    if len("".join(words)) > 2:
        return " ".join(words)
    said = str(((api.parameters.get("properties") or {}).get(name) or {}).get("description") or "")
    first = " ".join(re.split(r"[.,;:(]", said)[0].split()[:5])
    return first[:1].lower() + first[1:] if first else " ".join(words) or name


def spoken(value: Json) -> str:
    """Say a value.

    >>> spoken(True), spoken(["a", "b"]), spoken("the quick brown fox"), spoken(2.0)
    ('yes', 'a and b', '"the quick brown fox"', '2')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}" if value == round(value, 6) else str(value)
    if isinstance(value, list):
        return _listed([spoken(item) for item in value])
    if isinstance(value, dict):
        scalar = all(not isinstance(item, dict | list) for item in value.values())
        return _listed([f"{key} {spoken(item)}" for key, item in value.items()]) if scalar else json.dumps(value)
    text = str(value)
    return f'"{text}"' if len(text.split()) > 2 or re.search(r"[,;?!]|\.\s", text) else text


def _place(clause: str, name: str, value: Json) -> str | None:
    """Put a value where a clause speaks of its argument; None where it does not.

    >>> _place("list public holidays of a country in a year", "country", "Germany")
    'list public holidays of Germany in a year'
    >>> _place("list comments for a file", "file_id", "12345")
    'list comments for file 12345'
    """
    words = re.findall(r"[a-z0-9]+", split_camel(name).lower())
    if not words or isinstance(value, dict | list | bool):
        return None
    head = words[-1] if len(words) == 1 else " ".join(words)
    for spelled in dict.fromkeys((head, " ".join(words[:-1]) or head, words[-1])):
        pattern = rf"(?<=\s){_ARTICLE}(?: {_ARTICLE})?((?: [a-z-]+)?) {re.escape(spelled)}{_AFTER}"
        found = list(re.finditer(pattern, clause))
        if len(spelled) > 2 and len(found) == 1 and not _is_wanted(clause, found[0].start()):
            said = spoken(value)
            bare = said[:1].isupper() and len(said) > 3 and spelled == words[-1]
            told = said if bare or (spelled == "year" and said.isdigit()) else f"{spelled} {said}"
            return clause[: found[0].start()] + told + clause[found[0].end() :]
    return None


def _is_wanted(clause: str, place: int) -> bool:
    """Tell whether a place of a clause is what is asked for, not what it is asked of."""
    return clause[:place].strip() in SHOW | LIST


def _told(name: str, value: Json) -> str:
    """Say an argument with its value; a unit at the end of its name goes behind the value.

    >>> _told("weight kg", 72.5), _told("country code", "DE")
    ('weight 72.5 kg', 'country code DE')
    """
    what, _, unit = name.rpartition(" ")
    return f"{what} {spoken(value)} {unit}" if what and unit in UNITS else f"{name} {spoken(value)}"


def _listed(items: Sequence[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
