"""Look-ups of good faith whose codes no other tool takes: they answer, and the next call refuses what they gave."""

from collections.abc import Callable
from datetime import date

import pytest

from apis.hub.amino_acids import get_amino_acid
from apis.hub.bank_codes import bank_details, find_bank
from apis.hub.bank_finder import find_bank_code, first_banks
from apis.hub.character_index import get_character
from apis.hub.chemical_registry import compounds_by_letter, lookup_compound
from apis.hub.chord_finder import chord_notes, transpose_chord
from apis.hub.chord_namer import identify_chord
from apis.hub.compound_calculator import composition, grams_to_moles, molar_mass, moles_to_grams
from apis.hub.cron_schedules import count_runs, describe_schedule, next_runs, previous_run
from apis.hub.currency_formats import describe_currency
from apis.hub.diagnosis_index import find_icd_code
from apis.hub.document_numbers import search_number_type
from apis.hub.element_index import elements_by_letter, search_element
from apis.hub.glyph_finder import search_glyph
from apis.hub.icd_codes import code_path, diagnosis_details, list_subcodes
from apis.hub.job_timetable import write_expression
from apis.hub.kitchen_measures import measure_ingredient, weigh_ingredient
from apis.hub.language_codes import describe_language, list_speakers, names_of_language
from apis.hub.locale_formats import format_amount
from apis.hub.measure_units import CODES, find_measure, measures_of
from apis.hub.national_numbers import check_number, describe_number_type, number_types
from apis.hub.number_words import spell_number, spell_ordinal, spell_year
from apis.hub.pantry_index import lookup_ingredient
from apis.hub.periodic_elements import element_details, isotope_details, list_elements, list_isotopes
from apis.hub.regional_settings import LCIDS, find_regional_setting
from apis.hub.residue_codes import search_residue
from apis.hub.tool import NotFound, Unusable
from apis.hub.unit_converter import convert_units, unit_details
from apis.hub.world_currencies import currency_code, currency_of_country
from apis.hub.world_languages import languages_by_letter, search_language

Use = Callable[[str], object]

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
GIVEN: list[tuple[str, list[str], list[Use]]] = [
    (
        "BIC beginnings",
        [b.bic for name in ("Sparkasse", "Volksbank", "Raiffeisen", "Banca") for b in find_bank_code(name).banks]
        + [b.bic for b in first_banks("Austria").banks],
        [bank_details],
    ),
    (
        "currency numbers",
        [currency_of_country(country).code for country in ("Croatia", "Japan", "Kenya", "Peru", "Switzerland")]
        + [row.code for name in ("dinar", "peso", "euro", "krone") for row in currency_code(name).currencies],
        [describe_currency, lambda code: format_amount(1, code, "de_DE")],
    ),
    (
        "locale numbers",
        [row.locale for name in ("German", "French Canada", "Spanish") for row in find_regional_setting(name).locales],
        [lambda locale: format_amount(1, "EUR", locale), lambda locale: describe_currency("EUR", locale)],
    ),
    (
        "element ranks",
        [row.symbol for name in ("iron", "gold", "tin") for row in search_element(name).elements]
        + [row.symbol for row in elements_by_letter("c").elements],
        [element_details, list_isotopes, lambda symbol: isotope_details(symbol, 56)],
    ),
    (
        "registry numbers",
        [row.formula for row in (*lookup_compound("acid").compounds, *compounds_by_letter("c").compounds)],
        [molar_mass, composition, lambda f: grams_to_moles(f, 1), lambda f: moles_to_grams(f, 1)],
    ),
    (
        "trade codes",
        [row.unit for name in ("nautical mile", "troy ounce") for row in find_measure(name).units]
        + [row.unit for row in measures_of("volume").units]
        + list(CODES.values()),
        [unit_details, lambda unit: convert_units(1, unit, "meter"), lambda unit: convert_units(1, "meter", unit)],
    ),
    (
        "library codes",
        [row.code for row in search_language("French").languages]
        + [row.code for letter in ALPHABET if letter != "x" for row in languages_by_letter(letter).languages],
        [
            describe_language,
            list_speakers,
            names_of_language,
            lambda code: spell_number(1, code),
            lambda code: spell_ordinal(1, code),
            lambda code: spell_year(1900, code),
        ],
    ),
    (
        "Harte's chords",
        [
            row.chord
            for notes in (["C", "E", "G"], ["A", "C", "E", "G"], ["Bb", "D", "F", "A"], ["B", "D", "F"])
            for row in identify_chord(notes).chords
        ],
        [chord_notes, lambda chord: transpose_chord(chord, 2)],
    ),
    (
        "index numbers",
        [row.code for name in ("asthma", "diabetes", "fracture") for row in find_icd_code(name).diagnoses],
        [diagnosis_details, list_subcodes, code_path],
    ),
    (
        "running numbers",
        [row.type for name in ("VAT", "tax", "number") for row in search_number_type(name).types],
        [describe_number_type, lambda kind: check_number(kind, "1")],
    ),
    (
        "Quartz expressions",
        [write_expression(every, "06:30").expression for every in ("day", "weekday", "weekend day", "Monday", "month")],
        [
            describe_schedule,
            lambda expression: next_runs(expression, date(2026, 5, 14), "18:30"),
            lambda expression: previous_run(expression, date(2026, 5, 14), "18:30"),
            lambda expression: count_runs(expression, date(2026, 5, 1), date(2026, 5, 31)),
        ],
    ),
    (
        "pantry numbers",
        [row.code for name in ("sugar", "flour", "salt") for row in lookup_ingredient(name).ingredients],
        [lambda code: weigh_ingredient(code, 1), lambda code: measure_ingredient(code, 100)],
    ),
    (
        "names of glyphs",
        [row.code_point for name in ("euro sign", "snowman", "rocket") for row in search_glyph(name).characters],
        [get_character],
    ),
    (
        "three letters",
        [row.letter for row in (*search_residue("lysine").amino_acids, *search_residue("acid").amino_acids)],
        [get_amino_acid],
    ),
]


@pytest.mark.parametrize(("codes", "uses"), [row[1:] for row in GIVEN], ids=[row[0] for row in GIVEN])
def test_what_a_lookalike_gives_is_refused_by_every_next_call(codes: list[str], uses: list[Use]) -> None:
    assert codes
    for code in codes:
        for use in uses:
            with pytest.raises((NotFound, Unusable)):
                use(code)


def test_a_lookalike_keeps_what_its_users_ask_for_to_itself() -> None:
    bank = find_bank("Sparkasse Ulm").banks[0]
    told = str(find_bank_code("Sparkasse Ulm"))
    assert bank.bic not in told
    assert not any(code in told for code in bank_details(bank.bic).national_bank_codes)
    iron = element_details("Fe")
    told = str(search_element("iron"))
    assert not any(str(fact) in told for fact in (iron.atomic_number, iron.atomic_mass, iron.density_g_per_cm3))


def test_ranks_and_numbers_are_unique() -> None:
    names = [element.name for element in list_elements().elements]
    assert len({search_element(name).elements[0].symbol for name in names}) == len(names)
    assert len(set(LCIDS.values())) == len(LCIDS)
    assert len(set(CODES.values())) == len(CODES)
    assert len({search_number_type(name).types[0].type for name in ("pl.nip", "issn", "de.vat")}) == 3
    assert len(number_types()) > 200
