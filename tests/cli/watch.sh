#!/bin/sh
# watch: a line for each checkpoint, in the order of steps, with the accuracy that test measures.
. "${srcdir:-.}/tests/support/cli.sh"

mkdir run
for steps in 5 20 100; do
    ok train softmax --steps $steps --out run/step_$steps.safetensors
done
cp run/step_5.safetensors run/best.safetensors
ok watch run --once
[ "$(sed 's/.*step \([0-9]*\).*/\1/' out | tr '\n' ' ')" = '5 20 100 ' ] || fail "not the steps in order: $(cat out)"
says 'run  step_100.safetensors  step 100  accuracy 0.'
cp out words
refuses 2 '--record is about the explorer' watch run --once --record a.cast
[ -e a.cast ] && fail 'a recording was begun'
ok watch run --json --once
[ "$(wc -l <out)" -eq 3 ] || fail 'not three documents'
says '"folder":"run","file":"step_20.safetensors","step":20,"data":"sample","validation":'
tail -n 1 out >last
ok test run/step_100.safetensors --split validation --json
accuracy=$(number accuracy)
cp last out
holds "$(number validation) == $accuracy" 'watch and test measure the same'

# A file stands for its series, and several may be followed.
cp run/step_20.safetensors run/other_1.safetensors
ok watch run/step_20.safetensors --once
[ "$(wc -l <out)" -eq 3 ] || fail "not the series: $(cat out)"
rm run/other_1.safetensors
cp run/step_20.safetensors other_1.safetensors
ok watch run other_1.safetensors --once
[ "$(wc -l <out)" -eq 4 ] || fail 'not the lines of both'

# Each series of a folder is a run, one after the other with --once.
mkdir -p runs/a runs/b
cp run/step_*.safetensors runs/a
cp run/step_5.safetensors runs/b/epoch_1.safetensors
cp run/step_5.safetensors runs/b/optimizer_1.safetensors
cp run/step_20.safetensors runs/run_2-epoch_1.safetensors
cp run/step_20.safetensors runs/run_3-epoch_1.safetensors
ok watch runs --once
[ "$(sed 's/^runs  \([^ ]*\).*/\1/' out | tr '\n' ' ')" = "a/step_5.safetensors a/step_20.safetensors \
a/step_100.safetensors b/epoch_1.safetensors run_2-epoch_1.safetensors run_3-epoch_1.safetensors " ] ||
    fail "not each series: $(cat out)"

# One file of another program tells how all are to be read, those before it too: a line for each.
mkdir theirs
ok train softmax --steps 1 --rate 1e-9 --out fresh.safetensors
run 0 convert fresh.safetensors --names torch --out theirs/epoch_1.safetensors
run 0 convert mnist-softmax --names torch --out theirs/epoch_2.safetensors
run 0 convert fresh.safetensors --names torch --out theirs/epoch_3.safetensors
for n in 1 2 3; do bare theirs/epoch_$n.safetensors; done
touch -t 202001010000 theirs/*
run 0 watch theirs --once
[ "$(cat err)" = "$(grep '^netglyph: theirs: epoch_#.safetensors is read as dense10: ' err)" ] || fail "it said: $(cat err)"
[ "$(sed 's/.*step \([0-9]*\).*/\1/' out | tr '\n' ' ')" = '1 2 3 ' ] || fail "not a line for each: $(cat out)"
rm theirs/epoch_2.safetensors
run 1 watch theirs --once
[ "$(wc -l <err)" -eq 1 ] || fail "not one line of error: $(cat err)"
grep -q '^netglyph: theirs/epoch_3.safetensors: ' err || fail "the error is $(cat err)"
rm theirs/epoch_3.safetensors

# A person may tell it.
run 0 watch theirs --once --architecture dense10 --layout torch --normalize 0,1
[ "$(wc -l <out)" -eq 1 ] || fail 'what a person tells is not taken'
run 1 watch run --once --architecture dense10
grep -q 'says itself what it is' err || fail "the error is $(cat err)"
refuses 2 "--normalize 'x'" watch run --once --normalize x

# What can't be read is told, and the rest is printed.
echo hello >run/step_200.safetensors
touch -t 202001010000 run/step_200.safetensors
run 1 watch run --once
[ "$(wc -l <out)" -eq 3 ] || fail 'not the lines of those that can be read'
[ "$(wc -l <err)" -eq 1 ] || fail "not one line of error: $(cat err)"
grep -q '^netglyph: run/step_200.safetensors: ' err || fail "the error is $(cat err)"
run 1 watch nowhere --once
[ "$(cat err)" = 'netglyph: nowhere: is no folder that can be read' ] || fail "the error is $(cat err)"
refuses 2 'watch needs its DIR|FILE...' watch
refuses 2 'watch follows 8 folders at once at most' watch 1 2 3 4 5 6 7 8 9
finish
