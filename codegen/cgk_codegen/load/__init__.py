"""First stage of the compiler: YAML text to trees of nodes that know their position in the source."""

from cgk_codegen.load.documents import Document, Sources, load_documents
from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, PlainData, ScalarNode, span_at, to_python

__all__ = [
    "Document",
    "Entry",
    "ListNode",
    "MapNode",
    "Node",
    "PlainData",
    "ScalarNode",
    "Sources",
    "load_documents",
    "span_at",
    "to_python",
]
