#!/bin/sh
# filters: three pictures a channel, the same for any number of threads and any choice of channels.
. "${srcdir:-.}/tests/support/cli.sh"

ok train 'conv3x3x4 relu pool2 conv3x3x5 relu dense12 relu dense10' --steps 3 --batch 5 --out c
ok filters c --threads 1 --json
has_keys model layer image filters channel weights response excitation reached
says '"layer":"conv1","image":"image 12 of validation"' '"channel":0' '"channel":3'
cp out one
ok filters c --threads 2 --json
same one out 'one and two threads'
tr '{' '\n' <one | grep '^"channel":2,' | tr -d '}]' | sed 's/,$//' >third
ok filters c --first 2 --count 1 --json
tr '{' '\n' <out | grep '^"channel":2,' | tr -d '}]' | sed 's/,$//' >alone
same third alone 'channel 2 alone and among others'
[ "$(tr '[' '\n' <alone | grep -c '^[-0-9]')" -eq $((3 + 28 + 28)) ] || fail 'not 3x3, 28x28 and 28x28'
# Maximization helps.
ok filters c --count 1 --steps 0 --json
start=$(sed 's/.*"reached":\([0-9.e-]*\).*/\1/' out)
ok filters c --count 1 --steps 20 --json
holds "$(sed 's/.*"reached":\([0-9.e-]*\).*/\1/' out) > $start" 'the activation rises'

ok filters c --count 2 --steps 5
says '0: weights' '0: activation' '1: maximum, '
grep -q '2: weights' out && fail '--count 2 shows three'
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
ok filters c --layer conv2 --channel 1 --steps 2 --image 3 --split test
says 'conv2, image 3 of test' '4: weights'
ok filters c --count 1 --steps 2 --width 40
awk 'length > 40 { exit 1 }' out || fail 'wider than 40 columns'
ok filters c --layer fc1 --count 1 --steps 2
says '0: maximum'
ok filters c --steps 1 --png f.png
says 'pictures: f.png'
# Regularizers and starts: the image changes, the activation rises all the same.
for option in '--jitter 2' '--blur 1' '--total-variation 0.2' '--decay 0.05' '--from grey' '--from image'; do
	# shellcheck disable=SC2086
	ok filters c --count 1 --steps 20 --json $option
	sed 's/.*"excitation"//' out >other
	sed 's/.*"excitation"//' one >plain
	cmp -s other plain && fail "$option changes nothing"
	holds "$(sed 's/.*"reached":\([0-9.e-]*\).*/\1/' out) > $start" "$option: the activation rises"
done
says '"from":"image"' '"decay":0'
ok filters c --count 2 --steps 5 --jitter 2 --blur 0.5 --json --threads 1
cp out one
ok filters c --count 2 --steps 5 --jitter 2 --blur 0.5 --json --threads 2
same one out 'jitter with one and two threads'
ok filters c --count 1 --steps 20 --json --neuron 14,27
says '"neuron":[14,27]'
sed 's/.*"excitation"//' out >other
cmp -s other plain && fail '--neuron changes nothing'
refuses 2 '--neuron 28,0: conv1 has neurons 0,0 to 27,27' filters c --neuron 28,0
refuses 2 '--neuron 3: conv1 has' filters c --neuron 3
refuses 2 '--neuron 3,: conv1 has' filters c --neuron 3,
ok filters c --count 2 --steps 8 --different 3 --json --threads 1
has_keys model layer from regularizers diversity filters channel likeness images excitation reached
says '"channel":1' '"diversity":0.5'
[ "$(tr '{' '\n' <out | grep -c '^"excitation"')" -eq 6 ] || fail 'not three images of two channels'
cp out one
ok filters c --count 2 --steps 8 --different 3 --json --threads 2
same one out 'different images with one and two threads'
likeness=$(sed 's/.*"channel":0,[^{]*"likeness":\([0-9.e-]*\).*/\1/' out)
ok filters c --count 1 --steps 8 --different 3 --diversity 0 --json
holds "$(sed 's/.*"likeness":\([0-9.e-]*\).*/\1/' out) > $likeness" 'the weight makes images differ'
ok filters c --count 1 --steps 2 --different 2 --png d.png
says 'images that maximize it and differ' 'pictures: d.png'
refuses 2 --different filters c --different 9
refuses 2 '--diversity 0.5: is of several images; say --different N too' filters c --diversity 0.5
refuses 2 'and --different' filters c --dream conv1 --different 2
ok filters c --dream conv2 --json
has_keys model layer image from regularizers steps start dream before reached
says '"layer":"conv2"' '"from":"image"' '"steps":20'
holds "$(sed 's/.*"reached":\([0-9.e-]*\).*/\1/' out) > $(sed 's/.*"before":\([0-9.e-]*\).*/\1/' out)" 'the layer rises'
ok filters c --dream fc1 --from grey --steps 3
says 'fc1, grey' '3 steps: '
refuses 2 '--dream conv1: takes a whole layer' filters c --dream conv1 --layer conv2
refuses 2 "no layer 'conv9'" filters c --dream conv9
refuses 2 --from filters c --from black
refuses 2 --jitter filters c --jitter 17
refuses 2 --decay filters c --decay 1.5
refuses 2 '--first 4: conv1 has channels 0 to 3' filters c --first 4
refuses 2 'conv1 has channels 0 to 3' filters c --first 2 --count 3
refuses 2 '--channel 1: conv1 has input channels 0 to 0' filters c --channel 1
refuses 2 "no layer 'conv9'" filters c --layer conv9
ok train softmax --steps 1 --out m
refuses 2 'it has: fc1' filters m --layer conv1
ok filters m --count 2
says fc1
finish
