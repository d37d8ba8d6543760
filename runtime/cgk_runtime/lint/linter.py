"""Looking at a whole app: its handlers, its schedules and the sends in its source, for each provider."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import LIMITS
from cgk_runtime.lint.findings import LintFinding
from cgk_runtime.lint.handler_rules import find_violations, severity_of
from cgk_runtime.lint.send_rules import find_send_problems
from cgk_runtime.lint.suppressions import apply_suppressions, read_suppressions

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.sdk import Sdk

_ORDER: Final = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class LintResult:
    """What was found.

    Attributes:
        providers: For which providers.
        findings: Everything that is not ignored, errors first.
        handlers: How many handlers there are.
        schedules: How many schedules.
        files: How many source files.
    """

    providers: tuple[str, ...]
    findings: tuple[LintFinding, ...]
    handlers: int
    schedules: int
    files: int

    def count(self, severity: str) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)


def lint(sdk: Sdk, modules: Sequence[str], directory: Path, named: Sequence[str] = ()) -> LintResult:
    """Look at an app whose modules are imported.

    Args:
        sdk: Whose handlers.
        modules: The app's modules; what they have imported of their own package is looked at too.
        directory: The project's folder.
        named: The providers that are used; those of the catalog where it is empty, and all where the catalog says
            nothing.

    Raises:
        ConfigurationError: `[[tool.cgk.ignored]]` is wrong.
    """
    said = tuple(named) or sdk.catalog.providers
    providers = said or tuple(LIMITS)
    sources = sorted(_sources(modules, directory))
    found = [
        finding
        for provider in providers
        for finding in (*_of_handlers(sdk, provider, directory, is_named=bool(said)),
                        *_of_sends(sources, provider, directory, is_named=bool(said)))
    ]  # fmt: skip
    left, unused = apply_suppressions(found, read_suppressions(directory), providers)
    ordered = sorted(left, key=lambda one: (_ORDER[one.severity], one.file, one.line, one.code))
    return LintResult(
        providers, (*ordered, *unused), len(list(sdk.registry)), len(sdk.scheduler().schedules), len(sources)
    )


def _of_handlers(sdk: Sdk, provider: str, directory: Path, *, is_named: bool) -> Iterator[LintFinding]:
    for found in find_violations(sdk, provider):
        file, _, line = found.place.rpartition(":")
        shown = _shown(Path(file), directory) if file else ""
        severity = severity_of(found.code, is_named=is_named)
        yield LintFinding(found.code, severity, provider, found.subject, found.text, shown, int(line or 1))


def _of_sends(sources: Iterable[Path], provider: str, directory: Path, *, is_named: bool) -> Iterator[LintFinding]:
    kind = _class_of(provider)
    for source in sources:
        shown = _shown(source, directory)
        for one in find_send_problems(source, provider, kind):
            severity = severity_of(one.code, is_named=is_named)
            yield LintFinding(one.code, severity, provider, shown, one.text, shown, one.line, one.column)


def _sources(modules: Sequence[str], directory: Path) -> set[Path]:
    """Give the source files of an app: of its modules, and of what they have imported from the same packages."""
    packages = {module.partition(".")[0] for module in modules}
    loaded = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in packages]
    files = {Path(file).resolve() for module in loaded if (file := getattr(module, "__file__", None))}
    return {file for file in files if file.suffix == ".py" and file.is_relative_to(directory.resolve())}


def _class_of(provider: str) -> type[JobProvider] | None:
    if provider == "trigger.dev":
        from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider

        return TriggerDevProvider
    if provider == "inngest":
        from cgk_runtime.providers.inngest.provider import InngestProvider

        return InngestProvider
    if provider == "local":
        from cgk_runtime.providers.local.provider import LocalProvider

        return LocalProvider
    return None


def _shown(file: Path, directory: Path) -> str:
    return file.relative_to(directory).as_posix() if file.is_relative_to(directory) else file.as_posix()
