#!/bin/sh
# Signals: the first stops after the running step and keeps everything, a later one ends at once; one that was
# ignored before stays ignored.
. "${srcdir:-.}/tests/support/cli.sh"
mkdir files

# A background job of sh ignores SIGINT, so the training runs in front, and what signals it behind.
# interrupted STATUS SIGNALS ARGUMENT...
interrupted() {
    wanted=$1
    signals=$2
    shift 2
    rm -f pid
    (
        tries=0
        # The checkpoint of the first steps tells that training goes on.
        while [ ! -e files/ckpt ] && [ $tries -lt 200 ]; do
            sleep 0.05
            tries=$((tries + 1))
        done
        for signal in $signals; do
            kill -"$signal" "$(cat pid)" 2>/dev/null
        done
    ) &
    sh -c 'echo $$ >pid; exec "$@"' sh "$NETGLYPH" train "$@" >out 2>err
    status=$?
    wait
    [ $status -eq "$wanted" ] || fail "$signals: status $status, not $wanted: $(cat err)"
    case " $* " in
    *' --json '*) grep -v -e '^to go on: ' -e '^step ' err ;;
    *) grep -v '^step ' err ;;
    esac >unexpected
    [ -s unexpected ] && fail "$signals: said on standard error: $(cat unexpected)"
}

# What was ignored where this test was started (nohup, a background job) can't be tried.
signals=
for pair in INT:130 TERM:143 HUP:129; do
    sh -c "kill -${pair%:*} \$\$; exit 7" 2>/dev/null
    [ $? -eq 7 ] || signals="$signals $pair"
done

settings='--batch 5 --rate 0.001 --seed 3'
for pair in $signals; do
    signal=${pair%:*}
    rm -f files/*
    # shellcheck disable=SC2086
    interrupted "${pair#*:}" "$signal" "$small" $settings --steps 1000000 --every 3 --checkpoint files/ckpt --out files/model
    says ': stopped after ' ' of 1000000 steps' 'model: files/model' 'checkpoint: files/ckpt' \
        'to go on: netglyph train --resume files/ckpt --steps 1000000 --every 3 --checkpoint files/ckpt --out files/model'
    empty_but ckpt model
done
done_steps=$(sed -n 's/.*stopped after \([0-9]*\) of.*/\1/p' out)
holds "${done_steps:-0} >= 3" 'steps done'
more=$((done_steps + 2))
ok train --resume files/ckpt --steps $more --out files/resumed
# shellcheck disable=SC2086
ok train "$small" $settings --steps $more --out files/whole
same files/resumed files/whole "stopped at step $done_steps and resumed"

rm -f files/*
# shellcheck disable=SC2086
interrupted 143 TERM "$small" $settings --steps 1000000 --every 3 --checkpoint files/ckpt --json
has_keys stopped steps checkpoint
says '"stopped":true' '"test":null' '"out":null'
grep -q '^to go on: netglyph train --resume files/ckpt --steps 1000000 ' err || fail "no way on: $(cat err)"

# A signal that comes more than once at a time is one; and what is said can be pasted, whatever the names are.
rm -f files/*
# shellcheck disable=SC2086
interrupted 143 'TERM TERM TERM' "$small" $settings --steps 1000000 --every 3 --checkpoint files/ckpt \
    --out "files/it's mine" --threads 1 --isa portable
says "to go on: netglyph train --resume files/ckpt --steps 1000000 --every 3 --threads 1 --isa portable" \
    "--checkpoint files/ckpt --out 'files/it'\\''s mine'"
done_steps=$(sed -n 's/.*stopped after \([0-9]*\) of.*/\1/p' out)
more=$((${done_steps:-0} + 2))
line=$(sed -n "s/^to go on: netglyph //; s/--steps 1000000/--steps $more/p" out)
eval "ok $line"
says ": $more steps" "model: files/it's mine"
empty_but ckpt "it's mine"

# Before the first step: a FIFO without a reader holds the program up.
if mkfifo fifo 2>/dev/null; then
    "$NETGLYPH" train softmax --steps 1000000 --out fifo >out 2>err &
    pid=$!
    sleep 0.5
    kill -TERM $pid
    cat fifo >through &
    reader=$!
    wait $pid
    status=$?
    [ $status -eq 143 ] || fail "stopped before the first step: status $status"
    # Without a writer the reader would wait for ever.
    [ -s out ] || kill $reader 2>/dev/null
    wait $reader
    says ' of 1000000 steps' 'model: fifo'
    ok info through
fi

# Two, one after the other: nothing half-written stays.
rm -f files/*
(
    uncounted
    exec "$NETGLYPH" train cnn --batch 200 --steps 3 --out files/model >out 2>err
) &
pid=$!
sleep 0.3
kill -TERM $pid
sleep 0.2
kill -HUP $pid 2>/dev/null
wait $pid
status=$?
case $status in
129 | 143) ;;
*) fail "two signals: status $status" ;;
esac
for file in files/* files/.[!.]*; do
    case $file in
    'files/*' | 'files/.[!.]*' | files/model) ;;
    *) fail "two signals left $file" ;;
    esac
done

# nohup: the signal was ignored, and stays so.
(
    trap '' HUP
    exec "$NETGLYPH" train softmax --steps 1500 --out files/kept
) >out 2>err &
pid=$!
sleep 0.1
kill -HUP $pid
wait $pid || fail 'an ignored SIGHUP stopped the training'
says '1500 steps'
finish
