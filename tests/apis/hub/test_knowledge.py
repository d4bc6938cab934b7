"""What the tools of money, science, language, music and data say, against what is known from elsewhere."""

import math
from collections.abc import Callable

import httpx
import pytest

from apis.hub.bank_codes import bank_details, check_iban, find_bank, iban_rules, list_banks
from apis.hub.chord_finder import chord_notes, chords_of_key, name_chord, transpose_chord
from apis.hub.compound_calculator import COMPOUNDS, composition, find_compound, grams_to_moles, molar_mass
from apis.hub.currency_formats import country_currency, describe_currency, find_currency
from apis.hub.icd_codes import code_path, diagnosis_details, list_chapters, list_subcodes, search_diagnoses
from apis.hub.identifier_checks import check_card_number, check_isbn, find_check_digit
from apis.hub.language_codes import describe_language, find_language, list_speakers, names_of_language
from apis.hub.loan_calculator import (
    affordable_loan,
    monthly_payment,
    payoff_time,
    repayment_plan,
    savings_growth,
    value_investment,
)
from apis.hub.locale_formats import find_locale, format_amount, read_number
from apis.hub.national_numbers import DATED, check_number, find_number_type, number_types
from apis.hub.number_words import converters, spell_everywhere, spell_number, spell_ordinal, spell_year
from apis.hub.password_strength import compare_passwords, explain_password, password_rank, rate_password
from apis.hub.periodic_elements import element_details, find_element, isotope_details, list_isotopes
from apis.hub.pinyin_reader import character_readings, find_characters, read_pinyin, romanise_text
from apis.hub.text_sentiment import compare_sentiment, score_sentiment, sentence_sentiment, word_sentiment
from apis.hub.text_similarity import closest_match, compare_texts, edit_steps, letter_frequencies, text_statistics
from apis.hub.tool import NotFound, Unusable
from apis.hub.unit_converter import convert_units, find_unit, kitchen_measures, unit_details
from apis.hub.whole_numbers import common_divisor, list_divisors, list_primes, prime_factors, write_in_base


def test_a_bank_is_found_by_name_and_known_by_its_bic() -> None:
    assert find_bank("Schweizerische Nationalbank").banks[0].bic == "SNBZCHZZXXX"
    assert bank_details("COBADEFF") == bank_details("cobadeffxxx")
    assert bank_details("COBADEFF").country == "Germany"
    assert list_banks("AT", 3).total > 500


def test_an_iban_is_read_and_its_check_digits_are_checked() -> None:
    found = check_iban("DE89 3704 0044 0532 0130 00")
    assert (found.valid, found.bank_name, found.account_number) == (True, "Commerzbank", "0532013000")
    assert not check_iban("DE88 3704 0044 0532 0130 00").valid
    assert (iban_rules("Norway").length, iban_rules("Malta").length) == (15, 31)


def test_a_payment_pays_the_loan_off_exactly() -> None:
    loan, plan = monthly_payment(250_000, 4.2, 20), repayment_plan(250_000, 4.2, 20)
    rate = 0.042 / 12
    assert loan.monthly_payment == pytest.approx(250_000 * rate / (1 - (1 + rate) ** -240), abs=0.005)
    assert len(plan.rows) == 240
    assert plan.rows[-1].remaining_balance == pytest.approx(0, abs=0.01)
    assert sum(row.interest for row in plan.rows) == pytest.approx(loan.total_interest, abs=2)


def test_loans_without_interest_work_too() -> None:
    assert monthly_payment(12_000, 0, 1).monthly_payment == 1000
    assert payoff_time(1_000, 0, 300).months == 4
    assert affordable_loan(100, 0, 10).amount == 12_000
    assert savings_growth(100, 0, 2, 50).final_amount == 2_450


def test_a_debt_that_only_grows_is_refused() -> None:
    with pytest.raises(Unusable, match="never paid off"):
        payoff_time(100_000, 12, 1_000)


def test_the_net_present_value_at_the_internal_rate_is_zero() -> None:
    flows = [-1000.0, 300.0, 420.0, 680.0]
    rate = value_investment(flows, 0).internal_rate_of_return_percent
    assert value_investment(flows, rate).net_present_value == pytest.approx(0, abs=0.02)


def test_currencies_are_found_described_and_dated() -> None:
    assert find_currency("Swiss franc").currencies[0].code == "CHF"
    croatia = country_currency("Croatia")
    assert [money.code for money in croatia.currencies] == ["EUR"]
    assert "HRK" in [money.code for money in croatia.history]
    assert describe_currency("JPY").decimals == 0
    assert "Ecuador" in describe_currency("USD").countries


