/* WebP, decoded by libwebp, which is opened when the first one comes; of a file the first picture, alpha dropped.
 * Errors: those of pixels_make, image.cut, image.decode, image.library. */
#include "io/format.h"

#include <pthread.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "io/exif.h"
#include "io/library.h"

static struct WebP {
    bool here;
    __typeof__(WebPDemuxInternal) *open;
    __typeof__(WebPDemuxGetI) *get;
    __typeof__(WebPDemuxGetFrame) *frame;
    __typeof__(WebPDemuxReleaseIterator) *leave_frame;
    __typeof__(WebPDemuxGetChunk) *chunk;
    __typeof__(WebPDemuxReleaseChunkIterator) *leave_chunk;
    __typeof__(WebPDemuxDelete) *close;
    __typeof__(WebPDecodeRGBInto) *decode;
} the_webp;

#ifdef __APPLE__
static const char LIBRARY[] = "libwebpdemux.2.dylib";
#else
static const char LIBRARY[] = "libwebpdemux.so.2"; /* and libwebp, which it needs */
#endif

static void open_library(void) {
    const LibrarySymbol symbols[] = {
        {"WebPDemuxInternal", (void **)&the_webp.open}, {"WebPDemuxGetI", (void **)&the_webp.get},
        {"WebPDemuxGetFrame", (void **)&the_webp.frame}, {"WebPDemuxReleaseIterator", (void **)&the_webp.leave_frame},
        {"WebPDemuxGetChunk", (void **)&the_webp.chunk},
        {"WebPDemuxReleaseChunkIterator", (void **)&the_webp.leave_chunk},
        {"WebPDemuxDelete", (void **)&the_webp.close}, {"WebPDecodeRGBInto", (void **)&the_webp.decode}};
    the_webp.here = library_open(LIBRARY, symbols, sizeof symbols / sizeof *symbols);
}

static bool is_webp(const unsigned char *bytes, size_t size) {
    return size >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0;
}

static int orientation(const WebPDemuxer *webp) {
    WebPChunkIterator chunk;
    if (!the_webp.chunk(webp, "EXIF", 1, &chunk)) return 1;
    int turn = exif_orientation(chunk.chunk.bytes, chunk.chunk.size);
    the_webp.leave_chunk(&chunk);
    return turn;
}

/* The first picture of an animation may be smaller than the canvas, which is black. */
static Error decode(const Encoded *file, const WebPDemuxer *webp, Pixels *out) {
    WebPIterator frame;
    TRY(pixels_make(file, the_webp.get(webp, WEBP_FF_CANVAS_WIDTH), the_webp.get(webp, WEBP_FF_CANVAS_HEIGHT), out));
    size_t pitch = (size_t)out->w * 3, whole = pitch * (size_t)out->h;
    bool drawn = false;
    if (the_webp.frame(webp, 1, &frame)) {
        size_t at = (size_t)frame.y_offset * pitch + (size_t)frame.x_offset * 3;
        const WebPData *part = &frame.fragment;
        drawn = at < whole && the_webp.decode(part->bytes, part->size, out->rgb + at, whole - at, (int)pitch);
        the_webp.leave_frame(&frame);
    }
    return drawn ? NO_ERROR : error("image.decode", "%s\t%s", "WebP", file->name);
}

static Error webp_decode(const Encoded *file, Pixels *out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *out = (Pixels){0};
    pthread_once(&once, open_library);
    if (!the_webp.here) return error("image.library", "WebP\t%s\t%s", LIBRARY, file->name);
    if (file->size < 8 + (uint64_t)little32(file->bytes + 4)) return error("image.cut", "%s", file->name);
    WebPDemuxer *webp = the_webp.open(&(WebPData){file->bytes, file->size}, 0, NULL, WEBP_DEMUX_ABI_VERSION);
    if (!webp) return error("image.decode", "%s\t%s", "WebP", file->name);
    Error e = decode(file, webp, out);
    if (!failed(&e)) out->turn = orientation(webp);
    the_webp.close(webp);
    if (failed(&e)) pixels_free(out);
    return e;
}

const FileFormat webp_format = {"WebP", FILE_PICTURE, .is = is_webp, .decode = webp_decode};
