#include "view/facts_table.h"

#include "base/csv.h"
#include "model/kind.h"
#include "model/path.h"

static json_t *index_json(int index) { return index < 0 ? json_null() : json_integer(index); }

static json_t *layer_json(const Net *net, const Layer *l) {
    char path[PATH_TEXT];
    layer_path(net, l, path);
    return json_pack("{s:s,s:s,s:o,s:o,s:o,s:[iii],s:i,s:i,s:i,s:I,s:I,s:i,s:i,s:f}", "name", l->name,
                     "kind", layer_kind(l->kind)->name, "features_index", index_json(l->features_index),
                     "classifier_index", index_json(l->classifier_index), "module",
                     *path ? json_string(path) : json_null(), "out", l->out.c, l->out.h, l->out.w,
                     "kernel", l->kernel, "stride", l->stride, "pad", l->pad, "params",
                     (json_int_t)l->params, "macs", (json_int_t)l->macs, "field", l->field, "jump",
                     l->jump, "start", l->start);
}

json_t *table_json(const Net *net) {
    json_t *layers = json_array();
    for (int row = 0; row < net->layers; row++)
        json_array_append_new(layers, layer_json(net, &net->layer[row]));
    return json_pack("{s:s,s:I,s:I,s:o}", "net", net_info(net->id)->name, "params",
                     (json_int_t)net->params, "macs", (json_int_t)net->macs, "layers", layers);
}

bool table_write_json(const Net *net, FILE *out) {
    json_t *table = table_json(net);
    bool written = table && json_dumpf(table, out, JSON_INDENT(1)) == 0 && fputc('\n', out) != EOF;
    json_decref(table);
    return written;
}

static void put_index(FILE *out, int index) {
    if (index >= 0) fprintf(out, "%d", index);
    fputc(',', out);
}

/* The module, which a file may call anything. */
static void put_module(FILE *out, const Net *net, const Layer *l) {
    char path[PATH_TEXT];
    layer_path(net, l, path);
    if (*path) csv_text(out, path);
    else fputc(',', out);
}

void table_write_csv(const Net *net, FILE *out) {
    fputs("name,kind,features_index,classifier_index,module,out_c,out_h,out_w,kernel,stride,pad,params,macs,field,jump,"
          "start\r\n",
          out);
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        fprintf(out, "%s,%s,", l->name, layer_kind(l->kind)->name); /* neither holds what would need quotes */
        put_index(out, l->features_index);
        put_index(out, l->classifier_index);
        put_module(out, net, l);
        fprintf(out, "%d,%d,%d,%d,%d,%d,%lld,%lld,%d,%d,%g\r\n", l->out.c, l->out.h, l->out.w, l->kernel, l->stride,
                l->pad, (long long)l->params, (long long)l->macs, l->field, l->jump, l->start);
    }
}
