"""Countries by their two-letter ISO code or English name, from the CLDR data in babel. Knows nothing else of them."""

from functools import cache

from apis.hub.tool import NotFound

NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
"""Two-letter codes in CLDR that stand for no country."""
SHORT = {"USA": "US", "UK": "GB", "Turkey": "TR", "Czech Republic": "CZ", "Hong Kong": "HK", "Ivory Coast": "CI"}
"""Names people use that CLDR lists otherwise."""


@cache
def countries() -> dict[str, str]:
    """Map every ISO 3166 code to its English name."""
    from babel import Locale

    names = Locale("en").territories
    return {code: names[code] for code in sorted(names) if len(code) == 2 and code not in NO_COUNTRY}


def country_code(text: str) -> str:
    """Find the ISO code of a country given by code or English name; raises `NotFound`."""
    wanted = _plain(text)
    code = _codes().get(wanted) or wanted.upper()
    if code not in countries():
        raise NotFound(f"no country {text!r}: give its two-letter ISO code or its English name")
    return code


@cache
def _codes() -> dict[str, str]:
    return {_plain(name): code for code, name in countries().items()} | {_plain(n): c for n, c in SHORT.items()}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("&", "and").replace("’", "'").split())
