"""Elements and colours for charts drawn as inline SVG.

Colours are CSS variables of the page with a light fallback, so that a chart copied out of the page still has colours.
Series get five hues that colour-blind readers can distinguish, then the same hues dashed.
"""

from __future__ import annotations

from lab.report.charts.text_metrics import FONT, fit, text_width
from lab.report.escapes import xml

_HUES = ("#0b6fb8", "#c2410c", "#0f766e", "#9b3f86", "#7a6200")
_FALLBACK = {
    "grid": "#d8dde3",
    "pass": "#0f766e",
    "fail": "#b3261e",
    "doubt": "#8a5a00",
    "quiet": "#6b7480",
    "phase": "#8fa3b8",
    "load": "#0b6fb8",
    "inactive": "#e9edf1",
    "pending": "#f5dfa3",
    "firing": "#f3b0a6",
    "resolved": "#b9e0d3",
}


def colour(name: str) -> str:
    return f"var(--{name}, {_FALLBACK[name]})"


def series_stroke(index: int) -> str:
    """The style of the line of a series."""
    hue = index % len(_HUES)
    dash = "" if index < len(_HUES) else ";stroke-dasharray:5 3"
    return f"stroke:var(--s{hue + 1}, {_HUES[hue]}){dash}"


def series_fill(index: int) -> str:
    hue = index % len(_HUES)
    return f"fill:var(--s{hue + 1}, {_HUES[hue]})"


def element(tag: str, content: str = "", /, **attributes: object) -> str:
    """`content` is markup; attributes are escaped here. Their names become `class` for `class_`, `stroke-width` for
    `stroke_width`."""
    markup = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{xml(_number(value))}"' for name, value in attributes.items()
    )
    return f"<{tag}{markup}>{content}</{tag}>" if content else f"<{tag}{markup}/>"


def text(
    x: float, y: float, content: str, *, max_width: float = 0.0, anchor: str = "start", **attributes: object
) -> str:
    """In the colour of the surrounding text; a text cut to `max_width` pixels is whole in a tooltip."""
    cut = fit(content, max_width) if max_width else content
    tip = element("title", xml(content)) if cut != content else ""
    return element("text", xml(cut) + tip, x=x, y=y, text_anchor=anchor, fill="currentColor", **attributes)


def centred_text(x: float, y: float, content: str, width: float, *, opacity: float) -> str:
    """A text around `x` that is moved as far as it must be to lie within 0 and `width`."""
    half = text_width(content) / 2
    return text(min(max(x, half), width - half), y, content, anchor="middle", opacity=opacity)


def picture(width: float, height: float, title: str, description: str, parts: list[str]) -> str:
    head = element("title", xml(title)) + (element("desc", xml(description)) if description else "")
    return element(
        "svg",
        head + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
        font_size=FONT,
        font_family="system-ui, sans-serif",
    )


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
