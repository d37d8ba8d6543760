"""Plugin for mypy that reports the missing key of a payload: `plugins = ["cgk_runtime.mypy_plugin"]`.

A generated package has an overload for every event. If none matches, mypy lists all of them without naming the key,
and trying them one by one is slow in a large catalog. The plugin reads the event's name from the call and lets mypy
check the call against that event's signature alone, so the error messages are mypy's own.

Generated packages are recognized by the `Sdk` in their module `_catalog`. No other module of the runtime imports mypy.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from mypy.checker import TypeChecker
from mypy.errorcodes import ARG_TYPE
from mypy.expandtype import expand_type
from mypy.maptype import map_instance_to_supertype
from mypy.messages import format_type
from mypy.nodes import (
    ARG_STAR,
    ARG_STAR2,
    CallExpr,
    DictExpr,
    Expression,
    OverloadedFuncDef,
    StrExpr,
    TempNode,
    Var,
)
from mypy.options import Options
from mypy.plugin import FunctionSigContext, MethodSigContext, Plugin
from mypy.typeops import make_simplified_union
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    Overloaded,
    Type,
    TypedDictType,
    TypeOfAny,
    TypeVarId,
    UnionType,
    get_proper_type,
)

_Context: TypeAlias = FunctionSigContext | MethodSigContext
_Hook: TypeAlias = "Callable[[_Context], CallableType]"

_EVENT: Final = "event"
_PAYLOAD: Final = "payload"
_JOBS: Final = {"client.job.Job": (0, 2), "tasks.task.Task": (2, 4)}
"""Classes of an event as an object, with the positions of the dictionary and the model among their type arguments."""
_JOB_METHODS: Final = frozenset(
    f"cgk_runtime.{owner}.{method}"
    for owner in (*_JOBS, "client.job.DeprecatedJob")
    for method in ("send", "send_sync", "trigger_and_wait", "trigger_and_wait_sync", "item")
)
"""Methods with a payload of one event: its TypedDict or its model."""


class CatalogPlugin(Plugin):
    """Plugin that checks calls whose first argument is the name of an event."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._calls: dict[str, _EventCall] = {}

    def get_function_signature_hook(self, fullname: str) -> _Hook | None:
        """Return the hook for functions such as `send_job(...)`."""
        overloads = self._overloads(fullname)
        if overloads is None:
            return None
        call = self._calls.get(fullname)
        # mypy's daemon creates new types when the package has changed.
        if call is None or call.overloads is not overloads:
            call = self._calls[fullname] = _EventCall(fullname.rpartition(".")[2], overloads)
        return call.hook()

    def get_method_signature_hook(self, fullname: str) -> _Hook | None:
        """Return the hook for methods such as `client.send_job(...)` and `jobs["order.created"].send(...)`."""
        return _check_job_payload if fullname in _JOB_METHODS else self.get_function_signature_hook(fullname)

    def _overloads(self, fullname: str) -> Overloaded | None:
        package, _, rest = fullname.partition("._")
        if not rest or not self._is_sdk(f"{package}._catalog.sdk"):
            return None
        symbol = self.lookup_fully_qualified(fullname)
        if symbol is None or not isinstance(symbol.node, OverloadedFuncDef | Var) or symbol.node.type is None:
            return None
        overloads = get_proper_type(symbol.node.type)
        if isinstance(overloads, Overloaded) and overloads.items[-1].arg_names[:1] == [_EVENT]:
            return overloads
        return None

    def _is_sdk(self, fullname: str) -> bool:
        symbol = self.lookup_fully_qualified(fullname)
        node = symbol.node if symbol else None
        node_type = get_proper_type(node.type) if isinstance(node, Var) else None
        return isinstance(node_type, Instance) and node_type.type.fullname == "cgk_runtime.sdk.Sdk"


