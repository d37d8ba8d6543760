"""Detection of SQL statements that end a transaction or change its tenant.

The connection sets the tenant per transaction. In a text like `COMMIT; SELECT ...` the SELECT would run without a
tenant, so such a text is refused. The check looks at how statements begin. It is not an SQL parser: it prevents
accidents, and does not stop SQL that is meant to harm.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SUSPECT: Final = re.compile(
    r"\b(?:begin|start|commit|end|rollback|abort|prepare|set|reset|discard|set_config)\b", re.IGNORECASE
)
"""Words that every refused text contains. Most texts contain none of them and need no further check."""

_LITERAL_OR_COMMENT: Final = re.compile(
    r"""/\*                               # start of a block comment; they nest
      | --[^\n]*
      | \be'(?:[^'\\]|\\.|'')*'          # escape string
      | '(?:[^']|'')*'
      | "(?:[^"]|"")*"
      | \$(?P<tag>(?:[a-z_]\w*)?)\$.*?\$(?P=tag)\$
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")

_CONTROL: Final = re.compile(
    r"""\s*(
        begin | start\s+transaction | commit | end | abort | prepare\s+transaction
      | rollback(?!(?:\s+(?:work|transaction))?\s+to\b)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMES: Final = r"search_path|schema|role|session\s+authorization|row_security"


@lru_cache(maxsize=2048)
def find_control_statement(text: str, setting: str) -> str | None:
    """Return the first statement that must not run in a tenant's context, such as "COMMIT", or None.

    Args:
        text: SQL text of one or more statements.
        setting: Name of the setting that holds the tenant.

    Example:
        >>> find_control_statement("SELECT 1; COMMIT AND CHAIN", "app.tenant_id")
        'COMMIT'
        >>> find_control_statement("SELECT CASE WHEN a THEN 'commit;' END FROM b", "app.tenant_id")
    """
    if _SUSPECT.search(text) is None:
        return None
    names = f"{_NAMES}|{re.escape(setting)}"
    called = re.search(rf"\bset_config\s*\(\s*'({names})'", text, re.IGNORECASE)
    if called:
        return f"set_config('{called[1]}')"
    for statement in _blank_literals(text).split(";"):
        control = _CONTROL.match(statement)
        if control:
            return " ".join(control[1].upper().split())
        changed = re.match(
            rf"\s*(?:(set)(?:\s+session(?!\s+authorization)|\s+local)?\s+\"?({names})\"?(?!\w)|(reset)\s+\"?({names}|all)\"?(?!\w)"
            r"|(discard)\s+(all))",
            statement,
            re.IGNORECASE,
        )
        if changed:
            return " ".join(word for word in changed.groups() if word).upper()
    return None


def _blank_literals(text: str) -> str:
    """Replace strings and comments with a space; keep quoted names, because `SET "search_path"` has one."""
    kept: list[str] = []
    at = 0
    while (found := _LITERAL_OR_COMMENT.search(text, at)) is not None:
        kept.append(text[at : found.start()])
        hidden = found[0]
        at = _end_of_comment(text, found.end()) if hidden == "/*" else found.end()
        kept.append(hidden if hidden.startswith('"') and ";" not in hidden else " ")
    kept.append(text[at:])
    return "".join(kept)


def _end_of_comment(text: str, at: int) -> int:
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(text, at)) is not None:
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
    return at if depth == 0 else len(text)
