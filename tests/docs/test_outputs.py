"""Outputs on the pages below docs/ are what the tools print; TOML and parts of catalogs on all pages are valid."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from cgk_codegen.resolve.language import EVENT_KEYS, FIELD_KEYS, ROOT_KEYS
from documentation import DOCS, ROOT, Block, all_blocks, blocks_of

FRAGMENTS = [
    block for block in all_blocks("yaml") if not block.flags and block.page.stem not in {"first-job", "catalog"}
]
"""Parts of catalogs; the pages `first-job` and `catalog` have tests of their own."""


def test_compiler_reports_the_mistake_shown(tmp_path: Path) -> None:
    (block,) = blocks_of(DOCS / "reference" / "compiler.md", "text")
    lines = [
        "catalog: {name: shop-jobs, package: shop_jobs, version: 1.0.0}",
        'tenant: {pattern: "^[a-z]+$", example: acme}',
        "categories: {orders: {title: Orders}}",
        *["# more"] * 33,  # the page shows the mistake in line 42
        "events:",
        "  order.created:",
        "    category: orders",
        "    description: A customer placed an order.",
        "    payload:",
        "      total: {type: numbr}",
        "    example: {total: 1}",
    ]
    (tmp_path / "events.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    completed = cgk_codegen(tmp_path, "check")
    assert completed.returncode == 2
    assert block.code in completed.stderr


def test_import_reports_the_loss_shown(tmp_path: Path) -> None:
    (block,) = blocks_of(DOCS / "how-to" / "import-a-catalog.md", "text")
    source = tmp_path / "schemas" / "orders" / "order.placed.json"
    source.parent.mkdir(parents=True)
    fields = ['  "price": {"type": "number", "multipleOf": 0.01}', '  "count": {"oneOf": [{"type": "integer"}]}']
    source.write_text('{"type": "object",\n "properties": {\n' + ",\n".join(fields) + "\n}}\n", encoding="utf-8")
    completed = cgk_codegen(tmp_path, "import", "schemas/")
    assert completed.returncode == 0
    assert block.code in completed.stderr
    assert "orders.order.placed.count (choice 1) and other integers narrowed" in completed.stderr


def test_mypy_reports_the_errors_shown() -> None:
    (block,) = blocks_of(DOCS / "reference" / "typing.md", "text")
    (recorded,) = (ROOT / "tests" / "typing").glob("*/mypy-with-plugin.txt")
    reported = {line.strip() for line in recorded.read_text(encoding="utf-8").splitlines()}
    assert set(block.code.splitlines()) <= reported


def test_comment_has_the_table_shown(tmp_path: Path) -> None:
    (block,) = blocks_of(DOCS / "how-to" / "check-pull-requests.md", "text")
    old = tmp_path / "old.yaml"
    shutil.copy(ROOT / "events.yaml", old)
    before, event, after = old.read_text(encoding="utf-8").partition("  order.created:\n")
    after = after.replace('currency: {type: "string?"', "currency: {type: string", 1)
    new = before.replace("version: 0.1.0", "version: 0.2.0") + event + after
    (tmp_path / "events.yaml").write_text(new, encoding="utf-8")
    completed = cgk_codegen(tmp_path, "breaking", "--against", "old.yaml", "--format", "markdown")
    table = re.sub(r"\d{4}-\d\d-\d\d", "2026-12-15", completed.stdout)
    assert block.code.startswith(table.rstrip("\n"))
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert block.code.splitlines()[-1].replace("events.yaml", "%s") in action


@pytest.mark.parametrize("block", list(all_blocks("toml")), ids=str)
def test_toml_is_well_formed(block: Block) -> None:
    assert tomllib.loads(block.code)


@pytest.mark.parametrize("block", FRAGMENTS, ids=str)
def test_catalog_fragment_uses_known_keys(block: Block) -> None:
    fragment = yaml.safe_load(block.code)
    keys = {*ROOT_KEYS, *EVENT_KEYS, *FIELD_KEYS}
    assert fragment.keys() <= keys
    for event in fragment.get("events", {}).values():
        assert event.keys() <= set(EVENT_KEYS)


def cgk_codegen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cgk_codegen", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
