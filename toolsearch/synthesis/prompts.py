"""Every text that synthesis says to a model.

The procedure is ToolACE's (Liu et al., 2024, arXiv:2409.00920): speciation, adaptation, evolution; then dialogs between
a user, an assistant and a tool, and experts that each answer one question. Its prompts were not published; the wording
is our own.
"""

SPECIATE = """\
Read this document and say which APIs could stand behind what it describes.

Document {name!r}:
{text}

Answer with one JSON object and nothing else:
{{"domain": "the field it belongs to, one to three words",
 "areas": [{{"name": "a part of that field",
            "functionalities": ["a verb and what it is done to, such as: estimate a catch quota"],
            "things": ["what this part is about, singular"],
            "details": ["what such things have, such as: landing date; gear type: trawl/longline"]}}]}}"""

EXTEND = """\
Domain: {domain}. Area: {area}. It is about: {things}.
Known functionalities:
{known}

Think of twelve more that an API of this area could offer and that are not among the known ones. Answer with one JSON
list of short texts, each a verb in the imperative and its object, and nothing else."""

EVOLVE = """\
Write the definition of a new API.

Domain: {domain}. Area: {area}.
It does this, and nothing that is not here:
{functionalities}
Things of this area have, among others: {details}.

An API of the same collection, for its form and care (do not copy its content):
{example}

Build in these changes: {operators}.
- add functionality: one more of the listed things, chosen by an argument
- add parameter: one more argument that callers really need
- add constraint: bounds, patterns, formats, allowed values
- change type: an argument of a richer type, such as a list or a range
- nest: arguments within an object, a list of objects, a list of lists
- change returns: another shape of the answer

Names match [A-Za-z][A-Za-z0-9_-]*, types are JSON Schema's (string, number, integer, boolean, array, object), every
parameter has a description. Answer with one JSON object and nothing else:
{{"name": "...", "description": "...", "parameters": {{"type": "object", "properties": {{}}, "required": []}},
 "returns": {{"type": "object", "properties": {{}}}}, "method": "GET, POST, PUT or DELETE"}}"""

INSTRUCT = """\
An API:
{api}

Write what a user who needs it, and has never heard of it, would say to an assistant: one or two sentences with concrete
values for the required arguments, no name of an API or a parameter. Answer with the text alone."""

ASSISTANT = """\
You help a user by calling functions, by asking for what is missing, by telling what calls brought, or by answering
without functions where none is needed or none fits.

Begin each message with one line of JSON that holds your thought:
{"goal": "what the user wants", "needed": ["what must be known or called"], "missing": ["what of it is not there"],
"decision": "call, ask, summarize or answer"}
Then act on it. Arguments come from the user or from earlier results; do not make them up. Call functions that do not
wait for each other in one message. Tell only what results hold."""

USER = """\
You are a user who talks to an assistant. You want to: {wish}
What you know: {values}
Your way of speaking: {mode}. Write your message: every value as it stands, in words of your own, unlike those above,
no name of an API or a parameter. Answer with the message alone."""

EXPERT = """\
Here are functions and a conversation in which an assistant calls some of them.

{sample}

One question, and only this one: {question}
Begin your answer with "Yes" or "No", then give the reason in one sentence."""

QUESTIONS = {
    "hallucination": "Is there an argument value in a call that stands in nothing the user, the system or an earlier "
    "result said, and is no default of the function?",
    "consistency": "Is there a reply that does not do what the user asked for, or that breaks a rule of the user or "
    "the system, or that contradicts what the calls brought?",
    "tool response": "Is there an answer of a function that cannot be what its description says it returns for these "
    "arguments?",
    "repetition": "Is there a reply that repeats an earlier one, or that holds words without meaning?",
}
"""By the expert's name; the answer yes means that something is wrong."""
