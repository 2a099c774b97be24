"""Foolbox's attacks on PyTorch, for tests/bench/compare (see peer.py)."""
import foolbox

import peer
from peer_torch import LAYOUTS, read_images, read_labels, still_cnn


def candidates(attack, share, **arguments):
    """The network in either layout; arguments are the attack's call's."""
    found = []
    for words, layout in LAYOUTS.items():
        model = foolbox.PyTorchModel(still_cnn(layout), bounds=(0, 1), device="cpu")
        x, y = read_images(layout, 100), read_labels(100)
        found.append((words, lambda m=model, x=x, y=y: attack(m, x, y, **arguments), share))
    return found


def pgd(eps):
    attack = foolbox.attacks.LinfPGD(abs_stepsize=peer.RATE, steps=peer.PGD_STEPS)
    return candidates(attack, 0.1, epsilons=eps)


def carlini_wagner():
    attack = foolbox.attacks.L2CarliniWagnerAttack(
        binary_search_steps=peer.SEARCHES, steps=peer.ITERATIONS, stepsize=0.05, initial_const=1
    )
    return candidates(attack, 0.05, epsilons=None)


peer.serve(
    f"Foolbox {foolbox.__version__}",
    {
        **{piece: lambda eps=eps: pgd(eps) for piece, eps in peer.EPS.items()},
        "carlini-wagner": carlini_wagner,
    },
)
