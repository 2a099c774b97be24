#!/bin/sh
# A training run that is stopped or killed after any step, within an epoch too, and resumed with any number of threads
# ends in the bytes of one that never stopped. NETGLYPH_STOPS=N tries each signal at N random steps of more than an epoch.
. "${srcdir:-.}/tests/support/cli.sh"
stops=${NETGLYPH_STOPS:-0}
mkdir files
steps=12
[ "$stops" -eq 0 ] || steps=70 # an epoch has 60

# What was ignored where this test was started (nohup, a background job) can't be tried.
signals=KILL
for signal in INT TERM HUP; do
    sh -c "kill -$signal \$\$; exit 7" 2>/dev/null
    [ $? -eq 7 ] || signals="$signals $signal"
done

# interrupted SIGNAL STEP ARGUMENT...: trains, and is sent the signal as soon as the line of progress of the step is
# there. A job in the background would ignore SIGINT, so what signals it is behind.
interrupted() {
    signal=$1
    step=$2
    shift 2
    rm -f pid progress
    : >progress
    (
        tries=0
        while ! grep -q "^step $step/" progress && [ $tries -lt 2000 ]; do
            sleep 0.005
            tries=$((tries + 1))
        done
        kill -"$signal" "$(cat pid)" 2>/dev/null
    ) &
    (
        [ "$signal" != KILL ] || uncounted
        exec sh -c 'echo $$ >pid; exec "$@"' sh "$NETGLYPH" train "$@" >out 2>progress
    )
    wait
}

sets=portable
for isa in avx2 avx512; do
    "$NETGLYPH" train softmax --steps 1 --isa $isa >out 2>&1 && sets="$sets $isa"
done
seed=0
midway=0
for isa in $sets; do
    for kind in '--optimizer sgd --rate 0.01' '--optimizer adam' '--adversarial pgd:eps=0.2,steps=2,step=0.15'; do
        rm -f files/*
        # shellcheck disable=SC2086
        ok train "$small dropout0.5 dense10" --batch 50 --steps $steps $kind --isa "$isa" --threads 2 --out whole
        # Without NETGLYPH_STOPS one of the signals, another one each time.
        for _ in $(seq $((stops > 0 ? stops * $(echo "$signals" | wc -w) : 1))); do
            seed=$((seed + 1))
            signal=$(echo "$signals" | cut -d ' ' -f $((seed % $(echo "$signals" | wc -w) + 1)))
            threads=$(echo 1 2 4 7 | cut -d " " -f $(((seed + seed / 4) % 4 + 1)))
            step=$(awk "BEGIN { srand($seed); print 1 + int(rand() * ($steps - 2)) }")
            # shellcheck disable=SC2086
            interrupted "$signal" "$step" "$small dropout0.5 dense10" --batch 50 --steps $steps $kind \
                --isa "$isa" --threads "$threads" --every 1 --checkpoint files/ckpt
            ok info files/ckpt
            grep -q "^  step: $steps\$" out || midway=$((midway + 1))
            ok train --resume files/ckpt --isa "$isa" --threads $((8 - threads)) --out files/model \
                --checkpoint files/ckpt
            says "dense10: $steps steps"
            same whole files/model "$isa, $kind, $signal at step $step, $threads threads"
            empty_but ckpt model
        done
    done
done
[ $midway -gt 0 ] || fail 'no run was stopped before its end'
echo "resumed before the end: $midway of $seed"

# The name and the goal of the first run; what is done is not done again.
ok train softmax --steps 20 --out whole
interrupted KILL 5 softmax --steps 20 --every 1 --checkpoint files/ckpt
ok train --resume files/ckpt --out files/model --checkpoint files/ckpt
says 'softmax: 20 steps'
same whole files/model 'a run of 20 steps, resumed without --steps'
ok train --resume files/ckpt --out files/model
says 'softmax: 20 steps'

# Numbers that overflow: the step and the layer are told, and the last checkpoint stays.
rm -f files/*
refuses 1 'the loss is no longer a number at step 4, in layer fc3: training diverged' train 'dense20 dense20 dense10' \
    --optimizer sgd --rate 1000 --steps 100 --every 1 --checkpoint files/ckpt
ok info files/ckpt
says 'step: 3'
empty_but ckpt
finish
