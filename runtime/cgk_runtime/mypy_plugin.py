"""A plugin for mypy that says what a wrong payload lacks: `plugins = ["cgk_runtime.mypy_plugin"]`.

A generated package has overloads for every event. Where none fits, mypy lists them all and names no key, and it tries
them one by one, which takes its time in a large catalog. This plugin reads the event's name from a call and has mypy
check the call against that event's signature alone, as if it were a plain function: the messages are mypy's own.

It serves every package whose module `_catalog` has an `Sdk`, whatever its name. mypy is imported here only, and nothing
else of the runtime imports this module.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from mypy.checker import TypeChecker
from mypy.errorcodes import ARG_TYPE
from mypy.expandtype import expand_type
from mypy.messages import format_type
from mypy.nodes import (
    ARG_STAR,
    ARG_STAR2,
    CallExpr,
    ConditionalExpr,
    DictExpr,
    Expression,
    OverloadedFuncDef,
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


class CatalogPlugin(Plugin):
    """Checks the calls that begin with an event's name."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._calls: dict[str, _EventCall] = {}
        self._others: set[str] = set()

    def get_function_signature_hook(self, fullname: str) -> _Hook | None:
        """Check `send_job(...)` and its like."""
        return self._hook(fullname)

    def get_method_signature_hook(self, fullname: str) -> _Hook | None:
        """Check `client.send_job(...)` and its like."""
        return self._hook(fullname)

    def _hook(self, fullname: str) -> _Hook | None:
        if fullname in self._others:
            return None
        overloads = self._overloads(fullname)
        if overloads is None:
            self._others.add(fullname)
            return None
        call = self._calls.get(fullname)
        # mypy's daemon makes the types anew where the package has changed.
        if call is None or call.overloads is not overloads:
            call = self._calls[fullname] = _EventCall(fullname.rpartition(".")[2], overloads)
        return call.hook()

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
        kind = get_proper_type(node.type) if isinstance(node, Var) else None
        return isinstance(kind, Instance) and kind.type.fullname == "cgk_runtime.sdk.Sdk"


class _EventCall:
    """A function with overloads for every event.

    mypy asks a plugin about each overload in turn. While it looks up the signature of one call, an overload that takes
    anything stands in for all of them, so that it asks once; everywhere else the function keeps its overloads. A
    client's attribute is a copy, which it asks about item by item: those of the first event answer for all.
    """

    def __init__(self, name: str, overloads: Overloaded) -> None:
        self.overloads = overloads
        self._name = name
        self._items = list(overloads.items)
        self._events: dict[str, list[CallableType]] = {}
        for item in self._items:
            for event in _names(item.arg_types[0]) or ():
                self._events.setdefault(event, []).append(item)
        self._of_models = next((item for item in self._items if item.variables), None)
        anything = AnyType(TypeOfAny.special_form)
        self._stand_in = _changed(
            self._items[0],
            arg_types=[anything, anything],
            arg_kinds=[ARG_STAR, ARG_STAR2],
            arg_names=[None, None],
            definition=None,
            unpack_kwargs=False,
        )
        self._nothing = _changed(self._stand_in, arg_types=[], arg_kinds=[], arg_names=[])

    def hook(self) -> _Hook:
        """Put the stand-in in place; mypy reads the overloads next, and then calls what this gives."""
        self._set_items([self._stand_in])
        return self._check

    def _check(self, context: _Context) -> CallableType:
        """Check one call; what is wrong with it is reported here, so that what is given takes anything."""
        self._set_items(self._items)
        call = context.context
        asked = context.default_signature
        if not isinstance(call, CallExpr):
            return asked
        if asked is not self._stand_in and asked.arg_types[0] != self._items[0].arg_types[0]:
            return self._nothing
        results = [_checked(context, call, signature) for signature in self._signatures(context, call)]
        result = make_simplified_union(results) if results else AnyType(TypeOfAny.from_error)
        checked = _changed(self._stand_in, ret_type=result)
        if isinstance(context.api, TypeChecker):
            # What mypy notes as the function's type is hashed for each call; all overloads would take their time.
            context.api.store_type(call.callee, checked)
        return checked

    def _signatures(self, context: _Context, call: CallExpr) -> list[CallableType | Overloaded]:
        """Give what a call must keep: the signature of each event it may mean, or else all overloads."""
        event = _argument(call, 0, _EVENT)
        if event is None or ARG_STAR in call.arg_kinds or ARG_STAR2 in call.arg_kinds:
            return [self.overloads]
        kind = get_proper_type(context.api.get_expression_type(event))
        if isinstance(kind, AnyType):
            return [self.overloads]
        names = _names(kind)
        if names is None:
            self._refuse_dynamic(context, event, kind)
            return []
        for name in names:
            if name not in self._events:
                self._refuse_unknown(context, event, name)
        payload = _argument(call, 1, _PAYLOAD)
        return [
            _one_signature(self._events[name], self._of_models, kind, payload) for name in names if name in self._events
        ]

    def _refuse_dynamic(self, context: _Context, event: Expression, kind: Type) -> None:
        function, twin = (self._name.removesuffix("_sync"), "_sync" if self._name.endswith("_sync") else "")
        door = "" if function == "task" else f"; {function}_dynamic{twin} takes names that are known at run time only"
        text = f'Argument 1 to "{self._name}" has type {format_type(kind, context.api.options)}'
        context.api.fail(f"{text}; expected the name of an event{door}", event, code=ARG_TYPE)

    def _refuse_unknown(self, context: _Context, event: Expression, name: str) -> None:
        nearest = get_close_matches(name, self._events, n=1)
        hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
        context.api.fail(f'Unknown event "{name}"{hint}', event, code=ARG_TYPE)

    def _set_items(self, items: list[CallableType]) -> None:
        # There is no other way to be asked once.
        self.overloads._items = items  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _checked(context: _Context, call: CallExpr, signature: CallableType | Overloaded) -> Type:
    """Check a call as if it were one of a function with this signature, and give its result's type."""
    if isinstance(signature, CallableType) and isinstance(context.api, TypeChecker):
        context.api.warn_deprecated(signature.definition, call)
    asked = CallExpr(TempNode(signature, context=call), call.args, call.arg_kinds, call.arg_names)
    asked.set_line(call)
    return context.api.get_expression_type(asked)


