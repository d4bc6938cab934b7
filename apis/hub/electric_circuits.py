"""Direct currents by Ohm's law: two resistors, the power of a device, the voltage over a resistor."""

from typing import Annotated

from fastapi import Query

from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "electric-circuits",
    title="Electric Circuits",
    category="Science",
    about="Formulas of direct current: resistors in parallel and in series, power and resistance of a device, "
    "voltage and heat of a resistor.",
    licence="Public domain (Ohm's law)",
)

First = Annotated[float, Query(gt=0, le=1e9, description="Resistance of the first resistor in ohms.", examples=[220])]
Second = Annotated[float, Query(gt=0, le=1e9, description="Resistance of the second resistor in ohms.", examples=[330])]
Volts = Annotated[float, Query(gt=0, le=1e6, description="Voltage in volts.", examples=[230])]
Amperes = Annotated[float, Query(gt=0, le=1e6, description="Current in amperes.", examples=[2.5])]


class Joined(Value):
    parallel_ohm: float
    series_ohm: float


class Drop(Value):
    voltage_volt: float
    heat_watt: float


class Device(Value):
    power_watt: float
    resistance_ohm: float


@tool.get("/resistors")
def combine_resistors(first_ohm: First, second_ohm: Second) -> Joined:
    """Combine two resistors: their resistance in parallel and in series."""
    parallel = first_ohm * second_ohm / (first_ohm + second_ohm)
    return Joined(parallel_ohm=round(parallel, 4), series_ohm=round(first_ohm + second_ohm, 4))


@tool.get("/power")
def electric_power(voltage: Volts, current: Amperes) -> Device:
    """Calculate the electric power of a device in watts, and its resistance, from voltage and current."""
    return Device(power_watt=round(voltage * current, 4), resistance_ohm=round(voltage / current, 4))


@tool.get("/drop")
def voltage_drop(
    current: Amperes,
    resistance_ohm: Annotated[
        float, Query(gt=0, le=1e9, description="Resistance of the resistor in ohms.", examples=[47])
    ],
) -> Drop:
    """Calculate the voltage over a resistor that carries a current, and the heat in watts that it gives off."""
    return Drop(voltage_volt=round(current * resistance_ohm, 4), heat_watt=round(current * current * resistance_ohm, 4))
