#!/bin/sh
# attack: the probability of the target rises, and the last image is kept exactly.
. "${srcdir:-.}/tests/support/cli.sh"

ok train softmax --steps 200 --out m
ok attack m --target 3 --noise 1 --out last.idx --json
has_keys model image label target rate clip first steps step probabilities prediction l0 l2 linf
says '"target":3,"rate":1.0,"clip":false' '"label":null' '"step":0,' '"step":5,'
[ "$(grep -o '"step":' out | wc -l)" -eq 6 ] || fail 'not the start and five steps'
# p(3) of each step: the fourth probability.
tr '{' '\n' <out | sed -n 's/.*"probabilities":\[[^,]*,[^,]*,[^,]*,\([^,]*\),.*/\1/p' >three
[ "$(wc -l <three)" -eq 6 ] || fail 'not six steps'
holds "$(tail -n 1 three) > 0.99" 'noise is a 3 after five steps'
holds "$(tail -n 1 three) > $(head -n 1 three)" 'p(3) rises'
tr '{' '\n' <out | grep '"step":0' | grep -q '"l0":0.0,"l2":0.0,"linf":0.0' || fail 'the start is not the start'
tr '{' '\n' <out | sed -n 's/"step":5,"probabilities":\(\[[^]]*\]\).*/\1/p' >last
ok classify m --file last.idx --json
sed 's/.*"probabilities":\(\[[^]]*\]\).*/\1/' out >found
same last found 'what --out keeps is the last image, exactly'
[ "$(wc -c <last.idx)" -eq $((12 + 4 * 784)) ] || fail 'not an IDX of 28x28 float32'

# As a PNG it is read back as the answer to eight bits says.
ok attack m --target 3 --noise 1 --out last.png --json
has_keys eight_bit_prediction eight_bit_probabilities
sed 's/.*"eight_bit_probabilities":\(\[[^]]*\]\).*/\1/' out >last
run 0 classify m --file last.png --json
sed 's/.*"probabilities":\(\[[^]]*\]\).*/\1/' out >found
same last found 'what --out keeps as a PNG is what the answer to eight bits is of'
ok attack m --target 3 --noise 1 --out last.PNG --width 200
says 'In its 8 bits a pixel the network sees a 3 (' 'in the exact image, a 3 (' 'last image: last.PNG'

ok attack mnist-cnn --untargeted --method pgd --steps 3 --json
has_keys ssim noise prediction_name
says '"noise":{"linf":{"prediction":' '"l2":{"prediction":7,'
tr '{' '\n' <out | grep '"step":0' | grep -q '"ssim":1.0,"noise":' || fail 'the start is not like itself'
ok attack mnist-cnn --untargeted --method few-pixel --steps 1 --width 200
says 'Structural similarity to the start: 0.9' 'Random noise of the same number of pixels: still a 7 ('
ok attack m --target 3 --width 200
says 'Random noise of the same length: still a 7 ('
ok attack m --target 3
says 'image 15 of validation, towards 3, rate 0.02' 'step 0 of 5: a 7 to a person, a 7 to the network' 'step 5 of 5: a 7 to a person' 'added in all, up to '
awk 'length > 80 { exit 1 }' out || fail 'wider than 80 columns'
ok attack m --target 3 --steps 0
says 'step 0 of 0'
ok attack m --target 7 --steps 1
says 'The network took it for a 7 from the start.'
ok attack m --target 3 --steps 40 --png p.png
says 'The network takes it for a 3 from step' 'pictures: p.png'
ok attack m --target 3 --clip --rate 0.5 --json
says '"clip":true'
ok classify m --file last.idx
ok attack m --target 3 --clip --rate 1 --noise 4 --out clipped.idx
# In [0,1], the exponent of a big-endian float32 is at most that of 1.
od -An -v -tx1 -j12 clipped.idx | tr -s ' ' '\n' | grep . | awk 'NR % 4 == 1 && $1 > "3f" { exit 1 }' || fail '--clip did not'

