#include "view/screens/slices_facts.h"

#include <string.h>

#include "base/file.h"
#include "io/npy.h"
#include "io/paths.h"
#include "view/names.h"

const SlicesFacts *slices_facts(const App *app, Arena *arena) {
    ModuleSlice s[SLICES_MOST];
    SlicesFacts *f = ARENA_NEW(arena, 1, SlicesFacts);
    if (!f) return NULL;
    f->n = slices_shown(app, s);
    f->photo = slices_run(app);
    net_build(&f->net, s[0].net, 1);
    if (f->photo.run && run_net(f->photo.run)->width > 1) f->slim = run_net(f->photo.run);
    slices_text(s, f->n, f->expr);
    for (int i = 0; i < f->n; i++) {
        f->at[i].slice = s[i];
        slice_text(&s[i], f->at[i].text);
        f->at[i].own = slice_figures(&f->net, &s[i]);
        if (f->slim) f->at[i].run = slice_figures(f->slim, &s[i]);
    }
    return f;
}

int convs_up_to(const Net *net, int index) {
    int convs = 0;
    for (int i = 0; i <= index && i < part_modules(net, PART_FEATURES); i++)
        convs += net->module[part_module(net, PART_FEATURES, i)].kind == KIND_CONV;
    return convs;
}

MatchFacts match_facts(const App *app) {
    MatchFacts f = {.asked = slices_matching(app)};
    if (!f.asked) return f;
    const Match *m = slices_match(app);
    f.reference = slices_reference_run(app);
    slices_unit(app, &f.x, &f.y);
    if (!m) {
        const Match *begun = app->work.match;
        f.stopped = begun && atomic_load(&begun->task.stopped);
        f.percent = begun ? atomic_load(&begun->task.thousandths) / 10 : 0;
        return f;
    }
    int place = m->place[f.y * m->shape.w + f.x];
    f.computed = true;
    f.at_x = place % m->shape.w;
    f.at_y = place / m->shape.w;
    f.relevance = m->relevance[f.y * m->shape.w + f.x];
    return f;
}

Box match_patch(int x, int y, int scale) {
    return (Box){(x - 1) * scale, (y - 1) * scale, (x + 2) * scale - 1, (y + 2) * scale - 1};
}

/* ---- as JSON ---- */

static json_t *shape_or_null(Shape s) { return s.c ? shape_json(s) : json_null(); }

static json_t *positive(int n) { return n > 0 ? json_integer(n) : json_null(); }

static void put_figures(json_t *o, const SliceFigures *f) {
    put(o, "in", shape_or_null(f->in));
    put(o, "out", shape_or_null(f->out));
    put(o, "params", json_integer(f->params));
    put(o, "macs", f->misfit < 0 ? json_integer(f->macs) : json_null());
}

static void add_modules(json_t *modules, const Net *net, const ModuleSlice *s) {
    char text[MODULE_TEXT];
    for (int i = 0; i < s->count; i++) {
        int at = slice_module(net, s, i), row = net->module[at].layer;
        module_text(net, at, false, text);
        json_t *m =
            json_pack("{s:i,s:s,s:s}", "index", net->module[at].index, "module", text, "name", module_name(net, at));
        put(m, "out", shape_or_null(module_out(net, at)));
        put(m, "part", json_string(s->part == PART_FEATURES ? "features" : "classifier"));
        put(m, "keras", row >= 0 && *net->layer[row].keras ? json_string(net->layer[row].keras) : json_null());
        int made = module_row(net, at);
        put(m, "field", json_integer(made < 0 ? 1 : net->layer[made].field));
        json_array_append_new(modules, m);
    }
}

static json_t *slice_json(const SlicesFacts *f, const SliceFacts *s) {
    json_t *o = json_object(), *modules = json_array();
    add_modules(modules, &f->net, &s->slice);
    put(o, "expr", json_sprintf("%s.%s", net_info(f->net.id)->name, s->text));
    put(o, "modules", modules);
    put_figures(o, &s->own);
    put(o, "field_own", positive(s->own.field_own));
    put(o, "field", positive(s->own.field));
    if (s->own.misfit >= 0) put(o, "misfit", json_string(module_name(&f->net, s->own.misfit)));
    if (f->slim) {
        json_t *run = json_object();
        put_figures(run, &s->run);
        put(o, "this_run", run);
    }
    return o;
}

