"""How wide a text is in a chart.

Widths are those of DejaVu Sans, the widest of the usual sans-serif fonts, so that a text that fits here fits in each.
"""

from __future__ import annotations

FONT = 11.0  # pixels
_ELLIPSIS = "..."
_OTHER = 0.7  # em, of a character that is not listed
_EM = {
    0.28: "ijlIJ'",
    0.32: " .,",
    0.35: "f:;/\\|-",
    0.41: "()[]rt",
    0.5: '"_*',
    0.53: "s?z",
    0.61: "acehkvxyLFTYEP",
    0.64: "bdgnopqu0123456789${}SXKZ",
    0.75: "ABCDGHNOQRUV&",
    0.84: "=+<>#~^w→",
    0.99: "mMW%@",
}
_WIDTHS = {character: em * FONT for em, characters in _EM.items() for character in characters}


def text_width(text: str) -> float:
    """Pixels at `FONT`."""
    return sum(_WIDTHS.get(character, _OTHER * FONT) for character in text)


def fit(text: str, width: float) -> str:
    """The text, or its beginning and an ellipsis: at most `width` pixels, at least one character."""
    if text_width(text) <= width:
        return text
    left = width - text_width(_ELLIPSIS)
    length = 0
    for character in text:
        left -= text_width(character)
        if left < 0:
            break
        length += 1
    return text[: max(length, 1)].rstrip() + _ELLIPSIS
