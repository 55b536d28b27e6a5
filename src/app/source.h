/* What a run is made of: weights and a photo, as the user names them. */
#ifndef APP_SOURCE_H
#define APP_SOURCE_H

#include "base/file.h"
#include "io/image.h"
#include "nn/run.h"

/* A path, at its longest, as one word of a script: each byte with a backslash before it, between two quotes. */
enum { QUOTED_SIZE = 2 * PATH_SIZE + 2 };

/* Which weights the user wants. */
typedef enum WeightsChoice {
    WEIGHTS_BEST, WEIGHTS_BUNDLED, WEIGHTS_RANDOM, WEIGHTS_FILE,
    WEIGHTS_U8, WEIGHTS_F16, /* the smaller files where there are such, else the best */
    WEIGHTS_NONE
} WeightsChoice;

typedef struct WeightsWish {
    NetId net;
    WeightsChoice choice;
    uint32_t seed;   /* of WEIGHTS_RANDOM */
    char file[PATH_SIZE]; /* of WEIGHTS_FILE */
} WeightsWish;

/* What a user's word for weights means: bundled, random[:SEED], u8, f16, a file; "" the best; a text that describes a
 * network, the best for that. Errors: weights.seed, file.path_long, those of net_text_open. */
Error source_parse(const char *what, NetId net, WeightsWish *out);
/* Opens them. Errors: weights.not_bundled, those of weights_open_file and weights_seeded. */
Error source_weights(const WeightsWish *wish, Weights *out);
/* The network that these are for: what a file holds, else as wished. Errors: those of weights_net_of. */
Error source_net(const WeightsWish *wish, NetId *out);
/* What the options --net and --weights mean, NULL for one that is not there: the network that is named, for which a
 * file has to be; else the one that the file holds. Errors: command.net, those of source_parse and source_net,
 * weights.other_net, weights.derived. */
Error source_wish(const char *net, const char *weights, WeightsWish *out);
/* Whether these weights are what source_weights would open; not where their file has been written to or replaced. */
bool source_same(const WeightsWish *wish, const Weights *weights);

/* The photo, kept as it came, since another network may want another crop. */
typedef struct Photo {
    char name[FILE_NAME_SIZE]; /* of the gallery, or the file's */
    char path[PATH_SIZE]; /* "" for a pasted one */
    unsigned char *bytes; /* of a pasted one, the encoded file */
    size_t size;
    Image image;         /* cropped for the network */
} Photo;

/* How photos are cropped for these weights. */
Framing source_framing(const Weights *weights);
/* Decodes a photo and crops it. Errors: those of image_load. */
Error source_photo(const Photo *photo, Framing framing, Image *out);
/* A copy of the pixels. Error: memory. */
Error source_copy(const Image *image, Image *out);
/* An image as the weights' network takes it, to be freed. Error: memory. */
Error source_input(const Weights *weights, const Image *image, float **out);
/* A run of the weights' network on an image of its size. Error: memory. */
Error source_run(Engine *engine, Weights *weights, const Image *image, Run **out);

#endif
