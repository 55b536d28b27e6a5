#include "app/features/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/features/space.h"
#include "app/script.h"
#include "app/work.h"
#include "base/stop.h"
#include "io/png.h"

size_t sheet_bytes(const Sheet *s) { return (size_t)s->net.input.h * (size_t)s->net.input.w * 3; }

/* ---- what it is made from ---- */

/* Bytes of a text, and nothing of what lies between the members of a struct. */
static void add_text(struct sha256_ctx *sha, const char *text) {
    sha256_update(sha, strlen(text) + 1, (const uint8_t *)text);
}

/* What is set here, by which kernels, which do not round alike, and how a picture becomes what the network gets. */
static void begin_sum(Sheet *s) {
    char text[512];
    preparation_text(&s->preparation, text, sizeof text);
    sha256_init(&s->sha);
    add_text(&s->sha, text);
    snprintf(text, sizeof text, "1 %s, steps %d, row %d, %dx%dx%d", isa_name(engine_isa(s->engine)), SHEET_STEPS,
             s->row, s->net.input.c, s->net.input.h, s->net.input.w);
    add_text(&s->sha, text);
}

static void add_tensor(struct sha256_ctx *sha, const Tensor *t) {
    char text[DIMS_TEXT + 32], dims[DIMS_TEXT];
    dims_text(t->dim, t->rank, dims);
    snprintf(text, sizeof text, "%s %s", dtype_name(t->type), dims);
    add_text(sha, text);
    sha256_update(sha, (size_t)tensor_count(t) * (size_t)dtype_size(t->type), t->data);
    if (t->type != DTYPE_U8) return;
    sha256_update(sha, (size_t)t->scales * sizeof(float), t->scale);
    sha256_update(sha, (size_t)t->scales * sizeof(float), t->min);
}

static void add_row(Sheet *s, int row) {
    const Layer *l = &s->net.layer[row];
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS];
    char text[512];
    snprintf(text, sizeof text, "%s %d %d %d %d %d %d %d %d %d %a %a %a %a %a", layer_kind(l->kind)->name, l->out.c,
             l->kernel, l->stride, l->pad, l->pad_more, l->groups, l->ceil, l->counts_padding, l->adaptive, l->epsilon,
             l->slope, l->alpha, l->beta, l->k);
    add_text(&s->sha, text);
    int n = layer_tensors(l, &s->weights->layer[row], shape, tensor);
    for (int i = 0; i < n; i++) add_tensor(&s->sha, tensor[i]);
}

/* A row at a time, until it is told to end; then its file. */
static Error find_file(Sheet *s) {
    unsigned char key[SHEET_KEY];
    if (s->summed == 0) begin_sum(s);
    for (; s->summed <= s->row; s->summed++) {
        if (stop_asked(&s->task.cancel)) return NO_ERROR;
        TRY(weights_touch(s->weights, s->summed, engine_workers(s->engine), &s->task.cancel));
        if (!s->weights->ready[s->summed]) return NO_ERROR;
        add_row(s, s->summed);
    }
    TRY(weights_unchanged(s->weights));
    sha256_digest(&s->sha, SHEET_KEY, key);
    sheet_file_open(key, s->maps, sheet_bytes(s), &s->file);
    return NO_ERROR;
}

/* ---- the task ---- */

/* One more is there. */
static void publish(Sheet *s) {
    pthread_mutex_lock(&s->lock);
    int made = atomic_load(&s->made) + 1;
    atomic_store(&s->made, made);
    atomic_store(&s->task.thousandths, 1000 * made / s->maps);
    if (made >= s->until) atomic_store(&s->task.done, true);
    pthread_mutex_unlock(&s->lock);
}

void sheet_aim(Sheet *s, int until) {
    pthread_mutex_lock(&s->lock);
    s->until = until;
    atomic_store(&s->task.done, atomic_load(&s->made) >= until);
    pthread_mutex_unlock(&s->lock);
}

static void read_back(Sheet *s) {
    for (int map = atomic_load(&s->made); map < s->maps; map++) {
        if (stop_asked(&s->task.cancel)) return;
        if (!sheet_file_read(&s->file, &s->score[map], s->rgb + (size_t)map * sheet_bytes(s))) break;
        publish(s);
    }
    s->read = true;
}

