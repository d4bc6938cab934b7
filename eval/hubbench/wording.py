"""Whether a text says a word, a name, a code or a formula, and does not deny it.

Knows letters, accents, punctuation and the words before a name that make another name of it; what is denied is
`eval.hubbench.denial`.
Three kinds of wording are told apart by their characters: words ("São Tomé"), where case, accents, hyphens and
punctuation do not matter; codes ("DE89 3704 0044"), where spaces and hyphens do not matter but every character does;
formulas ("x^2 + 1", "C#"), where signs matter and spaces do not.
"""

import re
import unicodedata
from itertools import permutations

from eval.hubbench.denial import is_denied

SHORT = 3
"""Up to this many letters a wording with a capital must be written with its capitals: NO is no "no"."""
FUNCTION_WORDS = frozenset({
    "a", "am", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "had", "has", "he", "her", "his",
    "i", "if", "in", "is", "it", "its", "me", "my", "no", "nor", "not", "of", "on", "or", "our", "she", "so", "than",
    "that", "the", "to", "up", "us", "was", "we", "you",
})  # fmt: skip
"""Words of any sentence: as a wording (the internet domain "no") they must stand apart: quoted, after a colon."""

MOST_FACTORS = 4
"""Of a product that may be told in any order."""

_ALIKE = str.maketrans("♯♭−–‐‑×·⋅’‘ʼʻ`´“”₀₁₂₃₄₅₆₇₈₉øłđðıØŁĐÐ", "#b----***''''''\"\"0123456789olddiOLDD")
_LONGER = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "Æ": "Ae", "Œ": "Oe", "Þ": "Th", "√": "sqrt"})
_FORMULA = re.compile(
    r"[#^*=<>]|(?<!^)\+|\d/|/\d|(?<=\d)-(?=[a-z])|^[.-]\w|^\+[a-z]|[a-z]\+|\b[a-z]\s?-\s?\d|\d\s-\s[a-z(]|\)\s?-"
)
_CODE = re.compile(r"\d|^[A-Z]{4,}$")
_NO_ARTICLE = r"(?<![^\W_])A(?![^\W_]|#| [a-z])|(?<=[a-z,:] )A(?![^\W_]|#)"
_NO_OPERAND_BEFORE = (
    r"(?<![\w#^+*/])(?<![\w*/^]\()(?<![\d)][+*/^-])(?<![\d)]\s[+*/^-]\s)(?<!\b[a-z][+*/^-])(?<!\b[a-z]\s[+*/^-]\s)"
)
_NO_OPERAND_AFTER = r"(?![\w#^])(?!\.\d)(?!\s*[+*/^]\s*[\w(])(?!\)\s*[*/^])(?!\s*-\s*(?:\d|\(|[txyz]\b))"
_NUMERAL = re.compile(r"[0-9A-Fa-f]*\d[0-9A-Fa-f]*")
_FACTOR = re.compile(r"\([^()*]+\)")
_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z]?[a-z]+)*")
_QUALIFIED = re.compile(
    r"(?<![\w-])(?:North(?:ern)?|South(?:ern)?|East(?:ern)?|West(?:ern)?|New|Old|Upper|Lower|Little|Great(?:er)?|Saint|St\.?"
    r"|San|Santa|Port|Fort|Mount|Equatorial|American|British|French|Dutch)[ -]$"
)
_GOES_ON = re.compile(r"-[A-Z][a-z]")
_EMPHASIS = re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_]+)(?<=\S)__(?!\w)")


def says(text: str, wording: str) -> bool:
    """Tell whether a text states a wording somewhere without denying it.

    >>> says("It lies in Sao Tome.", "São Tomé"), says("Romania", "Oman"), says("not Lyon but Paris", "Lyon")
    (True, False, False)
    """
    text, wording = fold(text), fold(wording).strip()
    pattern = _pattern(wording)
    return any(_stands(text, match, wording) for match in pattern.finditer(text)) if pattern else False


def _stands(text: str, match: re.Match[str], wording: str) -> bool:
    """Tell whether what was found is said, and is not a part of another name: "West Springfield", "Guinea-Bissau"."""
    if is_denied(text, match.start(), match.end()):
        return False
    if not _NAME.fullmatch(wording):
        return True
    return not (_QUALIFIED.search(text, 0, match.start()) or _GOES_ON.match(text, match.end()))


def orders(wording: str) -> list[str]:
    """Return a product of a few factors in brackets in every order, any other wording as it is.

    >>> orders("(x - 3)*(x + 9)"), orders("Lyon")
    (['(x - 3)*(x + 9)', '(x + 9)*(x - 3)'], ['Lyon'])
    """
    factors = wording.split("*")
    product = all(_FACTOR.fullmatch(factor) for factor in factors) and 1 < len(factors) <= MOST_FACTORS
    return ["*".join(order) for order in permutations(factors)] if product else [wording]


