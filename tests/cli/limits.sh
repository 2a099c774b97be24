#!/bin/sh
# Files that ask for far more than they are: each is refused, or read, within 64 MiB more than an ordinary file takes and
# without work that grows out of proportion. NETGLYPH_FILES says how many files a folder has (1000).
. "${srcdir:-.}/tests/support/cli.sh"
files=${NETGLYPH_FILES:-1000}
mib=1048576

if [ "$(awk 'BEGIN { printf "%c%c", 0, 200 }' | od -An -tu1 | tr -d ' ')" != 0200 ]; then
    echo 'tests/cli/limits.sh: this awk writes no bytes: skipped'
    exit 77
fi

# ------------------------------------------------------------------------------------------- bytes

# little SIZE VALUE..., big SIZE VALUE...: numbers of so many bytes. Those above 2^53 are printf's.
little() {
    bytes=$1
    shift
    awk -v bytes="$bytes" 'BEGIN { for (i = 1; i < ARGC; i++) { v = ARGV[i]
        for (b = 0; b < bytes; b++) { printf "%c", v % 256; v = int(v / 256) } } }' "$@"
}
big() {
    bytes=$1
    shift
    awk -v bytes="$bytes" 'BEGIN { for (i = 1; i < ARGC; i++)
        for (b = bytes - 1; b >= 0; b--) printf "%c", int(ARGV[i] / 256 ^ b) % 256 }' "$@"
}
zeros() {
    head -c "$1" /dev/zero
}
size() {
    wc -c <"$1" | tr -d ' '
}

# What gzip makes of standard input but for its header, checksum and size; and the checksum.
deflated() {
    gzip -9n >gz
    tail -c +11 gz | head -c $(($(size gz) - 18))
}
checksum() {
    gzip -1n | tail -c 8 | head -c 4
}

# repeated COUNT FILE: what is packed 1000:1 costs nothing to make, as gzip's members are read as one.
repeated() {
    awk -v count="$1" -v file="$2" 'BEGIN { for (i = 0; i < count; i++) print file }' | xargs cat
}

# safetensors_of HEADER
safetensors_of() {
    little 8 "$(size "$1")"
    cat "$1"
}

