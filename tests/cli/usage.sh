#!/bin/sh
# Usage, dispatch and options: what is wrong is told with the nearest right thing, and the manual knows every option.
. "${srcdir:-.}/tests/support/cli.sh"
commands='explore show tour train test mistakes weights classify attack universal transfer explain hide reveal merge watch filters project robust info bench completion'

ok --version
grep -Eq '^netglyph [0-9]+\.[0-9]' out || fail "--version: $(cat out)"
ok --help
for command in $commands; do
    grep -q "^  $command " out || fail "--help does not list $command"
done
awk 'length > 80 { exit 1 }' out || fail "--help is wider than 80 columns"

cp out help
for word in -h help; do
    ok $word
    same help out "$word and --help"
done
ok train --help
cp out help
ok train -h
same help out 'train -h and train --help'
for word in --help --version -h help; do
    refuses 2 "$word stands alone, but 'x' was given" $word x
done

# Without a terminal the explorer says what works there, in one line without escapes.
refuses 2 'the explorer needs a terminal'
refuses 2 'the explorer needs a terminal' explore mnist-cnn
refuses 2 'the explorer needs a terminal' --mouse --theme=light mnist-cnn
refuses 2 "there is no option '--mous';" --mous

# A file is opened by what it is; a command's name goes first, and what is nothing is told in one line.
for file in mnist-cnn sample "$srcdir/data/sample" "$srcdir/data/mnist-softmax.safetensors"; do
    refuses 2 'the explorer needs a terminal' "$file"
    refuses 2 'the explorer needs a terminal' "$file" --theme light
done
echo P1 2 2 0110 >picture
refuses 2 'the explorer needs a terminal' picture
echo hello >./test
refuses 2 'test needs its MODEL' test
refuses 1 './test: is neither a network nor a data set nor a picture' ./test
refuses 1 './test: is neither' explore ./test
refuses 2 'are two data sets; choose one' sample --data mnist
refuses 2 'are two pictures; choose one' picture --file picture
refuses 1 'is a folder without IDX files' ./

refuses 2 'did you mean train?' trian softmax
refuses 2 "'netglyph --help'" xyzzy-and-so-on
refuses 2 'did you mean --version?' --versoin
for command in $commands; do
    ok "$command" --help
    grep -q "^Usage: netglyph $command" out || fail "$command --help has no usage"
    awk 'length > 80 { exit 1 }' out || fail "$command --help is wider than 80 columns"
    refuses 2 "$command has no option --nonesuch;" "$command" --nonesuch
    # Every option stands in the manual.
    # shellcheck disable=SC2013
    for option in $(sed -n 's/^  --\([a-z]*\).*/\1/p' out); do
        grep -Eq "Fl -$option( |\$)" "$srcdir/man/netglyph.1" || fail "the manual lacks --$option of $command"
    done
    grep -q "^\.It Cm $command" "$srcdir/man/netglyph.1" || fail "the manual lacks $command"
done
ok train --help
[ "$(grep -c '^  --' out)" -ge 14 ] || fail 'train --help lists too few options'
for option in steps batch rate optimizer seed out half checkpoint resume every data threads isa json; do
    grep -q "^  --$option" out || fail "train --help lacks --$option"
done

refuses 2 'did you mean --steps?' train softmax --stepz 5
refuses 2 "there is no key '<foo>'" show attack --keys 'n<foo>n'
refuses 1 '--image 1000: validation of sample has images 0 to 999' show attack mnist-softmax --image 1000
refuses 2 'did you mean --steps?' train softmax --stepz=5
refuses 2 'train has no option -s;' train softmax -s 5
refuses 2 '--steps: its value is missing; say --steps N' train softmax --steps
refuses 2 '--json takes no value' train softmax --json=yes
refuses 2 '--out: expected FILE' train softmax --out ''
refuses 2 'one operand too many' train softmax cnn
refuses 2 'test needs its MODEL' test
refuses 2 "tour takes no operand" tour now
refuses 2 'train needs an architecture' train
refuses 2 "one operand too many beside '--steps'" train -- --steps 5

# Numbers: whole strings, within their limits, which the message tells.
while read -r command option value limits; do
    refuses 2 "--$option $value: expected a $limits" "$command" "--$option" "$value"
    refuses 2 "--$option $value: expected a $limits" "$command" "--$option=$value"
done <<END
train steps 0 whole number from 1 to 1000000000
train steps 1000000001 whole number from 1 to 1000000000
train steps 99999999999999999999 whole number from 1 to
train steps 10x whole number from 1 to
train steps -5 whole number from 1 to
train steps 1e3 whole number from 1 to
train steps 0x10 whole number from 1 to
train batch 0 whole number from 1 to 10000
train batch 10001 whole number from 1 to 10000
train rate 0 number from 1e-09 to 1000
train rate 1001 number from 1e-09 to 1000
train rate nan number from
train rate inf number from
train rate 0x1 number from
train rate 0,5 number from
train seed -1 whole number from 0 to 9007199254740991
train seed 9007199254740993 whole number from 0 to
train every 0 whole number from 1 to
train threads 0 whole number from 1 to 64
train threads 65 whole number from 1 to 64
mistakes first 0 whole number from 1 to
mistakes width 19 whole number from 20 to 1000
mistakes width 1001 whole number from 20 to 1000
weights range 0 number from 1e-06 to
weights channel -1 whole number from 0 to 65535
attack steps 1001 whole number from 0 to 1000
attack rate 0 number from 1e-06 to 1000
attack noise -1 whole number from 0 to
attack image 1.5 whole number from 0 to
filters count 0 whole number from 1 to
filters steps 10001 whole number from 0 to 10000
END

refuses 2 '--optimizer rmsprop: expected one of sgd|adam' train softmax --optimizer rmsprop
refuses 2 '--optimizer sgd|adam: expected one of' train softmax --optimizer 'sgd|adam'
refuses 2 '--split all: expected one of' test x --split all
refuses 2 '--sort size: expected one of' mistakes x --sort size
refuses 2 '--all and --first contradict each other' mistakes x --all --first 5
refuses 2 '--color red: expected one of' weights x --color red
refuses 2 '--isa' train softmax --isa mmx
NETGLYPH_ISA=mmx refuses 2 'NETGLYPH_ISA' train softmax
NETGLYPH_ISA=mmx ok train softmax --steps 1 --isa portable
finish
