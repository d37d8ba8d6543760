"""The npm package in use: packed, installed from its tarball offline, type-checked, run and bundled."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from cgk_jobs import CATALOG

from .conftest import COMPILER_OPTIONS, NODE, PACKAGE

PROGRAM = """
import { EVENTS, isOrderCreated, sendJob, setJobClient, createJobClient, validatePayload } from '@cgk-platform/jobs'
import { SCHEMAS } from '@cgk-platform/jobs/schemas'

const payload = { tenantId: 'rawdog', orderId: 'o1' }
const provider = { name: 'own', supportedOptions: new Set<never>(), maxPayloadBytes: 1000, send: async () => ['run_1'] }
setJobClient(createJobClient({ provider }))
const problems = validatePayload('order.created', { tenantId: 'rawdog' }).map(({ field }) => field)
console.log(JSON.stringify([
  await sendJob('order.created', payload), isOrderCreated(payload), problems, Object.keys(EVENTS).length,
  SCHEMAS['order.created'].title,
]))
"""
EXPECTED_OUTPUT = [
    {"id": "run_1", "event": "order.created", "provider": "own"}, True, ["orderId"], len(CATALOG.events),
    "OrderCreatedPayload",
]  # fmt: skip


def run(folder: Path, *command: str) -> str:
    """Run a Node tool in a folder, and return its output."""
    environment = {**os.environ, "npm_config_cache": str(folder / "npm-cache")}
    completed = subprocess.run(
        [*NODE, *command], cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has installed the tarball, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    (packed,) = json.loads(run(folder, "npm", "pack", str(PACKAGE), "--json"))
    names = {entry["path"] for entry in packed["files"]}
    files = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*") if path.is_file()}
    assert names == files, "the tarball lacks files of the folder"
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    run(folder, "npm", "install", packed["filename"], "--offline", "--omit=peer", "--no-audit", "--no-fund")
    (folder / "use.ts").write_text(PROGRAM)
    return folder


def test_package_runs_without_provider_clients(installed: Path) -> None:
    assert not (installed / "node_modules" / "inngest").exists()
    assert json.loads(run(installed, "node", "use.ts")) == EXPECTED_OUTPUT


def test_types_work_without_provider_clients(installed: Path) -> None:
    options = {**COMPILER_OPTIONS, "skipLibCheck": False}
    config = {"compilerOptions": options, "files": ["use.ts"]}
    (installed / "tsconfig.json").write_text(json.dumps(config))
    run(installed, "tsc", "-p", ".")


def test_bundle_has_no_require(installed: Path, tmp_path: Path) -> None:
    out = tmp_path / "bundle.mjs"
    external = ["--external:@trigger.dev/sdk", "--external:inngest"]
    run(installed, "esbuild", "use.ts", "--bundle", "--platform=node", "--format=esm", f"--outfile={out}", *external)
    bundled = out.read_text(encoding="utf-8")
    assert "require(" not in bundled
    assert json.loads(run(tmp_path, "node", str(out))) == EXPECTED_OUTPUT


def test_bundle_omits_unused_modules(installed: Path, tmp_path: Path) -> None:
    """The bundle of a browser that only checks payloads contains no module of Node and no tenant context."""
    (installed / "check.ts").write_text("export { isOrderCreated } from '@cgk-platform/jobs'\n")
    out = tmp_path / "check.mjs"
    run(installed, "esbuild", "check.ts", "--bundle", "--platform=node", "--format=esm", f"--outfile={out}")
    bundled = out.read_text(encoding="utf-8")
    assert "node:" not in bundled
    assert "AsyncLocalStorage" not in bundled
