/* What names of checkpoints tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/checkpoint_name.h"

#include <string.h>

static void kinds_are_told_by_endings(void **state)
{
	(void)state;
	assert_int_equal(checkpoint_name_kind("a.safetensors"), WATCHED_MODEL);
	assert_int_equal(checkpoint_name_kind("model.pth.tar"), WATCHED_MODEL);
	assert_int_equal(checkpoint_name_kind("ckpt-1200.index"), WATCHED_MODEL);
	assert_int_equal(checkpoint_name_kind("ckpt-1200.data-00000-of-00001"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("x.weights.h5"), WATCHED_MODEL);
	assert_int_equal(checkpoint_name_kind(".a.pt"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("a.pt.tmp"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("pt"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("events.out.tfevents.17.host.3.0"), WATCHED_EVENTS);
	assert_int_equal(checkpoint_name_kind("log.csv"), WATCHED_TABLE);
	assert_int_equal(checkpoint_name_kind("net.msgpack"), WATCHED_MODEL);
	assert_int_equal(checkpoint_name_kind("pytorch_model.bin"), WATCHED_MODEL);
	assert_int_equal(checkpoint_name_kind("data_batch_1.bin"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("_CHECKPOINT_METADATA"), WATCHED_MODEL);
	/* What an optimizer remembers is no network. */
	assert_int_equal(checkpoint_name_kind("optimizer.pt"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("epoch_3_optim.pt"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("rng_state_0.pth"), WATCHED_OTHER);
	assert_int_equal(checkpoint_name_kind("optimal_3.pt"), WATCHED_MODEL);
}

static void numbers_are_found(void **state)
{
	static const struct {
		const char *path;
		int kind;
		uint64_t number;
	} rows[] = {
		{"epoch_3.pt", NUMBER_EPOCH, 3},
		{"ckpt-1200.index", NUMBER_ANY, 1200},
		{"model.12-0.05.h5", NUMBER_ANY, 12},
		{"weights.03-0.98.hdf5", NUMBER_ANY, 3},
		{"epoch=3-step=1200.ckpt", NUMBER_STEP, 1200},
		{"step=1200-epoch=3.ckpt", NUMBER_STEP, 1200},
		{"cnn-32x32-ep07.pt", NUMBER_EPOCH, 7},
		{"mnist_cnn_5.pt", NUMBER_ANY, 5},
		{"model.20.weights.h5", NUMBER_ANY, 20},
		{"resnet18_10.pt", NUMBER_ANY, 10},
		{"checkpoint-500/model.safetensors", NUMBER_ANY, 500},
		{"iter_0000042.pth", NUMBER_STEP, 42},
		{"latest.pt", NUMBER_NONE, 0},
		{"model_20241103_120000.pt", NUMBER_NONE, 0},
		{"20241103_epoch2.pt", NUMBER_EPOCH, 2},
		{"loss0.25.pt", NUMBER_NONE, 0},
		{"run_2-epoch_7.pt", NUMBER_EPOCH, 7},
		{"seed1_30.pt", NUMBER_ANY, 30},
		{"lr1e-3_epoch_4.pt", NUMBER_EPOCH, 4},
		{"epoch=02-val_loss=1.5e-05.ckpt", NUMBER_EPOCH, 2},
		{"version_3/checkpoints/epoch=1-step=400.ckpt", NUMBER_STEP, 400},
		{"epoch_3/lenet5.pt", NUMBER_EPOCH, 3},
		{"cp-0004.ckpt.index", NUMBER_ANY, 4},
		{"weights.07-0.9812.keras", NUMBER_ANY, 7},
		{"3/_CHECKPOINT_METADATA", NUMBER_ANY, 3},
		{"99999999999999999999999999.pt", NUMBER_NONE, 0},
		{"", NUMBER_NONE, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct checkpoint_number found = checkpoint_name_number(rows[i].path);

		if ((int)found.kind != rows[i].kind || found.number != rows[i].number)
			fail_msg("%s: kind %d, number %llu", rows[i].path, (int)found.kind,
				 (unsigned long long)found.number);
	}
	assert_true(checkpoint_name_number("lenet5.pt").is_doubtful);
	assert_false(checkpoint_name_number("lenet_5.pt").is_doubtful);
}

static void numbers_do_not_tell_series_apart(void **state)
{
	char series[CHECKPOINT_SERIES_MAX], other[CHECKPOINT_SERIES_MAX], path[600];

	(void)state;
	checkpoint_name_series("a/model.12-0.05.h5", series);
	assert_string_equal(series, "a/model.#-#.h5");
	checkpoint_name_series("checkpoint-500/model.safetensors", series);
	assert_string_equal(series, "checkpoint-#/model.safetensors");
	/* Folders above the number are literal, and what names a run. */
	checkpoint_name_series("lr0.1/epoch_3.pt", series);
	assert_string_equal(series, "lr0.1/epoch_#.pt");
	checkpoint_name_series("v1/checkpoint-500/model2.safetensors", series);
	assert_string_equal(series, "v1/checkpoint-#/model#.safetensors");
	checkpoint_name_series("run_2-lr1e-3_epoch_4-0.98.pt", series);
	assert_string_equal(series, "run_2-lr1e-3_epoch_#-#.pt");
	checkpoint_name_series("run_2.pt", series);
	assert_string_equal(series, "run_#.pt");
	checkpoint_name_series("a_1.pt", series);
	checkpoint_name_series("b_1.pt", other);
	assert_string_not_equal(series, other);
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	checkpoint_name_series(path, series);
	assert_int_equal(strlen(series), CHECKPOINT_SERIES_MAX - 1);
}

static void labels_are_short(void **state)
{
	static const char *const rows[][2] = {
		{"a/epoch_#.pt", "a"},
		{"lightning_logs/version_0/checkpoints/epoch=#-step=#.ckpt", "version_0"},
		{"run_a-#.pt", "run_a-#"},
		{"epoch_#.pt", "epoch_#"},
		{"h5/ep#-acc#.weights.h5", "h5"},
		{"b/model_#.pt", "b/model_#"},
		{"lr1e-3/checkpoint-#/model.safetensors", "lr1e-3/model"},
	};
	char label[CHECKPOINT_SERIES_MAX], path[CHECKPOINT_SERIES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		checkpoint_name_label(rows[i][0], label);
		assert_string_equal(label, rows[i][1]);
	}
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	path[100] = '/';
	checkpoint_name_label(path, label);
	assert_string_equal(label, path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_told_by_endings),
		cmocka_unit_test(numbers_are_found),
		cmocka_unit_test(numbers_do_not_tell_series_apart),
		cmocka_unit_test(labels_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
