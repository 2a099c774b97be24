#!/bin/sh
# What stands between a person and the explorer elsewhere: a real sshd on loopback, whose session is killed while
# something trains; and tmux, screen and mosh. What is not there, or can't be started here, is left out, and said so.
. "${srcdir:-.}/tests/support/cli.sh"
PATH=$PATH:/usr/sbin:/sbin
LC_ALL=C.UTF-8
TERM=xterm-256color
export LC_ALL TERM
unset TMUX STY
user=$(id -un)
tried=0
patience=3000
listener=
near= # the process on this side of the present line

left_out() {
    echo "tests/cli/remote.sh: $*: left out"
}

# is_running PID: and is no zombie, which stays where nobody waits for orphans.
is_running() {
    [ -n "$1" ] && kill -0 "$1" 2>/dev/null && ! grep -q ') Z ' "/proc/$1/stat" 2>/dev/null
}

# until_true COMMAND...: it is tried again, but not for ever: all waits together have five minutes.
until_true() {
    while ! "$@"; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || return 1
        sleep 0.1
    done
}

# gone PID: it has ended.
gone() {
    ! is_running "$1"
}

end_all() {
    exec 9>&-
    for pid in $near $(cat "$t"/*/pid "$t"/*/parent 2>/dev/null) $listener; do
        kill -9 "$pid" 2>/dev/null
    done
    [ ! -d "$t/tmux" ] || tmux -L netglyph kill-server 2>/dev/null
    wait
}
trap 'end_all 2>/dev/null; rm -rf "$t"' EXIT
trap 'exit 99' HUP INT TERM

# What runs at the other end, in the folder of its name. It finds this environment, but for the terminal's name.
export -p >environment
cat >far.sh <<EOF
cd "$t/\$1" || exit 99
terminal=\$TERM
. ../environment
TERM=\$terminal
echo \$\$ >pid
echo \$PPID >parent
. ./what
EOF

# The explorer; then, what was typed for the shell, within half a second.
explorer="stty -g >before
'$NETGLYPH' explore --data sample --threads 1
echo \$? >status
stty -g >after
stty -icanon -echo min 0 time 5
dd bs=256 count=1 >stray 2>/dev/null
: >over"

# prepare NAME WHAT: the folder, and a line to type on.
prepare() {
    mkdir "$1"
    printf '%s\n' "$2" >"$1/what"
    mkfifo "$1/keys"
    exec 9<>"$1/keys"
}

# shows NAME TEXT: it has come.
shows() {
    grep -aqF "$2" "$1/out"
}

# begun NAME: what runs at the other end has, or never will.
begun() {
    [ -s "$1/before" ] || ! is_running $near
}

# explored NAME COMMAND: a terminal of our own runs it; the explorer starts, a key is answered, and while an attack
# plays it is left: nothing of it stays.
explored() {
    name=$1
    prepare "$name" "$explorer"
    script -qefc "stty rows 24 cols 80; exec $2" "$name/out" <"$name/keys" >/dev/null 2>&1 &
    near=$!
    until_true begun "$name"
    if [ ! -s "$name/before" ]; then
        left_out "$name can't be started here ($(tail -c 200 "$name/out" 2>/dev/null | tr -c ' -~' ' '))"
    else
        tried=1
        until_true shows "$name" ' of validation' || fail "$name: the explorer does not start"
        printf '?' >&9
        until_true shows "$name" 'Esc goes back' || fail "$name: ? is not answered"
        printf 'q ' >&9
        sleep 0.5
        printf 'Q' >&9
        until_true test -e "$name/over" || fail "$name: Q does not end it"
        [ "$(cat "$name/status")" = 0 ] || fail "$name: the explorer ended with $(cat "$name/status")"
        cmp -s "$name/before" "$name/after" || fail "$name: the terminal's settings are others than before"
        [ ! -s "$name/stray" ] || fail "$name: typed for the shell: $(od -c "$name/stray")"
        until_true gone $near || fail "$name does not end"
    fi
    kill -9 $near 2>/dev/null
    wait $near
    near=
}

# --------------------------------------------------------------------------------------------------- sshd

# listens: the server does, or has ended.
listens() {
    grep -q 'Server listening' sshd.log 2>/dev/null || ! is_running "$listener"
}

