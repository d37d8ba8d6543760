"""Names that types of a catalog cannot have, because generated code defines or uses them.

`tests/codegen/check/test_reserved_names.py` compares them with generated code.
"""

from __future__ import annotations

from typing import Final

from cgk_codegen.sdk_exports import CLIENT_EXPORTS, RUNTIME_EXPORTS

_PYTHON: Final = frozenset(
    {
        *("Annotated", "Any", "ConfigDict", "Field", "Final", "Literal", "Mapping", "NotRequired", "TypedDict"),
        *("DateTime", "DeprecatedJob", "EventPayload", "Integer", "JobSender", "Json", "Number", "Omittable"),
        *("DateText", "DurationText", "EmailText", "ExactLiteral", "TimeText", "UriText", "UuidText"),
        *("PayloadModel", "CATALOG", "EXAMPLES", "SCHEDULES", "EventName", "JobClient", "JobEvents", "JobTable"),
        *("Jobs", "Callable", "ResultTaskDecorator", "ScheduleFunctionT", "SearchStrategy", "TaskDecorator", "Unpack"),
        *("ScheduleName", "Schedules", "Sdk", "AttributeError", "ImportError", "False", "None", "True"),
    }
)
"""Names that modules with event types define or import."""
_TYPESCRIPT: Final = frozenset(
    {
        *("EVENTS", "FieldProblem", "IsSingleEvent", "JobClientOptions", "JobInputs", "JobItemOf", "JobResults"),
        *("PayloadOf", "ResolvedOptions", "ResultOf", "SeveralEvents"),
    }
)
"""Names that only the npm package exports."""
_JAVASCRIPT: Final = frozenset(
    {
        *("Array", "BigInt", "Boolean", "Date", "Error", "Function", "Infinity", "JSON", "Map", "Math", "NaN"),
        *("Object", "Promise", "Record", "RegExp", "Set", "String", "Symbol"),
    }
)
"""Globals of ECMAScript and TypeScript that generated validators and types use."""
_WITHOUT_STEM: Final = frozenset({"Payload", "PayloadPayload"})
"""Names without a word before `Payload`, from which the names of the TypedDict and of the TypeScript guard derive.

The TypedDict of `Payload` would be `Dict`, and the guard of `PayloadPayload` would be the existing `isPayload`.
"""

SHADOWED_EXPORTS: Final = frozenset({"Job"})
"""Reserved names that a shared type or an object inside a payload can have, but not a payload or result.

The generated package then exports the catalog's type; the runtime's class of that name remains in `cgk_runtime`.
"""


def reserved_type_names() -> frozenset[str]:
    """Return every reserved name."""
    return _PYTHON | _TYPESCRIPT | _JAVASCRIPT | _WITHOUT_STEM | {*RUNTIME_EXPORTS, *CLIENT_EXPORTS}
