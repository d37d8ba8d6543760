"""Payloads on the command line: JSON, a file or standard input, and the catalog's examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.catalog_pages import read_event_page
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.text_files import read_stdin, read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.payload import PayloadModel


def read_payload(argument: str | None, tenant_id: str | None, tenant_field: str) -> dict[str, Any]:
    """Read a payload and add the tenant.

    Args:
        argument: JSON, `@FILE`, `-` for standard input, or None for an empty payload.
        tenant_id: The tenant, or None if the payload contains it.
        tenant_field: Wire name of the field that holds the tenant's id.

    Raises:
        CommandError: The payload cannot be read, is not a JSON object, or has another tenant.
    """
    document = {} if argument is None else _parse_object(*_read_argument(argument))
    if tenant_id is not None:
        payload_tenant = document.get(tenant_field, tenant_id)
        if payload_tenant != tenant_id:
            raise CommandError(f'--tenant is "{tenant_id}", but the payload has another {tenant_field}')
        document = {tenant_field: tenant_id, **document}
    return document


def example_payload(catalog: Catalog, event: str) -> dict[str, Any]:
    """Return the catalog's example of an event without its tenant, so nothing is sent to the example's tenant.

    Raises:
        UnknownEventError: The catalog has no such event.
        CommandError: The catalog has no examples.
    """
    page = read_event_page(catalog, event)
    if page is None:
        raise CommandError(f"{catalog.package} has no examples, because the compiler did not write it; use --data")
    return {name: value for name, value in page.examples[0].items() if name != catalog.tenant_field}


def example_tenant(catalog: Catalog, event: str) -> str:
    """Return the tenant id of an event's example, or "TENANT" if it has none."""
    page = read_event_page(catalog, event)
    return "TENANT" if page is None else str(page.examples[0].get(catalog.tenant_field, "TENANT"))


def find_model(lookup: Callable[[str], type[PayloadModel]], event: str) -> type[PayloadModel] | None:
    """Return the model of an event's payload or result, or None if the catalog does not have it.

    Args:
        lookup: `Catalog.payload_model` or `Catalog.result_model`.
        event: Name of the event.
    """
    try:
        return lookup(event)
    except LookupError:
        return None


def _read_argument(argument: str) -> tuple[str, str]:
    """Return the payload's text, and the name of its source for error texts."""
    if argument == "-":
        return read_stdin(), "standard input"
    if not argument.startswith("@"):
        return argument, "--data"
    file = Path(argument[1:])
    return read_text(file), str(file)


def _parse_object(text: str, source: str) -> dict[str, Any]:
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        # A shell removes the double quotes of an unquoted object.
        fix = """; write it as --data '{"orderId": "o1"}'""" if source == "--data" else ""
        raise CommandError(f"{source} is not valid JSON: {error}{fix}") from None
    if not isinstance(document, dict):
        raise CommandError(f"{source} must be a JSON object, not a {type(document).__name__}")
    return cast("dict[str, Any]", document)
