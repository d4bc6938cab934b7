"""A transformer as files that onnxruntime runs: mean pooling and unit length in the graph, weights of 8 bits.

Knows torch and ONNX, and nothing of how the encoder was trained.
"""

import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from retriever.embedder import ENCODER, MATCH, MIDDLE

OPSET = 18


class Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not there for everybody who checks types
    """An encoder whose output is one unit vector for each text: the mean over its tokens."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Encode [texts, tokens] into [texts, dimensions]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
        return torch.nn.functional.normalize(pooled, dim=-1)


def export(model: Pooled, folder: Path) -> None:
    """Write `encoder.onnx`, quantised channel by channel (one scale a matrix loses points), and `match.onnx`."""
    with tempfile.TemporaryDirectory() as work:
        whole, ready = Path(work) / "whole.onnx", Path(work) / "ready.onnx"
        _trace(model.eval(), whole)
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(str(ready), str(folder / ENCODER), weight_type=QuantType.QInt8, per_channel=True)
    onnx.save(_match(), str(folder / MATCH))


def _trace(model: Pooled, path: Path) -> None:
    example = (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64))
    axes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter, about itself
        torch.onnx.export(
            model,
            example,
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _match() -> onnx.ModelProto:
    """Return the graph that multiplies vectors, [documents, dimensions], by queries, [dimensions, queries]."""
    uint8, int8, int32 = onnx.TensorProto.UINT8, onnx.TensorProto.INT8, onnx.TensorProto.INT32
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMulInteger", ["vectors", "queries", "middle"], ["products"])],
        "match",
        [
            onnx.helper.make_tensor_value_info("vectors", uint8, ["documents", "dimensions"]),
            onnx.helper.make_tensor_value_info("queries", int8, ["dimensions", "queries"]),
        ],
        [onnx.helper.make_tensor_value_info("products", int32, ["documents", "queries"])],
        [onnx.helper.make_tensor("middle", uint8, [], [MIDDLE])],
    )
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=9)
