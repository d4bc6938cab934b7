"""One turn: which goals are open, and what is done for them now.

Knows the plan of each goal and what was tried at this point. Goals whose arguments are ready are called for in one
turn; a goal that points back waits for those before it. A point that was left before is left again where what was
refused had been found further up; else the turn differs from what was tried in the look-ups that led to failures, or in
the one choice that is closest to a tie. Calls that failed there are not made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from apis.model import Json
from toolsearch.llm.heuristic.analysis import Analysis
from toolsearch.llm.heuristic.answer import answer
from toolsearch.llm.heuristic.goals import Goal
from toolsearch.llm.heuristic.history import History, Made, Role, blamed, failed, key_of, refused
from toolsearch.llm.heuristic.match import relates
from toolsearch.llm.heuristic.plan import DIM, FLOOR, Choice, Planner, fitting
from toolsearch.llm.heuristic.reading import Reading, values_of
from toolsearch.llm.heuristic.text import WEAK

PATIENCE = 3
"""Failed calls after which a goal is given up, in every method: the first, and two others."""
MARGIN = 0.04
"""Scores this close to the best are a tie, from which the seed draws."""
TOGETHER = 4
"""The most calls in one turn."""
LONGEST = 12
"""The most turns of a path, the last one included."""
_ROLES: tuple[Role, ...] = ("answer", "lookup")
_MEANT = 0.4
"""How like a goal a look-up must be, of the likest function, to answer it."""
_KNOWN = 0.75
"""How much of what a goal asks must stand in a result that was made for another."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call to make."""

    name: str
    arguments: dict[str, Json]
    goal: int
    role: Role


@dataclass(frozen=True, slots=True)
class Decision:
    """What a turn comes to: calls, an answer, or neither, which is giving up."""

    thought: str
    steps: tuple[Step, ...] = ()
    answer: str = ""


def decide(planner: Planner, history: History, draw: Random | None) -> Decision:
    """Decide on the next turn.

    Args:
        planner: the request and the functions, at this point of the path.
        history: what was said so far.
        draw: chooses among ties; None takes the best.
    """
    return _Turn(planner.analysis, history, planner, draw).decide()


