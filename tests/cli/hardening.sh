#!/bin/sh
# What configure asked of the compiler against faults that are exploited is in the programs; the hot loops are without
# the stack protector. $HARDENING says what was asked: less where CFLAGS or LDFLAGS say so.
builddir=${top_builddir:-.}
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

if ! command -v readelf >/dev/null 2>&1 || ! readelf -h "$builddir/src/netglyph" >/dev/null 2>&1; then
    echo 'tests/cli/hardening.sh: no readelf here that reads the program: skipped'
    exit 77
fi

# shows FILE OPTION PATTERN: readelf's table has such a line.
shows() {
    readelf -W "$2" "$1" | grep -Eq -e "$3"
}

# has PROGRAM WHAT
has() {
    case $2 in
    pie) shows "$1" -h 'Type: *DYN' && shows "$1" -l INTERP ;;
    relro) shows "$1" -l GNU_RELRO && shows "$1" -d 'BIND_NOW|Flags:.* NOW' ;;
    noexecstack) shows "$1" -l 'GNU_STACK.* RW ' ;;
    stack-protector) shows "$1" -s __stack_chk_fail ;;
    fortify) shows "$1" -s '__[a-z]+_chk' ;;
    esac
}

for what in pie relro noexecstack stack-protector fortify; do
    case " $HARDENING " in
    *" $what "*) ;;
    *)
        echo "tests/cli/hardening.sh: $what was not asked of the compiler: skipped"
        continue
        ;;
    esac
    for program in netglyph netglyph-hdf5 netglyph-jpeg; do
        if [ -e "$builddir/src/$program" ] && ! has "$builddir/src/$program" $what; then
            fail "$program is without $what"
        fi
    done
done
case $HARDENING in
*stack-protector*)
    for library in "$builddir"/src/libkernel_*.a; do
        shows "$library" -s 'matmul|conv' || fail "$library has no functions"
        shows "$library" -s __stack_chk_fail && fail "$library has a stack protector in its loops"
    done
    ;;
esac
exit $failed
