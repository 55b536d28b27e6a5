/* Images: whatever the bytes are, a picture of the size that was asked for, or an error. */
#include <stdint.h>
#include <stdlib.h>

#include "io/image.h"
#include "io/stb.h"

enum { LARGE = 1 << 18, TOO_LARGE = 100 << 20 }; /* pixels */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int w, h, channels;
    if (stbi_info_from_memory(data, (int)size, &w, &h, &channels) && (int64_t)w * h > LARGE && (int64_t)w * h < TOO_LARGE)
        return -1; /* nothing but slow */
    Image image = {0};
    Error e = image_load_memory(data, size, "fuzz", 32, &image);
    if (!failed(&e) && (image.size != 32 || !image.rgb)) abort();
    image_free(&image);
    return 0;
}
