#!/bin/sh
# Training: equal runs give equal files, resuming gives the file of a run that never stopped, and contradictions are refused.
. "${srcdir:-.}/tests/support/cli.sh"
mkdir files

ok train softmax --steps 200 --json
has_keys architecture data optimizer rate batch seed adversarial steps stopped loss validation test seconds out checkpoint log events
grep -q '"architecture":"dense10","data":"sample","optimizer":"sgd","rate":0.5,"batch":100,"seed":1,"adversarial":null,"steps":200,"stopped":false' out ||
    fail "the article's settings are not the defaults: $(cat out)"
holds "$(number validation) > 0.8" 'softmax after 200 steps'
holds "$(number test) > 0.8"
ok train softmax --steps 20
says 'softmax: 20 steps, loss ' 'validation 0.' 'test 0.' 'nothing was kept (--out FILE keeps the model)'

# Another network, with a different number of threads, in pieces.
train() {
    ok train "$small" --batch 20 --rate 0.001 --steps 31 --seed 7 "$@"
}
train --threads 1 --out files/one --checkpoint files/one.ckpt
says 'model: files/one' 'checkpoint: files/one.ckpt'
train --threads 2 --out files/two --checkpoint files/two.ckpt --every 7
same files/one files/two 'one and two threads'
same files/one.ckpt files/two.ckpt 'the checkpoints of one and two threads'
ok train "$small" --batch 20 --rate 0.001 --steps 13 --seed 7 --checkpoint files/part.ckpt
for threads in 1 2; do
    ok train --resume files/part.ckpt --steps 31 --threads $threads --out files/resumed --checkpoint files/resumed.ckpt
    same files/one files/resumed "resumed at step 13, $threads threads"
    same files/one.ckpt files/resumed.ckpt "resumed at step 13, $threads threads: checkpoints"
done
train --seed 8 --out files/other
cmp -s files/one files/other && fail 'seeds 7 and 8 give the same network'
ok train softmax --steps 5 --batch 7 --checkpoint files/sgd.ckpt
ok train --resume files/sgd.ckpt --steps 9 --out files/sgd
ok train softmax --resume files/sgd.ckpt --json
says '"steps":5,'
ok train softmax --steps 9 --batch 7 --out files/sgd.whole
same files/sgd files/sgd.whole 'SGD resumed'

# Against an attack: threads, pieces, and what the files and --json say.
mkdir hardened
harden() {
    ok train "$small" --batch 20 --rate 0.001 --steps 9 --adversarial pgd:eps=0.2,steps=2,step=0.15 "$@"
}
harden --threads 1 --out hardened/one --json
says '"adversarial":"pgd:eps=0.2,steps=2,step=0.15"'
harden --threads 2 --out hardened/two
same hardened/one hardened/two 'attacked: one and two threads'
harden --steps 4 --checkpoint hardened/part.ckpt
ok train --resume hardened/part.ckpt --adversarial pgd:step=0.15,steps=2,eps=0.2 --steps 9 --out hardened/resumed
same hardened/one hardened/resumed 'attacked, resumed at step 4'
ok info hardened/one
says 'pgd:eps=0.2,steps=2,step=0.15'
refuses 2 'was made with --adversarial pgd:eps=0.2,steps=2,step=0.15, not fgsm:eps=0.2' train --resume hardened/part.ckpt --adversarial fgsm:eps=0.2
refuses 2 'part.ckpt: was made without --adversarial' train --resume files/part.ckpt --adversarial fgsm:eps=0.2
refuses 2 "--adversarial: 'eps' is a number above 0, at most 1, not '3'" train softmax --adversarial pgd:eps=3
refuses 2 "--adversarial: 'cw:eps=1' is no attack" train softmax --adversarial cw:eps=1

# Nothing but its files, and each of them whole.
train --half --out files/half
empty_but half one one.ckpt other part.ckpt resumed resumed.ckpt sgd sgd.ckpt sgd.whole two two.ckpt
holds "$(wc -c <files/half) < 0.65 * $(wc -c <files/one)" 'float16 halves the file'
strings files/one 2>/dev/null | grep -q "$t" && fail 'the model names the folder it was made in'

