/* Images: whatever the bytes are, a picture of the size that was asked for, or an error. */
#include <stdint.h>
#include <stdlib.h>

#include "io/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Image image = {0};
    Error e = image_load_memory(data, size, "fuzz", 32, &image);
    if (!failed(&e) && (image.size != 32 || !image.rgb)) abort();
    image_free(&image);
    return 0;
}
