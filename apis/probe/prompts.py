"""What a model is asked for where a document says too little. Written for this project."""

ARGUMENTS = """\
Give arguments for one test call of this API, such that it answers with real data. Use values that exist in the world.

API: {name} of {tool}
What it does: {description}
Its parameters, as JSON Schema:
{parameters}

Reply with one JSON object that holds the arguments, and nothing else.
"""
