"""Units of measurement: their symbols, their English names, and the words for what they measure. Constants only."""

UNITS = tuple(
    line.split()
    for line in """
    m metre meter metres meters
    km kilometre kilometer kilometres kilometers kms
    cm centimetre centimeter centimetres centimeters
    mm millimetre millimeter millimetres millimeters
    mi mile miles
    yd yard yards
    ft foot feet
    in inch inches
    nmi nautical_mile nautical_miles
    kg kilogram kilograms kilo kilos
    g gram grams gramme grammes
    mg milligram milligrams
    lb pound pounds lbs
    oz ounce ounces
    t tonne tonnes metric_ton metric_tons ton tons
    mol mole moles mols
    st stone stones
    l litre liter litres liters
    ml millilitre milliliter millilitres milliliters
    gal gallon gallons
    qt quart quarts
    pt pint pints
    cup cup cups
    tbsp tablespoon tablespoons
    tsp teaspoon teaspoons
    s second seconds sec secs
    min minute minutes mins
    h hour hours hr hrs
    d day days
    wk week weeks
    mo month months
    yr year years
    mph mph mile_per_hour miles_per_hour
    kmh km/h kph kilometre_per_hour kilometers_per_hour kilometres_per_hour kilometer_per_hour
    m/s metre_per_second meters_per_second metres_per_second meter_per_second
    kn knot knots
    C celsius centigrade °c degC degrees_celsius degree_celsius degrees_c
    F fahrenheit °f degF degrees_fahrenheit degree_fahrenheit degrees_f
    K kelvin kelvins
    J joule joules
    kJ kilojoule kilojoules
    cal calorie calories
    kcal kilocalorie kilocalories
    kWh kilowatt_hour kilowatt_hours
    W watt watts
    kW kilowatt kilowatts
    hp horsepower
    Pa pascal pascals
    kPa kilopascal kilopascals
    bar bar bars
    psi psi
    atm atmosphere atmospheres
    N newton newtons
    Hz hertz
    bpm beats_per_minute
    V volt volts
    A ampere amperes amp amps
    ohm ohm ohms
    b bit bits
    B byte bytes
    KB kilobyte kilobytes
    MB megabyte megabytes
    GB gigabyte gigabytes
    TB terabyte terabytes
    ha hectare hectares
    acre acre acres
    deg degree degrees
    rad radian radians
    """.strip().splitlines()
)
"""A unit's symbol, then its spelled names."""

DIMENSIONS = {
    symbol: frozenset(words.split())
    for symbols, words in (
        ("m km cm mm mi yd ft in nmi",
        "length distance height width depth radius diameter size side perimeter altitude elevation base"),
        ("kg g mg lb oz t st", "weight mass"),
        ("l ml gal qt pt cup tbsp tsp", "volume capacity"),
        ("s min h", "duration time length period interval"),
        ("d wk mo yr", "duration time term period length age"),
        ("mph kmh m/s kn", "speed velocity wind"),
        ("C F K", "temperature"),
        ("J kJ cal kcal kWh", "energy calories"),
        ("W kW hp", "power"),
        ("Pa kPa bar psi atm", "pressure"),
        ("N", "force"), ("Hz", "frequency"), ("V", "voltage"), ("A", "current"), ("ohm", "resistance"),
        ("b B KB MB GB TB", "size storage memory"),
        ("ha acre", "area"), ("deg rad", "angle"),
        ("%", "rate percent interest tax tip discount probability margin yield return growth inflation"),
    )
    for symbol in symbols.split()
}  # fmt: skip
"""By unit: the words for what it measures."""
