"""Source code that sends a job again: Python, TypeScript, a command line, and a pytest test of its outcome."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pprint import pformat
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.catalog_pages import read_event_page

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_REPEATED_OPTIONS: Final = frozenset(
    {"max_attempts", "queue", "concurrency_key", "priority", "ttl", "tags", "metadata"}
)
"""Options that the snippets repeat. With its delay or idempotency key, the job would not run at once."""
_TYPESCRIPT_IMPORT: Final = "import { sendJob }"


def snippets_of(
    catalog: Catalog, run: Mapping[str, Any], payload: Mapping[str, Any], output: object, modules: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the snippets of a run, each with its title.

    Args:
        catalog: The catalog.
        run: The run's row in the history.
        payload: The payload to send.
        output: The result of a completed run.
        modules: Modules with handlers, which the test imports.
    """
    event = run["event"]
    options: dict[str, Any] = json.loads(run["options"] or "{}")
    repeated = {name: value for name, value in options.items() if name in _REPEATED_OPTIONS}
    snippets = [
        ("Python", _python_snippet(catalog, event, payload, repeated)),
        ("Command line", _command_line(catalog, event, payload)),
        ("pytest test", _pytest_test(catalog, run, payload, repeated, output, modules)),
    ]
    typescript = _typescript_snippet(catalog, event, payload)
    if typescript is not None:
        snippets.insert(1, ("TypeScript", typescript))
    return snippets


def _python_snippet(catalog: Catalog, event: str, payload: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    return (
        f"from {catalog.package} import send_job_sync\n\n"
        f"send_job_sync(\n    {_quote(event)},\n{indent(_python_literal(payload), ' ' * 4)},\n"
        f"{_keyword_arguments(options, 4)})\n"
    )


def _typescript_snippet(catalog: Catalog, event: str, payload: Mapping[str, Any]) -> str | None:
    page = read_event_page(catalog, event) if event in catalog.events else None
    lines = page.snippets.get("typescript", "").splitlines() if page else []
    # Only the compiler knows the npm package's name, so the import is copied from its snippet.
    imports = next((line for line in lines if line.startswith(_TYPESCRIPT_IMPORT)), None)
    document = json.dumps(payload, ensure_ascii=False, indent=2)
    return f"{imports}\n\nawait sendJob({json.dumps(event)}, {document});\n" if imports else None


def _command_line(catalog: Catalog, event: str, payload: Mapping[str, Any]) -> str:
    field = catalog.tenant_field
    data = json.dumps({name: value for name, value in payload.items() if name != field}, ensure_ascii=False)
    tenant = shlex.quote(str(payload.get(field, "")))
    return f"cgk send {shlex.quote(event)} --tenant {tenant} --data {shlex.quote(data)}\n"


def _pytest_test(
    catalog: Catalog,
    run: Mapping[str, Any],
    payload: Mapping[str, Any],
    options: Mapping[str, Any],
    output: object,
    modules: Sequence[str],
) -> str:
    event, package = run["event"], catalog.package
    test_name = "".join(character if character.isalnum() else "_" for character in event)
    arguments = (
        f"        {_quote(event)},\n{indent(_python_literal(payload), ' ' * 8)},\n{_keyword_arguments(options, 8)}"
    )
    send_lines = f"    job = send_job_sync(\n{arguments}    )\n"
    has_failed = run["status"] in ("failed", "timed_out")
    if has_failed:
        send_lines = "    with sent_jobs.expect_error():\n" + indent(send_lines, " " * 4)
        assertion = (
            "        with pytest.raises(RunFailedError) as failed:\n            job.wait_sync()\n"
            f"    assert failed.value.error_type == {_quote(run['error_type'] or '')}\n"
            f"    assert failed.value.error_message == {_python_literal(run['error'] or '')}\n"
        )
    elif run["status"] == "completed":
        result = "job.wait_sync()"
        if event in catalog.events and catalog.events[event].result_type:
            result += '.model_dump(mode="json", by_alias=True, exclude_unset=True)'
        outcome = "is None" if output is None else f"== {_python_literal(output)}"
        assertion = f"    assert {result} {outcome}\n"
    else:
        assertion = "    job.wait_sync()\n"
    imported_names = "RunFailedError, send_job_sync" if has_failed else "send_job_sync"
    lines = [
        *(["import pytest"] if has_failed else []),
        *(f"import {module}  # noqa: F401  its handlers" for module in modules),
        f"from {package} import {imported_names}",
        "from cgk_runtime.testing import SentJobs",
    ]
    return "\n".join(lines) + f"\n\n\ndef test_{test_name}(sent_jobs: SentJobs) -> None:\n{send_lines}{assertion}"


def _keyword_arguments(options: Mapping[str, Any], margin: int) -> str:
    return "".join(f"{' ' * margin}{name}={_python_literal(value)},\n" for name, value in options.items())


def _python_literal(value: object) -> str:
    return pformat(value, width=100, sort_dicts=False)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
