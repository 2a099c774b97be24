"""MNIST's files of bytes, for the scripts of tests/bench."""
import gzip
import os
import struct
import sys


def read(folder, kind):
    """Of the training images ("images-idx3-ubyte") or labels ("labels-idx1-ubyte"): shape and bytes."""
    for prefix in ("train-", ""):
        for suffix in ("", ".gz"):
            path = os.path.join(folder, prefix + kind + suffix)
            if os.path.exists(path):
                with (gzip.open if suffix else open)(path, "rb") as file:
                    data = file.read()
                start = 4 + 4 * data[3]
                return struct.unpack_from(f">{data[3]}I", data, 4), data[start:]
    sys.exit(f"{folder}: has no {kind}")


def write(path, shape, body, times=1):
    """The body so many times over; of all that it holds no second copy is made."""
    with open(path, "wb") as file:
        file.write(bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape))
        for _ in range(times):
            file.write(body)
