"""What a query as a whole lacks, from what its selectors have: one branch of an `or` suffices, both sides of `and`
and of arithmetic are needed, what `unless` and `absent` read may be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from lab.audit.model import HARM, FindingClass
from lab.audit.selector_state import SelectorState
from lab.why.evaluation import ABSENCE
from lab.why.expression import Aggregate, Binary, Call, Constant, Expression, Negative, Selector, Subquery, Window

StateOf: TypeAlias = Callable[[Selector], SelectorState]


@dataclass(frozen=True, slots=True)
class QueryState:
    """`class_` of the query if it returns nothing: `working` where every selector that it needs has series. `lacking`:
    the selectors behind it, the worst first. `hidden`: selectors that lack series, and whose lack another branch
    hides."""

    class_: FindingClass
    lacking: tuple[SelectorState, ...] = ()
    hidden: tuple[SelectorState, ...] = ()


HAS_SERIES = QueryState(FindingClass.WORKING)


def query_state(part: Expression, state_of: StateOf) -> QueryState:
    match part:
        case Selector():
            state = state_of(part)
            return QueryState(state.class_, (state,) if state.class_ is not FindingClass.WORKING else ())
        case Window(of):
            return query_state(of, state_of)
        case Subquery(of) | Negative(of) | Aggregate(_, of):
            return query_state(of, state_of)
        case Call(function, args):
            return _of_call(function, args, state_of)
        case Binary():
            return _of_binary(part, state_of)
        case Constant():
            return HAS_SERIES


def _of_call(function: str, args: tuple[Expression, ...], state_of: StateOf) -> QueryState:
    states = [query_state(arg, state_of) for arg in args if not isinstance(arg, Constant)]
    if function in ABSENCE:
        lacking = tuple(one for state in states for one in state.lacking)
        return QueryState(FindingClass.WORKING if lacking else FindingClass.BY_DESIGN, (), lacking)
    if function in ("vector", "scalar"):
        # `vector(1)` is there whatever happens; a scalar of nothing is NaN.
        return HAS_SERIES if not states or not states[0].lacking else states[0]
    if function == "info":
        return states[0] if states else HAS_SERIES
    return worst(states)


def _of_binary(binary: Binary, state_of: StateOf) -> QueryState:
    left, right = query_state(binary.left, state_of), query_state(binary.right, state_of)
    match binary.op:
        case "or":
            return _either(left, right)
        case "unless":
            return QueryState(left.class_, left.lacking, (*left.hidden, *right.lacking, *right.hidden))
    state = worst([left, right])
    if binary.compares and state.class_ is FindingClass.WORKING:
        return QueryState(FindingClass.BY_DESIGN, (), state.hidden)
    return state


def _either(left: QueryState, right: QueryState) -> QueryState:
    better, other = sorted((left, right), key=lambda state: -HARM[state.class_])
    hidden = (*left.hidden, *right.hidden, *other.lacking)
    # Where neither has series, the branch that is nearest to having some says what is lacking.
    return QueryState(better.class_, better.lacking, hidden)


def worst(states: Iterable[QueryState]) -> QueryState:
    """Of parts that are all needed."""
    ordered = sorted(states, key=lambda state: HARM[state.class_])
    if not ordered:
        return HAS_SERIES
    lacking = tuple(dict.fromkeys(one for state in ordered for one in state.lacking))
    by_harm = sorted(lacking, key=lambda one: HARM[one.class_])
    hidden = tuple(dict.fromkeys(one for state in ordered for one in state.hidden))
    return QueryState(ordered[0].class_, tuple(by_harm), hidden)