start_sshd() {
    for program in sshd ssh ssh-keygen; do
        command -v $program >/dev/null || { left_out "no $program"; return 1; }
    done
    ssh-keygen -q -t ed25519 -N '' -f host && ssh-keygen -q -t ed25519 -N '' -f client && cat >sshd.conf <<EOF
ListenAddress 127.0.0.1
HostKey $t/host
AuthorizedKeysFile $t/client.pub
AuthenticationMethods publickey
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PermitUserRC no
PermitUserEnvironment no
EOF
    for try in 1 2 3 4 5; do
        port=$((20000 + ($$ * 7 + try * 997) % 20000))
        "$(command -v sshd)" -D -f "$t/sshd.conf" -p $port -E sshd.log &
        listener=$!
        until_true listens
        is_running $listener && break
        wait $listener
        listener=
    done
    ssh="ssh -F none -p $port -i $t/client -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=$t/known -o GlobalKnownHostsFile=/dev/null
        -o LogLevel=ERROR"
    ssh=$(echo "$ssh" | tr -s '\n ' ' ')
    [ -n "$listener" ] && $ssh "$user@127.0.0.1" true >ssh.log 2>&1 </dev/null ||
        { left_out "sshd can't be used here ($(tail -n 1 sshd.log) $(tail -n 1 ssh.log))"; return 1; }
}

# in_session PID: whether any process runs in the session that it led.
in_session() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^[0-9]* (.*) //' | awk -v s="$1" '$4 == s && $1 != "Z" { n++ } END { exit !n }'
}

# nothing_left PID
nothing_left() {
    ! in_session "$1"
}

# connect NAME WHAT: runs it through ssh, on a terminal there.
connect() {
    prepare "$1" "$2"
    $ssh -tt "$user@127.0.0.1" "exec sh $t/far.sh $1" <"$1/keys" >"$1/out" 2>&1 &
    near=$!
    until_true test -s "$1/parent" || fail "ssh: $1 does not start: $(tail -c 300 "$1/out")"
}

# cut NAME: the session's sshd is killed, and what ran in it ends.
cut() {
    [ -s "$1/parent" ] || return
    parent=$(cat "$1/parent")
    pid=$(cat "$1/pid")
    case $(cat "/proc/$parent/comm") in
    sshd*) kill -9 "$parent" ;;
    *) fail "$1 is no child of sshd's but of $(cat "/proc/$parent/comm")" ;;
    esac
    until_true nothing_left "$pid" || fail "$1: runs on without its terminal"
    kill $near 2>/dev/null
    wait $near
    near=
}

# grows FILE: it is longer than a moment ago.
grows() {
    size=$(wc -c <"$1")
    sleep 0.2
    [ "$(wc -c <"$1")" -gt "$size" ]
}

if [ ! -r /proc/self/stat ]; then
    left_out 'no /proc to find processes in: sshd'
elif start_sshd; then
    tried=1
    connect training "exec '$NETGLYPH' train '$small' --steps 1000000 --every 3 --checkpoint checkpoint"
    until_true test -s training/checkpoint || fail "no checkpoint: $(tail -c 300 training/out)"
    cut training
    ok info training/checkpoint
    says 'step: '

    connect exploring "exec '$NETGLYPH' explore --data sample --threads 1"
    until_true shows exploring ' of validation' || fail 'ssh: the explorer does not start'
    printf ':train softmax\rT ' >&9
    until_true shows exploring 'loss ' || fail 'ssh: nothing is trained'
    until_true grows exploring/out || fail 'ssh: the training is not drawn'
    cut exploring
fi

# ------------------------------------------------------------------------------------- terminals within one

if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    left_out 'no script that makes a terminal: tmux, screen, mosh'
else
    for program in tmux screen mosh; do
        command -v $program >/dev/null || { left_out "no $program"; continue; }
        case $program in
        tmux)
            TMUX_TMPDIR=$t
            export TMUX_TMPDIR
            explored tmux "tmux -L netglyph -f /dev/null new-session 'sh $t/far.sh tmux'"
            ;;
        screen)
            mkdir -m 700 sockets
            SCREENDIR=$t/sockets
            export SCREENDIR
            explored screen "screen -c /dev/null -S netglyph sh $t/far.sh screen"
            ;;
        mosh)
            [ -n "$listener" ] || { left_out 'mosh, which needs sshd'; continue; }
            explored mosh "mosh --ssh='$ssh' $user@127.0.0.1 -- sh $t/far.sh mosh"
            ;;
        esac
    done
fi
[ $tried -eq 1 ] || { [ $failed -eq 0 ] && exit 77; }
finish
