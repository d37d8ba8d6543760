"""Texts of a catalog are data in every artifact: code, comments, Markdown and the compiler's own output."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from cgk_codegen.cli.main import main
from cgk_codegen.compiler import compile_catalog
from cgk_codegen.markdown import escape_markdown
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from node import run_node
from paths import ROOT

TEXTS = (
    'ends in """', '""" and ""', '"', '\\"""', "ends in \\", '\\"', "*/ alert(1) /*", "{{ 7 * 7 }}", "${alert(1)}",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](javascript:alert(1))", "![x](http://e.example)",
    "<javascript:alert(1)>", "[x]: javascript:alert(1)", "a | b | <b>", "`<b>", "``<b>``", "\\`<b>`", "`a` `` <b> `",
    "# heading", "~~~", "```", "---", "1. one", "    code", "- item", "two\n# lines", "title\n===", "&lt;b&gt;",
    "@deprecated use another", "{@link javascript:alert(1)}", "line\n@internal",
    "do not use @deprecated it", "*@deprecated", "**\n*@deprecated",
)  # fmt: skip
TEXT_ELEMENTS = {"inline", "text", "paragraph_open", "paragraph_close", "softbreak", "code_inline", "text_special"}
"""Markdown elements of plain text; in a description, any other element would come from a catalog's text."""


def catalog_with(text: str) -> dict[str, Any]:
    """Return a catalog with a text in every place that describes something."""
    description = {"description": text}
    deprecated = {"deprecated": {"note": text}}
    note = {"type": "string", "examples": [text], **description}
    created = {
        "category": "orders",
        "owner": "team",
        "payload": {"note": note, "size": {"type": "Size?", **description}},
        "result": {"note": {"type": "string", **description}},
    }
    old = {"type": "string", **deprecated}
    changed = {"category": "orders", "payload": {"old": old}, "example": {"old": text}, **deprecated}
    return {
        "catalog": {"name": "a", "package": "a_jobs", "npmPackage": "@a/jobs", "version": "1.0.0", **description},
        "tenant": {"pattern": "^a$", "example": "a", **description},
        "categories": {"orders": {"title": text.replace("\n", " "), "owner": "team", **description}},
        "types": {"Size": {**description, "fields": {"width": {"type": "number", **description}}}},
        "events": {"order.created": {**created, **description}, "order.changed": {**changed, **description}},
        "schedules": {"order.daily": {"cron": "0 6 * * *", "timezone": "UTC", **description}},
    }


def element_types(text: str) -> set[str]:
    """Return the types of the Markdown elements in a text."""
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    return {nested.type for token in tokens for nested in (token, *(token.children or ()))}


def find_descriptions(value: Any) -> Iterator[str]:  # Any: JSON
    """Yield every description in a document."""
    match value:
        case dict():
            for key, inner in cast("dict[str, Any]", value).items():
                if key == "description" and isinstance(inner, str):
                    yield inner
                yield from find_descriptions(inner)
        case list():
            # pyright needs the cast, which mypy finds redundant
            for inner in cast("list[Any]", value):  # type: ignore[redundant-cast]
                yield from find_descriptions(inner)
        case _:
            pass


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_data_everywhere(text: str, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(json.dumps(catalog_with(text)), encoding="utf-8")
    compile_catalog(tmp_path / "events.yaml")
    output = tmp_path / "generated"
    for module in (output / "a_jobs").rglob("*.py*"):
        ast.parse(module.read_text(encoding="utf-8"))
    models = ast.parse((output / "a_jobs" / "models" / "orders.py").read_text(encoding="utf-8"))
    documentation = [ast.get_docstring(node, clean=False) for node in models.body if isinstance(node, ast.ClassDef)]
    assert any(text.split("\n", maxsplit=1)[0] in (docstring or "") for docstring in documentation)
    for readme in (output / "README.md", output / "typescript" / "README.md"):
        elements = element_types(readme.read_text(encoding="utf-8"))
        table = {f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")}
        assert elements <= TEXT_ELEMENTS | table | {"heading_open", "heading_close", "fence"}
    document = json.loads((output / "asyncapi.json").read_text(encoding="utf-8"))
    for description in find_descriptions(document):
        assert element_types(description) <= TEXT_ELEMENTS, description


def test_typescript_compiles_hostile_texts(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(json.dumps(catalog_with("\n".join(TEXTS))), encoding="utf-8")
    compile_catalog(tmp_path / "events.yaml")
    package = tmp_path / "generated" / "typescript"
    options = {"strict": True, "module": "nodenext", "noEmit": True, "lib": ["es2024"], "types": []}
    project = {"compilerOptions": options, "files": [str(package / "index.d.ts"), str(package / "schemas.d.ts")]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")
    tsc = [sys.executable, str(ROOT / "tools" / "node.py"), "tsc", "-p", str(tmp_path)]
    completed = subprocess.run(tsc, capture_output=True, text=True, check=False, timeout=120)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert read_tags(package) == read_plain_tags(tmp_path)


@pytest.mark.parametrize(
    "text", ["use @deprecated it", "@internal", "a\n@internal", "*@x", "* @x", "{@link x}", "/ @x"]
)
def test_typescript_reads_no_tags_in_texts(text: str, tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(json.dumps(catalog_with(text)), encoding="utf-8")
    compile_catalog(tmp_path / "events.yaml")
    assert read_tags(tmp_path / "generated" / "typescript") == read_plain_tags(tmp_path)


def read_plain_tags(tmp_path: Path) -> Any:  # JSON
    """Return the tags in the declarations of the same catalog with a harmless text."""
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "events.yaml").write_text(json.dumps(catalog_with("a text")), encoding="utf-8")
    compile_catalog(folder / "events.yaml")
    return read_tags(folder / "generated" / "typescript")


def read_tags(package: Path) -> Any:  # JSON
    """Return what tags.mjs prints for the declarations with comments."""
    names = ("payloads.d.ts", "client.d.ts", "guards.d.ts", "catalog.d.ts")
    tags = run_node(Path(__file__).with_name("tags.mjs"), [str(package / name) for name in names])
    assert tags["payloads.d.ts"].count("deprecated") > 1
    return tags


@given(st.text(st.sampled_from("ab \n`\\<>[]()!*_#-+=~|&;:1.\"'"), max_size=30))
def test_markdown_finds_text_only(text: str) -> None:
    emphasis = {"em_open", "em_close", "strong_open", "strong_close"}
    assert element_types(escape_markdown(text)) <= TEXT_ELEMENTS | emphasis


def test_findings_show_escape_sequences_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    events = 'events: {a.b: {category: a, description: d, payload: {"k\\e[2J": strin?}}}'
    text = f"catalog: {{name: a, package: a_jobs, version: 1.0.0}}\n{events}\n"
    Path("events.yaml").write_text(text, encoding="utf-8")
    for output_format in ("github", "text"):
        assert main(["check", "--format", output_format]) != 0
        output = "".join(capsys.readouterr())
        assert "\x1b" not in output
        assert "\\x1b[2J" in output
