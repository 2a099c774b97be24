/*
 * Each run starts with an empty folder but for the old files, which say OLD. Afterwards a file is
 * the old one, that of the run without a fault, or (a checkpoint of an earlier step) one that info
 * reads; and there is no other. The shell that starts the program is not preloaded, so that its
 * calls are not counted.
 */
#include "support/fault_run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#define OLD "old\n"
/* The program's own words. */
#define OUT_OF_MEMORY "out of memory"

enum {
	PATIENCE = 300, /* seconds that no run takes, however slow the machine */
	CPU = 60,
	FILES = 32,
	LINES = 1 << 16
};

struct file {
	char name[128];
	char *bytes;
	size_t size;
};

struct files {
	struct file list[FILES];
	int count;
};

/* What a run did. */
struct result {
	int status;         /* as of a shell: 128 + the signal */
	struct files files; /* "../out", "../err" and what is in the folder */
	bool is_restored;   /* the terminal */
	struct fault_counts counts;
};

/* The run without a fault. */
static struct result *reference(void)
{
	static struct result kept;

	return &kept;
}

static void die(const char *what)
{
	perror(what);
	exit(99);
}

static bool read_file(const char *path, struct file *file)
{
	FILE *stream = fopen(path, "rb");
	size_t room = LINES;

	if (!stream)
		return false;
	file->bytes = malloc(room + 1);
	file->size = 0;
	for (size_t count;
	     (count = fread(file->bytes + file->size, 1, room - file->size, stream)) > 0;) {
		file->size += count;
		if (file->size == room)
			file->bytes = realloc(file->bytes, (room *= 2) + 1);
	}
	file->bytes[file->size] = '\0';
	fclose(stream);
	return true;
}

static void add_file(struct files *files, const char *name)
{
	struct file *file = &files->list[files->count];

	if (files->count == FILES)
		die("too many files");
	snprintf(file->name, sizeof(file->name), "%s", name);
	if (read_file(name, file))
		files->count++;
}

static void add_folder(struct files *files, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat info;
	char name[512];

	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", folder, entry->d_name);
		if (stat(name, &info) == 0 && S_ISDIR(info.st_mode))
			add_folder(files, name);
		else
			add_file(files, name);
	}
	if (dir)
		closedir(dir);
}

/* Lines of progress have figures of time in them, and are none of a message. */
static void drop_progress(struct file *file)
{
	char *text = file->bytes;

	while (strncmp(text, "step ", 5) == 0 && strchr(text, '\n'))
		text = strchr(text, '\n') + 1;
	file->size -= (size_t)(text - file->bytes);
	memmove(file->bytes, text, file->size + 1);
}

static const struct file *find_file(const struct files *files, const char *name)
{
	for (int i = 0; i < files->count; i++)
		if (strcmp(files->list[i].name, name) == 0)
			return &files->list[i];
	return NULL;
}