def test_amounts_are_written_and_read_as_in_a_place() -> None:
    assert find_locale("Swiss German").locales[0].locale == "de_CH"
    assert find_locale("Romanian (Romania)").locales[0].locale == "ro_RO"
    assert format_amount(1234.5, "EUR", "de_DE").text.replace("\xa0", " ") == "1.234,50 €"
    assert read_number("1.234,5", "de_DE").value == 1234.5


def test_elements_and_isotopes_have_their_textbook_values() -> None:
    assert find_element("aluminium").elements[0].symbol == "Al"
    assert element_details("fe").atomic_mass == pytest.approx(55.845)
    assert list_isotopes("C").most_abundant == 12
    assert isotope_details("Cl", 37).abundance_percent == pytest.approx(24.2, abs=0.3)
    assert isotope_details("C", 14).neutrons == 8


def test_masses_follow_from_formulas() -> None:
    assert molar_mass("H2O").molar_mass_g_per_mol == pytest.approx(18.015, abs=0.001)
    assert molar_mass("CuSO4(H2O)5").atoms_per_molecule == 21
    assert grams_to_moles("NaCl", 58.44).moles == pytest.approx(1, abs=1e-4)
    assert sum(row.mass_percent for row in composition("C8H10N4O2").elements) == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("name", [name for name, _ in COMPOUNDS])
def test_every_listed_compound_has_a_formula_that_is_read(name: str) -> None:
    found = find_compound(name).compounds
    assert name in [row.name for row in found]
    assert molar_mass(found[0].formula).molar_mass_g_per_mol > 10


@pytest.mark.parametrize("formula", ["CR-10417", "Xx2", "()", "((((((H", "H0", "5%Fe", "H2O@1", "aa:GAT", "2", "h2o"])
def test_what_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(Unusable):
        molar_mass(formula)


def test_whole_numbers_agree_with_plain_counting() -> None:
    divisors = [n for n in range(1, 5041) if 5040 % n == 0]
    primes = [n for n in range(100, 200) if all(n % d for d in range(2, 15))]
    assert list_divisors(5040).divisors == divisors
    assert list_primes(100, 199).primes == primes
    assert prime_factors(5040).number_of_divisors == len(divisors)
    assert math.prod(f.prime**f.exponent for f in prime_factors(360360).factors) == 360360
    assert int(write_in_base(987654321, 36).text, 36) == 987654321
    assert common_divisor(84, 126).least_common_multiple == 252


def test_units_are_found_by_what_people_say_and_converted() -> None:
    assert [find_unit(n).units[0].unit for n in ("troy ounces", "psi", "feet")] == [
        "troy_ounce",
        "pound_force_per_square_inch",
        "foot",
    ]
    assert convert_units(12, "nautical_mile", "kilometer").value == pytest.approx(22.224)
    assert convert_units(212, "degree_Fahrenheit", "degree_Celsius").value == pytest.approx(100)
    assert convert_units(1, "mebibyte", "byte").value == 1_048_576
    assert unit_details("acre").measures == "area"
    assert {row.unit: row.amount for row in kitchen_measures(1, "cup").rows}["tablespoon"] == pytest.approx(16)


@pytest.mark.parametrize(
    "use",
    [
        lambda: convert_units(1, "kilogram", "meter"),
        lambda: kitchen_measures(1, "kilogram"),
        lambda: convert_units(1, "nautical mile", "meter"),
    ],
)
def test_units_that_do_not_fit_are_refused(use: Callable[[], object]) -> None:
    with pytest.raises((NotFound, Unusable)):
        use()


def test_languages_are_described() -> None:
    assert find_language("Swedish").languages[0].code == "sv"
    assert describe_language("sv").native_name == "svenska"
    assert describe_language("ru").script == "Cyrillic"
    assert list_speakers("pt").countries[0].country == "Brazil"
    assert names_of_language("fr", "de").names[0].name == "Französisch"


def test_numbers_are_spelled() -> None:
    assert spell_number(71, "fr").words == "soixante et onze"
    assert spell_ordinal(23, "en").words == "twenty-third"
    assert spell_year(1984, "de").words == "neunzehnhundertvierundachtzig"
    assert "am" not in converters()  # its converter never ends on some numbers


@pytest.mark.parametrize("number", [0, 1, 21, 999, 1_000_000, 987_654_321, 10**9])
def test_every_language_spells_every_number(number: int) -> None:
    rows = spell_everywhere(number).rows
    assert len(rows) == len(converters()) > 40
    assert all(row.words for row in rows)


