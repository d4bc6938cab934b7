"""Rules about the conversation: its fields, the form of replies, who speaks when, which answer belongs to which call.

Each yields what is wrong with a sample, one line for each fault. See `verify` for the table of all rules.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from toolsearch.messages import Assistant, Message, System, ToolReply
from toolsearch.records import Sample

LONGEST = 4000
"""Characters of one reply."""
WORDS_WITHOUT_END = 8
"""Words of a line that may end without a mark."""
_OPEN_ENDED = frozenset("and or the a an of to in for with by from that which is are was were as at on but if".split())
_ENDS = ".!?。！？…)]}»”\"'`*|:;>"
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_FENCE = "```"
_MOST_WORDS = re.compile(r"(?:at most|no more than|max(?:imum)?(?: of)?|up to) (\d+) words", re.IGNORECASE)
_JSON_ONLY = re.compile(r"\b(?:only|always|must)\b[^.]{0,40}\bJSON\b|\bJSON only\b", re.IGNORECASE)
_UPPER = re.compile(r"\b(?:upper ?case|capital letters|all caps)\b", re.IGNORECASE)
_LOWER = re.compile(r"\blower ?case\b", re.IGNORECASE)


def replies_of(sample: Sample) -> Iterator[str]:
    """Yield what the assistant said to the user, calls aside."""
    return (m.content for m in sample.messages if isinstance(m, Assistant) and m.content.strip() and not m.calls)


def dialog_fields(sample: Sample) -> Iterator[str]:
    """There is a user and an assistant, and no message is empty or lacks what its role has."""
    roles = {message.role for message in sample.messages}
    if not {"user", "assistant"} <= roles:
        yield "there is no user or no assistant"
    for place, message in enumerate(sample.messages):
        if isinstance(message, ToolReply):
            if not message.call_id or not message.name:
                yield f"message {place} answers no call"
        elif not message.content.strip() and not (isinstance(message, Assistant) and message.calls):
            yield f"message {place} of the {message.role} is empty"
        elif isinstance(message, Assistant) and any(not call.id or not call.name for call in message.calls):
            yield f"a call of message {place} has no id or no name"


def reply_length(sample: Sample) -> Iterator[str]:
    """No reply is too long."""
    for reply in replies_of(sample):
        if len(reply) > LONGEST:
            yield f"a reply has {len(reply)} characters, more than {LONGEST}"


def characters(sample: Sample) -> Iterator[str]:
    """No control characters, no marks of broken text."""
    for message in sample.messages:
        if not isinstance(message, ToolReply) and (bad := _BAD.search(message.content)):
            yield f"the {message.role} says the character U+{ord(bad.group()):04X}"


def one_language(sample: Sample) -> Iterator[str]:
    """A reply is written in one script, but for words that stand in what was said or found before."""
    known = ""
    for message in sample.messages:
        if isinstance(message, Assistant):
            if strange := _strange_word(message.content, known):
                yield f"a reply changes its script at {strange!r}"
        else:
            known += "\n" + message.content


def complete_reply(sample: Sample) -> Iterator[str]:
    """The dialog ends with the assistant, and no reply breaks off."""
    last = sample.messages[-1] if sample.messages else None
    if not isinstance(last, Assistant) and not _is_finish(sample.messages):
        yield "the dialog does not end with the assistant"
    for reply in replies_of(sample):
        if how := _breaks_off(reply.strip()):
            yield f"a reply {how}"


def response_name(sample: Sample) -> Iterator[str]:
    """An answer bears the name of the function that was called."""
    names = {call.id: call.name for m in sample.messages if isinstance(m, Assistant) for call in m.calls}
    for message in sample.messages:
        if isinstance(message, ToolReply) and message.name != names.get(message.call_id, message.name):
            yield f"{names[message.call_id]!r} was called and {message.name!r} answers"


def output_format(sample: Sample) -> Iterator[str]:
    """Replies have the form that the system message demands: JSON, letters of one case, at most so many words."""
    demanded = " ".join(message.content for message in sample.messages if isinstance(message, System))
    if not demanded:
        return
    most = _MOST_WORDS.search(demanded)
    for reply in replies_of(sample):
        if _JSON_ONLY.search(demanded) and not _is_json(reply):
            yield "a reply is no JSON, which the system message demands"
        if most and len(reply.split()) > int(most.group(1)):
            yield f"a reply has more words than the {most.group(1)} that the system message allows"
        if (_UPPER.search(demanded) and reply != reply.upper()) or (_LOWER.search(demanded) and reply != reply.lower()):
            yield "a reply is not in the case that the system message demands"


def role_order(sample: Sample) -> Iterator[str]:
    """System first if at all, then the user; the assistant after the user or the tools; tools after calls."""
    before = "start"
    for place, message in enumerate(sample.messages):
        role = message.role
        if before not in _AFTER[role]:
            yield f"message {place}: the {role} speaks after the {before}"
        before = "calls" if isinstance(message, Assistant) and message.calls else role


_AFTER = {
    "system": {"start"},
    "user": {"start", "system", "assistant", "tool"},
    "assistant": {"user", "tool"},
    "tool": {"calls", "tool"},
}
"""Whom each role may follow. A user may follow tools: a search says so after a repeated call."""


def response_follows(sample: Sample) -> Iterator[str]:
    """Each call is answered once, right after its message; nothing else is answered."""
    waiting: list[str] = []
    for place, message in enumerate(sample.messages):
        if isinstance(message, ToolReply):
            if message.call_id not in waiting:
                yield f"message {place} answers {message.call_id!r}, which is not open"
            else:
                waiting.remove(message.call_id)
            continue
        if waiting:
            yield f"{waiting[0]!r} is not answered before message {place}"
        waiting = [call.id for call in message.calls] if isinstance(message, Assistant) else []
    if waiting and not _is_finish(sample.messages):
        yield f"{waiting[0]!r} is never answered"


def _is_finish(messages: tuple[Message, ...]) -> bool:
    """Tell whether a conversation ends as searches do: with a call of Finish."""
    said = [message for message in messages if isinstance(message, Assistant)]
    return bool(said) and any(call.name == "Finish" for call in said[-1].calls)


def _strange_word(text: str, known: str) -> str | None:
    """Return a word in another script than most of a text that stands nowhere in `known`."""
    words = re.findall(r"[^\W\d_]+", text)
    scripts = Counter(script for word in words if (script := _script(word)))
    if len(scripts) < 2:
        return None
    main = scripts.most_common(1)[0][0]
    return next((word for word in words if _script(word) not in (None, main) and word not in known), None)


@lru_cache(maxsize=65536)
def _script(word: str) -> str | None:
    """Name the script of a word by its first letter; Japanese kana and Chinese characters count as one.

    >>> _script("day"), _script("день"), _script("日")
    ('LATIN', 'CYRILLIC', 'CJK')
    """
    name = unicodedata.name(word[0], "").split(" ")[0]
    if name in ("HIRAGANA", "KATAKANA", "CJK"):
        return "CJK"
    return None if name in ("", "MODIFIER", "FEMININE", "MASCULINE", "MICRO", "GREEK", "OHM", "KELVIN") else name


def _breaks_off(reply: str) -> str | None:
    """Say how a reply breaks off, None where it does not."""
    if reply.count(_FENCE) % 2:
        return "leaves a code block open"
    words = re.findall(r"[^\W_]+", reply.rsplit("\n", 1)[-1])
    if reply.endswith((",", "-", "(", "[", "{", "...")) or (
        words and reply.endswith(words[-1]) and words[-1] in _OPEN_ENDED
    ):
        return f"breaks off at {reply[-20:]!r}"
    if any(reply.count(left) > reply.count(right) for left, right in ("()", "[]", "{}")):
        return "leaves a bracket open"
    if len(words) > WORDS_WITHOUT_END and reply[-1] not in _ENDS and reply[-1].isascii():
        return f"ends without a mark, at {reply[-20:]!r}"
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
