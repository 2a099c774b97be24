/* Bytes to digits to images and back. Threads take whole images. */
#include "lab/stego/stego.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/gradient.h"
#include "lab/train/fingerprint.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	LENGTH_BYTES = 2,
	CHECK_BYTES = 4,
	FRAME_BYTES = LENGTH_BYTES + CHECK_BYTES,
	STEPS = 150, /* from one start */
	STARTS = 6,
	TRIALS = 3, /* of noise, for each image */
	TRIAL_NOISE = 4,
	READ_SEED = 1, /* of the noise that is added to what is read */
	PIECE = 16     /* images at a time */
};
static const float rate = 0.05F, certain = 0.99F;

/* Digits that hold a byte. */
static int digits_of_byte(int classes)
{
	int digits = 0;

	for (int values = 1; values < 256; values *= classes)
		digits++;
	return digits;
}

int stego_images(int classes, size_t size)
{
	return digits_of_byte(classes) * (int)(size + FRAME_BYTES);
}

static struct rng key_stream(const struct net *net)
{
	char text[FINGERPRINT_MAX];
	struct rng rng;

	fingerprint_net(net, text);
	rng_seed(&rng, strtoull(text, NULL, 16), RNG_NOISE);
	return rng;
}

static void put_digits(const struct net *net, const uint8_t *bytes, size_t size, int *symbols)
{
	struct rng rng = key_stream(net);
	int classes = net->classes, digits = digits_of_byte(classes);

	for (size_t i = 0; i < size; i++)
		for (int k = 0, rest = bytes[i]; k < digits; k++, rest /= classes)
			*symbols++ = (rest % classes + (int)rng_below(&rng, (uint32_t)classes)) %
				     classes;
}

/* false: digits that are no byte's. */
static bool get_digits(struct rng *rng, int classes, const int *symbols, size_t size,
		       uint8_t *bytes)
{
	int digits = digits_of_byte(classes);

	for (size_t i = 0; i < size; i++) {
		int value = 0;

		for (int k = 0, place = 1; k < digits; k++, place *= classes)
			value += place *
				 ((*symbols++ - (int)rng_below(rng, (uint32_t)classes) + classes) %
				  classes);
		if (value > UINT8_MAX)
			return false;
		bytes[i] = (uint8_t)value;
	}
	return true;
}

static void frame(const void *text, size_t size, uint8_t *bytes)
{
	uLong crc;

	bytes[0] = (uint8_t)(size >> 8);
	bytes[1] = (uint8_t)size;
	if (size > 0)
		memcpy(bytes + LENGTH_BYTES, text, size);
	crc = crc32_z(0, bytes, LENGTH_BYTES + size);
	for (int i = 0; i < CHECK_BYTES; i++)
		bytes[LENGTH_BYTES + size + (size_t)i] = (uint8_t)(crc >> 8 * i);
}

/* Images under work, and what is known of each. */
struct work {
	const struct net *net;
	const struct stego *stego;
	int noise;            /* added to what is read, of 255 */
	int *symbols;         /* as read */
	float *probabilities; /* of those that are written; below 0: the class can't be reached */
};

/* Runs one image; the probabilities are [classes]. */
static void answer(struct pass *pass, float *probabilities)
{
	pass_forward(pass, 1, -1, NULL);
	softmax(1, pass->net->classes, pass_output(pass, -1), probabilities);
}

/* Eight bits as pixels, with noise of -noise..noise of 255. */
static void add_noise(const uint8_t *bytes, size_t pixels, int noise, uint64_t seed, float *values)
{
	float amplitude = (float)noise / 255;

	rng_noise(seed, pixels, values);
	for (size_t i = 0; i < pixels; i++)
		values[i] = (float)bytes[i] / 255 + amplitude * (2 * values[i] - 1);
}

void stego_pixels(const uint8_t *image, size_t pixels, int noise, int i, float *values)
{
	add_noise(image, pixels, noise, READ_SEED + (uint64_t)i, values);
}

/* What the net reads of eight bits with noise. */
static int read_bytes(struct pass *pass, const uint8_t *bytes, size_t pixels, int noise,
		      uint64_t seed, float *probabilities)
{
	add_noise(bytes, pixels, noise, seed, pass_input(pass));
	answer(pass, probabilities);
	return argmax(pass->net->classes, probabilities);
}

