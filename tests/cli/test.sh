#!/bin/sh
# test: the figures agree with each other, and with what train said.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 100 --out m --json
accuracy=$(number test)
validation=$(number validation)
ok test m --json
has_keys model data split count accuracy loss confusion classes class precision recall insights name text meaning where
says '"name":"confused-pair"'
says '"split":"test","count":1000' '"data":"sample"'
holds "$(number accuracy) == $accuracy" 'test and train measure the same'
# The diagonal of the confusion matrix, over all of it.
sed 's/.*"confusion":\[\[//; s/\]\].*//; s/\],\[/\n/g' out | tr ',' ' ' >matrix
ratio=$(awk '{ right += $NR; for (i = 1; i <= NF; i++) all += $i } END { print right / all; if (NR != 10 || all != 1000) print "?" }' matrix)
holds "$ratio == $accuracy" 'the diagonal'
recall=$(awk 'NR == 1 { for (i = 1; i <= NF; i++) all += $i; print $1 / all }' matrix)
told=$(sed 's/.*"class":0,"count":[0-9]*,"precision":[0-9.e-]*,"recall":\([0-9.e-]*\).*/\1/' out)
holds "($recall - $told) ^ 2 < 1e-8" 'recall of 0'
ok test m --split validation --json
holds "$(number accuracy) == $validation"
ok test m --split train --threads 1 --json
says '"count":3000'
cp out one
ok test m --split train --threads 2 --json
same one out 'one and two threads'

ok test m
says 'm on test of sample' 'accuracy 0.' 'right), loss ' 'confusion: a row for each true class' 'class  images  precision     recall'
lines=$(sed '/ confused both ways/,$d' out | wc -l)
[ "$lines" -eq 29 ] || fail "test prints $lines lines before its insights"
says 'See it in the explorer: M, s to test, then /'
ok test m --width 30
tr '\n' ' ' <out >line
grep -q 'see them with --width 65, or with --json' line || fail 'no hint at the confusion'
says 'class  images  precision'
grep -q 'recall' out && fail 'more columns than there is room for'
for width in 20 24 30 40; do
    ok test m --width $width
    awk "length > $width { exit 1 }" out || fail "wider than $width columns"
done
ok test mnist-softmax
head -n 1 out | grep -q '^mnist-softmax on test of sample$' || fail "the heading is $(head -n 1 out)"
ok test mnist-softmax.safetensors --json
says '"model":"mnist-softmax.safetensors"'
finish
