"""Detection of SQL statements that end a transaction or change its tenant.

The connection sets the tenant per transaction. In a text like `COMMIT; SELECT ...` the SELECT would run without a
tenant, so such a text is refused. The check splits the text into tokens by PostgreSQL's lexical rules and looks at how
statements begin. It prevents accidents only: malicious SQL can hide a statement, for example in a string that a DO
block computes. Signed tenants and policies protect against that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_SUSPECT: Final = re.compile(
    r"begin|start|commit|end|rollback|abort|prepare|set|reset|discard|do\b|call\b|u&", re.IGNORECASE
)
"""Every refused text contains at least one of these words; a text without them needs no further check."""

_LETTER: Final = r"[A-Za-z_\u0080-\U0010ffff]"
_TOKEN: Final = re.compile(
    rf"""(?P<blank>[ \t\n\r\f\v]+ | --[^\n\r]*)
      | (?P<comment>/\*)                                  # the start; block comments nest
      | (?P<escaped>[eE]'(?:[^'\\]|\\.|'')*'?)
      | (?P<string>(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'?)
      | (?P<name>(?:[uU]&)?"(?:[^"]|"")*"?)
      | (?P<dollar>\$(?P<tag>(?:{_LETTER}(?:{_LETTER}|\d)*)?)\$(?P<body>.*?)(?:\$(?P=tag)\$|\Z))
      | (?P<word>{_LETTER}(?:{_LETTER}|[\d$])*)
      | (?P<symbol>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
_UNICODE_ESCAPE: Final = re.compile(r"\\(?:\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))")
_SIMPLE_ESCAPE: Final = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", re.DOTALL
)

_GUARDED_SETTINGS: Final = frozenset({"search_path", "role", "session_authorization", "row_security"})
_TRANSACTION_CONTROL: Final = re.compile(
    r"(?:begin|commit|end|abort|start transaction|prepare transaction"
    r"|rollback(?! (?:(?:work|transaction) )?to(?![^ ])))(?![^ ])"
)
"""First words of statements that begin or end a transaction; a rollback to a savepoint does not."""
_BLOCK_WORDS: Final = frozenset(("word", word) for word in ("begin", "then", "else", "loop", "declare"))
"""Words of PL/pgSQL after which a statement begins."""


class _Token(NamedTuple):
    kind: str
    text: str
    """Lower-case for words, decoded for names and strings."""


@lru_cache(maxsize=2048)
def find_control_statement(text: str, settings: frozenset[str]) -> str | None:
    """Return the first statement that must not run in a tenant's context, such as "COMMIT", or None.

    Args:
        text: SQL text of one or more statements.
        settings: Names of the settings that hold the tenant.

    Example:
        >>> find_control_statement("SELECT 1; COMMIT AND CHAIN", frozenset({"app.tenant_id"}))
        'COMMIT'
        >>> find_control_statement("SELECT CASE WHEN a THEN 'commit;' END FROM b", frozenset({"app.tenant_id"}))
    """
    if _SUSPECT.search(text) is None:
        return None
    guarded_settings = _GUARDED_SETTINGS | settings
    for statement in _statements(list(_tokens(text))):
        control = _transaction_control(statement) or _changed_setting(statement, guarded_settings)
        if control is None and statement[0].text == "do":
            control = _control_in_block(statement, guarded_settings)
        if control:
            return control
    return None


def _transaction_control(statement: Sequence[_Token]) -> str | None:
    words = " ".join(token.text if token.kind == "word" else "?" for token in statement[:4])
    match = _TRANSACTION_CONTROL.match(words)
    return match[0].upper() if match else None


def _changed_setting(statement: Sequence[_Token], guarded_settings: frozenset[str]) -> str | None:
    command, operands = statement[0], list(statement[1:])
    if command == ("word", "discard") and operands and operands[0].text == "all":
        return "DISCARD ALL"
    if command in {("word", "set"), ("word", "reset")}:
        if len(operands) > 1 and operands[0].text in {"session", "local"} and operands[1].text != "authorization":
            del operands[0]
        name = _setting_name(operands)
        if name in guarded_settings or (name == "all" and command.text == "reset"):
            return f"{command.text} {name}".upper()
    words = [token.text for token in statement]
    if words[0] == "alter" and words[1:2] in (["role"], ["user"], ["database"]) and "set" in words:
        name = _setting_name(statement[words.index("set") + 1 :])
        if name in guarded_settings:
            return f"ALTER {words[1]} SET {name}".upper()
    return _set_config(statement, guarded_settings)


def _setting_name(tokens: Sequence[_Token]) -> str:
    """Return the setting that `SET` or `RESET` names; SCHEMA and SESSION AUTHORIZATION are other spellings."""
    words = [token.text.lower() for token in tokens[:2]] + ["", ""]  # padded, because there may be fewer
    if words[0] == "session" and words[1] == "authorization":
        return "session_authorization"
    if words[0] == "schema":
        return "search_path"
    parts: list[str] = []  # names and dots in turns
    for index, token in enumerate(tokens):
        is_expected = token.text == "." if index % 2 else token.kind in {"word", "name"}
        if not is_expected:
            break
        parts.append(token.text.lower())
    return "".join(parts)


def _set_config(statement: Sequence[_Token], guarded_settings: frozenset[str]) -> str | None:
    """Find a call of set_config with a guarded or computed name, and an UPDATE of pg_settings, which calls it."""
    for index, token in enumerate(statement):
        # Padded, because fewer than three tokens may follow.
        following = [*statement[index + 1 : index + 5], *[_Token("end", "")] * 3]
        if token.kind in {"word", "name"} and token.text == "set_config" and following[0].text == "(":
            name = following[1].text.lower() if following[1].kind == "string" else None
            if name is None or following[2].text != ",":
                return "set_config of a computed name"
            if name in guarded_settings:
                return f"set_config('{name}')"
        if token == ("word", "update") and "pg_settings" in {part.text for part in following}:
            return "UPDATE pg_settings"
    return None


def _control_in_block(statement: Sequence[_Token], guarded_settings: frozenset[str]) -> str | None:
    """Find a changed setting in the PL/pgSQL body of a DO statement, and in strings that it may execute."""
    for body in (token.text for token in statement if token.kind == "string"):
        tokens = [_Token("symbol", ";") if token in _BLOCK_WORDS else token for token in _tokens(body)]
        for inner in _statements(tokens):
            control = _changed_setting(inner, guarded_settings) or _control_in_block(inner, guarded_settings)
            if control:
                return control
    return None


def _statements(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Split at semicolons, except inside `BEGIN ATOMIC ... END` of a function's body."""
    statement: list[_Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token == ("symbol", ";") and depth == 0:
            if statement:
                yield statement
            statement = []
            continue
        statement.append(token)
        if statement[0] == ("word", "create") and token.kind == "word":
            if depth == 0 and token.text == "begin" and tokens[index + 1 : index + 2] == [("word", "atomic")]:
                depth = 1
            elif depth and token.text in {"case", "end"}:
                depth += 1 if token.text == "case" else -1
    if statement:
        yield statement


def _tokens(text: str) -> Iterator[_Token]:
    """Yield words, quoted names, strings and symbols; skip blanks and comments."""
    position = 0
    while (match := _TOKEN.match(text, position)) is not None:
        position = match.end()
        kind, token = str(match.lastgroup), match[0]
        if kind == "comment":
            position = _end_of_comment(text, position)
        elif match["dollar"] is not None:
            yield _Token("string", match["body"])
        elif kind == "word":
            yield _Token("word", token.lower())
        elif kind == "symbol":
            yield _Token("symbol", token)
        elif kind == "escaped":
            yield _Token("string", _SIMPLE_ESCAPE.sub(_unescape, token[2:].removesuffix("'").replace("''", "'")))
        elif kind in {"string", "name"}:
            quote = "'" if kind == "string" else '"'
            prefix, _, body = token.partition(quote)
            body = body.removesuffix(quote).replace(quote * 2, quote)
            if prefix.lower() == "u&":
                body = _UNICODE_ESCAPE.sub(lambda code: chr(min(int(code[1] or code[2], 16), 0x10FFFF)), body)
            yield _Token(kind, body)


def _unescape(escape: re.Match[str]) -> str:
    hexadecimal, octal, character = escape[1] or escape[2] or escape[3], escape[4], escape[5]
    if hexadecimal or octal:
        return chr(min(int(hexadecimal, 16) if hexadecimal else int(octal, 8), 0x10FFFF))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(character, character)


def _end_of_comment(text: str, position: int) -> int:
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(text, position)) is not None:
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return position if depth == 0 else len(text)
