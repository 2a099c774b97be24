/* Damaged files. One file descriptor, and never more than a byte of the file written at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/damage.h"
#include "support/scratch.h"

#include "format/tensor_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that is being damaged. */
struct patient {
	const struct damage *how;
	int fd;
	unsigned char *bytes; /* as they were */
	size_t size;
	uint64_t digest; /* of the whole file */
};

static const char *opened(const struct patient *patient)
{
	return patient->how->opened ? patient->how->opened : patient->how->path;
}

/* FNV-1a */
uint64_t damage_digest(uint64_t digest, const void *bytes, size_t size)
{
	const unsigned char *next = bytes;

	digest ^= 14695981039346656037u;
	for (size_t i = 0; i < size; i++)
		digest = (digest ^ next[i]) * 1099511628211u;
	return digest;
}

static uint64_t digest_text(uint64_t digest, const char *text)
{
	return damage_digest(digest, text, strlen(text) + 1);
}

bool damage_read_tensors(const char *path, uint64_t *digest, struct err *err)
{
	struct tensor_file *file = tensor_file_read(path, err);

	if (!file)
		return false;
	*digest = 0;
	for (size_t i = 0; i < file->count; i++) {
		const struct tensor *tensor = &file->tensors[i];

		*digest = digest_text(*digest, tensor->name);
		*digest = digest_text(*digest, tensor->dtype);
		*digest = damage_digest(*digest, tensor->dim,
					(size_t)tensor->ndim * sizeof(*tensor->dim));
		*digest = damage_digest(*digest, tensor->data, tensor->size);
	}
	for (size_t i = 0; i < file->string_count; i++) {
		if (strcmp(file->strings[i].key, "container") == 0)
			continue;
		*digest = digest_text(*digest, file->strings[i].key);
		*digest = digest_text(*digest, file->strings[i].value);
	}
	tensor_file_free(file);
	return true;
}

static void assert_one_line(const struct patient *patient, const struct err *err, const char *what,
			    size_t at)
{
	size_t length = strnlen(err->text, sizeof(err->text));

	if (length == 0 || length == sizeof(err->text) || strchr(err->text, '\n'))
		fail_msg("%s %zu: the message is not one line: \"%.*s\"", what, at, (int)length,
			 err->text);
	if (!strstr(err->text, opened(patient)))
		fail_msg("%s %zu: \"%s\" does not name the file", what, at, err->text);
}

static void look(const struct patient *patient, const char *what, size_t at, bool may_differ)
{
	struct err err = {""};
	uint64_t digest = 0;

	if (!patient->how->read(opened(patient), &digest, &err))
		assert_one_line(patient, &err, what, at);
	else if (digest != patient->digest && !may_differ)
		fail_msg("%s %zu of %s: what is read differs from what the whole file has", what,
			 at, patient->how->path);
}

static void flip(const struct patient *patient, size_t at, unsigned char bits)
{
	unsigned char byte = patient->bytes[at] ^ bits;
	bool is_unchecked = patient->how->unchecked <= at && at < patient->how->unchecked_end;

	assert_int_equal(pwrite(patient->fd, &byte, 1, (off_t)at), 1);
	look(patient, bits == 0xff ? "flipped byte" : "flipped bit in byte", at, is_unchecked);
	assert_int_equal(pwrite(patient->fd, &patient->bytes[at], 1, (off_t)at), 1);
}

static bool is_tried(const struct damage *how, size_t at)
{
	return how->step == 0 || at < how->dense || at % how->step == 0;
}

void damage_try(const struct damage *how)
{
	struct patient patient = {how, open(how->path, O_RDWR | O_CLOEXEC), NULL, 0, 0};
	struct err err = {""};

	assert_true(patient.fd >= 0);
	patient.bytes = scratch_read(how->path, &patient.size);
	if (!how->read(opened(&patient), &patient.digest, &err))
		fail_msg("the whole file is not read: %s", err.text);
	for (size_t i = 0; i < patient.size; i++) {
		if (!is_tried(how, i))
			continue;
		flip(&patient, i, 0xff);
		flip(&patient, i, (unsigned char)(1 << i % 8));
	}
	for (size_t length = patient.size; length-- > 0;) {
		if (!is_tried(how, length))
			continue;
		assert_int_equal(ftruncate(patient.fd, (off_t)length), 0);
		look(&patient, "cut to bytes:", length, false);
	}
	assert_int_equal(pwrite(patient.fd, patient.bytes, patient.size, 0), patient.size);
	free(patient.bytes);
	close(patient.fd);
}
