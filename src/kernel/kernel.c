/* Which instruction sets there are: those compiled in, best first, less those the machine lacks. */
#include "kernel/kernel.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

extern const struct kernel portable_kernel;
#ifdef HAVE_ISA_AVX2
extern const struct kernel avx2_kernel;
#endif
#ifdef HAVE_ISA_AVX512
extern const struct kernel avx512_kernel;
#endif

#ifdef HAVE_ISA_AVX2
static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

#ifdef HAVE_ISA_AVX512
static bool has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512vl");
}
#endif

const struct kernel *const *kernel_available(void)
{
	static const struct kernel *const all[] = {
#ifdef HAVE_ISA_AVX512
		&avx512_kernel,
#endif
#ifdef HAVE_ISA_AVX2
		&avx2_kernel,
#endif
		&portable_kernel, NULL};
	int skip = 0;

	/* Whoever lacks one lacks those before it. */
#ifdef HAVE_ISA_AVX512
	if (!has_avx512())
		skip++;
#endif
#ifdef HAVE_ISA_AVX2
	if (!has_avx2())
		skip++;
#endif
	return all + skip;
}

const struct kernel *kernel_choose(const char *name, struct err *err)
{
	const struct kernel *const *available = kernel_available();
	char *list = NULL;

	if (!name)
		return available[0];
	for (int i = 0; available[i]; i++)
		if (strcmp(available[i]->name, name) == 0)
			return available[i];
	for (int i = 0; available[i]; i++)
		list = text_listed(list, available[i]->name);
	err_set(err, "instruction set '%s' is not available; this machine has: %s", name, list);
	free(list);
	return NULL;
}
