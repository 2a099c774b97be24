#!/bin/sh
# robust: accuracy against strength, of several networks, as words, JSON, CSV and PNG; parts join to the same.
. "${srcdir:-.}/tests/support/cli.sh"

ok train "$small" --steps 60 --out m
ok train "$small" --steps 60 --seed 2 --out n

# numbers COLUMN FILE: that column of the CSV's lines of the first network.
numbers() {
    awk -F, -v c="$1" '/^"m"/ { print $c }' "$2"
}

# At 0 it is the plain accuracy, and no curve rises.
fgsm='--method fgsm --eps 0:0.4:0.1 --images 80'
# shellcheck disable=SC2086
ok robust m n $fgsm --csv
cp out csv
[ "$(wc -l <csv)" -eq 11 ] || fail 'not a line for each of two networks and five strengths'
numbers 7 csv | sort -rnc || fail 'accuracy rises with the strength'
[ "$(numbers 4 csv | tr '\n' ' ')" = '0 0.1 0.2 0.3 0.4 ' ] || fail 'the strengths are others'
first=$(numbers 6 csv | head -1)
last=$(numbers 6 csv | tail -1)
[ "$last" -lt "$first" ] || fail 'fgsm fools no image'
ok mistakes m --first 80 --split test
says "m: $((80 - first)) of the first 80 images of test"

# shellcheck disable=SC2086
ok robust m n $fgsm
cp out words
says 'fgsm, 1 step, Linf: % of the first 80 images of test' '   eps  o m' '+ n' 'are right as they are'
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
# shellcheck disable=SC2086
ok robust m n $fgsm --json --threads 1
has_keys data split images method objective norm max_steps rate seed eps stopped models model examined right accuracy median least
says '"method":"fgsm"' '"rate":null' '"eps":[0.0,0.1' '"stopped":false'
cp out one.json
# shellcheck disable=SC2086
ok robust m n $fgsm --json --threads 2
same one.json out 'one thread and two'
# shellcheck disable=SC2086
ok robust m n $fgsm --png chart.png
says 'chart: chart.png'
[ -s chart.png ] || fail 'no chart was written'

# Parts are the whole, as JSON, words and CSV.
for part in 1 2 3; do
    # shellcheck disable=SC2086
    ok robust m n $fgsm --json --shard $part/3
    cp out p$part
done
ok merge p2 p3 p1 --json
same one.json out 'the JSON and that of three parts'
ok merge p3 p2 p1
same words out 'the words and those of three parts'
for part in 1 2; do
    # shellcheck disable=SC2086
    ok robust m n $fgsm --csv --json --shard $part/2
    cp out p$part
done
ok merge p1 p2
same csv out 'the CSV and that of two parts'
sed 's/"least":\[/"least":[-1,/' p2 >damaged
refuses 1 'lacks results' merge p1 damaged
for part in 1 2; do
    sed 's/"max_steps":1/"max_steps":-1/' p$part >d$part
done
refuses 1 'its settings are damaged' merge d1 d2

# Smallest changes are found once, in L2; pgd depends on its seed and on steps.
ok robust m --method deepfool --images 20 --json
says '"norm":"l2"' '"eps":[0.0,0.5,1.0' '"objective":null' '"max_steps":50'
ok robust m --method deepfool --images 20 --norm linf --eps 0,0.1,0.2
says 'deepfool, smallest change in Linf'
ok robust m --images 20 --eps 0.1,0.2 --steps 3 --json
cp out seed1
ok robust m --images 20 --eps 0.1,0.2 --steps 3 --seed 2 --json
cmp -s seed1 out && fail 'another seed says the same of itself'
ok robust m --images 3 --eps 0
ok robust m --images 10 --method gradient-ascent --norm l2 --objective margin --width 30
awk 'length > 30 { exit 1 }' out || fail 'wider than 30 columns'

# A signal stops it, and what is known is shown; one that comes too early ends it at once.
for seconds in 1 3 9; do
    "$NETGLYPH" robust m n --eps 0:0.01:0.0005 --images 500 --steps 500 >out 2>err </dev/null &
    sleep $seconds
    kill -TERM $!
    wait $!
    status=$?
    [ -s out ] && break
done
[ $status -eq 143 ] || fail "stopped with status $status: $(cat err)"
says 'Stopped: what was not computed by then is left out' 'n: nothing is known yet'

refuses 2 "--eps: '0:1': expected strengths" robust m --eps 0:1
refuses 2 "--eps: '0.2,0.1': expected strengths" robust m --eps 0.2,0.1
ok robust --help
for method in fgsm bim pgd mi-fgsm deepfool carlini-wagner jsma few-pixel gradient-ascent; do
    says $method
done
refuses 2 'there is no such method' robust m --method pgdd
refuses 2 'deepfool has none' robust m --method deepfool --objective loss
refuses 2 '--csv and --json contradict' robust m --csv --json
refuses 2 'would replace it' robust m n --png n
refuses 2 'room for 8 networks' robust m m m m m m m m m
refuses 2 'robust needs its MODEL' robust
refuses 1 'nosuch' robust m nosuch

finish
