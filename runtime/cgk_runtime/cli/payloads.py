"""Payloads from the command line: a document, a file or standard input, completed from the catalog's example."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.errors import ConfigurationError, UnknownEventError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.payload import PayloadModel


def read_payload(given: str | None, tenant_id: str | None) -> dict[str, Any]:
    """Read a payload and put the tenant into it.

    Args:
        given: JSON, `@FILE`, `-` for standard input, or None for nothing.
        tenant_id: The tenant, or None where the document says it.

    Raises:
        ConfigurationError: The file cannot be read, it is no JSON object, or it has another tenant.
    """
    document = {} if given is None else _parsed(*_text(given))
    if tenant_id is not None:
        own = document.get("tenantId", tenant_id)
        if own != tenant_id:
            raise ConfigurationError(f'--tenant says "{tenant_id}", and the data another tenantId', component="cgk")
        document = {"tenantId": tenant_id, **document}
    return document


def example_payload(catalog: Catalog, event: str) -> dict[str, Any]:
    """Give the catalog's example of an event, its tenant left out: nothing is sent for an example's tenant.

    Raises:
        UnknownEventError: The catalog has no such event.
    """
    catalog.event(event)
    examples = cast("dict[str, dict[str, Any]]", import_module(f"{catalog.package}._examples").EXAMPLES)
    return {name: value for name, value in examples[event].items() if name != "tenantId"}


def find_result_model(catalog: Catalog, event: str) -> type[PayloadModel] | None:
    """Give the model of what an event's handlers return, None where the catalog has none."""
    try:
        return catalog.result_model(event)
    except (LookupError, UnknownEventError):
        return None


def _text(given: str) -> tuple[str, str]:
    """Give the text and what it is called."""
    if given == "-":
        return sys.stdin.read(), "standard input"
    if not given.startswith("@"):
        return given, "--data"
    file = Path(given[1:])
    try:
        return file.read_text(encoding="utf-8"), str(file)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}", component="cgk") from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not UTF-8 (byte {error.start})", component="cgk") from None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        document: object = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"{name} is no JSON: {error}", component="cgk") from None
    if not isinstance(document, dict):
        raise ConfigurationError(f"{name} must be a JSON object, it is a {type(document).__name__}", component="cgk")
    return cast("dict[str, Any]", document)
