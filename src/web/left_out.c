/* What the page does without, said as the rest of the program asks for it. Pictures of these kinds are turned into PNG
 * by the browser, where it knows them, before they come here (src/web/page/page.js). */
#include <string.h>

#include "io/fetch.h"
#include "io/format.h"
#include "io/keras.h"

/* ---- pictures that libraries decode which are opened when they are needed ---- */

static bool is_webp(const unsigned char *bytes, size_t size) {
    return size >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0;
}

static bool is_tiff(const unsigned char *bytes, size_t size) {
    return size >= 4 && (memcmp(bytes, "II*\0", 4) == 0 || memcmp(bytes, "MM\0*", 4) == 0);
}

static bool is_box(const unsigned char *bytes, size_t size, const char *brand) {
    return size >= 12 && memcmp(bytes + 4, "ftyp", 4) == 0 && memcmp(bytes + 8, brand, 3) == 0;
}

static bool is_avif(const unsigned char *bytes, size_t size) { return is_box(bytes, size, "avi"); }

static bool is_heic(const unsigned char *bytes, size_t size) {
    return is_box(bytes, size, "hei") || is_box(bytes, size, "hev") || is_box(bytes, size, "mif");
}

const FileFormat webp_format = {"WebP", FILE_PICTURE, .is = is_webp, .no_photo = "image.foreign"};
const FileFormat tiff_format = {"TIFF", FILE_PICTURE, .is = is_tiff, .no_photo = "image.foreign"};
const FileFormat avif_format = {"AVIF", FILE_PICTURE, .is = is_avif, .no_photo = "image.foreign"};
const FileFormat heic_format = {"HEIC", FILE_PICTURE, .is = is_heic, .no_photo = "image.foreign"};

/* ---- Keras ---- */

const FileFormat hdf5_format = {"HDF5", FILE_HDF5, MAGIC(0, "\x89HDF\r\n\x1a\n")};

Error keras_open(const Mapped *file, const char *path, Arena *memory, Described *out) {
    (void)file, (void)memory, (void)out;
    return error("page.keras", "%s", path);
}

/* ---- what is published: the page asks no server but its own for anything ---- */

const char *fetch_published(NetId id) {
    (void)id;
    return NULL;
}

bool fetch_is_published(NetId id, const char *sum) {
    (void)id, (void)sum;
    return false;
}

bool fetch_may_be(const Weights *w) {
    (void)w;
    return false;
}

bool fetch_path(NetId id, char *path, size_t size) {
    (void)id, (void)path, (void)size;
    return false;
}

bool fetch_part(NetId id, char *path, size_t size, int64_t *have) {
    (void)id, (void)path, (void)size, (void)have;
    return false;
}

Error fetch_weights(NetId id, const FetchOptions *options, Transfer *transfer) {
    (void)options, (void)transfer;
    return error("fetch.none", "%s", net_info(id)->title);
}
