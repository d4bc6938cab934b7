"""Which questions ask for more than reading values off the answers of a few calls.

The bench leaves them out unless it is made with `hard=True`: a score over the rest says how well a method finds, calls
and recovers; one with them says how well a model reads and knows the world besides. Each is solvable: its facts are
computed from the same calls.
"""

from collections.abc import Mapping

HARD: Mapping[str, str] = {
    "chord_finder.named_and_moved_notes": "the chord that one call names goes on through another, note by note",
    "chord_finder.named_and_transposed": "the chord that one call names goes on through another",
    "chord_finder.notes_of_a_quality": "one row of a hundred",
    "compound_calculator.mass_in_another_unit": "four calls, a name of a unit among names that hold it",
    "currency_formats.money_before": "history told from the present",
    "currency_formats.money_in_a_language": "a language of a country to be written as a locale",
    "currency_formats.money_of_a_bank": "three calls, the plural of what is asked",
    "currency_formats.plural_of_a_currency": "a language of a country to be written as a locale",
    "flight_distances.journey": "the sum of two calls",
    "locale_formats.amount_in_two_places": "two places, one call each",
    "locale_formats.amount_of_a_named_currency": "a currency and a locale, each to be looked up",
    "locale_formats.local_price": "a currency and a locale, each to be looked up",
    "moon_phases.moonrise_in_a_city": "a place, its zone and its sky: three calls",
    "moon_phases.sunset_at_full_moon": "a date that one call finds, a place that another does",
    "national_numbers.one_of_two": "two calls, and which of them says yes",
    "number_words.atomic_number": "four calls over two categories",
    "number_words.two_languages": "one call for each language",
    "periodic_elements.densest_of_some": "the largest of a list",
    "periodic_elements.primes_of_an_element": "the result of one tool goes through another",
    "pinyin_reader.sound_alikes": "the first of a list",
    "text_sentiment.words_that_begin": "the largest of a list",
    "unit_converter.other_name_of_a_unit": "one row of a list, by a name in several words",
    "world_countries.internet_domain": "words that the answer does not use: what people are called",
}
"""By maker: what makes it hard."""
