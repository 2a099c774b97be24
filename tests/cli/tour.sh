#!/bin/sh
# tour: all stations, without a terminal and without a key. A small network stands in for the shipped one, so that
# the second, of the same build, is trained quickly.
. "${srcdir:-.}/tests/support/cli.sh"
XDG_DATA_HOME=$t/share
mkdir -p "$XDG_DATA_HOME/netglyph"
ok train 'conv5x5x8 relu pool2 dense10' --steps 300 --rate 0.002 --out "$XDG_DATA_HOME/netglyph/mnist-cnn.safetensors"

ok tour
for station in 1 2 3 4 5 6 7 8 9 10; do
    grep -q "^$station/10  " out || fail "station $station is missing"
done
says 'images it never saw, it reads' '+0.5' 'of these 200 wrong' 'step 5 of 5: noise to a person, a 3 to the network' \
    'step 0 of ' 'a 7 to a person, a 7 to the network' 'of the validation images right' ': maximum, ' \
    '3 against 7' 'the hardened network says 7' 'which spells HELLO.' 'not for it.' 'That was the tour.'
# Four filters, those with the boldest pictures, which on this network are not the first four.
shown=$(grep -Eo '[0-9]+: maximum, ' out | sed 's/:.*//' | tr '\n' ' ')
[ "$(echo "$shown" | wc -w)" -eq 4 ] || fail "not four filters: $shown"
[ "$shown" != '0 1 2 3 ' ] || fail 'the first four filters'
grep -Eq '^It (is fooled as well|is not fooled|does not see the 3)' out || fail 'no word on the second network'
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
[ "$(wc -l <out)" -gt 150 ] || fail 'rather short'
LC_ALL=C.UTF-8 TERM=xterm-256color ok tour --json --color always
has_keys softmax mistakes noise seven flips why_strongest second_seed second second_prediction second_probabilities hardened_prediction \
    attacked_right hardened_right secret secret_second
holds "$(number second_seed) == 2" 'a seed that the first network does not have'
holds "$(number second) > 0.85" 'the second network'
holds "$(number hardened_right) > 60" 'the hardened network'
holds "$(number attacked_right) < 20" 'the attacked network'
finish
