/* A row for each kind. The first that fits counts: exact beginnings stand before looser ones. */
#include "format/stranger.h"
#include "format/container/crc32c.h"
#include "format/file.h"
#include "format/tensor_file.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A file's beginning, and its name without folders. */
struct beginning {
	const char *name;
	const unsigned char *head;
	size_t size;
};

static bool has_at(const struct beginning *b, size_t offset, const void *bytes, size_t size)
{
	return b->size >= offset + size && memcmp(b->head + offset, bytes, size) == 0;
}

static const char word_letters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

/* Anywhere in the beginning. */
static bool has(const struct beginning *b, const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i + length <= b->size; i++)
		if (has_at(b, i, text, length))
			return true;
	return false;
}

static bool is_named(const struct beginning *b, const char *ending)
{
	size_t length = strlen(b->name), end = strlen(ending);

	return length >= end && strcasecmp(b->name + length - end, ending) == 0;
}

/* Text begins with this, upper or lower case, behind white space and a byte order mark. */
static bool starts_as(const struct beginning *b, const char *text)
{
	size_t i = has_at(b, 0, "\xef\xbb\xbf", 3) ? 3 : 0, length = strlen(text);

	while (i < b->size && strchr(" \t\r\n", b->head[i]) && b->head[i])
		i++;
	return b->size - i >= length && strncasecmp((const char *)b->head + i, text, length) == 0;
}

static bool is_empty(const struct beginning *b)
{
	return b->size == 0;
}

static bool is_html(const struct beginning *b)
{
	return starts_as(b, "<!doctype html") || starts_as(b, "<html") || starts_as(b, "<head");
}

static bool is_openvino(const struct beginning *b)
{
	return starts_as(b, "<?xml") && has(b, "<net ");
}

static bool is_xml(const struct beginning *b)
{
	return starts_as(b, "<?xml");
}

static bool is_json(const struct beginning *b)
{
	return starts_as(b, "{\"") || starts_as(b, "{\n") || starts_as(b, "{ \"");
}

/* Length, and the masked CRC-32C of its eight bytes. */
static bool is_record_file(const struct beginning *b)
{
	uint32_t crc;

	if (b->size < 12)
		return false;
	crc = b->head[8] | (uint32_t)b->head[9] << 8 | (uint32_t)b->head[10] << 16 |
	      (uint32_t)b->head[11] << 24;
	return crc32c_masked(b->head, 8) == crc;
}

static bool is_event_file(const struct beginning *b)
{
	return is_record_file(b) && has(b, "brain.Event");
}

static bool is_pickle_of(const struct beginning *b, const char *module)
{
	return b->size > 2 && b->head[0] == 0x80 && b->head[1] <= 5 && has(b, module);
}

static bool is_sklearn(const struct beginning *b)
{
	return is_pickle_of(b, "sklearn") || is_pickle_of(b, "joblib") || is_named(b, ".joblib");
}

static bool is_saved_model(const struct beginning *b)
{
	return is_named(b, "saved_model.pb") && has_at(b, 0, "\x08\x01\x12", 3);
}

static bool is_meta_graph(const struct beginning *b)
{
	return is_named(b, ".meta") && has_at(b, 0, "\x0a", 1);
}

static bool is_graph(const struct beginning *b)
{
	return is_named(b, ".pb") && has_at(b, 0, "\x0a", 1);
}

/* A map of at most 15 pairs, or of as many as two bytes count, whose first key is a short word. */
static bool is_msgpack(const struct beginning *b)
{
	size_t at = has_at(b, 0, "\xde", 1) ? 3 : 1, length;

	if (b->size <= at || (at == 1 && (b->head[0] <= 0x80 || b->head[0] > 0x8f)) ||
	    b->head[at] <= 0xa0 || b->head[at] > 0xbf)
		return false;
	length = b->head[at++] & 0x1f;
	for (size_t i = at; i < at + length; i++)
		if (i >= b->size || !strchr(word_letters, b->head[i]) || !b->head[i])
			return false;
	return true;
}

static bool is_coreml(const struct beginning *b)
{
	return is_named(b, ".mlmodel") && has_at(b, 0, "\x08", 1);
}

static bool is_orbax(const struct beginning *b)
{
	return strcmp(b->name, "_CHECKPOINT_METADATA") == 0 ||
	       strcmp(b->name, "manifest.ocdbt") == 0;
}

