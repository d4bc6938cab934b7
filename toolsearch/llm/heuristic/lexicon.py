"""Plain English as it is written in requests and in API descriptions.

Knows words: which carry no meaning, which mean the same, how abbreviations are written out, what question words ask
for, the names of numbers, months and units. All of it is general English; nothing here names an API, a product or a
place. Everything is a constant.
"""

FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each every few for from further had has have having he her here hers
    him his how i i'd i'll i'm i've if in into is it its itself just let lets let's me more most much many my
    myself no nor not of
    off on once only onto or other our ours out over own per please same shall she should since so some such than that
    the their theirs them then there these they this those through to too under until unto up upon us very via was we
    were what what's when when's where where's which while who who's whom whose why whether will with within without
    would you your yours yourself etc using used via less than least per ago ie eg hi hello hey thanks thank okay ok
    """.split()
)
"""Words that never help to tell one function from another."""

WEAK_WORDS = frozenset(
    """
    get find fetch show tell give list return retrieve look search lookup lookups see know need want like help make
    provide obtain use based given specific certain various different information info data detail details
    result results value values api endpoint function tool service request response object field parameter item items
    string text number name names one two new first last main full one's exact exactly current currently
    available valid type kind set able possible following something anything everything option optional default
    example format code identifier id
    input output day today now time year thing way question answer say said called named plan planning trip try check
    wonder curious interest quick quickly simple real good best
    """.split()
)
"""Words that say little in requests and descriptions: they weigh a quarter."""

ABBREVIATIONS = {
    "addr": "address", "amt": "amount", "avg": "average", "calc": "calculate", "cat": "category",
    "cfg": "configuration",
    "cnt": "count", "coord": "coordinate", "coords": "coordinates", "ctry": "country", "curr": "currency",
    "desc": "description", "dest": "destination", "dst": "destination", "dt": "date", "dob": "birthdate",
    "elev": "elevation", "freq": "frequency", "geo": "geographic", "id": "identifier", "ids": "identifiers",
    "img": "image", "info": "information", "lang": "language", "langs": "languages", "lat": "latitude",
    "lats": "latitudes", "len": "length", "lng": "longitude", "loc": "location", "lon": "longitude", "max": "maximum",
    "min": "minimum", "msg": "message", "num": "number", "orig": "origin", "params": "parameters", "pct": "percent",
"pos": "position", "prev": "previous", "pwd": "password", "qty": "quantity",
    "ref": "reference", "src": "source", "temp": "temperature", "tel": "telephone", "tgt": "target",
    "tz": "timezone", "usr": "user", "vol": "volume", "wt": "weight", "yr": "year",
}  # fmt: skip
"""Short forms in names of parameters and response keys."""

IRREGULAR = {
    "analyses": "analyse", "analysis": "analyse", "analyze": "analyse", "began": "begin", "begun": "begin",
    "born": "birth", "bought": "buy", "built": "build", "children": "child", "commonest": "common",
    "data": "data", "died": "death",
    "die": "death", "feet": "foot", "fell": "fall", "found": "find", "heavier": "heavy", "held": "hold",
    "indices": "index", "kept": "keep", "left": "leave", "lies": "lie", "lives": "live", "made": "make", "men": "man",
    "news": "news", "paid": "pay", "percentage": "percent", "people": "person", "risen": "rise", "roots": "root",
    "rose": "rise", "sent": "send", "series": "series", "sold": "sell", "species": "species", "spelled": "spell",
    "spelt": "spell",
    "spoke": "speak", "spoken": "speak", "taken": "take", "took": "take", "went": "go", "women": "woman",
    "worn": "wear", "written": "write", "wrote": "write",
}  # fmt: skip

SYNONYMS = tuple(
    line.split()
    for line in """
    price cost fare fee charge worth expensive cheap quote
    distance far away
    weather forecast meteorology
    temperature warm hot cold degrees
    convert conversion converter change turn exchange transform express
    currency money exchange forex
    translate translation say
    define definition meaning mean dictionary
    synonym thesaurus
    population inhabitants person live residents
    area size surface large big
    birth birthday birthdate
    job vacancy employment career
    movie film
    song track tune
    artist singer band musician
    author writer write novelist
    script writing alphabet
    common abundant frequent
    national domestic inland
    owe owed debt balance remaining left
    picture photo image
    car vehicle automobile
    flight fly airline plane
    airport airfield aerodrome
    hotel accommodation lodging stay
    restaurant eat dining
    recipe cook dish meal
    holiday festival vacation
    zip postal postcode zipcode
    phone telephone mobile
    town city municipality
    place location site where
    country nation
    address street
    begin start open depart
    end finish close stop
    calculate compute determine evaluate calculator evaluation
    verify validate valid confirm correct validity checksum check
    create make generate build add
    delete remove cancel
    update modify edit change
    fast speed quick velocity
    tall height high elevation altitude
    weight heavy mass weigh
    age old
    duration long length
    short abbreviate abbreviation
    stock share equity ticker
    loan mortgage borrow lend credit
    payment pay instalment installment repayment
    sentiment mood feeling emotion tone polarity
    password passphrase
    strong strength secure safe
    sum total add plus addition altogether
    subtract minus difference subtraction
    multiply product times multiplication
    divide quotient division
    average mean
    midpoint halfway middle midway
    derivative differentiate differentiation
    integral integrate integration antiderivative
    factor factorise factorize factorization prime
    root solve solution equation zero equal
    simplify simplification
    disease illness condition diagnosis disorder
    medicine drug medication
    team club
    player athlete
    game match fixture
    score result points
    language tongue
    sunrise dawn
    sunset dusk
    moon lunar
    sun solar
    clock time hour
    zone timezone
    count number many amount quantity
    code identifier
    name called title
    element atom chemical
    molar molecular
    compare comparison similarity similar alike difference
    near nearest nearby closest around close
    pronounce pronunciation pronounced
    hyphenate hyphenation syllable
    spell word spelling written
    next upcoming following
    previous last preceding
    border neighbour neighbor adjacent
    capital seat
    parcel package shipment delivery
    track tracking status
    library catalogue
    borrow lend checkout
    exercise workout fitness
    calorie energy kilocalorie
    own owner belong holder
    bank banking
    bic swift
    tax vat
    discount reduction off
    profit return gain yield
    growth grow increase
    user account profile member
    buy purchase order
    sell sale
    teach course lesson class
    rain precipitation shower
    wind breeze gust
    planet celestial
    north south east west bearing direction heading
    latitude longitude coordinate position
    random dice chance
    encode encoding decode decoding
    compatible match
    win winner champion
    reserve book booking reservation
    train rail railway
    man male boy
    woman female girl
    """.strip().splitlines()
)
"""Words that stand for each other in requests and descriptions."""

QUESTIONS = {
    **dict.fromkeys((f"square {unit}" for unit in "kilometres kilometers metres meters miles feet km".split()), "area"),
    "how far": "distance", "how long": "duration length time", "how many": "count total number amount",
    "value of": "evaluate", "number of": "count total number amount", "count": "count total number amount",
    "how much": "price cost amount total", "how old": "age", "how tall": "height", "how high": "height elevation",
    "how deep": "depth", "how heavy": "weight mass", "how big": "area size", "how large": "area size population",
    "how fast": "speed", "how hot": "temperature", "how cold": "temperature", "how warm": "temperature",
    "how strong": "strength score", "how likely": "probability", "how often": "frequency", "how wide": "width",
    "how similar": "similarity score", "how close": "distance", "when": "date time start day",
    "what day": "weekday day",
    "which day": "date weekday day", "what date": "date", "what time": "time", "what year": "year",
    "where": "location place city country address", "sea level": "elevation altitude height",
    "who": "name person", "what weekday": "weekday day",
}  # fmt: skip
"""What a question word asks for."""

SMALL_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=2
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "k": 1_000, "m": 1_000_000}
NUMBER_NAMES = {**SMALL_NUMBERS, **TENS, "dozen": 12, "half": 0.5}

MONTHS = tuple("january february march april may june july august september october november december".split())
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())

LEAD_WORDS = frozenset(
    """
    also another additionally after and as besides but finally first firstly follow following followup furthermore hello
    hey hi here just last lastly moreover more next now of oh ok okay on one other plus please point question quick
    quickly request second secondly so something thanks thing things third thirdly then two three topic up well while
    you're at it that the know tell wondering
    """.split()
)
"""Words that lead from one request to the next: "One more thing:", "While you're at it:"."""

PHRASE_STOPS = frozenset(
    """
    became become becomes began begin begins belong belonged belongs bring brings brought call called calls came carries
    carry come comes contain contained contains correspond corresponds cost costs cross crosses divided emit emits
    enter enters equal equals exist expressed fall falls fell found gave gives given go goes goes got had happen
    happens have held hold holds identified keep keeps kept last lasts leads learn learned learnt leave leaves lie
    lies listed lists live lives located look looks made makes mean means meant meet meets mention mentioned mentions
    need needs ordered owned owns play played plays read reads reached reaches recorded run runs said say says saw seen
    sell sells sent show showed shown shows sit sits sold speak speaks spoke spoken stand stands start starts stood take
    taken takes talk talks tell tells told took turn turns used uses wants wanted weigh weighs went wonder wondering
    works wrote
    """.split()
)
"""Verbs that end a phrase: "the mass of gold lies", never part of a value."""

REQUEST_WORDS = frozenset(
    """
    add answer arrange ask book bring buy calculate call cancel cook change check choose classify compare complete
    compute confirm
    consider convert count create decide decode define delete describe determine differentiate display divide download
    draw encode estimate evaluate examine expand explain express extract factor factorise factorize fetch figure fill
    find fly format generate get give go grab help hyphenate identify inform integrate interpret investigate know learn
    list locate
    look make measure multiply name open need note obtain order pay pick plan play please predict prepare present
    print produce drive meet provide pull rank rate read
    recommend remind report rephrase request research reserve resolve retrieve return
    reveal round run say schedule score search see select send share show simplify solve sort spell split state submit
    post subscribe subtract suggest sum summarise summarize take tell test think track transfer transform
    translate try turn update use
    travel validate verify visit walk want wonder work write
    """.split()
)
"""Verbs that open a request."""

MONEY_WORDS = frozenset(
    """
    amount price cost principal salary income loan budget payment value total fee deposit balance bill investment money
    sum wage revenue rent fare capital present future cash flow mortgage
    """.split()
)

DOWNWARD = frozenset("below down downwards under lower less beneath fewer back earlier backwards".split())
"""Words after a number that take away."""

FORWARD = frozenset("after next following upcoming".split())
BACKWARD = frozenset("before previous last preceding prior".split())
"""Words for the two directions of time."""

MOST = {
    "largest": "area size population count", "biggest": "area size population count", "longest": "length duration",
    "highest": "height elevation value", "tallest": "height", "heaviest": "mass weight", "oldest": "age",
    "fastest": "speed", "hottest": "temperature", "warmest": "temperature", "deepest": "depth", "farthest": "distance",
    "furthest": "distance", "priciest": "price cost", "greatest": "value size", "brightest": "magnitude brightness",
}  # fmt: skip
"""Superlatives that mean the most of something, and what they measure."""
LEAST = {
    "smallest": "area size population count", "shortest": "length duration height", "lowest": "height elevation value",
    "lightest": "mass weight", "youngest": "age", "slowest": "speed", "coldest": "temperature",
    "coolest": "temperature",
    "nearest": "distance", "closest": "distance", "cheapest": "price cost fare", "fewest": "count number",
}  # fmt: skip
"""Superlatives that mean the least of something."""
NO_SUPERLATIVES = frozenset(
    "interest request harvest forest honest modest arrest invest protest suggest contest latest".split()
)

KINDS = {
    "phone": "telephone number", "email": "email address", "ip": "ip address", "url": "url website", "zone": "timezone",
    "coordinates": "latitude longitude coordinates", "date": "date", "money": "amount currency",
    "percent": "rate percent", "unit": "unit",
    "expression": "expression", "time": "time",
}  # fmt: skip
"""What kinds of values are called."""
