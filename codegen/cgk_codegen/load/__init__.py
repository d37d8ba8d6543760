"""First stage of the compiler: YAML text to trees of nodes that know their position in the source."""

from cgk_codegen.load.documents import NO_OVERLAYS, Document, Sources, load_documents
from cgk_codegen.load.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Plain,
    ScalarNode,
    key_span_at,
    node_at,
    plain,
    span_at,
)
from cgk_codegen.load.scalars import boolean_of

__all__ = [
    "NO_OVERLAYS",
    "Document",
    "Entry",
    "ListNode",
    "MapNode",
    "Node",
    "Plain",
    "ScalarNode",
    "Sources",
    "boolean_of",
    "key_span_at",
    "load_documents",
    "node_at",
    "plain",
    "span_at",
]
