/* Numbers of each step, and pictures of the weights where the accuracy was measured. */
#include "cli/train_log.h"
#include "base/xalloc.h"
#include "draw/sheet.h"
#include "format/appender.h"
#include "format/event_writer.h"
#include "format/file.h"
#include "lab/feature/weight_maps.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_MAPS = 64,    /* of a layer; a dense layer may have thousands */
	MAX_NAMES = 1000, /* tables of one folder */
	MAX_SCALE = 8,    /* pixels for one weight ... */
	USUAL_SIDE = 112  /* ... and for the side of a map, as far as that allows */
};

struct train_log {
	struct event_writer *events;
	struct appender *table;
};

/* The shortest decimals that are read as the same number. */
static void number_text(double number, char text[NUMBERS_TEXT_MAX])
{
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, NUMBERS_TEXT_MAX, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			return;
	}
}

/* ---------------------------------------------------------------------------- weights */

static bool log_maps(struct train_log *log, const struct fit *fit, const struct weight_maps *maps,
		     struct err *err)
{
	int count = maps->count < MAX_MAPS ? maps->count : MAX_MAPS;
	int side = maps->height > maps->width ? maps->height : maps->width;
	int scale = USUAL_SIDE / side;
	size_t size = (size_t)maps->height * (size_t)maps->width;
	struct palette palette = palette_signed(weight_maps_range(maps));
	struct tile *tiles = xcalloc((size_t)count, sizeof(*tiles));
	struct sheet sheet = {.tiles = tiles, .count = count};
	struct image image = {.channels = 3};
	char tag[LAYER_MAX_NAME + sizeof("weights/")];
	bool is_logged;

	for (int i = 0; i < count; i++)
		tiles[i].picture = (struct picture){
			maps->values + (size_t)i * size, maps->height, maps->width, 1, 1, palette};
	scale = scale < 1 ? 1 : scale > MAX_SCALE ? MAX_SCALE : scale;
	image.pixels = sheet_raster(&sheet, scale, &image.height, &image.width, err);
	snprintf(tag, sizeof(tag), "weights/%s", fit->net->layers[maps->layer].name);
	is_logged = image.pixels && event_writer_image(log->events, fit->step, tag, &image, err);
	image_clear(&image);
	free(tiles);
	return is_logged;
}

/* Layers whose weights are no pictures are left out. */
static bool log_weights(struct train_log *log, const struct fit *fit, struct err *err)
{
	bool is_logged = true;

	for (int i = 0; is_logged && i < fit->net->count; i++) {
		struct weight_maps maps;
		struct err ignored;

		if (!fit->net->layers[i].units ||
		    !weight_maps_read(fit->net, i, 0, &maps, &ignored))
			continue;
		is_logged = log_maps(log, fit, &maps, err);
		weight_maps_clear(&maps);
	}
	return is_logged;
}

/* ------------------------------------------------------------------------------- open */

static struct appender *open_table(const char *folder, struct err *err)
{
	static const char header[] = "step,loss,accuracy,validation\n";
	struct appender *table = NULL;
	bool is_taken = true;

	for (int i = 1; is_taken && i < MAX_NAMES; i++) {
		char *path = i == 1 ? xasprintf("%s/log.csv", folder)
				    : xasprintf("%s/log-%d.csv", folder, i);

		table = appender_try(path, &is_taken, err);
		free(path);
	}
	if (is_taken)
		err_set(err, "%s: has %d logs already: name another folder", folder, MAX_NAMES - 1);
	if (table && !appender_write(table, header, strlen(header), err)) {
		struct err other;

		appender_close(table, &other);
		return NULL;
	}
	return table;
}

struct train_log *train_log_open(const char *folder, const struct fit *fit, struct err *err)
{
	struct train_log *log;
	struct err ignored;

	if (!file_make_folder(folder, 0777, err))
		return NULL;
	log = xcalloc(1, sizeof(*log));
	log->table = open_table(folder, err);
	log->events = log->table ? event_writer_open(folder, err) : NULL;
	if (log->events && event_writer_start(log->events, fit->step ? fit->step + 1 : 0, err) &&
	    log_weights(log, fit, err))
		return log;
	train_log_close(log, &ignored);
	return NULL;
}

/* ------------------------------------------------------------------------------ steps */

static bool log_row(struct train_log *log, const struct fit *fit, bool is_validated,
		    struct err *err)
{
	char loss[NUMBERS_TEXT_MAX], accuracy[NUMBERS_TEXT_MAX], validation[NUMBERS_TEXT_MAX] = "";
	char *row;
	bool is_written;

	number_text(fit->loss, loss);
	number_text(fit->accuracy, accuracy);
	if (is_validated)
		number_text(fit->validation, validation);
	row = xasprintf("%" PRIu64 ",%s,%s,%s\n", fit->step, loss, accuracy, validation);
	is_written = appender_write(log->table, row, strlen(row), err);
	free(row);
	return is_written;
}

bool train_log_step(struct train_log *log, const struct fit *fit, struct err *err)
{
	const struct event_scalar scalars[] = {{"train/loss", fit->loss},
					       {"train/accuracy", fit->accuracy},
					       {"validation/accuracy", fit->validation}};
	bool is_validated = fit->validation >= 0 && fit->validated_at == fit->step;

	return log_row(log, fit, is_validated, err) &&
	       event_writer_scalars(log->events, fit->step, scalars, is_validated ? 3 : 2, err) &&
	       (!is_validated || log_weights(log, fit, err));
}

const char *train_log_events(const struct train_log *log)
{
	return event_writer_path(log->events);
}

const char *train_log_table(const struct train_log *log)
{
	return appender_path(log->table);
}

bool train_log_close(struct train_log *log, struct err *err)
{
	struct err other;
	bool is_closed;

	if (!log)
		return true;
	is_closed = appender_close(log->table, err);
	is_closed = event_writer_close(log->events, is_closed ? err : &other) && is_closed;
	free(log);
	return is_closed;
}
