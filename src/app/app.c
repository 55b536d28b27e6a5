#include "app/app.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/kept.h"
#include "app/lesson.h"
#include "app/place.h"
#include "app/preprocess.h"
#include "base/clock.h"
#include "base/table.h"
#include "io/paths.h"

/* ---- the gallery ---- */

static int by_name(const void *a, const void *b) { return strcmp(a, b); }

static void list_gallery(Gallery *gallery) {
    char folder[PATH_SIZE];
    gallery->n = 0;
    if (!paths_assets("photos", folder, sizeof folder)) return;
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; gallery->n < GALLERY_MOST && (entry = readdir(dir));) {
        char *name = gallery->name[gallery->n];
        size_t n = strlen(entry->d_name);
        if (n < 5 || n - 4 >= sizeof gallery->name[0] || strcmp(entry->d_name + n - 4, ".jpg") != 0)
            continue;
        snprintf(name, sizeof gallery->name[0], "%.*s", (int)(n - 4), entry->d_name);
        gallery->n++;
    }
    closedir(dir);
    qsort(gallery->name, (size_t)gallery->n, sizeof gallery->name[0], by_name);
}

static bool in_gallery(const Gallery *gallery, const char *name) {
    for (int i = 0; i < gallery->n; i++)
        if (strcmp(gallery->name[i], name) == 0) return true;
    return false;
}

/* ---- tasks of the job ---- */

/* Frees the retired tasks that the job has left. */
static void sweep(App *app) {
    for (int i = 0; i < RETIRED; i++) {
        JobTask *task = app->retired[i];
        if (!task || job_at(app->job, task)) continue;
        task->close(task);
        app->retired[i] = NULL;
    }
}

void app_retire(App *app, JobTask *task) {
    int i = 0;
    if (!task) return;
    job_leave(app->job, task);
    sweep(app);
    while (i < RETIRED && app->retired[i]) i++;
    if (i == RETIRED) { /* only if the job were at eight tasks at once */
        job_stop(app->job);
        sweep(app);
        i = 0;
    }
    app->retired[i] = task;
}

void app_retire_readers(App *app) {
    if (app->sight) app_retire(app, &app->sight->task);
    app->sight = NULL;
    slices_retire(app);
    compare_retire(app);
}

void app_retire_all(App *app) {
    job_stop(app->job);
    app_retire_readers(app);
    if (app->survey) app_retire(app, &app->survey->task);
    if (app->recognize) app_retire(app, &app->recognize->task);
    app->survey = NULL;
    app->recognize = NULL;
    sweep(app);
}

/* ---- replacing ---- */

/* Puts a new run, and new weights and a new photo where they are given, in the place of the old. `plain`: the same
 * photo in another size as it came, or NULL. */
static void replace(App *app, Run *run, Weights *weights, const Photo *photo, const Image *image, Image *plain) {
    app_retire_all(app);
    run_close(app->run);
    app->run = run;
    if (weights && weights != app->weights) {
        Weights *old = app->weights;
        app->weights = weights;
        app_release_weights(app, old);
        net_build(&app->own, weights->net.id, 1);
    }
    if (image) {
        image_free(&app->photo.image);
        if (photo && photo->bytes != app->photo.bytes) free(app->photo.bytes);
        if (photo) app->photo = *photo;
        app->photo.image = *image;
        app->image_version++;
        if (photo) app->photo_version++;
    }
    live_replaced(app, photo != NULL, plain);
    app->version++;
}

/* Changes places with a run beside the main one that is what is wanted: nothing is computed again. `plain` as in
 * replace. */
static void change_places(App *app, Beside *b, Image *plain) {
    app_retire_all(app);
    WeightsWish wish = app_weights_of(app, app->own.id);
    Weights *weights = app->weights;
    Run *run = app->run;
    Image image = app->photo.image;
    app->weights = b->weights;
    app->run = b->run;
    app->photo.image = b->photo.image;
    net_build(&app->own, app->weights->net.id, 1);
    b->weights = weights;
    b->run = run;
    b->photo.image = image;
    b->wish.weights = wish;
    b->prepared = weights->preparation;
    b->of_photo = app->live.computed;
    net_build(&b->own, weights->net.id, 1);
    live_replaced(app, false, plain);
    b->version = ++app->besides;
    app->version++;
}

