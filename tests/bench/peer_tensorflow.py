"""The article's networks in TensorFlow, as functions with and without XLA, for tests/bench/compare (see peer.py)."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf

import peer

tf.config.threading.set_intra_op_parallelism_threads(peer.THREADS)
tf.config.threading.set_inter_op_parallelism_threads(1)


def read_images(count=None):
    return tf.constant(peer.images()[:count, :, :, None])


def read_hot(count=None):
    return tf.one_hot(peer.labels()[:count], 10)


def read_weights():
    return {name: tf.Variable(values) for name, values in peer.weights().items()}


def convolve(w, z, i):
    return tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(z, w["W_conv" + i], 1, "SAME"), w["b_conv" + i]))


def net(w, z, dropout=0):
    """The logits."""
    for i in "12":
        z = tf.nn.max_pool2d(convolve(w, z, i), 2, 2, "SAME")
    z = tf.nn.relu(tf.matmul(tf.reshape(z, [-1, 3136]), w["W_fc1"]) + w["b_fc1"])
    return tf.matmul(tf.nn.dropout(z, dropout) if dropout else z, w["W_fc2"]) + w["b_fc2"]


def gradient(function, x):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


def variants(make, share=1):
    """make(wrap): a run; wrap is what compiles a function."""
    ways = {"function": tf.function, "XLA": tf.function(jit_compile=True)}
    return [(way, make(wrap), share) for way, wrap in ways.items()]


def train(wrap):
    images, hot = read_images(), read_hot()
    w, adam = read_weights(), tf.keras.optimizers.Adam(1e-4)
    adam.build(list(w.values()))
    batch = peer.batches(len(images), 50)

    @wrap
    def step(x, y):
        loss = lambda w: tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, net(w, x, 0.5)))
        g = gradient(loss, w)
        adam.apply_gradients([(g[name], w[name]) for name in w])

    def run():
        part = next(batch)
        step(images[part], hot[part])

    return run


def infer(size):
    def make(wrap):
        w, images = read_weights(), read_images()
        ask, batch = wrap(lambda x: net(w, x)), peer.batches(len(images), size)
        return lambda: ask(images[next(batch)]).numpy()

    return make


def inference():
    some = [(size, variants(infer(size), size / 1000)) for size in (100, 500)]
    return [(f"{words}, {size}", run, share) for size, found in some for words, run, share in found]


def attack(wrap):
    w, image = read_weights(), read_images(1)

    @wrap
    def step(x):
        return gradient(lambda z: tf.nn.softmax(net(w, z))[0, 3], x)

    return lambda: step(image).numpy()


def softmax(wrap):
    """By hand; 1,000 steps are one function."""
    flat, hot = tf.reshape(read_images(), [-1, 784]), read_hot()
    count = len(flat) // 100

    @wrap
    def loop(flat, hot):
        weights, bias = tf.zeros([784, 10]), tf.zeros([10])
        for i in tf.range(1000):
            at = i % count * 100
            x, y = tf.slice(flat, [at, 0], [100, 784]), tf.slice(hot, [at, 0], [100, 10])
            error = (tf.nn.softmax(tf.matmul(x, weights) + bias) - y) * 0.01
            weights -= 0.5 * tf.matmul(x, error, transpose_a=True)
            bias -= 0.5 * tf.reduce_sum(error, 0)
        return weights

    return lambda: loop(flat, hot).numpy()


def pgd(eps):
    def make(wrap):
        w, x, y = read_weights(), read_images(100), read_hot(100)

        @wrap
        def loop(z):
            for _ in tf.range(peer.PGD_STEPS):
                g = gradient(lambda z: tf.nn.softmax_cross_entropy_with_logits(y, net(w, z)), z)
                z = tf.clip_by_value(z + peer.RATE * tf.sign(g), tf.maximum(x - eps, 0), tf.minimum(x + eps, 1))
            return z

        start = lambda: tf.clip_by_value(x + tf.random.uniform(x.shape, -eps, eps), 0, 1)
        return lambda: loop(start()).numpy()

    return make


def filters(wrap):
    """All channels of conv1 at once, an image each."""
    w, start = read_weights(), tf.random.uniform([32, 28, 28, 1])
    mean = lambda x: tf.einsum("ihwi->", convolve(w, x, "1")) / 784

    @wrap
    def loop(x):
        for _ in tf.range(peer.ASCENT_STEPS):
            g = gradient(mean, x)
            x += g / (tf.math.reduce_std(g, [1, 2, 3], keepdims=True) + 1e-8)
        return x

    return lambda: loop(start).numpy()


def answer():
    return tf.nn.softmax(net(read_weights(), read_images(1))).numpy().tolist()


peer.serve(
    f"TensorFlow {tf.__version__}",
    {
        "train": lambda: variants(train),
        "inference": inference,
        "latency": lambda: variants(infer(1)),
        "attack": lambda: variants(attack),
        "softmax": lambda: variants(softmax),
        "filters": lambda: variants(filters),
        **{piece: lambda eps=eps: variants(pgd(eps), 0.1) for piece, eps in peer.EPS.items()},
    },
    answer,
)
