#!/bin/sh
# info: models, checkpoints, data sets, files of data, pictures: told by their contents.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 3 --out model --checkpoint ckpt
ok info model
says 'model: a network' 'architecture: dense10' '28x28' '10 classes' '7850 parameters' 'data: sample' 'seed: 1' 'step: 3' \
    'checksum: right' '784x10'
ok info model --json
has_keys kind file architecture parameters height width classes checksum metadata tensors name type shape min max mean
says '"kind":"model"' '"parameters":7850' '"name":"W","type":"F32","shape":[784,10]' '"step":"3"'
ok info ckpt
says 'a checkpoint of a network in training' 'optimizer: sgd' 'rate: 0.5'
# A safetensors file of something else: one tensor of two floats.
{ printf '\100\000\000\000\000\000\000\000%-64s' '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}' &&
    printf '\000\000\200\077\000\000\000\100'; } >foreign
ok info foreign
says 'a safetensors file, but no network' 'checksum: none' 'x' '1.5'
ok info foreign --json
says '"kind":"safetensors"' '"architecture":null' '"min":1.0,"max":2.0,"mean":1.5'

ok info sample
says 'the data set sample' '28x28' '3000' '1000' 'validation' 'values 0 to 1, mean 0.13' 'standard deviation 0.30'
ok info sample --scale 2 --invert
says 'the data set sample --scale 2 --invert' 'values -1 to 1'
ok info 'sample --transpose'
says 'the data set sample --transpose'
grep -q note out && fail 'what was asked for is noted'
ok info "$srcdir/data/sample" --json
has_keys kind folder name height width classes splits count
has_keys names values min max mean deviation zeros notes
says '"names":["0","1","2"' '"notes":null' '"kind":"data"' '"name":"sample"' '"validation":{"count":1000,"classes":[97,'
ok info "$srcdir/data/sample/labels-idx1-ubyte.gz"
says 'IDX, 5000 values of type' '      0         500'
ok info "$srcdir/data/sample/images-idx3-ubyte.gz" --json
says '"kind":"idx"' '"shape":[5000,28,28]' '"min":0.0,"max":255.0'
# Values that are not finite: four of float32, of which none, then two are.
{ printf '\000\000\015\001\000\000\000\004' && printf '\177\300\000\000\177\200\000\000\177\300\000\000\377\200\000\000'; } >nan.idx
ok info nan.idx
says '  no value is finite'
grep -Eq 'min |inf,|mean' out && fail 'figures of no value'
ok info nan.idx --json
says '"min":null,"max":null,"mean":null'
{ printf '\000\000\015\001\000\000\000\004' && printf '\177\300\000\000\100\000\000\000\100\200\000\000\377\200\000\000'; } >half.idx
ok info half.idx
says 'min 2, max 4, mean 3' 'of the finite ones; 2 values are not'
printf 'P2 2 3 255 0 1 2 3 4 5\n' >p.pgm
ok info p.pgm
says 'a picture, 3x2'
ok info p.pgm --json
says '"kind":"picture"' '"height":3,"width":2'

refuses 1 'no such file, and no shipped network: no data set "nonesuch"' info nonesuch
[ "$(tr ' ' '\n' <err | sed 's/,$//' | grep '^/' | sort | uniq -d)" = '' ] || fail "a place is named twice: $(cat err)"
ok info mnist-cnn
says 'conv5x5x32 relu pool2 conv5x5x64 relu pool2 dense1024 relu dropout0.5 dense10'
ok info mnist-cnn --json
has_keys dead_units insights
# Thirty images of 4x4 pixels, the first of which (it is of validation) comes again at the end.
awk 'BEGIN { for (i = 0; i < 30; i++) print i % 2 "," i % 29 ",1,2,3,4,5,6,7,8,9,8,7,6,5,4,3" }' >leak.csv
ok info leak.csv
tr '\n' ' ' <out >line
grep -q 'A leak: train has 1 of validation.s 6 images' line || fail 'no leak is told'
grep -q "(its 17 is validation's 0), 1 with another label" line || fail 'not where the leak is'
ok info leak.csv --json
says '"insights":[{"name":"leak"'
ok info sample --json
says '"insights":[]'
mkdir empty
refuses 1 'empty' info empty
: >nothing
refuses 1 'nothing' info nothing
printf 'hello, world, this is text' >text
refuses 1 'text: is no file that netglyph knows' info text
for format in PyTorch ONNX CSV 'pictures by class' JPEG; do
    grep -q "which are networks (.*$format" err || fail "the list of formats has no $format: $(cat err)"
done
printf '\377\330\377\340\000\020JFIF\000\001' >photo.jpg
refuses 1 'photo.jpg: is ' info photo.jpg
printf 'P6 1 1 255\n   ' >photo.ppm
ok info photo.ppm
says 'photo.ppm: a picture, 1x1'
printf 'GIF89a   ' >photo.gif
refuses 1 'photo.gif: is no file that netglyph knows' info photo.gif

# Where libraries for the formats are there: what is no network says so, and does not send one to where one
# is; columns of tensors hold whatever their names.
if "$NETGLYPH" info "$srcdir/tests/fuzz/corpus/npz/three" >out 2>err; then
    says 'an npz file, but no network to use here' '--architecture tells one'
    grep -q 'netglyph info' out && fail 'info sends one to info'
fi
if "$NETGLYPH" info "$srcdir/tests/fixtures/keras/keras3.keras" >out 2>err; then
    says 'batch_n..lization/gamma'
    sed -n '/^  tensor /,$p' out >tensors
    awk 'length > 80 { exit 1 }' tensors || fail 'the table of tensors is wider than 80 columns'
    awk 'NR == 1 { at = index($0, "shape") } NR > 1 && substr($0, at - 1, 2) !~ /^ [0-9]/ { exit 1 }' tensors ||
        fail 'a shape does not stand below its heading'
fi
finish
