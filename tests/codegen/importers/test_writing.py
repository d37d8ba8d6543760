"""The written catalog: safe for any text, with the source's comments and order; and additions to an existing one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError, Findings
from cgk_codegen.importers import ImportFailed
from cgk_codegen.importers.yaml_text import YamlLines, is_printable
from cgk_codegen.load import to_python
from cgk_codegen.load.reader import read_text
from cgk_codegen.load.tree_builder import NodeLimits
from hypothesis import given, settings
from hypothesis import strategies as st
from imports import codes_of, imported, text_of

TEXT = st.one_of(
    st.text(),
    st.sampled_from(["", "yes", "null", "1e3", "0x1", "a: b", "# a", "- a", "'", "{", "a\nb", "&a", "string?"]),
)
DATA = st.recursive(
    st.one_of(
        TEXT, st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(TEXT.filter(lambda key: key != "<<"), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, database=None)
@given(st.dictionaries(st.sampled_from("abc"), DATA, min_size=1), TEXT)
def test_any_text_is_read_back(value: dict[str, object], comment: str) -> None:
    lines = YamlLines()
    lines.comment(comment, 0)
    for key, item in value.items():
        lines.entry(key, item)
    findings = Findings()
    node = read_text("x.yaml", lines.text, findings, NodeLimits())
    codes = {finding.code for finding in findings.items}
    assert node is not None
    if is_printable(value):
        assert codes <= {"CGK110", "CGK118"}  # numbers and keys that YAML dialects read differently
        assert to_python(node) == value
    else:
        assert "CGK116" in codes  # an invisible character


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Texts that look like YAML, Python, Markdown or terminal codes end up as descriptions and constants."""
    texts = [
        '"""',
        "a: [b",
        "\u202egnp.exe",
        "\x1b[31m",
        "# no comment",
        "{{ x }}",
        "*/ alert(1)",
        "\U0001f600",
        "`a` <b>",
    ]
    fields: dict[str, object] = {
        f"f{index}": {"type": "string", "description": text} for index, text in enumerate(texts)
    }
    fields["names"] = {"enum": texts}
    fields["y\u202ez"] = {"type": "string"}
    source = tmp_path / "odd.seen.json"
    source.write_text(
        json.dumps({"type": "object", "additionalProperties": False, "properties": fields}), encoding="utf-8"
    )
    result = imported(source, tmp_path)
    (tmp_path / "events.yaml").write_text(text_of(result), encoding="utf-8")
    compiled = {field.name: field for field in read_catalog(tmp_path / "events.yaml").catalog.events["odd.seen"].fields}
    descriptions = [compiled[f"f{index}"].description for index in range(len(texts))]
    assert descriptions[2:4] == ["\\u202egnp.exe", "\\u001b[31m"]
    assert descriptions[:2] + descriptions[4:] == texts[:2] + texts[4:]
    assert {"IMP203", "IMP304"} <= {*codes_of(result)}


SHOP_SOURCE = """\
asyncapi: 2.6.0
info: {title: Shop, version: 2.0.0}
channels:
  shop:
    subscribe:
      message: {$ref: "#/components/messages/order.placed"}
components:
  messages:
    # Sent by the checkout,
    # at least once.
    order.placed:
      payload:
        type: object
        additionalProperties: false
        required: [zeta, tenantId]
        properties:
          tenantId: {type: string, pattern: "^[a-z]+$"}
          zeta: {type: string} # the last letter
          # Its first letter.
          alpha: {type: string}
"""


def test_comments_and_order_are_kept(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP_SOURCE, encoding="utf-8")
    result = imported(tmp_path / "shop.yaml", tmp_path)
    assert result.losses.items == []
    assert text_of(result).partition("events:\n")[2] == (
        "  # Sent by the checkout,\n"
        "  # at least once.\n"
        "  order.placed:\n"
        "    category: order\n"
        "    description: order.placed\n"
        "    payload:\n"
        "      # the last letter\n"
        "      zeta: string\n"
        "      # Its first letter.\n"
        "      alpha: string?\n"
        "    example: {zeta: text}\n"
    )


OWN_CATALOG = """\
# Ours.
catalog: {name: own-jobs, package: own_jobs, version: 1.0.0}
tenant: {pattern: "^[a-z]+$", example: acme}
categories: {order: {title: Orders}}   # short
events:
  order.shipped: {category: order, description: Shipped.}
"""


@pytest.mark.parametrize(
    ("first_line", "after"),  # text before the catalog, and the catalog after the import
    [
        ("", OWN_CATALOG + "\ninclude: imported/*.yaml\n"),
        ("include: imported/*.yaml\n", "include: imported/*.yaml\n" + OWN_CATALOG),
        ("include: imported/**/*.yaml\n", "include: imported/**/*.yaml\n" + OWN_CATALOG),
    ],
)
def test_events_are_added_to_a_catalog(first_line: str, after: str, tmp_path: Path) -> None:
    catalog = tmp_path / "events.yaml"
    catalog.write_text(first_line + OWN_CATALOG, encoding="utf-8")
    (tmp_path / "imported").mkdir()
    old = "events:\n  order.lost: {category: order, description: Lost.}\n"
    (tmp_path / "imported" / "old.yaml").write_text(old, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP_SOURCE.replace("Shop", '"Shop: 24"'), encoding="utf-8")
    result = imported(tmp_path / "shop.yaml", tmp_path)
    assert result.target.file == tmp_path / "imported" / "shop-24.yaml"
    for path, text in result.texts.items():
        path.write_text(text, encoding="utf-8")
    assert catalog.read_text(encoding="utf-8") == after
    assert "order.placed" in read_catalog(catalog).catalog.events
    assert "categories:" not in text_of(result)


def test_mistakes_of_the_catalog_are_reported(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(OWN_CATALOG.replace("category: order", "category: other"), encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP_SOURCE, encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        imported(tmp_path / "shop.yaml", tmp_path)
    assert [Path(error.span.file.path).name for error in raised.value.diagnostics] == ["events.yaml"]


def test_other_includes_are_left_to_the_user(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text("include: more.yaml\n" + OWN_CATALOG, encoding="utf-8")
    (tmp_path / "more.yaml").write_text("events: {}\n", encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP_SOURCE, encoding="utf-8")
    with pytest.raises(ImportFailed, match=r"add imported/\*\.yaml to `include`"):
        imported(tmp_path / "shop.yaml", tmp_path)


def test_known_events_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(OWN_CATALOG.replace("order.shipped", "order.placed"), encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP_SOURCE, encoding="utf-8")
    result = imported(tmp_path / "shop.yaml", tmp_path)
    assert codes_of(result) == ["IMP504"]
    assert result.catalog.events == []


def test_import_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text(OWN_CATALOG, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP_SOURCE, encoding="utf-8")
    (tmp_path / "imported").mkdir()
    (tmp_path / "imported" / "shop.yaml").write_text("events: {}\n", encoding="utf-8")
    with pytest.raises(ImportFailed, match=r"imported/shop\.yaml exists already"):
        imported(tmp_path / "shop.yaml", tmp_path)