static const struct stranger {
	bool (*is)(const struct beginning *); /* NULL: told by its magic number */
	const char *magic;
	size_t offset, size;
	const char *words; /* what it is; what to do */
} strangers[] = {
#define MAGIC(offset, text) NULL, text, offset, sizeof(text) - 1
#define TEST(function) function, NULL, 0, 0
	{TEST(is_empty), "is empty (0 bytes); copy or download it again"},
	{MAGIC(0, "version https://git-lfs"),
	 "is a Git LFS pointer, not the file itself; run `git lfs pull' in its repository"},
	{TEST(is_html), "is a page of the web (HTML) saved under this name; download the file "
			"itself (on GitHub: Raw, or Download)"},
	{MAGIC(4, "TFL3"),
	 "is a TensorFlow Lite model, which is not read; convert it (python -m tf2onnx.convert "
	 "--tflite x.tflite --output x.onnx), or open the .h5, .keras or SavedModel it was made "
	 "of"},
	{MAGIC(0, "GGUF"), "is a language model in GGUF; netglyph reads small networks for images"},
	{MAGIC(0, "model_checkpoint_path:"),
	 "names checkpoints of TensorFlow, none of which is beside it; copy the .index and .data "
	 "files of the one that it names there"},
	{TEST(is_saved_model),
	 "is a SavedModel's graph without its folder variables/, which has the weights; copy the "
	 "whole folder, and open that"},
	{TEST(is_meta_graph),
	 "is the graph of a TensorFlow checkpoint without its weights; copy the .index and .data "
	 "files of the same name beside it"},
	{TEST(is_graph),
	 "is a graph of TensorFlow (GraphDef), which is not read; convert it: python -m "
	 "tf2onnx.convert --graphdef x.pb --inputs NAME:0 --outputs NAME:0 --output x.onnx"},
	{TEST(is_sklearn),
	 "is a model of scikit-learn, which is not read; in Python: m = joblib.load('x'); "
	 "of a linear one " STRANGER_LINEAR "; of an MLPClassifier " STRANGER_MLP},
	{TEST(is_msgpack),
	 "is MessagePack, as Flax saves networks, which is not read; in Python: p = "
	 "flax.serialization.msgpack_restore(open('x.msgpack', 'rb').read()); numpy.savez('x.npz', "
	 "**flax.traverse_util.flatten_dict(p, sep='/'))"},
	{TEST(is_coreml), "is a Core ML model, which is not read; open the network it was made of"},
	{TEST(is_openvino),
	 "is a graph of OpenVINO, which is not read; open the network it was made of, as ONNX"},
	{TEST(is_event_file), "is an event file of TensorBoard: scalars of a training, no weights; "
			      "netglyph watch FOLDER "
			      "shows it"},
	{TEST(is_record_file),
	 "is a TFRecord file, which is not read; in Python: put its images and labels into arrays "
	 "and numpy.savez('x.npz', x_train=images, y_train=labels)"},
	{MAGIC(0, "\x93NUMPY"),
	 "is one array of NumPy; put all that belong together into one file: numpy.savez('x.npz', "
	 "W=..., b=...), or of a data set x_train=..., y_train=..., x_test=..., y_test=..."},
	{MAGIC(0, "MATLAB "),
	 "is a file of MATLAB, which is not read; in Python: m = scipy.io.loadmat('x.mat'); "
	 "numpy.savez('x.npz', **{k: v for k, v in m.items() if k[0] != '_'})"},
	{MAGIC(0, "PAR1"),
	 "is Parquet, which is not read; in Python: d = "
	 "datasets.Dataset.from_parquet('x.parquet'); "
	 "numpy.savez('x.npz', x_train=numpy.stack(d['image']), y_train=d['label'])"},
	{MAGIC(0, "Rar!\x1a\x07"), "is a RAR archive; unpack it: unrar x, or 7z x"},
	{MAGIC(0, "7z\xbc\xaf\x27\x1c"), "is a 7z archive; unpack it: 7z x"},
	{MAGIC(0, "\xfd"
		  "7zXZ"),
	 "is packed by xz; unpack it: unxz, or tar -xf"},
	{MAGIC(0, "BZh"), "is packed by bzip2; unpack it: bunzip2, or tar -xf"},
	{MAGIC(0, "\x28\xb5\x2f\xfd"), "is packed by zstd; unpack it: unzstd, or tar -xf"},
	{MAGIC(0, "%PDF-"), "is a PDF document"},
	{MAGIC(0, "\x7f"
		  "ELF"),
	 "is a program"},
	{TEST(is_orbax),
	 "is of a checkpoint of Orbax (JAX), which is not read; in Python, beside it: p = "
	 "flax.traverse_util.flatten_dict(params, sep='.'); "
	 "safetensors.numpy.save_file({k: numpy.asarray(v) for k, v in p.items()}, "
	 "'x.safetensors')"},
	{TEST(is_json),
	 "is JSON, which has no weights; open the file of weights that belongs to it (.h5, "
	 ".weights.h5, .npz, .safetensors)"},
	{TEST(is_xml), "is XML: neither a network nor a data set"},
#undef MAGIC
#undef TEST
};

bool stranger_tell(const char *path, const unsigned char *head, size_t size, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct beginning beginning = {slash ? slash + 1 : path, head, size};

	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		const struct stranger *s = &strangers[i];

		if (s->is ? s->is(&beginning) : has_at(&beginning, s->offset, s->magic, s->size)) {
			err_set(err, "%s: %s", path, s->words);
			return true;
		}
	}
	return false;
}

bool stranger_tell_file(const char *path, struct err *err)
{
	unsigned char head[TENSOR_PROBE_BYTES];
	struct err ignored;
	size_t size;

	return file_head(path, head, sizeof(head), &size, &ignored) &&
	       stranger_tell(path, head, size, err);
}
