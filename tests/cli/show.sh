#!/bin/sh
# show: a screen in every format, on standard output or in a file.
. "${srcdir:-.}/tests/support/cli.sh"
mkdir files

for format in text ansi svg json; do
    ok show weights mnist-softmax --format $format
    cp out printed
    ok show weights mnist-softmax --format $format --out files/shown
    [ -s out ] && fail "$format: printed beside the file"
    same printed files/shown "$format in a file"
done
cp files/shown before
refuses 1 'nowhere/shown' show weights mnist-softmax --out nowhere/shown
for size in x 80 80x 0x24 80x0 80x24x 1001x24 80x301 0000080x24; do
    refuses 2 "--size $size: expected COLUMNSxROWS" show weights mnist-softmax --size $size --out files/shown
done
cp files/shown model
refuses 2 'model: is read here, and --out would replace it' show weights mnist-softmax --file model --out ./model
refuses 1 'nosuch' show weights mnist-softmax --data nosuch --out files/shown
refuses 2 'there is no screen' show nothing mnist-softmax --out files/shown
same before files/shown 'the file before a failure'
ok show weights mnist-softmax --format png --out files/shown
[ "$(dd if=files/shown bs=1 skip=1 count=3 2>/dev/null)" = PNG ] || fail 'no PNG'
refuses 2 '--format png needs --out FILE' show weights mnist-softmax --format png
refuses 2 '--format screenshot needs --out FILE' show weights mnist-softmax --format screenshot
ok show draw mnist-softmax --format screenshot --size 80x24 --out files/shown
ok info files/shown
says 960 576
empty_but shown

# The same picture in any locale; tags are closed, and nothing but the document is there.
ok show train mnist-softmax --format svg --keys n
cp out C
LC_ALL=C.UTF-8 ok show train mnist-softmax --format svg --keys n
same C out 'the picture in two locales'
says '<title>netglyph: Train</title>' 'network mnist-softmax, data set sample, image 15' '<circle ' '>netglyph</text>'
[ "$(head -c 5 out)" = '<?xml' ] || fail 'no XML declaration'
[ "$(tail -n 1 out)" = '</svg>' ] || fail 'the document does not end'
grep -v -e '^<?xml' -e '^</*svg' -e '^</*g[ >]' -e '^<title>.*</title>$' -e '^<desc>.*</desc>$' \
    -e '^<rect [^<>]*/>$' -e '^<circle [^<>]*/>$' -e '^<text [^<>]*>[^<>]*</text>$' -e '^viewBox' out >unexpected
[ -s unexpected ] && fail "not well-formed: $(head -n 3 unexpected)"
finish
