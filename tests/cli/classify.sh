#!/bin/sh
# classify: images of the set, noise, and files of every kind, which have to fit.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 200 --out m
ok classify m --json
has_keys model image label probabilities prediction confidence
says '"image":"image 15 of validation","label":7,' '"prediction":7'
sum=$(sed 's/.*"probabilities":\[//; s/\].*//' out | tr ',' '+')
holds "($sum - 1) ^ 2 < 1e-10" 'probabilities sum to 1'
ok classify m
says 'image 15 of validation' '>7 ' 'a 7 to a person, a 7 to the network: ' ' %'
ok classify m --image 12 --split validation
says 'a 3 to a person'
ok classify m --image 999 --split test
refuses 2 '--image 1000: test of sample has images 0 to 999' classify m --image 1000 --split test
ok classify m --noise 1
says 'noise to a person, ' ' to the network'
cp out noise
ok classify m --noise 1 --threads 1
same noise out 'noise of one seed'
ok classify m --noise 2
cmp -s noise out && fail 'noise of two seeds'
refuses 2 '--noise and --image' classify m --noise 1 --image 2
refuses 2 '--noise and --file' classify m --noise 1 --file x
refuses 2 '--invert is about pictures' classify m --noise 1 --invert
ok classify m
cp out plain
ok classify m --invert
cmp -s plain out && fail 'the data were not inverted'
refuses 2 '--scale 0: expected a factor' classify m --scale 0

# A file of the set itself: image 15 of the sample's first thousand, by another way.
gzip -dc "$srcdir/data/sample/images-idx3-ubyte.gz" >images
ok classify m --image 15 --json
sed 's/.*"probabilities"/"probabilities"/' out >expected
for file in images "$srcdir/data/sample/images-idx3-ubyte.gz"; do
    ok classify m --file "$file" --image 15 --json
    says '"label":null'
    sed 's/.*"probabilities"/"probabilities"/' out >found
    same expected found "image 15 of $file"
done
refuses 2 'has 5000 images' classify m --file images --image 5000
# The same as PGM, dark ink on light: the bytes turned around. And not turned, inverted.
dd if=images bs=1 skip=$((16 + 15 * 784)) count=784 2>/dev/null >raw
{ printf 'P5\n# ink is light\n28 28\n255\n' && cat raw; } >light.pgm
{ printf 'P2\n28 28\n255\n' && od -An -v -tu1 raw | awk '{ for (i = 1; i <= NF; i++) print 255 - $i }'; } >dark.pgm
ok classify m --file light.pgm --invert --json
says '"prediction":7'
sed 's/.*"confidence"/"confidence"/' out >light
ok classify m --file dark.pgm --json
says '"prediction":7'
sed 's/.*"confidence"/"confidence"/' out >dark
light=$(sed 's/.*:\([0-9.]*\).*/\1/' light)
dark=$(sed 's/.*:\([0-9.]*\).*/\1/' dark)
holds "($light - $dark) ^ 2 < 1e-8" 'dark and inverted'
run 0 classify m --file light.pgm --json
grep -q 'light.pgm: it looks like light ink on dark: try --invert' err || fail 'no word on exchanged ink'
holds "$(number confidence) != $light" '--invert changes something'
# A single image as IDX: bytes, and numbers as they are.
{ printf '\000\000\010\002\000\000\000\034\000\000\000\034' && cat raw; } >one.idx
ok classify m --file one.idx --json
sed 's/.*"probabilities"/"probabilities"/' out >found
same expected found 'a single image'
refuses 2 'leave --image out' classify m --file one.idx --image 0
refuses 2 'leave --image out' classify m --file light.pgm --image 0
ok classify m --file one.idx --png drawn.png
says 'pictures: drawn.png' '>7 '

{ printf 'P5 27 28 255\n' && head -c 756 raw; } >narrow.pgm
refuses 1 'narrow.pgm: is 28x27 (height x width), but the net takes 28x28' classify m --file narrow.pgm
{ printf '\000\000\010\002\000\000\000\034\000\000\000\033' && head -c 756 raw; } >narrow.idx
refuses 1 'narrow.idx: is 28x27' classify m --file narrow.idx
{ printf '\000\000\010\001\000\000\003\020' && cat raw; } >flat.idx
refuses 1 'flat.idx: has 1 dimensions' classify m --file flat.idx
# A float that is none: 7fc00000 in a 28x28 of float32.
{ printf '\000\000\015\002\000\000\000\034\000\000\000\034\177\300\000\000' && head -c 3132 images; } >nan.idx
refuses 1 'value 0 is not finite' classify m --file nan.idx
# Some 3e38, which is finite, but not once a network has summed it up.
{ printf '\000\000\015\002\000\000\000\034\000\000\000\034\177\141\261\232' && head -c 3132 /dev/zero; } >far.idx
refuses 1 "far.idx: value 0 is 2.99998e+38; pixels are to be between 0 and 1, and can't be further from 0 than" classify m --file far.idx
refuses 1 'far.idx: value 0 is 2.99998e+38' attack m --file far.idx --target 3
ok classify m --noise 1 --width 30
awk 'length > 30 { exit 1 }' out || fail 'wider than 30 columns'
refuses 1 'light' classify m --file lightless
refuses 1 'is a folder' classify m --file .
echo hello >text
refuses 1 'text: is no picture (PNG, JPEG, PBM, PGM or PPM) and no IDX file' classify m --file text
: >nothing
refuses 1 'nothing: is no picture (PNG, JPEG, PBM, PGM or PPM) and no IDX file' classify m --file nothing

# A digit three times as large, moved to a corner of a larger sheet, is framed to what it was; from a pipe, from
# standard input, and as every kind of PNM.
awk 'BEGIN { while (("od -An -v -tu1 -w1 raw" | getline v) > 0) p[n++] = 255 - v
    print "P2 200 120 255"
    for (y = 0; y < 120; y++) for (x = 0; x < 200; x++) {
        i = int((y - 10) / 3) * 28 + int((x - 90) / 3)
        print (y >= 10 && y < 94 && x >= 90 && x < 174) ? p[i] : 255 } }' >large.pgm
refuses 1 'large.pgm: is 120x200 (height x width), but the net takes 28x28: scale it to that, or have it framed with --fit' \
    classify m --file large.pgm
run 0 classify mnist-cnn --file large.pgm --fit --json
says '"prediction":7'
grep -q "large.pgm: framed as MNIST's makers did" err || fail 'no word on the frame'
"$NETGLYPH" classify mnist-cnn --file - --fit --json <large.pgm >out 2>err || fail 'standard input'
says '"image":"standard input"' '"prediction":7'
mkfifo pipe
cat large.pgm >pipe &
run 0 classify mnist-cnn --file pipe --fit --json
says '"prediction":7'
wait
refuses 2 '--fit is about pictures' classify m --noise 1 --fit
refuses 1 'standard input: is no picture' classify m --file -
(echo P1; echo 28 28; yes 1 | head -784) >black.pbm
run 0 classify m --file black.pbm
grep -q 'black.pbm: it is blank' err || fail 'no word on a blank picture'
finish
