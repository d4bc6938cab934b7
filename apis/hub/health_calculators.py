"""Published formulas of body, energy, heart and running. Knows no person: no history, no diagnosis.

Sources: body-mass index and its classes, WHO Technical Report Series 894 (2000); resting energy, Mifflin, St Jeor et
al., Am J Clin Nutr 51 (1990) 241; highest heart rate, Tanaka, Monahan and Seals, J Am Coll Cardiol 37 (2001) 153; heart
rate reserve, Karvonen, Kentala and Mustala, Ann Med Exp Biol Fenn 35 (1957) 307; race times, Riegel, American Scientist
69 (1981) 285. The activity factors are those in common use with the second, and the zones those in common use with the
fourth: neither is from the paper.
"""

from typing import Annotated, Literal

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "health-calculators",
    title="Health Calculators",
    category="Health",
    about="Health and fitness figures for adults by published formulas: body-mass index (BMI) with its WHO class, "
    "basal metabolic rate and daily calories (Mifflin-St Jeor), heart-rate training zones (Tanaka, Karvonen), and "
    "running pace with race times (Riegel). Metric units; estimates, no medical advice.",
    licence="Public domain (published formulas)",
)

Activity = Literal["sedentary", "light", "moderate", "active", "very active"]
FACTORS: dict[Activity, float] = {
    "sedentary": 1.2, "light": 1.375, "moderate": 1.55, "active": 1.725, "very active": 1.9,
}  # fmt: skip
CLASSES = (
    (18.5, "underweight"),
    (25.0, "normal weight"),
    (30.0, "pre-obesity (overweight)"),
    (35.0, "obesity class I"),
    (40.0, "obesity class II"),
)
"""The classes of WHO, each with the BMI that ends it."""
ZONES = (("very light", 50), ("light", 60), ("moderate", 70), ("hard", 80), ("maximum", 90))
"""The zones, each with the percentage of the heart rate reserve at which it begins; each is 10 wide."""
FATIGUE = 1.06
"""Riegel's exponent for runners."""
MILE_KM = 1.609344

Weight = Annotated[float, Query(ge=20, le=400, description="Body weight in kilograms.", examples=[72.5])]
Height = Annotated[float, Query(ge=100, le=250, description="Body height in centimetres.", examples=[178])]
Age = Annotated[int, Query(ge=18, le=100, description="Age in years.", examples=[35])]


class BodyMassIndex(Value):
    bmi_kg_per_m2: float
    weight_class: str
    lowest_normal_weight_kg: float
    highest_normal_weight_kg: float


class EnergyNeed(Value):
    basal_metabolic_rate_kcal_per_day: int
    activity: Activity
    activity_factor: float
    daily_energy_kcal: int


class HeartRateZone(Value):
    zone: int
    intensity: str
    from_bpm: int
    to_bpm: int


class HeartRateZones(Value):
    maximum_heart_rate_bpm: int
    heart_rate_reserve_bpm: int
    zones: list[HeartRateZone]


class RaceTime(Value):
    pace_per_km: str
    pace_seconds_per_km: float
    pace_per_mile: str
    speed_km_per_h: float
    race_distance_km: float
    predicted_finish_time: str
    predicted_minutes: float


@tool.get("/body-mass-index")
def body_mass_index(weight_kg: Weight, height_cm: Height) -> BodyMassIndex:
    """Work out the body-mass index (BMI) of an adult, its WHO class, and the range of normal weight at this height."""
    square = (height_cm / 100) ** 2
    bmi = round(weight_kg / square, 1)
    return BodyMassIndex(
        bmi_kg_per_m2=bmi,
        weight_class=next((name for end, name in CLASSES if bmi < end), "obesity class III"),
        lowest_normal_weight_kg=round(18.5 * square, 1),
        highest_normal_weight_kg=round(24.9 * square, 1),
    )


