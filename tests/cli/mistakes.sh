#!/bin/sh
# mistakes: those that test counts, in the order that was asked for.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 100 --out m
ok test m --split validation --json
wrong=$(awk "BEGIN { print 1000 - 1000 * $(number accuracy) }")

# list KEY: its values in the last output, one a line.
list() {
    sed 's/.*"mistakes"://' out | tr '{' '\n' | sed -n "s/.*\"$1\":\([-0-9.e]*\).*/\1/p"
}

ok mistakes m --all --json
has_keys model data split examined mistakes index label prediction confidence loss
says '"examined":1000' '"split":"validation"'
[ "$(list index | wc -l)" -eq "$wrong" ] || fail "$(list index | wc -l) mistakes, and test counts $wrong"
list index | sort -n -c 2>err || fail 'not in the order of the split'
list index >all
[ "$(list label)" = "$(list prediction)" ] && fail 'labels and predictions are the same'
paste all all >/dev/null
ok mistakes m --all --sort loss --json
list loss | sort -g -r -c 2>err || fail 'not by loss'
list index | sort -n | cmp -s - all || fail 'sorting by loss lost some'
ok mistakes m --all --sort confidence --json
list confidence | sort -g -r -c 2>err || fail 'not by confidence'
ok mistakes m --json
says '"examined":200'
list index >first
awk '$1 < 200' all | cmp -s - first || fail 'the first 200'
ok mistakes m --first 5000 --json
says '"examined":1000'

ok mistakes m --first 60
count=$(awk '$1 < 60' all | wc -l)
says "$((count)) of the first 60 images of validation (sample) are mistaken" "#$(head -n 1 all) "
[ "$(grep -o '#[0-9]* [0-9]>[0-9] [01]\.[0-9][0-9]' out | wc -l)" -eq $((count)) ] || fail 'not a caption for each'
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
full=$(wc -l <out)
ok mistakes m --first 60 --small
holds "$(wc -l <out) < $full" '--small is smaller'
ok mistakes m --first 60 --png p.png
says 'pictures: p.png'
[ "$(head -c 4 p.png | tail -c 3)" = PNG ] || fail 'no PNG'
grep -q '[%@]' out && fail 'pictures were drawn beside the PNG'
# A picture of no mistakes cannot be written, and that is said.
right=$(awk '$1 > n { exit } { n = $1 + 1 } END { print n + 0 }' all)
[ "$right" -eq 0 ] || fail 'the first image is a mistake: this test needs another seed'
refuses 1 'none.png: not written: none of the first 1 images of validation is mistaken' mistakes m --first 1 --png none.png
refuses 1 'none.png: not written' mistakes m --first 1 --png none.png --json
[ -e none.png ] && fail 'a PNG of nothing'
ok mistakes m --first 1
says '0 of the first 1 images'
# A narrow output breaks the heading.
ok mistakes m --first 1 --width 30
awk 'length > 30 { exit 1 }' out || fail 'wider than 30 columns'
# A shipped model goes by the name it was asked for, not by this machine's path.
ok mistakes mnist-cnn --first 40 --json
says '"model":"mnist-cnn"'
ok mistakes mnist-cnn --first 40
says 'mnist-cnn: '
grep -q 'safetensors' out && fail 'the path of a shipped model'
# As plain text on --color never, in colours on always.
ok mistakes m --first 60 --color always
grep -q "$(printf '\033')\\[" out || fail '--color always: no colours'
ok mistakes m --first 60 --color never
grep -q "$(printf '\033')" out && fail '--color never: colours'
finish
