#!/bin/sh
# The other style tests do fail: each is shown a small tree with one fault, and has to name its place.
set -eu
style=$(cd "${srcdir:-.}/tests/style" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# A tree without fault.
lay() {
    rm -rf "${tree:?}/src" "$tree/tests" "$tree/data" "$tree/man"
    mkdir -p "$tree/src/base" "$tree/src/nn" "$tree/tests/base" "$tree/data" "$tree/man"
    printf '%s\n' '/* Ones. */' '#include "base/one.h"' '' 'int one(void)' '{' '	return 1;' '}' \
        >"$tree/src/base/one.c"
    printf '%s\n' '/* Ones. */' '#ifndef BASE_ONE_H' '#define BASE_ONE_H' 'int one(void);' '#endif' \
        >"$tree/src/base/one.h"
    printf '%s\n' '/* Nets. */' '#include "base/one.h"' >"$tree/src/nn/net.h"
    printf '%s\n' '/* Tests. */' '#include "base/one.h"' >"$tree/tests/base/test_one.c"
    sed -i.orig '1a\
#ifndef NN_NET_H' "$tree/src/nn/net.h"
    rm "$tree/src/nn/net.h.orig"
    echo 'x = src/base/one.c src/base/one.h src/nn/net.h tests/base/test_one' >"$tree/Makefile.am"
}

# run CHECK: its output and status go to $tree/said.
run() {
    srcdir=$tree sh "$style/$1.sh" >"$tree/said" 2>&1
}

# expect CHECK TEXT: the check fails and says TEXT.
expect() {
    if run "$1"; then
        echo "$1.sh did not fail where it should have said: $2"
        failed=1
    elif ! grep -Fq -e "$2" "$tree/said"; then
        echo "$1.sh should have said: $2; but it said:"
        cat "$tree/said"
        failed=1
    fi
    lay
}

lay
for check in includes sizes habits lists; do
    if ! run $check; then
        echo "$check.sh found fault with a tree that has none:"
        cat "$tree/said"
        failed=1
    fi
done

echo '#include "nn/net.h"' >>"$tree/src/base/one.c"
expect includes 'src/base/one.c:8: base may not include nn'
echo '#include "nn/net.h"' >>"$tree/tests/base/test_one.c"
expect includes 'tests/base/test_one.c:3: base may not include nn'
echo '#include "one.h"' >>"$tree/src/base/one.c"
expect includes '"one.h" does not name its room'
echo '#include <pthread.h>' >>"$tree/src/nn/net.h"
expect includes 'threads are made in base/pool'
echo '# include <curses.h>' >>"$tree/src/nn/net.h"
expect includes 'curses belongs to tui'
mkdir "$tree/src/attic"
echo '/* Old. */' >"$tree/src/attic/old.c"
expect includes 'the room attic is not in the table'
rm -r "$tree/src" "$tree/tests"
mkdir "$tree/src" "$tree/tests"
expect includes 'no sources found'

lines() {
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print "\t;" }'
}
{ echo 'void long_one(void)'; echo '{'; lines 61; echo '}'; } >>"$tree/src/base/one.c"
expect sizes 'src/base/one.c:9: a function of 61 lines'
lines 500 >>"$tree/src/base/one.c"
expect sizes 'src/base/one.c:507: a file of its kind has at most 500'
lines 120 >>"$tree/src/nn/net.h"
expect sizes 'src/nn/net.h:123: a file of its kind has at most 120'
for f in a b; do { echo "void $f(void)"; echo '{'; lines 15; echo '}'; } >>"$tree/src/base/one.c"; done
expect sizes 'fewer than 15 lines'

echo 'typedef int number;' >>"$tree/src/nn/net.h"
expect habits 'src/nn/net.h:4: no typedefs'
echo 'static int calls;' >>"$tree/src/base/one.c"
expect habits 'src/base/one.c:8: a mutable global'
echo 'static const char *name = "x";' >>"$tree/src/base/one.c"
expect habits 'src/base/one.c:8: a mutable global'
echo '	static int calls = 0;' >>"$tree/src/base/one.c"
expect habits 'src/base/one.c:8: a mutable static'
echo '	printf("hello");' >>"$tree/src/base/one.c"
expect habits 'only main and cli print'
echo '/* TO''DO: all */' >>"$tree/src/base/one.c"
expect habits 'left undone'
echo 'int x;' >"$tree/src/nn/x.c"
expect habits 'src/nn/x.c:1: a file opens with a comment'
printf '%s\n' '/* X. */' '#ifndef NET_X_H' >"$tree/src/nn/x.h"
expect habits 'the guard of this file is NN_X_H'
echo '	n = atoi(text);' >>"$tree/src/base/one.c"
expect habits 'src/base/one.c:8: a function that cannot check'

echo '	if (kind == &conv_ops)' >>"$tree/src/base/one.c"
expect habits 'a comparison with one kind of a table'

for file in src/nn/x.c tests/base/test_two.c tests/base/x.sh data/digits.gz; do
    echo '/* X. */' >"$tree/$file"
    expect lists "$file: not listed in Makefile.am as ${file%.c}"
done
# Files that need each other, as objects.
if command -v nm >/dev/null && command -v "${CC:-cc}" >/dev/null; then
    compile() {
        (cd "$tree/src/$1" && "${CC:-cc}" -I.. -c "$2.c" -o "$2.o")
    }
    echo 'int one(void); int two(void) { return one(); }' >"$tree/src/nn/two.c"
    compile base one
    compile nn two
    if ! srcdir=$tree top_builddir=$tree sh "$style/rings.sh" >"$tree/said" 2>&1; then
        echo 'rings.sh found a ring where there is none:'
        cat "$tree/said"
        failed=1
    fi
    echo 'int two(void); int one(void) { return two(); }' >"$tree/src/base/one.c"
    compile base one
    if srcdir=$tree top_builddir=$tree sh "$style/rings.sh" >"$tree/said" 2>&1 ||
        ! grep -Fq 'base/one needs nn/two' "$tree/said"; then
        echo 'rings.sh did not find the ring of base/one and nn/two'
        failed=1
    fi
fi
exit $failed
