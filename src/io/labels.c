#include "io/labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/paths.h"

enum { CLASSES = 1000 };

typedef struct Names {
    char *text;
    const char *name[CLASSES];
} Names;

struct Labels {
    Names english, translated; /* the second without a text: there is none */
};

/* Splits a text at the ends of its lines; how many there are, up to CLASSES. */
static int split(Names *names) {
    int n = 0;
    for (char *line = names->text; n < CLASSES && *line; n++) {
        names->name[n] = line;
        char *end = strchr(line, '\n');
        if (!end) end = line + strlen(line);
        else *end++ = '\0';
        line = end;
    }
    return n;
}

static Error names_read(const char *path, Names *names) {
    Mapped file;
    TRY(file_map(path, &file));
    names->text = malloc(file.size + 1);
    if (names->text) {
        if (file.size) memcpy(names->text, file.data, file.size);
        names->text[file.size] = '\0';
    }
    file_unmap(&file);
    if (!names->text) return error("memory", "%s", path);
    int n = split(names);
    return n < CLASSES ? error("labels.bad", "%d\t%s", n, path) : NO_ERROR;
}

static Error read_both(const char *language, Labels *labels) {
    char path[PATH_SIZE], file[48];
    if (!paths_assets("labels.txt", path, sizeof path)) return error("labels.missing", "labels.txt");
    TRY(names_read(path, &labels->english));
    snprintf(file, sizeof file, "labels.%s.txt", language);
    bool there = paths_assets(file, path, sizeof path) && file_exists(path);
    return there ? names_read(path, &labels->translated) : NO_ERROR;
}

Error labels_open(const char *language, Labels **out) {
    Labels *labels = calloc(1, sizeof *labels);
    *out = NULL;
    if (!labels) return error("memory", "%s", "labels.txt");
    Error e = read_both(language, labels);
    if (failed(&e)) labels_close(labels);
    else *out = labels;
    return e;
}

void labels_close(Labels *labels) {
    if (!labels) return;
    free(labels->english.text);
    free(labels->translated.text);
    free(labels);
}

static const char *name_of(const Names *names, int class_index) {
    return class_index >= 0 && class_index < CLASSES ? names->name[class_index] : "";
}

const char *labels_get(const Labels *labels, int class_index) { return name_of(&labels->english, class_index); }

const char *labels_translated(const Labels *labels, int class_index) {
    return name_of(labels->translated.text ? &labels->translated : &labels->english, class_index);
}
