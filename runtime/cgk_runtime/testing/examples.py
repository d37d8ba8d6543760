"""Payloads for tests: the catalog's own example of each event, with the fields a test cares about set to its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.payload import PayloadModel


def make_example(
    catalog: Catalog, examples: Mapping[str, Mapping[str, Any]], event: str, fields: Mapping[str, Any]
) -> PayloadModel:
    """Make a payload that is valid for an event.

    Args:
        catalog: Which has the event.
        examples: A payload per event, with the wire's names.
        event: The event's name.
        fields: By attribute name, `total_amount`; they replace those of the example.

    Raises:
        UnknownEventError: The catalog has no such event.
        TypeError: The event has no such field.
        pydantic.ValidationError: A value is not valid.
    """
    model = catalog.payload_model(event)
    unknown = fields.keys() - model.model_fields.keys()
    if unknown:
        known = ", ".join(model.model_fields)
        raise TypeError(f'"{event}" has no field {", ".join(sorted(unknown))}; it has {known}')
    example = model.from_fields(examples[event])
    kept = {name: getattr(example, name) for name in example.model_fields_set}
    return model.model_validate({**kept, **fields}, by_name=True)
