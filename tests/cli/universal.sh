#!/bin/sh
# universal: one change fools a network on images that it was not found over.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 200 --out m
ok universal m --out change.idx --json --threads 1
has_keys model data split target target_name norm eps rate objective images passes steps \
    l0 l2 linf tried noise right_before right fooled fooling_rate perturbation
says '"split":"test"' '"target":null' '"norm":"linf"' '"objective":"loss"'
cp out one
ok universal m --json --threads 3
same one out 'the change of another number of threads'
rate() { sed "s/.*\"$1\":{[^}]*\"fooling_rate\":\([^},]*\).*/\1/" out; }
holds "$(rate tried) > 0.5" 'half of the images are fooled'
holds "$(rate tried) > 2 * $(rate noise)" 'more than by noise'
[ "$(wc -c <change.idx)" -eq $((12 + 4 * 784)) ] || fail 'not an IDX of 28x28 float32'

ok universal m --target 3 --norm l2 --eps 4 --passes 2 --images 60 --split validation --png p.png --width 200
says 'one change for all images, l2 at most 4, towards 3, found over 60 training images in 4 steps' \
    'images of validation (' 'right without it' 'with it: ' '% taken for 3' 'with as much random noise: ' \
    'pictures: p.png'
ok universal m --norm l0 --passes 1 --json
says '"norm":"l0"' '"eps":50.0' '"l0":50.0'
refuses 2 '--eps 0.3: of the norm l0 it is a number of pixels; give 1 or more' universal m --norm l0 --eps 0.3
refuses 2 "--target: '10' is no class" universal m --target 10
refuses 2 'is read here, and --out would replace it' universal m --out ./m
refuses 2 "can't be both the change and the pictures" universal m --out x --png ./x
refuses 2 'is standard output, which --json fills' universal m --json --out /dev/stdout
refuses 2 '--out x.png: the change is kept as IDX' universal m --out x.png
refuses 2 'leave .pgm out, or draw it with --png' universal m --out x.pgm
refuses 1 'nowhere/x' universal m --out nowhere/x
finish
