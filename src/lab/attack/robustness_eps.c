/* Strengths as people write them: 0:0.4:0.05, or 0,0.1,0.3. */
#include "lab/attack/robustness.h"

#include <math.h>
#include <stdlib.h>

/* A number from 0 on; NULL: there is none. */
static const char *read_number(const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	return end > text && *number >= 0 && *number <= ROBUSTNESS_MAX_EPS && *text != ' ' ? end
											   : NULL;
}

static bool add(struct robustness_spec *spec, double eps)
{
	if (spec->count == ROBUSTNESS_MAX_STRENGTHS ||
	    (robustness_counts_pixels(spec) && eps != floor(eps)) ||
	    (spec->count > 0 && !((float)eps > spec->eps[spec->count - 1])))
		return false;
	spec->eps[spec->count++] = (float)eps;
	return true;
}

/* LOW:HIGH:STEP, HIGH included where a step ends there. */
static bool read_range(struct robustness_spec *spec, const char *text)
{
	double low, high, step;
	const char *rest = read_number(text, &low);

	rest = rest && *rest == ':' ? read_number(rest + 1, &high) : NULL;
	rest = rest && *rest == ':' ? read_number(rest + 1, &step) : NULL;
	if (!rest || *rest || step <= 0 || high < low ||
	    (high - low) / step > ROBUSTNESS_MAX_STRENGTHS)
		return false;
	for (int i = 0; i <= (int)floor((high - low) / step + 1e-6); i++)
		/* As one would write it: 0.15, not 0.15000000000000002. */
		if (!add(spec, round((low + i * step) * 1e9) / 1e9))
			return false;
	return true;
}

static bool read_list(struct robustness_spec *spec, const char *text)
{
	double eps;

	while ((text = read_number(text, &eps))) {
		if (!add(spec, eps))
			return false;
		if (!*text)
			return true;
		if (*text++ != ',')
			return false;
	}
	return false;
}

bool robustness_read_eps(struct robustness_spec *spec, const char *text, struct err *err)
{
	struct robustness_spec read = *spec;

	read.count = 0;
	if (!read_range(&read, text)) {
		read.count = 0;
		if (!read_list(&read, text))
			return err_set(err,
				       "'%.60s': expected strengths as LOW:HIGH:STEP, such as "
				       "0:0.4:0.05, or ascending numbers between commas, such as "
				       "0,0.1,0.3; at most %d, none above %d",
				       text, ROBUSTNESS_MAX_STRENGTHS, ROBUSTNESS_MAX_EPS);
	}
	*spec = read;
	return true;
}
