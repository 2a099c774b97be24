#!/bin/sh
# project: images as points, by pixels and by layers.
. "${srcdir:-.}/tests/support/cli.sh"

ok train "$small" --steps 60 --out m

# Pixels need no network.
ok project --method pca --images 200 --width 60
says 'pixels of the first 200 images of validation' 'PCA, with'
awk 'length > 60 { exit 1 }' out || fail 'wider than 60 columns'
[ "$(grep -o '[0-9]: [0-9]*' out | awk '{ n += $2 } END { print n }')" = 200 ] || fail 'the legend does not count 200 images'
ok project --method pca --images 50 --json
says '"model":null' '"of":"pixels"' '"method":"pca"' '"prediction":null' '"perplexity":null'
has_keys data split explained images index x y label label_name
[ "$(grep -o '"x":' out | wc -l)" -eq 50 ] || fail 'not 50 images'

# A layer, by both methods; any number of threads gives the same.
ok project m --images 150 --iterations 250 --json --threads 1
mv out one
ok project m --images 150 --iterations 250 --json --threads 2
cmp -s one out || fail 'two threads give other points'
says '"of":"conv1"' '"iterations":250' '"perplexity":30'
grep -q '"prediction":[0-9]' out || fail 'no predictions'
ok project m --images 150 --iterations 250 --json --seed 1
cmp -s one out && fail 'another seed gives the same points'
ok project m --of logits --images 100 --iterations 250
says 'm, logits of the first 100 images' 'after 250 of 250 iterations'
ok project m --of fc1 --images 2 --iterations 250
ok project m --of pixels --images 1
ok project m --images 20000 --method pca --split test

refuses 2 "--of 'fc9': no such layer; there are pixels, logits, conv1" project m --of fc9
refuses 2 "--of 'logits': only pixels can be had without a MODEL" project --of logits
refuses 2 '--method lda: expected one of' project m --method lda
refuses 2 '--images' project m --images 0

finish