class _EventCall:
    """Function with an overload for every event.

    mypy calls the hook once per overload. To be called only once, the hook replaces all overloads by a placeholder that
    accepts any arguments while mypy looks up the signature of one call. A client's attribute is a copy of the function,
    for which mypy still calls the hook once per overload. Of these calls, only those for the first event's overloads
    check; the others return a signature without arguments.
    """

    def __init__(self, name: str, overloads: Overloaded) -> None:
        self.overloads = overloads
        self._name = name
        self._items = list(overloads.items)
        self._events: dict[str, list[CallableType]] = {}
        for item in self._items:
            for event in _literal_strings(item.arg_types[0]) or ():
                self._events.setdefault(event, []).append(item)
        self._model_overload = next((item for item in self._items if item.variables), None)
        self._placeholder = _accepting_anything(self._items[0])
        self._skip = _copy(self._placeholder, arg_types=[], arg_kinds=[], arg_names=[])

    def hook(self) -> _Hook:
        """Install the placeholder, which mypy reads next, and return the callback that checks the call."""
        self._set_items([self._placeholder])
        return self._check

    def _check(self, context: _Context) -> CallableType:
        """Check one call and report its errors; the returned signature accepts any arguments."""
        self._set_items(self._items)
        call = context.context
        requested = context.default_signature
        if not isinstance(call, CallExpr):
            return requested
        if requested is not self._placeholder and requested.arg_types[0] != self._items[0].arg_types[0]:
            return self._skip
        results = [_check_call(context, call, signature) for signature in self._signatures(context, call)]
        result = make_simplified_union(results) if results else AnyType(TypeOfAny.from_error)
        checked = _copy(self._placeholder, ret_type=result)
        if isinstance(context.api, TypeChecker):
            # mypy hashes the stored type of the function for each call, which is slow for all overloads.
            context.api.store_type(call.callee, checked)
        return checked

    def _signatures(self, context: _Context, call: CallExpr) -> list[CallableType | Overloaded]:
        """Return the signature of each event that the call may name, or else all overloads."""
        event = _argument(call, 0, _EVENT)
        if event is None or ARG_STAR in call.arg_kinds or ARG_STAR2 in call.arg_kinds:
            return [self.overloads]
        event_type = get_proper_type(context.api.get_expression_type(event))
        if isinstance(event_type, AnyType):
            return [self.overloads]
        names = _literal_strings(event_type)
        if names is None:
            self._report_dynamic_name(context, event, event_type)
            return []
        for name in names:
            if name not in self._events:
                self._report_unknown_name(context, event, name)
        payload = _argument(call, 1, _PAYLOAD)
        return [
            _combined_signature(self._events[name], self._model_overload, event_type, payload)
            for name in names
            if name in self._events
        ]

    def _report_dynamic_name(self, context: _Context, event: Expression, event_type: Type) -> None:
        base, suffix = (self._name.removesuffix("_sync"), "_sync" if self._name.endswith("_sync") else "")
        hint = "" if base == "task" else f"; {base}_dynamic{suffix} accepts names that are only known at run time"
        text = f'Argument 1 to "{self._name}" has type {format_type(event_type, context.api.options)}'
        context.api.fail(f"{text}; expected the name of an event{hint}", event, code=ARG_TYPE)

    def _report_unknown_name(self, context: _Context, event: Expression, name: str) -> None:
        nearest = get_close_matches(name, self._events, n=1)
        hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
        context.api.fail(f'Unknown event "{name}"{hint}', event, code=ARG_TYPE)

    def _set_items(self, items: list[CallableType]) -> None:
        # mypy has no public way to call a hook only once per call.
        self.overloads._items = items  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _check_call(context: _Context, call: CallExpr, signature: CallableType | Overloaded) -> Type:
    """Check a call against a signature and return the type of its result."""
    if isinstance(signature, CallableType) and isinstance(context.api, TypeChecker):
        context.api.warn_deprecated(signature.definition, call)
    checked = CallExpr(TempNode(signature, context=call), call.args, call.arg_kinds, call.arg_names)
    checked.set_line(call)
    return context.api.get_expression_type(checked)


def _combined_signature(
    overloads: list[CallableType], model_overload: CallableType | None, event: Type, payload: Expression | None
) -> CallableType:
    """Combine an event's overloads into one signature.

    A dictionary literal is compared with the event's TypedDict alone, because mypy names the missing key only if there
    is one possible type. Models share one overload for all events.
    """
    signature = overloads[-1]
    argument_types = [event, *signature.arg_types[1:]]
    if model_overload is None:
        return _copy(signature, arg_types=argument_types)
    payloads = [overload.arg_types[1] for overload in overloads]
    event_variable, *others = model_overload.variables
    values: dict[TypeVarId, Type] = {other.id: AnyType(TypeOfAny.special_form) for other in others}
    payloads.append(expand_type(model_overload.arg_types[1], {event_variable.id: signature.arg_types[0], **values}))
    if isinstance(payload, DictExpr):
        typed_dicts = [item for item in payloads if isinstance(get_proper_type(item), TypedDictType)]
        payloads = [_with_literal_keys(typed_dict, payload) for typed_dict in typed_dicts]
    argument_types[1] = make_simplified_union(payloads)
    return _copy(signature, arg_types=argument_types)


