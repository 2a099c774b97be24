#!/bin/sh
# Everything that is in the tree is in Makefile.am: a source that is not compiled, a test that is not run
# and a file that is not shipped are mistakes that nothing else shows.
set -eu
cd "${srcdir:-.}"

failed=0
words=$(mktemp)
trap 'rm -f "$words"' EXIT
sed 's/#.*//' Makefile.am | tr -s '[:space:]' '\n' | sort -u >"$words"

listed() {
    part=$1
    # A folder in EXTRA_DIST stands for what is in it.
    while case $part in */*) ;; *) return 1 ;; esac; do
        grep -Fqx -e "$part" "$words" && return 0
        part=$(dirname "$part")
    done
}

list() {
    find src tests -name '*.[ch]'
    find tests -name '*.sh'
    find data man -type f
    find tests/fixtures tests/golden -type f 2>/dev/null || :
}

for file in $(list | sort -u); do
    case $file in
        tests/*/test_*.c | tests/fuzz/fuzz_*.c) name=${file%.c} ;;
        *.tmp | *~ | */.*) continue ;;
        *) name=$file ;;
    esac
    if ! listed "$name"; then
        echo "$file: not listed in Makefile.am as $name"
        failed=1
    fi
done
exit $failed
