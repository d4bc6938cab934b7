"""The small tools of kitchens, networks, characters, the sky, samples and genes, against what others publish."""

from datetime import date

import pytest

from apis.hub.amino_acids import CODE, find_amino_acid, get_amino_acid, translate_gene
from apis.hub.character_index import find_character, get_character, normalize_text
from apis.hub.ip_networks import check_address, describe_network, merge_networks
from apis.hub.kitchen_measures import find_ingredient, measure_ingredient, oven_setting, weigh_ingredient
from apis.hub.night_sky import find_star, get_star, planet_position, planet_times
from apis.hub.sample_statistics import describe_sample, fit_line, sample_quartiles
from apis.hub.tool import NotFound, Unusable


def test_a_cup_of_flour_and_a_spoon_of_it_weigh_what_the_usda_says() -> None:
    flour = find_ingredient("All-purpose flour").ingredients[0].code
    assert weigh_ingredient(flour, 1).grams == 125
    assert weigh_ingredient(flour, 2, "tablespoon").grams == 15.6  # 1/8 cup
    assert weigh_ingredient(find_ingredient("butter").ingredients[0].code, 2).ounces == 16.01  # four sticks, a pound


def test_what_weighs_so_many_grams_is_so_many_cups() -> None:
    sugar = find_ingredient("granulated sugar").ingredients[0].code
    assert measure_ingredient(sugar, 500).amount == 2.5
    assert measure_ingredient(sugar, 500, "tablespoon").amount == 40


def test_gas_mark_four_is_a_moderate_oven() -> None:
    four = oven_setting("4")
    assert (four.celsius, four.fahrenheit, four.fan_celsius, four.description) == (180, 350, 160, "moderate")


def test_an_ingredient_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no ingredient is called 'moon dust'"):
        find_ingredient("moon dust")
    with pytest.raises(NotFound, match="find_ingredient gives codes such as 'KM101'"):
        weigh_ingredient("40037", 1)


def test_a_home_network_has_254_hosts_and_a_point_to_point_link_two() -> None:
    home, link = describe_network("192.168.1.0/24"), describe_network("10.0.0.4/31")
    assert (home.netmask, home.broadcast) == ("255.255.255.0", "192.168.1.255")
    assert (home.first_host, home.last_host, home.usable_hosts) == ("192.168.1.1", "192.168.1.254", 254)
    assert (link.first_host, link.last_host, link.usable_hosts) == ("10.0.0.4", "10.0.0.5", 2)  # RFC 3021
    assert describe_network("10.0.0.4/32").usable_hosts == 1


def test_an_address_is_inside_up_to_the_end_of_a_network_and_no_further() -> None:
    last, next_ = (check_address("10.1.4.0/22", address) for address in ("10.1.7.255", "10.1.8.0"))
    assert (last.inside, last.position) == (True, 1023)
    assert (next_.inside, next_.position) == (False, None)


def test_networks_side_by_side_merge_and_others_stay() -> None:
    found = merge_networks(["10.0.1.0/24", "10.0.0.0/24", "10.0.3.0/24"])
    assert (found.networks, found.addresses) == (["10.0.0.0/23", "10.0.3.0/24"], 768)


@pytest.mark.parametrize("network", ["10.0.0.1/24", "10.0.0.0/33", "home"])
def test_what_is_no_network_is_refused_with_the_reason(network: str) -> None:
    with pytest.raises(Unusable, match=f"'{network}' is no IPv4 network"):
        describe_network(network)


def test_the_euro_sign_is_written_as_the_standards_say() -> None:
    euro = get_character(find_character("euro sign").characters[0].code_point)
    assert (euro.character, euro.decimal, euro.utf8_hex, euro.html) == ("€", 8364, "E2 82 AC", "&euro;")
    snowman = get_character("U+2603")
    assert (snowman.name, snowman.html) == ("SNOWMAN", "&#9731;")
    assert get_character("u+0416").lower_case == "ж"


@pytest.mark.parametrize(("code", "error"), [("8364", Unusable), ("uni20AC", Unusable), ("U+0378", NotFound)])
def test_what_is_no_code_point_or_has_no_character_is_refused(code: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=code.replace("+", r"\+")):
        get_character(code)


