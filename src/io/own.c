#include "io/own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/kind.h"
#include "io/names.h"
#include "io/paths.h"

typedef struct Own {
    char *what, *labels; /* the file as it was named; that of the names, if it was named */
    char *from;          /* the file that the names were found in; NULL */
    bool described;      /* that file is a text, and has no weights */
    bool numbered;       /* its classes, for want of names */
    int classes;
    char **label;
    Error passed_over;   /* what is wrong with a file of names beside it */
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

static Error read_names(Own *o, const char *path) {
    char **name;
    TRY(names_of_file(path, o->classes, &name));
    names_free(o->label, o->classes);
    o->label = name;
    o->numbered = false;
    return NO_ERROR;
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

/* A file that is called so has names, but not for it. */
static void pass_over(Own *o, const char *name, const Error *e) {
    bool meant = *name == '.' || strncmp(name, "labels", 6) == 0;
    bool counted = strcmp(e->id, "labels.count") == 0 || strcmp(e->id, "labels.utf8") == 0;
    if (meant && counted && !failed(&o->passed_over)) o->passed_over = *e;
}

/* The first of the files beside it that has names for all; one that is of something else is passed over. */
static Error look_beside(Own *o, const char *path, const char *const names[], size_t n) {
    char text[PATH_SIZE];
    for (size_t i = 0; i < n && !o->label && o->classes; i++) {
        path_beside(path, names[i], text);
        FileKind kind;
        if (!file_exists(text)) continue;
        Error unread = kind_of_file(text, &kind);
        if (failed(&unread) || kind == FILE_NET_TEXT) continue; /* lines of layers, perhaps its own */
        Error e = read_names(o, text);
        if (failed(&e)) {
            pass_over(o, names[i], &e);
            continue;
        }
        o->from = strdup(text);
        if (!o->from) return error("memory", "%s", text);
    }
    return NO_ERROR;
}

static Error find_names(Own *o, const char *path, char **inside) {
    static const char *const OWN[] = {".txt", ".json"};
    static const char *const FOLDER[] = {"labels.txt", "labels.json", "class_index.json", "imagenet_class_index.json",
                                         "config.json"};
    TRY(look_beside(o, path, OWN, sizeof OWN / sizeof *OWN));
    if (!o->label && inside) {
        o->label = inside;
        o->from = strdup(path);
        return o->from ? NO_ERROR : error("memory", "%s", path);
    }
    names_free(inside, o->classes);
    TRY(look_beside(o, path, FOLDER, sizeof FOLDER / sizeof *FOLDER));
    return o->label ? NO_ERROR : number_classes(o);
}

static void drop(Own *o) {
    free(o->what);
    free(o->labels);
    free(o->from);
    names_free(o->label, o->classes);
    *o = (Own){0};
}

/* All that is known of one, also what its classes are called. */
static Error copy(const Own *of, Own *out) {
    drop(out);
    *out = (Own){.what = strdup(of->what), .described = of->described, .numbered = of->numbered, .classes = of->classes,
                 .labels = of->labels ? strdup(of->labels) : NULL, .from = of->from ? strdup(of->from) : NULL,
                 .label = calloc((size_t)of->classes + 1, sizeof *out->label), .passed_over = of->passed_over};
    bool whole = out->what && out->label && !out->labels == !of->labels && !out->from == !of->from;
    for (int i = 0; i < of->classes && whole; i++) whole = (out->label[i] = strdup(of->label[i]));
    return whole ? NO_ERROR : error("memory", "%s", of->what);
}

static Error keep(NetId id, const char *what, const char *path, int classes, char **inside, bool described) {
    Own *o = &own[id - NET_OWN];
    if (o->labels && o->classes == classes && strcmp(o->what, what) == 0) { /* named, for as long as it runs */
        names_free(inside, classes);
        return NO_ERROR;
    }
    drop(o);
    *o = (Own){.what = strdup(what), .described = described, .classes = classes};
    if (!o->what) return error("memory", "%s", what);
    return find_names(o, path, inside);
}

Error own_keep(NetId id, const char *what, const char *path, int classes, char **inside) {
    return keep(id, what, path, classes, inside, false);
}

Error own_describe(NetId id, const char *path, int classes) { return keep(id, path, path, classes, NULL, true); }

bool own_may_be(NetId id, const char *path) {
    const Own *o = net_is_own(id) ? &own[id - NET_OWN] : NULL;
    if (!o || !o->what) return false;
    size_t n = strlen(path);
    return o->described || (strncmp(o->what, path, n) == 0 && (o->what[n] == '\0' || o->what[n] == '#'));
}

Error own_at(NetId id, int side, NetId *out) {
    Draft draft;
    if (!net_is_own(id) || !net_drafted(id)->any_side) return error("own.side", "%s", net_info(id)->title);
    memcpy(&draft, net_drafted(id), sizeof draft); /* also what lies between its members: drafts are compared */
    bool fits = !draft.side_least || (side >= draft.side_least && side <= draft.side_most);
    if (!fits)
        return error("own.sides", "%s\t%d\t%d", net_info(id)->title, draft.side_least, draft.side_most);
    *out = id;
    if (side == draft.input) return NO_ERROR;
    draft.input = side;
    draft.guessed = false;
    TRY(net_draft(&draft, out));
    const Own *of = &own[id - NET_OWN];
    Net net;
    net_build(&net, *out, 1);
    if (net_classes(&net) == of->classes) return copy(of, &own[*out - NET_OWN]);
    return keep(*out, of->what, of->what, net_classes(&net), NULL, of->described); /* it ends in maps, or no more */
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
    o->passed_over = NO_ERROR;
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

const char *own_names_file(NetId id) {
    const Own *o = net_is_own(id) ? &own[id - NET_OWN] : NULL;
    return o && o->labels ? o->labels : o && o->from ? o->from : "";
}

Error own_names_fault(NetId id) { return net_is_own(id) ? own[id - NET_OWN].passed_over : NO_ERROR; }

const char *own_classes_file(NetId id) {
    const char *labels = net_is_own(id) ? own[id - NET_OWN].labels : NULL;
    return labels ? labels : "";
}
