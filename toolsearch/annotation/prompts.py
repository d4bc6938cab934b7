"""Every text that is said to a model that writes instructions.

The procedure is ToolLLM's (Qin et al., 2023, section 2.2 and appendix): the sampled APIs with three seed examples drawn
at random; instructions with values and no names of APIs; for each of them the APIs that it needs. The wording and the
examples are our own.
"""

WRITER = """\
You write the instructions that people give to an assistant. The assistant can call functions; the people know none of \
them, and have real questions and errands that some of these functions can settle.

- Each instruction is in the words of a person with a reason to ask, in one to four sentences, as different from the \
others as can be in subject, length and tone.
- It contains every value that the functions will be called with: real names, places, dates, amounts, codes. It never \
leaves a value open, and never uses a placeholder.
- It does not name a function, an API, an endpoint or a parameter.
- Where one function needs what another returns, it asks for the outcome and leaves that value out.
- Say for each instruction which functions it needs: all of them, and only those.

Answer with a JSON array and nothing else: [{"instruction": "…", "functions": ["name", "name"]}]"""

ASK = """\
The functions:
{functions}
{needs}

Write {count} instructions. {kind}

So that you see the tone, instructions written for other functions:
{examples}"""

NEED = "{api} needs as {argument} what {provider} returns."

I1 = "Each needs one to three of these functions, which all belong to one tool."
I2 = "Each needs two to five of these functions, of at least two different tools, for one purpose that joins them."
I3 = "Each needs two to five of these functions, of tools of different kinds, for one occasion that joins them."

SINGLE = (
    "My sister lands in Lisbon on 3 March at 18:40 with TP1361. Is she on time, and at which gate?",
    "What were the ten most played songs in Brazil last week, and who sings the third one?",
    "I weigh 71 kg and ran 12 km in 58 minutes this morning. How many calories was that?",
    "Please translate 'Where is the nearest pharmacy?' into Polish and into Greek.",
    "I'd like to know how Nestlé's share did on the Swiss exchange in May 2025, day by day.",
    "Find three vegetarian recipes with chickpeas that take less than half an hour, with their ingredients.",
    "Is the domain riverside-bakery.com still free, and if not, until when is it registered?",
    "Give me the five-day forecast for Tromsø, in Celsius, with wind.",
    "Which team won the Davis Cup final of 2019, and what was the score of each match?",
    "Turn https://example.org/menu into a QR code, 300 pixels wide, dark green on white.",
    "How much is 2,750 Norwegian kroner in Japanese yen today, and what was it a year ago?",
    "Check whether the e-mail address j.ortega@correo-sur.es exists before I send the invoices there.",
)
"""Seed examples over one tool."""

MULTI = (
    "We're driving from Graz to Trieste on Saturday. How long will it take without tolls, and will it rain there?",
    "My niece turns nine and loves whales: suggest two documentaries for her age and a book under 20 euros.",
    "I'm pitching a café in Porto. How many tourists came in 2024, what is a kilo of arabica, and who roasts there?",
    "Find me a flight from Dublin to Kraków on 14 June below 90 euros and a hotel near the main square for two nights.",
    "Summarize what the press wrote about fusion energy this week, and how three listed suppliers did on Friday.",
    "For a quiz I need five capital cities with their populations, and a picture of each flag.",
    "I have 40 minutes and a sore back: a short workout, please, and a playlist of 40 minutes at about 90 beats.",
    "Is 18:00 in Nairobi on 2 July a good time for a call with Seoul, and is that day a holiday in either country?",
    "A customer in Ohio ordered 3 lamps at 129.90 dollars: add the sales tax of zip code 43215 and quote shipping.",
    "What is on at cinemas near 1012 Amsterdam tonight, and which of these films has the best reviews?",
    "I am writing about Lake Titicaca: its area, a poem that mentions it, and today's weather in Puno.",
    "Look up who holds the patent on the zipper merge sign, and write me a polite letter to them in German.",
    "When is the next launch from Kourou, can it be seen from Barbados, and when does the moon set there that night?",
    "My dog ate 30 g of dark chocolate; he weighs 8 kg. Is that dangerous, and which vet is open in Leeds on Sunday?",
    "Plan a dinner for six without nuts or dairy, and send me the shopping list with prices at Lidl.",
    "Which of Messi, Mbappé and Haaland scored most in 2025, and what do tickets for their next home games cost?",
)
"""Seed examples over several tools."""
