#include "io/own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/derive.h"
#include "io/paths.h"

typedef struct Own {
    char *what, *labels; /* the file as it was named; that of the names, if it was named */
    bool described;      /* that file is a text, and has no weights */
    bool numbered;       /* its classes, for want of names */
    int classes;
    char **label;
} Own;

enum { LABEL_MOST = 200 }; /* bytes of a name */

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

static void free_names(char **name, int classes) {
    for (int i = 0; name && i < classes; i++) free(name[i]);
    free(name);
}

/* The names of a text, a line each; what is behind them is not read. NULL without memory. *lines: how many there are.
 */
static char **names_of(const Mapped *file, int classes, int *lines) {
    char **name = calloc((size_t)classes + 1, sizeof *name);
    const char *at = (const char *)file->data, *end = at ? at + file->size : NULL;
    for (*lines = 0; name && at < end; ++*lines) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop ? stop : end) - at);
        while (length && (unsigned char)at[length - 1] <= ' ') length--;
        if (*lines < classes && !(name[*lines] = strndup(at, length < LABEL_MOST ? length : LABEL_MOST))) {
            free_names(name, classes);
            return NULL;
        }
        at = stop ? stop + 1 : end;
    }
    return name;
}

static Error read_names(Own *o, const char *path) {
    Mapped file;
    int lines = 0;
    TRY(file_map(path, &file));
    char **name = names_of(&file, o->classes, &lines);
    Error changed = file_unchanged(&file, path);
    file_unmap(&file);
    Error e = !name                ? error("memory", "%s", path)
              : failed(&changed)   ? changed
              : lines == o->classes ? NO_ERROR
                                    : error("labels.count", "%s\t%d\t%d", path, lines, o->classes);
    if (failed(&e)) {
        free_names(name, o->classes);
        return e;
    }
    free_names(o->label, o->classes);
    o->label = name;
    o->numbered = false;
    return NO_ERROR;
}

/* The path with its last part, or that part's ending, replaced. */
static void beside(const char *path, const char *name, char out[PATH_SIZE]) {
    const char *base = path_base(path), *dot = strrchr(base, '.');
    size_t n = *name == '.' ? (size_t)((dot ? dot : base + strlen(base)) - path) : (size_t)(base - path);
    snprintf(out, PATH_SIZE, "%.*s%s", (int)n, path, name);
}

static Error number_classes(Own *o) {
    char text[32];
    o->numbered = true;
    o->label = calloc((size_t)o->classes + 1, sizeof *o->label);
    for (int i = 0; o->label && i < o->classes; i++) {
        snprintf(text, sizeof text, "class %d", i);
        if (!(o->label[i] = strdup(text))) return error("memory", "%s", text);
    }
    return o->label ? NO_ERROR : error("memory", "%s", "labels");
}

static Error keep(NetId id, const char *what, const char *path, int classes, bool described) {
    static const char *const NAMES[] = {".txt", "labels.txt"};
    Own *o = &own[id - NET_OWN];
    char text[PATH_SIZE];
    if (o->labels && o->classes == classes && strcmp(o->what, what) == 0)
        return NO_ERROR; /* named, for as long as it runs */
    free(o->what);
    free(o->labels);
    free_names(o->label, o->classes);
    *o = (Own){.what = strdup(what), .described = described, .classes = classes};
    if (!o->what) return error("memory", "%s", what);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !o->label && classes; i++) {
        beside(path, NAMES[i], text);
        if (!file_exists(text)) continue;
        Error e = read_names(o, text); /* one that is of something else is passed over */
        (void)e;
    }
    return o->label ? NO_ERROR : number_classes(o);
}

Error own_keep(NetId id, const char *what, const char *path, int classes) {
    return keep(id, what, path, classes, false);
}

Error own_describe(NetId id, const char *path, int classes) { return keep(id, path, path, classes, true); }

bool own_may_be(NetId id, const char *path) {
    const Own *o = net_is_own(id) ? &own[id - NET_OWN] : NULL;
    if (!o || !o->what) return false;
    size_t n = strlen(path);
    return o->described || (strncmp(o->what, path, n) == 0 && (o->what[n] == '\0' || o->what[n] == '#'));
}

Error own_at(NetId id, int side, NetId *out) {
    Draft draft;
    Net net;
    char path[PATH_SIZE], *part;
    if (!net_is_own(id) || !net_drafted(id)->any_side) return error("own.side", "%s", net_info(id)->title);
    TRY(derive_at(net_drafted(id), side, &draft));
    TRY(net_draft(&draft, out));
    net_build(&net, *out, 1);
    const char *what = own[id - NET_OWN].what;
    snprintf(path, sizeof path, "%s", what);
    if ((part = strchr(path, '#'))) *part = '\0';
    return own_keep(*out, what, path, net_classes(&net));
}

const char *own_text(NetId id) {
    const Own *o = net_is_own(id) ? &own[id - NET_OWN] : NULL;
    return o && o->described ? o->what : "";
}

Error own_name_classes(NetId id, const char *path) {
    Own *o = &own[id - NET_OWN];
    char *kept = strdup(path);
    Error e = kept ? read_names(o, path) : error("memory", "%s", path);
    if (failed(&e)) {
        free(kept);
        return e;
    }
    free(o->labels);
    o->labels = kept;
    return NO_ERROR;
}

bool own_file(NetId id, char *out, size_t size) {
    const char *what = net_is_own(id) && !own[id - NET_OWN].described ? own[id - NET_OWN].what : NULL;
    if (!what) return false;
    snprintf(out, size, "%s", what);
    return true;
}

const char *own_label(NetId id, int class_index) {
    const Own *o = &own[id - NET_OWN];
    return o->label && class_index >= 0 && class_index < o->classes ? o->label[class_index] : "";
}

bool own_is_numbered(NetId id) { return own[id - NET_OWN].numbered; }

const char *own_classes_file(NetId id) {
    const char *labels = net_is_own(id) ? own[id - NET_OWN].labels : NULL;
    return labels ? labels : "";
}
