"""Rendering of the emitters' Jinja templates, and the filters that they use."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import jinja2

from cgk_codegen.diagnostics.github import cell
from cgk_codegen.json_text import compact_json
from cgk_codegen.load import PlainData
from cgk_codegen.markdown import escape_markdown
from cgk_codegen.markers import GENERATED

_QUOTE: Final = re.compile(r'"(?="|\Z)')
"""Quotes that could end a docstring: those before another quote, and one at the end of the text."""

_TAG: Final = re.compile(r"(^\**|[\s{])@", re.MULTILINE)
"""An `@` that begins a tag for TypeScript: at the start of a line or after its asterisks, whitespace or a brace."""

GENERATED_NOTICE = f"{GENERATED}; edit events.yaml and run `cgk-codegen generate` instead."


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader("cgk_codegen", folder) for folder in ("plan", "init")]),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - the output is source code, each value is quoted by the filters below
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "cell": cell, "docstring": docstring, "in_comment": in_comment, "json": compact_json,
        "markdown": escape_markdown, "py": python_literal, "tsdoc": tsdoc, "tsdoc_text": tsdoc_text,
    }  # fmt: skip
    return environment


def render(template: str, **values: object) -> str:
    """Render a template.

    Args:
        template: Path below `plan/` or `init/`, such as `python/templates/_task.py.jinja`.
        values: Values of the template; a missing one is an error.
    """
    return _environment().get_template(template).render(generated_notice=GENERATED_NOTICE, **values)


def python_literal(value: PlainData) -> str:
    """Format JSON data as a Python literal with double quotes."""
    match value:
        case str():
            return compact_json(value)
        case list():
            return f"[{', '.join(map(python_literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{python_literal(key)}: {python_literal(item)}' for key, item in value.items())}}}"
        case _:
            return repr(value)


def docstring(text: str, indent: int = 4) -> str:
    """Format text as a Python docstring that is indented by `indent` columns."""
    escaped = _QUOTE.sub(r'\\"', text.replace("\\", "\\\\"))
    margin = " " * indent
    lines = escaped.split("\n")
    body = "\n".join([lines[0], *(margin + line if line else "" for line in lines[1:])])
    return f'"""{body}\n{margin}"""' if len(lines) > 1 else f'"""{body}"""'


def tsdoc_text(text: str) -> str:
    """Return text of the catalog for a TSDoc comment, with tags such as `@deprecated` escaped."""
    return _TAG.sub(r"\1\\@", text)


def in_comment(text: str) -> str:
    """Return text for the middle of a TSDoc comment, with tags and the end of a comment escaped."""
    return _without_comment_end(tsdoc_text(text))


def _without_comment_end(text: str) -> str:
    return text.replace("*/", "*\\/")


def tsdoc_json(text: str) -> str:
    """Return JSON for an example in a TSDoc comment, with the `@` of tags in its strings escaped."""
    return _TAG.sub(r"\1\\u0040", text)


def tsdoc(text: str, indent: int = 2) -> str:
    """Format text as a TSDoc comment that is indented by `indent` columns."""
    margin = " " * indent
    lines = _without_comment_end(text).split("\n")
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f"{margin} * {line}".rstrip() for line in lines), f"{margin} */"])