# zip_of NAME MEMBER BYTES: one member, deflated, that has so many bytes.
zip_of() {
    deflated <"$2" >packed
    checksum <"$2" >sum
    { little 2 20 0 8 0 0 && cat sum && little 4 "$(size packed)" "$3" && little 2 ${#1} 0; } >facts
    printf 'PK\003\004'
    cat facts
    printf '%s' "$1"
    cat packed
    printf 'PK\001\002'
    little 2 20
    cat facts
    little 2 0 0 0
    little 4 0 0
    printf '%sPK\005\006' "$1"
    little 2 0 0 1 1
    little 4 $((46 + ${#1})) $((30 + ${#1} + $(size packed)))
    little 2 0
}

# members COUNT: an archive of so many empty members.
members() {
    awk -v count="$1" '
        function u2(v) { return sprintf("%c%c", v % 256, int(v / 256)) }
        function u4(v) { return u2(v % 65536) u2(int(v / 65536)) }
        function facts() { return u2(20) u2(0) u2(0) u4(0) u4(0) u4(0) u4(0) u2(10) u2(0) }
        BEGIN {
            for (i = 0; i < count; i++) printf "PK\003\004%s%06d.npy", facts(), i
            for (i = 0; i < count; i++)
                printf "PK\001\002%s%s%s%s%s%s%06d.npy", u2(20), facts(), u2(0), u2(0), u2(0) u4(0), u4(40 * i), i
            printf "PK\005\006%s%s%s%s%s%s", u4(0), u2(count), u2(count), u4(56 * count), u4(40 * count), u2(0)
        }'
}

# png_of HEIGHT WIDTH RAW: grey, the file RAW packed.
chunk() {
    big 4 "$(size "$2")"
    { printf '%s' "$1" && cat "$2"; } >body
    cat body
    checksum <body | od -An -tu1 | awk '{ printf "%c%c%c%c", $4, $3, $2, $1 }'
}
png_of() {
    printf '\211PNG\r\n\032\n'
    { big 4 "$2" "$1" && printf '\010\000\000\000\000'; } >header
    # Adler's sums of zeros.
    { printf '\170\332' && deflated <"$3" && big 2 $(($(size "$3") % 65521)) 1; } >pixels
    : >nothing
    chunk IHDR header
    chunk IDAT pixels
    chunk IEND nothing
}

# protobuf TAG FILE: a field that is a message.
protobuf() {
    printf "%b" "$1"
    awk -v n="$(size "$2")" 'BEGIN { for (; n >= 128; n = int(n / 128)) printf "%c", n % 128 + 128; printf "%c", n }'
    cat "$2"
}

# ------------------------------------------------------------------------------------------ limits

# What an ordinary file takes, in MiB; one arena, so that threads do not each reserve their own.
MALLOC_ARENA_MAX=1
export MALLOC_ARENA_MAX
printf '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >json
{ safetensors_of json && zeros 4; } >plain
least=16
# dash and bash know more limits than POSIX.
# shellcheck disable=SC3045
while [ $least -lt 2048 ] && ! (ulimit -S -v $((least * 1024)) && "$NETGLYPH" info plain) >out 2>&1; do
    least=$((least + 8))
done
seconds=10
if [ $least -ge 2048 ]; then
    echo 'tests/cli/limits.sh: no limit of memory here (sanitizers?): skipped'
    least=
    seconds=300
fi

room=64
# bounded COMMAND...: one of ok, refuses and run, within the limits.
bounded() {
    # shellcheck disable=SC3045
    (
        ulimit -t $seconds
        [ -z "$least" ] || ulimit -S -v $(((least + room) * 1024))
        "$@"
        exit $failed
    ) || failed=1
}

# ------------------------------------------------------------------------------------------- files

# Sizes that files state.
printf '\000\000\000\000\000\000\000\200{}' >file
bounded refuses 1 'states a header of 9223372036854775808 bytes' info file
printf '{"x":{"dtype":"F32","shape":[4294967295,4294967295],"data_offsets":[0,4]}}' >json
{ safetensors_of json && zeros 4; } >file
bounded refuses 1 "'x' has more than 2147483648 bytes" info file
{ printf '\000\000\010\003\377\377\377\377\377\377\377\377\377\377\377\377' && zeros 80; } >file
bounded refuses 1 'byte 4 gives size 4294967295' info file
printf 'P5 4294967295 4294967295 255\n' >file
bounded refuses 1 'the width is more than 1000000' info file
zeros 100 >raw
png_of 4294967295 4294967295 raw >file
bounded refuses 1 'is no valid PNG' info file
png_of 65535 65535 raw >file
bounded refuses 1 'is a picture of 65535x65535' info file
cp "$srcdir/tests/fuzz/corpus/jpeg/grey.jpg" file
chmod u+w file
printf '\377\377\377\377' | dd of=file bs=1 seek=94 conv=notrunc 2>err
bounded run 1 info file
grep -q -e 'is no whole JPEG: Maximum supported' -e 'built without' err || fail "a JPEG of 65535x65535: said $(cat err)"
{ printf '\223NUMPY\001\000\166\000%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967295, 4294967295), }"; } >npy
zip_of x.npy npy 128 >file.npz
bounded run 1 info file.npz
grep -q -e 'x.npy: has more than 2 GiB' -e 'built without' err || fail "an npz of 2^64 values: said $(cat err)"
printf '\010\010\072\377\377\377\377\377\377\377\377\177' >file
bounded run 1 info file.onnx
printf '\200\002\215\377\377\377\377\377\377\377\377' >file
bounded refuses 1 'pickle, byte 2: is cut short' info file

# What is packed 1000:1: a quarter of a GiB, and a network's file of 40 MiB.
zeros $mib | gzip -9n >mib.gz
{ { printf '\000\000\010\003' && big 4 65535 64 64; } | gzip && repeated 256 mib.gz; } >bomb.gz
bounded refuses 1 'unpacks to more than 32 times its size' info bomb.gz
bounded refuses 1 'unpacks to more than 32 times its size' classify mnist-softmax --file bomb.gz
awk 'BEGIN { for (i = 0; i < 785; i++) line = line "0" (i < 784 ? "," : "\n"); for (i = 0; i < 668; i++) printf "%s", line }' |
    gzip -9n >lines.gz
repeated 256 lines.gz >bomb.csv
bounded refuses 1 'unpacks to more than 32 times its size' info bomb.csv
mkdir set
{ { printf '\000\000\010\001' && big 4 65535; } | gzip && zeros 65535 | gzip; } >set/train-labels-idx1-ubyte.gz
mv bomb.gz set/train-images-idx3-ubyte.gz
bounded refuses 1 'unpacks to more than 32 times its size' info ./set
zeros $((40 * mib)) >raw
zip_of x.npy raw $((40 * mib)) >file
bounded run 1 info file
grep -q -e 'unpacks to more than 100 times its size' -e 'built without' err || fail "an npz bomb: said $(cat err)"
png_of 28 28 raw >file
bounded ok info file
zeros $((4097 * 4096)) >raw
png_of 4096 4096 raw >file
bounded ok info file
bounded refuses 1 'is 4096x4096 (height x width), but the net takes 28x28' classify mnist-softmax --file file
bounded run 0 classify mnist-softmax --file file --fit
{ echo P5 4096 4096 255 && zeros $((4096 * 4096)); } >file
bounded run 0 classify mnist-softmax --file file --fit
{ printf '\000\000\010\003' && big 4 1 4096 4096 && zeros $((4096 * 4096)); } >file
bounded run 0 classify mnist-softmax --file file --fit

# Parts in thousands, and in a million.
awk 'BEGIN { for (i = 0; i < 17500; i++)
    printf "%s\"a%d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}", i ? "," : "{", i; print "}" }' >json
safetensors_of json >file
bounded ok info file
members 65535 >file
for command in 'info file' 'train softmax --data ./file'; do
    # shellcheck disable=SC2086
    bounded run 1 $command
    grep -q -e 'is a ZIP archive of more than 16384 members' -e 'built without' err || fail "65535 members: said $(cat err)"
done
{ printf '\200\002' && zeros $((8 * mib)) | tr '\000' ']' && printf '.'; } >file
bounded refuses 1 'builds more than any network has' info file
# Lists, each kept in the memo and on the stack.
awk 'BEGIN { for (i = 0; i < 524288; i++) printf "]%c", 148 }' >lists
{ printf '\200\002' && repeated 32 lists | head -c $((32 * mib - 4)) && printf '.'; } >pickle
zip_of a/data.pkl pickle $((32 * mib - 1)) >file
# What is refused is not looked at: what that takes of an ordinary file is no room of its.
room=48
bounded run 1 info file
room=64
grep -q -e 'builds more than any network has' -e 'built without' err || fail "a pickle of 32 MiB: said $(cat err)"
for field in '*' '\n'; do
    awk -v field="$field" 'BEGIN { for (i = 0; i < 1000000; i++) printf "%s%c", field, 0 }' >parts
    { printf '\010\010' && protobuf ':' parts; } >file
    bounded run 1 info file
    grep -q -e 'would take more memory than a file of its size may' -e 'built without' err ||
        fail "ONNX of a million parts: said $(cat err)"
done

# ----------------------------------------------------------------------------------------- folders

mkdir many
(cd many && awk -v count="$files" 'BEGIN { for (i = 0; i < count; i++) print "m" i ".pt" }' | xargs touch -t 202001010000)
bounded refuses 1 'many: ' info ./many
bounded run 1 watch --once ./many
[ "$(grep -c 'is empty' err)" -ge $((files < 20000 ? files : 20000)) ] || fail "watch told of $(wc -l <err) files"
[ "$files" -le 20000 ] || grep -q 'has more than 20000 files' err || fail 'watch did not tell of files that it does not see'
# How often each file is looked at must not grow with their number.
if [ -n "$least" ] && strace -o trace true 2>err; then
    strace -f -c -o trace "$NETGLYPH" watch --once ./many >out 2>err
    calls=$(awk '$NF == "total" { print $(NF - 1) == $(NF - 1) + 0 && NF == 5 ? $3 : $4 }' trace)
    holds "$calls < 200 * $files" "system calls of watch for $files files"
fi
finish
