#include "io/follows.h"

#include <jansson.h>
#include <string.h>

/* A layer with weights by its own name; -1 if there is none. */
static int find_row(const Net *net, const char *name) {
    for (int row = 0; name && row < net->layers; row++)
        if (net->layer[row].weight_layer && strcmp(net->layer[row].name, name) == 0) return row;
    return -1;
}

static Error read_units(const Layer *l, const Layer *of, const json_t *units, int *map) {
    if (!json_is_array(units) || json_array_size(units) != (size_t)l->out.c)
        return error("follows.units", "%s\t%d\t%d", l->name, l->out.c, (int)json_array_size(units));
    for (int i = 0; i < l->out.c; i++) {
        const json_t *unit = json_array_get(units, (size_t)i);
        json_int_t n = json_is_integer(unit) ? json_integer_value(unit) : -1;
        if (n < 0 || n >= of->out.c) return error("follows.unit", "%s\t%d\t%s", l->name, i, of->name);
        map[i] = (int)n;
    }
    return NO_ERROR;
}

static Error read_layer(Weights *w, const Net *other, const char *name, const json_t *entry) {
    int row = find_row(&w->net, name), to = find_row(other, json_string_value(json_object_get(entry, "layer")));
    if (row < 0) return error("follows.layer", "%s", name);
    const Layer *l = &w->net.layer[row], *of = to >= 0 ? &other->layer[to] : NULL;
    if (!of || of->kind != l->kind || of->out.h != l->out.h || of->out.w != l->out.w)
        return error("follows.other_layer", "%s\t%s", name, net_info(other->id)->title);
    int *map = ARENA_NEW(&w->memory, (size_t)l->out.c, int);
    if (!map) return error("memory", "%s", w->path);
    TRY(read_units(l, of, json_object_get(entry, "units"), map));
    w->follows[row] = (Followed){.row = to, .map = map};
    memcpy(w->follows[row].layer, of->name, sizeof of->name);
    return NO_ERROR;
}

static Error read_all(Weights *w, const json_t *o) {
    const char *net = json_string_value(json_object_get(o, "network")), *name;
    json_t *layers = json_object_get(o, "layers"), *entry;
    Net other;
    if (!json_is_object(layers)) return error("follows.json", "%s", "layers");
    if (!net || !net_find(net, &w->follows_net)) return error("follows.net", "%s", net ? net : "");
    net_build(&other, w->follows_net, 1);
    json_object_foreach(layers, name, entry) TRY(read_layer(w, &other, name, entry));
    return NO_ERROR;
}

Error follows_read(Weights *w, const char *text) {
    json_error_t at;
    if (!*text) return NO_ERROR;
    bool large = strlen(text) > FOLLOWS_MOST;
    json_t *o = large ? NULL : json_loads(text, JSON_REJECT_DUPLICATES, &at);
    Error e = large ? error("follows.large", "%d", FOLLOWS_MOST) : NO_ERROR;
    if (!large) e = o ? read_all(w, o) : error("follows.json", "%s", at.text);
    if (!o && !large && json_error_code(&at) == json_error_out_of_memory) e = error("memory", "%s", w->path);
    json_decref(o);
    if (failed(&e)) memset(w->follows, 0, sizeof w->follows);
    if (failed(&e) && strcmp(e.id, "memory") == 0) return e;
    w->follows_fault = e;
    return NO_ERROR;
}

static json_t *layer_json(const Layer *l, const Followed *f) {
    json_t *units = json_array();
    for (int i = 0; i < l->out.c; i++) json_array_append_new(units, json_integer(f->map[i]));
    return json_pack("{s:s,s:o}", "layer", f->layer, "units", units);
}

char *follows_text(const Weights *w) {
    json_t *layers = json_object();
    for (int row = 0; row < w->net.layers; row++)
        if (w->follows[row].map)
            json_object_set_new(layers, w->net.layer[row].name, layer_json(&w->net.layer[row], &w->follows[row]));
    bool any = json_object_size(layers) > 0;
    json_t *o = json_pack("{s:s,s:o}", "network", net_info(w->follows_net)->name, "layers", layers);
    char *text = any ? json_dumps(o, JSON_COMPACT) : NULL;
    json_decref(o);
    return text;
}
