# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Types that several payloads share."""

from __future__ import annotations

from typing import Literal

from typing_extensions import NotRequired, TypedDict


class GoogleFeedImageOptionsDict(TypedDict, closed=True):
    """Operations on a product's image."""

    removeBackground: NotRequired[bool]
    """Whether the background is removed."""
    targetWidth: NotRequired[int | float]
    """Width of the result in pixels."""
    targetHeight: NotRequired[int | float]
    """Height of the result in pixels."""
    format: NotRequired[Literal["jpeg", "png", "webp"]]
    """The result's file format."""
    quality: NotRequired[int | float]
    """Quality of a lossy format, from 1 to 100."""
