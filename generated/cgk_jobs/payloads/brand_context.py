# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Brand context: Documents about the brand, which writing assistants use."""

from __future__ import annotations

from typing import Literal

from typing_extensions import NotRequired, TypedDict


class BrandDocumentProcessDict(TypedDict, closed=True):
    """`brandContext.processDocument`: Read a document about the brand and split it for search.

    Example::

        await send_job("brandContext.processDocument", {
            "tenantId": "rawdog",
            "documentId": "document_3",
            "documentType": "pdf",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    documentId: str
    """The brand document's id."""
    documentType: Literal["pdf", "url", "text"]
    """The kind of document."""


class BrandEmbeddingsRefreshDict(TypedDict, closed=True):
    """`brandContext.refreshEmbeddings`: Recompute the search vectors of brand documents.

    Example::

        await send_job("brandContext.refreshEmbeddings", {
            "tenantId": "rawdog",
            "documentId": "document_3",
            "chunkLimit": 500,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    documentId: NotRequired[str]
    """The brand document's id; all documents if absent."""
    chunkLimit: NotRequired[int | float]
    """Largest number of pieces to compute."""


class BrandContextCleanupDict(TypedDict, closed=True):
    """`brandContext.cleanup`: Delete left-over pieces of brand documents.

    Example::

        await send_job("brandContext.cleanup", {
            "tenantId": "rawdog",
            "maxAgeHours": 24,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    maxAgeHours: NotRequired[int | float]
    """Only pieces older than this many hours."""