static Error paint(Sheet *s) {
    int map = atomic_load(&s->made);
    bool finished = true;
    if (!s->paint) TRY(ascent_of_map(s->engine, s->weights, &s->net, s->row, map, &s->task.cancel, &s->paint));
    Paint *p = s->paint;
    if (!p->begun) TRY(p->painter->begin(p));
    p->begun = true;
    while (p->step < SHEET_STEPS && !stop_asked(&s->task.cancel)) {
        TRY(p->painter->step(p, &finished));
        if (!finished) return NO_ERROR;
        p->step++;
        atomic_store(&s->task.thousandths, 1000 * (map * SHEET_STEPS + p->step) / (s->maps * SHEET_STEPS));
    }
    if (p->step < SHEET_STEPS) return NO_ERROR;
    unsigned char *rgb = s->rgb + (size_t)map * sheet_bytes(s);
    paint_rgb(p->picture, p->shape, rgb);
    s->score[map] = p->loss[0];
    sheet_file_add(&s->file, s->score[map], rgb, SHEETS_BYTES);
    p->painter->close(p);
    s->paint = NULL;
    publish(s);
    return NO_ERROR;
}

/* One map, so that each is shown as it comes. */
static Error work(JobTask *task) {
    Sheet *s = (Sheet *)task;
    if (s->summed <= s->row) TRY(find_file(s));
    if (s->summed > s->row && !s->read) read_back(s);
    return s->read && !atomic_load(&task->done) ? paint(s) : NO_ERROR;
}

static void close_task(JobTask *task) { sheet_close((Sheet *)task); }

/* What a unit sees, rounded up to whole blocks of 32 pixels; the network's own size where that is no more. */
static bool find_size(const Net *net, int row, Net *out) {
    enum { BLOCK = 32 };
    int side = (net->layer[row].field + BLOCK - 1) / BLOCK * BLOCK;
    if (side < SHEET_SIDE_LEAST) side = SHEET_SIDE_LEAST;
    if (side > SHEET_SIDE_MOST) side = SHEET_SIDE_MOST;
    return (side < net->input.h && net_sized(net, row, side, out)) || net_sized(net, row, net->input.h, out);
}

Error sheet_open(Engine *engine, Weights *weights, int row, Sheet **out) {
    Sheet *s = *out = calloc(1, sizeof *s);
    if (!s) return error("memory", "%s", "sheet");
    pthread_mutex_init(&s->lock, NULL);
    s->task = (JobTask){.work = work, .close = close_task};
    s->engine = engine;
    s->weights = weights;
    s->preparation = weights->preparation;
    s->row = row;
    find_size(&weights->net, row, &s->net);
    s->maps = s->until = net_shape(&s->net, row).c;
    s->score = calloc((size_t)s->maps, sizeof *s->score);
    s->rgb = calloc((size_t)s->maps, sheet_bytes(s));
    if (s->score && s->rgb) return NO_ERROR;
    sheet_close(s);
    *out = NULL;
    return error("memory", "%s", "sheet");
}

void sheet_close(Sheet *s) {
    if (!s) return;
    if (s->paint) s->paint->painter->close(s->paint);
    sheet_file_close(&s->file);
    pthread_mutex_destroy(&s->lock);
    free(s->score);
    free(s->rgb);
    free(s);
}

/* ---- what is wanted ---- */

int sheet_row(const App *app, int layer) {
    const Net *net = &app->weights->net;
    if (layer < 0) return -1;
    int row = net_before_relu(net, layer);
    for (int i = 0; i <= row; i++)
        if (net->layer[i].out.h == 1 || layer_kind(net->layer[i].kind)->sees == SEES_ALL) return -1;
    return row;
}

bool sheet_shown(const App *app) {
    bool shows = app->view == VIEW_LAYER || space_shown(app);
    return app->sheet.on && shows && sheet_row(app, app->selection.row) >= 0;
}

/* Where that of a row is kept; -1: nowhere. */
static int place_of(const App *app, int row) {
    for (int i = 0; i < SHEETS_KEPT; i++) {
        const Sheet *s = app->work.sheet[i];
        if (s && s->weights == app->weights && s->row == row &&
            preparation_same(&s->preparation, &app->weights->preparation))
            return i;
    }
    return -1;
}

static int wanted_maps(const App *app, const Sheet *s) {
    return app->sheet.halted && app->sheet.at < s->maps ? app->sheet.at : s->maps;
}