/* Loads the weights of a network, and the photo anew if that network wants another size. */
static Error change_weights(App *app, const WeightsWish *wish) {
    Image image = {0}, plain = {0};
    Run *run = NULL;
    Weights *weights;
    TRY(app_acquire_weights(app, wish, &weights));
    Beside *beside = weights == app->weights ? NULL : app_beside_of(app, weights);
    /* one that lies beside has the photo in its size, but as it is drawn on alone */
    bool crop = weights->net.input.w != app->photo.image.size && (!beside || live_changed(app));
    Error e = crop ? live_crop(app, weights->net.input.w, &plain, &image) : NO_ERROR;
    if (!failed(&e) && !beside) e = source_run(app->engine, weights, crop ? &image : &app->photo.image, &run);
    if (failed(&e)) {
        image_free(&image);
        image_free(&plain);
        app_release_weights(app, weights);
        return e;
    }
    if (beside) {
        image_free(&image);
        change_places(app, beside, crop ? &plain : NULL);
    } else {
        replace(app, run, weights, NULL, crop ? &image : NULL, crop ? &plain : NULL);
    }
    app->choice = wish->choice;
    app->choice_seed = wish->seed;
    memcpy(app->choice_file, wish->file, sizeof app->choice_file);
    return NO_ERROR;
}

/* Changes the network with its weights; the selection goes along where the new one has such a layer. */
static Error change_net(App *app, const WeightsWish *wish) {
    char selected[12];
    snprintf(selected, sizeof selected, "%s", app_row_name(app, app->selection.row));
    TRY(change_weights(app, wish));
    for (int i = 0; i <= NET_LAYERS; i++) app->selection.map[i] = -1;
    app->lab.pinned = false;
    int row = net_layer(&app->own, selected);
    app->selection.row = row >= -1 ? row : -1;
    app_go(app, net_row_step(&app->own, app->steps, row >= -1 && app->step ? row : -1));
    app->before = false;
    return NO_ERROR;
}

Error app_set_net(App *app, NetId id) {
    if (app->run && id == app->own.id) return NO_ERROR;
    WeightsWish wish = app_weights_of(app, id);
    app->noted = false;
    return change_net(app, &wish);
}

/* Maps keep their numbers where the new weights have as many; the others are chosen anew. */
static void keep_maps(App *app) {
    for (int row = -1; row < app->own.layers; row++)
        if (app->selection.map[row + 1] >= net_shape(&app->weights->net, row).c) app->selection.map[row + 1] = -1;
    if (app->lab.pinned && app->lab.pin_map >= net_shape(&app->weights->net, app->lab.pin_row).c) app->lab.pinned = false;
}

/* What a file decides by itself is said: the network, which of several it is, how photos are prepared for it. */
static void note_weights(App *app, NetId before) {
    const Weights *w = app->weights;
    app->noted_from = before;
    app->noted = before != app->own.id || (*w->taken && !*w->part) || w->preparation.kind != PREPARE_TORCHVISION;
}

Error app_set_preparation(App *app, const Preparation *p) {
    Preparation before = app->weights->preparation;
    Run *run;
    if (preparation_same(&before, p)) return NO_ERROR;
    job_stop(app->job); /* what is computed of the photos reads it */
    app->weights->preparation = *p;
    Error e = source_run(app->engine, app->weights, &app->photo.image, &run);
    if (failed(&e)) app->weights->preparation = before;
    else replace(app, run, NULL, NULL, NULL, NULL);
    return e;
}

Error app_set_weights(App *app, const char *what) {
    WeightsWish wish;
    NetId before = app->own.id;
    TRY(source_parse(what, before, &wish));
    TRY(source_net(&wish, &wish.net));
    bool same = app->weights && wish.choice != WEIGHTS_FILE && source_same(&wish, app->weights);
    if (same) {
        app->choice = wish.choice;
        app->choice_seed = wish.seed;
        return NO_ERROR;
    }
    TRY(wish.net == before ? change_weights(app, &wish) : change_net(app, &wish));
    keep_maps(app);
    note_weights(app, before);
    return NO_ERROR;
}

