/* Images: whatever the bytes are, a picture of the size that was asked for, or an error. */
#include <stdint.h>
#include <stdlib.h>

#include "io/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* dav1d keeps 40 bytes of a damaged tile, where libheif 1.15 does not end it. */
const char *__lsan_default_suppressions(void) { return "leak:libdav1d\n"; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Image image = {0};
    Error e = image_load_memory(data, size, "fuzz", framing(32), &image);
    if (!failed(&e) && (image.size != 32 || !image.rgb)) abort();
    image_free(&image);
    return 0;
}
