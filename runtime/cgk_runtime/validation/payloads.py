"""Conversion of payloads to JSON documents for sending, and back for handlers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pydantic_core import PydanticSerializationError, ValidationError, from_json

from cgk_runtime._internal.wire_name import wire_name
from cgk_runtime.errors import CrossTenantError, FieldProblem, InvalidPayloadError, MissingTenantError
from cgk_runtime.tenant import current_tenant_or_none
from cgk_runtime.validation.problems import (
    invalid_payload,
    leaves,
    read_json,
    unsafe_integer_locations,
    unwritable_reason,
    visible_path,
)
from cgk_runtime.validation.upcasts import apply_arrival_defaults

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition
    from cgk_runtime.payload import PayloadModel

_ACCEPTED_DEPTH: Final = 150
"""Depth of nesting that every reader of JSON accepts; pydantic accepts about 200."""
_ACCEPTED_BYTES: Final = 2 * _ACCEPTED_DEPTH
"""Size of a document that cannot be nested deeper, because each level has two brackets."""


def serialize_payload(catalog: Catalog, event: str, payload: object) -> tuple[str, bytes]:
    """Validate a payload and serialize it as the JSON document to send.

    Args:
        catalog: The catalog that defines the event.
        event: The event's name.
        payload: A mapping with wire names, or the event's model.

    Returns:
        The tenant's id and the document, compact, UTF-8.

    Raises:
        UnknownEventError: The catalog has no such event.
        MissingTenantError: The tenant's field is absent, empty, blank or not a string.
        InvalidPayloadError: The payload is invalid; the error names every problem.
    """
    # Most payloads are plain dictionaries; this check is faster than isinstance with abstract classes.
    is_dict = payload.__class__ is dict
    if is_dict and (validator := catalog.dict_validator(event)) is not None:
        written = validator.write(payload)
        if written and written[0].strip():
            _refuse_deep_nesting(event, written[1])
            return written
    # Below, the event's model explains all problems.
    definition, model = catalog.event(event), catalog.payload_model(event)
    document = b""
    try:
        if not is_dict and isinstance(payload, model):
            document = payload.to_wire()
            # The model may have been created without validation, or its lists may have changed.
            instance = model.from_wire(document)
        else:
            instance = model.from_fields(payload)
            document = instance.to_wire()
    except ValidationError as error:
        raise _explain_invalid(definition, model, error, payload, document) from None
    except PydanticSerializationError:
        raise InvalidPayloadError(definition.name, _unwritable_fields(model, payload)) from None
    _refuse_unsafe_integers(event, model, document)
    _refuse_deep_nesting(event, document)
    tenant_id = tenant_of(definition, instance)
    if not tenant_id.strip():
        raise MissingTenantError(event, definition.tenant_field)
    return tenant_id, document


def _explain_invalid(
    event: EventDefinition, model: type[PayloadModel], error: ValidationError, payload: object, document: bytes
) -> InvalidPayloadError:
    """Explain why a payload, or the document of a model, is invalid."""
    payload_class = type(payload)
    if document or issubclass(payload_class, Mapping):
        return invalid_payload(event, model, error, read_json(document) if document else payload)
    problem = f"is of type {payload_class.__name__}, but the event requires a dict or {model.__name__}"
    if payload_class.__name__ == model.__name__:
        # The model belongs to another SDK, or its module was imported twice.
        problem += f" of {model.__module__}, not of {payload_class.__module__}"
    return InvalidPayloadError(event.name, (FieldProblem("payload", problem),))


def serialize_for_current_tenant(catalog: Catalog, event: str, payload: object) -> bytes:
    """Serialize a payload inside a handler, for the handler's own tenant.

    Raises:
        CrossTenantError: The payload is for another tenant.
        JobsError: As for `serialize_payload`.
    """
    tenant_id, document = serialize_payload(catalog, event, payload)
    current = current_tenant_or_none()
    if current is not None and current != tenant_id:
        advice = "a step invokes tasks of its run's tenant only; for another one, send a job with cross_tenant=True"
        raise CrossTenantError(event, current, tenant_id, advice)
    return document


def accepted_names(catalog: Catalog, event: str) -> frozenset[str] | None:
    """Return the wire names that an event's payload may have, or None if the payload is open to any name."""
    model = catalog.payload_model(event)
    if model.model_config.get("extra") == "allow":
        return None
    return frozenset(wire_name(name, field) for name, field in model.model_fields.items())


def required_names(catalog: Catalog, event: str) -> frozenset[str]:
    """Return the wire names of an event's required payload fields."""
    fields = catalog.payload_model(event).model_fields
    return frozenset(wire_name(name, field) for name, field in fields.items() if field.is_required())


def parse_received_payload(catalog: Catalog, event: str, document: bytes) -> tuple[PayloadModel, str, tuple[str, ...]]:
    """Parse the payload of a received job.

    Unknown fields of a newer producer are ignored; missing fields of an older one get the catalog's arrival defaults.

    Returns:
        The payload, its tenant's id, and the ignored unknown fields.

    Raises:
        MissingTenantError: The tenant's field is absent, empty, blank or not a string.
        InvalidPayloadError: The payload is invalid.
    """
    model, definition = catalog.payload_model(event), catalog.event(event)
    try:
        payload = model.from_wire(document)
        return payload, tenant_of(definition, payload), ()
    except ValidationError:
        from cgk_runtime.validation.unknown_fields import parse_newer  # imports pydantic, which a sender may not need

        document = apply_arrival_defaults(definition, document)
    try:
        payload, unknown = parse_newer(model, document)
    except ValidationError as error:
        raise invalid_payload(definition, model, error, read_json(document)) from None
    ignored = dict.fromkeys(visible_path(location, model) for location in unknown)
    return payload, tenant_of(definition, payload), tuple(ignored)


def tenant_of(event: EventDefinition, payload: PayloadModel) -> str:
    """Return a payload's tenant; the attribute is not in `PayloadModel`, because nested objects have no tenant."""
    tenant_id: str = getattr(payload, event.tenant_attribute)
    return tenant_id


def _unwritable_fields(model: type[PayloadModel], payload: object) -> list[FieldProblem]:
    instance = payload if isinstance(payload, model) else model.from_fields(payload)
    values = leaves([], instance.model_dump(by_alias=True, exclude_unset=True, warnings=False))
    reasons = {
        visible_path(location, type(instance)): reason
        for location, value in values
        if (reason := unwritable_reason(value))
    }
    return [FieldProblem(field, reason) for field, reason in reasons.items()]


def _refuse_unsafe_integers(event: str, model: type[PayloadModel], document: bytes) -> None:
    locations = unsafe_integer_locations(document)
    if not locations:
        return
    problem = "is an integer beyond 2^53 - 1, which JavaScript rounds; send it as a string"
    fields = dict.fromkeys(visible_path(location, model) for location in locations)
    raise InvalidPayloadError(event, [FieldProblem(field, problem) for field in fields])


def _refuse_deep_nesting(event: str, document: bytes) -> None:
    """Refuse a payload that its receiver's parser would refuse."""
    if len(document) <= _ACCEPTED_BYTES or document.count(b"[") + document.count(b"{") <= _ACCEPTED_DEPTH:
        return
    try:
        from_json(document)
    except ValueError:
        raise InvalidPayloadError(event, (FieldProblem("payload", "is nested too deep"),)) from None
