/* The command line: which command, with which options; what it prints and how it ends. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

struct command;

/* In the order of the usage; ends with NULL. */
extern const struct command *const commands[];

/* Runs the program and returns its exit status: 0, 1 (it failed), 2 (it was called wrongly), or 128
 * and the number of the signal that stopped it. Errors are one line on standard error. */
int cli_run(int argc, char **argv);

#endif
