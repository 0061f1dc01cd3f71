"""The encoder reads sentences side by side as it reads them alone, and learns what it is taught."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from mailservice.understanding.encoder import (
    HEADS,
    TOLD,
    Encoder,
    Layer,
    Network,
    Text,
    batch_of,
    in_eight_bits,
    load_encoder,
    load_sharing,
    own_rows,
    store_encoder,
    store_sharing,
    undescribed,
    without_descriptions,
)
from mailservice.understanding.encoder_learning import Heard, backward, heard_alone, move, teach
from mailservice.understanding.learning import Floats
from mailservice.understanding.pieces import BEGIN, END, PAD, UNKNOWN, Pieces

WIDTH, WITHIN = 2 * HEADS, 32
PIECES = Pieces(
    (BEGIN, PAD, END, UNKNOWN, "▁", "▁jag", "▁kommer", "▁inte", "kom", "mer", "a", "n"),
    (0.0, 0.0, 0.0, 0.0, -3.0, -1.0, -2.0, -2.0, -3.0, -3.0, -4.0, -4.0),
    {"ﬁ": "fi", "\u00a0": " "},
)


def small(layers: int = 2, dtype: type = np.float32) -> Encoder:
    random = np.random.default_rng(7)

    def some(*shape: int) -> Floats:
        numbers: Floats = (random.standard_normal(shape) * 0.3).astype(dtype)
        return numbers

    def one() -> Layer:
        return Layer(
            some(WIDTH, 3 * WIDTH), some(3 * WIDTH), some(WIDTH, WIDTH), some(WIDTH),
            1 + some(WIDTH), some(WIDTH), some(WIDTH, WITHIN), some(WITHIN), some(WITHIN, WIDTH), some(WIDTH),
            1 + some(WIDTH), some(WIDTH),
        )  # fmt: skip

    words, unit = in_eight_bits(some(len(PIECES.names), WIDTH))
    network = Network(
        some(64, WIDTH), 1 + some(WIDTH), some(WIDTH), [one() for _ in range(layers)],
        some(WIDTH, 3), some(3), some(WIDTH, 2), some(2),
    )  # fmt: skip
    return Encoder(("come", "stay", "ask"), PIECES, words, unit, network, "nothing")


def heard(pieces: list[int], *wanted: int, own: int | None = None, things: tuple[int, ...] = ()) -> Heard:
    """A lesson; of its things the first is to be taken, and nothing is known of giving it up."""
    return Heard(
        Text(pieces, len(pieces) if own is None else own, things),
        np.array(wanted, dtype=np.float32),
        np.array([1, 1, 0.5], dtype=np.float32),
        np.array([[at == 0, 0] for at in range(len(things))], dtype=np.float32).reshape(-1, 2),
        np.array([[1, at] for at in range(len(things))], dtype=np.float32).reshape(-1, 2),
    )


LESSONS = [
    heard([0, 5, 6, 2, 2], 1, 0, 0),
    heard([0, 5, 6, 7, 2, 2], 0, 1, 0),
    heard([0, 5, 2, 9, 2], 0, 0, 1),
    heard([0, 5, 6, 2, 2, 10, 6, 11, 7], 1, 0, 0, own=5, things=(5, 7)),
]


def test_a_text_is_cut_the_likeliest_way() -> None:
    assert PIECES.cut("jag kommer") == [5, 6]
    assert PIECES.cut("jag\u00a0 kommer inte") == [5, 6, 7]
    assert PIECES.cut("kommera") == [6, 10]
    assert PIECES.cut("ﬁn")[-1] == PIECES.number["n"]


def test_an_unknown_letter_is_one_piece() -> None:
    assert PIECES.cut("jag ж") == [5, 4, 3]


def test_a_sentence_is_read_with_what_stands_around_it() -> None:
    assert small().numbered("jag", "", "") == [0, 5, 2, 2]
    assert small().numbered("jag", "kommer", "inte") == [0, 5, 2, 6, 7, 2]
    assert len(small().numbered("jag " * 100, "", "inte " * 100)) == 1 + 38 + 1 + 8 + 1
    assert len(small().numbered("jag " * 100, "", "inte " * 100, longest=(60, 20))) == 1 + 60 + 1 + 20 + 1


def test_side_by_side_is_as_alone() -> None:
    encoder = small()
    sentences = [each.text.pieces for each in LESSONS]
    together = encoder.says(sentences)
    for said, sentence in zip(together, sentences, strict=True):
        np.testing.assert_allclose(said, encoder.says([sentence])[0], rtol=1e-3, atol=1e-4)


def test_things_behind_a_text_are_read_with_it_and_have_their_own_say() -> None:
    encoder, texts = small(), [each.text for each in LESSONS]
    said, of_things = encoder.says_of(texts)
    assert (said.shape, of_things.shape) == ((4, 3), (2, 2))
    alone = encoder.says_of(texts[-1:])
    np.testing.assert_allclose(said[-1], alone[0][0], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(of_things, alone[1], rtol=1e-3, atol=1e-4)
    assert np.abs(encoder.says([texts[-1].pieces])[0] - said[-1]).max() > 1e-3


def test_the_letter_that_is_answered_is_read_in_every_layer_and_says_nothing_itself() -> None:
    encoder = small(8)
    text = Text([0, 5, 6, 2, 2, 10, 6, 7, 11, 7], 5, (8,), 3)
    kept, fewer = undescribed(batch_of([text]))
    assert kept.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert own_rows(fewer, np.float32).sum() == 5
    said, of_things = encoder.says_of([text])
    otherwise = encoder.says_of([replace(text, pieces=[0, 5, 6, 2, 2, 10, 6, 9, 11, 7])])
    assert np.abs(otherwise[0] - said).max() > 1e-3
    assert np.abs(otherwise[1] - of_things).max() > 1e-3


def test_in_a_deep_network_a_thing_is_told_in_the_lower_layers() -> None:
    encoder, texts = small(8), [each.text for each in LESSONS]
    said, of_things = encoder.says_of(texts)
    alone = encoder.says_of(texts[-1:])
    np.testing.assert_allclose(said[-1], alone[0][0], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(of_things, alone[1], rtol=1e-3, atol=1e-4)
    told_otherwise = replace(texts[-1], pieces=[0, 5, 6, 2, 2, 10, 7, 11, 7])
    assert np.abs(encoder.says_of([told_otherwise])[1] - alone[1]).max() > 1e-3


def test_only_the_first_piece_of_a_thing_is_kept_of_it() -> None:
    batch = batch_of([each.text for each in LESSONS[2:]])
    rows = np.arange(len(batch.pieces), dtype=np.float32)[:, None]
    kept, of_them = without_descriptions(rows, batch)
    assert kept[:, 0].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert of_them.things.tolist() == [10, 11]
    assert of_them.place.tolist() == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6]
    assert (of_them.lengths.tolist(), of_them.own.tolist()) == ([5, 7], [5, 5])


def test_what_is_stored_reads_the_same_but_for_eight_bits() -> None:
    encoder = small()
    again = load_encoder(store_encoder(encoder))
    assert (again.labels, again.learned_from) == (encoder.labels, "nothing")
    assert (again.pieces.names, again.pieces.alike) == (list(PIECES.names), PIECES.alike)
    sentences = [each.text.pieces for each in LESSONS]
    np.testing.assert_allclose(again.says(sentences), encoder.says(sentences), atol=0.4)


def test_one_that_shares_words_is_stored_without_them() -> None:
    encoder, other = small(), small(1)
    stored = store_sharing(encoder)
    again = load_sharing(stored, other)
    assert (again.labels, again.learned_from) == (encoder.labels, "nothing")
    assert (again.pieces, again.words is other.words) == (other.pieces, True)
    assert len(stored) < len(store_encoder(encoder))
    sentences = [each.text.pieces for each in LESSONS]
    np.testing.assert_allclose(again.says(sentences), encoder.says(sentences), atol=0.4)


def test_a_text_alone_is_a_lesson_without_things() -> None:
    first = LESSONS[0]
    alone = heard_alone(first.text.pieces, first.wanted, first.counts)
    assert alone.text == first.text
    assert (alone.of_things.shape, alone.things_count.shape) == ((0, 2), (0, 2))


@pytest.mark.parametrize("number", range(4 + 2 * 12))
def test_each_weight_is_told_what_it_did(number: int) -> None:
    encoder = small(dtype=np.float64)
    _, told = backward(encoder, LESSONS)
    network = encoder.network
    weights = [network.out, network.bias, network.of_thing, network.thing_bias]
    for layer in reversed(network.layers):
        weights += [getattr(layer, name) for name in layer.__dataclass_fields__]
    weight, slope = weights[number], told[number]
    random = np.random.default_rng(number)
    for _ in range(3):
        at = tuple(random.integers(n) for n in weight.shape)
        before = weight[at]
        errors = []
        for step in (1e-4, -1e-4):
            weight[at] = before + step
            errors.append(backward(encoder, LESSONS)[0].mean())
        weight[at] = before
        assert slope[at] == pytest.approx((errors[0] - errors[1]) / 2e-4, rel=0.02, abs=2e-5)


@pytest.mark.parametrize("layers", [2, TOLD + 2])
def test_the_fast_way_back_tells_the_same(layers: int) -> None:
    fast = pytest.importorskip(
        "mailservice.teaching_by_torch",
        reason="PyTorch is not here: pip install 'mailservice[learn]'",
        exc_type=ModuleNotFoundError,
    )
    encoder = small(layers)
    said = encoder.says_of([each.text for each in LESSONS])  # which leaves out what is told of things
    np.testing.assert_allclose(fast.errors_of(encoder, LESSONS), _errors(*said), rtol=0.05)
    alone = LESSONS[:-1]  # of which nothing is left out
    errors, told = backward(encoder, alone)
    fast_errors, fast_told = fast.backward_fast(encoder, alone)
    np.testing.assert_allclose(fast_errors, errors, rtol=0.05)
    for each, other in zip(told, fast_told, strict=True):
        assert np.vdot(each, other) >= 0.9 * np.linalg.norm(each) * np.linalg.norm(other)


def test_the_fast_steps_lead_where_the_others_do() -> None:
    fast = pytest.importorskip(
        "mailservice.teaching_by_torch",
        reason="PyTorch is not here: pip install 'mailservice[learn]'",
        exc_type=ModuleNotFoundError,
    )
    random = np.random.default_rng(1)
    one = [random.random((3, 4)).astype(np.float32) for _ in range(3)]  # a weight, its mean, its spread
    ways = [one, [each.copy() for each in one]]
    for number in range(1, 4):
        told = random.standard_normal((3, 4)).astype(np.float32)
        for way, take_step in zip(ways, (move, fast.move_fast), strict=True):
            take_step(*way, told, step=0.01, number=number)
    for each, other in zip(*ways, strict=True):
        np.testing.assert_allclose(each, other, rtol=1e-5)


def _errors(said: Floats, of_things: Floats) -> Floats:
    """Of each lesson; only the last has things."""

    def error(logits: Floats, wanted: Floats, counts: Floats) -> float:
        return float((np.logaddexp(0, np.where(wanted > 0, -logits, logits)) * counts).sum())

    own = [error(row, each.wanted, each.counts) for row, each in zip(said, LESSONS, strict=True)]
    own[-1] += error(of_things, LESSONS[-1].of_things, LESSONS[-1].things_count)
    return np.array(own)


def test_where_all_is_known_nothing_changes() -> None:
    encoder = small()
    before = encoder.says([each.text.pieces for each in LESSONS])
    teach(encoder, lambda number: LESSONS[:1], rounds=1, known=np.zeros(1, dtype=np.float32))
    np.testing.assert_array_equal(encoder.says([each.text.pieces for each in LESSONS]), before)


def test_what_is_known_is_passed_over() -> None:
    encoder, seen = small(), list[int]()

    def told(other: Encoder, lessons: Sequence[Heard], random: object) -> tuple[Floats, list[Floats]]:
        seen.append(len(lessons))
        return backward(other, lessons)

    known = np.array([1.0, 0.0] * 200, dtype=np.float32)
    teach(encoder, lambda number: (LESSONS * 134)[:400], rounds=1, tell=told, known=known)
    assert 200 < sum(seen) < 300


def test_it_learns_what_it_is_taught() -> None:
    encoder = small()
    seen: list[tuple[float, float]] = []
    teach(encoder, lambda number: LESSONS * 64, rounds=30, step_done=lambda *told: seen.append(told))
    assert seen[-1][0] == 1
    assert seen[-1][1] < 0.5 < seen[0][1]
    likely = encoder.says([each.text.pieces for each in LESSONS])
    assert [int(row.argmax()) for row in likely[:2]] == [0, 1]
    of_things = encoder.says_of([LESSONS[-1].text])[1]
    assert of_things[0, 0] > of_things[1, 0]
