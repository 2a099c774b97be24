"""The article's networks in PyTorch, for tests/bench/compare (see peer.py).

With TUNED=1 every piece is tried in several ways (channels last, foreach Adam, larger batches, frozen
graphs) and the fastest is taken; else as one would write it first.
"""
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

import peer

TUNED = os.environ.get("TUNED") == "1"
LAYOUTS = [torch.contiguous_format, torch.channels_last] if TUNED else [torch.contiguous_format]
threads, folder = int(sys.argv[1]), sys.argv[2]
torch.set_num_threads(threads)
torch.manual_seed(1)

bytes_of_images, COUNT = peer.read_idx(folder, "images-idx3-ubyte")
IMAGES = torch.frombuffer(bytes_of_images, dtype=torch.uint8).view(COUNT, 1, 28, 28).float() / 255
LABELS = torch.frombuffer(peer.read_idx(folder, "labels-idx1-ubyte")[0], dtype=torch.uint8).long()


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 5, padding=2)
        self.conv2 = nn.Conv2d(32, 64, 5, padding=2)
        self.fc1 = nn.Linear(3136, 1024)
        self.fc2 = nn.Linear(1024, 10)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(self.dropout(F.relu(self.fc1(x.flatten(1)))))


def batches(size):
    """Goes round the images, which are in no order."""
    at = 0
    while True:
        if at + size > COUNT:
            at = 0
        yield slice(at, at + size)
        at += size


def train(layout, foreach):
    net = Cnn().to(memory_format=layout)
    images, batch = IMAGES.to(memory_format=layout), batches(50)
    adam = torch.optim.Adam(net.parameters(), lr=1e-4, foreach=foreach)

    def run():
        part = next(batch)
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(net(images[part]), LABELS[part]).backward()
        adam.step()

    return run


def still_net(layout, is_frozen):
    net = Cnn().eval().to(memory_format=layout)
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return torch.jit.optimize_for_inference(torch.jit.script(net)) if is_frozen else net


def infer(layout, size, is_frozen):
    """`size` images at a time, 1,000 in all, as a tenth; or a single one."""
    net, images, batch = still_net(layout, is_frozen), IMAGES.to(memory_format=layout), batches(size)

    def run():
        with torch.inference_mode():
            net(images[next(batch)])

    return run


def inference():
    """A unit is 100 images, so that larger batches are scaled: each candidate runs 1,000."""
    sizes, frozen = ([100, 500, 1000], [False, True]) if TUNED else ([100], [False])
    return [
        repeat(infer(layout, size, is_frozen), 1000 // size)
        for layout in LAYOUTS
        for size in sizes
        for is_frozen in frozen
    ]


def repeat(run, times):
    def all_of_them():
        for _ in range(times):
            run()

    return all_of_them


def attack(layout):
    net = still_net(layout, False)
    image = IMAGES[:1].clone().to(memory_format=layout)

    def run():
        x = image.requires_grad_(True)
        return torch.autograd.grad(F.softmax(net(x), 1)[0, 3], x)[0]

    return run


def softmax():
    layer, batch, flat = nn.Linear(784, 10), batches(100), IMAGES.view(COUNT, 784)
    sgd = torch.optim.SGD(layer.parameters(), lr=0.5)

    def step():
        part = next(batch)
        sgd.zero_grad()
        F.cross_entropy(layer(flat[part]), LABELS[part]).backward()
        sgd.step()

    return repeat(step, 1000)


def softmax_by_hand():
    weights, bias, batch = torch.zeros(784, 10), torch.zeros(10), batches(100)
    flat, hot = IMAGES.view(COUNT, 784), F.one_hot(LABELS, 10).float()

    @torch.no_grad()
    def step():
        part = next(batch)
        x = flat[part]
        error = (torch.softmax(torch.addmm(bias, x, weights), 1) - hot[part]).mul_(0.01)
        weights.addmm_(x.t(), error, alpha=-0.5)
        bias.sub_(error.sum(0), alpha=0.5)

    return repeat(step, 1000)


peer.serve(
    f"PyTorch {torch.__version__}, {'tuned' if TUNED else 'as installed'}",
    {
        "train": lambda: [train(a, b) for a in LAYOUTS for b in ([False, True] if TUNED else [False])],
        "inference1000": inference,
        "latency": lambda: [infer(a, 1, b) for a in LAYOUTS for b in ([False, True] if TUNED else [False])],
        "attack": lambda: [attack(layout) for layout in LAYOUTS],
        "softmax": lambda: [softmax()],
        "softmax-by-hand": lambda: [softmax_by_hand()],
    },
)