def test_a_text_is_longer_taken_apart() -> None:
    whole, apart = normalize_text("café", "NFC"), normalize_text("café", "NFD")
    assert [(text.characters, text.utf8_bytes) for text in (whole, apart)] == [(4, 5), (5, 6)]


def test_the_great_conjunction_of_2020_was_in_capricorn() -> None:
    jupiter, saturn = (planet_position(planet, date(2020, 12, 21)) for planet in ("Jupiter", "Saturn"))
    assert jupiter.constellation == saturn.constellation == "Capricornus"
    assert jupiter.elongation_degrees == pytest.approx(saturn.elongation_degrees, abs=0.2)


def test_mars_was_nearest_in_october_2020() -> None:
    mars = planet_position("Mars", date(2020, 10, 6))
    assert mars.distance_million_km == pytest.approx(62.07, abs=0.1)  # NASA
    assert mars.distance_au == pytest.approx(0.4149, abs=0.001)


def test_a_planet_is_highest_between_its_rising_and_its_setting_or_is_not_seen_to() -> None:
    times = planet_times("Venus", date(2026, 5, 14), 48.1, 11.6)
    assert times.rises_utc < times.highest_utc < times.sets_utc
    assert planet_times("Venus", date(2026, 6, 1), 85, 0).sets_utc == ""


def test_stars_have_the_numbers_of_the_almanac() -> None:
    names = ("Alpheratz", "Sirius", "Vega", "Fomalhaut", "Markab")
    assert [find_star(name).stars[0].number for name in names] == [1, 18, 49, 56, 57]
    vega = get_star(49)
    assert (vega.constellation, vega.magnitude, vega.spectral_class) == ("Lyra", 0.03, "A0")
    assert (vega.right_ascension_hours, vega.declination_degrees) == (18.616, 38.78)
    with pytest.raises(NotFound, match="they have 1 to 57"):
        get_star(58)


def test_a_sample_is_described_as_in_the_textbook() -> None:
    sample = describe_sample([2, 4, 4, 4, 5, 5, 7, 9])
    assert (sample.mean, sample.median, sample.standard_deviation) == (5, 4.5, 2.1381)  # the root of 32/7


def test_quartiles_differ_by_the_method() -> None:
    inclusive, exclusive = (sample_quartiles([1, 2, 3, 4, 5], method) for method in ("inclusive", "exclusive"))
    assert (inclusive.lower_quartile, inclusive.upper_quartile) == (2, 4)
    assert (exclusive.lower_quartile, exclusive.upper_quartile, exclusive.interquartile_range) == (1.5, 4.5, 3)


def test_a_line_through_points_of_a_line_is_that_line() -> None:
    line = fit_line([1, 2, 5], [5, 7, 13])
    assert (line.slope, line.intercept, line.correlation) == (2, 3, 1)
    with pytest.raises(Unusable, match="no line can be laid"):
        fit_line([1, 1], [2, 3])
    with pytest.raises(Unusable, match="no line can be laid"):
        fit_line([1, 2, 3], [2, 3])


def test_lysine_has_two_codons_and_leucine_six() -> None:
    lysine = get_amino_acid(find_amino_acid("Lysine").amino_acids[0].letter)
    assert (lysine.letter, lysine.three_letters, lysine.codons) == ("K", "Lys", ["AAA", "AAG"])
    assert (lysine.formula, lysine.molar_mass_g_per_mol, lysine.side_chain) == ("C6H14N2O2", 146.19, "basic")
    assert find_amino_acid("leucine").amino_acids[0].letter == "L"
    assert get_amino_acid("L").codon_count == 6


def test_the_code_has_61_codons_for_twenty_amino_acids_and_three_stops() -> None:
    letters = set(CODE.values())
    assert (len(CODE), list(CODE.values()).count("*"), len(letters)) == (64, 3, 21)
    assert [CODE[codon] for codon in ("ATG", "TGG", "TAA", "TAG", "TGA")] == ["M", "W", "*", "*", "*"]


def test_a_gene_is_read_to_its_stop_in_the_frame_that_is_asked() -> None:
    gene = translate_gene("atggccaaatga")
    assert (gene.protein, gene.length, gene.stopped, gene.gc_percent) == ("MAK", 3, True, 41.7)
    assert translate_gene("ATGGCCAAATGA", "2").protein == "WPN"
    with pytest.raises(Unusable, match="'U' is no base"):
        translate_gene("AUGGCC")
