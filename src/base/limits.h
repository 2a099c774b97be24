/*
 * Every size limit, once: what a file, a command or a key press may ask for at the most. A limit
 * that a file breaks is an error with a message; nothing is allocated before it was looked at.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define MIB ((size_t)1 << 20)

/* Threads of a pool and of the explorer's jobs, their caller included. */
enum { POOL_MAX_THREADS = 64 };

/* Data sets. Sides, classes and pixels are small because the screens draw all of them. */
enum {
	DATASET_MAX_SIDE = 64,     /* pixels */
	DATASET_MAX_CLASSES = 100, /* labels are 0 to one less */
	DATASET_MIN_IMAGES = 10,   /* so that no split is empty */
};
/* No pixel is further from 0: a network's sums over what is larger would leave a float's range. */
#define DATASET_MAX_PIXEL 1e6
/* Images of bytes (data/packed.h): bytes before packing, and images. Twice the bytes fit a
 * uint32_t. */
#define PACKED_MAX_BYTES ((size_t)1 << 30)
#define PACKED_MAX_IMAGES ((size_t)1 << 28)

/* IDX files: dimensions, and bytes of values, which is also the most as floats. */
enum { IDX_MAX_DIMS = 4 };
#define IDX_MAX_BYTES ((size_t)1 << 30)

/* CSV: bytes of a line, and its cells: a label and the pixels of the largest image, and some more
 * so that a message can count them. */
enum { CSV_MAX_LINE = 1 << 18, CSV_MAX_COLUMNS = DATASET_MAX_SIDE * DATASET_MAX_SIDE + 64 };
/* Pictures of a folder. */
enum { PICTURE_FOLDER_MAX = 100000 };

/* Pictures: pixels along each side, and bytes of an unpacked file: a picture of that size squared
 * as a 16-bit PNG with alpha, uncompressed, and then some. */
enum { IMAGE_MAX_SIDE = 4096 };
#define IMAGE_FILE_MAX (160 * MIB)

/* Files of tensors: dimensions of one; bytes of a safetensors file's header and of its data, all of
 * which is held in memory; values of a tensor that info looks at. */
enum { TENSOR_MAX_DIMS = 8, SAFETENSORS_HEADER_MAX = 1 << 20, INFO_VALUES_MAX = 1 << 26 };
#define SAFETENSORS_DATA_MAX ((size_t)1 << 31)

/* ZIP archives: members, twice what PyTorch's may have (STORAGES_MAX). Deflate packs no better than
 * 1032:1 (258 bytes from two bits). What is read of an archive may unpack to so many bytes, and to
 * so many times its size beyond them: pruned weights pack well, bombs better. Of a gzipped file,
 * which does not state a size, to fewer: few images pack better than 10:1, as CSV 20:1. */
enum {
	ZIP_MEMBERS_MAX = 1 << 14,
	ZIP_DEFLATE_RATIO = 1032,
	ZIP_RATIO_MAX = 100,
	GZIP_RATIO_MAX = 32
};
#define ZIP_UNPACKED_FREE (32 * MIB)
/* Tables of LevelDB: bytes of the file, of a block once it is unpacked, and of a key. */
enum { TABLE_FILE_MAX = 1 << 24, TABLE_BLOCK_MAX = 1 << 22, TABLE_KEY_MAX = 4096 };
/* Checkpoints of TensorFlow: entries, files of data, bytes of all names, and of a string. */
enum { CHECKPOINT_ENTRIES_MAX = 1 << 16, CHECKPOINT_SHARDS_MAX = 1000 };
enum { CHECKPOINT_NAMES_MAX = 1 << 24, CHECKPOINT_STRING_MAX = 1 << 24 };
/* Bytes of a SavedModel's keras_metadata.pb. */
enum { KERAS_METADATA_MAX = 1 << 20 };
/* ONNX: tensors; nodes of the graph; inputs, outputs and attributes of all nodes. */
enum { ONNX_TENSORS_MAX = 10000, ONNX_NODES_MAX = 10000, ONNX_PARTS_MAX = 200000 };
/* Protobuf: what a message of `size` bytes may take in memory. It is some copies of what it holds,
 * and pointers; an honest one of many small parts takes the constant. */
