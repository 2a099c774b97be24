#!/bin/sh
# completion: scripts of the shells, with all commands and options that there are; bash's is tried.
. "${srcdir:-.}/tests/support/cli.sh"

ok --help
commands=$(sed -n 's/^  \([a-z]*\) .*/\1/p' out)
[ "$(echo "$commands" | wc -w)" -ge 13 ] || fail "too few commands: $commands"
for shell in bash zsh fish; do
    ok completion $shell
    cp out netglyph.$shell
    for command in $commands; do
        grep -q "$command" netglyph.$shell || fail "$shell does not know $command"
    done
done
for command in $commands; do
    ok "$command" --help
    for option in $(sed -n 's/^  --\([a-z-]*\).*/\1/p' out); do
        grep -q "subcommand_from $command' -l $option " netglyph.fish || fail "fish lacks --$option of $command"
        grep -Eq -e "'--$option=?\\[" netglyph.zsh || fail "zsh lacks --$option of $command"
    done
done
refuses 2 'there are bash, zsh, fish' completion tcsh
refuses 2 'completion needs its SHELL' completion

for shell in zsh fish; do
    if command -v $shell >/dev/null; then
        $shell -n netglyph.$shell || fail "$shell does not read its script"
    fi
done
command -v bash >/dev/null || finish
# shellcheck disable=SC2016
bash -c '[[ ${BASH_VERSINFO[0]} -ge 4 ]]' || finish
bash -n netglyph.bash || fail 'bash does not read its script'

# completes WORD... : what bash makes of these words, the last of which is being typed.
completes() {
    # shellcheck disable=SC2016
    bash -c '. ./netglyph.bash
COMP_WORDS=(netglyph "$@")
COMP_CWORD=$#
_netglyph
printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >completed 2>err
    [ -s err ] && fail "$*: said $(cat err)"
    return 0
}

# gives WORD...: these are among them, each as one line; lacks WORD...: these are not.
gives() {
    for word; do
        grep -Fxq -e "$word" completed || fail "'$word' is missing: $(tr '\n' ' ' <completed)"
    done
}
lacks() {
    for word; do
        grep -Fxq -e "$word" completed && fail "'$word' is too much: $(tr '\n' ' ' <completed)"
    done
    return 0
}

mkdir -p 'some folder' empty
touch 'a file.safetensors' 'some folder/x'
completes ''
# shellcheck disable=SC2086
gives $commands mnist-cnn mnist-robust mnist-softmax 'a file.safetensors' 'some folder'
lacks --help
completes tr
gives train
lacks test
completes --
gives --mouse --help --version
completes train --
gives --steps --log --resume --json
lacks --version --mouse train
completes train --optimizer ''
gives sgd adam
lacks softmax
completes train --optimizer a
gives adam
lacks sgd
completes train --optimizer = s
gives sgd
completes train --optimizer =
gives sgd adam
completes train --steps ''
lacks softmax sgd
completes train ''
gives softmax cnn mlp
completes train --out 'a f'
gives 'a file.safetensors'
completes train --log ''
gives 'some folder' empty
lacks 'a file.safetensors'
completes train --data s
gives sample
completes show ''
gives attack weights mnist-cnn
completes show attack mnist-s
gives mnist-softmax
completes mnist-cnn --th
gives --threads --theme
completes completion ''
gives bash zsh fish
completes tour --isa p
gives portable
finish
