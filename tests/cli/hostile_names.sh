#!/bin/sh
# Escape sequences, controls of 8 bits (raw and as UTF-8), marks that turn the direction of writing, and
# newlines in the names of files, folders, classes and tensors and in metadata: none is printed.
. "${srcdir:-.}/tests/support/cli.sh"

# Each mark stands before the word EVIL, so that one that comes through is seen.
evil=$(printf 'a\033]0;EVIL\007EVIL\233EVIL\302\233EVIL\342\200\256EVIL\342\201\246EVIL\177EVIL\nEVIL')

# clean WHAT FILE: no mark is in the file.
clean() {
    for mark in '\033]0;' '\007' '\302\233' '\233' '\342\200\256' '\342\201\246'; do
        LC_ALL=C grep -aqF "$(printf "${mark}EVIL")" "$2" && fail "$1: $mark comes through"
    done
    grep -aq '^EVIL' "$2" && fail "$1: a newline comes through"
}

# tells ARGUMENT...: whatever becomes of the run.
tells() {
    "$NETGLYPH" "$@" >out 2>err </dev/null
    shown=$(printf '%s ' "$@" | LC_ALL=C tr -c ' -~' '?')
    clean "netglyph $shown, output" out
    clean "netglyph $shown, error" err
}

# model FILE NAME METADATA: a softmax network with such names, in JSON's spelling.
model() {
    printf '\000\004\000\000\000\000\000\000' >"$1"
    printf '%-1024s' "{\"__metadata__\":{\"format\":\"pt\",\"$3\":\"$3\"},\"$2.weight\":{\"dtype\":\"F32\",\"shape\":[10,784],
\"data_offsets\":[0,31360]},\"$2.bias\":{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[31360,31400]}}" >>"$1"
    head -c 31400 /dev/zero >>"$1"
}

# class FOLDER: a folder of three pictures.
class() {
    mkdir -p "$1"
    for i in 1 2 3; do
        { echo P5 28 28 255 && head -c 784 /dev/zero | tr '\000' "\\$i"; } >"$1/$i.pgm"
    done
}

escaped='a\u001b]0;EVIL\u0007EVIL\u009bEVIL\u202eEVIL\u2066EVIL\u007fEVIL\nEVIL'
ok convert mnist-softmax --out own.safetensors
mkdir own && mv own.safetensors "own/$evil.safetensors"
cp -r "$srcdir/data/sample" "$evil"
model "$evil.safetensors" "$escaped" "$escaped"
mkdir sets
class "sets/$evil"
class sets/b

# As whoever is at a terminal of UTF-8.
LC_ALL=C.UTF-8
for what in "$evil.safetensors" "own/$evil.safetensors" "$evil" sets "sets/$evil/1.pgm"; do
    for json in '' --json; do
        tells info "$what" $json
        tells test "$what" --data sets $json
        tells test mnist-softmax --data "$what" $json
        tells "$what" $json
    done
done
for command in test classify weights mistakes explain project filters; do
    for json in '' --json; do
        tells $command "$evil.safetensors" $json
        tells $command "own/$evil.safetensors" --data "$evil" $json
        tells $command "$evil.safetensors" --data sets $json
    done
done
tells attack "$evil.safetensors" --target 3
tells classify mnist-softmax --file "sets/$evil/1.pgm"
tells classify mnist-softmax --file "sets/$evil/1.pgm" --json
tells train softmax --steps 1 --data sets --out "$evil.out"
tells train softmax --steps 1 --data sets --out "$evil/no/such"
tells train "$evil"
tells convert "$evil.safetensors" --out "$evil.onnx"
tells convert "$evil.safetensors" --out "$evil.npz"
tells "$evil"
tells test mnist-softmax "--$evil"
tells test mnist-softmax --split "$evil"
tells attack mnist-softmax --target "$evil"

finish
