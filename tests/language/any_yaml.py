"""YAML texts as people write them: blocks and flows, every way to quote, comments and blank lines in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

KEYS = ("name", "alert", "for", "on", "a.b", "größe", "with space", "x", "y", "z", "😀", "a[0]")
WORDS = st.sampled_from(["plain", "5s", "é", "two words", "😀", "5", "true", "up{job='x'}", "a: b", "# no comment", ""])


@dataclass
class Writer:
    """Draws how each value is written. Every comment has a number, so that a lost one is noticed."""

    draw: Any
    lines: list[str] = field(default_factory=list)
    comments: int = 0

    def some(self) -> bool:
        return bool(self.draw(st.integers(0, 3)) == 0)

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments} é😀, [x: {{"

    def between(self, indent: str) -> None:
        if self.some():
            self.lines.append("")
        if self.some():
            self.lines.append(indent + self.comment())

    def key(self) -> str:
        key = self.draw(st.sampled_from(KEYS))
        return f'"{key}"' if key in ("a.b", "a[0]") or self.some() else key

    def scalar(self) -> str:
        """On one line, valid in a flow too."""
        word = self.draw(WORDS)
        style = self.draw(st.sampled_from(["plain", "single", "double"]))
        if style == "plain" and word in ("plain", "5s", "é", "two words", "😀", "5", "true"):
            return str(word)
        return "'" + word.replace("'", "''") + "'" if style == "single" else '"' + word + '"'

    def flow(self, depth: int) -> str:
        if depth == 0 or self.some():
            return self.scalar()
        inside = [self.flow(depth - 1) for _ in range(self.draw(st.integers(0, 3)))]
        if self.some():
            return "[" + ", ".join(inside) + "]"
        keys = self.unique_keys(len(inside))
        return "{" + ", ".join(f"{key}: {value}" for key, value in zip(keys, inside, strict=True)) + "}"

    def unique_keys(self, count: int) -> list[str]:
        chosen = self.draw(st.lists(st.sampled_from(KEYS), min_size=count, max_size=count, unique=True))
        return [f'"{key}"' if key in ("a.b", "a[0]") or self.some() else key for key in chosen]

    def value(self, head: str, indent: str, depth: int) -> None:
        """`head` is what stands before the value on its line: `key:` or `-`."""
        kinds = ["flow", "flow", "empty", "literal", "folded", "long"]
        kind = self.draw(st.sampled_from(kinds + (["mapping", "list"] * 3 if depth else [])))
        comment = f" {self.comment()}" if self.some() else ""
        deeper = indent + "  "
        match kind:
            case "empty":
                self.lines.append(head + comment)
            case "literal" | "folded":
                sign = ("|" if kind == "literal" else ">") + self.draw(st.sampled_from(["", "-"]))
                self.lines += [f"{head} {sign}{comment}", f"{deeper}é first", "", f"{deeper}second # no comment"]
            case "long":
                self.lines += [f"{head} one", f"{deeper}two"]
            case "mapping":
                self.lines.append(head + comment)
                self.mapping(deeper, deeper, depth - 1)
            case "list":
                self.lines.append(head + comment)
                self.list(deeper, depth - 1)
            case _:
                self.lines.append(f"{head} {self.flow(2)}{comment}")

    def mapping(self, first: str, indent: str, depth: int) -> None:
        lead = first
        for key in self.unique_keys(self.draw(st.integers(1, 4))):
            if lead == indent:
                self.between(indent)
            self.value(f"{lead}{key}:", indent, depth)
            lead = indent

    def list(self, indent: str, depth: int) -> None:
        for _ in range(self.draw(st.integers(1, 3))):
            self.between(indent)
            if depth and self.some():
                self.mapping(f"{indent}- ", f"{indent}  ", depth - 1)
            else:
                self.value(f"{indent}-", indent, depth)


@st.composite
def yaml_texts(draw: Any) -> str:
    writer = Writer(draw)
    writer.between("")
    writer.mapping("", "", 3)
    writer.between("")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    # A block scalar at the very end takes its line break from what is put behind it.
    unfinished = not writer.lines[-1].endswith("second # no comment") and draw(st.booleans())
    return end.join(writer.lines) + ("" if unfinished else end)
