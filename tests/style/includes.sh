#!/bin/sh
# Who may include whom: the rooms of HACKING, bottom floor first. Every include of ours names its room
# ("room/file.h"), a room includes itself and the rooms written beside it here, and a test includes what
# its room may.
set -eu
cd "${srcdir:-.}"
# No file of ours has a space in its name; what protoc-c makes is not ours.
# shellcheck disable=SC2046
set -- $(find src tests -name '*.[ch]' ! -name '*.pb-c.[ch]' | sort)

awk '
BEGIN {
	may["base"] = ""
	may["format"] = "base"
	may["confined"] = "format base"
	may["kernel"] = "base"
	may["nn"] = "kernel format base"
	may["data"] = "format base"
	may["model"] = "nn kernel format base"
	may["lab"] = "model nn data kernel format base"
	may["live"] = "lab model nn data kernel format base"
	may["draw"] = "base"
	may["tui"] = "live lab model nn data kernel format draw base"
	may["cli"] = "tui live lab model nn data kernel format draw base"
	may["main"] = "cli tui live lab model nn data kernel format draw base"
	may["support"] = may["lab"] " lab draw"
	may["bench"] = may["lab"] " lab draw confined"
	may["fuzz"] = may["main"] " confined"
}
function room_of(path, parts, n) {
	n = split(path, parts, "/")
	return n == 2 ? "main" : parts[2]
}
function bad(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why
	failed = 1
}
FNR == 1 {
	files++
	room = room_of(FILENAME)
	if (!(room in may))
		bad("the room " room " is not in the table of " "tests/style/includes.sh")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	name = quoted[2]
	wanted = name
	sub(/\/.*/, "", wanted)
	if (name !~ /\//)
		bad("\"" name "\" does not name its room")
	else if (name ~ /\.c$/)
		bad("\"" name "\" is no header")
	else if (wanted == "support" && FILENAME !~ /^tests\//)
		bad(FILENAME " is no test and includes \"" name "\"")
	else if (wanted != room && wanted != "support" && \
		 index(" " may[room] " ", " " wanted " ") == 0)
		bad(room " may not include " wanted " (it may: " may[room] ")")
}
/^[ \t]*#[ \t]*include[ \t]*<pthread.h>/ && FILENAME !~ /^tests/ && room !~ /^(base|live)$/ {
	bad("threads are made in base/pool and in live, not in " room)
}
/^[ \t]*#[ \t]*include[ \t]*<(n?curses|ncursesw\/.*)\.h>/ && room !~ /^(tui|main)$/ {
	bad("curses belongs to tui, not to " room)
}
END {
	if (files == 0) {
		print "tests/style/includes.sh: no sources found: is srcdir right?"
		failed = 1
	}
	exit failed
}' "$@"
