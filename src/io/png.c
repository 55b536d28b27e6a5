#include "io/png.h"

#include <stdlib.h>

#include "base/file.h"
#include "io/stb.h"

static void put(void *stream, void *bytes, int n) { fwrite(bytes, 1, (size_t)n, stream); }

Error png_write(const char *path, const uint32_t *pixels, int w, int h, int pitch) {
    unsigned char *rgb = malloc((size_t)w * (size_t)h * 3), *to = rgb;
    if (!rgb) return error("memory", "%s", path);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            uint32_t p = pixels[(size_t)y * (size_t)pitch + (size_t)x];
            *to++ = (unsigned char)(p >> 16);
            *to++ = (unsigned char)(p >> 8);
            *to++ = (unsigned char)p;
        }
    Output out;
    Error e = file_create(path, &out);
    if (!failed(&e)) {
        bool written = stbi_write_png_to_func(put, out.stream, w, h, 3, rgb, 3 * w) != 0;
        e = written ? file_commit(&out) : error("memory", "%s", path);
        if (!written) file_discard(&out);
    }
    free(rgb);
    return e;
}
