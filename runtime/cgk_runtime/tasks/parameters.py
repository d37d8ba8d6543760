"""Parameters of handlers: the payload, and a context for those that need one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from cgk_runtime._internal.calls import called_function
from cgk_runtime.errors import HandlerDefinitionError

_CONTEXT: Final = "context"
_ANYTHING: Final = (inspect.Parameter.empty, Any, object, "Any", "object", "typing.Any")
"""Annotations that a parameter named `context` may have; as text if they could not be evaluated."""
_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


_EXPECTED: Final = ("may accept a context, nothing else", "must take the payload, and a context if it needs one")
"""Description of a handler's parameters, by its number of payloads."""


def accepts_context(function: Callable[..., Any], payloads: int, context_type: str, decorator: str) -> bool:
    """Check a handler's parameters, and return whether it accepts a context after the payload.

    The context is passed to the parameter after the payload, which must be annotated with the context's type, or be
    named `context` without an annotation or with `Any` or `object`. Keyword-only parameters keep their defaults.

    Args:
        function: The handler.
        payloads: The number of parameters before the context, 0 or 1.
        context_type: The name of the context's class, such as "TaskContext".
        decorator: The decorator as text, for the error.

    Raises:
        HandlerDefinitionError: The function has other parameters, or is a generator.
    """

    def wrong_parameters(reason: str) -> HandlerDefinitionError:
        name = getattr(function, "__qualname__", function)
        return HandlerDefinitionError(f"{decorator}: {name} {_EXPECTED[payloads]}; {reason}")

    called = called_function(function)
    if inspect.isasyncgenfunction(called) or inspect.isgeneratorfunction(called):
        raise wrong_parameters("it is a generator, which would never run")
    try:
        signature = _signature(function)
    except ValueError as error:  # some built-in types
        raise wrong_parameters(f"its parameters cannot be read: {error}") from None
    parameters = signature.parameters.values()
    if any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters):
        raise wrong_parameters(
            f"it accepts {signature}, which does not show its parameters; decorate it with functools.wraps"
        )
    positional = [parameter for parameter in parameters if parameter.kind in _POSITIONAL]
    for parameter in parameters:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and (
            parameter.default is parameter.empty or _is_annotated(parameter, context_type)
        ):
            raise wrong_parameters(f"it accepts {signature}, but payload and context are passed by position")
    if not payloads <= len(positional) <= payloads + 1:
        raise wrong_parameters(f"it accepts {signature}")
    if len(positional) == payloads:
        return False
    parameter = positional[payloads]
    if _is_annotated(parameter, context_type) or (parameter.name == _CONTEXT and parameter.annotation in _ANYTHING):
        return True
    raise wrong_parameters(
        f'a handler gets nothing for its parameter "{parameter.name}"; annotate it with {context_type} if it '
        "is the context, or else bind it with functools.partial"
    )


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """Return a signature whose annotations are evaluated, as far as their names exist at run time."""
    signature = inspect.signature(function)
    names: dict[str, Any] = getattr(inspect.unwrap(called_function(function)), "__globals__", {})
    return signature.replace(parameters=[_evaluate(parameter, names) for parameter in signature.parameters.values()])


def _evaluate(parameter: inspect.Parameter, names: dict[str, Any]) -> inspect.Parameter:
    annotation: Any = parameter.annotation
    while isinstance(annotation, str):
        try:
            annotation = eval(annotation, names)  # noqa: S307  the application's own source, as inspect evaluates it
        except Exception:  # noqa: BLE001  an annotation may be any expression, and its names may be for type checkers only
            break
    return parameter.replace(annotation=annotation)


def _is_annotated(parameter: inspect.Parameter, context_type: str) -> bool:
    """Return whether a parameter is annotated with the context's class, alone or as a member of a union.

    An annotation that cannot be evaluated is compared as text, and may be `TaskContext` or `TaskContext | None`.
    """
    annotation: Any = parameter.annotation
    if isinstance(annotation, str):
        return re.fullmatch(rf"(\w+\.)*{context_type}(\s*\|\s*None)?", annotation) is not None
    # Only members of unions: `list[TaskContext]` is not a context.
    members = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return any(getattr(member, "__name__", None) == context_type for member in members)
