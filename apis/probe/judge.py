"""What the answers to test calls say about an Api: pure functions from samples to a verdict.

Read from the protocol and the shape of the answers, never from words in them. What may be the fault of the arguments
(400, 404, 5xx, an empty answer, an error told as a success) counts against the Api only where every argument was
documented or none was needed; 400 and 422 not even then, since an example may be out of date.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from apis.executors.classify import HTML_PAGE
from apis.health import Reason, Sample, Stage
from apis.model import Api, Json, Status, canonical
from apis.schema import response_keys, shorten

DETAIL = 300
"""Characters kept of what a server said."""
SAME = 3
"""So many different calls with one and the same answer say that it is the same whatever is asked."""
SHORT = 3
"""An answer of fewer values than this may well be alike for some: how many decimals a currency has, say."""
SAME_SHORT = 5
"""What `SAME` is for such an answer."""
PATIENCE = 3
"""Calls made from the first good one on to find a second, and those made where documented arguments bring nothing."""
DATA = ("data", "result", "results")
"""Names in an envelope under which data stand."""
ENVELOPE = frozenset(DATA) | {
    "code", "cod", "status", "statuscode", "success", "ok", "error", "errors", "errorcode", "errormessage",
    "errordescription", "message", "msg", "detail", "details", "reason", "title", "type", "description",
    "timestamp", "time", "path", "requestid", "traceid", "info", "help", "documentation", "instance",
}  # fmt: skip
"""Names around data or in place of them, in lower case without underscores."""
FAILED = frozenset(("error", "fail", "failed", "failure", "ko"))

STATUSES = {
    Status.REFUSED: (Stage.UNTESTED, Reason.NOT_PERMITTED),
    Status.NOT_RECORDED: (Stage.UNTESTED, Reason.NOT_PERMITTED),
    Status.NETWORK_ERROR: (Stage.CRAWLED, Reason.NO_CONNECTION),
    Status.TIMEOUT: (Stage.CRAWLED, Reason.NO_ANSWER),
    Status.UNAUTHORIZED: (Stage.REACHABLE, Reason.KEY_NEEDED),
    Status.NOT_SUBSCRIBED: (Stage.REACHABLE, Reason.KEY_NEEDED),
    Status.RATE_LIMITED: (Stage.REACHABLE, Reason.RATE_LIMITED),
    Status.TOO_LARGE: (Stage.REACHABLE, Reason.TOO_LARGE),
    Status.UNEXPECTED_CONTENT: (Stage.REACHABLE, Reason.NOT_DATA),
    Status.SERVER_ERROR: (Stage.REACHABLE, Reason.SERVER_ERROR),
    Status.NOT_FOUND: (Stage.REACHABLE, Reason.GONE),
}
OTHERWISE = (Stage.REACHABLE, Reason.CLIENT_ERROR)
PERHAPS_ARGUMENTS = frozenset(
    (Reason.GONE, Reason.CLIENT_ERROR, Reason.SERVER_ERROR, Reason.EMPTY, Reason.ERROR_IN_200)
)
"""What wrong arguments can bring about as well."""
SILENT = frozenset((Reason.NO_CONNECTION, Reason.NO_ANSWER))
PASSING = SILENT | {Reason.RATE_LIMITED}
"""What may be over at a second attempt."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How far an Api came, and why no further."""

    stage: Stage
    reason: Reason = Reason.NONE
    detail: str = ""

    @property
    def good(self) -> bool:
        return self.stage is Stage.KEPT


def finding_of(api: Api, sample: Sample) -> Finding:
    """Judge one call by itself."""
    if sample.status is not Status.OK:
        return _failure(sample)
    value = value_of(sample)
    if is_empty(value):
        return Finding(Stage.HEALTHY, Reason.EMPTY, shorten(sample.content, DETAIL))
    if is_error(value, response_keys(api.returns)):
        return Finding(Stage.HEALTHY, Reason.ERROR_IN_200, shorten(sample.content, DETAIL))
    return Finding(Stage.KEPT)


def settled(api: Api, samples: Sequence[Sample]) -> bool:
    """Tell whether another call would teach nothing."""
    found = [finding_of(api, sample) for sample in samples]
    good = [sample for sample, each in zip(samples, found, strict=True) if each.good]
    if good:
        same = sameness(api, good)
        enough = same == "yes" or (same == "no" and len(good) > 1)
        return enough or (len(good) == 1 and len(samples) - found.index(Finding(Stage.KEPT)) >= PATIENCE)
    last = found[-1].reason
    if last in PASSING:
        return sum(each.reason in PASSING for each in found) > 1
    hopeless = len(samples) >= PATIENCE and samples[0].documented
    return last not in PERHAPS_ARGUMENTS or hopeless or _is_closed(samples[-1])


def verdict(api: Api, samples: Sequence[Sample], *, slow: float) -> Finding:
    """Judge an Api by all its test calls, at least one.

    Args:
        api: what was called.
        samples: the calls, in their order.
        slow: seconds that the quickest good answer may take.
    """
    found = [(sample, finding_of(api, sample)) for sample in samples]
    good = [sample for sample, each in found if each.good]
    if not good:
        return _blamed(api, found)
    seconds = min(sample.seconds for sample in good)
    if seconds > slow:
        return Finding(Stage.HEALTHY, Reason.SLOW, f"{seconds:.1f} s, more than {slow:g}")
    if sameness(api, good) == "yes":
        return Finding(Stage.HEALTHY, Reason.SAME_ANSWER, f"{len(good)} calls: {shorten(good[0].content, DETAIL)}")
    return Finding(Stage.KEPT)