void recent_add(Recent *recent, const char *path) {
    int at = 0;
    while (at < recent->n && strcmp(recent->path[at], path) != 0) at++;
    if (at == RECENT) at = 0;
    if (at < recent->n)
        memmove(recent->path[at], recent->path[at + 1], (size_t)(recent->n - at - 1) * sizeof recent->path[0]);
    else recent->n++;
    snprintf(recent->path[recent->n - 1], sizeof recent->path[0], "%s", path);
    recent->version++;
}

static Error change_photo(App *app, const Photo *photo) {
    Image image = {0};
    Run *run = NULL;
    Error e = source_photo(photo, app->own.input.w, &image);
    if (!failed(&e)) e = source_run(app->engine, app->weights, &image, &run);
    if (failed(&e)) {
        image_free(&image);
        return e;
    }
    replace(app, run, NULL, photo, &image, NULL);
    return NO_ERROR;
}

Error app_find_photo(const App *app, const char *what, Photo *out) {
    *out = (Photo){0};
    if (in_gallery(&app->gallery, what)) {
        char file[48];
        snprintf(file, sizeof file, "photos/%s.jpg", what);
        if (!paths_assets(file, out->path, sizeof out->path))
            return error("image.path_long", "%s", what);
    } else if (strlen(what) >= sizeof out->path) {
        return error("image.path_long", "%s", what);
    } else {
        memcpy(out->path, what, strlen(what) + 1);
    }
    snprintf(out->name, sizeof out->name, "%s", path_base(what));
    return NO_ERROR;
}

Error app_set_photo(App *app, const char *what) {
    Photo photo;
    TRY(app_find_photo(app, what, &photo));
    bool bundled = in_gallery(&app->gallery, what);
    if (bundled && strcmp(photo.path, app->photo.path) == 0 && !live_changed(app)) return NO_ERROR;
    TRY(change_photo(app, &photo));
    if (!bundled && !app->teaching.staging) recent_add(&app->recent, photo.path); /* what a lesson opens is not the user's own */
    if (app->overlay == OVERLAY_GALLERY) thumbnails_make(app);
    return NO_ERROR;
}

Error app_set_photo_bytes(App *app, const void *bytes, size_t size, const char *name) {
    Photo photo = {.bytes = malloc(size ? size : 1), .size = size};
    if (!photo.bytes) return error("memory", "%s", name);
    memcpy(photo.bytes, bytes, size);
    snprintf(photo.name, sizeof photo.name, "%s", name);
    Error e = change_photo(app, &photo);
    if (failed(&e)) free(photo.bytes);
    return e;
}

Error app_set_language(App *app, const char *language) {
    Strings *strings;
    TRY(strings_open(language, &strings));
    strings_close(app->strings);
    app->strings = strings;
    lesson_translate(app);
    return NO_ERROR;
}

/* ---- opening ---- */

static Error open_world(const AppOptions *options, App *app) {
    WeightsWish wish;
    TRY(source_wish(options->net, options->weights, &wish));
    Isa isa;
    size_t budget;
    TRY(isa_choose(&isa));
    TRY(labels_open(&app->labels));
    TRY(engine_budget(&budget));
    TRY(engine_open(isa, options->threads, budget, &app->engine));
    if (options->notify) pool_step_back(engine_pool(app->engine)); /* a window goes first */
    TRY(job_open(options->notify, options->ctx, &app->job));
    list_gallery(&app->gallery);
    net_build(&app->own, wish.net, 1);
    TRY(app_find_photo(app, options->image ? options->image : FIRST_PHOTO, &app->photo));
    for (int i = options->n_more; i-- > 0;) recent_add(&app->recent, options->more[i]);
    if (!in_gallery(&app->gallery, app->photo.name)) recent_add(&app->recent, app->photo.path);
    TRY(source_photo(&app->photo, app->own.input.w, &app->photo.image));
    app->choice = WEIGHTS_NONE;
    TRY(change_weights(app, &wish));
    note_weights(app, wish.net);
    return NO_ERROR;
}

Error app_open(const AppOptions *options, App *app) {
    *app = (App){.textsize = 1, .pointer_x = 0.5f, .pointer_y = 0.5f, .outside = options->outside,
                 .outside_ctx = options->ctx, .stock = {.notify = options->notify, .ctx = options->ctx},
                 .teaching = {.lesson = {.title = ""}}};
    place_begin(app);
    strings_languages(&app->languages);
    Error e = app_set_language(app, "en");
    if (!failed(&e)) e = open_world(options, app);
    if (failed(&e)) app_close(app);
    else if (options->kept) kept_apply(options->kept, app);
    return e;
}

