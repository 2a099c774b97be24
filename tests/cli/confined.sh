#!/bin/sh
# What a program has given up is not to be had by who takes it over: a library tries, at the end of
# commands (tests/support/intruder.c). What was asked for works.
. "${srcdir:-.}/tests/support/cli.sh"

intruder=${top_builddir:-$srcdir}/tests/support/intruder.so
if [ ! -e "$intruder" ]; then
    echo 'tests/cli/confined.sh: programs are not confined here, or no library can stand before them: skipped'
    exit 77
fi
mkdir elsewhere here out
cd here || exit 99

# intrude ARGUMENT...: runs the program with the intruder, whose words go to $t/err.
intrude() {
    rm -rf ../elsewhere/*
    echo kept >../elsewhere/kept
    echo lost >../elsewhere/lost
    status=0
    INTRUDER_FOLDER=$t/elsewhere LD_PRELOAD=$intruder "$NETGLYPH" "$@" \
        >"$t/out.txt" 2>"$t/err" </dev/null || status=$?
}

# held ARGUMENT...: the command ends well, and no attempt got through.
held() {
    intrude "$@"
    [ $status -eq 0 ] || fail "netglyph $*: status $status; it said: $(head -c 500 "$t/err")"
    grep -q '^intruder: 0 of ' "$t/err" || fail "netglyph $*: $(grep '^intruder' "$t/err" || echo nobody tried)"
}

# Where nothing is given up the attempts do succeed.
NETGLYPH_CONFINED=no
export NETGLYPH_CONFINED
intrude info mnist-softmax
unset NETGLYPH_CONFINED
attempts='network mode key'
if grep -q 'no Landlock' "$t/err"; then
    echo 'tests/cli/confined.sh: this kernel has no Landlock: files and programs are left out'
else
    attempts="$attempts shell make overwrite cut folder link rename remove"
fi
for attempt in $attempts; do
    grep -q "^intruder: $attempt\$" "$t/err" || fail "unconfined, the intruder has no $attempt: $(cat "$t/err")"
done

held info mnist-softmax
held info "$srcdir/tests/fixtures/keras/keras3.h5.gz"
grep -q 'digits/kernel' "$t/out.txt" || fail 'a Keras file is not read'
held classify mnist-softmax --noise 1 --png ../out/noise.png
held train softmax --data sample --steps 20 --out ../out/net --checkpoint checkpoint --log ../out/log/run
held attack mnist-softmax --data sample --target 3 --steps 2 --out ../out/image.idx
held show weights --data sample --keys 'P' --out ../out/screen.txt
for file in ../out/noise.png ../out/net checkpoint ../out/log/run/log.csv ../out/image.idx ../out/screen.txt; do
    [ -s "$file" ] || fail "$file was not written"
done

# Not all that lies beneath /dev is one.
if [ -w /dev/shm ]; then
    memory=$(mktemp -d /dev/shm/netglyph.XXXXXX)
    trap 'rm -rf "$t" "$memory"' EXIT
    held train softmax --data sample --steps 20 --out "$memory/net" --log "$memory/log"
    [ -s "$memory/net" ] && [ -s "$memory/log/log.csv" ] || fail "nothing was written to $memory"
fi

# Streams and devices are written where they are, and links lead where they lead.
held hide mnist-softmax hello --out -
[ "$(wc -c <"$t/out.txt")" -gt 784 ] || fail 'hide --out - printed no image'
held hide mnist-softmax hello --out /dev/null
ln -s ../out/linked link
held hide mnist-softmax hello --out link
[ -s ../out/linked ] && [ -L link ] || fail 'what a link leads to was not written'
finish
