/* The setting of adversarial training as text, and PGD on a batch. */
#include "lab/train/adversarial.h"
#include "base/xalloc.h"
#include "nn/loss.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------- as text */

static const char example[] = "as in pgd:eps=0.3,steps=7,step=0.1 or fgsm:eps=0.3";
static const float fgsm_step = 1.25f, pgd_step = 2.5f; /* of eps; of eps / steps */
enum { USUAL_STEPS = 7 };

struct field {
	const char *name;
	float *value; /* 0: not yet given */
	double max;
	bool is_whole;
};

/* Digits, a point, an exponent: strtod alone also takes "inf", "nan", signs and spaces. */
static bool read_value(const struct field *field, const char *value, size_t length, struct err *err)
{
	char digits[32], *end;
	double number;

	snprintf(digits, sizeof(digits), "%.*s", length < sizeof(digits) ? (int)length : 0, value);
	number = strtod(digits, &end);
	if (((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.') && !*end &&
	    strspn(digits, "0123456789.e-+") == strlen(digits) && (float)number > 0 &&
	    number <= field->max && (!field->is_whole || number == floor(number))) {
		*field->value = (float)number;
		return true;
	}
	return err_set(err, "'%s' is a %s%g, not '%.*s': %s", field->name,
		       field->is_whole ? "whole number from 1 to " : "number above 0, at most ",
		       field->max, length < 60 ? (int)length : 60, value, example);
}

static const struct field *find_field(const struct field *fields, const char *name, size_t length)
{
	while (fields->name &&
	       (strlen(fields->name) != length || strncmp(fields->name, name, length) != 0))
		fields++;
	return fields->name ? fields : NULL;
}

/* name=value,name=value; each name once. */
static bool read_fields(const struct field *fields, const char *text, struct err *err)
{
	for (bool is_more = true; is_more; text++) {
		size_t length = strcspn(text, ","), name = strcspn(text, "=,");
		const struct field *field = find_field(fields, text, name);

		if (!field || text[name] != '=')
			return err_set(err, "'%.*s' is no setting of this attack: %s",
				       length < 60 ? (int)length : 60, text, example);
		if (*field->value != 0)
			return err_set(err, "'%s' stands there twice: %s", field->name, example);
		if (!read_value(field, text + name + 1, length - name - 1, err))
			return false;
		text += length;
		is_more = *text == ',';
	}
	return true;
}

bool adversarial_parse(const char *text, struct adversarial *a, struct err *err)
{
	float eps = 0, step = 0, steps = 0;
	const struct field fields[] = {{"eps", &eps, 1, false},
				       {"steps", &steps, ADVERSARIAL_MAX_STEPS, true},
				       {"step", &step, 1, false},
				       {0}};
	const struct field eps_only[] = {{"eps", &eps, 1, false}, {0}};
	bool is_pgd = strncmp(text, "pgd:", 4) == 0;

	if (!is_pgd && strncmp(text, "fgsm:", 5) != 0)
		return err_set(err, "'%.60s' is no attack to train against: %s", text, example);
	if (!read_fields(is_pgd ? fields : eps_only, strchr(text, ':') + 1, err))
		return false;
	if (eps == 0)
		return err_set(err, "'eps' is missing, how far a pixel may change: %s", example);
	a->eps = eps;
	a->steps = !is_pgd ? 1 : steps > 0 ? (int)steps : USUAL_STEPS;
	a->step = step > 0 ? step : is_pgd ? pgd_step * eps / (float)a->steps : fgsm_step * eps;
	return true;
}

/* The fewest digits that read back to the same float. */
static void print_float(float value, char digits[NUMBERS_TEXT_MAX])
{
	for (int precision = 1; precision <= 9; precision++) {
		snprintf(digits, NUMBERS_TEXT_MAX, "%.*g", precision, (double)value);
		if ((float)strtod(digits, NULL) == value)
			break;
	}
}

char *adversarial_print(const struct adversarial *a, char text[ADVERSARIAL_TEXT_MAX])
{
	char eps[NUMBERS_TEXT_MAX], step[NUMBERS_TEXT_MAX];

	print_float(a->eps, eps);
	print_float(a->step, step);
	if (!(a->eps > 0))
		text[0] = '\0';
	else if (a->steps == 1 && a->step == fgsm_step * a->eps)
		snprintf(text, ADVERSARIAL_TEXT_MAX, "fgsm:eps=%.15s", eps);
	else
		snprintf(text, ADVERSARIAL_TEXT_MAX, "pgd:eps=%.15s,steps=%d,step=%.15s", eps,
			 a->steps, step);
	return text;
}

bool adversarial_is_same(const struct adversarial *a, const struct adversarial *b)
{
	return a->eps == b->eps && a->step == b->step && a->steps == b->steps;
}

/* ---------------------------------------------------------------------------- on a batch */

size_t adversary_memory(const struct net *net, int batch)
{
	size_t image = 3 * shape_size(net->input) + (size_t)net->classes;

	return (size_t)batch * image * sizeof(float);
}

void adversary_init(struct adversary *a, const struct adversarial *spec, const struct net *net,
		    int batch, uint64_t seed)
{
	size_t pixels = (size_t)batch * shape_size(net->input);

	*a = (struct adversary){.spec = *spec};
	if (!(spec->eps > 0))
		return;
	a->lowest = xfloats(pixels);
	a->highest = xfloats(pixels);
	a->gradient = xfloats(pixels);
	a->dlogits = xfloats((size_t)batch * (size_t)net->classes);
	rng_seed(&a->rng, seed, RNG_ADVERSARIAL);
}

void adversary_clear(struct adversary *a)
{
	free(a->lowest);
	free(a->highest);
	free(a->gradient);
	free(a->dlogits);
}

static float clamp(float value, float lowest, float highest)
{
	value = value < lowest ? lowest : value;
	return value > highest ? highest : value;
}

/* The ball around each image, and a point of it at random. */
static void start(struct adversary *a, size_t count, float *images)
{
	float eps = a->spec.eps;

	for (size_t i = 0; i < count; i++) {
		float noise = (2 * rng_uniform(&a->rng) - 1) * eps;

		a->lowest[i] = fmaxf(images[i] - eps, 0);
		a->highest[i] = fminf(images[i] + eps, 1);
		images[i] = clamp(images[i] + noise, a->lowest[i], a->highest[i]);
	}
}

/* A gradient of 0, or one that is no number, moves nothing. */
static void climb(const struct adversary *a, size_t count, float *images)
{
	for (size_t i = 0; i < count; i++) {
		float g = a->gradient[i];
		float sign = (float)(g > 0) - (float)(g < 0);

		images[i] = clamp(images[i] + a->spec.step * sign, a->lowest[i], a->highest[i]);
	}
}

void adversary_attack(struct adversary *a, struct pass *pass, int n, const uint8_t *labels)
{
	size_t count = (size_t)n * shape_size(pass->net->input);
	float *images = pass_input(pass);

	start(a, count, images);
	for (int i = 0; i < a->spec.steps; i++) {
		pass_forward(pass, n, -1, NULL);
		cross_entropy(n, pass->net->classes, pass_output(pass, -1), labels, a->dlogits);
		pass_backward(pass, -1, a->dlogits, NULL, a->gradient);
		climb(a, count, images);
	}
}
