/*
 * What a command works with: the options that commands share, its output, threads, kernel, and the
 * data and the net once it requests them.
 */
#ifndef CLI_COMMAND_CONTEXT_H
#define CLI_COMMAND_CONTEXT_H

#include "cli/options.h"
#include "cli/output.h"
#include "data/sample.h"
#include "lab/network.h"

enum { STATUS_FAILED = 1, STATUS_USAGE = 2 };

/* Values of shared options; the first member of every command's values. */
struct common {
	bool is_help;
	const char *data, *isa, *color, *glyphs, *png, *theme, *shard;
	int64_t threads, width;
	bool is_json;
	/* The image that is looked at: context_read_subject(). */
	int64_t image, noise;
	const char *split, *file;
	bool is_inverted, is_fitted; /* the file where there is one, else the data */
	const char *scale;           /* of the data, as the next */
	bool is_transposed;
	const char *architecture, *normalize, *layout; /* of another program's network */
	bool has_no_session;                           /* of the explorer */
};

/* Which shared rows a command takes; --help is everyone's. */
enum {
	COMMON_DATA = 1 << 0,
	COMMON_COMPUTE = 1 << 1, /* threads, isa */
	COMMON_JSON = 1 << 2,
	COMMON_WIDTH = 1 << 3,
	COMMON_COLOR = 1 << 4, /* color, glyphs */
	COMMON_PNG = 1 << 5,
	COMMON_SPLIT = 1 << 6,    /* of validation, unless the command has a row of its own */
	COMMON_SAMPLE = 1 << 7,   /* image, noise, file, invert */
	COMMON_EXPLORER = 1 << 8, /* image, theme, glyphs */
	COMMON_PICTURES = COMMON_WIDTH | COMMON_COLOR | COMMON_PNG,
	COMMON_SHARD = 1 << 9,
	COMMON_CHANGE = 1 << 10, /* what is done to data; COMMON_DATA has it as well */
	COMMON_MODEL = 1 << 11,  /* architecture, normalize, layout */
	COMMON_ALL = (1 << 12) - 1
};
void common_options(struct option_list *, unsigned common);

struct command;

struct command_context {
	const struct command *const *commands; /* all that there are; ends with NULL */
	const void *values; /* of the command's options; NULL-free texts are borrowed from argv */
	const struct common *common;  /* the same, as what they begin with */
	const char *operand, *second; /* NULL: none was given */
	const char **operands;        /* these and further ones, with a NULL behind them; owned */
	int status;                   /* the program's, if not 0 (or 1 after a failure) */
	struct output out;
	const struct kernel *kernel;
	struct pool *pool;
	struct dataset *data;
	char *data_text; /* what names the data, with options: context_data_text(); or NULL */
	struct net *net;
	const char *model;        /* the net, as requested, printable */
	char *model_text;         /* what that points to where an operand named it; or NULL */
	struct model_facts facts; /* what that says of itself */
};

/* Kernel and threads, as --isa (else $NETGLYPH_ISA) and --threads say. */
bool context_start(struct command_context *, struct err *);
/* How many threads that are. */
int context_threads(const struct command_context *);
void context_clear(struct command_context *);

/* Puts a name and what the options change into context->data_text, as data/dataset_text.h has it;
 * NULL where there is neither. has_picture: --invert and --fit are a picture's. */
bool context_data_text(struct command_context *, const char *name, bool has_picture, struct err *);
/* The data set of such a text. */
bool context_open_data(struct command_context *, const char *text, struct err *);
/* The data set that --data names, or the default; what is to be known of it is said. */
bool context_read_data(struct command_context *, struct err *);
/* What --architecture, --normalize and --layout say. */
bool context_told(struct command_context *, struct import_told *, struct err *);
/* The net of the operand: a file, or a shipped model's name. What a file of another program was
 * taken for goes to stderr. */
bool context_read_model(struct command_context *, struct err *);
/* Both, which must fit each other. */
bool context_read_both(struct command_context *, struct err *);
/* The net of another operand, in the place of one that was read; the data are there, which it must
 * fit. */
bool context_read_another(struct command_context *, const char *operand, struct err *);
/* The image that --image, --noise or --file request; without them, image `usual` of
 * the split. The context has its net; for an image of the data set the data are read as well. The
 * caller clears the subject, after a failure too. */
bool context_read_sample(struct command_context *, int usual, struct sample *, struct err *);
/* The split that --split names. */
const struct split *context_split(const struct command_context *);
/* Reads the data set that --data names, if it does, whose names of classes are wanted. */
bool context_read_names(struct command_context *, struct err *);
/* The class that an option names, which takes the data set's names where the network has none. */
bool context_read_class(struct command_context *, const char *option, const char *text, int *class,
			struct err *);
/* The names of the classes: the data set's, else of what the net was trained on. */
const struct class_names *context_names(const struct command_context *);

/* What an option writes may not replace what is read: the operands, --file or the data set, once
 * that is open. Of --png it is checked for all commands. path: NULL: there is none. */
bool context_spares(struct command_context *, const char *option, const char *path, struct err *);
/* Nor mix with what is printed: words make way for it. Nor have the name of a picture that is not
 * written. */
bool context_check_output(struct command_context *, const char *option, const char *path,
			  struct err *);

/* As err_set, for what the usage forbids: the program's status will be 2. */
bool usage_error(struct command_context *, struct err *, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
