/* Any bytes as a CSV file. */
#include "fuzz/fuzz.h"

#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static double values[CSV_MAX_COLUMNS];
	struct err err = {""};
	struct csv *csv = csv_open(fuzz_file(bytes, size), &err);
	enum csv_row row = CSV_FAILED;

	while (csv && (row = csv_read(csv, values, &err)) > CSV_END)
		fuzz_touch(values, sizeof(*values) * (size_t)csv_columns(csv));
	if (row == CSV_FAILED)
		fuzz_message(&err);
	csv_close(csv);
	(void)csv_is_like(bytes, size);
	return 0;
}
