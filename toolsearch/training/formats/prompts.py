"""What the system message says where functions and calls are written as text.

`PYTHONIC` is in the manner of BFCL's default prompt, which ToolACE trained on and Llama 3.2's documentation gives for
zero-shot calls; `LLAMA_JSON` in that of Llama 3.1's. The wording is our own.
"""

PYTHONIC = """\
You are an expert in composing functions. You get a question and a set of functions; make the calls that answer it.
If no function fits, say so. If the question lacks what a function requires, say what is missing.
Where you call functions, write nothing but [func_name1(params_name1=params_value1, ...), func_name2(params)].

The functions you can call, in JSON:
{functions}"""

LLAMA_JSON = """\
These functions are at hand. To call some, answer with a JSON object for each, with "; " between them and nothing else:
{{"name": function name, "parameters": dictionary of argument names and values}}

{functions}"""
