"""Every text that the search says to a model.

The procedure is ToolLLM's (Qin et al., 2023, section 3 and appendix): the model works by function calls, ends with
`Finish`, and at a state it returns to is told what was tried there. The wording is our own.
"""

SYSTEM = """\
You carry out a user's instruction by calling functions, and you end by calling Finish.

- Each turn: one or two sentences on what you know and what you need next, then one or more calls. Calls in one turn \
run at the same time.
- Arguments come from the instruction or from earlier results. Do not make up identifiers: look them up.
- Results are real. When a call fails, read why: change the arguments, or use another function.
- When you have what was asked for, call Finish with return_type "give_answer" and an answer that stands alone: it \
states every fact that was asked for.
- When the instruction cannot be carried out from here, call Finish with return_type "give_up_and_restart".
{tools}"""

TOOLS = """
The functions belong to these tools:
{tools}"""

FINISH = (
    "End the work. Use give_answer with the whole answer for the user, or give_up_and_restart when no call can help "
    "from here."
)

FINISH_TYPE = "give_answer: the instruction is carried out; give_up_and_restart: it cannot be from here."

FINISH_ANSWER = "The answer for the user, with every fact asked for. Needed with give_answer."

READ_MORE = (
    "Read what was left out of an answer that was shortened. Such an answer says so, and names its call. What is read "
    "is shortened too where it is long: point deeper, or start further on. Where an array of objects is shown as a "
    "table of columns and rows, pointers mean the array: /items/12/name for row 12."
)

READ_MORE_CALL = "The id of the call whose answer was shortened, as the answer names it."

READ_MORE_POINTER = "A JSON pointer to what to read, such as /items/12/name; empty for the whole."

READ_MORE_START = "Of an array or a text: the first item or character to read."

READ_ON = 'read_more(call="{call}") with a longer pointer or a later start reads on'
"""call"""

DIVERSITY = """\
You have been at this point before, and what you did then did not lead to an answer:
{tried}
Do something different now: another function, or other arguments."""

DIVERSITY_CALLS = """\
You have been at this point before. What you did then:
{tried}
Do something different now: another function, or other arguments."""

WRITES = "What these calls changed stays changed: {calls}."

REPEATED = "The same call was made before ({calls}); its result is repeated from memory."

GO_ON = "Go on by calling a function, or call Finish with your answer."

COMPARE_RULES = """\
You are shown an instruction, what was done for it so far, and two different next steps, A and B, with what they \
brought. Judge which of them is nearer to a complete and true answer to the instruction: results that are needed \
count, failed or needless calls do not. Say why in one sentence, then end with one letter alone: A or B."""

COMPARE = """\
Instruction: {instruction}

Done so far:
{before}

Step A:
{a}

Step B:
{b}

Which step is better, A or B?"""
