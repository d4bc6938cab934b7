"""What a model without native function calling is told of the functions and of how to call them.

The forms are their makers': Thought / Action / Action Input is ReAct's (Yao et al., 2023) and ToolLLaMA's (Qin et al.,
2023, the text its training data were made of has the same three names); `<tool_call>` is that of Hermes 2 Pro and
Qwen 2.5; `<function=NAME>` that of Llama 3.1's model card. The wording is our own.
"""

REACT = """\
You call functions in writing. Each of your turns has exactly these three lines and ends after the third:

Thought: what you know, and what you need next
Action: the name of one function
Action Input: its arguments, as one JSON object

What the function returned comes back as an Observation. Never write an Observation yourself.
The functions, as JSON:
{functions}"""

TOOLLLAMA = """\
Each of your turns is in this form:
Thought:
Action:
Action Input:
End Action

Action is the name of one function, and Action Input its arguments as one JSON object.
Specifically, you have access to the following APIs: {functions}"""

HERMES = """\
# Tools

The signatures of the functions you may call, as JSON within <tools></tools>:
<tools>
{functions}
</tools>

For each call write a JSON object with the function's name and arguments within <tool_call></tool_call>:
<tool_call>
{{"name": <function-name>, "arguments": <args-json-object>}}
</tool_call>"""

LLAMA3 = """\
You have access to these functions:

{functions}

To call one, answer with the tag and nothing after it:
<function=NAME>{{"parameter": "value"}}</function>

where NAME is the function's name and the JSON object between the tags holds its arguments. Write each call \
on one line, with all required parameters."""
