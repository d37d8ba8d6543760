"""Tasks and queues that users declare in TypeScript next to the generated ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cgk_runtime._internal.typescript_source import Call, Unresolved, read_typescript, source_files
from cgk_runtime.providers.trigger_dev.build.emit import is_generated


@dataclass(frozen=True, slots=True)
class UserTasks:
    """The user's own declarations.

    Attributes:
        task_ids: File of each task by its id.
        queues: Names of the declared queues.
        unresolved: File and source text of each task id that is not a literal or a constant of its file.
        unread: Files that could not be read, each with the reason.
    """

    task_ids: dict[str, Path]
    queues: frozenset[str]
    unresolved: tuple[tuple[Path, str], ...]
    unread: Mapping[Path, str]


def find_user_tasks(out: Path, config: Path) -> UserTasks:
    """Read the user's sources in the output folder and in the folders that `trigger.config.ts` names.

    Args:
        out: The output folder.
        config: The project's `trigger.config.ts`; the file may be missing.
    """
    config_sources = read_typescript([config] if config.is_file() else [])
    folders = [out, *(folder for source in config_sources.files for folder in _folders(source.exported, config.parent))]
    sources = read_typescript(file for file in source_files(folders) if not is_generated(file))
    task_ids: dict[str, Path] = {}
    unresolved: list[tuple[Path, str]] = []
    queues: set[str] = set()
    for source in sources.files:
        for call in source.calls:
            task_id = task_id_of(call)
            if isinstance(task_id, str):
                task_ids.setdefault(task_id, source.path)
            elif isinstance(task_id, Unresolved):
                unresolved.append((source.path, task_id.source))
            match call.name, call.argument(0):
                case "queue", {"name": str(name)}:
                    queues.add(name)
                case _:
                    pass
    return UserTasks(task_ids, frozenset(queues), tuple(unresolved), {**config_sources.unread, **sources.unread})


def task_id_of(call: Call) -> str | Unresolved | None:
    """Return the id of the task that a call declares, or None if it declares no task.

    A task is declared by a function named `task` or `schemaTask` whose argument has an id, as in `@trigger.dev/sdk`, or
    by `task` or `schedule` of the generated package, which make the id from the name of the event or schedule.
    """
    first = call.argument(0)
    if call.name in {"task", "schemaTask"} and isinstance(first, dict):
        options = cast("dict[str, Any]", first)
        return options.get("id", options.get("..."))  # "..." is a spread object that could not be resolved
    if is_package_helper(call):
        if not isinstance(first, str):
            return first if isinstance(first, Unresolved) else None
        prefix = "schedule-" if call.name == "schedule" else ""
        return prefix + first.replace(".", "-")
    return None


def is_package_helper(call: Call) -> bool:
    """Return whether a call is `task` or `schedule` of a generated package, imported from its `trigger` module."""
    return (
        call.object is None
        and call.name in {"task", "schedule"}
        and call.module is not None
        and call.module.endswith("/trigger")
    )


def _folders(exported: object, root: Path) -> list[Path]:
    """Return the folders in `dirs` of an exported configuration."""
    folders: object = cast("dict[str, object]", exported).get("dirs") if isinstance(exported, dict) else None
    entries = cast("list[object]", folders) if isinstance(folders, list) else []
    return [root / folder.lstrip("/") for folder in entries if isinstance(folder, str)]
