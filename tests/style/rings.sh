#!/bin/sh
# No ring of files: where one file of src calls another, that one does not need the first in turn, over
# however many others. Data goes down, answers come up. Told from the symbols of the objects that the
# build has left under $top_builddir/src.
set -eu
objects=${top_builddir:-.}/src
if ! command -v nm >/dev/null; then
    echo 'tests/style/rings.sh: there is no nm here: skipped'
    exit 77
fi

# Lines of FILE [ADDRESS] TYPE SYMBOL. The objects of a library with flags of its own are named
# LIBRARY-FILE.o, those of the kernels once for each instruction set.
symbols() {
    find "$objects" -name '*.o' | while read -r object; do
        file=${object#"$objects"/}
        file=$(echo "${file%.o}" | sed 's|/lib[a-z0-9_]*-|/|')
        # An older build may have left objects of files that are gone.
        [ ! -f "${srcdir:-.}/src/$file.c" ] || nm "$object" | sed "s|^|$file |"
    done
}

symbols | awk '
$(NF - 1) == "U" { calls[$1, $NF] = 1 }
$(NF - 1) ~ /^[ABCDRTVW]$/ { home[$NF] = $1 }
function degree(file, way, other, n) {
	n = 0
	for (other in left)
		n += way == "out" ? (file, other) in edge : (other, file) in edge
	return n
}
END {
	for (call in calls) {
		split(call, parts, SUBSEP)
		other = home[parts[2]]
		left[parts[1]] = 1
		if (other != "" && other != parts[1])
			edge[parts[1], other] = 1
	}
	for (file in left)
		files++
	if (files == 0) {
		print "tests/style/rings.sh: no objects found: is top_builddir right?"
		exit 1
	}
	# What needs nobody of those that are left is in no ring, nor is what nobody needs.
	do {
		removed = 0
		for (file in left)
			if (degree(file, "out") == 0 || degree(file, "in") == 0) {
				delete left[file]
				removed = 1
			}
	} while (removed)
	for (file in left) {
		for (other in left)
			if ((file, other) in edge)
				print file " needs " other
		failed = 1
	}
	if (failed)
		print "these files need each other in a ring: pass data down and answers up"
	exit failed
}'
