"""The catalog as a static site: pages for people, Markdown for assistants."""

from cgk_codegen.site.build import plan_site

__all__ = ["plan_site"]