/* Several slices that follow one another, as the one that they make together; else only what adds up. */
static void put_together(json_t *o, const SlicesFacts *f) {
    ModuleSlice all = f->at[0].slice;
    bool follow = slice_follows(&all);
    SliceFigures sum = {.misfit = -1};
    json_t *modules = json_array();
    for (int i = 0; i < f->n; i++) {
        const ModuleSlice *s = &f->at[i].slice;
        add_modules(modules, &f->net, s);
        sum.params += f->at[i].own.params;
        sum.macs += f->at[i].own.macs;
        if (i == 0) continue;
        follow &= slice_follows(s) && s->part == all.part && s->start == all.start + all.count;
        all.count += s->count;
    }
    put(o, "modules", modules);
    if (follow) {
        sum = slice_figures(&f->net, &all);
        put(o, "field_own", positive(sum.field_own));
        put(o, "field", positive(sum.field));
    }
    put_figures(o, &sum);
}

static void put_match(json_t *o, const App *app) {
    MatchFacts m = match_facts(app);
    if (!m.asked) return;
    put(o, "reference", json_string(app->slicing->reference));
    put(o, "x", json_integer(m.x));
    put(o, "y", json_integer(m.y));
    put(o, "match", m.computed ? json_pack("{s:i,s:i}", "x", m.at_x, "y", m.at_y) : json_null());
    put(o, "relevance", m.computed ? json_real((double)m.relevance) : json_null());
}

void slices_json(json_t *o, const App *app, Arena *arena) {
    const SlicesFacts *f = slices_facts(app, arena);
    if (!f) return;
    json_t *slices = json_array();
    for (int i = 0; i < f->n; i++) json_array_append_new(slices, slice_json(f, &f->at[i]));
    if (f->n == 1) json_object_update(o, json_array_get(slices, 0));
    else put_together(o, f);
    put(o, "expr", json_string(f->expr));
    put(o, "slices", slices);
    put(o, "of", json_string(net_info(f->net.id)->name));
    put(o, "len_features", json_integer(part_modules(&f->net, PART_FEATURES)));
    put(o, "len_classifier", json_integer(part_modules(&f->net, PART_CLASSIFIER)));
    put_match(o, app);
}

Error slices_save(const App *app, Arena *arena, const char *dir) {
    (void)arena;
    const Match *m = slices_match(app);
    return m ? save_array(dir, "relevance.npy", m->relevance, (const int64_t[]){m->shape.h, m->shape.w}, 2) : NO_ERROR;
}

/* ---- as sentences ---- */

static const char *slice_expr(const Ui *ui, const SlicesFacts *f, const SliceFacts *s) {
    return ui_format(ui, "%s.%s", net_info(f->net.id)->name, s->text);
}

const char *slices_say_figures(const Ui *ui, const SlicesFacts *f, const SliceFacts *s, const char *text) {
    if (!s->slice.count) return add_line(ui, text, SAY(ui, "slices.empty"));
    if (s->own.misfit >= 0) return add_line(ui, text, SAY(ui, "slices.misfit", module_name(&f->net, s->own.misfit)));
    text = add_line(ui, text, SAY(ui, "slices.words_shapes", format_shape(ui, s->own.in), format_shape(ui, s->own.out),
                                  format_count(ui, s->own.macs)));
    if (f->slim)
        text =
            add_line(ui, text,
                     SAY(ui, "slices.words_run", weights_words(ui->app, f->photo.weights, ui->arena),
                         format_shape(ui, s->run.out), format_count(ui, s->run.params), format_count(ui, s->run.macs)));
    const char *own =
        s->own.field_own ? ui_format(ui, "%d×%d", s->own.field_own, s->own.field_own) : SAY(ui, "slices.all");
    if (s->own.field)
        text =
            add_line(ui, text, SAY(ui, "slices.words_field", own, ui_format(ui, "%d×%d", s->own.field, s->own.field)));
    return text;
}

const char *slices_say_count(const Ui *ui, const SlicesFacts *f, const SliceFacts *s) {
    return SAY(ui, "slices.words", slice_expr(ui, f, s), ui_format(ui, "%d", s->slice.count),
               format_count(ui, s->own.params));
}

static const char *slice_words(const Ui *ui, const SlicesFacts *f, const SliceFacts *s, const char *text) {
    char module[MODULE_TEXT];
    text = add_line(ui, text, slices_say_count(ui, f, s));
    for (int i = 0; i < s->slice.count; i++) {
        int at = slice_module(&f->net, &s->slice, i);
        module_text(&f->net, at, false, module);
        text = ui_format(ui, "%s  (%d): %s  %s  %s\n", text, f->net.module[at].index, module, module_name(&f->net, at),
                         format_shape(ui, module_out(&f->net, at)));
    }
    return slices_say_figures(ui, f, s, text);
}

const char *match_waits(const Ui *ui, const MatchFacts *m) {
    return m->stopped ? SAY(ui, "slices.stopped") : SAY(ui, "slices.searching", ui_format(ui, "%d", m->percent));
}

