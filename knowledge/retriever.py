"""Hybrid retrieval: dense and BM25 rankings fused by reciprocal rank, over open passages only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from knowledge.embeddings import Embedding
from knowledge.index import Index, entries, is_open
from knowledge.playbook import GuardName, Passage, Playbook

POOL = 80
"""How many entries each ranking contributes."""
RRF = 2
"""The constant of reciprocal rank fusion; small, because the best few ranks are what matters here."""
DENSE, WORDS = 2.0, 1.0
"""The weights of the two rankings."""


class Evidence(BaseModel):
    """A passage that was found, and how well it fits."""

    model_config = ConfigDict(frozen=True)

    passage: Passage
    score: float
    """Fused rank score, comparable within one query."""
    similarity: float
    """Cosine of the query and the passage's nearest text, 0 where only words matched."""


@dataclass(frozen=True)
class Allowed:
    """What may be read: the open steps, and the guards that are not open."""

    steps: Collection[int]
    closed: Collection[GuardName] = ()

    def __contains__(self, passage: Passage) -> bool:
        """Whether ``passage`` may be shown."""
        return is_open(passage, self.steps, self.closed)


class Retriever:
    """Finds passages for a message."""

    def __init__(self, playbook: Playbook, index: Index, embedding: Embedding) -> None:
        """Prepare the word index; the dense one is ``index``."""
        self._playbook = playbook
        self._index = index
        self._embedding = embedding
        self._rows = entries(playbook)
        self._masks: dict[tuple[frozenset[int], frozenset[str]], NDArray[np.float32]] = {}
        self._words = bm25s.BM25()
        self._words.index(bm25s.tokenize([row.text for row in self._rows], show_progress=False), show_progress=False)

    def retrieve(self, query: str, allowed: Allowed, k: int = 6, draw: Iterable[str] = ()) -> tuple[Evidence, ...]:
        """Return every allowed passage named by ``draw`` (ids, rules or sections), then the ``k`` best others.

        An empty query finds nothing but ``draw``, in the playbook's order.
        """
        wanted = set(draw)
        first = [p for p in self._playbook if (wanted & {p.id, p.rule, p.section}) and p in allowed]
        vector = self._embedding([query])[0] if query.strip() else None
        if vector is None:
            return tuple(Evidence(passage=passage, score=0.0, similarity=0.0) for passage in first)
        similarity: dict[str, float] = {}
        for id_, cosine in self._index.query(vector, allowed.steps, allowed.closed, POOL):
            similarity.setdefault(id_.partition("#")[0], cosine)
        scores: dict[str, float] = {}
        for weight, ranking in ((DENSE, list(similarity)), (WORDS, self._by_words(query, allowed))):
            for rank, passage_id in enumerate(ranking):
                scores[passage_id] = scores.get(passage_id, 0.0) + weight / (RRF + rank)
        order = sorted(scores, key=lambda id_: (-scores[id_], id_))
        ranked = [passage for id_ in order if (passage := self._playbook.get(id_)) and passage in allowed]
        place = {passage.id: number for number, passage in enumerate(ranked)}
        first.sort(key=lambda passage: place.get(passage.id, len(ranked)))
        chosen = [*first, *[passage for passage in ranked if passage not in first][:k]]
        return tuple(
            Evidence(passage=p, score=scores.get(p.id, 0.0), similarity=similarity.get(p.id, 0.0)) for p in chosen
        )

    def _by_words(self, query: str, allowed: Allowed) -> list[str]:
        """Passage ids by BM25, best first; entries that may not be read weigh nothing."""
        (tokens,) = bm25s.tokenize([query], return_ids=False, show_progress=False)
        known = [token for token in tokens if token in self._words.vocab_dict]
        if not known:
            return []
        weights = self._words.get_scores(known, weight_mask=self._mask(allowed))
        best = np.argsort(-weights, kind="stable")[:POOL]
        return list(dict.fromkeys(self._rows[at].passage.id for at in best if weights[at] > 0))

    def _mask(self, allowed: Allowed) -> NDArray[np.float32]:
        """One weight an entry: 1 where it may be read. There are few sets of open steps, so each is kept."""
        key = (frozenset(allowed.steps), frozenset(allowed.closed))
        if key not in self._masks:
            self._masks[key] = np.array([row.passage in allowed for row in self._rows], dtype=np.float32)
        return self._masks[key]
