"""Addresses of documents, and why one cannot be reached."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.importers.model import ImportFailed

_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


class UnresolvedError(Exception):
    """A reference leads nowhere; the text says why."""


def joined_pairs(text: str) -> str:
    """Return JSON text with escaped pairs of surrogates joined, because YAML does not have them."""
    return _PAIR.sub(_joined, text)


def unresolved_reason(error: BaseException) -> str:
    """Return why a document could not be retrieved, empty if it was.

    Raises:
        CatalogError: It is not valid YAML or JSON.
        ImportFailed: It cannot be read.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, CatalogError | ImportFailed):
            raise cause
        if isinstance(cause, UnresolvedError):
            return str(cause)
        cause = cause.__cause__ or cause.__context__
    return ""


def path_of(uri: str) -> Path | None:
    """Return the path of a file URI, None for other addresses."""
    parts = urlsplit(uri)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" and not parts.netloc else None


def _joined(pair: re.Match[str]) -> str:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return pair[1] + chr(0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00))