void app_close(App *app) {
    stock_close(app);
    if (app->job) app_retire_all(app);
    for (int role = 0; role < BESIDE_COUNT; role++) app_beside_close(app, (BesideRole)role);
    job_close(app->job);
    live_close(app);
    live_forget(app);
    difference_forget(app);
    free(app->trial);
    run_close(app->run);
    Weights *weights = app->weights;
    app->weights = NULL;
    app_release_weights(app, weights);
    engine_close(app->engine);
    image_free(&app->photo.image);
    free(app->photo.bytes);
    thumbnails_forget(app);
    labels_close(app->labels);
    strings_close(app->strings);
    lesson_forget(app);
    *app = (App){0};
}

/* ---- what is wanted ---- */

/* Field shows the gradient of the selected unit, unless a stack is looked at; Layer does on a key. */
static bool wants_sight(const App *app) {
    bool field = app->view == VIEW_FIELD && !app->lab.stack_n;
    return app->selection.row >= 0 && (field || (app->view == VIEW_LAYER && app->lab.excite));
}

static bool wants_survey(const App *app) {
    return app->view == VIEW_LAYER && app->lab.patches == PATCHES_ALL && net_shape(&app->own, app->selection.row).h > 1;
}

static bool is_selected_map(const App *app, const Survey *s) {
    return s && s->weights == app->weights && s->row == app_shown_row(app) && s->map == app_map(app) &&
           s->recent == app->recent.version;
}

const char *app_survey_photo(const App *app, int photo) {
    return photo < app->gallery.n ? app->gallery.name[photo] : app->survey->path[photo];
}

const Survey *app_survey(const App *app) {
    bool there = is_selected_map(app, app->survey) && atomic_load(&app->survey->task.done);
    return there ? app->survey : NULL;
}

static bool is_selected(const App *app, const Sight *sight) {
    int x, y;
    app_unit(app, &x, &y);
    return sight && sight->run == app->run && sight->row == app->selection.row &&
           sight->map == app_map(app) && sight->x == x && sight->y == y;
}

const Sight *app_sight(const App *app) {
    bool there = is_selected(app, app->sight) && atomic_load(&app->sight->plain_there);
    return there ? app->sight : NULL;
}

static_assert((int)STACK_MOST <= (int)NET_LAYERS, "a chain has room for a stack");

int app_chain(const App *app, StackLayer out[NET_LAYERS], const char *names[NET_LAYERS]) {
    int n = 0;
    for (; n < app->lab.stack_n; n++) {
        out[n] = app->lab.stack[n];
        if (names) names[n] = "";
    }
    if (n) return n;
    for (int row = 0; row <= app->selection.row; row++) {
        const Layer *l = &app->own.layer[row];
        if (!stack_layer_of(l, &out[n])) continue;
        if (names) names[n] = l->name;
        n++;
    }
    return n;
}

/* Measures the field of what the Field screen looks at, once for each. */
static void measure_field(App *app) {
    StackLayer chain[NET_LAYERS];
    Sliding layers[NET_LAYERS];
    int n = app_chain(app, chain, NULL);
    uint64_t key = 14695981039346656037u;
    for (int i = 0; i < n; i++) {
        layers[i] = (Sliding){chain[i].kernel, chain[i].stride};
        key = (key ^ (uint64_t)(chain[i].kernel * 64 + chain[i].stride)) * 1099511628211u;
    }
    if (key == app->lab.measured_of) return;
    int measured = measured_field(layers, n);
    if (measured < 0) {
        app->trouble = error("memory", "%s", "field");
        return;
    }
    app->lab.measured = measured;
    app->lab.measured_of = key;
}

/* Puts the gradient of the selected unit in the place of another's. It can be asked for only once the map
 * that is selected is known. */
static void renew_sight(App *app) {
    int x, y;
    if (is_selected(app, app->sight) || !run_stats(app->run, app_shown_row(app))) return;
    if (app->sight) app_retire(app, &app->sight->task);
    app->sight = NULL;
    app_unit(app, &x, &y);
    Error e = sight_open(app->run, app->engine, app->selection.row, app_map(app), x, y, &app->sight);
    if (failed(&e)) app->trouble = e;
}

static_assert(SURVEY_PHOTOS >= GALLERY_MOST + RECENT, "a survey has room for every photo");

