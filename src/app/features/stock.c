#include "app/features/stock.h"

#include <stdio.h>
#include <string.h>

#include "app/overlay.h"
#include "app/script.h"
#include "app/world.h"

/* ---- the list ---- */

static void add(App *app, StockKind kind, const char *path, int64_t size, bool loaded) {
    Stock *s = app->stock;
    if (s->n == STOCK_MOST) return;
    StockItem *item = &s->item[s->n++];
    *item = (StockItem){.kind = kind, .size = size, .loaded = loaded};
    memcpy(item->path, path, strnlen(path, sizeof item->path - 1));
}

static void add_left(void *ctx, const char *name, const char *what) {
    Stock *s = ctx;
    size_t n = strlen(s->left);
    (void)what;
    if (n + strlen(name) + 3 < sizeof s->left)
        snprintf(s->left + n, sizeof s->left - n, "%s%s", n ? ", " : "", name);
}

void stock_list(App *app) {
    NetId id = app->own.id;
    const Weights *w = app->weights;
    FoundFile found[FOUND_MOST];
    char path[PATH_SIZE];
    int n = found_files(id, found);
    bool bundled = weights_bundled(id, path, sizeof path), listed = w->seeded;
    app->stock->n = 0;
    *app->stock->left = '\0';
    if (net_is_own(id) && !w->seeded) {
        Error e = weights_left_out(w, add_left, app->stock);
        (void)e; /* one that is no longer there is told by the footer */
    }
    if (bundled) add(app, STOCK_BUNDLED, path, 0, strcmp(w->path, path) == 0);
    listed |= bundled && strcmp(w->path, path) == 0;
    for (int i = 0; i < n; i++) {
        bool loaded = strcmp(w->path, found[i].path) == 0;
        listed |= loaded;
        add(app, STOCK_FILE, found[i].path, found[i].size, loaded);
    }
    weights_what(w, path, sizeof path);
    if (!listed) add(app, STOCK_FILE, path, (int64_t)w->file.size, true);
    add(app, STOCK_RANDOM, "", 0, w->seeded);
    int64_t have;
    bool there = fetch_path(id, path, sizeof path) && file_exists(path);
    if (!there && fetch_part(id, path, sizeof path, &have)) add(app, STOCK_GET, fetch_published(id), have, false);
}

void stock_command(const App *app, const StockItem *item, char out[STOCK_COMMAND]) {
    const size_t size = STOCK_COMMAND;
    char quoted[QUOTED_SIZE];
    switch (item->kind) {
    case STOCK_BUNDLED: snprintf(out, size, "weights bundled"); break;
    case STOCK_RANDOM:
        snprintf(out, size, "weights random:%u", app->weights->seeded ? (unsigned)app->weights->seed : 1);
        break;
    case STOCK_FILE:
        script_quote(item->path, quoted);
        snprintf(out, size, "weights %s", quoted);
        break;
    case STOCK_GET: snprintf(out, size, app->stock->fetching ? "weights stop" : "weights get"); break;
    }
}

/* Does what an item says; the list stays where that fetches or stops. */
static Error choose(App *app, int item) {
    char command[STOCK_COMMAND];
    if (item < 0 || item >= app->stock->n) return NO_ERROR;
    stock_command(app, &app->stock->item[item], command);
    if (app->stock->item[item].kind != STOCK_GET) overlay_close(app);
    return app_do(app, command, NULL);
}

static void open_list(App *app) {
    stock_list(app);
    for (int i = 0; i < app->stock->n; i++)
        if (app->stock->item[i].loaded) app->overlay_at = i;
}

static int lines(const App *app) { return app->stock->n; }

const AppOverlay weights_overlay = {.command = "weights list", .open = open_list, .lines = lines, .choose = choose};

/* ---- fetching ---- */

double stock_progress(const Stock *s) {
    long long have = atomic_load(&s->transfer.have), whole = atomic_load(&s->transfer.whole);
    return whole > 0 ? (double)have / (double)whole : 0;
}

static void moved(void *ctx) {
    Stock *s = ctx;
    int now = (int)(1000 * stock_progress(s));
    if (now == s->said) return;
    s->said = now;
    if (s->notify) s->notify(s->ctx);
}

static void *fetch(void *ctx) {
    Stock *s = ctx;
    s->error = fetch_weights(s->net, &s->options, &s->transfer);
    atomic_store(&s->over, true);
    if (s->notify) s->notify(s->ctx);
    return NULL;
}

Error stock_get(App *app, NetId net) {
    Stock *s = app->stock;
    TRY(stock_settle(app, false));
    if (s->fetching) return error("fetch.running", "%s", fetch_published(s->net));
    if (!fetch_published(net)) return error("fetch.none", "%s", net_info(net)->title);
    s->net = net;
    s->said = -1;
    s->transfer = (Transfer){.moved = moved, .ctx = s};
    atomic_store(&s->over, false);
    if (pthread_create(&s->thread, NULL, fetch, s) != 0) return error("thread", "%s", "");
    s->fetching = true;
    return NO_ERROR;
}

void stock_stop(App *app) { atomic_store(&app->stock->transfer.cancel, true); }

Error stock_settle(App *app, bool wait) {
    Stock *s = app->stock;
    if (!s->fetching || (!wait && !atomic_load(&s->over))) return NO_ERROR;
    pthread_join(s->thread, NULL);
    s->fetching = false;
    if (s->n) stock_list(app); /* it may be open */
    return s->error;
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    Error fetched = stock_settle(app, false), changed = weights_unchanged(app->weights);
    if (failed(&fetched)) app->trouble = fetched;
    if (failed(&changed)) app->trouble = changed;
}

static Error wait(App *app) { return stock_settle(app, true); }

const AppPart STOCK_PART = {.want = want, .wait = wait};

void stock_close(App *app) {
    if (!app->stock->fetching) return;
    stock_stop(app);
    pthread_join(app->stock->thread, NULL);
    app->stock->fetching = false;
}

/* ---- the command ---- */

static Error get(App *app, const char *name) {
    NetId net = app->own.id;
    if (name && !net_find(name, &net)) return error("command.net", "%s", name);
    return stock_get(app, net);
}

Error stock_weights(App *app, int argc, char *const argv[]) {
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "get") == 0) return get(app, argc > 2 ? argv[2] : NULL);
    if (argc > 2) return error("command.args", "%s\t%s", "weights", command_find("weights")->args);
    if (strcmp(what, "list") == 0) overlay_toggle(app, OVERLAY_WEIGHTS);
    else if (strcmp(what, "stop") == 0) stock_stop(app);
    else return app_set_weights(app, what);
    return NO_ERROR;
}
