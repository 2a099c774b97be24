#!/bin/sh
# A disk that is full, or a program that is killed, at any moment of a save: the old file or the new one, whole, and
# nothing else once the next save is done. NETGLYPH_KILLS says how often each kind of save is killed (4; from 100 on
# the room for a file rises by 4 KiB each time, too).
. "${srcdir:-.}/tests/support/cli.sh"
kills=${NETGLYPH_KILLS:-4}
mkdir files
ok train "$small" --steps 2 --checkpoint m

# save KIND FILE: one of all the ways to write a file.
save() {
    case $1 in
    model) "$NETGLYPH" train softmax --steps 1 --out "$2" ;;
    checkpoint) "$NETGLYPH" train softmax --steps 1 --checkpoint "$2" ;;
    converted | npz) "$NETGLYPH" convert m --out "$2" ;;
    image | images) "$NETGLYPH" attack m --target 3 --steps 1 --out "$2" ;;
    change) "$NETGLYPH" universal m --images 2 --out "$2" ;;
    secret) "$NETGLYPH" hide mnist-cnn a --out "$2" ;;
    maps) "$NETGLYPH" weights m --png "$2" ;;
    screen) "$NETGLYPH" show weights m --format svg --out "$2" ;;
    screenshot) "$NETGLYPH" show weights m --format png --out "$2" ;;
    esac
}

saves='model:old checkpoint:old converted:old.safetensors npz:old.npz image:old.png images:old change:old secret:old.png
    maps:old screen:old screenshot:old'

# complains KIND: standard error, in said, is one line about the file and the status.
complains() {
    grep -v '^step ' said >rest
    [ "$(wc -l <rest)" -eq 2 ] || fail "$1: not one line of error: $(cat rest)"
    grep -q "^netglyph: .*: can't be written" rest || fail "$1: said $(cat rest)"
    grep -q '^status 1$' rest || fail "$1: $(tail -n 1 rest)"
}

# limited ROOM KIND FILE: no file may have more than so many KiB.
(
    trap '' XFSZ
    ulimit -f 8
    head -c 65536 /dev/zero >blocks
) 2>err
block=$(($(wc -c <blocks) / 8)) # 512 or 1,024 bytes
limited() {
    (
        uncounted
        ulimit -f $(($1 * 1024 / block))
        save "$2" "$3"
    )
}

# filled ROOM KIND FILE: the disk has so many KiB left. Landlock holds a file of the program before a little longer
# than that program runs: its 4 KiB beside those of the old file are waited for.
filled() {
    for _ in $(seq 50); do
        rm -f disk/filler
        head -c 65536 /dev/zero >disk/filler 2>err
        left=$(wc -c <disk/filler)
        [ "$left" -lt 61440 ] || break
        sleep 0.1
    done
    left=$((left - $1 * 1024))
    if [ $left -gt 0 ]; then
        dd if=/dev/null of=disk/filler bs=1 seek=$left 2>err
    else
        rm disk/filler
    fi
    save "$2" "$3"
}

