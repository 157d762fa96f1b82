"""A quantized ONNX model whose convolutions are floats again.

ONNX Runtime has no fast kernel for ConvInteger on x86-64: it took 97 % of the voice's time. Multiplied out, the same
weights go through the ordinary Conv, three to four times faster, for 170 MB more memory; and what flows between the
layers is no longer rounded to eight bits.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, numpy_helper


def float_convolutions(file: Path) -> bytes:
    """The model of `file`, each DynamicQuantizeLinear → ConvInteger (→ Add bias) → Cast → Mul made one Conv.

    The rest, and models without ConvInteger, stay as they are. Raises OSError, and ValueError for what is no model
    or has a ConvInteger in another surrounding than the quantizer of ONNX Runtime makes.
    """
    try:
        model = onnx.load(file)
    except Exception as error:
        # protobuf's own exceptions have no common base but Exception.
        if isinstance(error, OSError):
            raise
        raise ValueError(f"no ONNX model: {error}") from error
    _Graph(model.graph).multiply_out()
    return bytes(model.SerializeToString())


class _Graph:
    """A graph, and who makes and who uses each value of it."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._weights = {weight.name: weight for weight in graph.initializer}
        self._maker = {output: node for node in graph.node for output in node.output}
        self._users: dict[str, list[NodeProto]] = {}
        for node in graph.node:
            for name in node.input:
                self._users.setdefault(name, []).append(node)

    def multiply_out(self) -> None:
        """Every ConvInteger and its surrounding becomes a Conv; what nothing uses any more goes."""
        integers = [node for node in self._graph.node if node.op_type == "ConvInteger"]
        # In place of what each chain ended in: its inputs are all made by then, and its output keeps its name.
        ends = {id(self._end(node)): self._conv(node) for node in integers}
        nodes = [ends.get(id(node), node) for node in self._graph.node]
        kept = _alive(nodes, {output.name for output in self._graph.output})
        used = {name for node in kept for name in node.input}
        del self._graph.node[:]
        self._graph.node.extend(kept)
        for at in reversed(range(len(self._graph.initializer))):
            if self._graph.initializer[at].name not in used:
                del self._graph.initializer[at]

    def _conv(self, node: NodeProto) -> NodeProto:
        """The Conv that does what a ConvInteger and its surrounding did."""
        sound, weight, _, weight_zero = node.input
        quantizer = self._made_by(sound, "DynamicQuantizeLinear")
        end = self._end(node)
        scale = self._made_by(next(name for name in end.input if self._maker[name].op_type != "Cast"), "Mul")
        weight_scale = next(name for name in scale.input if name in self._weights)
        inputs = [quantizer.input[0], self._float(weight, weight_zero, weight_scale), *self._bias(node)]
        conv = NodeProto(op_type="Conv", input=inputs, output=end.output, name=f"{node.name}_float")
        conv.attribute.extend(node.attribute)
        return conv

    def _end(self, node: NodeProto) -> NodeProto:
        """The Mul that gives a ConvInteger's result its scale."""
        after = self._only_user(node)
        if after.op_type == "Add":
            after = self._only_user(after)
        end = self._only_user(after)
        if (after.op_type, end.op_type) != ("Cast", "Mul"):
            raise ValueError(f"{node.name}: Cast, Mul expected after it, not {after.op_type}, {end.op_type}")
        return end

    def _bias(self, node: NodeProto) -> list[str]:
        """The bias in floats, [] if there is none: it was divided by the scale, rounded and shaped for the sum."""
        add = self._only_user(node)
        if add.op_type != "Add":
            return []
        name = next(name for name in add.input if name not in node.output)
        for kind in ("Reshape", "Cast", "Floor", "Div"):
            name = self._made_by(name, kind).input[0]
        return [name]

    def _float(self, weight: str, zero: str, scale: str) -> str:
        """The weight in floats, under a name of its own; the eight bits of it are given up."""
        name = f"{weight}_float"
        if name not in self._weights:
            values = numpy_helper.to_array(self._weights[weight]).astype(np.float32)
            values -= numpy_helper.to_array(self._weights[zero]).astype(np.float32)
            values *= numpy_helper.to_array(self._weights[scale])
            self._graph.initializer.append(numpy_helper.from_array(values, name))
            self._weights[name] = self._graph.initializer[-1]
        return name

    def _made_by(self, name: str, kind: str) -> NodeProto:
        maker: NodeProto | None = self._maker.get(name)
        if maker is None or maker.op_type != kind:
            raise ValueError(f"{name}: made by {maker.op_type if maker else 'nothing'}, not by {kind}")
        return maker

    def _only_user(self, node: NodeProto) -> NodeProto:
        users = self._users.get(node.output[0], [])
        if len(users) != 1:
            raise ValueError(f"{node.name}: one use of its result expected, not {len(users)}")
        return users[0]


def _alive(nodes: list[NodeProto], wanted: set[str]) -> list[NodeProto]:
    """The nodes that something of `wanted` depends on, in their order."""
    kept: list[NodeProto] = []
    wanted = set(wanted)
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            kept.append(node)
    return kept[::-1]
