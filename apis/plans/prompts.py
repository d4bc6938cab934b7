"""What a model is asked for a plan: ToolLLM's inputs (Qin et al., 2023, section 3.1), in our own words."""

PLAN = """\
An API answers with more than is worth reading. Choose what a user who calls it wants to know.

API: {name} of {tool}
About the tool: {about}
What it does: {description}
Its parameters, as JSON Schema:
{parameters}

An example of what it answers, arguments {arguments}:
{example}

Reply with one JSON value of the same shape as the answer that holds only the keys worth keeping, each leaf as the \
name of its type ("str", "int", "float", "bool", "NoneType"), and in each array one item that stands for all. Keep \
what answers the description, and every identifier that another call may need. Reply with the JSON and nothing else.
"""
"""name, tool, about, description, parameters, arguments, example"""
