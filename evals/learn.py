"""Learn the weights of ``assistant/learned`` from our own sentences: ``make learn``, about ten minutes on two cores.

``messages.tsv`` has a tone, an ask and a message a line; ``clauses.txt`` has messages cut into clauses, a label and a
clause a line, with an empty line between messages; the plain sentences are those that the patterns must find, and must
not. Learns from nine tenths of the messages, prints for each trait how much of the last tenth is heard right, and
writes ``classifier.onnx``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from assistant.learned.classifier import CLASSIFIER, FOLDER, TRAITS, Trait, inside
from assistant.patterns import Pattern, find
from assistant.screening.screen import phrases
from assistant.spelling import respell
from assistant.text import clauses, normalise
from assistant.understanding.acts import acts
from assistant.understanding.telling import patterns
from knowledge.embeddings import DIMENSIONS, LAYERS, MAX_TOKENS, minilm

MESSAGES, CLAUSES = FOLDER / "messages.tsv", FOLDER / "clauses.txt"
LEFT_OUT = 10
"""One message in so many is left out of the lesson, to measure by."""
EPOCHS, BATCH, RATE, HEADS_RATE = 6, 32, 2e-4, 2e-3
WIDTH, ATTENTION_HEADS = DIMENSIONS, 12
"""Those of MiniLM's own layers."""
HEARD = WIDTH * len(LAYERS)


class Lesson(NamedTuple):
    """A message, and what is to be heard in it: for each trait, labels and the stretches that bear them."""

    text: str
    labels: dict[Trait, list[tuple[str, tuple[int, int]]]]


def main() -> None:
    """Learn from nine tenths, measure on the last, write."""
    everything = lessons()
    labels = names(everything)
    net = learn([lesson for lesson in everything if not _left_out(lesson.text)], labels)
    measure(net, [lesson for lesson in everything if _left_out(lesson.text)], labels)
    write(net, {"checksum": checksum(), "labels": labels})


