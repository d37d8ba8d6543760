"""Parameters of handlers: the payload, and where a context goes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, get_args

_CONTEXT: Final = "context"
_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a handler is called.

    Attributes:
        wants_context: True if it accepts a context.
        keyword: The name of a keyword-only parameter for the context, or None if it is positional.
    """

    wants_context: bool
    keyword: str | None = None

    def bind(self, arguments: tuple[Any, ...], context: object) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments of a call."""
        if not self.wants_context:
            return arguments, {}
        return (arguments, {self.keyword: context}) if self.keyword else ((*arguments, context), {})


class WrongParametersError(Exception):
    """A function cannot be a handler; the text says why."""


def read_parameters(function: Callable[..., Any], payloads: int, context_type: str) -> Parameters:
    """Read a handler's parameters.

    The context goes to the parameter annotated with its type, or to the only other positional parameter if it is named
    `context`. Keyword-only parameters with defaults keep them.

    Args:
        function: The handler.
        payloads: The number of parameters before the context.
        context_type: The name of the context's class, such as "TaskContext".

    Raises:
        WrongParametersError: It has other parameters.
    """
    try:
        signature = _signature(function)
    except ValueError as error:  # some built-in types
        raise WrongParametersError(f"its parameters cannot be read: {error}") from None
    positional = [one for one in signature.parameters.values() if one.kind in _POSITIONAL]
    others = [one for one in signature.parameters.values() if one.kind not in _POSITIONAL]
    if any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in others):
        raise WrongParametersError(
            f"it accepts {signature}, which does not show its parameters; decorate it with functools.wraps"
        )
    if len(positional) < payloads:
        raise WrongParametersError(f"it accepts {signature}")
    extra = positional[payloads:]
    keywords = [one for one in others if one.kind is inspect.Parameter.KEYWORD_ONLY]
    annotated = [one for one in keywords if _is_annotated(one, context_type)]
    required = [one.name for one in keywords if one not in annotated and one.default is inspect.Parameter.empty]
    if required or len(extra) + len(annotated) > 1:
        raise WrongParametersError(f"it accepts {signature}")
    if annotated:
        return Parameters(wants_context=True, keyword=annotated[0].name)
    if not extra:
        return Parameters(wants_context=False)
    (parameter,) = extra
    if _is_annotated(parameter, context_type) or parameter.name == _CONTEXT:
        return Parameters(wants_context=True)
    raise WrongParametersError(
        f'a handler gets nothing for its parameter "{parameter.name}"; annotate it with {context_type} if it '
        "is the context, or else bind it with functools.partial"
    )


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function, eval_str=True)
    except Exception:  # noqa: BLE001  an annotation may be any expression, and its names may be for type checkers only
        return inspect.signature(function)


def _is_annotated(parameter: inspect.Parameter, context_type: str) -> bool:
    annotation: Any = parameter.annotation
    if isinstance(annotation, str):
        return re.search(rf"\b{context_type}\b", annotation) is not None
    return any(getattr(one, "__name__", None) == context_type for one in (annotation, *get_args(annotation)))
