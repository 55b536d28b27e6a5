/* Slices: what is read is written in a way that reads the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char text[256], back[SLICE_TEXT];
    ModuleSlice slices[SLICES_MOST];
    int n = 0;
    if (size >= sizeof text) return -1;
    memcpy(text, data, size);
    text[size] = '\0';
    Error e = slice_parse(text, NET_VGG16, slices, &n);
    for (int i = 0; i < n && !failed(&e); i++) {
        ModuleSlice again[SLICES_MOST];
        int one = 0;
        slice_text(&slices[i], back);
        Error wrong = slice_parse(back, slices[i].net, again, &one);
        bool same = !failed(&wrong) && one == 1 && again[0].start == slices[i].start &&
                    again[0].step == slices[i].step && again[0].count == slices[i].count &&
                    again[0].part == slices[i].part;
        if (!same) abort();
    }
    return 0;
}
