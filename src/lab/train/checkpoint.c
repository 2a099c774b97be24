/*
 * A fit on disk. A model file holds the net and where it came from; a checkpoint also Adam's
 * moments, the generators' states, the order of the images and a checksum of them. Numbers are
 * written so that they read back exactly.
 */
#include "base/xalloc.h"
#include "lab/train/fingerprint.h"
#include "lab/train/fit.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STRINGS = 16, TEXT = 80 };

/* What rounds to infinity as float16. */
#define BEYOND_HALF 65520.0f

/* The strings of __metadata__ while they are collected. */
struct strings {
	struct tensor_string list[MAX_STRINGS];
	char text[MAX_STRINGS][TEXT];
	size_t count;
};

static void add_string(struct strings *s, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void add_string(struct strings *s, const char *key, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->text[s->count], TEXT, format, args);
	va_end(args);
	s->list[s->count] = (struct tensor_string){key, s->text[s->count]};
	s->count++;
}

static void add_rng(struct strings *s, const char *key, const struct rng *rng)
{
	add_string(s, key, "%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%016" PRIx64, rng->state[0],
		   rng->state[1], rng->state[2], rng->state[3]);
}

static void add_model_strings(struct strings *s, const struct fit *fit)
{
	char adversarial[ADVERSARIAL_TEXT_MAX];

	add_string(s, "data", "%s", fit->data->name);
	add_string(s, "seed", "%" PRIu64, fit->spec.seed);
	add_string(s, "step", "%" PRIu64, fit->step);
	if (fit->validation >= 0 && fit->validated_at == fit->step)
		add_string(s, "accuracy", "%.6f", fit->validation);
	if (fit->spec.adversarial.eps > 0)
		add_string(s, "adversarial", "%s",
			   adversarial_print(&fit->spec.adversarial, adversarial));
}

/* A weight that float16 makes infinite would give a file that nothing reads. */
static bool check_half(const struct fit *fit, const char *path, struct err *err)
{
	const struct net *net = fit->net;

	for (size_t i = 0; i < net->size; i++)
		if (!(fabsf(net->parameters[i]) < BEYOND_HALF))
			return err_set(err,
				       "%s: a weight of %g does not fit into float16; write the "
				       "model without --half",
				       path, (double)net->parameters[i]);
	return true;
}

bool fit_write_model(const struct fit *fit, struct writer *writer, bool is_half, struct err *err)
{
	struct strings s = {.count = 0};
	struct native_extra extra = {.is_half = is_half};

	if (is_half && !check_half(fit, writer_path(writer), err))
		return false;
	add_model_strings(&s, fit);
	extra.strings = s.list;
	extra.string_count = s.count;
	return native_write(writer, fit->net, &extra, err);
}

bool fit_write_checkpoint(const struct fit *fit, struct writer *writer, struct err *err)
{
	struct strings s = {.count = 0};
	struct tensor order = {.name = "order",
			       .dtype = "I32",
			       .ndim = 1,
			       .dim = {fit->batcher.split.count},
			       .data = fit->batcher.order,
			       .size = fit->batcher.split.count * sizeof(uint32_t)};
	struct native_extra extra = {.tensors = &order, .tensor_count = 1};
	char crc[FINGERPRINT_MAX];

	/* So that a folder of the same name and shape is not taken for what is trained on. */
	fingerprint_split(&fit->data->split[SPLIT_TRAIN], crc);
	add_model_strings(&s, fit);
	add_string(&s, "images_crc32", "%s", crc);
	add_string(&s, "optimizer", "%s", optimizer_names[fit->spec.optimizer]);
	add_string(&s, "rate", "%a", (double)fit->spec.rate);
	add_string(&s, "batch", "%d", fit->spec.batch);
	if (fit->goal > 0)
		add_string(&s, "goal", "%" PRIu64, fit->goal);
	add_rng(&s, "rng_shuffle", &fit->batcher.rng);
	add_rng(&s, "rng_dropout", &fit->dropout);
	if (fit->spec.adversarial.eps > 0)
		add_rng(&s, "rng_adversarial", &fit->adversary.rng);
	add_string(&s, "cursor", "%zu", fit->batcher.cursor);
	extra.strings = s.list;
	extra.string_count = s.count;
	extra.optimizer = &fit->optimizer;
	return native_write(writer, fit->net, &extra, err);
}

