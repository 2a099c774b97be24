"""Attacks in PyTorch, JAX, Foolbox and ART, for tests/bench/attacks: `PEER KIND THREADS MODEL FOLDER`.

MODEL is netglyph's file of the article's network. Prints a line that names the peer, and then for each line
it reads, the name of a piece, the seconds that 1,000 images (pgd) or 100 (carlini-wagner) take it: scaled
from one batch of 100 and a fifth of the steps, or a fiftieth. Seconds are of the processor with one thread.
"""
import json
import struct
import sys
import time

import numpy as np

import peer

KIND, THREADS, MODEL, FOLDER = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
EPS, RATE, BATCH = {"pgd": 0.3, "pgd-all": 0.02}, 0.01, 100
SCALE, STEPS, SEARCHES, ITERATIONS = 50, 40 // 5, 9, 100 // 50


def read_model(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    found = {}
    for name, tensor in json.loads(data[8 : 8 + length]).items():
        if name.startswith(("W_", "b_")):
            start, end = (8 + length + at for at in tensor["data_offsets"])
            kind = {"F32": np.float32, "F16": np.float16}[tensor["dtype"]]
            found[name] = np.frombuffer(data[start:end], kind).reshape(tensor["shape"]).astype(np.float32)
    return found


def torch_net(layout):
    """The network with frozen parameters, and a batch with its labels."""
    import torch
    from torch import nn

    w = {name: torch.tensor(values) for name, values in read_model(MODEL).items()}
    conv = [nn.Conv2d(1, 32, 5, padding=2), nn.Conv2d(32, 64, 5, padding=2)]
    dense = [nn.Linear(3136, 1024), nn.Linear(1024, 10)]
    fc1 = w["W_fc1"].view(7, 7, 64, 1024).permute(3, 2, 0, 1).reshape(1024, 3136)
    for layer, values in zip(dense, (fc1, w["W_fc2"].t())):
        layer.weight.data.copy_(values)
    for i in (0, 1):
        conv[i].weight.data.copy_(w[f"W_conv{i + 1}"].permute(3, 2, 0, 1))
        conv[i].bias.data.copy_(w[f"b_conv{i + 1}"])
        dense[i].bias.data.copy_(w[f"b_fc{i + 1}"])
    pooled = lambda layer: (layer, nn.ReLU(), nn.MaxPool2d(2))
    net = nn.Sequential(*pooled(conv[0]), *pooled(conv[1]), nn.Flatten(), dense[0], nn.ReLU(), dense[1])
    net = net.eval().to(memory_format=layout)
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return net, torch.tensor(IMAGES).to(memory_format=layout), torch.tensor(LABELS)


def torch_pgd(net, x, y, eps):
    import torch
    import torch.nn.functional as F

    z = (x + (torch.rand_like(x) * 2 - 1) * eps).clamp(0, 1)
    lowest, highest = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    for _ in range(STEPS):
        z.requires_grad_(True)
        (g,) = torch.autograd.grad(F.cross_entropy(net(z), y), z)
        z = torch.clamp(z.detach() + RATE * g.sign(), lowest, highest)


def torch_carlini_wagner(net, x, y):
    import torch
    import torch.nn.functional as F

    n, hot = len(x), F.one_hot(y, 10).float()
    c, low, high = torch.ones(n), torch.zeros(n), torch.full((n,), 1e10)
    for _ in range(SEARCHES):
        w = torch.atanh((2 * x - 1) * 0.999999).requires_grad_(True)
        adam, found = torch.optim.Adam([w], lr=0.05), torch.zeros(n, dtype=torch.bool)
        for _ in range(ITERATIONS):
            z = (torch.tanh(w) + 1) / 2
            logits = net(z)
            margin = (logits * hot).sum(1) - (logits - 1e4 * hot).max(1).values
            loss = (z - x).square().sum((1, 2, 3)) + c * margin.clamp(min=0)
            adam.zero_grad()
            loss.sum().backward()
            adam.step()
            found |= margin.detach() < 0
        high, low = torch.where(found, c, high), torch.where(found, low, c)
        c = torch.where(high < 1e9, (low + high) / 2, c * 10)


def by_torch(is_compiled):
    import torch

    torch.set_num_threads(THREADS)
    nets = [torch_net(layout) for layout in (torch.contiguous_format, torch.channels_last)]
    if is_compiled:
        nets = [(torch.compile(net), x, y) for net, x, y in nets]
    name = f"PyTorch {torch.__version__}, {'compiled' if is_compiled else 'eager'}"
    return name, {
        **{kind: [lambda n=n, e=eps: torch_pgd(*n, e) for n in nets] for kind, eps in EPS.items()},
        "carlini-wagner": [lambda n=n: torch_carlini_wagner(*n) for n in nets],
    }


def by_jax():
    import jax
    import jax.numpy as jnp

    w = {name: jnp.asarray(values) for name, values in read_model(MODEL).items()}
    x, y = jnp.asarray(IMAGES.transpose(0, 2, 3, 1)), jnp.asarray(LABELS)
    hot = jax.nn.one_hot(y, 10)

    def net(z):
        for i in "12":
            z = jax.lax.conv_general_dilated(
                z, w["W_conv" + i], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            z = jax.nn.relu(z + w["b_conv" + i])
            z = z.reshape(len(z), z.shape[1] // 2, 2, z.shape[2] // 2, 2, -1).max((2, 4))
        z = jax.nn.relu(z.reshape(len(z), -1) @ w["W_fc1"] + w["b_fc1"])
        return z @ w["W_fc2"] + w["b_fc2"]

    loss = jax.grad(lambda z: -(jax.nn.log_softmax(net(z)) * hot).sum())

    @jax.jit
    def pgd(z, eps):
        step = lambda _, z: jnp.clip(
            z + RATE * jnp.sign(loss(z)), jnp.maximum(x - eps, 0), jnp.minimum(x + eps, 1)
        )
        return jax.lax.fori_loop(0, STEPS, step, z)

    def total(v, c):
        z = (jnp.tanh(v) + 1) / 2
        logits = net(z)
        margin = (logits * hot).sum(1) - (logits - 1e4 * hot).max(1)
        return (((z - x) ** 2).sum((1, 2, 3)) + c * jnp.maximum(margin, 0)).sum(), margin

    @jax.jit
    def search(c):
        def step(t, state):
            v, m, s, found = state
            g, margin = jax.grad(total, has_aux=True)(v, c)
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
            v -= 0.05 * m / (1 - 0.9 ** (t + 1)) / (jnp.sqrt(s / (1 - 0.999 ** (t + 1))) + 1e-8)
            return v, m, s, found | (margin < 0)

        v = jnp.arctanh((2 * x - 1) * 0.999999)
        start = (v, jnp.zeros_like(v), jnp.zeros_like(v), jnp.zeros(len(x), bool))
        return jax.lax.fori_loop(0, ITERATIONS, step, start)[3]

    def carlini_wagner():
        c, low, high = jnp.ones(len(x)), jnp.zeros(len(x)), jnp.full(len(x), 1e10)
        for _ in range(SEARCHES):
            found = search(c)
            high, low = jnp.where(found, c, high), jnp.where(found, low, c)
            c = jnp.where(high < 1e9, (low + high) / 2, c * 10).block_until_ready()

    return f"JAX {jax.__version__}, jitted", {
        **{kind: [lambda e=eps: pgd(x, e).block_until_ready()] for kind, eps in EPS.items()},
        "carlini-wagner": [carlini_wagner],
    }


def by_foolbox():
    import foolbox
    import torch

    torch.set_num_threads(THREADS)
    net, x, y = torch_net(torch.contiguous_format)
    model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
    pgd = foolbox.attacks.LinfPGD(abs_stepsize=RATE, steps=STEPS)
    cw = foolbox.attacks.L2CarliniWagnerAttack(
        binary_search_steps=SEARCHES, steps=ITERATIONS, stepsize=0.05, initial_const=1
    )
    return f"Foolbox {foolbox.__version__}, PyTorch", {
        **{kind: [lambda e=eps: pgd(model, x, y, epsilons=e)] for kind, eps in EPS.items()},
        "carlini-wagner": [lambda: cw(model, x, y, epsilons=None)],
    }


def by_art():
    import art
    import torch
    from art.attacks.evasion import CarliniL2Method, ProjectedGradientDescent
    from art.estimators.classification import PyTorchClassifier

    torch.set_num_threads(THREADS)
    net, _, _ = torch_net(torch.contiguous_format)
    model = PyTorchClassifier(
        net, torch.nn.CrossEntropyLoss(), (1, 28, 28), 10, clip_values=(0, 1), device_type="cpu"
    )
    hot = np.eye(10, dtype=np.float32)[LABELS]
    pgd = lambda eps: ProjectedGradientDescent(
        model, eps=eps, eps_step=RATE, max_iter=STEPS, num_random_init=1, batch_size=BATCH, verbose=False
    )
    cw = CarliniL2Method(
        model, binary_search_steps=SEARCHES, max_iter=ITERATIONS, learning_rate=0.05,
        initial_const=1, batch_size=BATCH, verbose=False,
    )
    return f"ART {art.__version__}, PyTorch", {
        **{kind: [lambda a=pgd(eps): a.generate(IMAGES, hot)] for kind, eps in EPS.items()},
        "carlini-wagner": [lambda: cw.generate(IMAGES, hot)],
    }


def seconds(run):
    clock = time.process_time if THREADS == 1 else time.perf_counter
    start = clock()
    run()
    return clock() - start


def main():
    kinds = {
        "torch": lambda: by_torch(False),
        "torch-compiled": lambda: by_torch(True),
        "jax": by_jax,
        "foolbox": by_foolbox,
        "art": by_art,
    }
    name, pieces = kinds[KIND]()
    ready = {}
    print(name, flush=True)
    for line in sys.stdin:
        piece = line.strip()
        if piece not in ready:
            for run in pieces[piece]:
                run()
            ready[piece] = min(pieces[piece], key=seconds) if len(pieces[piece]) > 1 else pieces[piece][0]
        print(SCALE * seconds(ready[piece]), flush=True)


bytes_of_images, _ = peer.read_idx(FOLDER, "images-idx3-ubyte")
IMAGES = np.frombuffer(bytes_of_images, np.uint8)[: BATCH * 784].reshape(BATCH, 1, 28, 28)
IMAGES = IMAGES.astype(np.float32) / 255
LABELS = np.frombuffer(peer.read_idx(FOLDER, "labels-idx1-ubyte")[0], np.uint8)[:BATCH].astype(np.int64)
main()
