# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Brand context: Documents about the brand, which writing assistants use."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Number, Omittable
from pydantic import Field


class BrandDocumentProcessPayload(EventPayload[Literal["brandContext.processDocument"], Any], frozen=True):
    """`brandContext.processDocument`: Read a document about the brand and split it for search.

    Example::

        await send_job("brandContext.processDocument", {
            "tenantId": "rawdog",
            "documentId": "document_3",
            "documentType": "pdf",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    document_id: str
    """The brand document's id."""

    document_type: Literal["pdf", "url", "text"]
    """The kind of document."""


class BrandEmbeddingsRefreshPayload(EventPayload[Literal["brandContext.refreshEmbeddings"], Any], frozen=True):
    """`brandContext.refreshEmbeddings`: Recompute the search vectors of brand documents.

    Example::

        await send_job("brandContext.refreshEmbeddings", {
            "tenantId": "rawdog",
            "documentId": "document_3",
            "chunkLimit": 500,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    document_id: Omittable[str | None] = None
    """The brand document's id; all documents if absent."""

    chunk_limit: Omittable[Number | None] = None
    """Largest number of pieces to compute."""


class BrandContextCleanupPayload(EventPayload[Literal["brandContext.cleanup"], Any], frozen=True):
    """`brandContext.cleanup`: Delete left-over pieces of brand documents.

    Example::

        await send_job("brandContext.cleanup", {
            "tenantId": "rawdog",
            "maxAgeHours": 24,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    max_age_hours: Omittable[Number | None] = None
    """Only pieces older than this many hours."""
