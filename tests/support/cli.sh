# What the tests of the command line share; they source it. Finds the tree in $srcdir and the program in
# $NETGLYPH, works in a folder of its own ($t) on the shipped sample, and counts what went wrong: a test
# ends with `finish`.
# shellcheck shell=sh

srcdir=$(cd "${srcdir:-.}" && pwd)
NETGLYPH=${NETGLYPH:-$srcdir/src/netglyph}
t=$(mktemp -d "${TMPDIR:-/tmp}/netglyph.XXXXXX")
trap 'status=$?; rm -rf "$t"; exit $((status | failed))' EXIT # one that forgets to `finish` fails too
failed=0

# Nothing of the person's own may get in.
unset NETGLYPH_DATA NETGLYPH_ISA NO_COLOR COLORTERM COLORFGBG
XDG_DATA_HOME=$t/none
LC_ALL=C
TERM=dumb
export XDG_DATA_HOME LC_ALL TERM
cd "$t" || exit 99

# A network that trains in no time.
# shellcheck disable=SC2034
small='conv3x3x4 relu pool2 dense10'

fail() {
    echo "FAILED: $*"
    failed=1
}

finish() {
    exit $failed
}

# run STATUS ARGUMENT...: runs the program; its output goes to $t/out and $t/err, but a training run's lines
# of progress to $t/steps.
run() {
    expected=$1
    shift
    "$NETGLYPH" "$@" >"$t/out" 2>"$t/err.all" </dev/null
    status=$?
    grep '^step [0-9]*/[0-9]*  ' "$t/err.all" >"$t/steps"
    grep -v '^step [0-9]*/[0-9]*  ' "$t/err.all" >"$t/err"
    if [ $status -ne "$expected" ]; then
        fail "netglyph $*: status $status, not $expected; it said: $(head -c 500 "$t/err")"
    fi
}

ok() {
    run 0 "$@"
    [ -s "$t/err" ] && fail "netglyph $*: said on standard error: $(head -c 500 "$t/err")"
}

# refuses STATUS TEXT ARGUMENT...: fails with one line that holds TEXT, and prints nothing.
refuses() {
    wanted=$2
    code=$1
    shift 2
    run "$code" "$@"
    [ "$(wc -l <"$t/err")" -eq 1 ] || fail "netglyph $*: not one line of error: $(cat "$t/err")"
    grep -q '^netglyph: ' "$t/err" || fail "netglyph $*: the error does not begin with the name"
    grep -Fq -e "$wanted" "$t/err" || fail "netglyph $*: did not say '$wanted' but: $(cat "$t/err")"
    [ -s "$t/out" ] && fail "netglyph $*: printed something"
    return 0
}

# says TEXT...: each stands in the output of the last run.
says() {
    for text; do
        grep -Fq -e "$text" "$t/out" || fail "the output lacks '$text': $(head -c 600 "$t/out")"
    done
}

# has_keys KEY...: the last output is one line of JSON with these keys.
has_keys() {
    [ "$(wc -l <"$t/out")" -eq 1 ] || fail "not one line of JSON"
    for key; do
        grep -q "\"$key\":" "$t/out" || fail "the JSON lacks the key $key: $(head -c 600 "$t/out")"
    done
}

# number KEY: the value of the first such key of the last output.
number() {
    sed "s/.*[{,]\"$1\":\([-0-9.e]*\).*/\1/" "$t/out"
}

# holds EXPRESSION: awk finds it true.
holds() {
    awk "BEGIN { exit !($1) }" || fail "not so: $1${2:+ ($2)}"
}

same() {
    cmp "$1" "$2" >"$t/cmp" 2>&1 || fail "${3:-$1 and $2 differ}: $(cat "$t/cmp")"
}

# empty_but NAME...: the folder $t/files holds these files and nothing else.
empty_but() {
    found=$(cd "$t/files" && find . ! -name . | sed 's|^\./||' | sort | tr '\n' ' ')
    wanted=$(printf '%s\n' "$@" | sort | tr '\n' ' ')
    [ "$found" = "$wanted" ] || fail "the folder holds '$found', not '$wanted'"
}

# uncounted: what this subshell runs from here on keeps its counts of lines (--enable-coverage) to itself. One that is
# killed, or may not write as much as it wants, leaves half a file of counts, which spoils those of all other runs.
uncounted() {
    GCOV_PREFIX=$t/gcov
    GCOV_ERROR_FILE=/dev/null
    export GCOV_PREFIX GCOV_ERROR_FILE
}

# bare FILE.safetensors: without what convert says of the architecture, and without the checksums: as
# another program would write it.
bare() {
    LC_ALL=C sed 's/netglyph_architecture/netglyph_architectura/; s/_crc32/_crc23/g' "$1" >"$1.bare"
    mv "$1.bare" "$1"
}
