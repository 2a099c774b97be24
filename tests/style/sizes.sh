#!/bin/sh
# The sizes of the house: what is longer is two things, and should become two.
#
# A .c file has at most 500 lines, a header of declarations 120 (one that holds inline functions, and limits.h, 250), a
# file of tests 800; a function has at most 60 between its braces, and half of src's fewer than 15.
set -eu
cd "${srcdir:-.}"
# No file of ours has a space in its name; what protoc-c makes is not ours.
# shellcheck disable=SC2046
set -- $(find src tests -name '*.[ch]' ! -name '*.pb-c.[ch]' | sort)

lengths=$(mktemp)
trap 'rm -f "$lengths"' EXIT

awk -v lengths="$lengths" '
function bad(path, line, why) {
	printf "%s:%d: %s\n", path, line, why
	failed = 1
}
function end_of_file(limit) {
	if (!path)
		return
	limit = path ~ /^tests/ ? 800 : path ~ /\.c$/ ? 500 : has_code || path ~ /\/limits\.h$/ ? 250 : 120
	if (lines > limit)
		bad(path, lines, "a file of its kind has at most " limit " lines")
}
FNR == 1 {
	end_of_file()
	path = FILENAME
	has_code = begin = 0
}
{ lines = FNR }
# Only a function has its opening brace in a line of its own at the left edge.
/^\{$/ {
	begin = FNR
	has_code = 1
}
/^\}/ && begin {
	if (FNR - begin - 1 > 60)
		bad(FILENAME, begin, "a function of " (FNR - begin - 1) " lines; 60 are the most")
	if (FILENAME ~ /^src/)
		print FNR - begin - 1 >lengths
	begin = 0
}
END {
	end_of_file()
	exit failed
}' "$@"

sort -n "$lengths" | awk '
{ length_of[NR] = $1 }
END {
	median = length_of[int((NR + 1) / 2)]
	printf "%d functions in src, median %d lines\n", NR, median
	if (NR == 0 || median >= 15) {
		print "the median function has to have fewer than 15 lines"
		exit 1
	}
}'
