#include "app/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/kind.h"
#include "io/net_text.h"
#include "io/weights_file.h"

/* ---- weights ---- */

/* A file that describes a network has no weights: it gets random ones. What cannot be read is told when it is
 * opened. */
static Error take_text(WeightsWish *wish) {
    FileKind kind;
    Error e = kind_of_file(wish->file, &kind);
    if (failed(&e) || kind != FILE_NET_TEXT) return NO_ERROR;
    wish->choice = WEIGHTS_BEST;
    return net_text_open(wish->file, &wish->net);
}

Error source_parse(const char *what, NetId net, WeightsWish *out) {
    *out = (WeightsWish){.net = net, .choice = WEIGHTS_FILE, .seed = 1};
    if (!*what) out->choice = WEIGHTS_BEST;
    else if (strcmp(what, "bundled") == 0) out->choice = WEIGHTS_BUNDLED;
    else if (strcmp(what, "u8") == 0) out->choice = WEIGHTS_U8;
    else if (strcmp(what, "f16") == 0) out->choice = WEIGHTS_F16;
    else if (weights_random(what, &out->seed)) out->choice = WEIGHTS_RANDOM;
    else if (strncmp(what, "random:", 7) == 0) return error("weights.seed", "%s", what + 7);
    else if (strlen(what) >= sizeof out->file) return error("file.path_long", "%s", what);
    else memcpy(out->file, what, strlen(what) + 1);
    return out->choice == WEIGHTS_FILE ? take_text(out) : NO_ERROR;
}

/* The file that is to be opened, or "" and the seed of random weights. */
static Error resolve(const WeightsWish *wish, char path[PATH_SIZE], uint32_t *seed) {
    path[0] = '\0';
    *seed = wish->choice == WEIGHTS_RANDOM ? wish->seed : 1;
    switch (wish->choice) {
    case WEIGHTS_RANDOM: return NO_ERROR;
    case WEIGHTS_FILE: memcpy(path, wish->file, sizeof wish->file); return NO_ERROR;
    case WEIGHTS_BUNDLED:
        if (weights_bundled(wish->net, path, PATH_SIZE)) return NO_ERROR;
        return error("weights.not_bundled", "%s", net_info(wish->net)->title);
    case WEIGHTS_U8:
    case WEIGHTS_F16:
        if (weights_packed(wish->net, wish->choice == WEIGHTS_U8 ? DTYPE_U8 : DTYPE_F16, path, PATH_SIZE))
            return NO_ERROR;
        break;
    case WEIGHTS_BEST:
    case WEIGHTS_NONE: break;
    }
    if (!weights_find(wish->net, path, PATH_SIZE)) path[0] = '\0';
    return NO_ERROR;
}

Error source_weights(const WeightsWish *wish, Weights *out) {
    char path[PATH_SIZE];
    uint32_t seed;
    TRY(resolve(wish, path, &seed));
    return *path ? weights_open_file(path, wish->net, out) : weights_seeded(wish->net, seed, out);
}

Error source_net(const WeightsWish *wish, NetId *out) {
    *out = wish->net;
    return wish->choice == WEIGHTS_FILE ? weights_net_of(wish->file, wish->net, out) : NO_ERROR;
}

Error source_wish(const char *net, const char *weights, WeightsWish *out) {
    NetId id = NET_VGG16, holds;
    if (net) TRY(net_named(net, &id));
    TRY(source_parse(weights ? weights : "", id, out));
    TRY(source_net(out, &holds));
    if (net && holds != id && net_is_own(id)) return error("weights.derived", "%s\t%s", out->file, net);
    if (net && holds != id)
        return error("weights.other_net", "%s\t%s\t%s", net_info(holds)->title, net_info(id)->title, out->file);
    out->net = holds;
    return NO_ERROR;
}

bool source_same(const WeightsWish *wish, const Weights *weights) {
    char path[PATH_SIZE];
    uint32_t seed;
    Error e = resolve(wish, path, &seed);
    if (failed(&e) || weights->net.id != wish->net) return false;
    if (!*path) return weights->seeded && weights->seed == seed;
    char part[128], file[PATH_SIZE];
    weights_split(path, file, part);
    e = weights_unchanged(weights);
    bool named = strcmp(weights->path, file) == 0 && strcmp(weights->part, part) == 0;
    return named && !failed(&e) && file_is(&weights->file, file);
}

/* ---- the photo ---- */

Framing source_framing(const Weights *weights) { return framing_of(&weights->preparation, weights->net.input.w); }

Error source_photo(const Photo *photo, Framing framing, Image *out) {
    if (photo->bytes) return image_load_memory(photo->bytes, photo->size, photo->name, framing, out);
    return image_load(photo->path, framing, out);
}

Error source_copy(const Image *image, Image *out) {
    size_t bytes = (size_t)image->size * (size_t)image->size * 3;
    *out = *image;
    out->rgb = malloc(bytes);
    if (!out->rgb) return error("memory", "%s", "input");
    memcpy(out->rgb, image->rgb, bytes);
    return NO_ERROR;
}

Error source_input(const Weights *weights, const Image *image, float **out) {
    size_t pixels = (size_t)image->size * (size_t)image->size;
    *out = malloc(pixels * 3 * sizeof **out);
    if (!*out) return error("memory", "%s", "input");
    prepare_pixels(&weights->preparation, weights->net.input.c, image->rgb, pixels, *out);
    return NO_ERROR;
}

Error source_run(Engine *engine, Weights *weights, const Image *image, Run **out) {
    float *input;
    TRY(source_input(weights, image, &input));
    Error e = run_open(engine, weights, input, out);
    free(input);
    return e;
}
