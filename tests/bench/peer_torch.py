"""The article's networks in PyTorch, for tests/bench/compare (see peer.py): eager and compiled, channels first and
last, and for answers frozen too."""
import warnings

import torch
import torch.nn.functional as F
from torch import nn

import peer

LAYOUTS = {"channels first": torch.contiguous_format, "channels last": torch.channels_last}
torch.set_num_threads(peer.THREADS)
torch.manual_seed(1)
warnings.simplefilter("ignore")


def cnn(layout):
    """With netglyph's weights."""
    w = {name: torch.tensor(values) for name, values in peer.weights().items()}
    conv = [nn.Conv2d(1, 32, 5, padding=2), nn.Conv2d(32, 64, 5, padding=2)]
    dense = [nn.Linear(3136, 1024), nn.Linear(1024, 10)]
    fc1 = w["W_fc1"].view(7, 7, 64, 1024).permute(3, 2, 0, 1).reshape(1024, 3136)
    for layer, values in zip(dense, (fc1, w["W_fc2"].t())):
        layer.weight.data.copy_(values)
    for i in (0, 1):
        conv[i].weight.data.copy_(w[f"W_conv{i + 1}"].permute(3, 2, 0, 1))
        conv[i].bias.data.copy_(w[f"b_conv{i + 1}"])
        dense[i].bias.data.copy_(w[f"b_fc{i + 1}"])
    pooled = [m for layer in conv for m in (layer, nn.ReLU(), nn.MaxPool2d(2))]
    head = (nn.Flatten(), dense[0], nn.ReLU(), nn.Dropout(0.5), dense[1])
    return nn.Sequential(*pooled, *head).to(memory_format=layout)


def still_cnn(layout):
    net = cnn(layout).eval()
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return net


def read_images(layout, count=None):
    return torch.tensor(peer.images()[:count]).unsqueeze(1).to(memory_format=layout)


def read_labels(count=None):
    return torch.tensor(peer.labels()[:count])


def frozen(net):
    return torch.jit.optimize_for_inference(torch.jit.script(net))


def variants(make, share=1, more=()):
    """make(layout, wrap): a run; wrap is what is done to a network or function."""
    ways = (("eager", lambda net: net), ("compiled", torch.compile), *more)
    return [
        (f"{way}, {layout}", make(LAYOUTS[layout], wrap), share) for way, wrap in ways for layout in LAYOUTS
    ]


def train(layout, wrap):
    net, images, labels = cnn(layout), read_images(layout), read_labels()
    adam = torch.optim.Adam(net.parameters(), lr=1e-4, fused=True)
    net, batch = wrap(net), peer.batches(len(images), 50)

    def run():
        part = next(batch)
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(net(images[part]), labels[part]).backward()
        adam.step()

    return run


def infer(size):
    def make(layout, wrap):
        net, images = wrap(still_cnn(layout)), read_images(layout)
        batch = peer.batches(len(images), size)

        def run():
            with torch.no_grad():
                net(images[next(batch)])

        return run

    return make


def inference():
    candidates = [(size, variants(infer(size), size / 1000, [("frozen", frozen)])) for size in (100, 500)]
    return [(f"{words}, {size}", run, share) for size, some in candidates for words, run, share in some]


def attack(layout, wrap):
    net = still_cnn(layout)
    image = read_images(layout, 1)
    probability = wrap(lambda x: F.softmax(net(x), 1)[0, 3])

    def run():
        x = image.requires_grad_(True)
        return torch.autograd.grad(probability(x), x)[0]

    return run


def softmax(_, wrap):
    """By hand, without autograd."""
    flat, hot = read_images(torch.contiguous_format).view(-1, 784), F.one_hot(read_labels(), 10).float()
    weights, bias, batch = torch.zeros(784, 10), torch.zeros(10), peer.batches(len(flat), 100)

    @wrap
    def step(weights, bias, x, y):
        error = (torch.softmax(torch.addmm(bias, x, weights), 1) - y).mul_(0.01)
        weights.addmm_(x.t(), error, alpha=-0.5)
        bias.sub_(error.sum(0), alpha=0.5)

    @torch.no_grad()
    def run():
        for _ in range(1000):
            part = next(batch)
            step(weights, bias, flat[part], hot[part])

    return run


def pgd(eps):
    def make(layout, wrap):
        net, x, y = wrap(still_cnn(layout)), read_images(layout, 100), read_labels(100)
        lowest, highest = (x - eps).clamp(min=0), (x + eps).clamp(max=1)

        def run():
            z = (x + (torch.rand_like(x) * 2 - 1) * eps).clamp(0, 1)
            for _ in range(peer.PGD_STEPS):
                z.requires_grad_(True)
                (g,) = torch.autograd.grad(F.cross_entropy(net(z), y), z)
                z = torch.clamp(z.detach() + peer.RATE * g.sign(), lowest, highest)

        return run

    return make


def carlini_wagner(layout, wrap):
    """100 images, a twentieth of the steps."""
    net, x, y = wrap(still_cnn(layout)), read_images(layout, 100), read_labels(100)
    n, hot = len(x), F.one_hot(y, 10).float()

    def run():
        c, low, high = torch.ones(n), torch.zeros(n), torch.full((n,), 1e10)
        for _ in range(peer.SEARCHES):
            w = torch.atanh((2 * x - 1) * 0.999999).requires_grad_(True)
            adam, found = torch.optim.Adam([w], lr=0.05, fused=True), torch.zeros(n, dtype=torch.bool)
            for _ in range(peer.ITERATIONS):
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

    return run


def all_channels(conv, x):
    """Of each image; those that are asked for: [28, 28, 32]."""
    return conv(x).diagonal()


def own_channels(conv, x):
    """The images as channels of one, each with a filter of its own, so that no other is computed: [28, 28, 32]."""
    return F.conv2d(x.transpose(0, 1), conv.weight, conv.bias, padding=2, groups=32)[0].permute(1, 2, 0)


def filters(channels):
    """An image for each channel of conv1, all at once."""

    def make(layout, wrap):
        conv = still_cnn(layout)[0]
        start = torch.rand(32, 1, 28, 28).to(memory_format=layout)
        mean = wrap(lambda x: F.relu(channels(conv, x)).mean((0, 1)).sum())

        def run():
            x = start
            for _ in range(peer.ASCENT_STEPS):
                x = x.detach().requires_grad_(True)
                (g,) = torch.autograd.grad(mean(x), x)
                x = x + g / (g.std((1, 2, 3), keepdim=True) + 1e-8)

        return run

    return make


def ascents():
    own = [(f"{words}, groups", run, share) for words, run, share in variants(filters(own_channels))]
    return variants(filters(all_channels)) + own


def answer():
    with torch.inference_mode():
        return F.softmax(still_cnn(torch.contiguous_format)(read_images(torch.contiguous_format, 1)), 1).tolist()


def main():
    peer.serve(
        f"PyTorch {torch.__version__}",
        {
            "train": lambda: variants(train),
            "inference": inference,
            "latency": lambda: variants(infer(1), 1, [("frozen", frozen)]),
            "attack": lambda: variants(attack),
            "softmax": lambda: variants(softmax)[::2],  # of one layout
            "filters": ascents,
            **{piece: lambda eps=eps: variants(pgd(eps), 0.1) for piece, eps in peer.EPS.items()},
            "carlini-wagner": lambda: variants(carlini_wagner, 0.05),
        },
        answer,
    )


if __name__ == "__main__":
    main()