@dataclass(frozen=True, slots=True)
class _Turn:
    analysis: Analysis
    history: History
    planner: Planner
    draw: Random | None

    def decide(self) -> Decision:
        related = [goal for goal in self.analysis.goals if self._is_related(goal)]
        if not related:
            return Decision("No function here has to do with what is asked.")
        planned = {
            goal.index: self.planner.choices(goal, again=bool(self.history.tried))
            for goal in related
            if self._results(goal) is None
        }
        open_ = [goal for goal in related if goal.index in planned and not self._is_done(planned[goal.index])]
        ready = [goal for goal in open_ if not self._waits(goal, open_)]
        live = [goal for goal in ready if planned[goal.index]]
        stuck = next((goal for goal in ready if self._is_stuck(goal, planned[goal.index], related, live)), None)
        if stuck:
            return Decision(f"What I tried for this failed and nothing else fits: {stuck.text}")
        if not live:
            return self._finish(related, planned)
        if self.history.turns >= LONGEST - 1:
            return Decision("This takes too long; another way may be shorter.")
        if self._is_above():
            return Decision("What was refused was found further up: that is where to choose again.")
        turn = self._choose({goal.index: planned[goal.index] for goal in live})
        return self._act(turn) if turn else Decision("Everything that fits here was tried before.")

    def _is_related(self, goal: Goal) -> bool:
        floor = DIM if self.analysis.about(goal) else FLOOR
        return any(self.analysis.likeness(goal, offer) >= floor for offer in self.analysis.offered.offers)

    def _results(self, goal: Goal) -> list[Reading] | None:
        """Return the results that meet a goal, or None while it is open."""
        tried = self.planner.made_for(goal)
        made = [one for one in tried if one.role == "answer"]
        good = [one.reading for one in made if one.ok]
        good = good or [one.reading for one in tried if one.ok and self._tells_all(one, goal)][:1]
        if good:
            asked = [span for span in self.planner.covered(goal, ok=False) if span.group >= 0]
            got = self.planner.covered(goal, ok=True)
            return good if all(span in got for span in asked) else None
        if made or self.analysis.about(goal):
            return None
        known = [one for one in self.history.made if one.ok and self._tells(one.reading, goal)]
        before = [one for one in known if self.planner.goal_of(one) < goal.index]
        nearest = max(before or known, key=self.planner.goal_of, default=None)
        return [nearest.reading] if nearest else None

    def _tells_all(self, made: Made, goal: Goal) -> bool:
        """Whether what was looked up for a goal holds all that it asks, and asked of all that the goal names."""
        asked = (goal.wanted & self.analysis.offered.returned) - WEAK
        keys = frozenset(word for leaf in made.reading.leaves if leaf.value not in (None, "") for word in leaf.words)
        if not asked or relates(asked, keys) < _KNOWN:
            return False
        offers = self.analysis.offered.offers
        told = {offer.name: self.analysis.offered.returning(goal, offer) for offer in offers}
        like = {offer.name: self.analysis.likeness(goal, offer) for offer in offers}
        name = made.reading.call.name
        best = told.get(name, 0.0) >= max(told.values()) and like.get(name, 0.0) >= _MEANT * max(like.values())
        return best and self.planner.is_used_up(goal)

    def _tells(self, reading: Reading, goal: Goal) -> bool:
        """Whether a result made for another goal holds what this one asks."""
        asked = (goal.wanted or frozenset(goal.terms)) - WEAK
        keys = {leaf.words | leaf.context for leaf in reading.leaves}
        if any(ask in words for ask in frozenset(goal.asks) - WEAK for words in keys):
            return True
        return bool(asked) and max((relates(asked, words) for words in keys), default=0.0) >= _KNOWN

    def _is_done(self, choices: Sequence[Choice]) -> bool:
        """Whether a best way to go on was gone before, for another goal."""
        if not choices:
            return False
        goal = choices[0].goal
        done = {made.key for made in self.history.made if made.ok and self.planner.goal_of(made) != goal.index}
        done |= self.planner.settled(goal)
        return any(choice.keys <= done and choice.score >= choices[0].score - MARGIN for choice in choices)

    def _is_stuck(self, goal: Goal, choices: Sequence[Choice], related: Sequence[Goal], live: Sequence[Goal]) -> bool:
        made = self.planner.made_for(goal)
        failures = [sum(not one.ok and one.role == role for one in made) for role in _ROLES]
        if max(failures) >= PATIENCE:
            return True
        if choices or (live and not made) or self._answered(goal):
            return False
        remark = goal.refers and not made and any(self._results(other) for other in related)
        return not remark and (bool(self.analysis.about(goal)) or len(related) == 1 or bool(made))

    def _answered(self, goal: Goal) -> list[Reading]:
        """Return the results of the calls that were made to answer a goal."""
        return [one.reading for one in self.planner.made_for(goal) if one.role == "answer" and one.ok]

    def _waits(self, goal: Goal, live: Sequence[Goal]) -> bool:
        """Whether a goal should see first what those before it bring: it points back, or leans on its sentence."""
        before = [other for other in live if other.index < goal.index and goal.sentence - other.sentence <= 1]
        return bool(before) and (goal.refers or not self.analysis.about(goal))

    def _is_above(self) -> bool:
        """Whether this point is seen again for a failure whose cause lies before it: a value that a call above brought.

        No choice made here mends that; the point at which that call was made can choose another.
        """
        if not self.history.tried:
            return False
        said = [made.reading.call for made in self.history.made if not made.ok]
        said += [call for one in self.history.tried for call in (*refused(one), *one.failed)]
        return any(self.planner.past.brought(values_of(call.arguments)) for call in said)

    def _choose(self, planned: dict[int, list[Choice]]) -> list[Choice] | None:
        """Choose one way for each goal; None where all of it was tried here before."""
        if not self.history.tried:
            return [self._drawn(choices) for choices in planned.values()]
        broken = failed(self.history.tried)
        left = {
            index: kept for index, choices in planned.items() if (kept := [c for c in choices if not c.keys & broken])
        }
        if not left:
            return None
        return self._different(left, {index: self._former(choices) for index, choices in left.items()})

    def _former(self, choices: Sequence[Choice]) -> Choice:
        """Return the way that was gone here before, or the best."""
        before = {key_of(call.name, call.arguments) for one in self.history.tried for call in one.calls}
        return next((choice for choice in choices if choice.keys <= before), choices[0])

    def _different(self, left: dict[int, list[Choice]], best: dict[int, Choice]) -> list[Choice] | None:
        """Change the look-ups that led to failures, else what is in doubt most; else the turn must be new."""
        tried = [frozenset(key_of(call.name, call.arguments) for call in one.calls) for one in self.history.tried]
        before = frozenset(key for keys in tried for key in keys)
        stale = [index for index, choice in best.items() if choice.keys & before]
        fresh = {index: fitting([c for c in left[index] if not c.keys & before]) for index in stale}
        open_ = [index for index in stale if fresh[index]]
        if open_ and len(stale) == len(best):
            guilty = blamed(self.history.tried)
            misled = [index for index in open_ if index in guilty and best[index].role == "lookup"]
            for index in misled or [min(open_, key=lambda one: self._doubt(best[one], fresh[one][0]))]:
                best[index] = self._drawn(fresh[index])
        elif frozenset(key for choice in best.values() for key in choice.keys) in tried:
            return None
        return list(best.values())

    def _doubt(self, former: Choice, other: Choice) -> tuple[bool, bool, float]:
        """Order choices, the doubtful first: what led to a failure, then look-ups, then what is near a tie."""
        innocent = former.goal.index not in blamed(self.history.tried)
        return innocent, former.role == "answer", former.score - other.score

    def _drawn(self, choices: Sequence[Choice]) -> Choice:
        """Take the best, or one of those that tie with it; one that was begun is gone on with."""
        ties = [choice for choice in choices if choice.score >= choices[0].score - MARGIN]
        return self.draw.choice(ties) if self.draw and len(ties) > 1 else choices[0]

    def _act(self, turn: Sequence[Choice]) -> Decision:
        done = {made.key for made in self.history.made if made.ok}
        steps: dict[str, Step] = {}
        for choice in turn:
            for filled in choice.calls:
                key = key_of(choice.offer.name, filled.arguments)
                if key not in done or self.history.tried:
                    steps.setdefault(key, Step(choice.offer.name, filled.arguments, choice.goal.index, choice.role))
        return Decision(_thought(turn), tuple(steps.values())[:TOGETHER])

    def _finish(self, related: Sequence[Goal], planned: dict[int, list[Choice]]) -> Decision:
        parts = []
        for goal in related:
            keys = {key for choice in planned.get(goal.index, ()) for key in choice.keys}
            shared = [made.reading for made in self.history.made if made.ok and made.key in keys][:1]
            parts.append((goal, self._results(goal) or self._answered(goal) or shared))
        parts = [(told, results) for goal, results in parts for told in (goal, self._with_remarks(goal, related))]
        unmet = [
            goal for goal in self.analysis.goals if goal not in related and self.analysis.own(goal) and goal.index == 0
        ]
        told = answer(parts, unmet)
        return Decision("I have what was asked for.", answer=told) if told else Decision("The results say nothing.")

    def _with_remarks(self, goal: Goal, related: Sequence[Goal]) -> Goal:
        """Add what is said after a goal and asks nothing that a function could tell: it says more of that goal."""
        following = [other for other in self.analysis.goals if other.index > goal.index]
        remarks: list[Goal] = []
        for other in following:
            if other in related:
                break
            remarks.append(other)
        if not remarks:
            return goal
        words = tuple(term for remark in remarks for term in remark.terms)
        return replace(goal, terms=goal.terms + words, text=" ".join((goal.text, *(remark.text for remark in remarks))))


def _thought(turn: Sequence[Choice]) -> str:
    """Say what is done and why, as a model would."""
    said = []
    for choice in turn:
        if choice.role == "lookup":
            said.append(f"For {choice.toward.name} I first look something up with {choice.offer.name}.")
        else:
            said.append(f"{choice.offer.name} can tell: {choice.goal.text}")
    return " ".join(dict.fromkeys(said))