/* What one of them takes: how many modules, from which to which. */
static const char *say_slice(const Ui *ui, const SlicesFacts *f, const SliceFacts *s) {
    if (!s->slice.count)
        return SAY(ui, "slices.caption_none", s->text, ui_format(ui, "%.*s", (int)strcspn(s->text, "["), s->text),
                   ui_format(ui, "%d", part_modules(&f->net, s->slice.part) - 1));
    int first = slice_module(&f->net, &s->slice, 0), last = slice_module(&f->net, &s->slice, s->slice.count - 1);
    if (s->slice.count < 2) return SAY(ui, "slices.caption_one", s->text, module_name(&f->net, first));
    return SAY(ui, "slices.caption", s->text, format_count(ui, s->slice.count), module_name(&f->net, first),
               module_name(&f->net, last));
}

/* How many there are, and what each ends with. */
static const char *say_slices(const Ui *ui, const SlicesFacts *f) {
    const char *ends = "";
    for (int i = 0; i < f->n; i++) {
        const ModuleSlice *s = &f->at[i].slice;
        const char *last = s->count ? module_name(&f->net, slice_module(&f->net, s, s->count - 1))
                                    : SAY(ui, "slices.none");
        ends = ui_format(ui, "%s%s%s", ends, i ? ", " : "", last);
    }
    return SAY(ui, "slices.caption_several", format_count(ui, f->n), ends);
}

const char *slices_say_fifth(const Ui *ui, const SlicesFacts *f) {
    int index = 0, n = part_modules(&f->net, PART_FEATURES), convs = convs_up_to(&f->net, n);
    if (convs == 0) return "";
    while (convs_up_to(&f->net, index) < (convs < 5 ? convs : 5)) index++;
    const char *name = module_name(&f->net, part_module(&f->net, PART_FEATURES, index));
    return SAY(ui, convs < 5 ? "slices.trap_last" : "slices.trap_fifth", name, ui_format(ui, "%d", index),
               ui_format(ui, "%d", n));
}

/* What people take features[5] for. */
static const char *say_trap(const Ui *ui, const SlicesFacts *f) {
    static const int INDEX = 5;
    int at = part_module(&f->net, PART_FEATURES, INDEX), convs = convs_up_to(&f->net, INDEX);
    if (at < 0) return SAY(ui, "slices.trap_short", ui_format(ui, "%d", part_modules(&f->net, PART_FEATURES)));
    const char *name = module_name(&f->net, at);
    if (f->net.module[at].kind != KIND_CONV) return SAY(ui, "slices.trap_other", name);
    return SAY(ui, "slices.trap", name, SAY(ui, ui_format(ui, "ordinal.%d", convs)));
}

const char *slices_headline(const Ui *ui) {
    const SlicesFacts *f = slices_facts(ui->app, ui->arena);
    MatchFacts m = match_facts(ui->app);
    if (!f) return "";
    if (m.asked)
        return m.computed ? SAY(ui, "slices.found", ui_format(ui, "%.3f", (double)m.relevance)) : match_waits(ui, &m);
    return f->n == 1 ? say_slice(ui, f, &f->at[0]) : say_slices(ui, f);
}

const char *slices_place(const Ui *ui) {
    const App *app = ui->app;
    const SlicesFacts *f = slices_facts(app, ui->arena);
    if (!f) return "";
    if (slices_matching(app)) {
        const char *label = f->photo.weights ? weights_words(app, f->photo.weights, ui->arena) : "";
        bool random = f->photo.weights && f->photo.weights->origin == ORIGIN_RANDOM;
        return SAY(ui, random ? "slices.not_ttsr_random" : "slices.not_ttsr", label);
    }
    return say_trap(ui, f);
}

const char *slices_words(const Ui *ui) {
    const SlicesFacts *f = slices_facts(ui->app, ui->arena);
    MatchFacts m = match_facts(ui->app);
    const char *text = "";
    if (!f) return text;
    for (int i = 0; i < f->n; i++) text = slice_words(ui, f, &f->at[i], text);
    if (m.computed)
        text = add_line(ui, text,
                        SAY(ui, "slices.words_match", ui_format(ui, "%d", m.x), ui_format(ui, "%d", m.y),
                            say_photo(ui, m.reference.photo), ui_format(ui, "%d", m.at_x), ui_format(ui, "%d", m.at_y),
                            ui_format(ui, "%.4f", (double)m.relevance)));
    text = add_line(ui, text, slices_headline(ui));
    text = add_line(ui, text, slices_place(ui));
    return m.asked ? text : add_line(ui, text, slices_say_fifth(ui, f));
}
