"""A model with its convolutions multiplied out says what the quantized one says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from vox.speech.float_convolutions import float_convolutions


def quantized(*, bias: bool, end: str = "Mul") -> onnx.ModelProto:
    """y = conv(x), as ONNX Runtime's dynamic quantizer writes it. x: (1, 3, n)."""
    random = np.random.default_rng(5)
    weights = {
        "weight": random.integers(0, 256, (4, 3, 5), np.uint8),
        "weight_zero": np.uint8(121),
        "weight_scale": np.float32(0.02),
        "bias": random.normal(size=4).astype(np.float32),
        "shape": np.array([1, 4, 1]),
    }
    total = ["summed"] if bias else ["whole"]
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["eight", "x_scale", "x_zero"]),
        helper.make_node("ConvInteger", ["eight", "weight", "x_zero", "weight_zero"], ["whole"], "conv", pads=[2, 2]),
        helper.make_node("Mul", ["x_scale", "weight_scale"], ["scale"]),
        helper.make_node("Cast", total, ["floats"], to=TensorProto.FLOAT),
        helper.make_node(end, ["floats", "scale"], ["y"]),
    ]
    if bias:
        nodes[3:3] = [
            helper.make_node("Div", ["bias", "scale"], ["divided"]),
            helper.make_node("Floor", ["divided"], ["rounded"]),
            helper.make_node("Cast", ["rounded"], ["integers"], to=TensorProto.INT32),
            helper.make_node("Reshape", ["integers", "shape"], ["shaped"]),
            helper.make_node("Add", ["whole", "shaped"], ["summed"]),
        ]
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, "n"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items() if bias or name != "bias"],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def run(model: bytes, x: np.ndarray) -> np.ndarray:
    return np.asarray(onnxruntime.InferenceSession(model).run(None, {"x": x})[0])


@pytest.mark.parametrize("bias", [True, False])
def test_the_same_but_for_the_rounding(tmp_path: Path, bias: bool) -> None:
    file = tmp_path / "model.onnx"
    onnx.save(quantized(bias=bias), file)
    x = np.random.default_rng(6).normal(size=(1, 3, 50)).astype(np.float32)
    floats = float_convolutions(file)
    kinds = [node.op_type for node in onnx.load_from_string(floats).graph.node]
    assert kinds == ["Conv"]
    assert np.abs(run(floats, x) - run(file.read_bytes(), x)).max() < 0.15
    assert np.abs(run(floats, x)).max() > 1


def test_a_model_without_them_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    onnx.save(onnx.load_from_string(_floats(tmp_path)), file)
    assert float_convolutions(file) == file.read_bytes()


def test_another_surrounding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    onnx.save(quantized(bias=True, end="Div"), file)
    with pytest.raises(ValueError, match="Cast, Div"):
        float_convolutions(file)


def test_what_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"no model")
    with pytest.raises(ValueError, match="no ONNX model"):
        float_convolutions(file)
    with pytest.raises(OSError, match="nowhere"):
        float_convolutions(tmp_path / "nowhere.onnx")


@pytest.mark.models
def test_no_slow_convolution_is_left_in_the_voice(models: Path) -> None:
    graph = onnx.load_from_string(float_convolutions(models / "kokoro" / "model.onnx")).graph
    kinds = {node.op_type for node in graph.node}
    assert "Conv" in kinds and "ConvInteger" not in kinds


def _floats(folder: Path) -> bytes:
    file = folder / "quantized.onnx"
    onnx.save(quantized(bias=False), file)
    return float_convolutions(file)
