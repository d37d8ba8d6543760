"""Example payloads for tests, from the catalog's own examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.payload import PayloadModel


def make_example(
    catalog: Catalog, examples: Mapping[str, Mapping[str, Any]], event: str, fields: Mapping[str, Any]
) -> PayloadModel:
    """Create a valid payload of an event.

    Args:
        catalog: Catalog with the event.
        examples: A payload for each event, with wire names.
        event: The event's name.
        fields: Values by attribute name, such as `total_amount`; they replace the example's.

    Raises:
        UnknownEventError: The catalog has no such event.
        TypeError: The event has no such field.
        pydantic.ValidationError: A value is invalid.
    """
    model = catalog.payload_model(event)
    check_field_names(model, event, fields)
    example = model.from_fields(examples[event])
    set_fields = {name: value for name, value in example if name in example.model_fields_set}
    return model.model_validate({**set_fields, **fields}, by_name=True)


def check_field_names(model: type[PayloadModel], event: str, names: Iterable[str]) -> None:
    """Check that a payload has all of these fields.

    Raises:
        TypeError: The payload lacks a field.
    """
    unknown = set(names) - model.model_fields.keys()
    if unknown and model.model_config.get("extra") != "allow":
        known = ", ".join(model.model_fields)
        raise TypeError(f'"{event}" has no field {", ".join(sorted(unknown))}; it has {known}')
