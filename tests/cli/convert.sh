#!/bin/sh
# netglyph convert, and the way back: networks under other programs' names are the same networks.
. "${srcdir:-.}/tests/support/cli.sh"

holds() { # PART FILE
    grep -qF -- "$1" "$2" || fail "$2 does not say '$1' but: $(cat "$2")"
}

accuracy() {
    "$NETGLYPH" test "$@" 2>words | sed -n 's/^accuracy //p'
}

reads=$(accuracy mnist-softmax --data sample)
[ -n "$reads" ] || fail "no accuracy"
for names in article keras torch; do
    "$NETGLYPH" convert mnist-softmax --names $names --out $names.safetensors >out 2>&1 ||
        fail "convert --names $names: $(cat out)"
    [ "$(accuracy $names.safetensors --data sample)" = "$reads" ] || fail "$names reads otherwise"
done

# NumPy's archives, where this netglyph has them.
if "$NETGLYPH" convert mnist-softmax --names torch --out torch.npz >out 2>&1; then
    [ "$(accuracy torch.npz --data sample)" = "$reads" ] || fail "torch.npz reads otherwise"
else
    holds 'libzip' out
fi

# What convert wrote says itself what it is.
accuracy torch.safetensors --data sample >/dev/null
holds 'torch.safetensors: dense10' words
! grep -q 'images right' words || fail "what the file says is asked: $(cat words)"

bare torch.safetensors
[ "$(accuracy torch.safetensors --data sample)" = "$reads" ] || fail "bare reads otherwise"

# What it was taken for is said, of other programs' files only.
accuracy torch.safetensors --data sample >/dev/null
holds 'torch.safetensors: dense10: ' words
accuracy article.safetensors --data sample >/dev/null
[ ! -s words ] || fail "our own file is explained: $(cat words)"

# info lists the ways to read a file, as options.
"$NETGLYPH" info torch.safetensors >out 2>&1 || fail "info: $(cat out)"
holds 'a network of another program, in safetensors' out
holds "torch      'dense10'" out
holds 'fc1.weight' out
"$NETGLYPH" info torch.safetensors --json >out 2>&1 || fail "info --json: $(cat out)"
holds '"ways":' out
holds '"is_clear":true' out

# What a person tells is taken, and must fit.
accuracy torch.safetensors --data sample --architecture 'normalize1,-1 dense10' --layout torch >out
[ "$(cat out)" != "$reads" ] || fail "--architecture is not taken"
refuses 1 "torch.safetensors: its tensors do not fit the architecture 'dense20 dense10'" \
    test torch.safetensors --architecture 'dense20 dense10'
refuses 1 'torch.safetensors: architecture' test torch.safetensors --architecture 'dense20 dance10'
refuses 2 "--normalize '3': two numbers are needed" test torch.safetensors --normalize 3
refuses 2 "--normalize '3,0': two numbers are needed" test torch.safetensors --normalize 3,0

# Half the size, with much the same answers; others have no such files of ours.
ok convert mnist-softmax --half --out half.safetensors
[ "$(wc -c <half.safetensors)" -lt $(($(wc -c <article.safetensors) * 6 / 10)) ] || fail "--half: $(wc -c <half.safetensors) bytes"
[ -n "$(accuracy half.safetensors --data sample)" ] || fail "half.safetensors is not read"
refuses 2 '--half goes with --names article and a .safetensors file only' convert mnist-softmax --half --names keras --out x.safetensors
refuses 2 '--half goes with --names article and a .safetensors file only' convert mnist-softmax --half --out x.npz
refuses 1 'nowhere/x.npz' convert mnist-softmax --out nowhere/x.npz

# Where to write has to be said, and nothing is written where nothing can be read.
refuses 2 'convert needs --out' convert mnist-softmax
refuses 2 'has to end in .safetensors or .npz' convert mnist-softmax --out x.bin
refuses 1 'nosuch.pt: ' convert nosuch.pt --out x.safetensors
[ ! -e x.safetensors ] || fail "x.safetensors was written"

finish