def fold(text: str) -> str:
    """Drop accents and write alike what looks alike, emphasis as quotes; case stays.

    >>> fold("Łódź “C♯” **x²**")
    'Lodz "C#" "x^2"'
    """
    text = text.translate(_ALIKE).translate(_LONGER)
    text = re.sub(r"[⁰¹²³⁴-⁹]+", lambda m: "^" + unicodedata.normalize("NFKC", m[0]), text)
    text = unicodedata.normalize("NFKD", text).replace("⁄", "/")
    text = "".join(c for c in text if not "\u0300" <= c <= "\u036f")
    return _EMPHASIS.sub(lambda m: f'"{m[1] or m[2]}"', unicodedata.normalize("NFC", text))


def _pattern(wording: str) -> re.Pattern[str] | None:
    if wording in FUNCTION_WORDS:
        return re.compile(rf"(?:^|(?<=['\"(:=])|(?<=[:=,;]\s)|(?<=\bis\s)){wording}(?=['\").,;|]|\s*$)", re.MULTILINE)
    if wording == "A":
        return re.compile(_NO_ARTICLE)
    if not any(c.isalnum() for c in wording):
        return re.compile(re.escape(wording)) if wording else None
    flags = re.NOFLAG if _is_strict(wording) else re.IGNORECASE
    if any("\u0590" <= c < "\u1e00" or c >= "\u2e80" for c in wording if c.isalpha()):
        return re.compile(_bounded(r"\s+".join(map(re.escape, wording.split())), wording), flags)
    if _FORMULA.search(wording.lower()):
        return re.compile(_formula(wording), flags)
    if _CODE.search(wording):
        return re.compile(_code(wording), flags)
    return re.compile(_words(wording), flags)


def _is_strict(wording: str) -> bool:
    """Tell whether case matters: in NO, He and Am7, but not in Rio de Janeiro, 1F4 and 0x1F."""
    letters = [c for c in wording if c.isalpha()]
    short = len(letters) <= SHORT and any(c.isupper() for c in letters)
    mixed = any(c.islower() for c in letters) and not wording.startswith("0x")
    return short and (mixed or not any(c.isdigit() for c in wording))


def _words(wording: str) -> str:
    """Match the words in their order with anything but letters and digits between; a hyphen may stand inside one."""
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['](?=\w)", "", wording.replace("&", " and ")))
    spelled = ["(?:and|&)" if word.lower() == "and" else "[-'\u00ad]?".join(map(re.escape, word)) for word in words]
    last = r"(?:(?:and|&)\s)?" if "," in wording else ""  # the last of a list may be told so
    return _bounded((r"(?:[^\w#+*^=<>]|_){0,3}" + last).join(spelled), wording)


def _code(wording: str) -> str:
    """Match every letter, digit and currency sign, and the points, colons and commas between digits."""
    kept = "".join(c for c in wording if c.isalnum() or c in ".:," or unicodedata.category(c) == "Sc")
    kept = re.sub(r"(?<!\d)[.:,]|[.:,](?!\d)", "", kept)
    pairs = zip(kept, kept[1:] + " ", strict=True)
    body = "".join(re.escape(c) + _gap(c, after) for c, after in pairs)
    before = r"(?<!\d[.:,])" if kept[0].isdigit() else ""
    after = r"(?![.:,]\d)(?!-\d)" if kept[-1].isdigit() else ""
    whole = before + _bounded(body, kept) + after
    if _NUMERAL.fullmatch(kept):  # it may be told with the sign of its base
        return rf"(?:{whole}|(?<=\b0[box]){body}{after}(?!\w))"
    return whole


def _gap(char: str, after: str) -> str:
    """Say what may stand between two characters of a code."""
    if after == " ":
        return ""
    return r"[\s\-/()']{0,2}" if char.isdigit() and after.isdigit() else r"[\W_]{0,3}"


def _formula(wording: str) -> str:
    """Match every character but spaces, with spaces anywhere; `**` is `^` and 2*x is 2x."""
    kept = re.sub(r"(?<=\d)\*(?=[A-Za-z(])", "", re.sub(r"\s", "", wording).replace("**", "^"))
    body = r"\s*".join(_sign(c) for c in kept)
    body = body.replace(r"\)\s*\*\s*\(", r"\)\s*\*?\s*\(")
    body = re.sub(r"(?<=\d)\\s\*(?=[A-Za-z]|\\\()", r"\\s*\\*?\\s*", body)
    return _NO_OPERAND_BEFORE + body + _NO_OPERAND_AFTER


def _sign(char: str) -> str:
    return r"(?:\^|\*\*)" if char == "^" else re.escape(char)


def _bounded(body: str, wording: str) -> str:
    """Let no letter or digit stand before or after, except in scripts that do not part their words."""
    ends = [c for c in wording if c.isalnum()]
    before = r"(?<![^\W_])" if ends[0] < "\u2e80" else ""
    after = r"(?![^\W_])" if ends[-1] < "\u2e80" else ""
    alone = r"(?<![^\W_]')" if len(ends) == 1 else ""  # the m of "I'm" is no unit
    return rf"{before}{alone}{body}{after}(?!#|\+\+)"
