#!/bin/sh
# Where output goes: full disks are told, closed pipes are not, and files are whole or not there.
. "${srcdir:-.}/tests/support/cli.sh"
mkdir files

ok train softmax --steps 20 --out m

# A reader that is gone.
for command in '--help' 'train --help' 'test m' 'mistakes m --all' 'weights m --json' 'attack m --target 3'; do
    # shellcheck disable=SC2086
    (
        sleep 0.05
        "$NETGLYPH" $command 2>err
        echo $? >status
    ) | :
    [ "$(cat status)" = 0 ] || fail "$command into a closed pipe: status $(cat status)"
    [ -s err ] && fail "$command into a closed pipe: said $(cat err)"
done
"$NETGLYPH" mistakes m --all | head -n 1 >out
says 'are mistaken'

if [ -c /dev/full ]; then
    for command in --version --help 'train --help' 'train softmax --steps 1 --every 2' 'test m' 'test m --json' 'mistakes m' \
        'weights m' 'classify m' 'attack m --target 3 --json' 'info m' 'info sample'; do
        # shellcheck disable=SC2086
        "$NETGLYPH" $command >/dev/full 2>err
        status=$?
        [ $status -eq 1 ] || fail "$command onto a full disk: status $status"
        [ "$(wc -l <err)" -eq 1 ] || fail "$command onto a full disk: $(cat err)"
        grep -q "standard output: can't be written" err || fail "$command onto a full disk: said $(cat err)"
    done
    refuses 1 '/dev/full' train softmax --steps 1 --out /dev/full
    refuses 1 '/dev/full' train softmax --steps 1 --checkpoint /dev/full
    refuses 1 '/dev/full' attack m --target 3 --out /dev/full
    run 1 weights m --png /dev/full
    grep -q "/dev/full: can't be written" err || fail "--png /dev/full: said $(cat err)"
fi

