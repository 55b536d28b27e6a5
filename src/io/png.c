#include "io/png.h"

#include <png.h>
#include <stdlib.h>

#include "base/file.h"

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
    png_image image = {.version = PNG_IMAGE_VERSION, .width = (png_uint_32)w, .height = (png_uint_32)h,
                       .format = PNG_FORMAT_RGB, .flags = PNG_IMAGE_FLAG_FAST};
    Output out;
    Error e = file_create(path, &out);
    if (!failed(&e)) {
        bool written = png_image_write_to_stdio(&image, out.stream, 0, rgb, 3 * w, NULL) != 0;
        if (written || ferror(out.stream)) e = file_commit(&out);
        else {
            e = error("memory", "%s", path);
            file_discard(&out);
        }
    }
    png_image_free(&image);
    free(rgb);
    return e;
}
