"""Generator of the reference parts of docs/, from docstrings, signatures and command lines: `make reference`.

A page names the content in a pair of comments, and everything between the two is replaced:

    <!-- api: cgk_jobs.send_job cgk_runtime.JobHandle -->
    <!-- options: cgk_runtime.SendOptions -->
    <!-- command: cgk dev -->
    <!-- end -->

Functions and classes are found by their public names, so a page never depends on the module that defines them.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from cgk_codegen.cli.arguments import parser as compiler_parser
from cgk_runtime.cli.commands import COMMANDS, Command, load_command

DOCS: Final = Path(__file__).parents[1] / "docs"
REGION: Final = re.compile(
    r"(?P<begin><!-- (?P<kind>api|options|command): (?P<names>[^>]+?) -->\n)(?P<body>.*?)(?P<end><!-- end -->)",
    re.DOTALL,
)
SECTION: Final = re.compile(r"^(Args|Attributes|Returns|Yields|Raises|Example|Examples):$", re.MULTILINE)
MAX_WIDTH: Final = 100
"""The largest width of a signature on one line, in characters."""


def main() -> None:
    """Rewrite every page that has generated parts."""
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        filled = fill(text)
        if filled != text:
            page.write_text(filled, encoding="utf-8")
            print(f"wrote {page.relative_to(DOCS.parent)}")


def fill(text: str) -> str:
    """Return a page's text with its generated parts made from the current code."""
    render: dict[str, Callable[[str], str]] = {
        "api": lambda names: "\n".join(_render_object(name) for name in names.split()),
        "options": _render_options,
        "command": _render_command,
    }

    def replace(region: re.Match[str]) -> str:
        body = re.sub(r"\n{3,}", "\n\n", f"\n{render[region['kind']](region['names'])}\n")
        return region["begin"] + body + region["end"]

    # Ruff lays out the code blocks of Markdown files, here as in `make format`.
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", "docs/page.md", "-"]
    return subprocess.run(
        command, input=REGION.sub(replace, text), cwd=DOCS.parent, capture_output=True, text=True, check=True
    ).stdout


def names_in(text: str) -> Iterator[str]:
    """Yield the public names that a page documents, such as `cgk_jobs.send_job`."""
    for region in REGION.finditer(text):
        if region["kind"] != "command":
            yield from region["names"].split()


def _public_object(path: str) -> Any:  # any public object
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def _render_object(path: str) -> str:
    """Render a function or a class with its public methods."""
    target = _public_object(path)
    name = path.rpartition(".")[2]
    if not inspect.isclass(target) and not inspect.isroutine(target):
        target = target.__call__  # an object that is called like a function
    if not inspect.isclass(target):
        return _render_function(f"### {name}", name, target, _has_twin(path))
    parts = [f"### {name}\n"]
    base = target.__bases__[0]
    if issubclass(target, Exception) and base is not Exception:
        parts.append(f"Subclass of `{base.__name__}`.\n")
    document = inspect.getdoc(target) or ""
    if inspect.isfunction(target.__init__) and re.search(rf"^Args:$|\b{name}\(", document, re.MULTILINE):
        constructor = inspect.signature(target).replace(return_annotation=inspect.Signature.empty)
        parts.append(_render_signature(name, constructor))
    parts.append(_render_docstring(document))
    members = _members(target)
    for member, value in members.items():
        if member.endswith("_sync") and member.removesuffix("_sync") in members:
            continue
        title = f"#### {name}.{member}"
        if isinstance(value, property | cached_property):
            description = inspect.getdoc(cast("object", value)) or ""
            parts.append(f"{title}\n\n{_render_docstring(description)}")
        else:
            parts.append(_render_function(title, member, value, f"{member}_sync" in members))
    return "\n".join(parts)


def _has_twin(path: str) -> bool:
    """Return whether a function has a synchronous twin."""
    module, _, name = path.rpartition(".")
    return hasattr(import_module(module), f"{name}_sync")


def _members(target: type[object]) -> dict[str, Any]:
    """Return the public methods and properties of a class, those of our own base classes included."""
    members: dict[str, Any] = {}
    for base in inspect.getmro(target):
        if base.__module__.startswith("cgk_") and not issubclass(base, Exception):
            for name, value in base.__dict__.items():
                function = getattr(value, "__func__", value)
                if not name.startswith("_") and (
                    inspect.isfunction(function) or isinstance(value, property | cached_property)
                ):
                    members.setdefault(name, function)
    return members


def _render_function(title: str, name: str, function: Callable[..., Any], has_twin: bool) -> str:
    signature = inspect.signature(function)
    arguments = [parameter for parameter in signature.parameters.values() if parameter.name not in {"self", "cls"}]
    text = _render_signature(name, signature.replace(parameters=arguments), inspect.iscoroutinefunction(function))
    twin = f"Synchronous twin: `{name}_sync`.\n" if has_twin else ""
    return "\n".join(
        part for part in (f"{title}\n", text, _render_docstring(inspect.getdoc(function) or ""), twin) if part
    )


class _Verbatim:
    """Annotation that is printed as the source has it."""

    def __init__(self, annotation: object) -> None:
        self._text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)

    def __repr__(self) -> str:
        return self._text