def _left_out(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % LEFT_OUT == 0


def checksum() -> str:
    """Of the sentences; the weights carry it, so that a test can tell when they no longer fit."""
    return hashlib.sha256(MESSAGES.read_bytes() + CLAUSES.read_bytes()).hexdigest()


# -------------------- lessons

_PLAIN = {
    ("kind", "abuse_by_ex"): "ex_hurt_user",
    ("kind", "abuse_by_user"): "user_hurt_ex",
    ("kind", "pursuit_by_user"): "user_pursues",
    ("kind", "block_workaround"): "around_block",
    ("kind", "pursuit_by_ex"): "ex_pursues",
    ("kind", "deception"): "deceives",
    ("kind", "despair"): "despair",
    ("kind", "asked_to_stop"): "asked_to_stop",
    ("kind", "legal_bar"): "legal_bar",
    ("kind", "suicide"): "risk_user",
    ("kind", "self_harm"): "self_harm",
    ("kind", "suicide_other"): "risk_other",
    ("what", "blocked"): "ex_cut_off",
    ("what", "asked_space"): "asked_space",
    ("what", "drunk"): "drunk",
    ("why", "partner"): "ex_taken",
    ("why", "married"): "ex_taken",
    ("why", "ill"): "ex_away",
    ("why", "moved"): "ex_away",
    ("acceptance", "yes"): "accepted",
    ("acceptance", "no"): "not_accepted",
    ("wish", "yes"): "wants_back",
    ("wish", "no"): "wants_no_more",
    ("wish", "unsure"): "wants_no_more",
    ("ended_by", "ex"): "ex_ended",
    ("ended_by", "user"): "user_ended",
    ("ended_by", "mutual"): "both_ended",
}
"""What the patterns find, as labels of clauses."""


def lessons() -> list[Lesson]:
    """Every message there is to learn from."""
    return [*_messages(), *_clauses(), *_plain()]


def names(taught: Sequence[Lesson]) -> dict[Trait, list[str]]:
    """The labels of each trait, in order."""
    return {
        trait: sorted({label for lesson in taught for label, _ in lesson.labels.get(trait, ())}) for trait in TRAITS
    }


def _messages() -> Iterator[Lesson]:
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            whole = (0, len(row["text"]))
            yield Lesson(row["text"], {"ask": [(row["ask"], whole)], "tone": [(row["tone"], whole)]})


def _clauses() -> Iterator[Lesson]:
    """The labelled clauses of each message, which is put together from them."""
    for block in CLAUSES.read_text("utf-8").strip().split("\n\n"):
        message, told = "", []
        for line in block.splitlines():
            label, _, text = line.partition("\t")
            message += " " if message else ""
            told.append((label, (len(message), len(message) + len(text))))
            message += text
        yield Lesson(message, {"told": told})


def _plain() -> Iterator[Lesson]:
    """What the patterns must find, with its label, and as ``none`` what none of them may; each once."""
    every, seen = (*phrases(), *patterns()), set()
    for pattern in every:
        for sentence in pattern.finds:
            if sentence not in seen and (label := _label(pattern)):
                seen.add(sentence)
                yield Lesson(sentence, {"told": [(label, (0, len(sentence)))]})
    for sentence in dict.fromkeys(sentence for pattern in every for sentence in pattern.ignores):
        text = respell(normalise(sentence)).text
        parts = clauses(text)
        acted = any(act.mood == "told" for act in acts(parts))
        if sentence not in seen and not acted and not any(find(every, text, parts)):
            yield Lesson(sentence, {"told": [("none", (0, len(sentence)))]})


def _label(pattern: Pattern) -> str | None:
    fact = pattern.fact or {}
    if fact.get("against") == "ex":
        return "silent" if fact["what"] in ("blocked", "asked_to_stop") else _PLAIN.get(("kind", str(pattern.kind)))
    named = [("kind", str(pattern.kind)), *fact.items(), (fact.get("kind"), fact.get("level"))]
    return next((_PLAIN[key] for key in named if key in _PLAIN), None)  # type: ignore[index]


# -------------------- learning


def network(labels: dict[Trait, list[str]]) -> Any:
    """One more transformer layer over MiniLM's states; each trait weighs every token, and scores labels.

    To begin with it takes the last of MiniLM's layers as it is, and hardly anything of the others.
    """
    import torch
    from torch import nn

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.mix = nn.Linear(HEARD, WIDTH)
            with torch.no_grad():
                self.mix.weight.normal_(0, 0.01)[:, -WIDTH:].copy_(torch.eye(WIDTH))
                self.mix.bias.zero_()
            self.spare = nn.Dropout(0.1)
            self.layer = nn.TransformerEncoderLayer(
                WIDTH, ATTENTION_HEADS, 4 * WIDTH, dropout=0.15, activation="gelu", batch_first=True
            )
            self.heads = nn.ModuleDict({trait: nn.Linear(WIDTH, 1 + len(labels[trait])) for trait in TRAITS})
            for head in self.heads.values():
                nn.init.zeros_(head.weight)  # every token weighs the same to begin with

        def forward(self, states: Any, padding: Any = None) -> tuple[Any, ...]:
            hidden = self.layer(self.mix(self.spare(states)), src_key_padding_mask=padding)
            return tuple(self.heads[trait](hidden) for trait in TRAITS)

    return Network()


def learn(taught: Sequence[Lesson], labels: dict[Trait, list[str]]) -> Any:
    """Train a network; the same lessons give the same network on one machine."""
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(0)
    order = random.Random(0)
    net = network(labels)
    body, heads = [*net.mix.parameters(), *net.layer.parameters()], list(net.heads.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": HEADS_RATE}], weight_decay=0.02
    )
    batches = -(-len(taught) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [RATE, HEADS_RATE],
        total_steps=EPOCHS * batches,
        pct_start=0.06,
        anneal_strategy="linear",
        cycle_momentum=False,
    )
    heard = [(states.astype(np.float16), offsets) for states, offsets in (minilm().states(one.text) for one in taught)]
    for epoch in range(EPOCHS):
        net.train()
        total = 0.0
        for batch in _batches([len(states) for states, _ in heard], order):
            loss = 0
            scores = net(*_padded([heard[at][0] for at in batch]))
            for trait, of_trait in zip(TRAITS, scores, strict=True):
                rows, right = [], []
                for row, at in zip(of_trait, batch, strict=True):
                    if stretches := taught[at].labels.get(trait):
                        within = torch.from_numpy(inside(heard[at][1], [span for _, span in stretches]))
                        rows.append(_pooled(row[: within.shape[1]], within))
                        right += [labels[trait].index(label) for label, _ in stretches]
                if rows:
                    weight = 1.0 if trait == "told" else 0.5
                    loss += weight * cross_entropy(torch.cat(rows), torch.tensor(right), label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / batches:.3f}", flush=True)
    return net.eval()


def _batches(lengths: Sequence[int], order: random.Random) -> list[list[int]]:
    """Messages of about the same length together, in an order that differs from epoch to epoch."""
    shuffled = list(range(len(lengths)))
    order.shuffle(shuffled)
    pools = [shuffled[at : at + 20 * BATCH] for at in range(0, len(shuffled), 20 * BATCH)]
    ordered = [at for pool in pools for at in sorted(pool, key=lengths.__getitem__)]
    batches = [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]
    order.shuffle(batches)
    return batches


def _padded(states: Sequence[Any]) -> tuple[Any, Any]:
    import torch

    longest = max(map(len, states))
    padded = np.zeros((len(states), longest, HEARD), dtype=np.float32)
    padding = np.ones((len(states), longest), dtype=bool)
    for row, state in enumerate(states):
        padded[row, : len(state)] = state
        padding[row, : len(state)] = False
    return torch.from_numpy(padded), torch.from_numpy(padding)


def _pooled(scores: Any, within: Any) -> Any:
    """The scores of each stretch: those of its tokens, weighed by the first column, as ``classifier.pooled`` does."""
    import torch

    return torch.softmax(scores[:, 0] + (within - 1) * 1e4, dim=-1) @ scores[:, 1:]


# -------------------- measuring and writing


def measure(net: Any, out: Sequence[Lesson], labels: dict[Trait, list[str]]) -> None:
    """Print how much of the lessons left out is heard right."""
    import torch
    from sklearn.metrics import classification_report

    heard: dict[Trait, list[str]] = {trait: [] for trait in TRAITS}
    right: dict[Trait, list[str]] = {trait: [] for trait in TRAITS}
    with torch.no_grad():
        for lesson in out:
            states, offsets = minilm().states(lesson.text)
            for trait, scores in zip(TRAITS, net(torch.from_numpy(states)[None]), strict=True):
                if stretches := lesson.labels.get(trait):
                    within = torch.from_numpy(inside(offsets, [span for _, span in stretches]))
                    heard[trait] += [labels[trait][best] for best in _pooled(scores[0], within).argmax(dim=1)]
                    right[trait] += [label for label, _ in stretches]
    for trait in TRAITS:
        print(trait, classification_report(right[trait], heard[trait], digits=2), sep="\n")


def write(net: Any, carried: dict[str, Any]) -> None:
    """Write the network with eight-bit weights, and what it carries, to ``classifier.onnx``."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    torch.backends.mha.set_fastpath_enabled(False)  # it has no form in ONNX
    with TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            net,
            (torch.zeros(1, 9, HEARD),),
            str(full),
            input_names=["states"],
            output_names=list(TRAITS),
            dynamic_shapes={"states": {1: torch.export.Dim("tokens", min=2, max=MAX_TOKENS)}},
            dynamo=True,
        )
        quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8)
        model = onnx.load(str(small))
    onnx.helper.set_model_props(model, {name: json.dumps(value) for name, value in carried.items()})
    onnx.save(model, str(CLASSIFIER))


if __name__ == "__main__":
    main()
