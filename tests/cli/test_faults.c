/*
 * One call after the other fails, in every command and on every screen: no crash, no temporary
 * file, one line of error, whole files, nothing that is not freed or closed; and status 0 only
 * where nothing else was done than without the fault.
 *
 * One call of each kind fails in a few commands (usual). NETGLYPH_FAULTS=N fails N of each kind in
 * all, NETGLYPH_FAULTS=all each: 110,000 in 40 minutes, as a fault takes hardly more than the
 * program's start: nothing waits for a disk, a terminal's answer or a file to settle. Arguments are
 * the names of the commands that are tried.
 */
#include "support/fault_run.h"
#include "tui/screens.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIDE = 8, CLASSES = 3, TRAIN = 30, TEST = 12 };

#define DATA "--data \"$t/data\" --threads 1"

static const struct fault_command commands[] = {
	{"info", "info \"$t/m\"", "", NULL, FAULT_SAME},
	{"info-json", "info \"$t/m\" --json", "", NULL, FAULT_SAME},
	{"info-data", "info \"$t/data\"", "", NULL, FAULT_SAME},
#ifdef HAVE_ZIP
	{"info-npz", "info \"$t/m.npz\" --json", "", NULL, FAULT_SAME},
	{"info-keras", "info \"$srcdir/tests/fixtures/keras/keras3.keras\" --json", "", NULL,
	 FAULT_SAME},
	{"info-torch", "info \"$srcdir/tests/fuzz/corpus/torch/zip\"", "", NULL, FAULT_SAME},
#endif
#ifdef HAVE_HDF5
	{"info-h5", "info \"$srcdir/tests/fixtures/keras/keras3.h5.gz\"", "", NULL, FAULT_SAME},
#endif
#ifdef HAVE_PROTOBUF_C
	{"info-onnx", "info \"$srcdir/tests/fuzz/corpus/onnx/conv\"", "", NULL, FAULT_SAME},
#endif
	{"info-png", "info \"$t/p.png\"", "", NULL, FAULT_SAME},
	{"test", "test \"$t/m\" " DATA, "", NULL, FAULT_SAME},
	{"test-json", "test \"$t/m\" --json " DATA, "", NULL, FAULT_SAME},
	{"mistakes", "mistakes \"$t/n\" --split train --png p.png " DATA, "p.png", NULL,
	 FAULT_SAME},
	{"weights", "weights \"$t/m\" --json", "", NULL, FAULT_SAME},
	{"classify", "classify \"$t/m\" --image 2 " DATA, "", NULL, FAULT_SAME},
	{"classify-file", "classify \"$t/m\" --file \"$t/p.png\" --json", "", NULL, FAULT_SAME},
	{"convert", "convert \"$t/m\" --out n.npz", "n.npz", NULL, FAULT_SAME},
#ifdef HAVE_ZIP
	{"convert-half", "convert \"$t/m.npz\" --half --out n.safetensors", "n.safetensors", NULL,
	 FAULT_SAME},
#endif
	{"train", "train softmax --steps 2 --batch 4 --every 1 --out o --checkpoint c " DATA, "o c",
	 NULL, FAULT_VARIED},
	{"train-new", "train softmax --steps 2 --batch 4 --every 1 --out o --checkpoint c " DATA,
	 "", NULL, FAULT_VARIED},
	{"train-log", "train softmax --steps 2 --batch 4 --every 1 --json --log logs " DATA, "",
	 NULL, FAULT_VARIED},
	{"resume", "train --resume \"$t/c\" --steps 502 --every 1 --out o --checkpoint c " DATA,
	 "o c", NULL, FAULT_VARIED},
	{"attack", "attack \"$t/m\" --target 1 --image 2 --steps 2 --out a.idx " DATA, "a.idx",
	 NULL, FAULT_SAME},
	{"attack-png",
	 "attack \"$t/m\" --untargeted --method pgd --steps 2 --image 2 --json --png a.png " DATA,
	 "a.png", NULL, FAULT_SAME},
	{"attack-images", "attack \"$t/m\" --untargeted --method fgsm --images 4 --out a.idx " DATA,
	 "a.idx", NULL, FAULT_SAME},
	{"universal", "universal \"$t/m\" --images 10 --passes 1 --out u.idx " DATA, "u.idx", NULL,
	 FAULT_SAME},
	{"robust", "robust \"$t/m\" --method fgsm --eps 0:0.2:0.1 --images 4 --png r.png " DATA,
	 "r.png", NULL, FAULT_SAME},
	{"transfer", "transfer \"$t/m\" \"$t/n\" --images 4 --json " DATA, "", NULL, FAULT_SAME},
	{"explain", "explain \"$t/m\" --image 2 --method gradient " DATA, "", NULL, FAULT_SAME},
	{"explain-nearest", "explain \"$t/m\" --image 2 --nearest 2 --json " DATA, "", NULL,
	 FAULT_SAME},
	{"project", "project \"$t/m\" --images 12 --json " DATA, "", NULL, FAULT_SAME},
	{"filters", "filters \"$t/n\" --image 2 --json " DATA, "", NULL, FAULT_SAME},
	{"hide", "hide \"$t/m\" hi --out h.idx --threads 1", "h.idx", NULL, FAULT_SAME},
	{"hide-png", "hide \"$t/m\" --out h.png --threads 1 <\"$t/text\"", "h.png", NULL,
	 FAULT_SAME},
	{"reveal", "reveal \"$t/m\" \"$t/h.png\" --threads 1", "", NULL, FAULT_SAME},
	{"merge", "merge \"$t/part1\" \"$t/part2\" --json", "", NULL, FAULT_SAME},
	{"bench", "bench \"$t/m\" --seconds 0 --only inference --json " DATA, "", NULL,
	 FAULT_VARIED},
	{"completion", "completion bash", "", NULL, FAULT_SAME},
	{"help", "train --help", "", NULL, FAULT_SAME},
	{"explore-session", "explore \"$t/n\" --image 2 " DATA, "", "FQ", FAULT_VARIED},
	{"watch", "watch \"$t/watched\" --once " DATA, "", NULL, FAULT_LINES},
};

