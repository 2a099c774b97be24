/*
 * Text for people: UTF-8, lines of a width, numbers in groups. A code point takes one column, or
 * two where it is wide, as Chinese, Japanese and Korean ones and emoji are.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes the next code point off a UTF-8 text that has not ended. Where it is invalid: one byte, and
 * 0. */
uint32_t text_next(const char **text);
enum { TEXT_GLYPH_MAX = 5 };
/* A code point as UTF-8, with its end; returns `bytes`. */
char *text_put(uint32_t glyph, char bytes[TEXT_GLYPH_MAX]);
/* Whether a code point is text: no control character, none that breaks lines or turns the direction
 * of writing, and none that UTF-8 does not have. */
bool text_is_printable(uint32_t glyph);
/* Each byte of what is no text becomes '?'; returns `text`. */
char *text_clean(char *text);
/* The columns that a code point takes: 1 or 2. */
int text_glyph_width(uint32_t glyph);
/* The columns that a text takes; an invalid byte takes one. */
int text_width(const char *text);
/* Blanks that fill a text up to `width` columns; 0 where it is wider. */
int text_padding(const char *text, int width);
/* The bytes of the text's first line where `width` columns are free: all of it, else up to its last
 * blank within reach, else as many code points as fit. A text that is not empty gives at least one
 * byte, whatever the width: who goes on behind what it returns, and the blanks there, comes to an
 * end. */
size_t text_line(const char *text, int width);

/* A text in at most `width` columns and `size` bytes with its end; what is longer is cut, and from
 * four columns on ends in a point: "Sneaker" is "Snea" in four, "Snea." in five. Returns `out`. */
char *text_cut(const char *text, int width, char *out, size_t size);

/* The same of names[i], so that it can be told from the other names of a list where those begin
 * alike: "class_07" beside "class_12" is "c.07" in four columns. */
char *text_cut_among(const char *const *names, int count, int i, int width, char *out, size_t size);

/* The same with ".." in the middle of what is longer, so that its end stays:
 * "sequ..d_1/kernel". */
char *text_cut_middle(const char *text, int width, char *out, size_t size);

/* Whether a text contains a word with no letter on either side, in any case: "latest" has no
 * "test". */
bool text_has_word(const char *text, const char *word);

/* "a" or "an" before a word: an ONNX file, a PyTorch file, an npz file. What has no small vowel is
 * spelled, letter by letter. */
const char *text_article(const char *word);

/* Adds an item to a list, "a, b, c", which is freed; NULL: an empty one. The caller frees what is
 * returned. */
char *text_listed(char *list, const char *item);

enum { TEXT_NUMBER_MAX = 32 };
/* 12000 as "12,000". Returns `text`. */
char *text_grouped(uint64_t number, char text[TEXT_NUMBER_MAX]);
/* A number at the right of exactly `width` columns, 3 to 24: with `decimals` digits behind the
 * point, or with fewer where those have no room, as "1e+30" where it is larger still, or "big";
 * "nan", "inf". has_plus: what is above 0 gets its sign. Returns `text`. */
const char *text_fixed(double value, int width, int decimals, bool has_plus,
		       char text[TEXT_NUMBER_MAX]);
/* A share of 1 as "93.6 %", with so many decimals; "nan %". Returns `text`. */
const char *text_percent(double share, int decimals, char text[TEXT_NUMBER_MAX]);

#endif
