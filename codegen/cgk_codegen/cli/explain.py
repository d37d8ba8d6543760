"""`cgk-codegen explain CODE`: the reason for a finding, and its fix."""

from __future__ import annotations

import sys

from cgk_codegen.diagnostics import nearest_hint
from cgk_codegen.diagnostics.codes import codes


def explain(code: str) -> int:
    """Print the explanation of a code; return 2 if there is no such code."""
    about = codes().get(code.upper())
    if about is None:
        hint = "a code stands in each finding, such as CGK305 in error[CGK305]"
        print(f'no finding has the code "{code}"; {nearest_hint(code.upper(), codes())}; {hint}', file=sys.stderr)
        return 2
    print(f"{code.upper()}: {about.title}\n\n{about.why}\n\nFix: {about.fix}")
    return 0
