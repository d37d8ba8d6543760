"""Error of `cgk trigger:build`."""

from __future__ import annotations

from collections.abc import Sequence

from cgk_runtime.errors import JobsError


class TriggerBuildError(JobsError):
    """The handlers cannot become tasks of Trigger.dev. No file was written.

    Attributes:
        problems: All problems, one sentence each.
    """

    component = "trigger:build"

    def __init__(self, problems: Sequence[str]) -> None:
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"nothing was written:{lines}")
        self.problems = tuple(problems)