refuses 2 'was made with --rate 0.00100000005, not 0.5' train --resume files/part.ckpt --rate 0.5
refuses 2 '--batch 20, not 21' train --resume files/part.ckpt --batch 21
refuses 2 '--seed 7, not 1' train --resume files/part.ckpt --seed 1
refuses 2 '--optimizer adam, not sgd' train --resume files/part.ckpt --optimizer sgd
ok train softmax --steps 1 --seed 9007199254740990 --checkpoint files/seed.ckpt
says 'softmax: 1 step, loss '
refuses 2 'was made with --seed 9007199254740990, not 9007199254740991' train --resume files/seed.ckpt --seed 9007199254740991
refuses 2 'the architecture conv3x3x4 relu pool2 dense10, not dense10' train softmax --resume files/part.ckpt
ok train "$small" --resume files/part.ckpt --rate 0.001 --batch 20 --seed 7 --optimizer adam --steps 13
refuses 2 'has 13 steps behind it' train --resume files/part.ckpt --steps 12
refuses 1 'a model, not a checkpoint' train --resume files/one --steps 50

# A set under another name, made of the sample's files.
mkdir digits
cp "$srcdir"/data/sample/*.gz digits
gzip -d digits/*.gz
ok train softmax --steps 5 --data digits --json
grep -q '"data":"sample"' out || fail 'the sample is not known by its contents'

# The same name and shapes, but another pixel in an image that is trained on.
ok train softmax --steps 5 --data digits --checkpoint files/digits.ckpt
ok train --resume files/digits.ckpt --data digits --steps 6
printf '\377' | dd of=digits/images-idx3-ubyte bs=1 seek=$((16 + 784 * 2500)) conv=notrunc 2>err || fail "dd: $(cat err)"
refuses 1 'was trained on other images or labels' train --resume files/digits.ckpt --data digits --steps 6
ok info digits
says sample

# Outputs are tried before the first step.
refuses 1 'nowhere/model' train cnn --out nowhere/model
refuses 1 'nowhere/ckpt' train cnn --checkpoint nowhere/ckpt
refuses 1 'files: ' train cnn --out files
refuses 2 '--half is about the model' train softmax --half

# No output is another one, or an input, by whatever name.
rm -f files/*
ok train softmax --steps 1 --checkpoint files/ckpt
cp files/ckpt ckpt
ln -s files/new link
ln -s "$t/link" link-of-link
refuses 2 "can't be both the model and the checkpoint" train softmax --out a --checkpoint a
for pair in './a a' 'files/../a a' "$t/a a" 'link files/new' './link-of-link files/new' 'files/ckpt files//ckpt'; do
    # shellcheck disable=SC2086
    refuses 2 "can't be both the model and the checkpoint" train softmax --out ${pair% *} --checkpoint ${pair#* }
done
refuses 2 'is the checkpoint to resume from' train --resume files/ckpt --out ./files/ckpt
same files/ckpt ckpt 'the checkpoint that was resumed from'
refuses 2 'belongs to the data that are trained on' train softmax --steps 1 --data digits --out digits/labels-idx1-ubyte
refuses 2 'belongs to the data that are trained on' train softmax --steps 1 --data digits --checkpoint digits/images-idx3-ubyte
empty_but ckpt
ok train --resume files/ckpt --steps 2 --checkpoint files/../files/ckpt
says 'checkpoint: files/../files/ckpt'

# What can't be written does not keep the rest from being written.
if [ -c /dev/full ]; then
    rm -f files/*
    run 1 train softmax --steps 5 --every 2 --out /dev/full --checkpoint files/ckpt
    grep -q "/dev/full: can't be written" err || fail "said $(cat err)"
    says 'checkpoint: files/ckpt'
    ok info files/ckpt
    says 'step: 5'
    run 1 train softmax --steps 5 --every 2 --out files/model --checkpoint /dev/full
    grep -q "/dev/full: can't be written" err || fail "said $(cat err)"
    says 'model: files/model'
    ok info files/model
    says 'step: 5'
    empty_but ckpt model
fi
# The limit leaves room for the model, but not for a checkpoint, be its blocks of 512 bytes or of 1,024.
rm -f files/*
(
    uncounted
    ulimit -f 100
    exec "$NETGLYPH" train "$small" --steps 50 --every 3 --out files/model --checkpoint files/ckpt
) >out 2>err
status=$?
[ $status -eq 1 ] || fail "a checkpoint beyond the limit: status $status"
grep -q "files/ckpt: can't be written" err || fail "a checkpoint beyond the limit: said $(cat err)"
says ': stopped after 3 of 50 steps' 'model: files/model'
empty_but model
ok info files/model
says 'step: 3'

# Nor does a folder that goes meanwhile; the log ends with the step after which that was noticed.
rm -f files/*
mkdir gone
"$NETGLYPH" train softmax --steps 1000000 --every 1 --checkpoint gone/ckpt --log files/log --out files/model >out 2>err &
for _ in $(seq 600); do
    [ ! -e gone/ckpt ] || break
    sleep 0.1
done
mv gone away
wait $!
status=$?
[ $status -eq 1 ] || fail "a folder that went: status $status"
grep -v '^step ' err >said
[ "$(wc -l <said)" -eq 1 ] || fail "a folder that went: not one line of error: $(cat said)"
grep -q "^netglyph: gone/ckpt: can't be written" said || fail "a folder that went: said $(cat said)"
says 'of 1000000 steps' 'model: files/model'
step=$(sed -n 's/.*stopped after \([0-9]*\) of.*/\1/p' out)
ok info files/model
says "step: $step"
ok info away/ckpt
says "step: $((step - 1))"
[ "$(tail -n 1 files/log/log.csv | cut -d, -f1)" = $((step - 1)) ] || fail "the log ends at $(tail -n 1 files/log/log.csv)"
rm -r files/log away

