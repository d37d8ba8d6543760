"""The last step of the compiler: texts to files, only what changed, all or nothing."""

from cgk_codegen.publish.errors import OutputError
from cgk_codegen.publish.folder import PublishedFolder, Signatures
from cgk_codegen.publish.journal import is_interrupted
from cgk_codegen.publish.manifest import MANIFEST, Origin
from cgk_codegen.publish.publish import Changes, OutdatedError, compare, locked, publish

__all__ = [
    "MANIFEST",
    "Changes",
    "Origin",
    "OutdatedError",
    "OutputError",
    "PublishedFolder",
    "Signatures",
    "compare",
    "is_interrupted",
    "locked",
    "publish",
]
