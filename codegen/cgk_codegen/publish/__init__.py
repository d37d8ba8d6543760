"""Last step of the compiler: write the files that changed, all or none."""

from cgk_codegen.publish.errors import OutputError
from cgk_codegen.publish.journal import is_interrupted
from cgk_codegen.publish.manifest import MANIFEST, Provenance
from cgk_codegen.publish.publish import Changes, compare, locked, publish

__all__ = [
    "MANIFEST",
    "Changes",
    "OutputError",
    "Provenance",
    "compare",
    "is_interrupted",
    "locked",
    "publish",
]
