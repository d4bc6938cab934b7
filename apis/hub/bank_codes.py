"""Banks by name, BIC and IBAN, from schwifty's registry of some 40 countries. Knows no balances and no people."""

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Query

from apis.hub.territories import countries, country_code
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from schwifty.domain import Bank


@cache
def _banks() -> "tuple[Bank, ...]":
    from schwifty.registry import get_all_banks

    known = countries().keys()
    return tuple(bank for bank in get_all_banks() if bank.bic and {bank.country_code, bank.bic[4:6]} <= known)


@cache
def _names() -> "tuple[tuple[str, Bank], ...]":
    return tuple((bank.name.casefold(), bank) for bank in _banks())


@cache
def _by_bic() -> "dict[str, list[Bank]]":
    banks: dict[str, list[Bank]] = defaultdict(list)
    for bank in _banks():
        banks[_full(bank.bic)].append(bank)
    return dict(banks)


tool = hub_tool(
    "bank-codes",
    title="Bank Codes",
    category="Finance",
    about="Bank identifier codes (BIC, SWIFT) and account numbers (IBAN) of some 40 countries: find a bank's BIC by "
    "its name, read what a BIC or an IBAN says, look up how a country's IBANs are built.",
    licence="MIT (schwifty)",
    warm=_by_bic,
)

Country = Annotated[str, Query(description="Country, as ISO code or English name.", examples=["DE", "Germany"])]
Name = Annotated[str, Query(min_length=2, max_length=120, description="Name of the bank.", examples=["Commerzbank"])]
Limit = Annotated[int, Query(ge=1, le=100, description="How many banks to return at most.", examples=[10])]
CODES = 40
"""How many names and national codes of one BIC are shown at most."""


class FoundBank(Value):
    bic: str
    name: str
    country: str


class FoundBanks(Value):
    total: int
    banks: list[FoundBank]


class BankDetails(Value):
    bic: str
    name: str
    other_names: list[str]
    country: str
    country_code: str
    institution_code: str
    location_code: str
    branch_code: str
    national_bank_codes: list[str]


class BankRow(Value):
    bic: str
    name: str
    short_name: str
    national_bank_code: str
    primary: bool


class CountryBanks(Value):
    country: str
    country_code: str
    total: int
    banks: list[BankRow]


class IbanReport(Value):
    iban: str
    valid: bool
    problem: str
    country: str
    check_digits: str
    bank_name: str
    bic: str
    national_bank_code: str
    account_number: str


class IbanRules(Value):
    country: str
    country_code: str
    length: int
    structure: str
    account_part_length: int
    in_sepa: bool


@tool.get("/banks/find")
def find_bank(name: Name, country: Country = "", limit: Limit = 10) -> FoundBanks:
    """Find banks by name and get the BIC (SWIFT code) of each, best match first, in one country or in all."""
    words = name.casefold().split()
    code = country_code(country) if country else ""
    named = (b for text, b in _names() if all(word in text for word in words))
    found = [b for b in named if not code or b.country_code == code]
    if not found:
        raise NotFound(f"no bank named {name!r}" + (f" in {countries()[code]}" if code else ""))
    unique = {(b.bic, b.name): b for b in sorted(found, key=lambda b: (len(b.name), b.name, b.bic))}
    rows = [FoundBank(bic=bic, name=n, country=countries()[b.country_code]) for (bic, n), b in unique.items()]
    return FoundBanks(total=len(rows), banks=rows[:limit])


@tool.get("/banks/{bic}")
def bank_details(
    bic: Annotated[str, Path(description="BIC (SWIFT code) of 8 or 11 characters.", examples=["COBADEFFXXX"])],
) -> BankDetails:
    """Look up a BIC: the bank's names, country, location and branch part, and its national bank codes (sort codes)."""
    key = bic.replace(" ", "").upper()
    banks = _by_bic().get(_full(key))
    if not banks:
        raise NotFound(f"no bank has the BIC {bic!r}: a BIC has 8 or 11 characters, such as 'COBADEFFXXX'")
    country = key[4:6]  # clearing abroad lists a bank under its home BIC: names and codes at home come first
    banks = [b for b in banks if b.country_code == country] or banks
    names = sorted({b.name for b in banks}, key=lambda name: (len(name), name))
    return BankDetails(
        bic=banks[0].bic,
        name=names[0],
        other_names=names[1:CODES],
        country=countries()[country],
        country_code=country,
        institution_code=key[:4],
        location_code=key[6:8],
        branch_code=_full(key)[8:],
        national_bank_codes=sorted({b.bank_code for b in banks})[:CODES],
    )


@tool.get("/countries/{country}/banks")
def list_banks(
    country: Annotated[str, Path(description="Country, as ISO code or English name.", examples=["AT", "Austria"])],
    limit: Limit = 50,
) -> CountryBanks:
    """List the banks of a country in alphabetical order, with BIC, short name and national bank code."""
    code = country_code(country)
    banks = sorted((b for b in _banks() if b.country_code == code), key=lambda b: (b.name, b.bank_code))
    if not banks:
        raise NotFound(f"no banks are listed for {countries()[code]}")
    rows = [
        BankRow(
            bic=b.bic, name=b.name, short_name=b.short_name, national_bank_code=b.bank_code, primary=bool(b.primary)
        )
        for b in banks[:limit]
    ]
    return CountryBanks(country=countries()[code], country_code=code, total=len(banks), banks=rows)


@tool.get("/iban/check")
def check_iban(
    iban: Annotated[
        str, Query(max_length=50, description="The account number.", examples=["DE89 3704 0044 0532 0130 00"])
    ],
) -> IbanReport:
    """Check whether an IBAN is valid and read from it the country, the bank and its BIC, and the account number."""
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    number = IBAN(iban, allow_invalid=True)
    try:
        number.validate()
    except SchwiftyException as error:
        return IbanReport(
            iban=iban, valid=False, problem=str(error), country="", check_digits=iban[2:4], bank_name="", bic="",
            national_bank_code="", account_number="",
        )  # fmt: skip
    return IbanReport(
        iban=number.formatted,
        valid=True,
        problem="",
        country=countries().get(number.country_code, number.country_code),
        check_digits=number.checksum_digits,
        bank_name=number.bank_name or "",
        bic=str(number.bic or ""),
        national_bank_code=number.bank_code,
        account_number=number.account_code,
    )


@tool.get("/iban/rules")
def iban_rules(country: Country) -> IbanRules:
    """Tell how a country's IBANs are built: how many characters long, which structure, and whether it is in SEPA."""
    from schwifty.exceptions import InvalidCountryCode
    from schwifty.registry import get_iban_spec

    code = country_code(country)
    try:
        spec = get_iban_spec(code)
    except InvalidCountryCode:
        raise NotFound(f"{countries()[code]} has no IBANs") from None
    return IbanRules(
        country=countries()[code],
        country_code=code,
        length=spec.iban_length,
        structure=spec.iban_spec,
        account_part_length=spec.bban_length,
        in_sepa=spec.in_sepa_zone,
    )


def _full(bic: str) -> str:
    return bic + "XXX" if len(bic) == 8 else bic