def _check_job_payload(context: _Context) -> CallableType:
    """Check a call of an event as an object; the returned signature accepts any arguments.

    The methods have overloads for the dictionary and for the model, and mypy calls the hook for each of them. A
    dictionary literal is compared with the TypedDict alone, because mypy names the missing key only if there is one
    possible type.
    """
    signature, call = context.default_signature, context.context
    payloads = _payloads(context)
    if payloads is None or not isinstance(call, CallExpr):
        return signature
    placeholder = _accepting_anything(signature)
    if signature.arg_types[0] != payloads[0]:
        return _copy(placeholder, arg_types=[], arg_kinds=[], arg_names=[])
    argument = _argument(call, 0, _PAYLOAD)
    is_dict = isinstance(argument, DictExpr) and isinstance(get_proper_type(payloads[0]), TypedDictType)
    payload = _with_literal_keys(payloads[0], argument) if is_dict else make_simplified_union(payloads)
    # mypy removes the repeated errors of the second overload for the dictionary.
    result = _check_call(context, call, _copy(signature, arg_types=[payload, *signature.arg_types[1:]]))
    return _copy(placeholder, ret_type=result)


def _with_literal_keys(payload_type: Type, value: Expression | None) -> Type:
    """Return a TypedDict's type with the keys that a literal adds to it, if its objects may have more keys."""
    proper = get_proper_type(payload_type)
    if not isinstance(proper, TypedDictType) or not isinstance(value, DictExpr):
        return payload_type
    literal_items = {key.value: item for key, item in value.items if isinstance(key, StrExpr)}
    items = {name: _with_literal_keys(item, literal_items.get(name)) for name, item in proper.items.items()}
    if not proper.is_closed:
        items |= {name: AnyType(TypeOfAny.special_form) for name in literal_items if name not in items}
    if items == proper.items:
        return payload_type
    fallback = proper.create_anonymous_fallback()  # with a named one, mypy would check the original keys
    return TypedDictType(items, proper.required_keys, proper.readonly_keys, fallback, is_closed=proper.is_closed)


def _payloads(context: _Context) -> list[Type] | None:
    """Return the types of an event's dictionary and model, from the type of the object that has the method."""
    owner = get_proper_type(context.type) if isinstance(context, MethodSigContext) else None
    if not isinstance(owner, Instance):
        return None
    for base, positions in _JOBS.items():
        info = next((info for info in owner.type.mro if info.fullname == f"cgk_runtime.{base}"), None)
        if info is not None:
            arguments = map_instance_to_supertype(owner, info).args
            return [arguments[position] for position in positions]
    return None


def _accepting_anything(signature: CallableType) -> CallableType:
    anything = AnyType(TypeOfAny.special_form)
    return _copy(
        signature,
        arg_types=[anything, anything],
        arg_kinds=[ARG_STAR, ARG_STAR2],
        arg_names=[None, None],
        definition=None,
        unpack_kwargs=False,
    )


def _argument(call: CallExpr, position: int, name: str) -> Expression | None:
    for index, argument in enumerate(call.args):
        if call.arg_names[index] == name or (index == position and call.arg_names[index] is None):
            return argument
    return None


def _copy(signature: CallableType, **changes: Any) -> CallableType:  # the arguments of `copy_modified`
    return signature.copy_modified(**changes)  # pyright: ignore[reportUnknownMemberType]  its defaults have no types


def _literal_strings(literal_type: Type) -> list[str] | None:
    """Return the strings of a literal type or a union of them, or None for another type."""
    literal_type = get_proper_type(literal_type)
    if isinstance(literal_type, Instance) and literal_type.last_known_value is not None:
        literal_type = literal_type.last_known_value
    if isinstance(literal_type, LiteralType) and literal_type.fallback.type.fullname == "builtins.str":
        return [str(literal_type.value)]
    if not isinstance(literal_type, UnionType):
        return None
    parts = [_literal_strings(part) for part in literal_type.items]
    return None if None in parts else [name for part in parts if part for name in part]


def plugin(version: str) -> type[Plugin]:  # noqa: ARG001  mypy passes its version
    """Return the plugin to mypy."""
    return CatalogPlugin
