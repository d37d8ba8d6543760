"""One reading of a text: a tree, or the place where it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import yaml

from cgk_codegen.diagnostics import Diagnostic, Findings
from cgk_codegen.load.build import Budget, TreeBuilder
from cgk_codegen.load.nodes import Node
from cgk_codegen.load.parsed import EVERYTHING, Parsed
from cgk_codegen.load.syntax import note_syntax_error
from cgk_codegen.source import SourceFile

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a reading gave.

    Attributes:
        root: The tree, None where there is none.
        broken_at: The line at which it ended too early, None where it did not; the last finding says why.
        is_whole: Whether the tree has all of the text.
        findings: What was found on the way.
        budget: What is left for other files.
    """

    root: Node | None
    broken_at: int | None
    is_whole: bool
    findings: list[Diagnostic]
    budget: Budget

    def taken(self, findings: Findings, budget: Budget) -> Parsed:
        """Take it as what was read of the file."""
        findings.items += self.findings
        budget.nodes, budget.repeated = self.budget.nodes, self.budget.repeated
        return Parsed(self.root, EVERYTHING if self.is_whole else None)


def attempt(file: SourceFile, text: str, budget: Budget, first_line: int = 1) -> Attempt:
    """Read a text.

    Args:
        file: The file, for places.
        text: All or some of its lines.
        budget: How many nodes it may have.
        first_line: Where in the file the text begins.

    Raises:
        yaml.reader.ReaderError: A character is not allowed.
    """
    findings, own = Findings(), replace(budget)
    loader = _Loader(text)
    builder = TreeBuilder(file, findings, own, first_line)
    try:
        root = builder.build(loader)
    except yaml.MarkedYAMLError as error:
        line = note_syntax_error(error, file, text, first_line, findings)
        return Attempt(None, line, False, findings.items, own)
    finally:
        loader.dispose()
    return Attempt(root, builder.broken_at, builder.is_whole, findings.items, own)
