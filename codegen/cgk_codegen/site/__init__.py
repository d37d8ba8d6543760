"""The catalog as a static site: pages for people, Markdown for assistants."""

from cgk_codegen.site.build import SiteSources, plan_site

__all__ = ["SiteSources", "plan_site"]