static void renew_survey(App *app) {
    if (is_selected_map(app, app->survey) || !run_stats(app->run, app_shown_row(app))) return;
    if (app->survey) app_retire(app, &app->survey->task);
    app->survey = NULL;
    Error e = survey_open(app->engine, app->weights, app_shown_row(app), app_map(app), &app->survey);
    for (int i = 0; i < app->gallery.n && !failed(&e); i++) {
        Photo photo;
        e = app_find_photo(app, app->gallery.name[i], &photo);
        if (!failed(&e)) memcpy(app->survey->path[app->survey->photos++], photo.path, sizeof photo.path);
    }
    for (int i = 0; i < app->recent.n && !failed(&e); i++)
        memcpy(app->survey->path[app->survey->photos++], app->recent.path[i], sizeof app->recent.path[i]);
    if (!failed(&e)) app->survey->recent = app->recent.version;
    if (failed(&e)) app->trouble = e;
}

Error app_try(App *app) {
    if (app->trial) app_retire(app, &app->trial->task);
    app->trial = NULL;
    return trial_open(app->engine, app->lab.c_in, app->lab.side, &app->trial);
}

/* Whether it is of what is set now. */
static bool is_set(const App *app, const Trial *t) { return t && t->c == app->lab.c_in && t->side == app->lab.side; }

const Trial *app_trial(const App *app) {
    return is_set(app, app->trial) && atomic_load(&app->trial->task.done) ? app->trial : NULL;
}

/* Finds out where weights come from that may be published ones. */
static void renew_recognize(App *app) {
    Recognize *r = app->recognize;
    if (r && atomic_load(&r->task.done)) {
        FileStamp stamp = file_stamp_mapped(&app->weights->file);
        sums_add(app->weights->path, &stamp, r->sum);
        if (fetch_is_published(app->own.id, r->sum)) app->weights->origin = ORIGIN_TORCHVISION;
        app_retire(app, &r->task);
        app->recognize = NULL;
        app->recognized = app->version;
    }
    if (app->recognize || app->recognized == app->version) return;
    Error e = NO_ERROR;
    if (fetch_may_be(app->weights)) e = recognize_open(app->weights, &app->recognize);
    if (failed(&e)) app->trouble = e;
    if (!app->recognize) app->recognized = app->version; /* else once it is done: it may be ended for something else */
}

/* What is to be computed once the rows are there: one thing at a time, the gradient first. */
static JobTask *next_task(const App *app) {
    bool sight = wants_sight(app) && is_selected(app, app->sight);
    bool survey = wants_survey(app) && is_selected_map(app, app->survey);
    if (sight && !atomic_load(&app->sight->task.done)) return &app->sight->task;
    if (survey && !atomic_load(&app->survey->task.done)) return &app->survey->task;
    JobTask *match = slices_task(app), *compare = compare_task(app);
    if (match) return match;
    if (compare) return compare;
    if (is_set(app, app->trial) && !atomic_load(&app->trial->task.done)) return &app->trial->task;
    return app->recognize ? &app->recognize->task : NULL;
}

void app_give_up(App *app) {
    JobTask *task;
    compare_end_race(app);
    while ((task = next_task(app)) && !(app->recognize && task == &app->recognize->task)) {
        if (app->trial && task == &app->trial->task) {
            app_retire(app, task);
            app->trial = NULL;
        } else if (app->survey && task == &app->survey->task) {
            app->lab.patches = PATCHES_HERE;
        } else if (app->view == VIEW_LAYER) {
            app->lab.excite = EXCITE_OFF;
        } else {
            app->view = VIEW_NETWORK;
        }
    }
}

void app_want(App *app) {
    Error fetched = stock_settle(app, false), changed = weights_unchanged(app->weights);
    if (failed(&fetched)) app->trouble = fetched;
    if (failed(&changed)) app->trouble = changed;
    JobWants wants = {0};
    live_want(app, &wants);
    job_want(&wants, app->run, app_step_row(app));
    if (app_shown(app)) job_want(&wants, app->run, app_shown_row(app));
    if (app->view == VIEW_LAYER && app->lab.pinned) job_want(&wants, app->run, app->lab.pin_row);
    if (live_wants_answers(app)) job_want(&wants, app->run, app->own.layers - 1);
    difference_measure(app);
    if (app->view == VIEW_FIELD) measure_field(app);
    if (wants_sight(app)) renew_sight(app);
    if (wants_survey(app)) renew_survey(app);
    renew_recognize(app);
    slices_want(app, &wants);
    compare_want(app, &wants);
    job_ask(app->job, &wants, next_task(app));
}

