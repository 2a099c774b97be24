#!/bin/sh
# explain: maps of what speaks for a class, whose integrated gradients add up to its logit.
. "${srcdir:-.}/tests/support/cli.sh"

ok explain mnist-cnn --image 15 --json
says '"method":"occlusion"' '"method":"grad-cam"'
has_keys model image label prediction class class_name against probabilities explanations
says '"prediction":7,"class":7,' '"method":"gradient"' '"method":"gradient x input"' \
    '"method":"integrated gradients"' '"method":"smoothgrad"' '"method":"occlusion"'
cp out first
ok explain mnist-cnn --image 15 --threads 1 --json
same first out 'two runs'
# Integrated gradients: the sum is the logit within 1 % of what a blank image lacks of it.
ok explain mnist-cnn --image 15 --method integrated-gradients --class 3 --against 7 --json
says '"class":3,"class_name":"3","against":7'
tr ',' '\n' <out | sed -n 's/^"\(bias\|sum\|value\)":\([-0-9.e]*\)$/\1 \2/p' | awk '
    { of[$1] = $2 }
    END { d = of["value"] - of["bias"]; e = of["sum"] - of["value"]
          exit !(d != 0 && e * e <= 0.0001 * d * d) }' || fail 'integrated gradients are not complete'
# Of a softmax network the gradient x input is its weight x pixel.
ok explain mnist-softmax --image 15 --width 100
says 'what speaks for 7' 'weight x pixel: ' 'gradient x input: ' 'in all '
[ "$(sed -n 's/^weight x pixel: //p' out)" = "$(sed -n 's/^gradient x input: //p' out)" ] ||
    fail 'weight x pixel is not gradient x input'
ok explain mnist-cnn --noise 3 --method smoothgrad --seed 2 --png maps.png
[ -s maps.png ] || fail 'no PNG'
# Grad-CAM: of any convolution, and of nothing else.
ok explain mnist-cnn --method grad-cam --json
says '"method":"grad-cam","layer":"conv2"'
cp out last
ok explain mnist-cnn --method grad-cam --layer conv2 --json
same last out 'conv2 and the last convolution'
ok explain mnist-cnn --method grad-cam --layer conv1 --json
says '"layer":"conv1"'
refuses 2 'is no convolution of this network; there are conv1 to conv2' \
    explain mnist-cnn --layer fc1
refuses 2 'this network has no convolution' explain mnist-softmax --layer conv1
# The training images that are nearest, as the network sees them.
ok explain mnist-cnn --nearest 5 --json
has_keys model image label prediction of training_images nearest
says '"of":"fc1"' '"training_images":' '"label_name":"7"'
cp out five
ok explain mnist-cnn --nearest 5 --threads 2 --json
same five out 'two threads'
[ "$(grep -o '"index"' out | wc -l)" -eq 5 ] || fail 'not five neighbours'
tr ',{' '\n\n' <out | sed -n 's/^"distance":\([0-9.e-]*\).*/\1/p' | sort -gc ||
    fail 'the nearest is not first'
# Of a training image: not itself.
ok explain mnist-softmax --split train --image 3 --nearest 2 --png near.png
tr '\n' ' ' <out | grep -q 'by pixels, .*image [0-9]* of train, ' || fail 'no neighbours by pixels'
grep -q 'image 3 of train, ' out && fail 'the image is its own neighbour'
[ -s near.png ] || fail 'no PNG of the nearest'
# What to change least: taken for the class then, by a change that is told.
ok explain mnist-softmax --image 15 --class 9 --least-change --json
has_keys model image label prediction class class_name steps l0 l2 linf probabilities change changed
[ "$(number steps)" -eq 900 ] || fail 'not all steps were taken'
awk -v l2="$(number l2)" 'BEGIN { exit !(l2 > 0.01 && l2 < 3) }' || fail 'the change is far'
ok explain mnist-softmax --image 15 --class 9 --least-change --png change.png
tr '\n' ' ' <out | grep -q 'taken for 7; changed by L2 .* for 9 (' || fail 'the change is not told'
[ -s change.png ] || fail 'no PNG of the change'
refuses 2 'is taken for 7 already' explain mnist-softmax --image 15 --least-change
refuses 2 '--class says what' explain mnist-softmax --noise 1 --least-change
refuses 2 'are two questions' explain mnist-softmax --nearest 3 --least-change
refuses 2 'nearest: draws no maps; leave out --method' explain mnist-softmax --nearest 3 --method gradient
refuses 2 'least-change: draws no maps; leave out --method' explain mnist-softmax --least-change --against 3
ok train 'dense4 relu dense10' --steps 3 --out m
ok explain m --image 3
refuses 2 'does not explain this network; there are gradient, gradient-x-input' explain m --method magic
refuses 2 'is the class that is explained' explain m --image 3 --class 4 --against 4
refuses 2 "--class: '10' is no class" explain m --class 10
refuses 2 "--against: 'x' is no class" explain m --against x
refuses 1 'nowhere' explain nowhere
finish
