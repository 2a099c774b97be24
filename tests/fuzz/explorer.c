/* Two files of IDX, a net with one convolution, and an explorer that has read them. */
#include "fuzz/explorer.h"

#include "format/idx.h"
#include "fuzz/fuzz.h"
#include "model/model.h"
#include "model/native.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIDE = 8, CLASSES = 3, IMAGES = 12, OPENING = 100, SURE = 16 };

static const char data[] = "../data";

static void require(bool is_done, const char *what)
{
	if (is_done)
		return;
	fprintf(stderr, "the explorer: %s\n", what);
	exit(1);
}

static void write_idx(const char *folder, const char *name, const struct idx *array)
{
	char path[64];
	struct err err;

	snprintf(path, sizeof(path), "%s/train-%s-ubyte", folder, name);
	require(idx_write(path, array, &err), path);
}

static void write_data(const char *folder, int side)
{
	uint8_t pixels[IMAGES * SIDE * SIDE], labels[IMAGES];
	const struct idx images = {IDX_U8, 3, {IMAGES, (uint32_t)side, (uint32_t)side, 1}, pixels},
			 numbers = {IDX_U8, 1, {IMAGES, 1, 1, 1}, labels};

	for (int i = 0; i < IMAGES; i++)
		labels[i] = (uint8_t)(i % CLASSES);
	for (int i = 0; i < IMAGES * side * side; i++)
		pixels[i] = (uint8_t)(i * 31 % 7 == i / (side * side) % CLASSES ? 255 : i % 50);
	mkdir(folder, 0700);
	write_idx(folder, "images-idx3", &images);
	write_idx(folder, "labels-idx1", &numbers);
}

static void write_model(const struct net *net, const char *name)
{
	static const struct native_extra nothing;
	char path[64];
	struct err err;
	struct writer *writer;

	snprintf(path, sizeof(path), "../%s.safetensors", name);
	writer = writer_open(path, &err);
	require(writer && native_write(writer, net, &nothing, &err) && writer_commit(writer, &err),
		path);
}

/* Under the names of all that are shipped, which take long to read. With weights that large it is
 * sure of what it sees, and who looks for images that it is sure of soon has one. */
static void write_models(const struct kernel *kernel)
{
	struct err err;
	struct net *net = net_new("conv3x3x4s2 relu pool2 dense3", (struct shape){SIDE, SIDE, 1},
				  CLASSES, kernel, &err);

	require(net, "its network");
	net_init(net, 1);
	for (size_t i = 0; i < net->size; i++)
		net->parameters[i] *= SURE;
	for (int i = 0; i < MODEL_SHIPPED; i++)
		write_model(net, model_shipped[i]);
	net_free(net);
	setenv("NETGLYPH_DATA", fuzz_folder(), 1);
}

/* The folder that was the current one; it is left again for each input, as libFuzzer's own files
 * are named from there. */
static int outside(void)
{
	static int folder = -1;

	if (folder < 0)
		folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder;
}

static void enter(const struct kernel *kernel)
{
	static bool is_made;

	require(outside() >= 0 && chdir(fuzz_folder()) == 0, "its folder");
	mkdir("work", 0700);
	require(chdir("work") == 0, "its folder");
	if (!is_made) {
		write_data(data, SIDE);
		/* Instead of the one that is shipped, which takes long to read, and as unfit. */
		write_data("../sample", SIDE - 1);
		write_models(kernel);
	}
	is_made = true;
}

/* A job at each turn, as there is no thread for them. */
static void compute(struct app *app, int jobs)
{
	for (int i = 0; i < jobs && !app->is_over && (i == 0 || explorer_is_busy(app)); i++)
		explorer_update(app);
}

struct app *fuzz_explorer_new(void)
{
	struct err err;
	const struct kernel *kernel = kernel_choose(NULL, &err);
	struct app_setup setup = {.model = model_shipped[0],
				  .data = data,
				  .split = SPLIT_VALIDATION,
				  .image = -1,
				  .medium = {COLOR_256, GLYPHS_BRAILLE},
				  .kernel = kernel,
				  .threads = 0,
				  .is_clock_fixed = true};
	struct app *app;

	enter(kernel);
	app = explorer_new(&setup, &err);
	require(app, "can't be started");
	compute(app, OPENING);
	require(app_is_ready(app), app->failure);
	return app;
}

void fuzz_explorer_rest(struct app *app, int jobs)
{
	compute(app, jobs);
	explorer_draw(app);
}

void fuzz_explorer_free(struct app *app)
{
	explorer_free(app);
	fuzz_empty(".");
	require(fchdir(outside()) == 0, "its folder");
}