Error app_wait(App *app) {
    TRY(stock_settle(app, true));
    return app_wait_for(app, INFINITY);
}

Error app_wait_for(App *app, double ms) {
    double end = clock_ms() + ms;
    bool there = job_wait(app->job, ms);
    for (int more = 0; there && more < 6; more++) { /* what could only be asked for now: a gradient, a survey, another run */
        TRY(job_error(app->job));
        app_want(app);
        there = job_wait(app->job, end - clock_ms());
    }
    return job_error(app->job);
}

/* ---- what the state says ---- */

const char *view_name(View view) {
#define NAME(NAME, word, key) #word,
    static const char *const NAMES[] = {EACH_VIEW(NAME)};
    return NAMES[view];
}

const char *view_key(View view) {
#define KEY(NAME, word, key) key,
    static const char *const KEYS[] = {EACH_VIEW(KEY)};
    return KEYS[view];
}

int app_last_step(const App *app) { return net_steps(&app->own, app->steps); }
int app_step_row(const App *app) { return net_step_row(&app->own, app->steps, app->step); }

bool app_before_relu(const App *app) {
    int row = app->selection.row;
    return row >= 0 && app->steps == STEP_MODULES && app_step_row(app) == row && net_after_relu(&app->own, row) != row;
}

int app_shown_row(const App *app) {
    int row = app->selection.row;
    return row < 0 || app->before || app_before_relu(app) ? row : net_after_relu(&app->own, row);
}

bool app_shown(const App *app) {
    return app->view == VIEW_LAYER || app->view == VIEW_NEURON || app->view == VIEW_COMPARE || wants_sight(app) ||
           app_shown_row(app) <= app_step_row(app);
}

int app_strongest(const App *app, int row) {
    const MapStats *stats = run_stats(app->run, row);
    if (!stats || row < 0) return 0;
    int n = net_shape(&app->weights->net, row).c, map = 0;
    for (int i = 1; i < n; i++)
        if (stats[i].mean > stats[map].mean) map = i;
    return map;
}

int app_map(const App *app) {
    int map = app->selection.map[app->selection.row + 1];
    return map >= 0 ? map : app_strongest(app, app_shown_row(app));
}

void app_unit(const App *app, int *x, int *y) {
    net_unit_at(&app->own, app_shown_row(app), app->selection.px, app->selection.py, x, y);
}

const char *app_row_name(const App *app, int row) { return row < 0 ? "input" : app->own.layer[row].name; }

void app_select(App *app, int row) {
    if (row != app->selection.row) app->page = 0;
    app->selection.row = row;
}

void app_go(App *app, int step) {
    int last = app_last_step(app);
    app->step = step < 0 ? 0 : step > last ? last : step;
    compare_follow(app);
    app_select(app, net_step_layer(&app->own, app->steps, app->step));
}

static int by_energy(const void *a, const void *b) {
    const MapRank *i = a, *j = b;
    return i->mean > j->mean ? -1 : i->mean < j->mean ? 1 : i->map - j->map;
}

void app_rank_maps(const App *app, int row, MapOrder order, MapRank ranks[], int n) {
    const MapStats *stats = order == ORDER_ENERGY ? run_stats(app->run, row) : NULL;
    for (int i = 0; i < n; i++) ranks[i] = (MapRank){i, stats ? stats[i].mean : 0.0};
    qsort(ranks, (size_t)n, sizeof *ranks, by_energy);
}

double app_progress(const App *app) {
    int row = app_shown_row(app);
    Shape s = net_shape(&app->weights->net, row);
    return (double)run_ready(app->run, row) / (s.h > 1 ? s.h : s.c);
}

bool app_slim(const App *app) { return app->weights->net.width > 1; }

Error app_effect(App *app, EffectKind kind, const char *text) {
    Effect effect = {.kind = kind};
    snprintf(effect.text, sizeof effect.text, "%s", text);
    return app->outside ? app->outside(app->outside_ctx, app, &effect) : NO_ERROR;
}
