"""Texts for assistants: llms.txt (https://llmstxt.org), and a Markdown file per event."""

from __future__ import annotations

from collections.abc import Iterable

from cgk_codegen.markdown import code_span, escape_markdown
from cgk_codegen.plan.pages.snippets import TITLES
from cgk_codegen.resolve import Catalog
from cgk_codegen.site.events import EventPage
from cgk_codegen.site.tables import TableRow

_FENCE_LANGUAGES = {"typescript": "ts", "cli": "bash"}
"""Language of a snippet's fence, by the key of the snippet; the other snippets are Python."""


def llms_txt(catalog: Catalog, pages: Iterable[EventPage]) -> str:
    """Return the list of all events with links to their Markdown files."""
    description = _one_line(catalog.description or "Typed background jobs.")
    npm = f", npm package `{catalog.npm_package}`" if catalog.typescript else ""
    lines = [
        f"# {_one_line(catalog.site.title or catalog.name)}",
        "",
        f"> {description} Every payload carries `{catalog.tenant.field}`; handlers run in its context.",
        "",
        (
            f"Python package `{catalog.package}`{npm}, version {catalog.version}. "
            "Each page has the fields, an example and snippets of an event."
        ),
    ]
    category = None
    for page in pages:
        if page.category is not category:
            category = page.category
            lines += ["", f"## {_one_line(category.title)}", ""]
        note = " (deprecated)" if page.event.deprecated is not None else ""
        lines.append(f"- [{page.name}](events/{page.name}.md): {_one_line(page.event.description)}{note}")
    if catalog.schedules:
        lines += ["", "## Schedules", ""]
    for schedule in catalog.schedules.values():
        sends = f" sends [{schedule.event}](events/{schedule.event}.md)," if schedule.event else ""
        when = f"`{schedule.cron}` {_one_line(schedule.timezone)}"
        lines.append(f"- {schedule.name}:{sends} {when}: {_one_line(schedule.description)}")
    lines += ["", "## Optional", "", "- [AsyncAPI](asyncapi.json): the whole catalog as one document", ""]
    return "\n".join(lines)


def event_markdown(page: EventPage) -> str:
    """Return the page of an event as Markdown."""
    event = page.event
    facts = [
        f"Category {_one_line(page.category.title)}",
        f"payload `{event.payload_type}`",
        f"task id `{event.task_id}`",
    ]
    if event.owner is not None:
        facts.insert(1, f"owner {_one_line(event.owner)}")
    if event.result_type is not None:
        facts.append(f"result `{event.result_type}`")
    lines = [f"# {_one_line(event.wire_name)}", "", _one_line(event.description), "", ", ".join(facts) + "."]
    if event.deprecated is not None:
        lines += ["", f"Deprecated: {_one_line(event.deprecated.message)}."]
    lines += ["", "## Payload", "", *_table(page.rows)]
    lines += ["", "Other fields are accepted and kept."] if event.is_open else []
    if page.result_rows:
        lines += ["", "## Result", "", *_table(page.result_rows)]
    lines += ["", "## Retries", "", f"{event.retry.max_attempts} attempts; waits: {', '.join(page.waits) or 'none'}."]
    orders = {"tenant": "Waiting jobs of all tenants take turns.", "none": "Jobs start in the order of sending."}
    lines += ["", orders[event.fairness]] if event.fairness is not None else []
    lines += [""] if page.findings else []
    for violation, _ in page.findings:
        lines.append(
            f"- {violation.code}: {_one_line(violation.message)}; {_one_line(', '.join(violation.limits.values()))}"
        )
    if page.schedules:
        lines += ["", "## Schedules", ""]
    for schedule in page.schedules:
        lines.append(f"- `{schedule.name}`: `{schedule.cron}` {_one_line(schedule.timezone)}")
    for example in page.examples:
        lines += ["", "## Example", "", *_fenced("json", example)]
    for key, code in page.snippets.items():
        lines += ["", f"## {TITLES[key]}", "", *_fenced(_FENCE_LANGUAGES.get(key, "python"), code)]
    return "\n".join([*lines, "", f"JSON Schema: [{event.name}.schema.json]({event.name}.schema.json)", ""])


def _table(rows: Iterable[TableRow]) -> list[str]:
    """Return the lines of a field table in Markdown."""
    lines = ["| field | type | | description |", "|---|---|---|---|"]
    for row in rows:
        field = row.field
        notes = ["required" if field.required else "optional"]
        notes += ["nullable"] if field.nullable else []
        notes += ["personal data"] if field.sensitive else []
        notes += [f"{code_span(row.default)} on arrival"] if row.default else []
        notes += [f"deprecated: {_one_line(field.deprecated)}".rstrip(": ")] if field.deprecated is not None else []
        name = f"{'· ' * row.depth}{code_span(field.name)}" + (f" of {row.inside}" if row.inside else "")
        notes += map(_one_line, field.limits)
        cells = (name, _one_line(field.type), "; ".join(notes), _one_line(field.description))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _one_line(text: str) -> str:
    """Return text as one line of Markdown, with spaces instead of line breaks."""
    return escape_markdown(" ".join(text.split()))


def _fenced(language: str, code: str) -> list[str]:
    """Return the lines of a code block; its fence is longer than any fence in the code."""
    fence = "```"
    while fence in code:
        fence += "`"
    return [f"{fence}{language}", code.rstrip("\n"), fence]