# Of many images each may have a target of its own, and all are kept.
ok attack m --target random --images 12 --json --out many.idx
says '"target":null' '"random_target":true' '"ssim":'
[ "$(wc -c <many.idx)" -eq $((16 + 4 * 12 * 784)) ] || fail 'not an IDX of 12 images of float32'
tr '{' '\n' <out | sed -n 's/.*"label":\([0-9]*\),.*"target":\([0-9]*\),.*/\1 \2/p' >targets
[ "$(wc -l <targets)" -eq 12 ] || fail 'not twelve targets'
awk '$1 == $2 { exit 1 }' targets || fail 'a target is the image'"'"'s own class'
[ "$(cut -d ' ' -f 2 targets | sort -u | wc -l)" -gt 3 ] || fail 'targets are not random'
ok attack m --target random --images 3 --width 200
says 'towards a random class' 'taken for the target: '
refuses 2 '--target random is for many images: say --images N too' attack m --target random

# Other methods keep to their budget; the network is led away from the label.
for method in bim pgd mi-fgsm deepfool; do
    ok attack mnist-cnn --untargeted --method $method --images 20 --json
    says "\"target\":null,\"rate\":" "\"method\":\"$method\"" '"never":0,'
done
ok attack mnist-cnn --image 15 --untargeted --method pgd --eps 0.1 --steps 3 --json
says '"eps":0.1' '"norm":"linf"' '"objective":"loss"' '"target":7,'
ok attack m --untargeted --method fgsm --eps 0.5 --images 20 --width 200
says 'away from the label, fgsm, rate 0.5, linf at most 0.5, clipped' 'still right: '
ok attack mnist-cnn --image 15 --target 3 --method carlini-wagner --steps 150 --out small.png
says 'step 0 of 150' 'takes it for a 3 from step' "smallest change's image: small.png"
ok attack mnist-cnn --image 15 --untargeted --method deepfool
says 'something else than a 7 from step'
ok attack mnist-cnn --image 15 --target 3 --method jsma
says 'The network takes it for a 3 from step'
ok attack mnist-cnn --image 15 --target 3 --method few-pixel --steps 2 --json
says '"norm":"l0"' '"eps":5.0' '"objective":null' '"l0":5.0'
ok attack m --images 4 --untargeted --method few-pixel --eps 16 --steps 20 --width 200
says 'few-pixel, rate 1, l0 at most 16, clipped' 'wrong from a later step on: '
ok attack mnist-cnn --image 15 --target 3 --method bim --norm l0 --steps 1 --json
says '"norm":"l0"' '"eps":5.0' '"l0":5.0'
refuses 2 '--eps 0.3: of the norm l0 it is a number of pixels; give 1 or more' attack m --target 3 --method few-pixel --eps 0.3
ok attack m --noise 2 --untargeted
says 'away from'
ok attack mnist-cnn --image 15 --target 3 --objective logit --steps 20
says 'by the logit' 'The network takes it for a 3 from step'
ok attack mnist-cnn --image 15 --untargeted --method deepfool --json
says '"objective":null'
ok attack mnist-cnn --untargeted --method pgd --eps 0.06 --steps 10 --images 40 --json
never() { grep -o '"never":[0-9]*' out | cut -d: -f2; }
without=$(never)
ok attack mnist-cnn --untargeted --method pgd --eps 0.06 --steps 10 --images 40 --restarts 8 --json
says '"restarts":8' '"restart":8'
[ "$(never)" -le "$without" ] || fail 'restarts fool fewer'
cp out whole
for i in 1 2 3; do
    ok attack mnist-cnn --untargeted --method pgd --eps 0.06 --steps 10 --images 40 --restarts 8 --json --shard $i/3
    cp out part$i
done
ok merge part1 part2 part3 --json
cmp out whole || fail 'parts of restarts do not merge to the whole'
refuses 2 'fgsm has no random start' attack m --untargeted --method fgsm --restarts 2
refuses 2 'deepfool has none' attack m --target 3 --method deepfool --objective logit
refuses 2 'there is no such method; there are gradient-ascent, fgsm' attack m --target 3 --method magic
refuses 2 '--target and --untargeted contradict each other' attack m --target 3 --untargeted
refuses 2 'attack needs --target CLASS' attack m
refuses 2 "--target: '10' is no class: they are 0 to 9" attack m --target 10

