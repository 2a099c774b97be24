#!/bin/sh
# bench: every figure is there and above zero, costs are the article's, and it can be ended. How fast
# anything is, no test asks.
. "${srcdir:-.}/tests/support/cli.sh"

# positive KEY...: these numbers of the last output are above zero.
positive() {
    for key; do
        holds "$(number "$key") > 0" "$key"
    done
}

ok bench --json --seconds 0
has_keys model data isa threads pieces steps roofline
positive train_cnn_ms train_cnn_images_per_s softmax_1000_ms inference_batch_ms inference_images_per_s latency_ms \
    attack_ms filters_ms peak_gflops_one peak_gflops triad_gb_per_s_one triad_gb_per_s
says '"data":"sample"' '"name":"train"' '"name":"softmax"' '"name":"inference"' '"name":"latency"' \
    '"name":"attack"' '"name":"filters"'

# Which loops ran, of each piece: softmax has one layer, filters end behind conv1, the rest has all of mnist-cnn.
says '{"names":["fc1"],"layers":["dense10"],"loops":"fast"}]},{"name":"inference"' \
    '{"names":["relu1"],"layers":["relu"],"loops":"fast"}]}],"steps"'
[ "$(grep -o '"names":\["conv2"' out | wc -l)" -eq 5 ] || fail 'conv2 is not in 4 pieces and the network'

# A piece alone; 82.05 MFLOP an image and training step, 3.27 million parameters with two moments each.
ok bench --json --seconds 0 --only train --threads 1 --isa portable
has_keys train_cnn_ms
positive ms least_ms most_ms images_per_s peak_share triad_share
says '"isa":"portable"' '"threads":1' '"samples":1' '"counted":1'
holds "($(number operations) / 50 - 82.05e6) ^ 2 < (0.01e6) ^ 2" 'operations of a training step'
holds "$(number bytes) == 24 * (26 * 32 + 801 * 64 + 3137 * 1024 + 1025 * 10)" 'bytes of a training step'
grep -q latency_ms out && fail '--only train measures the latency'

ok bench --seconds 0 --only latency --threads 1
says 'mnist-cnn on sample: ' ', 1 thread' 'classify: one image' 'of peak' 'peak: ' 'triad: ' 'Medians of 1 sample'
[ "$(grep -c ' ms ' out)" -eq 1 ] || fail "more than one figure: $(cat out)"
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
ok bench --seconds 0.3 --only attack --threads 2 --json
positive samples attack_ms

refuses 2 '--seconds -1: expected a number from 0 to 3600' bench --seconds -1
refuses 2 '--seconds 3601: expected a number from 0 to 3600' bench --seconds 3601
refuses 2 '--only fast: expected one of train|softmax|inference|latency|attack|filters' bench --only fast

# A network of one's own, and which loops run its layers.
ok train 'normalize0.1307,0.3081 conv3x3x16v relu pool2v conv3x3x16v gelu pool3s2 dense10n' --steps 2 --out m
ok bench m --seconds 0 --only filters
says 'm on sample: ' 'filters of conv1: 16 x 50' 'loops'
for line in 'normalize1 *reference' 'conv1 relu1 pool1 *fast' 'conv2 *winograd' 'gelu1 *reference' 'fc1 *fast'; do
    grep -q "^$line\$" out || fail "no line '$line': $(cat out)"
done
ok bench m --seconds 0 --only latency --json
says '"loops":"winograd"' '"names":["conv1","relu1","pool1"]' '"layers":["conv3x3x16v","relu","pool2v"]'
refuses 1 'no-such-model' bench no-such-model
refuses 2 '--isa' bench --isa mmx
refuses 2 '--threads 0' bench --threads 0
refuses 1 'no-such-data' bench --data no-such-data

"$NETGLYPH" bench --seconds 3600 --only latency >out 2>err &
pid=$!
sleep 0.3
kill -TERM $pid
wait $pid
status=$?
[ $status -eq 143 ] || fail "ended by a signal: status $status, not 143"
[ -s out ] && fail "ended by a signal, and printed: $(cat out)"
finish
