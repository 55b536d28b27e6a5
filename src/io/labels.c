#include "io/labels.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/paths.h"

enum { CLASSES = 1000 };

struct Labels {
    char *text;
    const char *name[CLASSES];
};

Error labels_open(Labels **out) {
    char path[PATH_SIZE];
    Mapped file;
    *out = NULL;
    if (!paths_assets("labels.txt", path, sizeof path)) return error("labels.missing", "labels.txt");
    TRY(file_map(path, &file));
    Labels *labels = calloc(1, sizeof *labels);
    if (labels) labels->text = malloc(file.size + 1);
    if (!labels || !labels->text) {
        free(labels);
        file_unmap(&file);
        return error("memory", "%s", path);
    }
    if (file.size) memcpy(labels->text, file.data, file.size);
    labels->text[file.size] = '\0';
    file_unmap(&file);
    int n = 0;
    for (char *line = labels->text; n < CLASSES && *line; n++) {
        labels->name[n] = line;
        char *end = strchr(line, '\n');
        if (!end) end = line + strlen(line);
        else *end++ = '\0';
        line = end;
    }
    if (n < CLASSES) {
        labels_close(labels);
        return error("labels.bad", "%d\t%s", n, path);
    }
    *out = labels;
    return NO_ERROR;
}

void labels_close(Labels *labels) {
    if (!labels) return;
    free(labels->text);
    free(labels);
}

const char *labels_get(const Labels *labels, int class_index) {
    return class_index >= 0 && class_index < CLASSES ? labels->name[class_index] : "";
}
