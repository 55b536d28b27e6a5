#include "view/screens/family_facts.h"

#include <math.h>
#include <string.h>

#include "base/table.h"
#include "model/family.h"
#include "model/kind.h"

const FamilyColumn *family_columns(Arena *arena) {
    FamilyColumn *columns = ARENA_NEW(arena, FAMILY_NETS, FamilyColumn);
    for (int id = 0; columns && id < FAMILY_NETS; id++) {
        FamilyColumn *c = &columns[id];
        int64_t fc = 0;
        c->info = net_info((NetId)id);
        net_build(&c->net, (NetId)id, 1);
        c->field = c->net.layer[net_layer(&c->net, "pool5")].field;
        c->first_stride = c->net.layer[0].stride;
        family_added((NetId)id, c->added);
        for (int row = 0; row < c->net.layers; row++)
            if (c->net.layer[row].kind == KIND_FC) fc += c->net.layer[row].params;
        c->fc_share = (double)fc / (double)c->net.params;
    }
    return columns;
}

/* ---- as JSON ---- */

static json_t *percent(double value) { return isnan(value) ? json_null() : json_real(value); }

static json_t *cells_json(const FamilyColumn *c) {
    json_t *cells = json_array();
    char text[CELL_TEXT];
    for (int row = 0; row < c->net.layers; row++) {
        const Layer *l = &c->net.layer[row];
        if (layer_kind(l->kind)->joins) continue;
        layer_kind(l->kind)->cell(l, text);
        json_array_append_new(cells, json_pack("{s:s,s:s,s:i,s:b,s:[iii]}", "name", l->name, "cell", text, "block",
                                               l->block, "added", c->added[row], "out", l->out.c, l->out.h, l->out.w));
    }
    return cells;
}

void family_json(json_t *o, const App *app, Arena *arena) {
    const FamilyColumn *columns = family_columns(arena);
    json_t *all = json_array();
    for (int id = 0; columns && id < FAMILY_NETS; id++) {
        const FamilyColumn *c = &columns[id];
        char kernels[CELL_TEXT];
        family_kernels(&c->net, kernels);
        json_t *column = json_pack(
            "{s:s,s:s,s:s,s:i,s:I,s:I,s:i,s:f,s:i,s:s}", "net", c->info->name, "title", c->info->title, "letter",
            c->info->letter, "weight_layers", c->net.weight_layers, "params", (json_int_t)c->net.params, "macs",
            (json_int_t)c->net.macs, "field", c->field, "fc_share", c->fc_share, "first_stride", c->first_stride,
            "kernels", kernels);
        json_object_set_new(column, "paper_top1", percent(c->info->paper_top1));
        json_object_set_new(column, "paper_top5", percent(c->info->paper_top5));
        json_object_set_new(column, "jitter_top1", percent(c->info->jitter_top1));
        json_object_set_new(column, "jitter_top5", percent(c->info->jitter_top5));
        json_object_set_new(column, "torchvision_top1", percent(c->info->torchvision_top1));
        json_object_set_new(column, "torchvision_top5", percent(c->info->torchvision_top5));
        json_object_set_new(column, "cells", cells_json(c));
        json_array_append_new(all, column);
    }
    json_object_set_new(o, "columns", all);
    json_object_set_new(o, "column", json_string(net_info(family_column(app))->name));
    if (columns && app->family.chosen && app->family.row >= 0)
        json_object_set_new(o, "cell", json_string(columns[app->family.column].net.layer[app->family.row].name));
}

/* ---- as sentences ---- */

static const char *tenths(const Ui *ui, double value) {
    return isnan(value) ? "–" : ui_format(ui, "%.1f", value);
}

const char *family_words(const Ui *ui) {
    const FamilyColumn *columns = family_columns(ui->arena);
    const char *text = "";
    for (int id = 0; columns && id < FAMILY_NETS; id++) {
        const FamilyColumn *c = &columns[id];
        text = ui_format(ui, "%s%s\n", text,
                         SAY(ui, "family.words", c->info->title, ui_format(ui, "%d", c->net.weight_layers),
                             format_count(ui, c->net.params), format_count(ui, c->net.macs),
                             ui_format(ui, "%d", c->field)));
        if (!isnan(c->info->paper_top1))
            text = ui_format(ui, "%s  %s\n", text, SAY(ui, "family.words_paper", tenths(ui, c->info->paper_top1),
                                                      tenths(ui, c->info->paper_top5)));
        if (c->info->in_torchvision)
            text = ui_format(ui, "%s  %s\n", text,
                             SAY(ui, "family.words_torchvision", ui_format(ui, "%.3f", c->info->torchvision_top1),
                                 ui_format(ui, "%.3f", c->info->torchvision_top5)));
    }
    return ui_format(ui, "%s%s\n", text, family_headline(ui));
}

const char *family_headline(const Ui *ui) {
    static const char *const KEYS[] = {
        "family.about.a", "family.about.a_lrn", "family.about.b",       "family.about.c",
        "family.about.d", "family.about.e",     "family.about.alexnet", "family.about.alexnet_2012"};
    TABLE_HAS(KEYS, FAMILY_NETS);
    const FamilyColumn *columns = family_columns(ui->arena);
    NetId id = family_column(ui->app);
    if (!columns) return "";
    const FamilyColumn *c = &columns[id], *before = &columns[id ? id - 1 : 0], *alexnet = &columns[NET_ALEXNET];
    const FamilyColumn *vgg16 = &columns[NET_VGG16];
    if (ui->app->family.topic == FAMILY_ALEXNET)
        return SAY(ui, "family.ratio", ui_format(ui, "%.2f", (double)vgg16->net.params / (double)alexnet->net.params),
                   ui_format(ui, "%.1f", (double)vgg16->net.macs / (double)alexnet->net.macs));
    return SAY(ui, KEYS[id], ui_format(ui, "%d", c->field), ui_format(ui, "%d", before->field),
               tenths(ui, c->info->paper_top1), tenths(ui, before->info->paper_top1));
}

const char *family_place(const Ui *ui) {
    const App *app = ui->app;
    const FamilyColumn *columns = family_columns(ui->arena);
    const FamilyColumn *c = columns ? &columns[family_column(app)] : NULL;
    char key[24];
    const char *load = app_key_of(app, "column load", key) && c && c->net.id != app->own.id
                           ? SAY(ui, "family.load", ui_format(ui, "%s", key), c->info->title)
                           : "";
    if (!c || !app->family.chosen || app->family.row < 0) return load;
    const Layer *l = &c->net.layer[app->family.row];
    const char *cost = l->params ? ui_format(ui, " · %s", SAY(ui, "family.cell", format_count(ui, l->params),
                                                               format_amount(ui, (double)l->macs)))
                                 : "";
    return ui_format(ui, "%s · %s%s · %s%s%s", l->name, format_shape(ui, l->out), cost,
                     SAY(ui, "family.sees", ui_format(ui, "%d", l->field)), *load ? " · " : "", load);
}
