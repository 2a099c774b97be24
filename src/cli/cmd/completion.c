/* netglyph completion: what shells need to complete a command line, from the tables of commands and
 * options. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "tui/screens.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What may stand in one place of a command line. */
struct completions {
	char *words; /* with blanks between; owned; NULL: none */
	bool has_files, has_folders;
};

static void add_word(struct completions *candidates, const char *word)
{
	char *before = candidates->words;

	candidates->words = xasprintf("%s%s%s", before ? before : "", before ? " " : "", word);
	free(before);
}

/* "a|b" */
static void add_words(struct completions *candidates, const char *words)
{
	char *copy = xstrdup(words), *rest = copy, *word;

	while ((word = strsep(&rest, "|")))
		add_word(candidates, word);
	free(copy);
}

static struct completions of_option(const struct option *row)
{
	struct completions candidates = {0};

	if (row->kind == OPTION_WORD)
		add_words(&candidates, row->argument);
	if (row->words)
		add_words(&candidates, row->words);
	if (row->kind == OPTION_TEXT || row->kind == OPTION_OUT || row->kind == OPTION_NEW) {
		candidates.has_files = strncmp(row->argument, "FILE", 4) == 0 ||
				       strncmp(row->argument, "PATH", 4) == 0;
		candidates.has_folders = strncmp(row->argument, "DIR", 3) == 0;
	}
	return candidates;
}

static void add_screens(struct completions *candidates)
{
	for (int i = 0; screens[i]; i++) {
		char *name = xstrdup(screens[i]->name);

		for (char *c = name; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		add_word(candidates, name);
		free(name);
	}
}

/* By the words that stand for operands in the usage. */
static struct completions of_operand(const struct command *command)
{
	const char *operand = command->operand ? command->operand : "";
	bool is_many = strstr(operand, "...") && !strstr(operand, "MODEL"); /* no networks */
	struct completions candidates = {0};

	if (strstr(operand, "SCREEN"))
		add_screens(&candidates);
	if (strstr(operand, "ARCHITECTURE"))
		add_words(&candidates, "softmax|cnn|mlp");
	if (strstr(operand, "SHELL"))
		add_words(&candidates, "bash|zsh|fish");
	candidates.has_files =
		strstr(operand, "MODEL") || strstr(operand, "FILE") || strstr(operand, "DIR");
	/* Of many there are only files. */
	for (int i = 0; candidates.has_files && !is_many && i < MODEL_SHIPPED; i++)
		add_word(&candidates, model_shipped[i]);
	return candidates;
}

/* Between single quotes; `escaped` get a backslash. */
static void put_quoted(FILE *file, const char *text, const char *escaped)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", file);
		else
			fprintf(file, "%s%c", strchr(escaped, *text) ? "\\" : "", *text);
}

/* ------------------------------------------------------------------------------- bash */

static void bash_values(FILE *file, const struct command *command)
{
	struct option_list list = command_options(command);

	for (int i = 0; i < list.count; i++) {
		const struct option *row = list.rows[i];
		struct completions candidates = of_option(row);

		if (row->kind != OPTION_FLAG)
			fprintf(file, "    %s:--%s) words='%s' files='%s' ;;\n", command->name,
				row->name, candidates.words ? candidates.words : "",
				candidates.has_files     ? "-f"
				: candidates.has_folders ? "-d"
							 : "");
		free(candidates.words);
	}
}

static void bash_words(FILE *file, const struct command *command)
{
	struct option_list list = command_options(command);
	struct completions candidates = of_operand(command);

	fprintf(file, "        %s)\n            options='", command->name);
	for (int i = 0; i < list.count; i++)
		fprintf(file, "%s--%s", i ? " " : "", list.rows[i]->name);
	fprintf(file, "'\n            words='%s' files='%s' ;;\n",
		candidates.words ? candidates.words : "", candidates.has_files ? "-f" : "");
	free(candidates.words);
}

static void print_bash(FILE *file, const struct command *const *commands)
{
	fputs("# bash completion for netglyph, printed by `netglyph completion bash'.\n"
	      "_netglyph()\n"
	      "{\n"
	      "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "    local command=${COMP_WORDS[1]} words='' options='' files=''\n"
	      "    local commands='",
	      file);
	for (int i = 0; commands[i]; i++)
		fprintf(file, "%s%s", i ? " " : "", commands[i]->name);
	fputs("'\n\n"
	      "    # Bash takes an equals sign for a word of its own.\n"
	      "    if [[ $current == = ]]; then\n"
	      "        current=''\n"
	      "    elif [[ $previous == = ]]; then\n"
	      "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "    fi\n"
	      "    # What is no command is a file to explore.\n"
	      "    [[ \" $commands \" == *\" $command \"* ]] || command=explore\n"
	      "    case $command:$previous in\n",
	      file);
	for (int i = 0; commands[i]; i++)
		bash_values(file, commands[i]);
	fputs("    *)\n"
	      "        case $command in\n",
	      file);
	for (int i = 0; commands[i]; i++)
		bash_words(file, commands[i]);
	fputs("        esac\n"
	      "        [[ $COMP_CWORD -ne 1 ]] || words+=\" $commands\" options+=' --version'\n"
	      "        [[ $current != -* ]] || words=$options files='' ;;\n"
	      "    esac\n"
	      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\"\n"
	      "        [[ -z $files ]] || compgen \"$files\" -- \"$current\")\n"
	      "    [[ -z $files ]] || compopt -o filenames 2>/dev/null\n"
	      "}\n"
	      "complete -F _netglyph netglyph\n",
	      file);
}

