"""What a reasoning model thinks aloud before it speaks, where its server leaves that in the text."""

import re

_THOUGHT = re.compile(r"\s*<(think|thinking|reasoning)>(.*?)</\1>\s*", re.DOTALL)
_OPENED = re.compile(r"(?:(?!<(?:think|thinking|reasoning)>).)*?</(?:think|thinking|reasoning)>\s*", re.DOTALL)


def split_thought(text: str) -> tuple[str, str]:
    """Part a text into what was thought and what was said.

    Templates that open the tag themselves leave only its end in the text.

    >>> split_thought("<think>Oslo, then.</think> I look.")
    ('Oslo, then.', 'I look.')
    >>> split_thought("Oslo, then.</think>I look.")
    ('Oslo, then.', 'I look.')
    >>> split_thought("I look.")
    ('', 'I look.')
    """
    if whole := _THOUGHT.match(text):
        return whole[2].strip(), text[whole.end() :]
    if opened := _OPENED.match(text):
        return opened[0].rpartition("</")[0].strip(), text[opened.end() :]
    return "", text
