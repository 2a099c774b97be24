"""The article's networks in JAX, jitted, for tests/bench/compare (see peer.py)."""
import jax
import jax.numpy as jnp

import peer


def read_images(count=None):
    return jnp.asarray(peer.images()[:count, :, :, None])


def read_hot(count=None):
    return jax.nn.one_hot(jnp.asarray(peer.labels()[:count]), 10)


def read_weights():
    return {name: jnp.asarray(values) for name, values in peer.weights().items()}


def convolve(w, z, i, groups=1):
    how = {"dimension_numbers": ("NHWC", "HWIO", "NHWC"), "feature_group_count": groups}
    z = jax.lax.conv_general_dilated(z, w["W_conv" + i], (1, 1), "SAME", **how)
    return jax.nn.relu(z + w["b_conv" + i])


def net(w, z, dropout=None):
    """The logits. dropout: a key; None: nothing is dropped."""
    for i in "12":
        z = convolve(w, z, i)
        z = z.reshape(len(z), z.shape[1] // 2, 2, z.shape[2] // 2, 2, -1).max((2, 4))
    z = jax.nn.relu(z.reshape(len(z), -1) @ w["W_fc1"] + w["b_fc1"])
    if dropout is not None:
        z = jnp.where(jax.random.bernoulli(dropout, 0.5, z.shape), 2 * z, 0)
    return z @ w["W_fc2"] + w["b_fc2"]


def cross_entropy(logits, hot):
    return -(jax.nn.log_softmax(logits) * hot).sum(1)


def train():
    images, hot, batch = read_images(), read_hot(), peer.batches(len(peer.labels()), 50)
    zeros = lambda w: jax.tree.map(jnp.zeros_like, w)
    w = read_weights()
    state = [(w, zeros(w), zeros(w), jnp.zeros(()), jax.random.key(1))]

    def step(state, x, y):
        w, m, v, t, key = state
        key, dropout = jax.random.split(key)
        g = jax.grad(lambda w: cross_entropy(net(w, x, dropout), y).mean())(w)
        t += 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        rate = 1e-4 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        w = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-8), w, m, v)
        return w, m, v, t, key

    step = jax.jit(step, donate_argnums=0)

    def run():
        part = next(batch)
        state[0] = jax.block_until_ready(step(state[0], images[part], hot[part]))

    return [("jitted", run, 1)]


def infer(size, share):
    w, images = read_weights(), read_images()
    ask, batch = jax.jit(lambda x: net(w, x)), peer.batches(len(images), size)
    return f"jitted, {size}", lambda: ask(images[next(batch)]).block_until_ready(), share


def attack():
    w, image = read_weights(), read_images(1)
    gradient = jax.jit(jax.grad(lambda x: jax.nn.softmax(net(w, x))[0, 3]))
    return [("jitted", lambda: gradient(image).block_until_ready(), 1)]


def softmax():
    """By hand: step by step, or 1,000 steps as one function."""
    flat, hot = read_images().reshape(-1, 784), read_hot()
    batch, count = peer.batches(len(flat), 100), len(flat) // 100
    start = jnp.zeros((784, 10)), jnp.zeros(10)

    def step(state, x, y):
        weights, bias = state
        error = (jax.nn.softmax(x @ weights + bias) - y) * 0.01
        return weights - 0.5 * x.T @ error, bias - 0.5 * error.sum(0)

    single = jax.jit(step)

    def one_by_one():
        state = start
        for _ in range(1000):
            part = next(batch)
            state = single(state, flat[part], hot[part])
        jax.block_until_ready(state)

    @jax.jit
    def loop(flat, hot):
        part = lambda values, i: jax.lax.dynamic_slice_in_dim(values, i % count * 100, 100)
        return jax.lax.fori_loop(0, 1000, lambda i, state: step(state, part(flat, i), part(hot, i)), start)

    return [("step jitted", one_by_one, 1), ("loop jitted", lambda: jax.block_until_ready(loop(flat, hot)), 1)]


