/* Models by file or by name, and what their files say of where they come from. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/limits.h"
#include "format/tensor_file.h"
#include "nn/net.h"

/* The shipped models' names: mnist-softmax, mnist-cnn, mnist-robust. */
enum { MODEL_SHIPPED = 3 };
extern const char *const model_shipped[MODEL_SHIPPED];

/* Whether a model of that name is shipped, be it with or without ".safetensors". */
bool model_is_shipped(const char *name);
/* The path of a model: of a file, or of a shipped model's name. The caller frees it. */
char *model_path(const char *file_or_name, struct err *err);

/* What the training wrote into the file; nothing of it is certain in others' files. */
struct model_facts {
	char data[DATASET_NAME_MAX]; /* the data set it was trained on, or "" */
	int64_t step;                /* steps of training; -1: not known */
	int64_t seed;                /* of its initial weights and all else; -1: not known */
	double accuracy;             /* on the validation split, 0..1; -1: not known */
};

struct model_facts model_facts_of(const struct tensor_file *);

/* What a file is, as its header says: its weights are not looked at. */
struct model_outline {
	char architecture[SETTINGS_ARCHITECTURE_MAX]; /* longer ones are cut off; "": of another
							 program, and then only this is known: */
	char container[NETWORK_NAME_MAX];             /* "PyTorch zip, state_dict" */
	struct shape input;
	int classes;
	bool is_checkpoint; /* training can be resumed from it */
	struct model_facts facts;
};
bool model_outline_read(const char *path, struct model_outline *, struct err *);

/* The net of a file of ours, whose path is one of model_path(); lab/network reads those of other
 * programs too. facts may be NULL. */
struct net *model_read(const char *path, const struct kernel *, struct model_facts *facts,
		       struct err *err);

#endif