def test_chinese_is_read() -> None:
    assert read_pinyin("银行行长").pinyin == "yín háng háng zhǎng"
    assert character_readings("行").readings[0] == "xíng"
    assert "马" in [row.character for row in find_characters("mǎ").characters]
    assert romanise_text("吃", "wade_giles").text == "ch'ih"
    with pytest.raises(Unusable):
        read_pinyin("abc")


def test_sentiment_has_the_sign_that_people_feel() -> None:
    assert score_sentiment("What a wonderful day!").label == "positive"
    assert score_sentiment("This is a horrible mess.").label == "negative"
    assert word_sentiment("disaster").score < -3
    assert sentence_sentiment("I love it. I hate it.").most_negative == "I hate it."
    assert compare_sentiment("great", "awful").more_positive == "first"


def test_texts_are_compared_and_counted() -> None:
    assert compare_texts("kitten", "sitting").edit_distance == 3
    steps = edit_steps("kitten", "sitting")
    assert (steps.count, steps.replacements, steps.insertions, steps.deletions) == (3, 2, 1, 0)
    assert closest_match("aple pie", ["apple pie", "maple syrup"]).best == "apple pie"
    counted = text_statistics("Don't panic. It's fine!")
    assert (counted.words, counted.sentences, counted.longest_word) == (4, 2, "Don't")
    assert letter_frequencies("Mississippi").letters[0].count == 4


def test_chords_are_spelled_named_and_moved() -> None:
    assert chord_notes("F#m7b5").notes == ["F#", "A", "C", "E"]
    assert name_chord(["A", "C", "E", "G"]).chords[0].chord == "Am7"
    assert transpose_chord("Cmaj7", 1, "down").notes == ["B", "D#", "F#", "A#"]
    assert [row.triad for row in chords_of_key("C", "major").degrees] == ["C", "Dm", "Em", "F", "G", "Am", "Bdim"]


def test_diagnoses_are_found_and_placed() -> None:
    assert search_diagnoses("type 2 diabetes mellitus").diagnoses[0].code == "E11"
    assert search_diagnoses("tennis elbow").diagnoses[0].code == "M77.1"
    assert diagnosis_details("e119") == diagnosis_details("E11.9")
    assert diagnosis_details("E11.9").is_billable
    assert list_subcodes("E11").total == diagnosis_details("E11").number_of_subcodes > 90
    assert [row.kind for row in code_path("E11.9").path] == ["chapter", "block", "category", "subcategory"]
    assert len(list_chapters().chapters) == 22


def test_identifiers_are_checked() -> None:
    assert check_isbn("978-0-471-11709-4").isbn_10 == "0-471-11709-9"
    assert not check_isbn("978-0-471-11709-5").valid
    assert check_card_number("4111 1111 1111 1111").valid
    assert check_card_number("4111 1111 1111 1112").expected_check_digit == "1"
    assert find_check_digit("590123412345", "barcode").complete_number == "5901234123457"
    assert find_check_digit("49015420323751", "imei").check_digit == "8"


def test_national_numbers_are_checked_by_type() -> None:
    assert find_number_type("Polish VAT number").types[0].type == "pl.nip"
    assert check_number("pl.nip", "8567346215").formatted == "856-734-62-15"
    assert not check_number("pl.nip", "8567346216").valid
    assert not set(DATED) & set(number_types())


def test_passwords_are_rated() -> None:
    assert rate_password("password").score == 0
    assert rate_password("correct horse battery staple").score == 4
    assert password_rank("dragon").rank == 10
    assert explain_password("dragon").parts[0].dictionary == "passwords"
    assert compare_passwords("dragon", "x7$kL9vQ").stronger == "x7$kL9vQ"


@pytest.mark.parametrize(
    "url",
    [
        "/bank-codes/countries/AT/banks",
        "/loan-calculator/loan/plan?amount=200000&annual_rate=4.5&years=25",
        "/locale-formats/format/everywhere?amount=1234.5&code=EUR",
        "/periodic-elements/elements",
        "/whole-numbers/range?first=1000&last=9000",
        "/unit-converter/dimensions/volume/units",
        "/number-words/everywhere?number=987654",
        "/number-words/languages",
        "/language-codes/languages/fr/speakers",
        "/language-codes/languages/fr/names",
        "/pinyin-reader/sound-alikes?syllable=zh%C3%AC&limit=100",
        "/text-sentiment/words?beginning=dis&limit=200",
        "/chord-finder/qualities",
        "/icd-codes/diagnoses/E11/subcodes",
        "/national-numbers/types",
        "/password-strength/common?limit=200",
    ],
)
def test_an_api_can_answer_with_more_than_a_thousand_tokens(hub: httpx.Client, url: str) -> None:
    response = hub.get(url)
    assert response.status_code == 200
    assert len(response.content) > 1024 * 4  # bytes, four to a token
