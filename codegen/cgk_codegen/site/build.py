"""Plan of the site: the text of every file by its path."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import jinja2

from cgk_codegen.check.ignored_findings import WHOLE_CATALOG
from cgk_codegen.json_text import compact_json
from cgk_codegen.markers import GENERATED
from cgk_codegen.plan.asyncapi.emit import emit_asyncapi
from cgk_codegen.plan.pages.snippets import TITLES
from cgk_codegen.plurals import pluralize
from cgk_codegen.resolve import Catalog
from cgk_codegen.site.assistants import event_markdown, llms_txt
from cgk_codegen.site.events import EventPage, event_pages
from cgk_codegen.site.handlers import NO_PLACES, ApplicationPlaces
from cgk_codegen.site.history import VersionStep, changes_by_event
from cgk_codegen.site.markup import breakable, fragment, highlighted, prose
from cgk_codegen.site.providers import duration_text, findings_by_subject, provider_rows
from cgk_codegen.site.schedules import schedule_rows
from cgk_codegen.site.types import TypePage, type_pages

SCRIPTS: Final = ("theme.js", "site.js", "next-runs.js", "schedules.js")
STYLES: Final = ("tokens.css", "site.css")
VENDORED: Final = "croner-11.0.1.umd.js"
_READABLE_LIGHTNESS: Final = ("min(l, .47)", "max(l, .71)")
"""Lightness of an accent whose text is readable in the light and in the dark theme; a test measures the contrast."""
_MEDIA_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png"}


def plan_site(
    catalog: Catalog,
    places: ApplicationPlaces = NO_PLACES,
    steps: tuple[VersionStep, ...] = (),
    logo: bytes = b"",
) -> dict[str, str]:
    """Return the text of every file by its path; the same input gives the same bytes.

    Args:
        catalog: The catalog.
        places: Where an application handles and sends jobs.
        steps: The changes of each version, the newest first.
        logo: The content of the logo's file, empty if there is none.
    """
    findings = findings_by_subject(catalog)
    pages = event_pages(catalog, places, findings, changes_by_event(steps))
    types = type_pages(catalog)
    owners = sorted({page.event.owner for page in pages if page.event.owner})
    environment = _environment()
    values: dict[str, Any] = {  # for all templates
        "catalog": catalog,
        "pluralize": pluralize,
        "duration": duration_text,
        "fragment": fragment,
        "title": catalog.site.title or catalog.name,
        "has_logo": bool(logo),
        "generated": GENERATED,
        "snippet_titles": {**TITLES, "schema": "JSON Schema"},
        "snippet_tabs": {"cli": "CLI", "schema": "Schema"},
        "handlers_known": places.is_known,
        "providers": provider_rows(catalog),
        "steps": steps,
        "types": types,
        "schedules": schedule_rows(catalog, places, findings),
        "event_counts": {name: len(catalog.events_of(name)) for name in catalog.categories},
    }

    def render(name: str, site_root: str = "", **page_values: object) -> str:
        """Return a page; `site_root` is the path from its folder to the site's top folder."""
        template = environment.get_template(f"{name}.html.jinja", globals=values)
        return template.render(site_root=site_root, **page_values) + "\n"

    files = {
        "index.html": render(
            "index",
            pages=pages,
            owners=owners,
            groups=[list(group) for _, group in groupby(pages, lambda page: page.category.name)],
            findings=findings.get(WHOLE_CATALOG, ()),
        ),
        "schedules.html": render("schedules"),
        "types.html": render("types"),
        "asyncapi.html": render("asyncapi", owners=owners),
        "llms.txt": llms_txt(catalog, pages),
        "assets/search.js": f"window.CGK_SEARCH={_search_index(pages, types, catalog)};\n",
        "assets/brand.css": _brand_styles(catalog, logo),
        **emit_asyncapi(catalog),
        **_assets(),
    }
    for page in pages:
        files[f"events/{page.name}.html"] = render("event", "../", page=page)
        files[f"events/{page.name}.md"] = event_markdown(page)
        files[f"events/{page.name}.schema.json"] = page.schema
    for name, type_page in types.items():
        files[f"types/{name}.html"] = render("type", "../", page=type_page)
    for step in steps:
        files[f"changes/{step.slug}.html"] = render("changes", "../", step=step)
    return dict(sorted(files.items()))


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cgk_codegen", "site/templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "breakable": breakable,
        "code": highlighted,
        "prose": prose,
        "href": fragment,
        "json": compact_json,
    }
    return environment


def _search_index(pages: Iterable[EventPage], types: Mapping[str, TypePage], catalog: Catalog) -> str:
    """Return the entries of the search: name, description, field names, other words, and address.

    The entries of events have no address: their name determines it.
    """
    entries = [
        [page.name, page.event.description, page.field_names, f"{page.category.title} {page.event.owner or ''}".strip()]
        for page in pages
    ]
    entries += [
        [name, shared.type.description, " ".join(row.field.name for row in shared.rows), "type", f"types/{name}.html"]
        for name, shared in types.items()
    ]
    for name, schedule in catalog.schedules.items():
        address = f"schedules.html#{fragment(name)}"
        entries.append([name, schedule.description, schedule.event or "", f"schedule {schedule.cron}", address])
    # "</" is escaped for tools that inline the script into a page, where "</script>" would end it.
    return "[\n" + ",\n".join(map(compact_json, entries)).replace("</", "<\\/") + "\n]"


def _brand_styles(catalog: Catalog, logo: bytes) -> str:
    """Return the stylesheet with the catalog's accent and logo."""
    lines = [f"/* {GENERATED}. */"]
    if catalog.site.accent:
        shades = [f"oklch(from {catalog.site.accent} {lightness} c h)" for lightness in _READABLE_LIGHTNESS]
        lines.append(f":root {{ --accent: light-dark({', '.join(shades)}); }}")
    if logo:
        media_type = _MEDIA_TYPES[Path(catalog.site.logo).suffix]
        lines.append(f'.logo {{ background-image: url("data:{media_type};base64,{b64encode(logo).decode()}"); }}')
    return "\n".join(lines) + "\n"


@cache
def _assets() -> dict[str, str]:
    folder = files("cgk_codegen") / "site" / "assets"
    assets = {f"assets/{name}": folder / name for name in (*STYLES, *SCRIPTS)}
    assets |= {f"assets/{name}": folder / "vendor" / name for name in (VENDORED, "LICENSE.croner.txt")}
    return {path: file.read_text(encoding="utf-8") for path, file in assets.items()}
