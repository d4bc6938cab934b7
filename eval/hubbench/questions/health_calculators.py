"""Questions about body weight, calories, heart rates and running, as people ask them of themselves."""

from random import Random

from apis.hub.health_calculators import (
    FACTORS,
    body_mass_index,
    energy_need,
    heart_rate_zones,
    predict_race_time,
)
from apis.hub.unit_converter import convert_units
from eval.hubbench.drawing import redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question
from eval.hubbench.questions.unit_converter import CONVERT, GONE

BMI = "health-calculators/body-mass-index"
ENERGY = "health-calculators/energy-need"
ZONES = "health-calculators/heart-rate-zones"
RACE = "health-calculators/predict-race-time"
RACES = (("5 km race", 5), ("half marathon (21.0975 km)", 21.0975), ("marathon (42.195 km)", 42.195))
CLASS_FORMS = {
    "pre-obesity (overweight)": ("pre-obesity", "overweight", "pre-obese"),
    "normal weight": ("normal",),
    "obesity class I": ("class I obesity", "obese class I", "class 1 obesity", "obesity class 1"),
    "obesity class II": ("class II obesity", "obese class II", "class 2 obesity", "obesity class 2"),
}


def _some_body(rng: Random) -> tuple[float, int]:
    """Draw a weight in kilograms and a height in centimetres that go together."""
    height = rng.randrange(152, 199)
    return round(rng.uniform(17.5, 38) * (height / 100) ** 2 * 2) / 2, height


def _classed(name: str) -> TextFact:
    return TextFact(value=name, aliases=CLASS_FORMS.get(name, ()))


@redrawn
def body_mass(rng: Random) -> Question:
    weight, height = _some_body(rng)
    wordings = (
        "What is the body-mass index of an adult who weighs {weight} kg and is {height} cm tall, and which WHO class "
        "is that?",
        "I weigh {weight} kg and I'm {height} cm tall. What is my BMI, and how does the WHO classify it?",
        "My father is {height} cm tall and weighs {weight} kilograms. How high is his BMI, and in which weight class "
        "does that put him?",
        "Please work out the BMI for {weight} kg at a height of {height} cm, and name the weight class.",
        "Can you tell me the BMI and the weight class of a grown-up with {weight} kg and {height} cm?",
    )
    found = body_mass_index(weight, height)
    facts = (NumberFact(value=found.bmi_kg_per_m2), _classed(found.weight_class))
    return Question(worded(rng, wordings, weight=weight, height=height), (BMI,), facts)


@redrawn
def body_mass_in_pounds(rng: Random) -> Question:
    kilograms, height = _some_body(rng)
    pounds = round(convert_units(kilograms, "kilogram", "pound").value)
    wordings = (
        "I weigh {pounds} pounds and I'm {height} cm tall. How many kilograms is that, and what is my BMI?",
        "How many kilograms are {pounds} pounds, and what is the BMI of an adult of that weight who is {height} cm "
        "tall?",
        "My American cousin weighs {pounds} pounds at a height of {height} cm. What is his weight in kilograms, and "
        "what is his BMI?",
        "Please convert my weight of {pounds} pounds to kilograms and work out my BMI; I'm {height} cm tall.",
        "Can you tell me the weight in kilograms and the BMI of a woman of {height} cm who weighs {pounds} pounds?",
    )
    weight = convert_units(pounds, "pound", "kilogram").value
    facts = (NumberFact(value=weight), NumberFact(value=body_mass_index(weight, height).bmi_kg_per_m2))
    return Question(worded(rng, wordings, pounds=pounds, height=height), (CONVERT, BMI), facts, (GONE,))


@redrawn
def calories(rng: Random) -> Question:
    (weight, height), age = _some_body(rng), rng.randrange(19, 76)
    sex, person = rng.choice((("female", "woman"), ("male", "man")))
    activity = rng.choice(list(FACTORS))
    wordings = (
        "What is the basal metabolic rate by the Mifflin-St Jeor formula of a {age}-year-old {person} of {weight} kg "
        "and {height} cm, and how many kilocalories a day are that at the activity level '{activity}'?",
        "I'm a {person} of {age}, {height} cm tall, and I weigh {weight} kg. What are my basal metabolic rate after "
        "Mifflin-St Jeor and my daily calories if my activity is '{activity}'?",
        "How many kilocalories a day does a {person} aged {age} burn at rest (Mifflin-St Jeor), and how many in all at "
        "'{activity}' activity, with {weight} kg and {height} cm?",
        "Please work out the BMR by Mifflin-St Jeor and the daily energy in kcal of a {person} who is {age} years old, "
        "weighs {weight} kg, is {height} cm tall and has an activity level of '{activity}'.",
        "Can you estimate the Mifflin-St Jeor basal metabolic rate and the total daily kilocalories for a {age}-year-"
        "old {person}, {height} cm, {weight} kg, activity level '{activity}'?",
    )
    found = energy_need(weight, height, age, sex, activity)  # type: ignore[arg-type]  # mypy widens the drawn literal
    facts = (
        NumberFact(value=found.basal_metabolic_rate_kcal_per_day, tolerance=0.001),
        NumberFact(value=found.daily_energy_kcal, tolerance=0.001),
    )
    values = {"weight": weight, "height": height, "age": age, "person": person, "activity": activity}
    return Question(worded(rng, wordings, **values), (ENERGY,), facts)


