"""What the compiler remembers between runs, so that it does again only what has changed.

All of it is below `.cgk-codegen-cache/` beside the catalog, may be deleted at any time, and is never needed.
"""