static bool holds(struct pass *pass, const uint8_t *bytes, size_t pixels, int symbol, uint64_t seed,
		  float *probabilities)
{
	for (int trial = 1; trial <= TRIALS; trial++)
		if (read_bytes(pass, bytes, pixels, TRIAL_NOISE, seed + (uint64_t)trial,
			       probabilities) != symbol)
			return false;
	read_bytes(pass, bytes, pixels, 0, seed, probabilities);
	return probabilities[symbol] >= certain;
}

/* One step up the gradient of log p(symbol), which does not vanish where p is small. */
static void ascend(struct pass *pass, int symbol, float *image, size_t pixels, float *dlogits,
		   float *gradient)
{
	int classes = pass->net->classes;

	memcpy(pass_input(pass), image, pixels * sizeof(float));
	answer(pass, dlogits);
	for (int c = 0; c < classes; c++)
		dlogits[c] = (c == symbol ? 1.0F : 0.0F) - dlogits[c];
	pass_backward(pass, -1, dlogits, NULL, gradient);
	normalize_gradient(pixels, gradient);
	for (size_t i = 0; i < pixels; i++)
		image[i] = fminf(fmaxf(image[i] + rate * gradient[i], 0), 1);
}

/* From one start of noise; the probability, or -1. */
static float write_from(struct pass *pass, uint8_t *bytes, size_t pixels, int symbol, uint64_t seed)
{
	float *image = xfloats(pixels), *gradient = xfloats(pixels),
	      *p = xfloats((size_t)pass->net->classes), found = -1;

	rng_noise(seed, pixels, image);
	for (int step = 0; step <= STEPS && found < 0; step++) {
		for (size_t i = 0; i < pixels; i++)
			bytes[i] = (uint8_t)lrintf(255 * image[i]);
		if (read_bytes(pass, bytes, pixels, 0, seed, p) == symbol && p[symbol] >= certain &&
		    holds(pass, bytes, pixels, symbol, seed, p))
			found = p[symbol];
		else
			ascend(pass, symbol, image, pixels, p, gradient);
	}
	free(image);
	free(gradient);
	free(p);
	return found;
}

float stego_write(const struct net *net, int symbol, uint64_t seed, int i, uint8_t *image)
{
	struct pass *pass = pass_new(net, 1, true, NULL);
	size_t pixels = shape_size(net->input);
	float probability = -1;

	seed = seed * 1000003 + (uint64_t)i * STARTS;
	for (int start = 0; start < STARTS && probability < 0; start++)
		probability = write_from(pass, image, pixels, symbol, seed + (uint64_t)start);
	pass_free(pass);
	return probability;
}

int stego_read(const struct net *net, const uint8_t *image, int noise, int i, float *probability)
{
	struct pass *pass = pass_new(net, 1, true, NULL);
	float *p = xfloats((size_t)net->classes);
	int symbol =
		read_bytes(pass, image, shape_size(net->input), noise, READ_SEED + (uint64_t)i, p);

	*probability = p[symbol];
	free(p);
	pass_free(pass);
	return symbol;
}

static void write_image(void *context, int part)
{
	const struct work *w = context;
	const struct stego *s = w->stego;
	int i = s->made + part;

	w->probabilities[part] =
		stego_write(w->net, s->symbols[i], s->seed, i, s->images + (size_t)i * s->pixels);
}

static void read_image(void *context, int part)
{
	const struct work *w = context;
	float probability;

	w->symbols[part] = stego_read(w->net, w->stego->images + (size_t)part * w->stego->pixels,
				      w->noise, part, &probability);
}

bool stego_unreachable(int symbol, struct err *err)
{
	return err_set(err,
		       "the network can't be made to say class %d with certainty: no text fits; "
		       "try another network",
		       symbol);
}

void stego_symbols(const struct net *net, const void *text, size_t size, int *symbols)
{
	uint8_t bytes[STEGO_TEXT_MAX + FRAME_BYTES];

	frame(text, size, bytes);
	put_digits(net, bytes, size + FRAME_BYTES, symbols);
}

enum stego_part stego_part(int classes, size_t size, int i, size_t *byte)
{
	size_t place = (size_t)(i / digits_of_byte(classes));

	*byte = place - LENGTH_BYTES;
	if (place < LENGTH_BYTES)
		return STEGO_LENGTH;
	return *byte < size ? STEGO_TEXT : STEGO_CHECKSUM;
}

