/*
 * Files of a folder that the explorer can open, for completing their names and for choosing one.
 * Which they are is told here by their names' endings alone; what is in them is read when one is
 * opened.
 */
#ifndef TUI_FILES_H
#define TUI_FILES_H

#include <stdbool.h>

enum file_kind { FILE_FOLDER = 1, FILE_MODEL = 2, FILE_DATA = 4, FILE_PICTURE = 8 };

/* At most so many names of a folder. */
enum { FILES_MAX = 1000 };

struct file_entry {
	char *name; /* without its folder */
	enum file_kind kind;
};

/* Of one folder, by name: folders first. */
struct file_list {
	struct file_entry *entries;
	int count;
};

/* Reads a folder: its folders, and files of these kinds; those whose names begin with a dot are
 * left out. False: it can't be read, and the list is empty. */
bool file_list_read(struct file_list *, const char *folder, unsigned kinds);
void file_list_clear(struct file_list *);

/* A name as a person types it: ~/ at its beginning is the home folder. The caller frees it. */
char *file_expand(const char *name);

#endif
