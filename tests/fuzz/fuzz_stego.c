/* Any bytes as images that hide a text: IDX, or a sheet. JPEG, another program's, is left out. */
#include "fuzz/fuzz.h"

#include "format/image_file.h"
#include "lab/stego/stego_file.h"

#include <stdlib.h>
#include <string.h>

static const char *format_of(const uint8_t *bytes, size_t size)
{
	const char *name = image_file_format(bytes, size);

	return name ? name : "IDX";
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct net *net;
	struct err err = {""};
	struct stego stego;
	char text[STEGO_TEXT_MAX + 1];
	size_t length;

	if (!net) {
		net = net_new("dense3", (struct shape){3, 4, 1}, 3, kernel_choose(NULL, &err),
			      &err);
		for (size_t i = 0; i < net->size; i++)
			net->parameters[i] = (float)(i % 7) - 3;
	}
	if (strcmp(format_of(bytes, size), "JPEG") == 0)
		return 0;
	if (!stego_file_read(fuzz_file(bytes, size), net, &stego, &err))
		fuzz_message(&err);
	else if (!stego_reveal(net, &stego, NULL, text, &length, &err))
		fuzz_message(&err);
	else if (length > STEGO_TEXT_MAX || text[length])
		abort();
	stego_clear(&stego);
	return 0;
}
