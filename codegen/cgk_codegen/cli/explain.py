"""`cgk-codegen explain CODE`: the reason for a finding and its fix."""

from __future__ import annotations

import sys

from cgk_codegen.diagnostics import nearest_hint
from cgk_codegen.diagnostics.codes import codes


def explain(code: str) -> int:
    """Print the explanation of a code; return 2 if the code is unknown."""
    explanation = codes().get(code.upper())
    if explanation is None:
        hint = f"{nearest_hint(code.upper(), codes())}; each finding has its code in brackets, such as error[CGK305]"
        if code.upper().startswith("TASK"):
            hint = f"run `cgk lint --explain {code.upper()}`"
        print(f'unknown code "{code}"; {hint}', file=sys.stderr)
        return 2
    source_fix = f"\n\nIf only source code breaks: {explanation.fix_source}" if explanation.fix_source else ""
    print(f"{code.upper()}: {explanation.title}\n\n{explanation.why}\n\nFix: {explanation.fix}{source_fix}")
    return 0
