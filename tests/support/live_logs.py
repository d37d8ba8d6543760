"""Folder with a small catalog and logs of jobs, on which tests run `cgk-codegen live-check`."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, Final

from cgk_codegen.cli.main import main
from forked_commands import ForkServer

CATALOG: Final = """\
catalog: {name: acme-jobs, package: acme_jobs, version: "2.0.0"}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
types:
  Item: {fields: {sku: string, count: {type: integer, minimum: 1}}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload:
      total: number
      email: {type: string, sensitive: true, optional: true}
      items: {type: "Item[]", optional: true}
      labels: {type: object, additionalProperties: string, optional: true}
      currency: {type: string, arrival: {default: USD}}
      level: {enum: [low, high], optional: true}
      gift: {type: "Item | null", optional: true}
    example: {total: 1, currency: EUR}
  parcel.shipped:
    {category: orders, description: Sent., aliases: [parcel.sent], payload: {sku: string}, example: {sku: a}}
  stock.low:
    {category: orders, description: Low., deprecated: {note: gone soon}, payload: {sku: string}, example: {sku: a}}
  stock.gone: {category: orders, description: Gone., payload: {sku: string}, example: {sku: a}}
schedules:
  stock.nightly: {cron: "0 3 * * *", description: Counts the stock.}
"""
PLACED_ORDER: Final = {"tenantId": "acme", "total": 5, "currency": "EUR"}
"""Valid payload of `order.placed`."""


class LogProject:
    """Folder with the catalog and logs, and the server that runs the command there."""

    def __init__(self, folder: Path, server: ForkServer) -> None:
        self.folder = folder
        self._server = server
        (folder / "events.yaml").write_text(CATALOG, encoding="utf-8")

    def write_log(self, *records: object, name: str = "jobs.jsonl") -> str:
        """Write a record per line: texts unchanged, anything else as JSON. Return the file's name."""
        lines = (record if isinstance(record, str) else json.dumps(record) for record in records)
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return name

    def live_check(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return self._server.run("live-check", *arguments, cwd=self.folder, env=os.environ, stdin=stdin)

    def report(self, *records: object, arguments: tuple[str, ...] = ()) -> dict[str, Any]:
        """Check records against the catalog; return the JSON document."""
        output = StringIO()
        with chdir(self.folder), redirect_stdout(output):
            main(["live-check", self.write_log(*records), "--format", "json", *arguments])
        document: dict[str, Any] = json.loads(output.getvalue())
        return document

    def findings(self, *records: object, arguments: tuple[str, ...] = ()) -> list[tuple[str, str, str, str]]:
        """Check records against the catalog; return code, subject, path and message of each finding."""
        findings = self.report(*records, arguments=arguments)["findings"]
        return [(finding["code"], finding["subject"], finding["path"], finding["message"]) for finding in findings]
