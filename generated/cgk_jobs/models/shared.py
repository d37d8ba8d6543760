# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Types that several payloads share."""

from typing import Literal

from cgk_runtime.payload import Number, Omittable, PayloadModel


class GoogleFeedImageOptions(PayloadModel, frozen=True):
    """Operations on a product's image."""

    remove_background: Omittable[bool | None] = None
    """Whether the background is removed."""

    target_width: Omittable[Number | None] = None
    """Width of the result in pixels."""

    target_height: Omittable[Number | None] = None
    """Height of the result in pixels."""

    format: Omittable[Literal["jpeg", "png", "webp"] | None] = None
    """The result's file format."""

    quality: Omittable[Number | None] = None
    """Quality of a lossy format, from 1 to 100."""
