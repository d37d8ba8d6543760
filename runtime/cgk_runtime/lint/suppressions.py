"""Findings that a project ignores, each with its reason: `[[tool.cgk.ignored]]` in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime._internal.discovery import project_setting
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.lint.findings import LintFinding, finding_codes

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding that does not matter.

    Attributes:
        code: Its code.
        subject: The task, schedule or file it is about, "app" for the whole.
        provider: The only provider it is ignored for, None for every one.
        reason: Why it does not matter.
    """

    code: str
    subject: str
    provider: str | None
    reason: str

    def means(self, finding: LintFinding) -> bool:
        """Whether it is about a finding."""
        same = (self.code, self.subject) == (finding.code, finding.subject)
        return same and self.provider in (None, finding.provider)


def read_suppressions(directory: Path) -> tuple[Suppression, ...]:
    """Read a project's ignored findings.

    Raises:
        ConfigurationError: An entry lacks something or names a code that there is none of.
    """
    given: object = project_setting("ignored", directory)
    entries = cast("list[object]", given) if isinstance(given, list) else [] if given is None else [given]
    return tuple(_read(entry) for entry in entries)


def apply_suppressions(
    findings: Iterable[LintFinding], ignored: Iterable[Suppression], providers: Iterable[str]
) -> tuple[list[LintFinding], list[LintFinding]]:
    """Leave findings out.

    Returns:
        Those that are left, and one for each entry that no finding was of, if one of the providers looked at could
        have had it.
    """
    entries, looked_at = list(ignored), set(providers)
    used: set[Suppression] = set()
    left: list[LintFinding] = []
    for finding in findings:
        meant = [entry for entry in entries if entry.means(finding)]
        used.update(meant)
        if not meant:
            left.append(finding)
    unused = [
        LintFinding("TASK190", "warning", entry.provider or "", entry.subject,
                f"nothing is found of the ignored {entry.code}; remove the entry", "pyproject.toml")
        for entry in entries
        if entry not in used and (entry.provider is None or entry.provider in looked_at)
    ]  # fmt: skip
    return left, unused


def _read(entry: object) -> Suppression:
    values = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    texts = {name: value for name, value in values.items() if isinstance(value, str) and value}
    missing = {"code", "subject", "reason"} - texts.keys()
    unknown = values.keys() - {"code", "subject", "reason", "provider"}
    if missing or unknown or values.keys() - texts.keys():
        wants = "wants code, subject and reason, and may have provider; all are text"
        raise ConfigurationError(f"[[tool.cgk.ignored]] in pyproject.toml {wants}, not {entry!r}", component="cgk")
    if texts["code"] not in finding_codes():
        raise ConfigurationError(
            f"[[tool.cgk.ignored]] in pyproject.toml: there is no finding {texts['code']}; `cgk lint` names them",
            component="cgk",
        )
    return Suppression(texts["code"], texts["subject"], texts.get("provider"), texts["reason"])