def repeated(step, start, count, share):
    """Step by step, or all steps as one function."""
    single = jax.jit(step)
    loop = jax.jit(lambda z: jax.lax.fori_loop(0, count, lambda _, z: step(z), z))

    def one_by_one():
        z = start()
        for _ in range(count):
            z = single(z)
        z.block_until_ready()

    return [
        ("step jitted", one_by_one, share),
        ("loop jitted", lambda: loop(start()).block_until_ready(), share),
    ]


def pgd(eps):
    w, x, y = read_weights(), read_images(100), read_hot(100)
    gradient = jax.grad(lambda z: cross_entropy(net(w, z), y).sum())
    key = jax.random.key(1)
    lowest, highest = jnp.maximum(x - eps, 0), jnp.minimum(x + eps, 1)

    def step(z):
        return jnp.clip(z + peer.RATE * jnp.sign(gradient(z)), lowest, highest)

    def start():
        return jnp.clip(x + jax.random.uniform(key, x.shape, minval=-eps, maxval=eps), 0, 1)

    return repeated(step, start, peer.PGD_STEPS, 0.1)


def carlini_wagner():
    """100 images, a twentieth of the steps."""
    w, x, hot = read_weights(), read_images(100), read_hot(100)

    def total(v, c):
        z = (jnp.tanh(v) + 1) / 2
        logits = net(w, z)
        margin = (logits * hot).sum(1) - (logits - 1e4 * hot).max(1)
        return (((z - x) ** 2).sum((1, 2, 3)) + c * jnp.maximum(margin, 0)).sum(), margin

    def step(t, state, c):
        v, m, s, found = state
        g, margin = jax.grad(total, has_aux=True)(v, c)
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        v -= 0.05 * m / (1 - 0.9 ** (t + 1)) / (jnp.sqrt(s / (1 - 0.999 ** (t + 1))) + 1e-8)
        return v, m, s, found | (margin < 0)

    @jax.jit
    def search(c):
        v = jnp.arctanh((2 * x - 1) * 0.999999)
        start = (v, jnp.zeros_like(v), jnp.zeros_like(v), jnp.zeros(len(x), bool))
        return jax.lax.fori_loop(0, peer.ITERATIONS, lambda t, state: step(t, state, c), start)[3]

    def run():
        c, low, high = jnp.ones(len(x)), jnp.zeros(len(x)), jnp.full(len(x), 1e10)
        for _ in range(peer.SEARCHES):
            found = search(c)
            high, low = jnp.where(found, c, high), jnp.where(found, low, c)
            c = jnp.where(high < 1e9, (low + high) / 2, c * 10).block_until_ready()

    return [("search jitted", run, 0.05)]


def own_channels(w, x):
    """The images as channels of one, each with a filter of its own, so that no other is computed: [28, 28, 32]."""
    return convolve(w, x.transpose(3, 1, 2, 0), "1", 32)[0]


def filters():
    """An image for each channel of conv1, all at once."""
    w, start = read_weights(), jax.random.uniform(jax.random.key(1), (32, 28, 28, 1))
    all_channels = lambda w, x: jnp.diagonal(convolve(w, x, "1"), axis1=0, axis2=3)

    def ways(channels, words):
        mean = lambda x: channels(w, x).mean((0, 1)).sum()

        def step(x):
            g = jax.grad(mean)(x)
            return x + g / (g.std((1, 2, 3), keepdims=True) + 1e-8)

        runs = repeated(step, lambda: start, peer.ASCENT_STEPS, 1)
        return [(way + words, run, share) for way, run, share in runs]

    return ways(all_channels, "") + ways(own_channels, ", groups")


def answer():
    w = read_weights()
    return jax.jit(lambda x: jax.nn.softmax(net(w, x)))(read_images(1)).tolist()


peer.serve(
    f"JAX {jax.__version__}",
    {
        "train": train,
        "inference": lambda: [infer(100, 0.1), infer(500, 0.5)],
        "latency": lambda: [infer(1, 1)],
        "attack": attack,
        "softmax": softmax,
        "filters": filters,
        **{piece: lambda eps=eps: pgd(eps) for piece, eps in peer.EPS.items()},
        "carlini-wagner": carlini_wagner,
    },
    answer,
)
