#include "app/features/style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/beside.h"
#include "app/photos.h"
#include "app/script.h"
#include "model/kind.h"

static const double WEIGHT_MOST = 1000;

bool style_topic(const App *app) {
    return app->view == VIEW_ASKS && app->asks.topic >= ASKS_TEXTURE && app->asks.topic <= ASKS_INVERSION;
}

/* ---- layers ---- */

/* Where blocks begin: the first convolution, those behind a pool, and those that make the maps smaller. */
static int block_starts(const Net *net, int rows[STYLE_LAYERS]) {
    bool fresh = true;
    int n = 0;
    for (int row = 0; row < net->layers && n < STYLE_LAYERS; row++) {
        const Layer *l = &net->layer[row];
        if (l->out.h * l->out.w == 1) break;
        if (l->kind == KIND_POOL || l->kind == KIND_AVERAGE) fresh = true;
        if (l->kind != KIND_CONV || (!fresh && l->out.h >= l->in.h)) continue;
        rows[n++] = row;
        fresh = false;
    }
    return n;
}

int style_rows(const Net *net, int rows[STYLE_LAYERS]) {
    int n = block_starts(net, rows);
    for (int i = 0; i < n; i++) rows[i] = net_after_relu(net, rows[i]);
    return n;
}

/* The fourth block's second convolution, relu4_2 in VGG, or the nearest to it that there is. */
int style_content_row(const Net *net) {
    enum { CONTENT_BLOCK = 3 };
    int start[STYLE_LAYERS], n = block_starts(net, start), at = n - 1 < CONTENT_BLOCK ? n - 1 : CONTENT_BLOCK;
    if (n == 0) return -1;
    int row = net_after_relu(net, start[at]);
    if (row + 1 < net->layers && net->layer[row + 1].kind == KIND_CONV) row++;
    return net_after_relu(net, row);
}

int style_inverted_row(const App *app) { return app->selection.row; }

int style_selected(const App *app) {
    int rows[STYLE_LAYERS], n = block_starts(&app->own, rows), at = -1;
    for (int i = 0; i < n; i++)
        if (rows[i] <= app->selection.row) at = i;
    return at;
}

StyleLosses style_losses(const App *app) {
    int rows[STYLE_LAYERS];
    StyleLosses l = {.content = -1, .textures = app->asks.topic == ASKS_INVERSION ? 0 : style_rows(&app->own, rows)};
    l.n = l.textures;
    if (app->asks.topic != ASKS_TEXTURE) l.content = l.n++;
    l.variation = l.n++;
    l.total = l.n++;
    return l;
}

/* ---- the photo of the style ---- */

/* The photo of the gallery behind a name, or before it; never the main photo itself. NULL: there is none. */
static const char *photo_beside(const App *app, const char *name, int by) {
    const Gallery *g = app->gallery;
    int at = by > 0 ? -1 : 0;
    for (int i = 0; i < g->n; i++)
        if (strcmp(g->name[i], name) == 0) at = i;
    for (int tried = 0; tried < g->n; tried++) {
        at = (at + by + g->n) % g->n;
        if (strcmp(g->name[at], app->photo->name) != 0) return g->name[at];
    }
    return NULL;
}

/* The one that was named; else one whose pattern everybody knows. */
static const char *photo_of(const App *app) {
    static const char FIRST[] = "giraffe";
    if (*app->style.photo) return app->style.photo;
    if (photos_in(app->gallery, FIRST) && strcmp(app->photo->name, FIRST) != 0) return FIRST;
    return photo_beside(app, FIRST, 1);
}

const Beside *style_beside(const App *app) {
    const Beside *b = &app->beside[BESIDE_STYLE];
    return b->run ? b : NULL;
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    const char *photo = photo_of(app);
    if (!style_topic(app) || app->asks.topic != ASKS_STYLE || !photo) return;
    BesideWish wish = {.weights = app_weights_of(app, app->own.id), .source = BESIDE_OTHER};
    snprintf(wish.photo, sizeof wish.photo, "%s", photo);
    Error e = app_beside(app, BESIDE_STYLE, &wish);
    if (failed(&e)) app->trouble = e;
}

/* ---- the commands ---- */

Error style_command(App *app, int argc, char *const argv[]) {
    (void)argc;
    const char *what = argv[1], *now = photo_of(app);
    Photo photo;
    Image image = {0};
    if (strcmp(what, "off") == 0) {
        app->style = STYLE_BEGINS;
        return NO_ERROR;
    }
    if (strcmp(what, "next") == 0) what = photo_beside(app, now ? now : "", 1);
    else if (strcmp(what, "previous") == 0) what = photo_beside(app, now ? now : "", -1);
    if (!what) return NO_ERROR;
    TRY(app_find_photo(app, what, &photo)); /* it is read once now, so that what is wrong with it is said here */
    TRY(source_photo(&photo, source_framing(app->weights), &image));
    image_free(&image);
    snprintf(app->style.photo, sizeof app->style.photo, "%s", what);
    return NO_ERROR;
}