static const struct fault_kind kinds[] = {
#ifdef HAVE_MALLOC_IN_FRONT
	{FAULT_MEMORY, "ENOMEM", false}, {FAULT_MEMORY, "ENOMEM", true},
#endif
	{FAULT_THREAD, "EAGAIN", false}, {FAULT_OPEN, "EIO", false},
	{FAULT_OPEN, "EMFILE", true},    {FAULT_OPEN, "EINTR", false},
	{FAULT_READ, "EIO", false},      {FAULT_READ, "EINTR", false},
	{FAULT_READ, "short", true},     {FAULT_WRITE, "EIO", false},
	{FAULT_WRITE, "ENOSPC", true},   {FAULT_WRITE, "EINTR", false},
	{FAULT_WRITE, "short", true},    {FAULT_WRITE, "zero", true},
	{FAULT_FSYNC, "EIO", false},     {FAULT_RENAME, "EIO", false},
	{FAULT_CLOSE, "EIO", false},     {FAULT_CLOSE, "EINTR", false},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* What is tried where nothing is asked for: each kind of fault, in what differs most. */
static const char *const usual[] = {"info-h5", "convert",      "train",           "classify-file",
				    "watch",   "show-Filters", "explore-Filters", NULL};

struct trial {
	long max;                  /* places of each kind; 0: all */
	const char *const *wanted; /* names of commands, or none: all */
	struct fault_tally total;
};

static bool is_wanted(const struct trial *trial, const char *name)
{
	for (const char *const *one = trial->wanted; *one; one++)
		if (strcmp(*one, name) == 0)
			return true;
	return !*trial->wanted;
}

static void try_command(struct trial *trial, const struct fault_command *command)
{
	struct fault_tally tally = {.runs = trial->total.runs};
	long runs = tally.runs;
	bool is_good;

	if (!is_wanted(trial, command->name))
		return;
	is_good = fault_reference(command);
	tally.failures = !is_good;
	for (int i = 0; is_good && i < KINDS; i++)
		fault_sweep(command, &kinds[i], trial->max, &tally);
	printf("%-16s %6ld faults of %6ld, %6ld messages, %4ld wrong\n", command->name,
	       tally.runs - runs, tally.places, tally.messages, tally.failures);
	fflush(stdout);
	trial->total.places += tally.places;
	trial->total.runs = tally.runs;
	trial->total.messages += tally.messages;
	trial->total.failures += tally.failures;
}

/* What `show' prints of each screen; and the explorer, which goes there and ends. */
static void try_screens(struct trial *trial)
{
	for (int i = 0; screens[i]; i++) {
		char arguments[200], name[40], keys[] = {screens[i]->letter, 'Q', '\0'};

		snprintf(name, sizeof(name), "explore-%s", screens[i]->name);
		try_command(trial, &(struct fault_command){
					   name, "explore \"$t/n\" --image 2 --no-session " DATA,
					   "", keys, FAULT_VARIED});
		snprintf(name, sizeof(name), "show-%s", screens[i]->name);
		snprintf(arguments, sizeof(arguments), "show %s \"$t/%s\" --image 2 " DATA,
			 screens[i]->name, strcmp(screens[i]->name, "Weights") == 0 ? "m" : "n");
		try_command(trial, &(struct fault_command){name, arguments, "", NULL, FAULT_SAME});
	}
}

/* Stripes, by which the classes are told; each seventh image has those of another. */
static int pixel(int image, int place)
{
	int class = (image % CLASSES + (image % 7 == 6)) % CLASSES;

	return (place % SIDE % CLASSES == class ? 200 : 0) + (image * 37 + place * place) % 50;
}

static void write_idx(const char *path, int count, bool has_images)
{
	unsigned char head[16] = {
		0, 0, 8,   has_images ? 3 : 1, 0, 0, 0, (unsigned char)count, 0, 0, 0, SIDE, 0,
		0, 0, SIDE};
	FILE *file = fopen(path, "wb");

	if (!file)
		abort();
	fwrite(head, 1, has_images ? 16 : 8, file);
	for (int i = 0; i < count; i++)
		for (int j = 0; j < (has_images ? SIDE * SIDE : 1); j++)
			putc(has_images ? pixel(i, j) : i % CLASSES, file);
	fclose(file);
}

static void make_files(void)
{
	mkdir("data", 0700);
	write_idx("data/train-images-idx3-ubyte", TRAIN, true);
	write_idx("data/train-labels-idx1-ubyte", TRAIN, false);
	write_idx("data/t10k-images-idx3-ubyte", TEST, true);
	write_idx("data/t10k-labels-idx1-ubyte", TEST, false);
	if (system("set -e; n() { \"$NETGLYPH\" \"$@\"; }\n"
		   "d='--data data --threads 1'\n"
		   "n train softmax --steps 500 --every 500 --batch 10 --out m --checkpoint c $d "
		   ">/dev/null 2>&1\n"
		   "n train 'conv3x3x2 relu pool2 dense3' --rate 0.01 --steps 9 --batch 4 --out n "
		   "$d >/dev/null 2>&1\n"
		   "n convert m --out m.npz >/dev/null\n"
		   "printf hello >text; n hide m hi --out h.png >/dev/null\n"
		   "n attack m --target 1 --image 2 --out p.png $d >/dev/null\n"
		   "mkdir watched; cp m watched/epoch_1.safetensors; cp m "
		   "watched/epoch_2.safetensors; touch -t 202001010000 watched/*\n"
		   "for i in 1 2; do n test m --shard $i/2 --json $d >part$i; done\n") != 0)
		exit(99);
}

static void enter(char *folder)
{
	char path[PATH_MAX];

	if (!mkdtemp(folder)) {
		strcpy(folder, "/tmp/netglyph-faults.XXXXXX");
		if (!mkdtemp(folder))
			exit(99);
	}
	if (chdir(folder) != 0)
		exit(99);
	snprintf(path, sizeof(path), "%s/tests/support/faults.so", getenv("top_builddir"));
	setenv("FAULTS", path, 1);
	snprintf(path, sizeof(path), "%s/counts", folder);
	setenv("FAULT_COUNTS", path, 1);
	setenv("t", folder, 1);
	setenv("HOME", folder, 1);
	setenv("LC_ALL", "C", 1);
	setenv("TERM", "xterm", 1);
	setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
}

static void leave(const char *folder)
{
	char line[PATH_MAX];

	snprintf(line, sizeof(line), "rm -rf '%s'", folder);
	if (chdir("/") != 0 || system(line) != 0)
		exit(99);
}

int main(int argc, char **argv)
{
	const char *places = getenv("NETGLYPH_FAULTS");
	/* In memory where there is such a folder: a disk takes longer to sync than all else does.
	 */
	char folder[] = "/dev/shm/netglyph-faults.XXXXXX";
	struct trial trial = {.max = places ? strtol(places, NULL, 10) : 1,
			      .wanted = (const char *const *)argv + (argc > 0)};

#ifndef HAVE_FAULTS
	puts("skipped: calls can be made to fail with glibc and without instruments only");
	return 77;
#endif
	if (!places && !*trial.wanted)
		trial.wanted = usual;
	enter(folder);
	make_files();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		try_command(&trial, &commands[i]);
	try_screens(&trial);
	leave(folder);
	printf("%ld faults of %ld, %ld messages, %ld wrong\n", trial.total.runs, trial.total.places,
	       trial.total.messages, trial.total.failures);
	if (trial.total.failures == 0 && trial.total.runs == 0) {
		puts("skipped: LD_PRELOAD changes nothing here");
		return 77;
	}
	return trial.total.failures != 0;
}