const Sheet *sheet_of(const App *app, int layer, int *made) {
    int row = app->sheet.on ? sheet_row(app, layer) : -1, place = row < 0 ? -1 : place_of(app, row);
    *made = 0;
    if (place < 0) return NULL;
    const Sheet *s = app->work.sheet[place];
    int there = atomic_load(&((Sheet *)s)->made), wanted = wanted_maps(app, s);
    *made = there < wanted ? there : wanted;
    return s;
}

Error sheet_write(const App *app, const char *path) {
    int made;
    const Sheet *s = sheet_of(app, app->selection.row, &made);
    if (!made) return error("sheet.nothing", "%s", app_row_name(app, app->selection.row));
    int columns = 1, h = s->net.input.h, w = s->net.input.w;
    while (columns * columns < s->maps) columns++;
    int rows = (s->maps + columns - 1) / columns, pitch = columns * (w + 1) + 1, height = rows * (h + 1) + 1;
    uint32_t *pixels = malloc((size_t)pitch * (size_t)height * sizeof *pixels);
    if (!pixels) return error("memory", "%s", path);
    for (int i = 0; i < pitch * height; i++) pixels[i] = 0xFF000000u;
    for (int map = 0; map < made; map++) {
        const unsigned char *rgb = sheet_picture(s, map);
        uint32_t *to = pixels + (map / columns * (h + 1) + 1) * pitch + map % columns * (w + 1) + 1;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++, rgb += 3)
                to[y * pitch + x] = 0xFF000000u | (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
    }
    Error e = png_write(path, pixels, pitch, height, pitch);
    free(pixels);
    return e;
}

/* ---- the command ---- */

Error sheet_command(App *app, int argc, char *const argv[]) {
    enum { MAPS_MOST = 1000000 };
    int word = !app->sheet.on, at = 0;
    if (argc > 1) TRY(command_word(argv[1], SHEET_WORDS, &word));
    bool halts = word == 2;
    if (argc != (argc < 2 ? 1 : 2 + halts)) return error("command.args", "%s\t%s", "sheet", SHEET_ARGS);
    if (halts) TRY(command_int(argv[2], 0, MAPS_MOST, &at));
    app->sheet = (SheetWish){word != 0, halts, at};
    return NO_ERROR;
}

/* ---- the part ---- */

static void retire_at(App *app, int i) {
    if (app->work.sheet[i]) app_retire(app, &app->work.sheet[i]->task);
    app->work.sheet[i] = NULL;
}

static void retire(App *app) {
    for (int i = 0; i < SHEETS_KEPT; i++) retire_at(app, i);
}

/* A free place, or that of the one that was looked at longest ago. */
static int make_place(App *app) {
    int oldest = 0;
    for (int i = 0; i < SHEETS_KEPT; i++) {
        if (!app->work.sheet[i]) return i;
        if (app->work.sheet[i]->used < app->work.sheet[oldest]->used) oldest = i;
    }
    retire_at(app, oldest);
    return oldest;
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    if (!sheet_shown(app)) return;
    int row = sheet_row(app, app->selection.row), place = place_of(app, row);
    if (place < 0) {
        place = make_place(app);
        Error e = sheet_open(app->engine, app->weights, row, &app->work.sheet[place]);
        if (failed(&e)) {
            app->trouble = e;
            return;
        }
        app->work.sheet[place]->number = ++app->work.sheets;
    }
    Sheet *s = app->work.sheet[place];
    s->used = ++app->work.sheets;
    sheet_aim(s, wanted_maps(app, s));
}

static Sheet *unfinished(const App *app) {
    int place = sheet_shown(app) ? place_of(app, sheet_row(app, app->selection.row)) : -1;
    Sheet *s = place < 0 ? NULL : app->work.sheet[place];
    return s && !atomic_load(&s->task.done) ? s : NULL;
}

static JobTask *task(const App *app) {
    Sheet *s = unfinished(app);
    return s ? &s->task : NULL;
}

/* What is there stays. */
static void give_up(App *app) {
    Sheet *s = unfinished(app);
    if (s) app->sheet = (SheetWish){true, true, atomic_load(&s->made)};
}

static void script(const App *app, WayPlace at, Script *s) {
    if (at != WAY_LOOK) return;
    if (app->sheet.halted) script_say(s, "sheet at %d; ", app->sheet.at);
    else script_say_word(s, "sheet", SWITCH_WORDS, app->sheet.on);
}

const AppPart SHEET_PART = {.reads = READS_WEIGHTS, .want = want, .task = task, .retire = retire, .give_up = give_up,
                            .script = script};
