#!/bin/sh
# merge: the parts of test, mistakes and attack, in any order, give the bytes of the one run; parts that are
# missing, double, damaged or of something else are told in one line.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 60 --out m

# parts N ARGUMENT...: prints all parts into p1 ... pN, on different numbers of threads.
parts() {
    n=$1
    shift
    i=1
    while [ $i -le "$n" ]; do
        ok "$@" --shard $i/"$n" --threads $((i % 3 + 1)) --json
        cp out p$i
        i=$((i + 1))
    done
}

# joins ARGUMENT...: eight parts are the one run, as JSON and in words.
joins() {
    ok "$@" --json
    cp out one.json
    ok "$@"
    cp out one.text
    parts 8 "$@"
    ok merge p3 p8 p1 p2 p7 p4 p6 p5 --json
    same one.json out "the JSON of $* and that of eight parts"
    ok merge p8 p7 p6 p5 p4 p3 p2 p1
    same one.text out "the words of $* and those of eight parts"
}

for model in m mnist-softmax mnist-cnn; do
    joins mistakes $model --first 100 --sort loss
    joins attack $model --target 3 --images 17
done
for model in m mnist-softmax; do
    joins test $model
done
joins mistakes m --all --small
joins mistakes m --first 300 --split test --sort confidence
joins attack m --target 0 --images 30 --steps 20 --rate 0.1 --clip --split train
# Parts without an image are parts.
joins mistakes m --first 5
joins attack m --target 1 --images 3
# One part is all; the pictures come from merge.
parts 1 mistakes m --first 60
ok merge p1 --png merged.png
ok mistakes m --first 60 --png one.png
same merged.png one.png 'the pictures'

joins attack m --target random --images 3

# Attacks on many images are those on each.
ok attack m --target 3 --images 16 --json
has_keys model data split target rate clip max_steps from_start from_later_step never images index label prediction \
    first l2 linf probability ssim random_target
sed 's/.*"index":15,\([^}]*\)}.*/\1/; s/.*"first":\([0-9a-z]*\).*/\1/' out >many
ok attack m --target 3 --image 15 --json
sed 's/.*"first":\([0-9a-z]*\).*/\1/' out >single
same single many 'the first step of image 15'
says '"label":7'
ok attack m --target 3 --images 16
says 'm: the first 16 images of validation (sample) towards 3, rate 0.02, at most 5' ' image  class prediction   step    length' 'taken for 3: '
for width in 20 40; do
    ok attack m --target 3 --images 4 --width $width
    awk "length > $width { exit 1 }" out || fail "wider than $width columns"
done

# What is wrong is one line that names the file.
parts 3 test m
refuses 1 '1 of the 3 parts of test m is missing: 2' merge p1 p3
refuses 1 '2 of the 3 parts of test m are missing: 1, 3' merge p2
refuses 1 'p1: is part 1 of 3, as p1 is; give each part once' merge p1 p2 p3 p1
cp p2 same
refuses 1 'same: is part 2 of 3, as p2 is' merge p2 p1 same p3
ok test m --json
cp out whole
refuses 1 'whole: is no part of an evaluation' merge whole
refuses 1 'whole: is no part of an evaluation' merge p1 whole p3
refuses 1 'm: is no whole JSON document' merge m
head -c 300 p2 >torn
refuses 1 'torn: is no whole JSON document' merge p1 torn p3
refuses 1 'nowhere' merge nowhere
refuses 2 'merge needs its FILE...' merge
ok test m --shard 2/4 --json
cp out four
refuses 1 'four: is part 2 of 4 of test, but p1 is one of 3 of test' merge p1 four p3
ok mistakes m --shard 2/3 --json --split test
cp out other
refuses 1 'other: is part 2 of 3 of mistakes, but p1 is one of 3 of test' merge p1 other p3
ok test m --shard 2/3 --json --split validation
cp out other
refuses 1 'other: is of another evaluation than p1: ' merge p1 other p3
ok train softmax --steps 61 --out m
ok test m --shard 2/3 --json
cp out other
refuses 1 'other: is of another evaluation than p1: model_crc32 is ' merge p1 other p3
# Results that are not those of the part.
sed 's/"labels":\[[0-9],/"labels":[/' p2 >short
refuses 1 'short: lacks results of its 333 images' merge p1 short p3
sed 's/"labels":\[[0-9],/"labels":[10,/' p2 >large
refuses 1 'large: lacks results' merge p1 large p3
sed 's/"losses":\[[^,]*,/"losses":["much",/' p2 >word
refuses 1 'word: lacks results' merge p1 word p3
sed 's/"images":1000/"images":999999999999/' p1 >huge
refuses 1 'huge: is no part of an evaluation' merge huge

# Pictures of other images than those of the parts are not drawn.
parts 1 mistakes m --first 60
mkdir digits
cp "$srcdir"/data/sample/*.gz digits
gzip -dc digits/labels-idx1-ubyte.gz >labels
{ head -c 8 labels && printf '\003' && tail -c +10 labels; } >digits/labels-idx1-ubyte
cmp -s labels digits/labels-idx1-ubyte && fail 'this test needs a first label that is no 3'
rm digits/labels-idx1-ubyte.gz
refuses 1 "has other images than 'sample', of which the parts are" merge p1 --data digits
ok merge p1 --data sample

for shard in 0/3 4/3 3 1/ /3 1/3x x/3 1/99999 ' 1/3' -1/3 1/0 ''; do
    run 2 test m --json --shard "$shard"
    grep -q '^netglyph: --shard' err || fail "--shard '$shard' said: $(cat err)"
done
refuses 2 'say --json and not --png' test m --shard 1/3
refuses 2 'say --json and not --png' mistakes m --shard 1/3 --json --png x.png
# Parts of attacks from other random starts are no parts of one.
ok attack m --untargeted --method pgd --images 4 --seed 5 --json --shard 1/2
mv out seed5
ok attack m --untargeted --method pgd --images 4 --seed 6 --json --shard 2/2
mv out seed6
refuses 1 'seed6: ' merge seed5 seed6
ok attack m --untargeted --method pgd --images 4 --seed 5 --json --shard 2/2
mv out second
ok merge seed5 second --json
says '"seed":5'
refuses 2 'say --images N too' attack m --target 3 --shard 1/3 --json
refuses 2 '--images and --noise contradict each other' attack m --target 3 --images 3 --noise 1
refuses 2 '--images and --image contradict each other' attack m --target 3 --images 3 --image 1
refuses 2 'x.png: is a picture of one image' attack m --target 3 --images 3 --out x.png
refuses 2 '--png is for one image' attack m --target 3 --images 3 --png x.png
refuses 2 'attack needs --target CLASS' attack m --images 3
refuses 2 "--target: '10' is no class: they are 0 to 9" attack m --target 10 --images 3
finish
