#!/bin/sh
# Training: equal runs give equal files, resuming gives the file of a run that never stopped, and contradictions are refused.
. "${srcdir:-.}/tests/support/cli.sh"
mkdir files

ok train softmax --steps 200 --json
has_keys architecture data optimizer rate batch seed steps stopped loss validation test seconds out checkpoint
grep -q '"architecture":"dense10","data":"sample","optimizer":"sgd","rate":0.5,"batch":100,"seed":1,"steps":200,"stopped":false' out ||
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
says '"steps":1000'
ok train softmax --steps 9 --batch 7 --out files/sgd.whole
same files/sgd files/sgd.whole 'SGD resumed'

# Nothing but its files, and each of them whole.
train --half --out files/half
empty_but half one one.ckpt other part.ckpt resumed resumed.ckpt sgd sgd.ckpt sgd.whole two two.ckpt
holds "$(wc -c <files/half) < 0.65 * $(wc -c <files/one)" 'float16 halves the file'
strings files/one 2>/dev/null | grep -q "$t" && fail 'the model names the folder it was made in'

refuses 2 'was made with --rate 0.00100000005, not 0.5' train --resume files/part.ckpt --rate 0.5
refuses 2 '--batch 20, not 21' train --resume files/part.ckpt --batch 21
refuses 2 '--seed 7, not 1' train --resume files/part.ckpt --seed 1
refuses 2 '--optimizer adam, not sgd' train --resume files/part.ckpt --optimizer sgd
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

# Outputs are tried before the first step.
refuses 1 'nowhere/model' train cnn --out nowhere/model
refuses 1 'nowhere/ckpt' train cnn --checkpoint nowhere/ckpt
refuses 1 'files: ' train cnn --out files
refuses 2 '--half is about the model' train softmax --half
refuses 2 "can't be both the model and the checkpoint" train softmax --out a --checkpoint a
refuses 1 'column 1' train cnnn
refuses 1 'column 7: expected' train 'relu  maxpool dense10'
refuses 1 'dense9' train dense9
refuses 1 'MiB' train cnn --batch 10000
refuses 1 'smaller rate' train 'dense20 dense20 dense10' --optimizer sgd --rate 1000 --steps 100 --out files/lost
[ -e files/lost ] && fail 'a lost network was written'
finish
