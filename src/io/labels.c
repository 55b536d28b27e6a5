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
    Names english, translated; /* the second without a text: there is none, */
    Names other;               /* and then those of another language, perhaps */
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

/* The text of a language's names; false where it has none. */
static bool find(const char *language, char path[PATH_SIZE]) {
    char file[48];
    snprintf(file, sizeof file, "labels.%s.txt", language);
    return paths_assets(file, path, PATH_SIZE) && file_exists(path);
}

static Error read_all(const char *language, const Languages *all, Labels *labels) {
    char path[PATH_SIZE];
    if (!paths_assets("labels.txt", path, sizeof path)) return error("labels.missing", "labels.txt");
    TRY(names_read(path, &labels->english));
    if (find(language, path)) return names_read(path, &labels->translated);
    for (int i = 0; i < all->n; i++)
        if (find(all->at[i].name, path)) return names_read(path, &labels->other);
    return NO_ERROR;
}

Error labels_open(const char *language, const Languages *all, Labels **out) {
    Labels *labels = calloc(1, sizeof *labels);
    *out = NULL;
    if (!labels) return error("memory", "%s", "labels.txt");
    Error e = read_all(language, all, labels);
    if (failed(&e)) labels_close(labels);
    else *out = labels;
    return e;
}

void labels_close(Labels *labels) {
    if (!labels) return;
    free(labels->english.text);
    free(labels->translated.text);
    free(labels->other.text);
    free(labels);
}

static const char *name_of(const Names *names, int class_index) {
    return class_index >= 0 && class_index < CLASSES ? names->name[class_index] : "";
}

const char *labels_get(const Labels *labels, int class_index) { return name_of(&labels->english, class_index); }

const char *labels_translated(const Labels *labels, int class_index) {
    return name_of(labels->translated.text ? &labels->translated : &labels->english, class_index);
}

const char *labels_other(const Labels *labels, int class_index) {
    if (labels->translated.text) return name_of(&labels->english, class_index);
    return labels->other.text ? name_of(&labels->other, class_index) : "";
}