/* A whole number in __metadata__, at most `max`. */
static bool read_number(const struct tensor_file *file, const char *path, const char *key,
			uint64_t max, uint64_t *number, struct err *err)
{
	const char *text = tensor_file_metadata(file, key);
	char end;

	if (text && text[0] >= '0' && text[0] <= '9' && strlen(text) <= 20 &&
	    sscanf(text, "%" SCNu64 "%c", number, &end) == 1 && *number <= max)
		return true;
	return err_set(err, "%s: not a checkpoint to resume from: '%s' in __metadata__ is %s", path,
		       key, text ? "no number in range" : "missing");
}

static bool read_rng(const struct tensor_file *file, const char *path, const char *key,
		     struct rng *rng, struct err *err)
{
	const char *text = tensor_file_metadata(file, key);
	uint64_t *s = rng->state;

	if (text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64 &&
	    sscanf(text, "%16" SCNx64 "%16" SCNx64 "%16" SCNx64 "%16" SCNx64, &s[0], &s[1], &s[2],
		   &s[3]) == 4)
		return true;
	return err_set(err, "%s: '%s' in __metadata__ is no state of a generator (64 hex digits)",
		       path, key);
}

/* Without the key: none. */
static bool read_adversarial(const struct tensor_file *file, const char *path,
			     struct adversarial *adversarial, struct err *err)
{
	const char *text = tensor_file_metadata(file, "adversarial");
	struct err why;

	*adversarial = (struct adversarial){0};
	return !text || adversarial_parse(text, adversarial, &why) ||
	       err_set(err, "%s: 'adversarial' in __metadata__: %s", path, why.text);
}

static bool read_spec(const struct tensor_file *file, const char *path, struct fit_spec *spec,
		      struct err *err)
{
	const char *optimizer = tensor_file_metadata(file, "optimizer");
	const char *rate = tensor_file_metadata(file, "rate");
	const char *architecture = tensor_file_metadata(file, "architecture");
	uint64_t batch;
	char *end;

	if (!optimizer || !rate || !architecture)
		return err_set(err,
			       "%s: a model, not a checkpoint: it has no optimizer to go on with; "
			       "train with --checkpoint FILE to get one",
			       path);
	spec->optimizer = strcmp(optimizer, "adam") == 0 ? OPTIMIZER_ADAM : OPTIMIZER_SGD;
	if (strcmp(optimizer, optimizer_names[spec->optimizer]) != 0)
		return err_set(err, "%s: optimizer '%s' in __metadata__ is not known", path,
			       optimizer);
	spec->rate = strtof(rate, &end);
	if (*end || !(spec->rate > 0 && spec->rate <= 1000))
		return err_set(err, "%s: rate '%s' in __metadata__ is no rate", path, rate);
	if (!read_number(file, path, "batch", FIT_MAX_BATCH, &batch, err) ||
	    !read_number(file, path, "seed", UINT64_MAX, &spec->seed, err) ||
	    !read_adversarial(file, path, &spec->adversarial, err))
		return false;
	spec->batch = (int)batch;
	spec->architecture = architecture;
	return batch > 0 || err_set(err, "%s: batch 0 in __metadata__", path);
}

bool fit_read_spec(const char *path, struct fit_spec *spec, char data[DATASET_NAME_MAX],
		   struct err *err)
{
	struct tensor_file *file = tensor_file_read(path, err);
	bool is_read = file && read_spec(file, path, spec, err);

