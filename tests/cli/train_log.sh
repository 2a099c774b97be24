#!/bin/sh
# train --log: new files that grow, equal for equal runs, in a folder that keeps what is there.
. "${srcdir:-.}/tests/support/cli.sh"
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH

ok train "$small" --batch 20 --steps 11 --every 5 --log files/runs/one --checkpoint ckpt
says 'log: files/runs/one/log.csv' 'log: files/runs/one/events.out.tfevents.1700000000.' 'checkpoint: ckpt'
[ "$(head -1 files/runs/one/log.csv)" = step,loss,accuracy,validation ] || fail "the header: $(head -1 files/runs/one/log.csv)"
[ "$(wc -l <files/runs/one/log.csv)" -eq 12 ] || fail "not a line for each step: $(cat files/runs/one/log.csv)"
awk -F, 'NR > 1 && ($1 != NR - 1 || $2 <= 0 || $3 < 0 || ($4 != "") != ($1 == 5 || $1 == 10 || $1 == 11)) { exit 1 }' \
    files/runs/one/log.csv || fail "the rows: $(cat files/runs/one/log.csv)"
ok train "$small" --batch 20 --steps 11 --every 5 --threads 1 --json --log files/two
says '"log":"files/two/log.csv","events":"files/two/events.out.tfevents.1700000000.'
same files/runs/one/log.csv files/two/log.csv 'the tables of equal runs'
same files/runs/one/events* files/two/events* 'the event files of equal runs'
for tag in train/loss train/accuracy validation/accuracy weights/conv1 IHDR; do
    LC_ALL=C grep -aq "$tag" files/two/events* || fail "the events lack $tag"
done

# The numbers are those that are reported, and dense weights that see no image are no pictures.
ok train softmax --steps 7 --json --log files/three
for column in 'loss 2' 'validation 4'; do
    holds "$(printf '%.9g' "$(tail -1 files/three/log.csv | cut -d, -f"${column#* }")") == $(number "${column% *}")" "the last ${column% *}"
done
LC_ALL=C grep -aq weights/fc1 files/two/events* && fail 'weights that are no pictures were logged'
LC_ALL=C grep -aq weights/fc1 files/three/events* || fail 'the maps of softmax regression were not logged'

# Nothing is replaced; what is resumed goes on, to the same numbers.
rm -rf files/*
ok train "$small" --batch 20 --steps 6 --log files --checkpoint ckpt
cp files/log.csv before
ok train --resume ckpt --steps 11 --log files
says 'log: files/log-2.csv' 'no network was kept'
same before files/log.csv 'the log of the first part'
[ "$(find files -name 'events.out.tfevents.*' | wc -l)" -eq 2 ] || fail 'not two event files'
ok train "$small" --batch 20 --steps 11 --log whole
tail -n +2 files/log-2.csv | cut -d, -f1-3 >resumed
tail -n 5 whole/log.csv | cut -d, -f1-3 >unbroken
same unbroken resumed 'the numbers of a resumed run'

for option in out checkpoint; do
    refuses 2 "can't be both the folder of the log and a file" train softmax --log both --$option ./both
done
[ -e both ] && fail 'a folder was made for a log that was refused'

# Stopped, it ends with the accuracy of the last step.
rm -rf files/*
"$NETGLYPH" train softmax --steps 1000000 --log files/stopped >out 2>err &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
[ "$(tail -n 1 files/stopped/log.csv | cut -d, -f4)" ] || fail "stopped: the last row is $(tail -n 1 files/stopped/log.csv)"
grep -q "stopped after $(tail -n 1 files/stopped/log.csv | cut -d, -f1) of" out || fail "stopped: said $(cat out)"

echo text >plain
refuses 1 "plain: can't be made" train softmax --log plain
refuses 1 "plain/log: can't be made" train softmax --log plain/log
[ "$(cat plain)" = text ] || fail 'a file was replaced by a log'

# The limit leaves room for the first events only: the steps end, and no half of a record stays.
(
    uncounted
    ulimit -f 4
    exec "$NETGLYPH" train "$small" --batch 20 --steps 2000 --log limit
) >out 2>err
status=$?
[ $status -eq 1 ] || fail "a log beyond the limit: status $status"
grep -q "^netglyph: limit/.*: can't be written" err || fail "a log beyond the limit: said $(cat err)"
case $(tail -c 1 limit/log.csv | od -An -c) in
*'\n'*) ;;
*) fail 'the table ends in half a line' ;;
esac
finish