def _one_signature(
    overloads: list[CallableType], of_models: CallableType | None, event: Type, payload: Expression | None
) -> CallableType:
    """Make one signature of an event's overloads; a dictionary on display is only compared with the event's TypedDict.

    With a choice of payloads, mypy would not say which key is missing. Models have one overload for all events.
    """
    signature = overloads[-1]
    kinds = [event, *signature.arg_types[1:]]
    if of_models is None:
        return _changed(signature, arg_types=kinds)
    payloads = [overload.arg_types[1] for overload in overloads]
    event_variable, *others = of_models.variables
    values: dict[TypeVarId, Type] = {other.id: AnyType(TypeOfAny.special_form) for other in others}
    payloads.append(expand_type(of_models.arg_types[1], {event_variable.id: signature.arg_types[0], **values}))
    if _is_display(payload):
        payloads = [kind for kind in payloads if isinstance(get_proper_type(kind), TypedDictType)]
    kinds[1] = make_simplified_union(payloads)
    return _changed(signature, arg_types=kinds)


def _is_display(payload: Expression | None) -> bool:
    if isinstance(payload, ConditionalExpr):
        return _is_display(payload.if_expr) and _is_display(payload.else_expr)
    return isinstance(payload, DictExpr)


def _argument(call: CallExpr, position: int, name: str) -> Expression | None:
    for at, argument in enumerate(call.args):
        if call.arg_names[at] == name or (at == position and call.arg_names[at] is None):
            return argument
    return None


def _changed(signature: CallableType, **changes: Any) -> CallableType:  # what `copy_modified` takes
    return signature.copy_modified(**changes)  # pyright: ignore[reportUnknownMemberType]  its defaults have no types


def _names(kind: Type) -> list[str] | None:
    """Give the strings a type stands for, or None if it is not made of literal strings."""
    kind = get_proper_type(kind)
    if isinstance(kind, Instance) and kind.last_known_value is not None:
        kind = kind.last_known_value
    if isinstance(kind, LiteralType) and isinstance(kind.value, str) and kind.fallback.type.fullname == "builtins.str":
        return [kind.value]
    if not isinstance(kind, UnionType):
        return None
    parts = [_names(part) for part in kind.items]
    return None if None in parts else [name for part in parts if part for name in part]


def plugin(version: str) -> type[Plugin]:  # noqa: ARG001  mypy hands over its version
    """Give mypy the plugin."""
    return CatalogPlugin
