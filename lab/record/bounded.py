"""Cuts what a run keeps to what a reader can use: whatever containers send, the record stays small and readable.

What was left out is said in the value itself: `Observation.cut`, or at the end of a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from lab.language.counting import count
from lab.record.event import BuildProgress, Event, Evidence, Exited, Failed, Judged
from lab.record.observation import Observation
from lab.record.verdict import Empty, Judgement

ANSWER_SIZE = 400_000  # characters of an answer as JSON, about
TEXT_SIZE = 8_000  # of a judgement's text
LOG_SIZE = 200_000  # of a log
RECORD_SIZE = 12_000_000  # of all answers and logs of a run; later ones are then cut to `SMALL_SIZE`
SMALL_SIZE = 4_000
MAX_NAMES = 200  # that a judgement lists as missing
MAX_EMPTY = 1000  # empty queries of a dashboard
BUILD_LINES = 200  # of each component
_MAX_DEPTH = 60
# Where there is no more room, the point of a series or the fields of an alert are still kept whole, so that it is one.
_OVERDRAFT = 20_000
_SHORT_LIST, _SHORT_TEXT, _FEW_KEYS = 4, 64, 64

E = TypeVar("E", bound=Event)


def shown_text(text: str, size: int = TEXT_SIZE) -> str:
    """The text with its middle left out when it is longer than `size` characters, and no half characters."""
    whole = recordable(text)
    if len(whole) <= size:
        return whole
    half = size // 2
    return f"{whole[:half]} ... ({len(whole) - 2 * half:,} characters left out) ... {whole[-half:]}"


def recordable(text: str) -> str:
    """The text with lone surrogates replaced, which no UTF-8 file can contain."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown_judgement(judgement: Judgement) -> Judgement:
    changes: dict[str, Any] = {}
    for name in ("expected", "actual", "difference", "hint"):
        text = getattr(judgement, name)
        if (shown := shown_text(text)) != text:
            changes[name] = shown
    if judgement.missing:
        changes["missing"] = tuple(map(recordable, judgement.missing[:MAX_NAMES]))
    if judgement.empty:
        changes["empty"] = tuple(map(_shown_empty, judgement.empty[:MAX_EMPTY]))
    return judgement.model_copy(update=changes) if changes else judgement


def _shown_empty(empty: Empty) -> Empty:
    names = ("name", "query", "promql", "cause")
    return empty.model_copy(update={name: shown_text(getattr(empty, name)) for name in names})


def shown_observation(observation: Observation, size: int = ANSWER_SIZE) -> Observation:
    cutting = _Cutting(size)
    answer = cutting.cut(observation.answer, 0)
    update: dict[str, Any] = {}
    if cutting.changed:
        update |= {"answer": answer, "cut": cutting.note() or observation.cut}
    if (error := shown_text(observation.error)) != observation.error:
        update["error"] = error
    return observation.model_copy(update=update) if update else observation


@dataclass(slots=True)
class RecordSize:
    """Counts what a record takes, and cuts what would make it too large."""

    left: int = RECORD_SIZE
    _build_lines: dict[str, int] = field(default_factory=dict)

    def admit(self, event: Event) -> Event | None:
        """The event as it is recorded; None for one that is not."""
        match event:
            case Judged(verdict=verdict):
                evidence = tuple(map(self._observation, verdict.evidence))
                judgement = shown_judgement(verdict.judgement)
                return event.model_copy(
                    update={"verdict": verdict.model_copy(update={"evidence": evidence, "judgement": judgement})}
                )
            case Evidence(observation=observation, text=text):
                kept = None if observation is None else self._observation(observation)
                return event.model_copy(update={"observation": kept, "text": self._text(text)})
            case Exited(log=log):
                return event.model_copy(update={"log": self._text(log)})
            case Failed():
                return event.model_copy(
                    update={"message": shown_text(event.message), "evidence": self._text(event.evidence)}
                )
            case BuildProgress(component=component, done=False):
                number = self._build_lines[component] = self._build_lines.get(component, 0) + 1
                return event.model_copy(update={"line": shown_text(event.line)}) if number <= BUILD_LINES else None
            case _:
                return event

    def _observation(self, observation: Observation) -> Observation:
        kept = shown_observation(observation, self._room(ANSWER_SIZE))
        self.left -= size_of(kept.answer)
        return kept

    def _text(self, text: str) -> str:
        kept = shown_text(text, self._room(LOG_SIZE))
        self.left -= len(kept)
        return kept

    def _room(self, most: int) -> int:
        return max(min(most, self.left), SMALL_SIZE)


def size_of(value: Any) -> int:
    """About how many characters a value takes as JSON."""
    match value:
        case str():
            return len(value) + 4
        case list() | tuple():
            return 4 + sum(map(size_of, value))
        case dict():
            return 4 + sum(len(str(key)) + 6 + size_of(item) for key, item in value.items())
        case _:
            return 8


@dataclass(slots=True)
class _Cutting:
    """Keeps the first parts of a value, as far as there is room."""

    room: int
    items: int = 0  # left out, of lists and objects
    characters: int = 0  # left out, of strings
    changed: bool = False

    def cut(self, value: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            self.changed, self.items = True, self.items + 1
            return None
        match value:
            case str():
                return self._text(value)
            case list() | tuple():
                return self._list(value, depth)
            case dict():
                return self._object(value, depth)
            case _:
                self.room -= 8
                return value

    def note(self) -> str:
        parts = [count(self.items, "item")] if self.items else []
        parts += [count(self.characters, "character")] if self.characters else []
        return f"left out of this answer: {' and '.join(parts)}" if parts else ""

    def _text(self, value: str) -> str:
        text = recordable(value)
        short = len(text) <= _SHORT_TEXT and not self._full(few=True)
        kept = text if short else text[: max(self.room, 0)]
        self.characters += len(text) - len(kept)
        self.changed = self.changed or kept != value
        self.room -= len(kept) + 4
        return kept

    def _list(self, value: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
        kept: list[Any] = []
        for item in value:
            if self._full(few=len(value) <= _SHORT_LIST):
                self._left_out(len(value) - len(kept))
                break
            kept.append(self.cut(item, depth + 1))
        self.room -= 4
        return kept

    def _object(self, value: dict[Any, Any], depth: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, item in value.items():
            if self._full(few=len(kept) < _FEW_KEYS):
                self._left_out(len(value) - len(kept))
                break
            self.room -= len(str(key)) + 6
            kept[recordable(str(key))] = self.cut(item, depth + 1)
        self.changed = self.changed or kept.keys() != value.keys()
        self.room -= 4
        return kept

    def _full(self, *, few: bool) -> bool:
        return self.room <= (-_OVERDRAFT if few else 0)

    def _left_out(self, items: int) -> None:
        self.changed = True
        self.items += items