static bool is_same(const struct file *a, const struct file *b)
{
	return a && b && a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void result_clear(struct result *result)
{
	for (int i = 0; i < result->files.count; i++)
		free(result->files.list[i].bytes);
	*result = (struct result){0};
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place)
{
	(void)info;
	(void)kind;
	return place->level > 0 ? remove(path) : 0;
}

static void write_old(const char *name)
{
	FILE *file = fopen(name, "w");

	if (!file || fputs(OLD, file) < 0 || fclose(file) != 0)
		die(name);
}

/* An empty folder with the old files; it is the working one. */
static void prepare(const struct fault_command *command)
{
	char names[512], *rest = names;

	if (chdir(getenv("t")) != 0 || (mkdir("work", 0700) != 0 && errno != EEXIST) ||
	    nftw("work", remove_entry, 8, FTW_DEPTH | FTW_PHYS) != 0 || chdir("work") != 0)
		die("work");
	snprintf(names, sizeof(names), "%s", command->outputs);
	for (char *name; (name = strsep(&rest, " "));)
		if (*name)
			write_old(name);
}

static struct fault_counts *counts(void)
{
	static struct fault_counts *mapped;
	int fd;

	if (mapped)
		return mapped;
	fd = open(getenv("FAULT_COUNTS"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*mapped)) != 0)
		die("counts");
	mapped = mmap(NULL, sizeof(*mapped), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		die("mmap");
	close(fd);
	return mapped;
}

/* Becomes the program. The limits are there for runs that would not end. */
static void become(const struct fault_command *command)
{
	struct rlimit limit = {CPU, CPU + 1};
	char line[2048];

	snprintf(line, sizeof(line), "LD_PRELOAD=\"$FAULTS\" exec \"$NETGLYPH\" %s 2>../err%s",
		 command->arguments, command->keys ? "" : " >../out </dev/null");
	setrlimit(RLIMIT_CPU, &limit);
	alarm(PATIENCE);
	execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

/* Types the keys as soon as anything is shown, and answers as a terminal does when it is asked what
 * it is, as that is waited for; takes what comes until the program is gone. */
static void sit(int terminal, const char *keys)
{
	static const char question[] = "\033[c", answer[] = "\033[?62c";
	char bytes[4096];
	size_t heard = 0; /* of the question */
	bool is_typed = false;

	for (ssize_t count; (count = read(terminal, bytes, sizeof(bytes))) > 0;) {
		if (!is_typed && write(terminal, keys, strlen(keys)) < 0)
			die("terminal");
		is_typed = true;
		for (ssize_t i = 0; i < count; i++) {
			heard = bytes[i] == question[heard] ? heard + 1 : bytes[i] == question[0];
			if (question[heard])
				continue;
			heard = 0;
			if (write(terminal, answer, strlen(answer)) < 0)
				die("terminal");
		}
	}
}

/* before: its terminal's modes. */
static pid_t start_in_terminal(const struct fault_command *command, int *terminal, int *other,
			       struct termios *before)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	pid_t pid;

	if (openpty(terminal, other, NULL, NULL, &size) != 0 || tcgetattr(*terminal, before) != 0)
		die("openpty");
	pid = fork();
	if (pid == 0) {
		login_tty(*other);
		close(*terminal);
		become(command);
	}
	return pid;
}

static int wait_status(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Its terminal, before and after. */
static void run_in_terminal(const struct fault_command *command, struct result *result)
{
	struct termios before, after;
	int terminal, other;
	pid_t pid = start_in_terminal(command, &terminal, &other, &before);

	close(other);
	sit(terminal, command->keys);
	result->status = wait_status(pid);
	result->is_restored = tcgetattr(terminal, &after) == 0 && before.c_lflag == after.c_lflag &&
			      before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag;
	close(terminal);
}

static void run(const struct fault_command *command, const struct fault_kind *kind, long at,
		struct result *result)
{
	char number[32];
	pid_t pid;

	result_clear(result);
	prepare(command);
	snprintf(number, sizeof(number), "%ld", at);
	setenv("FAULT_CALL", kind ? fault_call_names[kind->call] : "", 1);
	setenv("FAULT_HOW", kind ? kind->how : "", 1);
	setenv("FAULT_AT", number, 1);
	unsetenv("FAULT_ALWAYS");
	if (kind && kind->is_always)
		setenv("FAULT_ALWAYS", "1", 1);
	memset(counts(), 0, sizeof(*counts()));
	result->is_restored = true;
	write_old("../out");
	if (command->keys) {
		run_in_terminal(command, result);
	} else {
		pid = fork();
		if (pid == 0)
			become(command);
		result->status = wait_status(pid);
	}
	add_file(&result->files, "../out");
	add_file(&result->files, "../err");
	drop_progress(&result->files.list[1]);
	add_folder(&result->files, ".");
	result->counts = *counts();
}

bool fault_reference(const struct fault_command *command)
{
	run(command, NULL, 0, reference());
	if (reference()->status == 0)
		return true;
	printf("FAILED: %s: status %d without a fault: %s", command->name, reference()->status,
	       reference()->files.list[1].bytes);
	return false;
}

/* Whether info reads it: a checkpoint of an earlier step is whole too. */
static bool is_whole(const char *name)
{
	char line[512];

	snprintf(line, sizeof(line), "\"$NETGLYPH\" info %s >/dev/null 2>&1", name);
	return system(line) == 0;
}

static bool is_message(const char *text, bool may_go_on)
{
	const char *end = strchr(text, '\n');

	return strncmp(text, "netglyph: ", 10) == 0 && end &&
	       (!end[1] || (may_go_on && is_message(end + 1, true)));
}

/* What is wrong with a run that ended with a message; NULL: nothing. */
static const char *check_message(const struct fault_command *command, const struct fault_kind *kind,
				 const struct result *result)
{
	const char *text = find_file(&result->files, "../err")->bytes;

	if (result->status != 1)
		return "the status is not 1";
	if (!is_message(text, command->sameness == FAULT_LINES))
		return "not one line that begins with the name";
	if (kind->call == FAULT_MEMORY && !strstr(text, OUT_OF_MEMORY))
		return "does not say that memory is out";
	if (kind->call != FAULT_MEMORY && strstr(text, "damaged"))
		return "calls a whole file damaged";
	return NULL;
}

static bool is_printed(const struct file *file)
{
	return strncmp(file->name, "../", 3) == 0;
}

/* Grows in whole pieces, and has figures of time. */
static bool is_log(const struct file *file)
{
	return strncmp(file->name, "./logs/", 7) == 0;
}

static const char *check_files(const struct result *result)
{
	for (int i = 0; i < result->files.count; i++) {
		const struct file *file = &result->files.list[i];
		const struct file *whole = find_file(&reference()->files, file->name);

		if (is_printed(file) || is_log(file))
			continue;
		if (!whole)
			return "a file is left behind";
		if (!is_same(file, whole) && strcmp(file->bytes, OLD) != 0 &&
		    (result->status == 0 || !is_whole(file->name)))
			return "a file is neither the old nor the new one";
	}
	return NULL;
}

static const char *check_success(const struct fault_command *command, const struct result *result)
{
	bool is_told = command->sameness != FAULT_VARIED;

	for (int i = 0; i < reference()->files.count; i++) {
		const struct file *file = &reference()->files.list[i];

		if (is_log(file) || (is_printed(file) && !is_told))
			continue;
		if (!is_same(file, find_file(&result->files, file->name)))
			return "status 0, but it did another thing than without the fault";
	}
	return NULL;
}

/* What is there at the end without a fault, as buffers of streams, is there for good. For want of
 * memory the program ends wherever it is. */
static const char *check_leaks(const struct fault_kind *kind, const struct result *result)
{
	if (kind->call == FAULT_MEMORY)
		return NULL;
	if (result->counts.blocks > reference()->counts.blocks)
		return "memory is not freed";
	return result->counts.files > reference()->counts.files ? "a file is not closed" : NULL;
}

static const char *check(const struct fault_command *command, const struct fault_kind *kind,
			 const struct result *result)
{
	const char *wrong;

	if (result->status >= 126)
		return result->status == 128 + SIGALRM || result->status == 128 + SIGXCPU
			       ? "it does not come to an end"
			       : "it crashed";
	if (!result->is_restored)
		return "the terminal is not restored";
	wrong = result->status == 0 ? check_success(command, result)
				    : check_message(command, kind, result);
	wrong = wrong ? wrong : check_files(result);
	return wrong ? wrong : check_leaks(kind, result);
}

static void report(const struct fault_command *command, const struct fault_kind *kind, long at,
		   const struct result *result, const char *wrong)
{
	const struct file *text = find_file(&result->files, "../err");

	printf("FAILED: %s: %s %s %ld%s: status %d: %s: %.200s%s", command->name,
	       fault_call_names[kind->call], kind->how, at, kind->is_always ? "+" : "",
	       result->status, wrong, text ? text->bytes : "",
	       text && strchr(text->bytes, '\n') ? "" : "\n");
	for (int i = 0; strcmp(wrong, "a file is left behind") == 0 && i < result->files.count; i++)
		printf("    %s\n", result->files.list[i].name);
}

void fault_sweep(const struct fault_command *command, const struct fault_kind *kind, long max,
		 struct fault_tally *tally)
{
	static struct result result;
	long stride = max > 0 ? reference()->counts.calls[kind->call] / max + 1 : 1;

	tally->places += reference()->counts.calls[kind->call];
	/* Other places in each sweep, the same ones in each run. */
	for (long at = 1 + 31 * tally->runs % stride;; at += stride) {
		const char *wrong;

		run(command, kind, at, &result);
		if (counts()->failed == 0)
			break;
		wrong = check(command, kind, &result);
		tally->runs++;
		tally->messages += result.status != 0;
		tally->failures += wrong != NULL;
		if (wrong)
			report(command, kind, at, &result, wrong);
	}
}
