#!/bin/sh
# data/get-mnist against a stand-in for curl that copies files from a folder: what is wrong must be
# refused and leave nothing, what is right must arrive. The part with the real files needs them, in
# $NETGLYPH_TEST_MNIST or beside the source tree, and says so where they are not.

set -u

srcdir=$(cd "${srcdir:-.}" && pwd) || exit 1
get=$srcdir/data/get-mnist
mnist=${NETGLYPH_TEST_MNIST:-$srcdir/../shared/data/mnist}
fashion=/usr/share/datasets/fashion-mnist
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

check() {
	if [ "$2" = "$3" ]; then
		printf 'ok: %s\n' "$1"
	else
		printf 'FAILED: %s: "%s", not "%s"\n' "$1" "$2" "$3"
		failures=$((failures + 1))
	fi
}

# Whether the last run's words contain $1.
says() {
	if grep -qF -e "$1" "$work/output"; then
		printf 'ok: it says "%s"\n' "$1"
	else
		printf 'FAILED: it does not say "%s", but:\n' "$1"
		cat "$work/output"
		failures=$((failures + 1))
	fi
}

# Runs get-mnist with the stand-in serving folder $1; its status goes to $status.
run() {
	served=$1
	shift
	PATH=$work/bin:$PATH SERVED=$served "$get" "$@" >"$work/output" 2>&1
	status=$?
}

# All names in folder $1, hidden ones too, in one line.
names() {
	find "$1" -mindepth 1 2>/dev/null | sed "s,^$1/,," | sort | tr '\n' ' '
}

unset XDG_DATA_HOME
HOME=$work/home
export HOME
mkdir "$work/bin" "$work/home" "$work/made-up" "$work/none"
cat >"$work/bin/curl" <<'STUB'
#!/bin/sh
while [ $# -gt 1 ]; do
	if [ "$1" = -o ]; then
		out=$2
		shift
	fi
	shift
done
echo "$1" >>"$SERVED.asked"
cp "$SERVED/${1##*/}" "$out"
STUB
chmod +x "$work/bin/curl"

for part in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
	printf 'made up' | gzip -n >"$work/made-up/$part-ubyte.gz"
done

for set in mnist fashion kmnist; do
	run "$work/made-up" $set "$work/$set"
	check "made-up files of $set are refused" "$status" 1
	says "what came is not train-images-idx3-ubyte.gz: its SHA-256 is wrong"
	[ ! -e "$work/$set" ]
	check "nothing is left of $set" $? 0
done
check "MNIST is asked of two mirrors, the others of one or two" \
	"$(grep -c train-images "$work/made-up.asked")" 5

run "$work/none" "$work/nothing"
check "failing mirrors are a failure" "$status" 1
says "no mirror had train-images-idx3-ubyte.gz"
[ ! -e "$work/nothing" ]
check "and leave no folder" $? 0

mkdir "$work/mine"
echo mine >"$work/mine/train-images-idx3-ubyte.gz"
run "$work/made-up" mnist "$work/mine"
check "a file of the same name is not written over" "$status" 1
says "is there, but not mnist's"
check "and stays as it was" "$(cat "$work/mine/train-images-idx3-ubyte.gz")" mine
check "with nothing beside it" "$(names "$work/mine")" "train-images-idx3-ubyte.gz "

mv "$work/mine/train-images-idx3-ubyte.gz" "$work/mine/train-images-idx3-ubyte"
run "$work/made-up" mnist "$work/mine"
check "nor is an unpacked one" "$status" 1
says "train-images-idx3-ubyte is there, but not mnist's"

run "$work/made-up" --help
check "--help succeeds" "$status" 0
says "Usage: get-mnist [mnist|fashion|kmnist] [DIR]"
run "$work/made-up" --hlep
check "an unknown option is refused" "$status" 2
says "unknown option --hlep"
run "$work/made-up" emnist "$work/mine"
check "so is an unknown set" "$status" 2
says "no such set: emnist"
run "$work/made-up" "$work/made-up/t10k-labels-idx1-ubyte.gz"
check "a file in the folder's place is refused" "$status" 1
says "can't be made"
(unset HOME && run "$work/made-up" && exit "$status")
check "without HOME a folder must be named" $? 2

# The real files: what is right arrives, readable, and is not brought twice.
full() {
	set=$1
	folder=$2
	target=$work/home/.local/share/netglyph/$set
	if [ ! -e "$folder/t10k-labels-idx1-ubyte.gz" ]; then
		printf 'skipped: no %s in %s\n' "$set" "$folder"
		return
	fi
	ln -s "$folder" "$work/$set.served"
	(umask 022 && run "$work/$set.served" "$set" && exit "$status")
	check "$set arrives" $? 0
	check "in the usual folder" "$(names "$target")" "t10k-images-idx3-ubyte.gz \
t10k-labels-idx1-ubyte.gz train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz "
	check "readable by all" "$(find "$target" -name '*.gz' -perm 644 | grep -c .)" 4
	says "$set is complete in $target"
	[ -e "$target/train-labels-idx1-ubyte.gz" ] || return
	rm "$target/t10k-labels-idx1-ubyte.gz" "$work/$set.served.asked"
	gzip -d "$target/train-labels-idx1-ubyte.gz"
	run "$work/$set.served" "$set"
	check "$set is completed" "$status" 0
	check "by what is missing alone" "$(sed 's,.*/,,' "$work/$set.served.asked")" \
		t10k-labels-idx1-ubyte.gz
	says "train-labels-idx1-ubyte is there already"
}

full mnist "$mnist"
full fashion "$fashion"

[ "$failures" -eq 0 ]
