"""Constants and enums of a catalog that are not texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic_core import CoreSchema, core_schema

from cgk_runtime.validation.core_schemas import whole_number

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


class LiteralReader:
    """Annotation of whole numbers or booleans: `1.0` on the wire is 1, as in JavaScript, but `true` and 1 differ."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        is_boolean = isinstance(get_args(source)[0], bool)
        value = core_schema.bool_schema(strict=True) if is_boolean else whole_number()
        return core_schema.chain_schema([value, handler(source)])

    def __get_pydantic_json_schema__(
        self, schema: core_schema.ChainSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(schema["steps"][-1])  # the literal, without the step before it
