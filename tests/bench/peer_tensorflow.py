"""The article's networks in TensorFlow, compiled with tf.function, for tests/bench/compare (see peer.py)."""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf

import peer

threads, folder = int(sys.argv[1]), sys.argv[2]
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
raw, COUNT = peer.read_idx(folder, "images-idx3-ubyte")
IMAGES = tf.reshape(tf.cast(tf.io.decode_raw(bytes(raw), tf.uint8), tf.float32) / 255, [COUNT, 28, 28, 1])
LABELS = tf.cast(tf.io.decode_raw(bytes(peer.read_idx(folder, "labels-idx1-ubyte")[0]), tf.uint8), tf.int32)
layers = tf.keras.layers


def cnn():
    conv = {"padding": "same", "activation": "relu"}
    return tf.keras.Sequential(
        [layers.Input((28, 28, 1)), layers.Conv2D(32, 5, **conv), layers.MaxPool2D(), layers.Conv2D(64, 5, **conv)]
        + [layers.MaxPool2D(), layers.Flatten(), layers.Dense(1024, "relu"), layers.Dropout(0.5), layers.Dense(10)]
    )


def training(net, optimizer, batch, steps):
    optimizer.build(net.trainable_variables)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = net(x, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
        gradients = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(gradients, net.trainable_variables))

    def run():
        for i in range(steps):
            at = i * batch % (COUNT - batch)
            step(IMAGES[at : at + batch], LABELS[at : at + batch])

    return run


def asking(size, times):
    net = cnn()
    ask = tf.function(lambda x: net(x, training=False))
    return lambda: [ask(IMAGES[i * size : (i + 1) * size]).numpy() for i in range(times)]


def attack():
    net = cnn()

    @tf.function
    def gradient(x):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            p = tf.nn.softmax(net(x, training=False))[0, 3]
        return tape.gradient(p, x)

    return lambda: gradient(IMAGES[:1]).numpy()


def softmax():
    net = tf.keras.Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])
    return training(net, tf.keras.optimizers.SGD(0.5), 100, 1000)


peer.serve(
    f"TensorFlow {tf.__version__}",
    {
        "train": lambda: [training(cnn(), tf.keras.optimizers.Adam(1e-4), 50, 1)],
        "inference1000": lambda: [asking(100, 10), asking(500, 2)],
        "latency": lambda: [asking(1, 1)],
        "attack": lambda: [attack()],
        "softmax": lambda: [softmax()],
    },
)