	if (is_read) {
		const char *name = tensor_file_metadata(file, "data");

		spec->architecture = xstrdup(spec->architecture);
		snprintf(data, DATASET_NAME_MAX, "%s", name ? name : "");
	}
	tensor_file_free(file);
	return is_read;
}

/* The order of the images must be a permutation of the split. */
static bool read_order(const struct tensor_file *file, const char *path, struct batcher *batcher,
		       struct err *err)
{
	const struct tensor *order = tensor_file_find(file, "order");
	size_t count = batcher->split.count;
	unsigned char *is_seen;
	bool is_right = true;

	if (!order || strcmp(order->dtype, "I32") != 0 || order->size != count * sizeof(uint32_t))
		return err_set(err,
			       "%s: tensor 'order' does not hold the order of %zu training images: "
			       "made on other data?",
			       path, count);
	memcpy(batcher->order, order->data, order->size);
	is_seen = xcalloc(count, 1);
	for (size_t i = 0; i < count; i++) {
		is_right = is_right && batcher->order[i] < count && !is_seen[batcher->order[i]];
		if (is_right)
			is_seen[batcher->order[i]] = 1;
	}
	free(is_seen);
	return is_right || err_set(err, "%s: tensor 'order' is no permutation", path);
}

static bool read_state(const struct tensor_file *file, const char *path, struct fit *fit,
		       struct err *err)
{
	struct batcher *batcher = &fit->batcher;
	uint64_t cursor;

	if (!read_number(file, path, "step", UINT64_MAX / 2, &fit->step, err) ||
	    (tensor_file_metadata(file, "goal") &&
	     !read_number(file, path, "goal", FIT_MAX_STEPS, &fit->goal, err)) ||
	    !read_number(file, path, "cursor", batcher->split.count, &cursor, err) ||
	    !read_rng(file, path, "rng_shuffle", &batcher->rng, err) ||
	    !read_rng(file, path, "rng_dropout", &fit->dropout, err) ||
	    (fit->spec.adversarial.eps > 0 &&
	     !read_rng(file, path, "rng_adversarial", &fit->adversary.rng, err)) ||
	    !read_order(file, path, batcher, err))
		return false;
	batcher->cursor = (size_t)cursor;
	return native_read_optimizer(file, path, &fit->optimizer, err);
}

static bool is_same_data(const struct tensor_file *file, const char *path, const struct net *net,
			 const struct dataset *data, struct err *err)
{
	const char *name = tensor_file_metadata(file, "data");
	const char *made_on = tensor_file_metadata(file, "images_crc32");
	char crc[FINGERPRINT_MAX];

	if (name && strcmp(name, data->name) != 0)
		return err_set(err,
			       "%s: was trained on '%s', not on '%s' (%s): name that with --data",
			       path, name, data->name, data->path);
	if (net->input.height != data->height || net->input.width != data->width ||
	    net->classes != data->classes)
		return err_set(err, "%s: was trained on other data than %s", path, data->path);
	fingerprint_split(&data->split[SPLIT_TRAIN], crc);
	if (made_on && strcmp(made_on, crc) != 0)
		return err_set(err,
			       "%s: was trained on other images or labels than those of %s: name "
			       "the folder with --data, or train anew",
			       path, data->path);
	return true;
}

struct fit *fit_resume(const char *path, const struct dataset *data, const struct kernel *kernel,
		       struct pool *pool, struct err *err)
{
	struct tensor_file *file = NULL;
	struct net *net = native_read(path, kernel, &file, err);
	struct fit_spec spec;
	struct fit *fit = NULL;

	if (!net)
		return NULL;
	if (is_same_data(file, path, net, data, err) && read_spec(file, path, &spec, err))
		fit = fit_new(&spec, data, kernel, pool, err);
	if (fit) {
		memcpy(fit->net->parameters, net->parameters, net->size * sizeof(float));
		if (!read_state(file, path, fit, err)) {
			fit_free(fit);
			fit = NULL;
		}
	}
	net_free(net);
	tensor_file_free(file);
	return fit;
}
