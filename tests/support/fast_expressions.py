"""moto's walk over the nodes of an update expression, without asking abstract classes at every step."""

from typing import Any

from moto.dynamodb.parsing.ast_nodes import Node  # type: ignore[attr-defined]


def traverse(self: Any, node: Any, child_id: int = -1) -> Any:
    """As moto's, but for each kind of node the processor is looked up once."""
    kind = _processor_of(type(self), type(node), self.nodes_to_be_processed)
    if kind is None:
        return node
    parent = node.parent
    for number, child in enumerate(node.children or ()):
        self.pre_processing_of_child(node, number)
        traverse(self, child, number)
    if kind is not _NO_PROCESSOR:
        node = self._processing_map()[kind](node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


_NO_PROCESSOR = object()
_processors: dict[tuple[type, type], Any] = {}


def _processor_of(traverser: type, kind: type, processed: Any) -> Any:
    """None for what is no node, `_NO_PROCESSOR` for a node that only its children are looked at."""
    if (traverser, kind) not in _processors:
        found = next((known for known in processed() if issubclass(kind, known)), _NO_PROCESSOR)
        _processors[traverser, kind] = found if issubclass(kind, Node) else None
    return _processors[traverser, kind]