bool stego_begin(const struct net *net, const void *text, size_t size, uint64_t seed,
		 struct stego *stego, struct err *err)
{
	*stego = (struct stego){0};
	if (size > STEGO_TEXT_MAX)
		return err_set(err, "the text has more than %d bytes; hide it in parts",
			       STEGO_TEXT_MAX);
	*stego = (struct stego){.count = stego_images(net->classes, size),
				.pixels = shape_size(net->input),
				.lowest = 1,
				.seed = seed};
	stego->images = xcalloc((size_t)stego->count, stego->pixels);
	stego->symbols = xcalloc((size_t)stego->count, sizeof(int));
	stego_symbols(net, text, size, stego->symbols);
	return true;
}

bool stego_advance(const struct net *net, struct pool *pool, struct stego *stego, struct err *err)
{
	float probabilities[PIECE];
	struct work work = {.net = net, .stego = stego, .probabilities = probabilities};
	int left = stego->count - stego->made, count = left < PIECE ? left : PIECE;

	pool_run(pool, count, write_image, &work);
	for (int i = 0; i < count; i++) {
		if (probabilities[i] < 0)
			return stego_unreachable(stego->symbols[stego->made + i], err);
		stego->lowest = fminf(stego->lowest, probabilities[i]);
	}
	stego->made += count;
	return true;
}

bool stego_hide(const struct net *net, const void *text, size_t size, uint64_t seed,
		struct pool *pool, struct stego *stego, struct err *err)
{
	bool is_done = stego_begin(net, text, size, seed, stego, err);

	while (is_done && stego->made < stego->count)
		is_done = stego_advance(net, pool, stego, err);
	return is_done;
}

static int *read_symbols(const struct net *net, const struct stego *stego, int noise,
			 struct pool *pool)
{
	struct work work = {.net = net, .stego = stego, .noise = noise};

	work.symbols = xcalloc((size_t)stego->count + 1, sizeof(int));
	pool_run(pool, stego->count, read_image, &work);
	return work.symbols;
}

bool stego_decode(const struct net *net, const int *symbols, int count, char *text, size_t *size)
{
	struct rng rng = key_stream(net);
	uint8_t bytes[STEGO_TEXT_MAX + FRAME_BYTES], expected[STEGO_TEXT_MAX + FRAME_BYTES];
	int digits = digits_of_byte(net->classes);

	if (count < digits * FRAME_BYTES ||
	    !get_digits(&rng, net->classes, symbols, LENGTH_BYTES, bytes))
		return false;
	*size = (size_t)bytes[0] << 8 | bytes[1];
	if (*size > STEGO_TEXT_MAX || stego_images(net->classes, *size) > count ||
	    !get_digits(&rng, net->classes, symbols + digits * LENGTH_BYTES, *size + CHECK_BYTES,
			bytes + LENGTH_BYTES))
		return false;
	frame(bytes + LENGTH_BYTES, *size, expected);
	memcpy(text, bytes + LENGTH_BYTES, *size);
	text[*size] = '\0';
	return memcmp(bytes, expected, *size + FRAME_BYTES) == 0;
}

bool stego_reveal(const struct net *net, const struct stego *stego, struct pool *pool, char *text,
		  size_t *size, struct err *err)
{
	int *symbols = read_symbols(net, stego, 0, pool);
	bool is_read = stego_decode(net, symbols, stego->count, text, size);

	free(symbols);
	return is_read || err_set(err, "not for this network: the checksum does not match; take "
				       "the network that hid the text, if there is one");
}

int stego_tolerance(const struct net *net, const struct stego *stego, struct pool *pool)
{
	int *expected = read_symbols(net, stego, 0, pool), tolerance = 0;
	bool is_same = true;

	for (int amplitude = 1; is_same && amplitude <= 128; amplitude *= 2) {
		int *found = read_symbols(net, stego, amplitude, pool);

		is_same = memcmp(found, expected, (size_t)stego->count * sizeof(int)) == 0;
		tolerance = is_same ? amplitude : tolerance;
		free(found);
	}
	free(expected);
	return tolerance;
}

void stego_clear(struct stego *stego)
{
	free(stego->images);
	free(stego->symbols);
	*stego = (struct stego){0};
}