@redrawn
def target_heart_rate(rng: Random) -> Question:
    age, rest, zone = rng.randrange(20, 76), rng.randrange(46, 82), rng.randrange(5)
    wordings = (
        "What is the target heart rate of a {age}-year-old for {intensity} training at {low} to {high} percent of the "
        "heart rate reserve, with {rest} beats per minute at rest?",
        "I'm {age} and my resting heart rate is {rest}. Between which heart rates should I train in the {intensity} "
        "zone, {low} to {high} % by Karvonen?",
        "My trainer wants me in the {intensity} zone ({low}-{high}% of the heart rate reserve). I am {age} years old "
        "with a resting pulse of {rest}, so which heart rates begin and end the zone?",
        "Please work out the lower and upper heart rate of the {intensity} training zone, {low} to {high} percent "
        "after Karvonen, at age {age} with a resting heart rate of {rest} bpm.",
        "Can you tell me the heart rates where the {intensity} Karvonen zone ({low}% to {high}%) begins and ends for "
        "a person of {age} years with {rest} bpm at rest?",
    )
    found = heart_rate_zones(age, rest).zones[zone]
    facts = (NumberFact(value=found.from_bpm), NumberFact(value=found.to_bpm))
    low = 50 + 10 * zone
    text = worded(rng, wordings, age=age, rest=rest, intensity=found.intensity, low=low, high=low + 10)
    return Question(text, (ZONES,), facts)


@redrawn
def race_from_a_run(rng: Random) -> Question:
    distance, (race, kilometres) = rng.choice((8, 10, 12, 15)), rng.choice(RACES)
    seconds = round(distance * rng.uniform(235, 400))
    run = f"{seconds // 60} minutes and {seconds % 60} seconds"
    wordings = (
        "If I run {distance} km in {run}, what is my speed in km/h, and in how many minutes can I run a {race} by "
        "Riegel's formula?",
        "My last run was {distance} km in {run}. What speed in km/h was that, and how many minutes does Riegel "
        "predict for a {race}?",
        "What is the average speed in km/h of a runner who needs {run} for {distance} km, and what finish time in "
        "minutes is predicted for a {race} after Riegel?",
        "Please work out my speed in km/h for {distance} km in {run}, and predict my {race} time in minutes with the "
        "Riegel formula.",
        "Can you tell me how many km/h {distance} km in {run} is, and which time in minutes I can expect for a {race} "
        "by Riegel?",
    )
    found = predict_race_time(distance, f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}", kilometres)
    facts = (NumberFact(value=found.speed_km_per_h), NumberFact(value=found.predicted_minutes))
    return Question(worded(rng, wordings, distance=distance, run=run, race=race), (RACE,), facts)


@redrawn
def weight_and_calories(rng: Random) -> Question:
    (weight, height), age = _some_body(rng), rng.randrange(19, 76)
    sex, person = rng.choice((("female", "woman"), ("male", "man")))
    wordings = (
        "I'm a {age}-year-old {person}, {height} cm tall and {weight} kg. What are my BMI and my basal metabolic rate "
        "in kcal a day by Mifflin-St Jeor?",
        "What are the body-mass index and the Mifflin-St Jeor basal metabolic rate of a {person} aged {age} who weighs "
        "{weight} kg and is {height} cm tall?",
        "A {person} of {age} years joins our gym with {weight} kg at {height} cm. How high are the BMI and the basal "
        "metabolic rate (Mifflin-St Jeor, in kcal a day)?",
        "Please give me the BMI and the Mifflin-St Jeor BMR for a {person}, {age} years, {height} cm, {weight} kg.",
        "Can you work out both the BMI and the daily basal metabolic rate after Mifflin-St Jeor for a {age}-year-old "
        "{person} of {weight} kg and {height} cm?",
    )
    found = energy_need(weight, height, age, sex)  # type: ignore[arg-type]  # mypy widens the drawn literal
    facts = (
        NumberFact(value=body_mass_index(weight, height).bmi_kg_per_m2),
        NumberFact(value=found.basal_metabolic_rate_kcal_per_day, tolerance=0.001),
    )
    text = worded(rng, wordings, weight=weight, height=height, age=age, person=person)
    return Question(text, (BMI, ENERGY), facts)


MAKERS: tuple[Maker, ...] = (
    body_mass,
    body_mass_in_pounds,
    calories,
    target_heart_rate,
    race_from_a_run,
    weight_and_calories,
)
