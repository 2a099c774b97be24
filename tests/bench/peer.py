"""What the peers in Python share: the data, and answering tests/bench/compare.

A peer is run as `PEER THREADS FOLDER`. It prints one line that names it, and then for each line it reads,
the name of a piece, one sample: milliseconds of a unit (as netglyph bench has them), or - for a piece it
does not have.
"""
import gzip
import os
import sys
import time


def read_idx(folder, kind):
    """The bytes behind the header of the training images or labels, and how many items there are."""
    for prefix in ("train-", ""):
        for suffix in ("", ".gz"):
            path = os.path.join(folder, prefix + kind + suffix)
            if os.path.exists(path):
                with (gzip.open if suffix else open)(path, "rb") as file:
                    data = file.read()
                return bytearray(data[4 + 4 * data[3] :]), int.from_bytes(data[4:8], "big")
    sys.exit(f"{folder}: has no {kind}")


def sample(run, seconds):
    """Seconds of one run, over at least `seconds`."""
    start, runs = time.perf_counter(), 0
    while True:
        run()
        runs += 1
        passed = time.perf_counter() - start
        if passed >= seconds:
            return passed / runs


def fastest(candidates):
    """Each warmed up and tried for a moment: the peer is taken at its best."""
    for run in candidates:
        run()
        sample(run, 0.2)
    return min(candidates, key=lambda run: sample(run, 0.3))


def serve(name, pieces):
    """pieces: by name, a function that makes the candidates, each of which runs one unit."""
    ready = {}
    print(name, flush=True)
    for line in sys.stdin:
        piece = line.strip()
        if piece not in pieces:
            print("-", flush=True)
            continue
        if piece not in ready:
            ready[piece] = fastest(pieces[piece]())
        print(1e3 * sample(ready[piece], 0.3), flush=True)