def _render_signature(name: str, signature: inspect.Signature, is_async: bool = False) -> str:
    empty = inspect.Signature.empty
    parameters = [
        parameter if parameter.annotation is empty else parameter.replace(annotation=_Verbatim(parameter.annotation))
        for parameter in signature.parameters.values()
    ]
    annotation = signature.return_annotation
    returns = "" if annotation is empty else f" -> {_Verbatim(annotation)!r}"
    prefix = "async " if is_async else ""
    line = f"{prefix}{name}{inspect.Signature(parameters)}{returns}"
    if len(line) > MAX_WIDTH:
        lines = [str(parameter) for parameter in parameters]
        kinds = [parameter.kind for parameter in parameters]
        if inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
            lines.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
        line = f"{prefix}{name}(\n" + "".join(f"    {parameter},\n" for parameter in lines) + f"){returns}"
    return f"```py signature\n{line}\n```\n"


def _render_docstring(text: str) -> str:
    """Turn a docstring in Google's style into Markdown."""
    summary, *sections = SECTION.split(text)
    parts = [summary.strip() + "\n"] if summary.strip() else []
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        content, after = _split_indented(body)
        if title.startswith("Example"):
            language = "pycon" if content.lstrip().startswith(">>>") else "py"
            parts.append(f"```{language}\n{content}\n```\n")
        elif title in {"Returns", "Yields"}:
            parts.append(f"{title}: {content}\n")
        else:
            parts.append(f"{title}:\n\n{_render_items(content)}\n")
        if after:
            parts.append(after + "\n")
    return "\n".join(parts)


def _split_indented(body: str) -> tuple[str, str]:
    """Split a section's body from the unindented text that follows it."""
    lines = body.strip("\n").splitlines()
    end = next((index for index, line in enumerate(lines) if line and not line.startswith(" ")), len(lines))
    return textwrap.dedent("\n".join(lines[:end])).strip(), "\n".join(lines[end:]).strip()


def _render_items(body: str) -> str:
    """Turn `name: text` lines, with indented continuations, into a list."""
    lines: list[str] = []
    for line in body.splitlines():
        if line.startswith(" "):
            lines[-1] += " " + line.strip()
        else:
            name, colon, text = line.partition(": ")
            lines.append(f"- `{name}`: {text}" if colon else f"- {line}")
    return "\n".join(lines) + "\n"


def _render_options(path: str) -> str:
    """Render a TypedDict of options as a table."""
    rows = [f"| `{name}` | `{kind}` | {_table_cell(text)} |" for name, kind, text in _option_rows(_public_object(path))]
    return "\n".join(["| Option | Type | Meaning |", "|---|---|---|", *rows]) + "\n"


def _option_rows(options: Any) -> Iterator[tuple[str, str, str]]:  # a TypedDict, whose type has no public name
    """Yield the name, the type and the docstring of each option, those of base classes first."""
    for base in getattr(options, "__orig_bases__", ()):
        if hasattr(base, "__total__"):
            yield from _option_rows(base)
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(options))).body
    if not isinstance(definition, ast.ClassDef):
        raise TypeError(f"{options!r} is not a class")
    for field, text in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            yield ast.unparse(field.target), ast.unparse(field.annotation).replace("|", "\\|"), str(text.value.value)


def _table_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _render_command(name: str) -> str:
    """Render a command; for `cgk` and `cgk-codegen`, all of their commands."""
    program, _, command_name = name.partition(" ")
    if program == "cgk-codegen":
        parsers = _subparsers(compiler_parser())
    else:
        parsers = {command.name: _parser_of(command) for command in COMMANDS}
    if command_name:
        return _render_parser(parsers[command_name])
    return "\n".join(f"### {program} {name}\n\n{_render_parser(parser)}" for name, parser in parsers.items())


def _parser_of(command: Command) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    load_command(command).declare(parser)
    return parser


def _render_parser(parser: argparse.ArgumentParser) -> str:
    """Render a command's description, arguments, subcommands and examples."""
    parts = [f"{parser.description or ''}\n"]
    rows = [
        f"| {_argument_syntax(action)} | {_table_cell(action.help)} |"
        for action in _actions(parser)
        if action.help and action.help != argparse.SUPPRESS and "--help" not in action.option_strings
    ]
    if rows:
        parts.append("\n".join(["| Argument | Meaning |", "|---|---|", *rows]) + "\n")
    for name, subparser in _subparsers(parser).items():
        parts.append(f"#### {name}\n\n{_render_parser(subparser)}")
    examples = [line.strip() for line in (parser.epilog or "").splitlines() if line.startswith("  ")]
    if examples:
        parts.append("\n".join(["```bash", *examples, "```"]) + "\n")
    return "\n".join(parts)


def _argument_syntax(action: argparse.Action) -> str:
    """Return an argument as it is written on the command line."""
    value = action.metavar if isinstance(action.metavar, str) else ""
    if not value and action.choices:
        value = "{" + ",".join(str(choice) for choice in action.choices) + "}"
    if not action.option_strings:
        return f"`{value or action.dest}`"
    return " or ".join(f"`{option} {value}`".replace(" `", "`") for option in action.option_strings)


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001  argparse has no public way to list arguments


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    subparsers: dict[str, argparse.ArgumentParser] = {}
    for action in _actions(parser):
        if action.nargs == argparse.PARSER:
            subparsers |= cast("dict[str, argparse.ArgumentParser]", action.choices)
    return subparsers


if __name__ == "__main__":
    main()
