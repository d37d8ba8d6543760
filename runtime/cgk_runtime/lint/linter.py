"""Lint of a whole application: handlers, schedules, and the sends in its source."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import LIMITS
from cgk_runtime.lint.findings import LintFinding
from cgk_runtime.lint.handler_rules import find_violations, severity_of
from cgk_runtime.lint.send_rules import find_send_violations
from cgk_runtime.lint.suppressions import apply_suppressions, read_suppressions
from cgk_runtime.tasks.source_location import relative_place

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.violations import Violation

_SEVERITY_ORDER: Final = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class LintResult:
    """Result of a lint run.

    Attributes:
        providers: The checked providers.
        findings: The findings that are not ignored, errors first.
        handlers: Number of handlers.
        schedules: Number of schedules.
        files: Number of source files.
    """

    providers: tuple[str, ...]
    findings: tuple[LintFinding, ...]
    handlers: int
    schedules: int
    files: int

    def count(self, severity: str) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)


def lint_app(sdk: Sdk, modules: Sequence[str], directory: Path, selected: Sequence[str] = ()) -> LintResult:
    """Lint an application whose modules are imported.

    Args:
        sdk: The generated package.
        modules: The application's modules; the imported modules of their packages are linted as well.
        directory: The project's folder.
        selected: The providers to check; by default those of the catalog, or all if it names none.

    Raises:
        ConfigurationError: `[[tool.cgk.ignored]]` is invalid.
    """
    requested = tuple(selected) or sdk.catalog.providers
    providers = tuple(name for name in requested or LIMITS if name in LIMITS)
    sources = sorted(source_files(modules, directory))
    findings: list[LintFinding] = []
    for provider in providers:
        violations = [*find_violations(sdk, provider)]
        for source in sources:
            violations += find_send_violations(source, provider)
        findings += [_convert(violation, provider, directory, is_selected=bool(requested)) for violation in violations]
    remaining, unused = apply_suppressions(findings, read_suppressions(directory), providers)
    ordered = sorted(
        remaining, key=lambda finding: (_SEVERITY_ORDER[finding.severity], finding.file, finding.line, finding.code)
    )
    return LintResult(
        providers, (*ordered, *unused), len(list(sdk.registry)), len(sdk.scheduler().schedules), len(sources)
    )


def _convert(violation: Violation, provider: str, directory: Path, *, is_selected: bool) -> LintFinding:
    subject = relative_place(violation.subject, directory)
    file, _, line = relative_place(violation.place, directory).rpartition(":")
    if not line.isdigit():  # the whole application and a callable object have no line
        file, line = "", "1"
    severity = severity_of(violation.code, is_selected=is_selected)
    return LintFinding(violation.code, severity, provider, subject, violation.text, file, int(line))


def source_files(modules: Sequence[str], directory: Path) -> set[Path]:
    """Return the source files of all imported modules in the packages of the given modules.

    Args:
        modules: Imported modules.
        directory: The project's folder; files outside of it are left out.
    """
    packages = {module.partition(".")[0] for module in modules}
    loaded = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in packages]
    files = {Path(file).resolve() for module in loaded if (file := getattr(module, "__file__", None))}
    return {file for file in files if file.suffix == ".py" and file.is_relative_to(directory.resolve())}
