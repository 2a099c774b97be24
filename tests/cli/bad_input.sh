#!/bin/sh
# Files that are not what they should be: one line, status 1. (Every truncation is tried by the tests of the formats.)
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 2 --out m --checkpoint ckpt
whole=$(wc -c <m)

refuses 1 'nonesuch' test nonesuch
refuses 1 './nonesuch' test ./nonesuch
refuses 1 'is a folder' test .
refuses 1 'mnist-softmax, mnist-cnn and mnist-robust' test mnist
for size in 0 1 7 8 9 100 $((whole / 2)) $((whole - 1)); do
    head -c "$size" m >short
    refuses 1 'short: ' test short
    refuses 1 'short: ' info short
    refuses 1 'short: ' train --resume short
done
for size in 20 $(($(wc -c <ckpt) - 5)); do
    head -c "$size" ckpt >short
    refuses 1 'short: ' train --resume short --steps 5
done
{ cat m && echo; } >longer
refuses 1 'longer: ' test longer
# One byte of a weight, near the end.
{ head -c $((whole - 9)) m && printf 'Z' && tail -c 8 m; } >flipped
refuses 1 'flipped: ' test flipped
# A header that says it is huge, and one that is no JSON.
printf '\377\377\377\377\377\377\377\177{}' >huge
refuses 1 'huge: ' test huge
printf '\010\000\000\000\000\000\000\000{"a":[}}' >broken
refuses 1 'broken: ' test broken
{ printf '\100\000\000\000\000\000\000\000%-64s' '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}' &&
    printf '\000\000\200\077\000\000\000\100'; } >foreign
refuses 1 "foreign: holds no weights of convolutions or dense layers" test foreign
# Weights that are finite, but too large for their outputs to be.
ok train 'dense20 dense20 dense10' --optimizer sgd --rate 1000 --steps 3 --out wild
for command in test classify explain weights mistakes 'attack --target 3 --json'; do
    # shellcheck disable=SC2086
    refuses 1 'wild: its outputs are no finite numbers' $command wild
done

# Data: none, cut short, of other sizes.
refuses 1 'no such file or folder' test m --data ./nowhere
refuses 1 'no data set "nonesuch"' test m --data nonesuch
mkdir empty set small
refuses 1 'empty' test m --data ./empty
NETGLYPH_DATA=$t/nowhere refuses 1 'NETGLYPH_DATA' test m
cp "$srcdir"/data/sample/*.gz set
head -c 1000 "$srcdir/data/sample/images-idx3-ubyte.gz" >set/images-idx3-ubyte.gz
refuses 1 'set/images-idx3-ubyte.gz' test m --data ./set
refuses 1 'set/images-idx3-ubyte.gz' info ./set
refuses 1 'set/images-idx3-ubyte.gz' train softmax --data ./set
# Twenty images of 2x2 in two classes.
{ printf '\000\000\010\003\000\000\000\024\000\000\000\002\000\000\000\002' && head -c 80 /dev/zero; } >small/images-idx3-ubyte
{ printf '\000\000\010\001\000\000\000\024' && printf '\000\001\000\001\000\001\000\001\000\001\000\001\000\001\000\001\000\001\000\001'; } \
    >small/labels-idx1-ubyte
refuses 1 'm: takes images of 28x28 and tells 10 classes, but ./small has 2x2 and 2' test m --data ./small
refuses 1 'takes images of 28x28' mistakes m --data ./small
refuses 1 'takes images of 28x28' classify m --data ./small
# Pictures of 3x2, of one class and of ten.
for class in 0 1 2 3 4 5 6 7 8 9; do
    mkdir -p "pictures/$class"
    echo "P2 2 3 255 0 0 255 $class 0 0" >"pictures/$class/1.pgm"
done
refuses 1 "m: takes images of 28x28, but the pictures in ./pictures are 3x2: frame them with --data './pictures --fit'" \
    test m --data ./pictures
ok test m --data './pictures --fit'
mkdir -p one
cp -R pictures/7 one
refuses 1 "./one: has pictures of one class only, '7'" info ./one
ok train dense2 --data ./small --steps 2 --batch 3 --out tiny
ok test tiny --data ./small --json
ok attack tiny --target 1 --noise 3
refuses 1 'tiny: takes images of 2x2' test tiny
refuses 2 'ckpt: was made with --data sample, not ./small' train --resume ckpt --data ./small --steps 5
NETGLYPH_DATA=$t/small refuses 2 "architecture 'dense10', column 8: expected dense2" train dense10
refuses 2 'dense10' train dense10 --data ./small
refuses 2 "architecture 'dense2 rely', column 8" train 'dense2 rely' --data ./small
refuses 2 "architecture 'conv3x3x4 dense3', column 17" train --resume ckpt 'conv3x3x4 dense3'
refuses 2 'take a smaller batch' train 'conv3x3x1024 relu dense10' --batch 10000
finish