# What is written replaces nothing that is read.
cp m victim
mkdir digits
cp "$srcdir"/data/sample/*.gz digits
ok robust m --images 2 --steps 1 --shard 1/1 --json
cp out part
cp out kept
for command in 'weights m' 'filters m --count 1' 'explain m' 'transfer m m --images 2' 'robust m --images 2'; do
    # shellcheck disable=SC2086
    refuses 2 'm: is read here, and --png would replace it' $command --png m
done
refuses 2 'gz: is read here, and --png would replace it' explain m --data digits --png digits/images-idx3-ubyte.gz
refuses 2 'part: is read here, and --png would replace it' merge part --png ./part
refuses 2 'm: is read here, and --out would replace it' show Weights m --out ./m
refuses 2 'm: is read here, and --out would replace it' show Weights --compare m --out m
same m victim 'a model that was read'
same part kept 'a part that was read'

# What can't be written is told before anything is read.
for command in weights mistakes classify 'attack --target 3' explain filters robust transfer universal merge; do
    # shellcheck disable=SC2086
    refuses 1 'nowhere/x.png' $command nosuch --png nowhere/x.png
    # shellcheck disable=SC2086
    refuses 1 "digits: can't be written" $command nosuch --png digits
    # shellcheck disable=SC2086
    refuses 2 'is standard output, which --json fills' $command nosuch --json --png -
done
for command in 'attack --target 3' universal hide 'convert --names torch' 'show Weights' 'show Weights --format png'; do
    # shellcheck disable=SC2086
    refuses 1 'nowhere/x' $command nosuch --out nowhere/x.npz
done
refuses 2 'is standard output, which --csv fills' robust m --csv --png -
refuses 2 'is standard output, which --csv fills' transfer m --csv --png -

# What can't be written leaves what was there.
echo precious >files/old
chmod 400 files/old
if ! (: >>files/old) 2>/dev/null; then
    refuses 1 'files/old' train softmax --steps 1 --out files/old
fi
[ "$(cat files/old)" = precious ] || fail 'a file that may not be written was'
chmod 600 files/old
ok train softmax --steps 1 --out files/old
ok info files/old
ln -s old files/link
ok train softmax --steps 2 --out files/link
[ -h files/link ] || fail 'a link was replaced'
ok info files/old
says 'step: 2'
empty_but old link

# A FIFO gets the model, and only that.
if mkfifo fifo 2>/dev/null; then
    cat fifo >through &
    ok train softmax --steps 2 --out fifo
    wait
    same through files/old 'the model through a FIFO'
fi

# Where standard output gets a file, words go to standard error.
rm -f fifo
for option in out checkpoint; do
    "$NETGLYPH" train softmax --steps 2 --every 1 --$option /dev/stdout 2>err | cat >through
    grep -q 'softmax: 2 steps' err || fail "--$option /dev/stdout: no words on standard error: $(cat err)"
    ok info through
    says 'step: 2'
done
: >through
"$NETGLYPH" train softmax --steps 2 --out /dev/stdout >through 2>err || fail "--out /dev/stdout: $(cat err)"
same through files/old 'the model in a file behind standard output'
# shellcheck disable=SC2094
"$NETGLYPH" train softmax --steps 2 --out through >through 2>err || fail "--out to where output goes: $(cat err)"
grep -q 'softmax: 2 steps' err || fail 'words went into a file that was replaced'
same through files/old 'the model in the file that output goes to'
"$NETGLYPH" weights m --png /dev/stdout 2>err | cat >through
ok info through
says 'a picture'
"$NETGLYPH" train softmax --steps 2 --out - 2>err | cat >dash
same dash files/old 'the model that --out - writes'
"$NETGLYPH" weights m --png - 2>err | cat >dash
same dash through 'the picture that --png - writes'
refuses 2 'is standard output, which --json fills' train softmax --steps 2 --out /dev/stdout --json
refuses 2 'is standard output, which --json fills' train softmax --steps 2 --checkpoint /dev/stdout --json
"$NETGLYPH" weights m --json --png /dev/stdout >through 2>err && fail '--json and --png into one stream'
[ -s through ] && fail '--json and --png mixed'

# A closed standard output is an error like any other.
"$NETGLYPH" --version >&- 2>err
[ $? -eq 1 ] || fail 'a standard output that is closed'

# Colours are for terminals, unless they are asked for; widths are kept.
ok weights m
grep -q "$(printf '\033')" out && fail 'colours into a file'
TERM=xterm-256color NO_COLOR=1 ok weights m
for width in 20 40 81 200; do
    for target in 3 7; do
        ok attack m --target $target --steps 1 --width $width
        awk -v width=$width 'length > width { exit 1 }' out || fail "attack: wider than $width"
    done
    ok mistakes m --width $width --first 50
    awk -v width=$width 'NR > 3 && length > (width > 28 ? width : 28) { exit 1 }' out || fail "wider than $width"
done

# Words fit the ground that COLORFGBG tells, unless a theme is chosen; pictures are the same on each.
draw() {
    "$NETGLYPH" show draw m --format ansi "$@" || fail "show draw $*"
}
draw >dark
COLORFGBG='0;15' draw >light
COLORFGBG='0;15' draw --theme dark >chosen
COLORFGBG=nonsense draw >unknown
grep -q '38;5;44' dark || fail 'the accent of dark grounds'
grep -q '38;5;30' light || fail 'the accent of light grounds'
grep -q '48;5;231' light || fail 'white paper on a light ground'
grep -q '48;5;231' dark || fail 'white paper on a dark ground'
cmp -s dark chosen || fail '--theme does not go before COLORFGBG'
cmp -s dark unknown || fail 'a COLORFGBG that is none'

# Glyphs are those that are asked for; here the locale has ASCII alone.
not_ascii() {
    LC_ALL=C grep -q "$(printf '[\200-\377]')" "$1"
}
for command in 'show attack m --keys nn --format ansi' 'attack m --target 3 --steps 2 --color 256'; do
    # shellcheck disable=SC2086
    for glyphs in auto ascii blocks braille; do
        "$NETGLYPH" $command --glyphs $glyphs >"as-$glyphs" || fail "$command --glyphs $glyphs"
    done
    not_ascii as-ascii && fail "$command: beyond ASCII"
    cmp -s as-ascii as-auto || fail "$command: beyond the locale"
    not_ascii as-blocks || fail "$command: no blocks"
    grep -q "$(printf '\342\240')" as-blocks && fail "$command: braille among blocks"
done
LC_ALL=C.UTF-8 "$NETGLYPH" show attack m --keys nn --format ansi >auto
LC_ALL=C.UTF-8 TERM=linux "$NETGLYPH" show attack m --keys nn --format ansi >console
grep -q "$(printf '\342\240')" auto || fail 'no braille'
grep -q "$(printf '\342\240')" console && fail 'braille on the Linux console'
refuses 2 '--glyphs sextants: expected one of auto|ascii|blocks|braille' show attack m --glyphs sextants

# Numbers look the same in any locale.
LC_ALL=de_DE.UTF-8 ok test m --json
grep -q '"accuracy":0\.' out || fail 'the locale got into the numbers'
LC_ALL=de_DE.UTF-8 ok train softmax --steps 1 --rate 0.25 --json
says '"rate":0.25'
finish