#define MESSAGE_MEMORY_MAX(size) (2 * (size_t)(size) + 16 * MIB)
/* Networks of other programs: layers with weights, sides of weights, bytes of units' names. */
enum { UNITS_MAX = 64, IMPORT_MAX_SIZE = 1 << 20, UNIT_NAME_MAX = 128 };

/* Tensors and storages of a file that a pickle describes. */
enum { TENSORS_MAX = 4096, STORAGES_MAX = 8192 };
/* Pickles: bytes of one in an archive (arrays may lie in it), of the values that are built, and
 * values on the stack and in the memo; all of it is in memory at once. */
#define PICKLE_FILE_MAX (32 * MIB)
#define PICKLE_MEMORY_MAX (16 * MIB)
enum { PICKLE_STACK_MAX = 1 << 18 };
/* What PyTorch's pickles hold: how deep tensors lie, steps on the way to all of them, bytes of a
 * name, texts beside them, modules of a network, attributes of one, items of an attribute; bytes of
 * tensors that repeat the values of their storages. */
enum {
	TORCH_DEPTH_MAX = 64,
	TORCH_STEPS_MAX = 1 << 20,
	TORCH_NAME_MAX = 512,
	TORCH_FACTS_MAX = 64,
	TORCH_MODULES_MAX = 2048,
	TORCH_SETTINGS_MAX = 64,
	TORCH_SETTING_MAX = 16,
};
#define TORCH_COPIES_FREE (16 * MIB)

/* HDF5 (Keras): bytes of the file, of all its tensors, of a chunk, of one attribute (the config of
 * a model) and of a name; groups and data sets, and how deep they lie. Where data are packed, those
 * above HDF5_PACKED_MIN may be no more than so many times the bytes that they are packed in. */
#define HDF5_FILE_MAX ((size_t)1 << 31)
#define HDF5_DATA_MAX ((size_t)1 << 30)
#define HDF5_PACKED_MIN (48 * MIB)
#define HDF5_CHUNK_MAX (48 * MIB)
enum {
	HDF5_ATTRIBUTE_MAX = 4 << 20,
	HDF5_NAME_MAX = 1024,
	HDF5_OBJECTS_MAX = 8192,
	HDF5_DEPTH_MAX = 24,
	HDF5_PACKED_RATIO = 8
};

/* Nets: layers; bytes of parameters, and of the activations for one image. */
enum { NET_MAX_LAYERS = 64 };
#define NET_MAX_PARAMETERS (256 * MIB)
#define NET_MAX_ACTIVATIONS (64 * MIB)
/* Floats of a layer's contributions, [channels in, units]: of larger layers they are not computed.
 */
#define CONTRIBUTIONS_MAX ((size_t)1 << 22)

/* Training: bytes of an architecture, which no net exceeds, and of a setting's text, with their
 * NUL. */
enum { SETTINGS_ARCHITECTURE_MAX = 1024, SETTING_TEXT_MAX = 64 };
/* Training: images of a batch, steps, MiB that batch and net may need. */
enum { FIT_MAX_BATCH = 10000, FIT_MAX_STEPS = 1000000000, FIT_MAX_MEMORY_MIB = 4096 };
/* Adversarial training: gradient steps on a batch, and bytes of its setting as text, with the NUL.
 */
enum { ADVERSARIAL_MAX_STEPS = 1000, ADVERSARIAL_TEXT_MAX = 64 };
/* Bytes of the snapshots that a run's history keeps, and of those that wait to be taken into it. */
#define HISTORY_BYTES ((size_t)300 * 1000 * 1000)
#define UNTAKEN_BYTES (100 * MIB)
/* Training runs that are kept, and the bytes of all histories but that of the run that goes on. */
enum { RUNS_MAX = 12 };
/* Of these, runs that are watched at once; files of a folder, and series of names among them, that
 * are seen; bytes of the name of a series, of a tag, and of the tags that are told. */