@tool.get("/energy-need")
def energy_need(
    weight_kg: Weight,
    height_cm: Height,
    age_years: Age,
    sex: Annotated[Literal["female", "male"], Query(description="Which of the two formulas.", examples=["female"])],
    activity: Annotated[
        Activity,
        Query(
            description="How much the person moves: sedentary (desk work, no sport), light (sport on 1 to 3 days a "
            "week), moderate (3 to 5 days), active (6 to 7 days), very active (hard physical work).",
            examples=["moderate"],
        ),
    ] = "sedentary",
) -> EnergyNeed:
    """Estimate the basal metabolic rate (BMR) by Mifflin and St Jeor, and the calories used in a day of activity."""
    basal = 10 * weight_kg + 6.25 * height_cm - 5 * age_years + (5 if sex == "male" else -161)
    return EnergyNeed(
        basal_metabolic_rate_kcal_per_day=round(basal),
        activity=activity,
        activity_factor=FACTORS[activity],
        daily_energy_kcal=round(basal * FACTORS[activity]),
    )


@tool.get("/heart-rate-zones")
def heart_rate_zones(
    age_years: Age,
    resting_heart_rate_bpm: Annotated[
        int, Query(ge=30, le=110, description="Heart rate at rest in beats per minute.", examples=[60])
    ],
) -> HeartRateZones:
    """Work out the maximum heart rate at an age (Tanaka) and five target heart-rate zones for training (Karvonen).

    The zones are 50 to 100 percent of the heart rate reserve, in steps of 10, above the heart rate at rest.
    """
    highest = 208 - 0.7 * age_years
    reserve = highest - resting_heart_rate_bpm

    def at(percent: int) -> int:
        return round(resting_heart_rate_bpm + reserve * percent / 100)

    return HeartRateZones(
        maximum_heart_rate_bpm=round(highest),
        heart_rate_reserve_bpm=round(reserve),
        zones=[
            HeartRateZone(zone=number, intensity=name, from_bpm=at(start), to_bpm=at(start + 10))
            for number, (name, start) in enumerate(ZONES, 1)
        ],
    )


@tool.get("/race-time")
def predict_race_time(
    distance_km: Annotated[float, Query(ge=1, le=200, description="Distance run, in kilometres.", examples=[10])],
    finish_time: Annotated[
        str,
        Query(
            pattern=r"^(\d{1,2}:)?[0-5]?\d:[0-5]\d$",
            description="Time it took, as minutes and seconds (M:SS) or hours, minutes and seconds (H:MM:SS).",
            examples=["48:30", "1:52:05"],
        ),
    ],
    race_distance_km: Annotated[
        float,
        Query(
            ge=1,
            le=200,
            description="Distance of the race to predict, in kilometres; a marathon is 42.195.",
            examples=[42.195, 21.0975],
        ),
    ] = 42.195,
) -> RaceTime:
    """Work out a runner's pace and speed from a distance and a time, and predict the finish time of another race.

    The prediction is Riegel's: time grows with the distance to the power of 1.06.
    """
    if not (seconds := _seconds(finish_time)):
        raise Unusable("a run takes some time: it cannot be 0:00")
    predicted = seconds * (race_distance_km / distance_km) ** FATIGUE
    return RaceTime(
        pace_per_km=_clock(seconds / distance_km),
        pace_seconds_per_km=round(seconds / distance_km, 1),
        pace_per_mile=_clock(seconds / distance_km * MILE_KM),
        speed_km_per_h=round(distance_km / seconds * 3600, 2),
        race_distance_km=race_distance_km,
        predicted_finish_time=_clock(predicted),
        predicted_minutes=round(predicted / 60, 1),
    )


def _seconds(time: str) -> int:
    """Count the seconds of a time.

    >>> _seconds("48:30"), _seconds("1:52:05")
    (2910, 6725)
    """
    total = 0
    for part in time.split(":"):
        total = total * 60 + int(part)
    return total


def _clock(seconds: float) -> str:
    """Write seconds as a stopwatch does.

    >>> _clock(291.4), _clock(3599.6)
    ('4:51', '1:00:00')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
