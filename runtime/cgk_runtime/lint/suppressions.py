"""Suppressions of findings, each with a reason: `[[tool.cgk.ignored]]` in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime._internal.discovery import project_setting
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.lint.findings import LintFinding, finding_codes

if TYPE_CHECKING:
    from pathlib import Path

_SETTING: Final = "[[tool.cgk.ignored]] in pyproject.toml"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Suppression of a finding.

    Attributes:
        code: The finding's code.
        subject: The task, schedule or file; "app" for the whole application.
        provider: The provider it is limited to, or None for all.
        reason: The reason to ignore the finding.
    """

    code: str
    subject: str
    provider: str | None
    reason: str

    def covers(self, finding: LintFinding) -> bool:
        """Return whether the suppression applies to a finding."""
        same = (self.code, self.subject) == (finding.code, finding.subject)
        return same and self.provider in (None, finding.provider)


def read_suppressions(directory: Path) -> tuple[Suppression, ...]:
    """Read a project's suppressions.

    Raises:
        ConfigurationError: An entry is incomplete or names an unknown code.
    """
    setting: object = project_setting("ignored", directory)
    entries = cast("list[object]", setting) if isinstance(setting, list) else [] if setting is None else [setting]
    return tuple(_read(entry) for entry in entries)


def apply_suppressions(
    findings: Iterable[LintFinding], ignored: Iterable[Suppression], providers: Iterable[str]
) -> tuple[list[LintFinding], list[LintFinding]]:
    """Split findings into those that remain and warnings about unused suppressions.

    Returns:
        The findings that are not suppressed, and a warning for each suppression that matched none, if its provider was
        checked.
    """
    entries, checked = list(ignored), set(providers)
    used: set[Suppression] = set()
    left: list[LintFinding] = []
    for finding in findings:
        covering = [entry for entry in entries if entry.covers(finding)]
        used.update(covering)
        if not covering:
            left.append(finding)
    unused = [
        LintFinding("TASK190", "warning", entry.provider or "", entry.subject,
                f"the ignored {entry.code} does not occur; remove the entry", "pyproject.toml")
        for entry in entries
        if entry not in used and (entry.provider is None or entry.provider in checked)
    ]  # fmt: skip
    return left, unused


def _read(entry: object) -> Suppression:
    values = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    texts = {name: value for name, value in values.items() if isinstance(value, str) and value}
    missing = {"code", "subject", "reason"} - texts.keys()
    unknown = values.keys() - {"code", "subject", "reason", "provider"}
    if missing or unknown or values.keys() - texts.keys():
        raise ConfigurationError(
            f"{_SETTING} requires code, subject and reason, and allows provider; all are strings; got {entry!r}",
            component="cgk",
        )
    if texts["code"] not in finding_codes():
        raise ConfigurationError(f"{_SETTING}: unknown code {texts['code']}", component="cgk")
    return Suppression(texts["code"], texts["subject"], texts.get("provider"), texts["reason"])
