"""Protocol of the schema reader, for the steps that it calls and that call it back."""

from __future__ import annotations

from typing import Protocol

from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Converted, Field, Json, Schema, Written


class Reader(Protocol):
    """Reader of the schemas of one source."""

    documents: Documents
    losses: Losses
    opens: bool

    def type(self, schema: Json, what: str) -> Converted:
        """Return the type of a schema."""
        ...

    def inner(self, schema: Json, what: str) -> Written:
        """Return the type of a value without a name."""
        ...

    def field(self, name: str, schema: Json, required: bool, what: str, owner: Schema) -> Field:
        """Return a field of an object."""
        ...

    def merged(self, schema: Schema, what: str) -> Schema:
        """Return a schema without references and `allOf` at its top."""
        ...

    def followed(self, schema: Json) -> Json:
        """Return a schema with its references and `allOf` merged, and report nothing."""
        ...
