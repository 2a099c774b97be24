#!/bin/sh
# Habits of the house that a machine can see: files open with their concept, no typedefs, no mutable
# globals, guards named after their file, nothing left undone, no comparison with one kind of a table, and
# only main, cli and tui print or exit.
set -eu
cd "${srcdir:-.}"
# No file of ours has a space in its name; what protoc-c makes is not ours.
# shellcheck disable=SC2046
set -- $(find src tests -name '*.[ch]' ! -name '*.pb-c.[ch]' | sort)

awk '
function bad(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why
	failed = 1
}
# What may change although no function owns it, and why.
function is_excused(line) {
	return line ~ /volatile sig_atomic_t/ ||                 # a signal handler sets it
	       (FILENAME == "src/cli/stop.c" && line ~ /atomic_bool/) || # likewise, for threads
	       (FILENAME == "src/base/xalloc.c" && line ~ /hook/) || # how any thread dies
	       line ~ /pthread_once_t|_Thread_local/
}
# Of a pointer, what stands behind the last star counts.
function is_constant(line) {
	sub(/[;=[].*/, "", line)
	if (line ~ /\*/)
		sub(/^.*\*/, "*", line)
	return line ~ /(^|[ \t*])const( |$)/
}
FNR == 1 {
	guard = ""
	if ($0 !~ /^\/\*/)
		bad("a file opens with a comment on its concept")
}
/(^|[^A-Z])(TO[D]O|FIX[M]E|XX[X])([^A-Z]|$)/ { bad("left undone: finish it, or file an issue") }
/^typedef / && FILENAME != "src/kernel/vector.h" { bad("no typedefs: say struct") }
/[ \t]$/ { bad("white space at the end of the line") }
/^static [^(]*(;|=)/ && !is_constant($0) && !is_excused($0) {
	bad("a mutable global: pass it")
}
FILENAME ~ /^src/ && /^\t+static / && !is_constant($0) && !is_excused($0) {
	bad("a mutable static: pass it")
}
FILENAME ~ /\.h$/ && /^#ifndef / && !guard {
	guard = $2
	expected = FILENAME
	sub(/^src\//, "", expected)
	gsub(/[\/.]/, "_", expected)
	if (guard != toupper(expected))
		bad("the guard of this file is " toupper(expected))
}
FILENAME ~ /^src/ && FILENAME !~ /^src\/(main\.c|cli\/|tui\/|base\/xalloc\.c)/ {
	if ($0 ~ /(^|[^a-z_])(printf|puts|putchar|perror|exit|abort) *\(/)
		bad("only main and cli print, and only main exits")
	if ($0 ~ /(^|[^a-z_])(stdout|stderr)([^a-z_]|$)/ && $0 !~ /^ ?\*|\/\*/)
		bad("only main and cli know the standard streams")
}
/[!=]= *&[a-z0-9_]+_(ops|method|format|screen)([^a-z0-9_]|$)/ && FILENAME ~ /^src/ {
	bad("a comparison with one kind of a table: let its struct say what you need to know")
}
/(^|[^a-z_])(strcat|sprintf|gets|atoi|atof|strtok|rand|srand) *\(/ {
	bad("a function that cannot check its bounds or its input, or keeps state of its own")
}
END { exit failed }' "$@"
