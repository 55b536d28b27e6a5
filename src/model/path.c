#include "model/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int index_in(const Layer *l, Part part) {
    return part == PART_FEATURES ? l->features_index : part == PART_CLASSIFIER ? l->classifier_index : -1;
}

/* Bytes of the list before the index that a path ends in; 0: it ends in another number, or in none. */
static int list_of(const char *path, int index) {
    const char *dot = strrchr(path, '.');
    char *end;
    if (!dot || dot[1] < '0' || dot[1] > '9' || strtol(dot + 1, &end, 10) != index || *end)
        return 0;
    return (int)(dot - path);
}

void part_path(const Net *net, Part part, char out[PATH_TEXT]) {
    const char *list = NULL;
    int n = 0;
    bool one = true;
    for (const Layer *l = net->layer; l < net->layer + net->layers; l++) {
        int index = index_in(l, part);
        if (index < 0)
            continue;
        if (!list)
            list = l->path, n = list_of(list, index);
        one &= n > 0 && list_of(l->path, index) == n && strncmp(l->path, list, (size_t)n) == 0;
    }
    if (one && list)
        snprintf(out, PATH_TEXT, "%.*s", n, list);
    else
        snprintf(out, PATH_TEXT, "%s", part == PART_FEATURES ? "features" : "classifier");
}

static bool has_paths(const Net *net) {
    for (int row = 0; row < net->layers; row++)
        if (*net->layer[row].path)
            return true;
    return false;
}

void layer_place(const Net *net, const Layer *l, char out[PATH_TEXT]) {
    Part part = l->features_index >= 0 ? PART_FEATURES : PART_CLASSIFIER;
    int index = index_in(l, part);
    char list[PATH_TEXT];
    *out = '\0';
    part_path(net, part, list);
    size_t n = strlen(list);
    bool listed =
        (!*l->path && !has_paths(net)) || (strncmp(l->path, list, n) == 0 && list_of(l->path, index) == (int)n);
    if (!listed)
        snprintf(out, PATH_TEXT, "%s", l->path);
    else if (index >= 0)
        snprintf(out, PATH_TEXT, "%.60s[%d]", list, index);
}

void layer_path(const Net *net, const Layer *l, char out[PATH_TEXT]) {
    bool features = l->features_index >= 0;
    int index = features ? l->features_index : l->classifier_index;
    *out = '\0';
    if (*l->path)
        snprintf(out, PATH_TEXT, "%s", l->path);
    else if (index >= 0 && !has_paths(net))
        snprintf(out, PATH_TEXT, "%s.%d", features ? "features" : "classifier", index);
}
