"""`cgk trigger:build app.tasks --out src/trigger`: generate TypeScript tasks that run the handlers on Trigger.dev."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.load_handlers import handler_modules, load_handlers
from cgk_runtime.cli.options import add_modules_argument, add_sdk_option
from cgk_runtime.cli.setup.node import has_trigger_config, is_generated_config, trigger_config
from cgk_runtime.cli.text_files import read_text
from cgk_runtime.settings import Settings

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.build.publish import Change
    from cgk_runtime.providers.trigger_dev.build.user_tasks import UserTasks

_CONFIG = "trigger.config.ts"


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers and generate a TypeScript task for each handler and schedule, the bridge between "
        "both languages, and a trigger.config.ts if there is none. Your own files are left alone."
    )
    add_modules_argument(parser)
    add_sdk_option(parser)
    parser.add_argument("--out", default="src/trigger", metavar="FOLDER", help="output folder (src/trigger)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the folder is out of date")
    parser.add_argument("--no-schedules", action="store_true", help="leave schedules out")


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        0, or 1 with `--check` if the folder is out of date.

    Raises:
        JobsError: The handlers cannot become tasks. No file was written.
    """
    from cgk_runtime.providers.trigger_dev.build.emit import emit
    from cgk_runtime.providers.trigger_dev.build.plan import build_checked_plan
    from cgk_runtime.providers.trigger_dev.build.publish import compare, publish
    from cgk_runtime.providers.trigger_dev.build.user_tasks import find_user_tasks

    out = Path(options.out).resolve()
    root = _project_root(out)
    config = root / _CONFIG
    modules = handler_modules(options)
    sdk = load_handlers(modules, options.sdk)
    plan = build_checked_plan(sdk, schedules=not options.no_schedules)
    user_tasks = find_user_tasks(out, config)
    _check_task_ids([task.id for task in plan.all], user_tasks.task_ids)
    _warn_about_unknown_ids(user_tasks)
    emitted = emit(
        plan,
        sdk=sdk.catalog.package,
        modules=modules,
        directory=Path(os.path.relpath(Path.cwd(), root)).as_posix(),
        tenant_field=sdk.catalog.tenant_field,
        user_queues=user_tasks.queues,
    )
    changes = compare(emitted, out)
    if options.check:
        return _report_outdated_files(changes, out)
    publish(emitted, out, changes)
    _write_config(config, out)
    counts = Counter(changes.values())
    print(
        f"{pluralize(len(plan.tasks), 'task')} and {pluralize(len(plan.schedules), 'schedule')} in "
        f"{os.path.relpath(out)}: {counts['missing']} new, {counts['changed']} changed, {counts['stale']} deleted"
    )
    return 0


def _write_config(config: Path, out: Path) -> None:
    """Write trigger.config.ts, or report that the user's own file lacks the build extension for Python."""
    from cgk_runtime.providers.trigger_dev.build.emit import BRIDGE_FOLDER
    from cgk_runtime.providers.trigger_dev.build.publish import write

    text = read_text(config, missing="")
    folder = out.relative_to(config.parent).as_posix()
    extension = f"./{folder}/{BRIDGE_FOLDER}/extension.js"
    if not has_trigger_config(config.parent) or is_generated_config(text):
        project_ref = Settings.read().get("TRIGGER_PROJECT_REF")
        write(config, trigger_config(project_ref, folder, extension=extension))
        print(f"wrote {os.path.relpath(config)}; later builds do not change it")
    elif text and "pythonJobs" not in text:
        print(
            f"[trigger:build] {os.path.relpath(config)} does not use pythonJobs, which provides Python for the runs: "
            f'import {{ pythonJobs }} from "{extension}" and add pythonJobs() to build.extensions',
            file=sys.stderr,
        )


def _report_outdated_files(changes: Mapping[str, Change], out: Path) -> int:
    for name, change in changes.items():
        print(f"{change}: {os.path.relpath(out / name)}", file=sys.stderr)
    if changes:
        print("[trigger:build] out of date; run `cgk trigger:build` again without --check", file=sys.stderr)
        return 1
    print(f"{os.path.relpath(out)} is up to date")
    return 0


def _check_task_ids(ids: list[str], user_ids: dict[str, Path]) -> None:
    from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError

    problems = [
        f'{os.path.relpath(user_ids[task_id])} already declares a task "{task_id}"; rename that task, or give the '
        "handler a name"
        for task_id in ids
        if task_id in user_ids
    ]
    if problems:
        raise TriggerBuildError(problems)


def _warn_about_unknown_ids(user_tasks: UserTasks) -> None:
    """Report tasks whose ids could not be compared; Trigger.dev rejects a deployment with duplicate ids."""
    not_constant = "which is not a literal or a constant of that file"
    reasons = [(file, f"declares a task with the id {code}, {not_constant}") for file, code in user_tasks.unresolved]
    reasons += [(file, f"was not read ({reason})") for file, reason in user_tasks.unread.items()]
    for file, reason in reasons:
        print(
            f"[trigger:build] {os.path.relpath(file)} {reason}; check yourself that no handler has the id of its tasks",
            file=sys.stderr,
        )


def _project_root(out: Path) -> Path:
    """Return the nearest folder above the output with a Trigger.dev config or a package.json."""
    for folder in out.parents:
        if has_trigger_config(folder) or (folder / "package.json").is_file():
            return folder
    return Path.cwd() if out.is_relative_to(Path.cwd()) else out.parent
