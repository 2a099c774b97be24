#!/bin/sh
# weights: the ten maps of a softmax network, the filters of a convolution, and no picture of what is none.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 60 --out m
ok weights m
says 'fc1: 10 maps of 28x28' '-0.5 ' ' +0.5'
for digit in 0 1 2 3 4 5 6 7 8 9; do
    grep -Eq "^$digit| $digit( |\$)" out || fail "no map for $digit"
done
[ "$(grep -c '[-+#=]' out)" -gt 8 ] || fail 'the maps are empty'
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
ok weights m --range 2
says '-2 ' ' +2'
ok weights m --json
has_keys model layer channel min max maps
says '"layer":"fc1"'
[ "$(tr '[' '\n' <out | grep -c '^-*[0-9]')" -eq 280 ] || fail 'not ten maps of 28 rows'
LC_ALL=C.UTF-8 TERM=xterm-256color ok weights m --color always
grep -q '48;5;' out || fail 'no colours of 256'
TERM=xterm COLORTERM=truecolor ok weights m --color always
grep -q '48;2;' out || fail 'no direct colours'
ok weights m --png w.png
[ "$(head -c 4 w.png | tail -c 3)" = PNG ] || fail 'no PNG'

ok train 'conv3x3x4 relu pool2 conv5x5x6 relu dense12 relu dense10' --steps 1 --batch 2 --out c
ok weights c
says 'conv1: 4 maps of 3x3'
ok weights c --layer conv2 --channel 3
says 'conv2: 6 maps of 5x5'
ok weights c --layer conv2 --channel 2 --json
cp out two
ok weights c --layer conv2 --channel 3 --json
cmp -s out two && fail 'all input channels are the same'
refuses 2 '--channel 4: conv2 has input channels 0 to 3' weights c --layer conv2 --channel 4
refuses 2 '--channel 1: conv1 has input channels 0 to 0' weights c --channel 1
refuses 1 'the weights of fc1 are no pictures' weights c --layer fc1
refuses 2 'conv1, conv2, fc1, fc2' weights c --layer conv3
ok weights c --width 40
awk 'length > 40 { exit 1 }' out || fail 'wider than 40 columns'
ok weights mnist-softmax --json
says '"model":"mnist-softmax"'
finish
