"""Import of foreign catalogs: JSON Schema, AsyncAPI, OpenAPI, TypeScript, zod and pydantic become an events.yaml."""

from cgk_codegen.importers.importing import FORMATS, Import, import_source
from cgk_codegen.importers.model import ImportFailed

__all__ = ["FORMATS", "Import", "ImportFailed", "import_source"]
