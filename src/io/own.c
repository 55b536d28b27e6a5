#include "io/own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/paths.h"

typedef struct Own {
    char *what, *labels; /* the file as it was named; that of the names, NULL: none */
    int classes;
    char **label;
} Own;

static Own own[DRAFTS_MOST];

void own_called(const char *path, char out[32]) {
    const char *base = path_base(path), *end = strrchr(base, '.');
    size_t n = end && end > base ? (size_t)(end - base) : strlen(base);
    snprintf(out, 32, "%.*s", (int)(n < 31 ? n : 31), base);
    if (n > 31) { /* no half of a character at its end */
        for (n = 31; n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80;) n--;
        if (n > 0 && (unsigned char)out[n - 1] >= 0xC0) n--;
        out[n] = '\0';
    }
    for (char *at = out; *at; at++)
        if (strchr(" \t;'\"[]|.", *at)) *at = '_';
}

static void forget_labels(Own *o) {
    for (int i = 0; o->label && i < o->classes; i++) free(o->label[i]);
    free(o->label);
    free(o->labels);
    o->label = NULL;
    o->labels = NULL;
}

/* A text of as many lines as there are classes. */
static bool read_labels(Own *o, const char *path) {
    Mapped file;
    Error e = file_exists(path) ? file_map(path, &file) : error("labels.missing", "%s", path);
    if (failed(&e)) return false;
    const char *at = (const char *)file.data, *end = at ? at + file.size : NULL;
    int n = 0;
    for (; at < end && n <= o->classes; n++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop ? stop : end) - at);
        while (length && (unsigned char)at[length - 1] <= ' ') length--;
        if (n < o->classes && length < 200) o->label[n] = strndup(at, length);
        at = stop ? stop + 1 : end;
    }
    bool all = n == o->classes;
    for (int i = 0; i < o->classes; i++) {
        all = all && o->label[i] && *o->label[i];
        if (!all) free(o->label[i]), o->label[i] = NULL;
    }
    file_unmap(&file);
    if (!all)
        for (int i = 0; i < o->classes; i++) free(o->label[i]), o->label[i] = NULL;
    else o->labels = strdup(path);
    return all;
}

/* The path with its last part, or that part's ending, replaced. */
static void beside(const char *path, const char *name, char out[PATH_SIZE]) {
    const char *base = path_base(path), *dot = strrchr(base, '.');
    size_t n = *name == '.' ? (size_t)((dot ? dot : base + strlen(base)) - path) : (size_t)(base - path);
    snprintf(out, PATH_SIZE, "%.*s%s", (int)n, path, name);
}

Error own_keep(NetId id, const char *what, const char *path, int classes) {
    Own *o = &own[id - NET_COUNT];
    char text[PATH_SIZE];
    forget_labels(o);
    free(o->what);
    o->what = strdup(what);
    o->classes = classes;
    o->label = calloc((size_t)classes + 1, sizeof *o->label);
    if (!o->what || !o->label) return error("memory", "%s", what);
    beside(path, ".txt", text);
    if (!read_labels(o, text)) {
        beside(path, "labels.txt", text);
        read_labels(o, text);
    }
    for (int i = 0; i < classes; i++) {
        if (o->label[i]) continue;
        snprintf(text, sizeof text, "class %d", i);
        o->label[i] = strdup(text);
        if (!o->label[i]) return error("memory", "%s", what);
    }
    return NO_ERROR;
}

bool own_file(NetId id, char *out, size_t size) {
    const char *what = net_is_own(id) ? own[id - NET_COUNT].what : NULL;
    if (!what) return false;
    snprintf(out, size, "%s", what);
    return true;
}

const char *own_label(NetId id, int class_index) {
    const Own *o = &own[id - NET_COUNT];
    return o->label && class_index >= 0 && class_index < o->classes ? o->label[class_index] : "";
}

const char *own_labels_file(NetId id) {
    const char *labels = net_is_own(id) ? own[id - NET_COUNT].labels : NULL;
    return labels ? labels : "";
}
