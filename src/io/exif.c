#include "io/exif.h"

#include <libexif/exif-data.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 6, LARGEST = 1 << 20 /* bytes; in a JPEG it has 64 K at most */ };
static const char HEADER[HEAD] = "Exif\0";

static int in_data(ExifData *data) {
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (!entry || entry->size < 2 || entry->format != EXIF_FORMAT_SHORT) return 1;
    int value = exif_get_short(entry->data, exif_data_get_byte_order(data));
    return value >= 1 && value <= 8 ? value : 1;
}

static int in_headed(const unsigned char *block, size_t size) {
    ExifData *data = exif_data_new_from_data(block, (unsigned)size);
    int value = data ? in_data(data) : 1;
    if (data) exif_data_unref(data);
    return value;
}

int exif_orientation(const unsigned char *block, size_t size) {
    if (size > LARGEST) return 1;
    if (size >= HEAD && memcmp(block, HEADER, HEAD) == 0) return in_headed(block, size);
    unsigned char *headed = malloc(HEAD + size); /* libexif knows a block by its header */
    if (!headed) return 1;
    memcpy(headed, HEADER, HEAD);
    memcpy(headed + HEAD, block, size);
    int value = in_headed(headed, HEAD + size);
    free(headed);
    return value;
}

static int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int exif_orientation_in_profile(const char *text, size_t size) {
    const char *end = text + size;
    for (int line = 0; line < 3; line++) {
        text = memchr(text, '\n', (size_t)(end - text));
        if (!text++) return 1;
    }
    unsigned char *block = malloc(size);
    size_t n = 0;
    if (!block) return 1;
    for (; text < end; text++) {
        int value = digit(*text);
        if (value < 0) continue;
        if (n % 2 == 0) block[n / 2] = (unsigned char)(value << 4);
        else block[n / 2] |= (unsigned char)value;
        n++;
    }
    int value = exif_orientation(block, n / 2);
    free(block);
    return value;
}

/* tiff:Orientation="6" or <tiff:Orientation>6. */
int exif_orientation_in_xmp(const char *text, size_t size) {
    static const char *const NAMES[] = {"tiff:Orientation=\"", "tiff:Orientation>"};
    for (int i = 0; i < 2; i++) {
        const char *at = memmem(text, size, NAMES[i], strlen(NAMES[i]));
        size_t after = at ? (size_t)(at - text) + strlen(NAMES[i]) : size;
        if (after < size && text[after] >= '1' && text[after] <= '8') return text[after] - '0';
    }
    return 1;
}
