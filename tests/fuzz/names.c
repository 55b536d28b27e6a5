/* JSON that may have names of classes: none is missing, or there are none. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int found, classes = size ? data[0] % 8 : 0;
    json_t *json = size ? json_loadb((const char *)data + 1, size - 1, 0, NULL) : NULL;
    char **name = json ? names_of_json(json, classes, &found) : NULL;
    size_t length = 0;
    for (int i = 0; name && i < classes; i++) length += strlen(name[i]);
    if (name && (classes == 0 || length > 200u * 8)) abort();
    names_free(name, classes);
    json_decref(json);
    return 0;
}
