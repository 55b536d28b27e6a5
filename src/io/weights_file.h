/* Weights in files: found, opened, written. */
#ifndef IO_WEIGHTS_FILE_H
#define IO_WEIGHTS_FILE_H

#include "io/pth.h"
#include "nn/weights.h"

/* Opens a file for a network, safetensors or PyTorch's .pth; its width (1, 1/2, 1/4, ...) is told by the first layer.
 * Every tensor has to be there in the shape that the network needs. Of several networks in a file the one that fits is
 * taken; where several fit, one that averages another over a training ("ema"), or that FILE#NAME names. The file is
 * mapped, not read.
 * Errors: those of file_map, tensor_file_open and tensor_file_get, weights.shape, weights.other_net,
 * weights.classes, weights.no_classifier, weights.several, weights.which, weights.not_called, weights.no_name. */
Error weights_open_file(const char *what, NetId id, Weights *out);
/* Which network of the catalogue a file holds: `preferred` where it fits. Errors: the same. */
Error weights_net_of(const char *what, NetId preferred, NetId *out);
/* The file that is meant by FILE or FILE#NAME, and the name, "" for none. Either may have '#' in it: a file is what is
 * there. */
void weights_split(const char *what, char path[PATH_SIZE], char part[128]);
/* How to name these weights: their file, with the part that was named. */
void weights_what(const Weights *w, char *out, size_t size);
/* Tells one by one what else is in the file of these weights: its name and what it is. Errors: as weights_open_file. */
Error weights_left_out(const Weights *w, PthBeside *tell, void *ctx);

/* Whether a file calls itself weights by the end of its name, in any case: .safetensors, .pth, .pt. */
bool weights_named(const char *path);
/* The file that comes with the program; false if there is none for this network. */
bool weights_bundled(NetId id, char *path, size_t size);
/* The smaller file of a network, NAME-u8.safetensors or NAME-f16.safetensors in the user's data folder; false if there
 * is none. */
bool weights_packed(NetId id, DType type, char *path, size_t size);
/* The user's own file, NAME.safetensors or NAME.pth in the user's data folder, else the bundled one. */
bool weights_find(NetId id, char *path, size_t size);

/* The largest absolute difference that storing a layer makes, by row. */
typedef struct PackReport {
    double error[NET_LAYERS];
} PackReport;

/* Writes weights as safetensors: F32, F16, or U8 with a scale and a minimum an output channel,
 * rounding half to even; a channel of one value has scale 0; biases stay F32. Seeded weights are made
 * on the way. Errors: those of file_create and file_commit, memory, weights.not_finite, weights.type
 * (which cannot hold a number, or its range). */
Error weights_pack(Weights *w, Workers *workers, DType type, const char *path, PackReport *report);

#endif
