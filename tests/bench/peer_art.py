"""ART's attacks on PyTorch, for tests/bench/compare (see peer.py)."""
import art
import numpy as np
import torch
from art.attacks.evasion import CarliniL2Method, ProjectedGradientDescent
from art.estimators.classification import PyTorchClassifier

import peer
from peer_torch import still_cnn

BATCH = 100


def pieces():
    model = PyTorchClassifier(
        still_cnn(torch.contiguous_format), torch.nn.CrossEntropyLoss(), (1, 28, 28), 10,
        clip_values=(0, 1), device_type="cpu",
    )
    images, hot = peer.images()[:BATCH, None], np.eye(10, dtype=np.float32)[peer.labels()[:BATCH]]
    pgd = lambda eps: ProjectedGradientDescent(
        model, eps=eps, eps_step=peer.RATE, max_iter=peer.PGD_STEPS, num_random_init=1, batch_size=BATCH, verbose=False
    )
    carlini_wagner = CarliniL2Method(
        model, binary_search_steps=peer.SEARCHES, max_iter=peer.ITERATIONS, learning_rate=0.05, initial_const=1,
        batch_size=BATCH, verbose=False,
    )
    run = lambda attack, share: lambda: [("NumPy between", lambda: attack.generate(images, hot), share)]
    return {
        **{piece: run(pgd(eps), 0.1) for piece, eps in peer.EPS.items()},
        "carlini-wagner": run(carlini_wagner, 0.05),
    }


peer.serve(f"ART {art.__version__}", pieces())
