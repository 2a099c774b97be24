"""What the peers in Python share: the data, netglyph's weights, and answering tests/bench/compare.

A peer is run as `PEER THREADS FOLDER MODEL`. It prints one line that names it, and then for each line it reads,
the name of a piece, one sample: milliseconds of a unit and which of its variants that was, the fastest; or - for
a piece it does not have. As `PEER THREADS FOLDER MODEL open` it opens the network, answers once, and ends.
"""
import json
import struct
import sys
import time

import numpy as np

import idx

THREADS, FOLDER, MODEL = int(sys.argv[1]), sys.argv[2], sys.argv[3]
IS_OPENING = sys.argv[4:] == ["open"]
MOMENT = 0.3  # seconds that a sample lasts, at least one run

# The attacks: PGD with a step of RATE, and Carlini-Wagner, which is cut short (see carlini_wagner()).
EPS, RATE, PGD_STEPS = {"pgd": 0.3, "pgd-all": 0.02}, 0.01, 40
SEARCHES, ITERATIONS = 9, 5
# Activation maximisation.
ASCENT_STEPS = 50


def read_bytes(kind):
    shape, body = idx.read(FOLDER, kind)
    return np.frombuffer(body, np.uint8).reshape(shape)


def images():
    """In 0..1: [n, 28, 28]."""
    return read_bytes("images-idx3-ubyte").astype(np.float32) / 255


def labels():
    return read_bytes("labels-idx1-ubyte").astype(np.int64)


def weights():
    """The article's network in TensorFlow's layouts: W_conv1 [5, 5, 1, 32], b_conv1, ..., W_fc2 [1024, 10], b_fc2."""
    with open(MODEL, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    found = {}
    for name, tensor in json.loads(data[8 : 8 + length]).items():
        if name.startswith(("W_", "b_")):
            start, end = (8 + length + at for at in tensor["data_offsets"])
            kind = {"F32": np.float32, "F16": np.float16}[tensor["dtype"]]
            found[name] = np.frombuffer(data[start:end], kind).reshape(tensor["shape"]).astype(np.float32)
    return found


def batches(count, size):
    """Goes round the images, which are in no order."""
    at = 0
    while True:
        if at + size > count:
            at = 0
        yield slice(at, at + size)
        at += size


def sample(candidate):
    """Milliseconds of a unit."""
    _, run, share = candidate
    start, runs = time.perf_counter(), 0
    while True:
        run()
        runs += 1
        passed = time.perf_counter() - start
        if passed >= MOMENT:
            return 1e3 * passed / runs / share


def fastest(candidates):
    """Each is warmed up and tried for two moments; one that fails is left out."""
    tried = []
    for candidate in candidates:
        try:
            candidate[1]()
            tried.append((min(sample(candidate), sample(candidate)), candidate))
        except Exception as error:  # whatever a library of others throws
            print(f"{candidate[0]}: left out: {str(error).splitlines()[:1]}", file=sys.stderr, flush=True)
    return min(tried, key=lambda one: one[0])[1] if tried else None


def serve(name, pieces, answer=None):
    """pieces: by name, a function that makes the candidates (words, run, share): a run does that share of a unit.
    answer: opens the network and returns the probabilities of the first image."""
    if IS_OPENING:
        print(answer())
        return
    ready = {}
    print(name, flush=True)
    for line in sys.stdin:
        piece = line.strip()
        if piece not in ready:
            ready[piece] = fastest(pieces[piece]()) if piece in pieces else None
        print(f"{sample(ready[piece])} {ready[piece][0]}" if ready[piece] else "-", flush=True)