/* -------------------------------------------------------------------------------- zsh */

/* ":what:(words)", or what completes files; alternatives where there are both. */
static void zsh_value(FILE *file, const char *what, const struct completions *candidates)
{
	const char *files = candidates->has_files     ? "_files"
			    : candidates->has_folders ? "_files -/"
						      : NULL;

	putc(':', file);
	put_quoted(file, what, ":[]");
	putc(':', file);
	if (candidates->words && files)
		fprintf(file, "{_alternative \"words\\:name\\:(%s)\" \"files\\:file\\:%s\"}",
			candidates->words, files);
	else if (candidates->words)
		fprintf(file, "(%s)", candidates->words);
	else
		fputs(files ? files : " ", file);
}

static void zsh_command(FILE *file, const struct command *command)
{
	struct option_list list = command_options(command);
	struct completions operand = of_operand(command);

	fprintf(file, "    %s)\n        _arguments \\\n", command->name);
	for (int i = 0; i < list.count; i++) {
		const struct option *row = list.rows[i];
		struct completions candidates = of_option(row);

		fprintf(file, "            '--%s%s[", row->name, row->argument ? "=" : "");
		put_quoted(file, row->help, "[]");
		putc(']', file);
		if (row->argument)
			zsh_value(file, row->argument, &candidates);
		fputs("' \\\n", file);
		free(candidates.words);
	}
	if (command->operand) {
		fputs("            '*", file);
		zsh_value(file, command->operand, &operand);
		putc('\'', file);
	} else {
		fputs("            '*: :'", file);
	}
	fputs(" ;;\n", file);
	free(operand.words);
}

static void print_zsh(FILE *file, const struct command *const *commands)
{
	fputs("#compdef netglyph\n"
	      "# zsh completion for netglyph, printed by `netglyph completion zsh'.\n"
	      "_netglyph()\n"
	      "{\n"
	      "    local command=$words[2]\n"
	      "    local -a commands\n"
	      "    commands=(\n",
	      file);
	for (int i = 0; commands[i]; i++) {
		fprintf(file, "        '%s:", commands[i]->name);
		put_quoted(file, commands[i]->summary, "");
		fputs("'\n", file);
	}
	fputs("    )\n"
	      "    if (( CURRENT == 2 )); then\n"
	      "        _describe command commands\n"
	      "        _files\n"
	      "        return\n"
	      "    fi\n"
	      "    # What is no command is a file to explore.\n"
	      "    if (( ! ${commands[(I)$command:*]} )); then\n"
	      "        command=explore\n"
	      "    else\n"
	      "        shift words\n"
	      "        (( CURRENT-- ))\n"
	      "    fi\n"
	      "    case $command in\n",
	      file);
	for (int i = 0; commands[i]; i++)
		zsh_command(file, commands[i]);
	fputs("    esac\n"
	      "}\n"
	      "_netglyph \"$@\"\n",
	      file);
}

/* ------------------------------------------------------------------------------- fish */

static void fish_value(FILE *file, const struct completions *candidates, bool is_option)
{
	if (candidates->has_files)
		fputs(is_option ? " -r -F" : " -F", file);
	else
		fputs(is_option ? " -x" : " -f", file);
	if (candidates->words || candidates->has_folders)
		fprintf(file, " -a '%s%s'", candidates->words ? candidates->words : "",
			candidates->has_folders ? " (__fish_complete_directories)" : "");
}

static void fish_command(FILE *file, const struct command *command)
{
	struct option_list list = command_options(command);
	struct completions operand = of_operand(command);

	fprintf(file, "complete -c netglyph -n __fish_use_subcommand -a %s -d '", command->name);
	put_quoted(file, command->summary, "\\");
	fputs("'\n", file);
	fprintf(file, "complete -c netglyph -n '__fish_seen_subcommand_from %s'", command->name);
	fish_value(file, &operand, false);
	putc('\n', file);
	for (int i = 0; i < list.count; i++) {
		const struct option *row = list.rows[i];
		struct completions candidates = of_option(row);

		fprintf(file, "complete -c netglyph -n '__fish_seen_subcommand_from %s' -l %s",
			command->name, row->name);
		if (row->argument)
			fish_value(file, &candidates, true);
		fputs(" -d '", file);
		put_quoted(file, row->help, "\\");
		fputs("'\n", file);
		free(candidates.words);
	}
	free(operand.words);
}

static void print_fish(FILE *file, const struct command *const *commands)
{
	fputs("# fish completion for netglyph, printed by `netglyph completion fish'.\n", file);
	for (int i = 0; commands[i]; i++)
		fish_command(file, commands[i]);
}

static bool run_completion(struct command_context *context, struct err *err)
{
	static const struct {
		const char *name;
		void (*print)(FILE *, const struct command *const *);
	} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(context->operand, shells[i].name) == 0) {
			shells[i].print(context->out.file, context->commands);
			return true;
		}
	return usage_error(context, err,
			   "there is no completion for '%s'; there are bash, zsh, fish",
			   context->operand);
}

const struct command completion_command = {
	.name = "completion",
	.operand = "SHELL",
	.summary = "print what a shell completes commands with",
	.help = "Prints a script with which bash, zsh or fish completes commands, options and "
		"their values. make install puts them where the shells look for them.",
	.size = sizeof(struct common),
	.run = run_completion,
};
