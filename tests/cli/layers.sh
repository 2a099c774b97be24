#!/bin/sh
# Networks of every kind of layer are trained, saved, looked at and attacked: pooling of all sorts, and activations other than ReLU.
. "${srcdir:-.}/tests/support/cli.sh"

# try ARCHITECTURE LAYER...: each of these is shown.
try() {
    architecture=$1
    shift
    for threads in 1 2; do
        ok train "$architecture" --steps 4 --batch 10 --rate 0.001 --threads $threads --out m$threads --checkpoint c$threads
    done
    same m1 m2 "$architecture: one and two threads"
    ok train "$architecture" --steps 2 --batch 10 --rate 0.001 --checkpoint part
    ok train --resume part --steps 4 --out resumed
    same m1 resumed "$architecture: resumed"
    ok info m1
    says "$architecture"
    ok test m1
    ok attack m1 --target 3 --steps 2
    for layer; do
        ok filters m1 --layer "$layer" --steps 2 --count 2
    done
    for screen in Train Layers Filters Weights Attack Mistakes Retrain Draw; do
        ok show $screen m1
    done
}

try 'conv3x3x4 tanh avgpool2 dense10' conv1 fc1
try 'conv3x3x4 leaky pool3s2 conv3x3x3 sigmoid avgpool3s2 dense8 leaky0.1 dense10' conv1 conv2 fc2
try 'avgpool2 conv1x1x2 relu tanh pool4s1 pool2s3 dense10' conv1 fc1
try 'sigmoid dropout0.5 dense10' fc1

try 'normalize0.1307,0.3081 conv3x3x4vn relu pool2v conv2x2x5s2 scale relu dense10n' conv1 conv2 fc1
try 'conv5x3x4s2p1 gelu avgpool3s1p1 conv3x3x6v elu conv1x1x10 silu globalavgpool' conv1 conv2 conv3
try 'pad2 conv5x5x4v relu6 pool2 conv3x3x4 selu dense8 mish dense8 hardswish dense8 softplus dense8 hardsigmoid dense8 softsign dense10' conv1 conv2 fc1
try 'normalize-1,0.5 dense10 scale' fc1

ok train --help
says 'gelutanh, eluA, selu, silu, hardswish, mish, softplus, softsign, poolKsS,'
says 'avgpoolKsS, globalavgpool, padP, denseN, scale, normalizeM,S'
finish
