"""Every text that is said to a model that stands in for an API.

The idea is StableToolBench's (Guo et al., 2024): a language model answers where no API can, from its documentation and
real calls of it; MirrorAPI (Guo et al., 2025) trains one for that. The wording is our own.
"""

SIMULATE = """\
You stand in for the server of an API. Write the response that it would send to one call.

Tool: {tool}. {about}
Operation: {name}. {description}
{binding}Its parameters, as JSON Schema: {parameters}
The body of a successful response, as JSON Schema: {returns}
{examples}
The call to answer has these arguments: {arguments}

Reply with one JSON object and nothing else: {{"http_status": 200, "body": ...}}
- body is what the server would send, complete: the schema's names and types, values that fit the arguments and each \
other, in the style of the real responses where some are given.
- Make up data as such a server would hold, never remarks about being made up, about this text or about errors of yours.
- A status of 400, 404, 409 or 422, with the body such servers send then, is for arguments that the real server would \
refuse or that name what cannot exist; otherwise it is 200.
"""

UNKNOWN = "not documented; any JSON"

EXAMPLES = """
Real responses of this operation:
{examples}"""

EXAMPLE = "- arguments {arguments} gave body {body}"

AGAIN = """
Your reply to this was:
{reply}

It cannot be used: {problems}. Reply again with the whole JSON object, mended."""
