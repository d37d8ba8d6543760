"""Suppressions of findings, each with a reason: `[[tool.cgk.ignored]]` in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from cgk_runtime._internal.discovery import project_setting
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.lint.findings import LintFinding, finding_codes

if TYPE_CHECKING:
    from pathlib import Path

_SETTING: Final = "[[tool.cgk.ignored]] in pyproject.toml"
Text = Annotated[str, Field(min_length=1)]


class Suppression(BaseModel, frozen=True, extra="forbid", strict=True):
    """Suppression of a finding.

    Attributes:
        code: The finding's code.
        subject: The task, schedule or file; "app" for the whole application.
        provider: The provider that the suppression is limited to, or None for all.
        reason: The reason to ignore the finding.
    """

    code: Text
    subject: Text
    provider: Text | None = None
    reason: Text

    def covers(self, finding: LintFinding) -> bool:
        """Return whether the suppression applies to a finding."""
        is_same = (self.code, self.subject) == (finding.code, finding.subject)
        return is_same and self.provider in (None, finding.provider)


_SUPPRESSIONS: Final = TypeAdapter(list[Suppression])


def read_suppressions(directory: Path) -> list[Suppression]:
    """Read a project's suppressions.

    Raises:
        ConfigurationError: An entry is incomplete or names an unknown code.
    """
    try:
        suppressions = _SUPPRESSIONS.validate_python(project_setting("ignored", directory) or [])
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ConfigurationError(f"{_SETTING} requires code, subject and reason: {problems}", component="cgk") from None
    unknown = {suppression.code for suppression in suppressions} - finding_codes().keys()
    if unknown:
        raise ConfigurationError(f"{_SETTING}: unknown code {', '.join(sorted(unknown))}", component="cgk")
    return suppressions


def apply_suppressions(
    findings: Iterable[LintFinding], suppressions: Sequence[Suppression], providers: Sequence[str]
) -> tuple[list[LintFinding], list[LintFinding]]:
    """Remove suppressed findings, and report unused suppressions.

    Returns:
        The findings that are not suppressed, and a warning for each suppression that matched no finding although its
        provider was checked.
    """
    used: set[Suppression] = set()
    remaining: list[LintFinding] = []
    for finding in findings:
        covering = [suppression for suppression in suppressions if suppression.covers(finding)]
        used.update(covering)
        if not covering:
            remaining.append(finding)
    unused: list[LintFinding] = []
    for suppression in suppressions:
        if suppression not in used and suppression.provider in {None, *providers}:
            text = f"the ignored {suppression.code} does not occur; remove the entry"
            provider, subject = suppression.provider or "", suppression.subject
            unused.append(LintFinding("TASK190", "warning", provider, subject, text, "pyproject.toml"))
    return remaining, unused
