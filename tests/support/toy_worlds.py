"""Worlds made of toys, each with requests, the calls that are right, and what a right answer says."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toys import Fault, Toy, toy

from apis.model import Json, Status

TEXT = {"type": "string"}


@dataclass(frozen=True)
class Task:
    """A request to a world."""

    world: str
    text: str
    calls: tuple[tuple[str, dict[str, Json]], ...]
    """The calls of a right path, in any order."""
    says: tuple[str, ...]
    """What the answer holds."""


def found(table: Mapping[str, Json], key: str) -> Json:
    if key not in table:
        raise Fault(Status.NOT_FOUND, f"no {key!r}")
    return table[key]


def text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


TOWNS = {"Bergen": (60.39, 5.32), "Porto": (41.15, -8.61), "Graz": (47.07, 15.44)}
WEATHER = (
    toy(
        "locate_town_for_atlas",
        "Find a town by its name. Returns: name, latitude, longitude, elevation_m.",
        lambda name: found(
            {town: {"name": town, "latitude": a, "longitude": b, "elevation_m": 12} for town, (a, b) in TOWNS.items()},
            name,
        ),
        name=text("Name of the town", example="Lyon"),
    ),
    toy(
        "day_forecast_for_skies",
        "Weather forecast of one day for a point on earth. Returns: max_temperature_c, rain_mm, summary.",
        lambda lat, lon, date: {"max_temperature_c": round(lat / 3, 1), "rain_mm": 4.2, "summary": "showers"},
        lat={"type": "number", "minimum": -90, "maximum": 90, "description": "Latitude in degrees"},
        lon={"type": "number", "minimum": -180, "maximum": 180, "description": "Longitude in degrees"},
        date=text("The day", format="date"),
    ),
    toy(
        "tide_table_for_skies",
        "High and low tides at a harbour on one day. Returns: high, low.",
        lambda harbour, date: {"high": "04:11", "low": "10:20"},
        harbour=text("Harbour name"),
        date=text("The day", format="date"),
    ),
)

BOOKS = {
    "The Glass Orchard": {
        "book_id": "BK-2207",
        "title": "The Glass Orchard",
        "author": "Mira Holm",
        "year": 1987,
        "pages": 312,
    }
}
LIBRARY = (
    toy(
        "search_books_for_city_library",
        "Search the catalogue by title or author. Returns: count, books, book_id, title, author, year, pages.",
        lambda query: {
            "count": 1,
            "books": [BOOKS[t] for t in BOOKS if query.lower() in t.lower() or query in BOOKS[t]["author"]],
        },
        query=text("Title or author"),
    ),
    toy(
        "copies_for_city_library",
        "Say how many copies of a book are on the shelf and when one is due back. Returns: on_shelf, next_due.",
        lambda book_id: found({"BK-2207": {"on_shelf": 3, "next_due": "2027-02-11"}}, book_id),
        book_id=text("Identifier of the book", example="BK-1001"),
    ),
    toy(
        "opening_hours_for_city_library",
        "Opening hours of the library. Returns: opens, closes.",
        lambda weekday: {"opens": "09:30", "closes": "20:00"},
        weekday=text("Day of the week", enum=list(calendar.day_name)),
    ),
)

PARCELS = (
    toy(
        "track_for_parcel_post",
        "Follow a parcel by its tracking number. Returns: status, last_seen, weight_kg, expected_on.",
        lambda tracking_number: found(
            {
                "PX493027185NO": {
                    "status": "in transit",
                    "last_seen": "Malmö",
                    "weight_kg": 2.4,
                    "expected_on": "2026-08-19",
                }
            },
            tracking_number,
        ),
        tracking_number=text("Two letters, nine digits, two letters", pattern="^[A-Z]{2}[0-9]{9}[A-Z]{2}$"),
    ),
    toy(
        "postage_for_parcel_post",
        "Price of sending a parcel. Returns: price_eur, days.",
        lambda weight_kg, country, express=False: {
            "price_eur": round(4 + weight_kg * (3 if express else 2), 2),
            "days": 1 if express else 4,
        },
        optional=("express",),
        weight_kg={"type": "number", "description": "Weight in kilograms", "minimum": 0},
        country=text("Country it goes to, two letters (ISO 3166-1)", example="SE"),
        express={"type": "boolean", "description": "Whether it goes express", "default": False},
    ),
)

RECIPES = (
    toy(
        "by_ingredients_for_pantry",
        "Find recipes that use all of some ingredients. Returns: recipes, recipe_id, name, minutes.",
        lambda ingredients: {
            "recipes": [
                {"recipe_id": 71, "name": "Leek tart", "minutes": 55},
                {"recipe_id": 72, "name": "Vichyssoise", "minutes": 40},
            ]
        },
        ingredients={"type": "array", "items": TEXT, "description": "What must be in it"},
    ),
    toy(
        "nutrition_for_pantry",
        "Nutrition facts of a food. Returns: kilocalories, protein_g, fat_g.",
        lambda food, grams=100: {"kilocalories": 3.3 * grams, "protein_g": 0.2 * grams, "fat_g": 0.1 * grams},
        optional=("grams",),
        food=text("The food, such as 'lentils'"),
        grams={"type": "number", "description": "How much of it, in grams", "default": 100},
    ),
)

STOCKS = (
    toy(
        "find_ticker_for_quotes",
        "Look up the ticker symbol of a company by its name. Returns: symbol, company, exchange.",
        lambda company: found(
            {"Northwind Steel": {"symbol": "NWS", "company": "Northwind Steel", "exchange": "OSL"}}, company
        ),
        company=text("Name of the company"),
    ),
    toy(
        "closing_price_for_quotes",
        "Closing price of a share on a day. Returns: symbol, date, close, currency.",
        lambda symbol, date: found({"NWS": {"symbol": "NWS", "date": date, "close": 48.15, "currency": "NOK"}}, symbol),
        symbol=text("Ticker symbol", example="ABC"),
        date=text("Trading day as YYYY-MM-DD"),
    ),
    toy(
        "company_profile_for_quotes",
        "What a company does and how many people work there. Returns: symbol, sector, employees, founded.",
        lambda symbol: found(
            {"NWS": {"symbol": "NWS", "sector": "Materials", "employees": 5120, "founded": 1949}}, symbol
        ),
        symbol=text("Ticker symbol", example="ABC"),
    ),
)

STATIONS = {"Ulm": "U40", "Basel": "B12", "Lindau": "L07"}
TRAINS = (
    toy(
        "station_for_rails",
        "Look up a railway station by name. Returns: station_id, name, platforms.",
        lambda name: found(
            {town: {"station_id": code, "name": town, "platforms": 8} for town, code in STATIONS.items()}, name
        ),
        name=text("Name of the station or town"),
    ),
    toy(
        "connections_for_rails",
        "Train connections between two stations on a day. Returns: connections, train, departs, arrives, changes.",
        lambda from_station_id, to_station_id, date: {
            "connections": [
                {"train": f"{from_station_id}-{to_station_id}", "departs": "08:12", "arrives": "10:47", "changes": 1}
            ]
        },
        from_station_id=text("Station where the journey starts", example="A01"),
        to_station_id=text("Station where it ends", example="A02"),
        date=text("Day of travel", format="date"),
    ),
)

FITNESS = (
    toy(
        "body_mass_index_for_trainer",
        "Body mass index from weight and height. Returns: bmi, class.",
        lambda weight_kg, height_cm: {"bmi": round(weight_kg / (height_cm / 100) ** 2, 1), "class": "normal"},
        weight_kg={"type": "number", "description": "Weight in kilograms"},
        height_cm={"type": "number", "description": "Height in centimetres"},
    ),
    toy(
        "pace_for_trainer",
        "Running pace from distance and time. Returns: minutes_per_km.",
        lambda distance_km, minutes: {"minutes_per_km": round(minutes / distance_km, 2)},
        distance_km={"type": "number", "description": "Distance in kilometres"},
        minutes={"type": "number", "description": "Time in minutes"},
    ),
)

STATISTICS = (
    toy(
        "describe_for_numberbox",
        "Describe a sample of numbers. Returns: mean, median, standard_deviation, largest.",
        lambda values: {
            "mean": sum(values) / len(values),
            "median": sorted(values)[len(values) // 2],
            "standard_deviation": 4.1,
            "largest": max(values),
        },
        values={"type": "array", "items": {"type": "number"}, "description": "The sample"},
    ),
    toy(
        "correlate_for_numberbox",
        "Correlation of two samples of equal length. Returns: r.",
        lambda x, y: {"r": 0.93},
        x={"type": "array", "items": {"type": "number"}},
        y={"type": "array", "items": {"type": "number"}},
    ),
)

HOTELS = (
    toy(
        "rooms_for_inns",
        "Free rooms in a town between two days. Returns: rooms, inn, price_per_night, beds.",
        lambda town, check_in, check_out, guests=1: {
            "rooms": [
                {"inn": "Old Mill", "price_per_night": 88, "beds": 2},
                {"inn": "Harbour House", "price_per_night": 64, "beds": 1},
                {"inn": "Grand", "price_per_night": 210, "beds": 2},
            ]
        },
        optional=("guests",),
        town=text("Town"),
        check_in=text("Day of arrival", format="date"),
        check_out=text("Day of departure", format="date"),
        guests={"type": "integer", "minimum": 1, "maximum": 8, "description": "Number of guests"},
    ),
)

LEAGUE = (
    toy(
        "table_for_handball",
        "Standings of a handball league in a season. Returns: teams, team, points, goals.",
        lambda league, season: {
            "teams": [
                {"team": "Kiel", "points": 51, "goals": 980},
                {"team": "Aalborg", "points": 47, "goals": 1001},
                {"team": "Veszprem", "points": 39, "goals": 905},
            ]
        },
        league=text("Name of the league"),
        season={"type": "integer", "description": "Year in which the season ends"},
    ),
)

SPEECH = (
    toy(
        "translate_for_babelfish",
        "Translate a text into another language. Returns: translation, target.",
        lambda text, target: {"translation": f"<{text}|{target}>", "target": target},
        text=text("What to translate"),
        target=text("Language to translate into, ISO 639-1 code", example="en"),
    ),
    toy(
        "synonyms_for_wordhoard",
        "Words of like meaning. Returns: word, synonyms.",
        lambda word: {"word": word, "synonyms": ["glad", "merry", "content"]},
        word=text("An English word"),
    ),
    toy(
        "rhymes_for_wordhoard",
        "Words that rhyme with a word. Returns: word, rhymes.",
        lambda word: {"word": word, "rhymes": ["sappy", "nappy"]},
        word=text("An English word"),
    ),
)

ACCOUNTS = (
    toy(
        "check_card_for_ledger",
        "Tell whether the number of a member card is valid. Returns: valid, reason.",
        lambda card: {"valid": card.endswith("7"), "reason": "checksum"},
        card=text("Card number", example="4417-2209-0011"),
    ),
    toy(
        "change_money_for_ledger",
        "Exchange an amount of money from one currency into another. Returns: amount, rate.",
        lambda amount, source, target: {"amount": round(amount * 1.25, 2), "rate": 1.25},
        amount={"type": "number"},
        source=text("Currency to change from", example="CHF"),
        target=text("Currency to change into", example="CHF"),
    ),
)

GARDEN = (
    toy(
        "plant_for_herbarium",
        "Facts about a garden plant. Returns: latin_name, height_cm, sun, months, family.",
        lambda plant: found(
            {
                "lavender": {
                    "latin_name": "Lavandula",
                    "height_cm": 60,
                    "sun": "full",
                    "months": ["June", "July"],
                    "family": "Lamiaceae",
                }
            },
            plant.lower(),
        ),
        plant=text("Common name of the plant"),
    ),
    toy(
        "family_for_herbarium",
        "Facts about a family of plants. Returns: family, species_count, discovered_by.",
        lambda family: found(
            {"Lamiaceae": {"family": "Lamiaceae", "species_count": 7886, "discovered_by": "Martynov"}}, family
        ),
        family=text("Scientific name of the family", example="Rosaceae"),
    ),
)

WORLDS: dict[str, tuple[Toy, ...]] = {
    "weather": WEATHER,
    "library": LIBRARY,
    "parcels": PARCELS,
    "recipes": RECIPES,
    "stocks": STOCKS,
    "trains": TRAINS,
    "fitness": FITNESS,
    "statistics": STATISTICS,
    "hotels": HOTELS,
    "league": LEAGUE,
    "speech": SPEECH,
    "accounts": ACCOUNTS,
    "garden": GARDEN,
}

BERGEN = {"lat": 60.39, "lon": 5.32, "date": "2026-09-03"}
TASKS = (
    Task(
        "weather",
        "How warm will it get in Bergen on 3 September 2026?",
        (("locate_town_for_atlas", {"name": "Bergen"}), ("day_forecast_for_skies", BERGEN)),
        ("20.1",),
    ),
    Task(
        "weather",
        "What's the weather forecast for 41.15, -8.61 on 2026-09-03?",
        (("day_forecast_for_skies", {"lat": 41.15, "lon": -8.61, "date": "2026-09-03"}),),
        ("showers",),
    ),
    Task(
        "weather",
        "When is high tide in Porto on Sept 4th, 2026?",
        (("tide_table_for_skies", {"harbour": "Porto", "date": "2026-09-04"}),),
        ("04:11",),
    ),
    Task(
        "library",
        'How many copies of "The Glass Orchard" are on the shelf right now?',
        (
            ("search_books_for_city_library", {"query": "The Glass Orchard"}),
            ("copies_for_city_library", {"book_id": "BK-2207"}),
        ),
        ("3",),
    ),
    Task(
        "library",
        "Who wrote The Glass Orchard, and when does the library close on Fridays?",
        (
            ("search_books_for_city_library", {"query": "The Glass Orchard"}),
            ("opening_hours_for_city_library", {"weekday": "Friday"}),
        ),
        ("Mira Holm", "20:00"),
    ),
    Task(
        "parcels",
        "Where was my parcel PX493027185NO last seen?",
        (("track_for_parcel_post", {"tracking_number": "PX493027185NO"}),),
        ("Malmö",),
    ),
    Task(
        "parcels",
        "What does it cost to send a parcel of 3.5 kg to Norway by express?",
        (("postage_for_parcel_post", {"weight_kg": 3.5, "country": "NO", "express": True}),),
        ("14.5",),
    ),
    Task(
        "recipes",
        "Suggest recipes that use leeks, potatoes and cream.",
        (("by_ingredients_for_pantry", {"ingredients": ["leeks", "potatoes", "cream"]}),),
        ("Leek tart", "Vichyssoise"),
    ),
    Task(
        "recipes",
        "How many kilocalories are in 250 grams of tofu?",
        (("nutrition_for_pantry", {"food": "tofu", "grams": 250}),),
        ("825",),
    ),
    Task(
        "stocks",
        "What did a share of Northwind Steel close at on March 2, 2026?",
        (
            ("find_ticker_for_quotes", {"company": "Northwind Steel"}),
            ("closing_price_for_quotes", {"symbol": "NWS", "date": "2026-03-02"}),
        ),
        ("48.15",),
    ),
    Task(
        "stocks",
        "How many employees does Northwind Steel have?",
        (("find_ticker_for_quotes", {"company": "Northwind Steel"}), ("company_profile_for_quotes", {"symbol": "NWS"})),
        ("5120",),
    ),
    Task(
        "trains",
        "When does the train from Ulm to Lindau leave on 12/05/2026?",
        (
            ("station_for_rails", {"name": "Ulm"}),
            ("station_for_rails", {"name": "Lindau"}),
            ("connections_for_rails", {"from_station_id": "U40", "to_station_id": "L07", "date": "2026-12-05"}),
        ),
        ("08:12",),
    ),
    Task(
        "fitness",
        "I weigh 68 kg and am 172 cm tall. What is my body mass index?",
        (("body_mass_index_for_trainer", {"weight_kg": 68, "height_cm": 172}),),
        ("23",),
    ),
    Task(
        "fitness",
        "I ran 12 km in 66 minutes. What was my pace?",
        (("pace_for_trainer", {"distance_km": 12, "minutes": 66}),),
        ("5.5",),
    ),
    Task(
        "statistics",
        "Give me the median of 3, 9, 4, 15 and 8.",
        (("describe_for_numberbox", {"values": [3, 9, 4, 15, 8]}),),
        ("8",),
    ),
    Task(
        "hotels",
        "Which rooms are free in Visby from 3 to 6 July 2026 for two guests, and which is the cheapest?",
        (("rooms_for_inns", {"town": "Visby", "check_in": "2026-07-03", "check_out": "2026-07-06", "guests": 2}),),
        ("Harbour House", "Grand"),
    ),
    Task(
        "league",
        "How many points did Aalborg get in the Champions League season 2024?",
        (("table_for_handball", {"league": "Champions League", "season": 2024}),),
        ("47",),
    ),
    Task(
        "speech",
        "How do you say 'where is the station' in Swedish?",
        (("translate_for_babelfish", {"text": "where is the station", "target": "sv"}),),
        ("<where is the station|sv>",),
    ),
    Task(
        "speech",
        "I need synonyms for happy and words that rhyme with it.",
        (("synonyms_for_wordhoard", {"word": "happy"}), ("rhymes_for_wordhoard", {"word": "happy"})),
        ("merry", "sappy"),
    ),
    Task(
        "accounts",
        "Is the card number 4417-1234-5677 valid? Also change 80 Swiss francs into euros.",
        (
            ("check_card_for_ledger", {"card": "4417-1234-5677"}),
            ("change_money_for_ledger", {"amount": 80, "source": "CHF", "target": "EUR"}),
        ),
        ("valid: yes", "100"),
    ),
    Task(
        "garden",
        "How many species does the family of lavender have?",
        (("plant_for_herbarium", {"plant": "lavender"}), ("family_for_herbarium", {"family": "Lamiaceae"})),
        ("7886",),
    ),
)
