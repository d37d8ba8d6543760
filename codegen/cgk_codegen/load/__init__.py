"""The first step of the compiler: YAML text to trees of nodes, each with its place in the source."""

from cgk_codegen.load.documents import NO_TEXTS, Document, Sources, load_documents
from cgk_codegen.load.lost import without_consequences
from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, Plain, ScalarNode, key_span_at, plain, span_at

__all__ = [
    "NO_TEXTS",
    "Document",
    "Entry",
    "ListNode",
    "MapNode",
    "Node",
    "Plain",
    "ScalarNode",
    "Sources",
    "key_span_at",
    "load_documents",
    "plain",
    "span_at",
    "without_consequences",
]