# fits_in_the_end HOW: the room rises until the file fits, for all kinds.
fits_in_the_end() {
    refusals=0
    for pair in $saves; do
        kind=${pair%:*}
        rm -f files/* disk/filler
        echo precious >"files/${pair#*:}"
        room=0
        refused=0
        while [ $room -lt 400 ]; do
            # Through pipes, which have no limit.
            {
                "$1" $room "$kind" "files/${pair#*:}" 2>&1 >/dev/null
                echo "status $?"
            } | cat >said
            grep -q '^status 0$' said && break
            complains "$kind, $1 to $room KiB"
            empty_but "${pair#*:}"
            [ "$(cat "files/${pair#*:}")" = precious ] || fail "$kind, $1 to $room KiB: the old file is gone"
            refused=$((refused + 1))
            refusals=$((refusals + 1))
            if [ "$kills" -ge 100 ]; then
                room=$((room + 4))
            else
                room=$((room * 3 + 4))
            fi
        done
        [ $refused -gt 0 ] || fail "$kind was never refused"
        empty_but "${pair#*:}"
        grep -q '^precious$' "files/${pair#*:}" && fail "$kind was not written in the end"
    done
    echo "$1: $refusals saves refused"
}

# A disk of 64 KiB, mounted where nobody else sees it: this script runs itself there.
if [ "${1-}" = small ]; then
    mkdir disk
    mount -t tmpfs -o size=64k none disk || exit 1
    rmdir files
    mkdir disk/files
    ln -s disk/files files
    fits_in_the_end filled
    rm -f files/*
    umount disk
    finish
fi
if unshare -Urm mount -t tmpfs none "$t/files" 2>err; then
    export srcdir NETGLYPH
    unshare -Urm sh "$srcdir/tests/cli/disk.sh" small || fail 'on a disk of 64 KiB'
else
    echo 'tests/cli/disk.sh: no file systems may be mounted here: the small disk is skipped'
fi
fits_in_the_end limited
if [ -c /dev/full ]; then
    mkdir full
    for pair in $saves; do
        ln -s /dev/full "full/${pair#*:}" 2>err
        save "${pair%:*}" "full/${pair#*:}" 2>said >/dev/null
        echo "status $?" >>said
        complains "${pair%:*} to /dev/full"
    done
fi

# killed COMMAND...: ends with SIGKILL at some moment, after its start; true where it was still running.
seed=1
killed() {
    seed=$((seed + 1))
    (
        uncounted
        exec "$NETGLYPH" "$@" >/dev/null 2>&1 </dev/null
    ) &
    sleep "$(awk "BEGIN { srand($seed); print $at + $within * rand() }")"
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
}

# Checkpoints, one after the other: how long the program takes to the first one is waited for, once.
rm -rf files/*
ok train "$small" --steps 1 --checkpoint files/ckpt
at=0.05
within=0.4
for _ in $(seq "$kills"); do
    killed train "$small" --steps 1000000 --every 1 --checkpoint files/ckpt --threads 1
    ok info files/ckpt
done
ok train "$small" --steps 1 --checkpoint files/ckpt
empty_but ckpt

# A model of 13 MB, which replaces another one.
rm -rf files/*
ok convert mnist-cnn --out files/model.safetensors
cp files/model.safetensors old
at=0
within=0.15
for _ in $(seq "$kills"); do
    killed convert mnist-cnn --names torch --out files/model.safetensors
    cmp -s old files/model.safetensors || ok info files/model.safetensors
done
ok convert mnist-cnn --out files/model.safetensors
same old files/model.safetensors 'the model that was saved last'
empty_but model.safetensors

# A log: each run has files of its own. (That they can be read: tests/format/test_event_writer.)
rm -rf files/*
at=0.05
within=0.4
for _ in $(seq "$kills"); do
    killed train "$small" --steps 1000000 --every 1 --log files --threads 1
done
find files -type f ! -name 'log*.csv' ! -name 'events.out.tfevents.*' >others
[ -s others ] && fail "a log leaves $(cat others)"

# The order that makes a save last: the bytes to the disk, then the name, then the folder.
if strace -o trace true 2>err; then
    ASAN_OPTIONS=detect_leaks=0 strace -f -o trace -e trace=write,fsync,rename,renameat,renameat2 \
        "$NETGLYPH" convert m --out new.npz >out 2>err || fail "convert beside strace: $(cat err)"
    calls=$(sed -n 's/^[0-9]* *\(write([3-9]\|fsync\|rename\).*/\1/p' trace | sed 's/([3-9]//' | uniq | tr '\n' ' ')
    case $calls in
    *'write fsync rename fsync '*) ;;
    *) fail "not write, fsync, rename, fsync, but $calls" ;;
    esac
else
    echo 'tests/cli/disk.sh: no strace here: the order of calls is skipped'
fi
finish
