#!/bin/sh
# hide and reveal: a text comes back from both kinds of files, and to no other network.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 200 --out m
ok train softmax --steps 200 --seed 2 --out other
ok hide m 'Grüße!' --out h.idx
says 'in 42 images' 'not encryption' 'changes no symbol'
ok hide m 'Grüße!' --out h.png --json
has_keys model file bytes images lowest_probability noise_tolerance
says '"bytes":8,"images":42'
for file in h.idx h.png; do
    ok reveal m $file
    [ "$(cat out)" = 'Grüße!' ] || fail "$file does not come back"
    refuses 1 "$file: not for this network" reveal other $file
done
"$NETGLYPH" hide m 'Grüße!' --out - >through 2>err || fail "hide --out -: $(cat err)"
same through h.idx 'what hide writes to standard output and to a file'
grep -q 'in 42 images' err || fail "hide --out -: no words on standard error: $(cat err)"
refuses 2 'is standard output, which --json fills' hide m text --out - --json
[ ! -e - ] || fail 'a file is named -'
# From standard input, which may be named.
for input in '' -; do
    # shellcheck disable=SC2086
    printf 'Grüße!' | "$NETGLYPH" hide m $input --out piped.idx >out 2>err || fail "hide of standard input: $(cat err)"
    same piped.idx h.idx 'the text of standard input'
done
head -c 1025 /dev/zero | "$NETGLYPH" hide m --out piped.idx >out 2>err && fail 'a text of 1025 bytes is hidden'
[ "$(wc -l <err)" -eq 1 ] || fail "a text of 1025 bytes: $(cat err)"
same piped.idx h.idx 'the file before a text that is too long'
refuses 2 './m: is read here, and --out would replace it' hide m text --out ./m
refuses 1 'x.jpeg: of pictures PNG alone is written' hide m text --out x.jpeg
refuses 1 'nosuch' hide nosuch text --out x.idx
ok reveal m h.idx other m
says 'Grüße!' 'other: not for this network (' 'm: reads it too (42 of 42 images as hidden)'
ok reveal m h.png other --json
says '"others":[{"model":"other","same":' '"reads":false'
refuses 1 'nothere' reveal m h.idx nothere
ok reveal m h.png --json
says '"text":"Gr\u00FC\u00DFe!","hex":"4772c3bcc39f6521"'

# Files that hide did not write.
refuses 1 'more images than a text' reveal m "$srcdir/data/sample/images-idx3-ubyte.gz"
refuses 1 'is not made of images of 28x28' reveal m "$srcdir/data/sample/labels-idx1-ubyte.gz"
head -c 1000 h.idx >short.idx
refuses 1 'short.idx: ' reveal m short.idx
head -c 1000 h.png >short.png
refuses 1 'short.png: ' reveal m short.png
refuses 1 'none.idx: ' reveal m none.idx
refuses 1 'h.idx.gz: images are written without gzip' hide m text --out h.idx.gz
[ ! -e h.idx.gz ] || fail 'a name that is refused leaves a file'
refuses 2 'hide needs --out' hide m text
refuses 2 'reveal needs MODEL and FILE' reveal m
refuses 1 'more than 1024 bytes' hide m "$(printf '%1025s' '')" --out long.idx
ok train softmax --steps 1 --rate 1e-09 --out flat
refuses 1 "flat: the network can't be made to say class" hide flat text --out long.idx
[ ! -e long.idx ] || fail 'a text that is refused leaves a file'
finish