refuses 2 'column 1' train cnnn
refuses 2 'column 7: expected' train 'relu  maxpool dense10'
refuses 2 'dense9' train dense9
refuses 2 'MiB' train 'conv5x5x64 relu dense10' --batch 10000
refuses 1 'at step 4, in layer fc3: training diverged; try a smaller rate' train 'dense20 dense20 dense10' --optimizer sgd --rate 1000 --steps 100 --out files/lost
[ -e files/lost ] && fail 'a lost network was written'

# The progress line fits the terminal, and tells the time that is left wherever there is room for that.
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    for columns in 12 24 40 80 132; do
        script -qec "stty cols $columns; '$NETGLYPH' train softmax --steps 300" /dev/null >out 2>err </dev/null
        tr '\r' '\n' <out | sed -n 's/ *$//; /^step /p' >lines
        [ $columns -lt 14 ] || [ -s lines ] || fail "no progress on $columns columns"
        awk -v columns=$columns 'length >= columns { exit 1 }' lines || fail "wider than $columns: $(cat lines)"
        [ $columns -lt 40 ] || grep -q '^step [0-9/]*  [0-9:]* s* *left' lines || fail "no time left on $columns: $(cat lines)"
    done
    grep -q 'loss .*batch .*images/s$' lines || fail "not all on 132 columns: $(cat lines)"
fi

# Elsewhere a plain line every --every steps, with all there is to say.
ok train softmax --steps 25 --every 10 --json
[ "$(grep -c . steps)" -eq 2 ] || fail "not two lines of progress: $(cat steps)"
number='[0-9][0-9.]*'
grep -Eq "^step 10/25  [0-9:]+( s)? left  loss $number  valid. $number  batch $number  $number images/s\$" steps ||
    fail "the line of progress: $(cat steps)"
LC_ALL=C grep -q '[^ -~]' err.all && fail 'a line of progress has control characters'
finish
