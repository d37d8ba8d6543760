"""The first step of the compiler: YAML text to a tree of nodes, each with its place in the source."""

from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, Plain, ScalarNode, plain
from cgk_codegen.load.yaml import load

__all__ = ["Entry", "ListNode", "MapNode", "Node", "Plain", "ScalarNode", "load", "plain"]
