#!/bin/sh
# transfer: a row for each network that images are made on, whoever trained it, and the same from parts.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 200 --out m.safetensors
ok transfer m.safetensors mnist-softmax --method fgsm --images 40
says 'away from the label, fgsm' 'of the first 40 images of validation (sample) count: all networks read them' \
    'images made on' 'fool it' 'misread by' 'noise as long' 'unchanged, misread' 'fool another;'
grep -Eq '^m  +[0-9]+/[0-9]+  +100\.0%' out || fail 'not all images that fool m fool m'
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'

ok transfer m.safetensors mnist-softmax --method fgsm --images 40 --json
has_keys networks examined counted unchanged_error fooled rates noise_fooled noise_rates l2 linf images made noise
says '"name":"m","file":"m.safetensors","architecture":"dense10","seed":1,"step":200' '"examined":40,' '"target":null' '"linf":[0.3'
counted=$(sed 's/.*"examined":40,"counted":\([0-9]*\),.*/\1/' out)
[ "$(grep -o '"counted":true' out | wc -l)" -eq "$counted" ] || fail "counted is not how many images count"
[ "$(grep -o '"made"' out | wc -l)" -eq "$counted" ] || fail "images that do not count were changed"
mv out whole
for threads in 1 2; do
    ok transfer m.safetensors mnist-softmax --method fgsm --images 40 --threads $threads --json
    same whole out "$threads threads"
done
for part in 1 2 3; do
    ok transfer m.safetensors mnist-softmax --method fgsm --images 40 --shard $part/3 --json
    mv out part$part
done
ok merge part3 part1 part2 --json
same whole out 'what merge prints, and one process'
sed 's/"made":\[\[[0-9]*/"made":[[10/' part2 >damaged
refuses 1 'lacks results' merge part1 damaged part3
ok transfer m.safetensors mnist-softmax --method bim --images 40 --shard 2/3 --json
mv out part2
refuses 1 'is of another evaluation' merge part1 part2 part3

# Trained here: the same seed is the same network, and all that fools one fools the other.
ok transfer --train softmax --seeds 3,3,4 --train-steps 100 --method fgsm --images 20 --csv
[ "$(wc -l <out)" -eq 10 ] || fail 'not a line for each pair'
[ "$(head -n 1 out | tr ',' '\n' | wc -l)" -eq "$(tail -n 1 out | tr ',' '\n' | wc -l)" ] || fail 'a line lacks columns'
grep '^"seed 3","seed 3",' out | awk -F, '$7 != "1.000000" { exit 1 }' || fail 'a twin is not fooled'
[ "$(grep -c '^"seed 3","seed 3",20,' out)" -eq 4 ] || fail 'not two networks of seed 3'
ok transfer m.safetensors --train "$small" --seeds 5 --train-steps 5 --images 10 --method fgsm --target 3
says 'taken for 3 by' 'of another class' 'seed 5'
ok transfer mnist-cnn --method deepfool --images 5 --png p.png
says 'count: the network reads them' 'pictures: p.png'
[ "$(head -c 4 p.png | tail -c 3)" = PNG ] || fail 'no PNG'
awk 'BEGIN { for (i = 0; i < 400; i++) { printf "%d", i % 100; for (j = 0; j < 49; j++) printf ",%d", (i * 31 + j * 17) % 97; print "" } }' >noise.csv
run 0 transfer --data noise.csv --train softmax --train-steps 1 --images 10 --method fgsm
says '0 of the first 10 images' 'No image counts; take more --images'
# Narrow, the columns of networks stay.
ok transfer --train softmax --seeds 1,2,3,4,5,6 --train-steps 20 --images 10 --method fgsm --eps 0.1 --width 60
awk 'length > 60 { exit 1 }' out || fail 'wider than 60 columns'
says ' 1 ' ' 6'

# A signal while networks are trained: there is nothing to show.
"$NETGLYPH" transfer --train softmax --train-steps 1000000000 >out 2>err </dev/null &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
[ $? -eq 143 ] || fail 'a signal does not give its status'
grep -q 'stopped while a network was trained' err || fail "a signal in training: $(cat err)"
[ -s out ] && fail 'something was printed after a signal in training'

refuses 2 'transfer needs networks' transfer
refuses 2 '--seeds are of what is trained' transfer m.safetensors --seeds 1
refuses 2 '--seeds 1,,2: expected whole numbers' transfer --train softmax --seeds 1,,2
refuses 2 '--train: ' transfer --train 'conv'
refuses 2 'there is no such method' transfer m.safetensors --method magic
refuses 2 'deepfool has none' transfer m.safetensors --method deepfool --objective logit
refuses 2 '--csv and --json contradict' transfer m.safetensors --csv --json
refuses 2 'leave out --csv' transfer m.safetensors --csv --shard 1/2
refuses 2 "--target: '10' is no class" transfer m.safetensors --target 10
refuses 2 'more than 16 networks' transfer --train softmax --train-steps 1 --seeds 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17
refuses 1 'no such file' transfer m.safetensors nothing
finish
