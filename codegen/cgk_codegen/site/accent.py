"""Shades of the catalog's accent color that keep text readable in the light and the dark theme."""

from __future__ import annotations

from typing import Final

Color = tuple[int, ...]
"""Red, green and blue, from 0 to 255."""

CONTRAST: Final = 4.5
"""Contrast of readable text, by WCAG 2.2 (AA)."""
LIGHT: Final = ((255, 255, 255), (0, 0, 0), ((241, 241, 244),))
"""The page, the color that the accent is mixed with, and the other background of text in its color."""
DARK: Final = ((14, 15, 18), (255, 255, 255), ((29, 32, 37),))
_TINT: Final = 0.11
"""Share of the accent color in `--accent-bg`, from 0 to 1."""


def readable_shades(accent: str) -> tuple[str, str]:
    """Return an accent's nearest shades for the light and the dark theme in which text is readable.

    Args:
        accent: A color such as "#f60" or "#ff6600".

    Example:
        >>> readable_shades("#ff6600")
        ('#b54800', '#ff6600')
    """
    digits = accent[1:] if len(accent) == len("#rrggbb") else "".join(digit * 2 for digit in accent[1:])
    color = tuple(bytes.fromhex(digits))
    return _shade(color, *LIGHT), _shade(color, *DARK)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colors, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _shade(color: Color, page: Color, end: Color, others: tuple[Color, ...]) -> str:
    """Return the color with the smallest share of `end` that makes text readable."""
    shades = (_mixed(end, color, percent / 100) for percent in range(101))
    shade = next(
        shade
        for shade in shades
        if all(contrast(shade, behind) >= CONTRAST for behind in (_mixed(shade, page, _TINT), *others))
    )
    return "#" + bytes(shade).hex()


def _mixed(one: Color, other: Color, part: float) -> Color:
    return tuple(round(first * part + second * (1 - part)) for first, second in zip(one, other, strict=True))


def _luminance(color: Color) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
