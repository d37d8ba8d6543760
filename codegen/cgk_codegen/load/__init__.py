"""The first step of the compiler: YAML text to trees of nodes, each with its place in the source."""

from cgk_codegen.load.documents import Document, load_documents
from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, Plain, ScalarNode, plain, span_at

__all__ = [
    "Document",
    "Entry",
    "ListNode",
    "MapNode",
    "Node",
    "Plain",
    "ScalarNode",
    "load_documents",
    "plain",
    "span_at",
]