enum { RUNS_WATCHED_MAX = 8, WATCH_FILES_MAX = 20000, WATCH_SERIES_MAX = 64 };
enum { CHECKPOINT_SERIES_MAX = 256, LOG_TAG_MAX = 96, RUN_TAGS_MAX = 160 };
#define RUNS_BYTES HISTORY_BYTES

/* Steps of an attack; parts that an evaluation may be cut into, and bytes of the document of one.
 */
enum { ATTACK_MAX_STEPS = 1000, SHARDS_MAX = 10000 };
#define SHARD_FILE_MAX (256 * MIB)
/* Accuracy against strength: strengths, the largest one, and networks in one chart. */
enum { ROBUSTNESS_MAX_STRENGTHS = 101, ROBUSTNESS_MAX_EPS = 1000, ROBUSTNESS_MAX_MODELS = 8 };
/* Networks that are compared by the images that fool them. */
enum { TRANSFER_MAX_NETS = 16 };

/* Feature visualisation: pixels that an image is moved by, and a blur's standard deviation. */
enum { REGULARIZER_MAX_JITTER = 16, REGULARIZER_MAX_BLUR = 8 };
/* Images of one channel that differ. */
enum { DIVERSITY_MAX = 8 };
/* Bytes of a text that is hidden in images. */
enum { STEGO_TEXT_MAX = 1024 };
/* Projections to a plane: images, and floats of all of them. */
enum { PROJECT_IMAGES_MAX = 20000 };
#define PROJECT_VALUES_MAX ((size_t)1 << 28)

/* Columns of text that --width may ask for. */
enum { OUTPUT_MIN_WIDTH = 20, OUTPUT_MAX_WIDTH = 1000 };
/* Rows and columns of a screen without a terminal, as --size may ask for. */
enum { HEADLESS_MAX_ROWS = 300, HEADLESS_MAX_COLUMNS = 1000 };
/* Pixels of a PNG of many pictures, [height, width]. */
enum { SHEET_MAX_PIXELS = 64 * 1024 * 1024 };
/* Options of one command, those of all commands included. */
enum { OPTIONS_MAX = 40 };

/* Texts, in bytes with their NUL. What is longer is cut off. */
enum {
	ERR_TEXT_MAX = 512,        /* a message */
	SENTENCE_MAX = 256,        /* a sentence about one image */
	PERSON_PHRASE_MAX = 64,    /* what a person sees: "noise to a person" */
	CLASS_NAME_MAX = 64,       /* a class's name; longer ones are cut off */
	CLASS_PHRASE_MAX = 72,     /* a class in words: "class 99", "an 8", "Ankle boot" */
	CLASS_PHRASE_COLUMNS = 18, /* of a name in a sentence; longer ones are cut off */
	NUMBERS_TEXT_MAX = 64,     /* a number or two: "28x28x1", "0.5 to 100" */
	OPTION_NAME_MAX = 64,      /* an unknown option, for its message */
	OPTION_LIMITS_MAX = 192,   /* limits and default of an option */
	OPTION_HELP_MAX = 512,     /* its help, with them */
	PROMPT_MAX = 1024,         /* what is typed into a prompt: an architecture too */
	PROMPT_QUESTION_MAX = 96,  /* what stands before it */
	SAMPLE_TITLE_MAX = 96,     /* the title of an image; longer paths are cut off */
	DATASET_NAME_MAX = 64,     /* longer names of folders are cut off */
	NETWORK_NAME_MAX = 64,     /* likewise of files */
	GRAPH_NOTES_MAX = 256,     /* what a person should know of a network that was read */
};

/* What the explorer keeps between sessions: bytes and number of all of them, and the most that is
 * read of one's document. */
enum { SESSIONS_MAX = 50 };
#define SESSIONS_BYTES (200 * MIB)
#define SESSION_FILE_MAX (16 * MIB)

/* Fooled images that the explorer keeps for Retrain. */
enum { KEPT_MAX = 32 };

#endif
