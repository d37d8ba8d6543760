"""Every example of docs/reference/catalog.md compiles."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from cgk_codegen.cache.store import RenderCache
from cgk_codegen.compiler import LoadedCatalog, read_catalog
from cgk_codegen.diagnostics import CatalogError, Severity
from cgk_codegen.plan import plan
from cgk_codegen.resolve.language import EVENT_KEYS, FIELD_KEYS, INCLUDED_KEYS, ROOT_KEYS, SCHEDULE_KEYS
from paths import ROOT

PAGE = ROOT / "docs" / "reference" / "catalog.md"
FENCE = re.compile(r"^```yaml(?P<flag>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
REQUIRED_KEYS = {
    "catalog": "catalog: {name: doc-jobs, package: doc_jobs, version: 1.0.0}\n",
    "tenant": 'tenant: {pattern: "^[a-z]+$", example: acme}\n',
    "categories": "categories: {orders: {title: Orders}}\n",
    "events": "events: {order.placed: {category: orders, description: An order was placed.}}\n",
}


@dataclass(frozen=True)
class Example:
    """A YAML block of the page; its flag is the text after `yaml` in the fence."""

    line: int
    flag: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}"


def page_examples() -> list[Example]:
    page = PAGE.read_text(encoding="utf-8")
    return [
        Example(page.count("\n", 0, match.start()) + 1, match["flag"].strip(), match["text"])
        for match in FENCE.finditer(page)
    ]


def read_example(example: Example, folder: Path) -> LoadedCatalog:
    """Read an example, completed with the required parts of a catalog."""
    (folder / "events").mkdir()
    included = next(candidate for candidate in page_examples() if candidate.flag == "included")
    (folder / "events" / "mail.yaml").write_text(included.text, encoding="utf-8")
    text = "include: events/*.yaml\n" if example.flag == "included" else example.text
    keys = re.findall(r"^([a-z]+):", text, re.MULTILINE)
    catalog = folder / "events.yaml"
    missing = "".join(section for key, section in REQUIRED_KEYS.items() if key not in keys)
    catalog.write_text(text + missing, encoding="utf-8")
    return read_catalog(catalog)


@pytest.mark.parametrize("example", page_examples(), ids=str)
def test_example_compiles_without_a_warning(example: Example, tmp_path: Path) -> None:
    loaded = read_example(example, tmp_path)
    assert [finding for finding in loaded.findings if finding.severity is not Severity.NOTE] == []
    with RenderCache(tmp_path / "cache.sqlite") as cache:
        assert plan(loaded.catalog, cache)


def documented_types() -> list[str]:
    """Return the types in the page's table."""
    table = re.search(
        r"^\| Written \| Means \|\n\|[-|]+\|\n(?P<rows>(?:\|.*\n)+)", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert table
    cells = [re.split(r"(?<!\\)\|", row)[1] for row in table["rows"].splitlines()]
    return [text.replace("\\|", "|") for cell in cells for text in re.findall("`([^`]+)`", cell)]


@pytest.mark.parametrize("notation", documented_types())
def test_every_type_of_the_table_compiles(notation: str, tmp_path: Path) -> None:
    text = f"""\
types:
  Address: {{fields: {{street: string}}}}
  Locker: {{fields: {{lockerId: string}}}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload:
      field: {notation}
    example: {{}}
"""
    # The example omits the field, which is an error unless the field is optional.
    with pytest.raises(CatalogError, match='"field" is missing') if "?" not in notation else nullcontext():
        read_example(Example(0, "", text), tmp_path)


def test_page_shows_every_key_of_the_language() -> None:
    yaml = "".join(example.text for example in page_examples())
    for table in (ROOT_KEYS, INCLUDED_KEYS, EVENT_KEYS, SCHEDULE_KEYS, FIELD_KEYS):
        for key in table:
            assert re.search(rf"\b{key}:", yaml) or f"`{key}`" in PAGE.read_text(encoding="utf-8"), key


def test_documented_names_are_generated(tmp_path: Path) -> None:
    (with_options,) = [example for example in page_examples() if "ParcelOptions" in example.text]
    types = read_example(with_options, tmp_path).catalog.types
    assert {"ParcelSentSize", "ParcelSentLinesItem", "ParcelOptions"} <= types.keys()
