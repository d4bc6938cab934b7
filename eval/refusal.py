"""Whether an answer says that what was asked cannot be done.

Knows how people and models put that in English; knows nothing of the question. A fact that is told with a negation ("it
cannot be divided by 2", "there is no holiday") is no refusal: what is refused must be finding, telling or doing, or
the means for it must be missing.
"""

import re

_DO = (
    r"(?:access|accomplish|answer|assist|calculate|check|complete|compute|confirm|convert|determine|do|establish|fetch"
    r"|figure|find|fulfil+|get|give|handle|help|identify|list|locate|look|obtain|offer|perform|process|produce|provide"
    r"|reach|reply|resolve|retrieve|say|satisfy|solve|state|supply|tell|verify|work)"
)
_DONE = (
    r"(?:accessed|accomplished|answered|calculated|carried out|checked|completed|computed|confirmed|determined|done"
    r"|established|fetched|figured out|found|fulfilled|given|handled|identified|located|looked up|obtained|performed"
    r"|processed|provided|reached|resolved|retrieved|satisfied|solved|verified|worked out)"
)
_NOT = (
    r"(?:can(?:not| not|'t)|could(?: not|n't)|(?:was|am|are|is|'m|were|be) (?:not able|unable) to|unable to|not able to"
)
_NOT += r"|(?:was|were|is|are)n't able to|fail(?:ed|s) to|no way (?:for me )?to|won't be able to|don't know how to)"
_MEANS = (
    r"(?:functions?|tools?|apis?|endpoints?|services?|operations?|capabilit(?:y|ies)|means|data ?(?:base|source)s?)"
)
_NONE = r"(?:no|none of (?:the|these|those|my)|neither of the|not one of the|without)"
_BE = r"(?:is|are|was|were)"
_DO_NOT = r"(?:do|does|did)(?: not|n't)"
_HAD = r"(?:found|available|obtained|returned|had|get|got)"
_IMPOSSIBLE = r"(?:not possible|impossible|infeasible)"
_WHAT = rf"(?:can|scope|reach|{_MEANS})"
_OUT = r"(?:gone|down|missing|out of order|(?:not |no longer |un)(?:available|offered|there|working|reachable))"
_REFUSALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "I was unable to find", "cannot be determined", "it is not possible to compute"
        rf"\b{_NOT}\s+(?:\w+ly\s+|even\s+)?{_DO}\b",
        rf"\b(?:can(?:not| not|'t)|could(?: not|n't))\s+(?:\w+ly\s+)?be\s+(?:\w+ly\s+)?{_DONE}\b",
        rf"\b{_IMPOSSIBLE}\b(?:\s+for me)?\s+to\s+(?!get\b)(?:\w+ly\s+)?{_DO}\b",
        rf"\b(?:this|that|it|which|request|question|task)\b[^.;]*\b{_BE}\s+{_IMPOSSIBLE}\b"
        r"[^.;]*\b(?:(?:with|using) (?:the|these|what|my)|here)\b",
        # "none of the available functions", "the tools do not cover", "the API is no longer available"
        rf"\b{_NONE}\s+(?:[\w-]+\s+){{0,4}}{_MEANS}\b(?!\s+(?:to|of)\s+(?!{_DO}\b))",
        rf"\b{_MEANS}\b[^.;]*\b{_DO_NOT} (?:answer|compute|cover|give|handle|know|list|tell|work)\b",
        rf"\b{_MEANS}\b[^.;]*\b(?:{_BE} {_OUT}|all fail(?:ed)?)\b",
        r"\bnothing (?:else )?(?:here |offered |available )?(?:offers?|can|could|does|did|helps?|covers?|knows?)\b",
        # "I do not have access", "the tools lack any information", "no data was found"
        rf"\b{_DO_NOT}\s+(?:currently\s+)?(?:have|offer|include|provide|cover|support|know)\b"
        rf"[^.;]*\b(?:{_MEANS}|access|ability|information|data|way|anything|that|this|it)\b",
        rf"\black(?:s|ing)?\b[^.;]*\b(?:{_MEANS}|access|ability|information|data)\b",
        rf"\b(?:no|not any|without)\s+(?:\w+\s+)?(?:information|data|results?|answer)\b[^.;]*\b{_HAD}\b",
        rf"\b(?:information|data|answer|result)s?\b[^.;]*\b{_BE}\s+(?:not |un)(?:available|obtainable|known)\b",
        rf"\b(?:beyond|outside(?: of)?)\s+(?:what\s+)?(?:my|the|these)\s+(?:\w+\s+){{0,3}}{_WHAT}\b",
        # said outright
        r"\bi(?:'m| am) (?:afraid|sorry)\b|(?:^|[.!] )sorry\b",
        r"\b(?:i|we) (?:have to |must )?(?:give|gave|giving) (?:it )?up\b",
        r"\b(?:unanswerable|unsolvable)\b",
    )
)


def refuses(answer: str) -> bool:
    """Tell whether an answer says that what was asked cannot be done.

    >>> refuses("None of the available functions knows ZIP codes."), refuses("91 cannot be divided by 2; it is odd.")
    (True, False)
    """
    text = re.sub(r"[’‘]", "'", " ".join(answer.split()))
    return any(pattern.search(text) for pattern in _REFUSALS)
