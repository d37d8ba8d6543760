"""Reader of a decorator's options that reports all problems together, with the options' names but not their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from cgk_runtime.client.option_values import describe_value, option_count, option_seconds, option_text
from cgk_runtime.errors import HandlerDefinitionError, InvalidOptionError

T = TypeVar("T")


class OptionReader:
    """Reader of the options of one decorator.

    Args:
        decorator: The decorator as text, for the error.

    Attributes:
        problems: Descriptions of the invalid options that were read.
    """

    def __init__(self, decorator: str) -> None:
        self._decorator = decorator
        self.problems: list[str] = []

    def optional(self, read: Callable[[object, str], T], value: object, option: str) -> T | None:
        """Read a value with another method of the reader, or return None if the option is not set."""
        return None if value is None else read(value, option)

    def text(self, value: object, option: str) -> str:
        """Return a text that is not blank."""
        return self._read(option_text, value, option, "")

    def count(self, value: object, option: str) -> int:
        """Return a whole number, at least 1."""
        return self._read(option_count, value, option, 1)

    def duration(self, value: object, option: str) -> float:
        """Return a duration in seconds, more than 0."""
        length = self._read(option_seconds, value, option, 1.0)
        if not length:
            self.problems.append(f"{option} must be more than 0")
        return length

    def fields(self, value: object, option: str, tenant: str) -> tuple[str, ...]:
        """Return names of payload fields, the tenant's first."""
        values: Sequence[object] = (
            (value,)
            if isinstance(value, str)
            else self._as_list(value, option, "the name of a field or a list of names")
        )
        names = [self.text(field, f"{option} field") for field in values]
        return (tenant, *(name for name in names if name != tenant))

    def instance(self, value: object, option: str, kind: type[T]) -> T | None:
        """Return an object of a class, or None if the option is not set."""
        if value is None or isinstance(value, kind):
            return value
        self.reject(value, option, f"{kind.__name__}(...)")
        return None

    def items(self, value: T | Sequence[T] | None, option: str, kind: type[T], alternative: str = "") -> tuple[T, ...]:
        """Return objects of a class as a tuple; the value may be one object, a list of them, or None.

        Args:
            value: The value.
            option: The option's name, for the error.
            kind: The class.
            alternative: Beginning of the error's list of accepted forms, if the option has more forms.
        """
        if value is None:
            return ()
        if isinstance(value, kind):
            return (value,)
        expected = f"{alternative}{kind.__name__}(...) or a list of {kind.__name__}(...)"
        values = self._as_list(value, option, expected)
        read = (self.instance(item, f"{option}[{index}]", kind) for index, item in enumerate(values))
        return tuple(item for item in read if item is not None)

    def reject(self, value: object, option: str, expected: str) -> None:
        """Record that an option has a value of another form than the expected one."""
        self.problems.append(f"{option} must be {expected}, not {describe_value(value)}")

    def finish(self) -> None:
        """Raise an error if an option was wrong.

        Raises:
            HandlerDefinitionError: Options are invalid; the error names all of them.
        """
        if self.problems:
            raise HandlerDefinitionError(f"{self._decorator}: {'; '.join(self.problems)}")

    def _read(self, read: Callable[[object, str], T], value: object, option: str, default: T) -> T:
        try:
            return read(value, option)
        except InvalidOptionError as error:
            self.problems.append(error.detail)
            return default

    def _as_list(self, value: object, option: str, expected: str) -> tuple[object, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):  # the order of a set differs between processes
            self.reject(value, option, expected)
            return ()
        return tuple(cast("Sequence[object]", value))
