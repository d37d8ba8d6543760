"""Failures of handlers in a test, and the test's expectations of them."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.errors import error_text

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun


class HandlerFailedError(AssertionError):
    """A handler failed all attempts and the test did not expect it; `__cause__` is the handler's error."""


@dataclass(slots=True)
class ExpectedError:
    """Expectation of `expect_error`, with the matching errors.

    Attributes:
        error_type: Class of the error.
        match: Regular expression for its message, or None.
        event: The handler's event, or None for any.
        errors: The errors, in order.
    """

    error_type: type[BaseException]
    match: str | None
    event: str | None
    errors: list[BaseException] = field(default_factory=list[BaseException])

    @property
    def error(self) -> BaseException:
        """The first error."""
        return self.errors[0]

    def accepts(self, run: LocalRun, error: BaseException) -> bool:
        """Return True and record the error if it meets the expectation."""
        is_expected = (
            isinstance(error, self.error_type)
            and (self.match is None or re.search(self.match, error_text(error)) is not None)
            and self.event in {None, run.message.event.name}
        )
        if is_expected:
            self.errors.append(error)
        return is_expected


class HandlerFailures:
    """Failed runs of one test, without those that the test expects or waits for."""

    def __init__(self) -> None:
        self._expected: list[ExpectedError] = []
        self._failures: list[tuple[LocalRun, BaseException]] = []

    def report(self, run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
        """Record the failure of a run that is not retried, unless it is expected or its caller waits for it."""
        if error is None or retry_in is not None:
            return
        is_expected = any(expected.accepts(run, error) for expected in reversed(self._expected))
        if not is_expected and not run.waiters:
            self._failures.append((run, error))

    def forget(self, run: LocalRun) -> None:
        """Forget the failure of a run, because a wait for the run raises its error."""
        self._failures = [failure for failure in self._failures if failure[0] is not run]

    def raise_unexpected(self) -> None:
        """Raise an error if handlers have failed since the last call.

        Raises:
            HandlerFailedError: A handler failed unexpectedly; the error names all of them.
        """
        failures, self._failures = self._failures, []
        if not failures:
            return
        lines = "".join(
            f"\n  {run.message.event.name} for {run.message.tenant_id}, attempt {run.attempt} of {run.max_attempts}: "
            f"{type(error).__name__}: {error_text(error)}"
            for run, error in failures
        )
        text = f"{pluralize(len(failures), 'run')} failed; use expect_error() if this is intended:{lines}"
        raise HandlerFailedError(text) from failures[0][1]

    @contextmanager
    def expect(self, expected: ExpectedError) -> Generator[ExpectedError]:
        """Expect an error within the block.

        Raises:
            AssertionError: No handler failed in this way.
        """
        self._expected.append(expected)
        try:
            yield expected
        finally:
            self._expected.remove(expected)
        if not expected.errors:
            message = f" matching {expected.match!r}" if expected.match else ""
            raise AssertionError(f"No handler failed with {expected.error_type.__name__}{message}")