def sameness(api: Api, good: Sequence[Sample]) -> Literal["yes", "no", "perhaps"]:
    """Tell whether an Api answers the same whatever is asked, as far as its good answers show.

    Only what it must be given counts as asked: that an optional filter changes nothing says little.
    """
    required = api.parameters.get("required") or ()
    told = [leaf for leaf in _leaves(value_of(good[0])) if leaf not in (None, [], {}) and not isinstance(leaf, bool)]
    cut = any(sample.cut for sample in good)
    if cut or not required or not any(told) or len({answer_of(sample) for sample in good}) > 1:
        return "no"
    asked = {canonical({name: sample.arguments.get(name) for name in required}) for sample in good}
    short = len(told) < SHORT and not any(isinstance(leaf, str) and " " in leaf for leaf in told)
    return "yes" if len(asked) >= (SAME_SHORT if short else SAME) else "perhaps"


def value_of(sample: Sample) -> Json:
    """Return what an answer holds."""
    return parsed(sample.content)


def parsed(content: str) -> Json:
    """Read an answer: JSON where it is, else its text."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content


def answer_of(sample: Sample) -> str:
    """Write an answer in the one form in which equal ones are the same."""
    return canonical(value_of(sample))


def is_empty(value: Json) -> bool:
    """Tell whether an answer holds nothing: no value at all, or nothing but zeros beside an empty list or object.

    >>> is_empty({"results": [], "total": 0}), is_empty({"distance": 0}), is_empty({"valid": False}), is_empty("  ")
    (True, False, False, True)
    """
    leaves = list(_leaves(value))
    told = [leaf for leaf in leaves if leaf not in (None, [], {}) and not (isinstance(leaf, str) and not leaf.strip())]
    hollow = any(leaf in ([], {}) for leaf in leaves)
    return not told or (hollow and all(leaf == 0 and leaf is not False for leaf in told))


def is_error(value: Json, declared: Sequence[str] = ()) -> bool:
    """Tell whether an answer of HTTP status 200 is an error by its shape: marked as one, and no data beside.

    Args:
        value: the answer.
        declared: names that a successful answer holds by its schema; a mark declared there marks nothing.

    >>> is_error({"error": "no such city"}), is_error({"success": False, "message": "quota"})
    (True, True)
    >>> is_error({"error": 0.05, "mean": 3.2}), is_error({"code": 404, "phrase": "Not Found"})
    (False, False)
    """
    if not isinstance(value, dict):
        return False
    members = {_plain(name): item for name, item in value.items()}
    if not members.keys() <= ENVELOPE or not all(is_empty(members.get(name)) for name in DATA):
        return False
    known = set(map(_plain, declared))
    return any(name not in known and _marks(name, item, members) for name, item in members.items())


def _failure(sample: Sample) -> Finding:
    stage, reason = STATUSES.get(sample.status, OTHERWISE)
    said = value_of(sample)
    if reason is Reason.NOT_DATA and isinstance(said, dict) and said.get("message") == HTML_PAGE:
        reason = Reason.HTML_PAGE
    return Finding(stage, reason, shorten(_message(said), DETAIL))


def _message(said: Json) -> str:
    """Say in one line what a failing call brought: the executor's message, the HTTP status, the server's words."""
    if not isinstance(said, dict):
        return str(said)
    http = f"HTTP {said['http_status']}" if "http_status" in said else ""
    response = said.get("response")
    words = response if isinstance(response, str) else canonical(response) if response is not None else ""
    return ": ".join(" ".join(part.split()) for part in (http, str(said.get("message", "")), words) if part)


def _blamed(api: Api, found: Sequence[tuple[Sample, Finding]]) -> Finding:
    """Find what an Api that never answered well is to blame for; what its arguments may be to blame for comes last."""
    answered = [(sample, each) for sample, each in found if each.reason not in SILENT]
    found = answered or found  # whoever answered once can be reached
    certain = [each for _, each in found if each.reason not in PERHAPS_ARGUMENTS]
    if certain:
        return certain[-1]
    closed = [each for sample, each in found if _is_closed(sample)]
    if closed:
        return closed[0]
    fair = [each for sample, each in found if sample.documented and each.reason is not Reason.CLIENT_ERROR]
    if fair:
        return fair[0]
    if not api.parameters.get("properties"):
        return found[0][1]
    return Finding(Stage.UNTESTED, Reason.NO_VALID_ARGUMENTS, found[0][1].detail)


def _is_closed(sample: Sample) -> bool:
    """Tell whether the server said for good that there is no such thing here: 410."""
    said = value_of(sample)
    return sample.status is Status.NOT_FOUND and isinstance(said, dict) and said.get("http_status") == 410


def _leaves(value: Json) -> Iterator[Json]:
    """Yield the values at the ends of a structure; empty lists and objects as they are."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list) and each:
            waiting += each.values() if isinstance(each, dict) else each
        else:
            yield each


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _marks(name: str, item: Json, members: dict[str, Json]) -> bool:
    """Tell whether a member marks an error."""
    if name in ("error", "errors", "errormessage"):
        return item is True or (isinstance(item, str | dict | list) and bool(item))
    explained = any(members.get(each) for each in ("message", "msg", "detail", "reason", "errordescription"))
    if name in ("success", "ok"):
        return item is False and explained
    if name == "status" and isinstance(item, str):
        return item.lower() in FAILED
    coded = (
        name in ("code", "cod", "status", "statuscode") and str(item).isdecimal() and 400 <= int(str(item)[:9]) < 600
    )
    return coded and explained