# Classes have names where the data set has: one whose files are called after a set that is known.
mkdir -p clothes/fashion
gzip -dc "$srcdir/data/sample/images-idx3-ubyte.gz" >clothes/fashion/images-idx3-ubyte
cp "$srcdir/data/sample/labels-idx1-ubyte.gz" clothes/fashion/
printf '\001' | dd of=clothes/fashion/images-idx3-ubyte bs=1 seek=900 conv=notrunc 2>/dev/null
for name in Sneaker sneaker sn 7; do
    run 0 attack m --data clothes/fashion --target $name --steps 1 --json
    says '"target":7' '"target_name":"Sneaker"'
done
run 0 attack m --data clothes/fashion --target 'ankle b' --noise 1 --steps 1 --json
says '"target":9' '"target_name":"Ankle boot"'
refuses 2 "--target: 's' may be several classes: Sandal, Shirt, Sneaker" attack m --data clothes/fashion --target s --noise 1
refuses 2 "--target: 'x' is no class: they are 0 to 9" attack m --target x
refuses 1 'clothes/fashion: is a data set, not a network: name it with --data' attack clothes/fashion --target 3
run 0 attack m --data clothes/fashion --target sn --images 3
says 'towards Sneaker, rate' 'taken for Sneaker: '
ok train softmax --data clothes/fashion --steps 5 --out clothes.safetensors
run 0 attack clothes.safetensors --target bag --noise 1 --steps 1 --json
says '"target":8' '"target_name":"Bag"'

# A network may be so sure that there is no gradient to follow.
ok train softmax --rate 100 --steps 300 --out sure
ok attack sure --image 15 --target 3 --steps 4
says 'too sure of its answer'
ok attack mnist-cnn --image 15 --target 3 --steps 2 --rate 0.00001
says 'try more --steps'

# What is written replaces nothing that is read.
cp m victim
cp last.idx image.idx
cp "$srcdir"/data/sample/*.gz .
mkdir digits
mv ./*.gz digits
refuses 2 "can't be both the image and the pictures" attack m --target 3 --out both --png ./both
refuses 2 '--out x.JPG: of pictures PNG alone is written; end the name in .png' attack m --target 3 --out x.JPG
refuses 2 '--png x.ppm: of pictures PNG alone is written; end the name in .png' attack m --target 3 --png x.ppm
refuses 2 'is a picture of one image' attack m --target 3 --images 2 --out x.jpg
refuses 2 'is read here, and --out would replace it' attack m --target 3 --out ./m
refuses 2 'is read here, and --png would replace it' attack m --target 3 --png "$t/m"
refuses 2 'is read here, and --out would replace it' attack m --target 3 --file image.idx --out ./image.idx
refuses 2 'is read here, and --out would replace it' attack m --target 3 --data digits --out digits/images-idx3-ubyte.gz
same m victim 'the model that was attacked'
same image.idx last.idx 'the image that was attacked'
[ -e both ] && fail 'an image was written over pictures'

# Standard output holds the image or words, not both.
"$NETGLYPH" attack m --target 3 --noise 1 --out /dev/stdout >bare.idx 2>err || fail 'attack --out /dev/stdout'
same bare.idx last.idx '--out /dev/stdout'
grep -q 'last image: /dev/stdout' err || fail "no words on standard error: $(cat err)"
"$NETGLYPH" attack m --target 3 --png /dev/stdout 2>err | cat >bare.png
grep -q 'pictures: /dev/stdout' err || fail "no words on standard error: $(cat err)"
ok info bare.png
says 'a picture'
refuses 2 'is standard output, which --json fills' attack m --target 3 --out /dev/stdout --json
refuses 2 'is standard output, which --json fills' attack m --target 3 --png /dev/stdout --json
refuses 1 'nowhere/x' attack m --target 3 --out nowhere/x
refuses 1 'nowhere/x.png' attack m --target 3 --png nowhere/x.png --json
finish
