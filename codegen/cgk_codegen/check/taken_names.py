"""Names that no type of a catalog can have, because generated code has or uses them beside it.

`tests/codegen/test_taken_names.py` reads generated code and fails where it has a name that is missing here.
"""

from __future__ import annotations

from typing import Final

_PYTHON: Final = frozenset(
    {
        *("Annotated", "Any", "ConfigDict", "Field", "Final", "Literal", "Mapping", "NotRequired", "TypedDict"),
        *("DateTime", "DeprecatedJob", "EventPayload", "Integer", "JobSender", "Json", "Number", "Omittable"),
        *("PayloadModel", "CATALOG", "EXAMPLES", "SCHEDULES", "EventName", "JobClient", "JobEvents", "Jobs"),
        *("Callable", "ResultTaskDecorator", "ScheduleFunctionT", "SearchStrategy", "TaskDecorator", "Unpack"),
        *("ScheduleName", "Schedules", "Sdk", "AttributeError", "ImportError", "False", "None", "True"),
    }
)
"""What modules with types of events have under that name."""
_TYPESCRIPT: Final = frozenset(
    {
        *("EVENTS", "EventCount", "FieldProblem", "JobClientOptions", "JobItemOf", "JobResults", "PayloadOf"),
        *("ResolvedOptions", "ResultOf", "SeveralEvents"),
    }
)
"""What the npm package exports beside them, and the Python package does not."""
_JAVASCRIPT: Final = frozenset(
    {
        *("Array", "BigInt", "Boolean", "Date", "Error", "Function", "Infinity", "JSON", "Map", "Math", "NaN"),
        *("Object", "Promise", "Record", "RegExp", "Set", "String", "Symbol"),
    }
)
"""Globals of ECMAScript and TypeScript that validators and types are written with."""
_WITHOUT_STEM: Final = frozenset({"Payload", "PayloadPayload"})
"""Nothing is left of the first for a dictionary's name; the second's guard would be `isPayload`, which is there."""


def taken_type_names() -> frozenset[str]:
    """Give every name that is taken."""
    from cgk_codegen.plan.python.exports import CLIENT_EXPORTS, RUNTIME_EXPORTS

    return _PYTHON | _TYPESCRIPT | _JAVASCRIPT | _WITHOUT_STEM | {*RUNTIME_EXPORTS, *CLIENT_EXPORTS}