/* A number, or a step up or down: more doubles it, less halves it, and ends at 0. */
static Error read_weight(const char *word, float *weight) {
    static const float LEAST = 1e-3f;
    char *end;
    double number = strtod(word, &end);
    if (strcmp(word, "more") == 0) number = *weight < LEAST ? (double)LEAST : 2 * (double)*weight;
    else if (strcmp(word, "less") == 0) number = *weight / 2 < LEAST ? 0 : (double)*weight / 2;
    else if (end == word || *end) return error("weigh.number", "%s", word);
    if (!(number >= 0 && number <= WEIGHT_MOST)) return error("weigh.number", "%s", word);
    *weight = (float)number;
    return NO_ERROR;
}

/* The texture of a layer's block: which of those of style_rows. */
static Error find_texture(const App *app, const char *name, int *out) {
    int rows[STYLE_LAYERS], n = style_rows(&app->own, rows), row;
    TRY(net_find_layer(&app->own, name, &row));
    row = net_after_relu(&app->own, net_lead(&app->own, row));
    for (*out = 0; *out < n; ++*out)
        if (rows[*out] == row) return NO_ERROR;
    return error("weigh.layer", "%s", name);
}

/* The three slices of the texture extractor: those of relu1_1, relu2_1 and relu3_1. */
static void weigh_extractor(StyleWish *s) {
    for (int i = 0; i < STYLE_LAYERS; i++) s->weight[i] = i < 3;
}

Error style_weigh(App *app, int argc, char *const argv[]) {
    StyleWish s = app->style;
    const char *what = argv[1];
    int texture;
    if (argc == 2 && strcmp(what, "lte") == 0) return weigh_extractor(&app->style), NO_ERROR;
    if (argc == 2 && (strcmp(what, "more") == 0 || strcmp(what, "less") == 0)) {
        int selected = style_selected(app);
        bool texture_too = app->asks.topic != ASKS_INVERSION && selected >= 0;
        TRY(read_weight(what, texture_too ? &s.weight[selected] : &s.variation));
        return app->style = s, NO_ERROR;
    }
    if (argc != 3) return error("command.args", "%s\t%s", "weigh", WEIGH_ARGS);
    if (strcmp(what, "content") == 0) {
        TRY(read_weight(argv[2], &s.content));
    } else if (strcmp(what, "variation") == 0) {
        TRY(read_weight(argv[2], &s.variation));
    } else if (strcmp(what, "all") == 0) {
        for (int i = 0; i < STYLE_LAYERS; i++) TRY(read_weight(argv[2], &s.weight[i]));
    } else {
        TRY(find_texture(app, what, &texture));
        TRY(read_weight(argv[2], &s.weight[texture]));
    }
    app->style = s;
    return NO_ERROR;
}

static Error choose(int argc, char *const argv[], const char *words, int other, int *out) {
    *out = other;
    return argc > 1 ? command_word(argv[1], words, out) : NO_ERROR;
}

Error style_optimizer(App *app, int argc, char *const argv[]) {
    int which;
    TRY(choose(argc, argv, OPTIMIZER_WORDS, (app->style.optimizer + 1) % OPTIMIZERS, &which));
    app->style.optimizer = (Optimizer)which;
    return NO_ERROR;
}

Error style_pools(App *app, int argc, char *const argv[]) {
    int which;
    TRY(choose(argc, argv, POOLS_WORDS, !app->style.averages, &which));
    app->style.averages = which;
    return NO_ERROR;
}

/* ---- the way back ---- */

static void say_weights(const App *app, Script *script) {
    static const StyleWish BEGINS = STYLE_BEGINS_VALUES;
    const StyleWish *s = &app->style;
    int rows[STYLE_LAYERS], n = style_rows(&app->own, rows);
    for (int i = 0; i < n; i++)
        if (s->weight[i] != BEGINS.weight[i])
            script_say(script, "; weigh %s %g", app_row_name(app, rows[i]), (double)s->weight[i]);
    if (s->content != BEGINS.content) script_say(script, "; weigh content %g", (double)s->content);
    if (s->variation != BEGINS.variation) script_say(script, "; weigh variation %g", (double)s->variation);
}

static void script(const App *app, WayPlace at, Script *script) {
    static const char *const OPTIMIZER_NAMES[] = {WORD_NAMES(EACH_OPTIMIZER)};
    const StyleWish *s = &app->style;
    char photo[QUOTED_SIZE];
    if (at != WAY_SCREEN || !style_topic(app)) return;
    script_say(script, "; style off");
    if (*s->photo) script_quote(s->photo, photo), script_say(script, "; style %s", photo);
    if (s->noise && app->asks.topic == ASKS_STYLE) script_say(script, "; asks from noise");
    if (s->averages) script_say(script, "; pools average");
    if (s->optimizer) script_say(script, "; optimizer %s", OPTIMIZER_NAMES[s->optimizer]);
    say_weights(app, script);
}

const AppPart STYLE_PART = {.want = want, .script = script};
