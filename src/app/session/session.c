#include "app/session/session.h"

#include <stdlib.h>

#include "app/beside.h"
#include "app/drawing.h"
#include "app/features/difference.h"
#include "app/features/stock.h"
#include "app/folder.h"
#include "app/live.h"
#include "app/photos.h"
#include "app/session/kept.h"
#include "app/session/language.h"
#include "app/session/lesson.h"
#include "app/session/place.h"
#include "app/thumbnail.h"
#include "app/watch.h"
#include "app/work.h"
#include "app/world.h"
#include "base/memory.h"

static Error open_world(const AppOptions *options, App *app) {
    WeightsWish wish;
    TRY(source_wish(options->net, options->weights, &wish));
    Isa isa;
    size_t budget;
    TRY(isa_choose(&isa));
    TRY(engine_budget(&budget));
    TRY(engine_open(isa, options->threads, budget, &app->engine));
    if (options->notify) workers_step_back(engine_workers(app->engine)); /* a window goes first */
    TRY(job_open(options->notify, options->ctx, &app->job));
    photos_list(app->gallery);
    if (options->folder) {
        TRY(folder_open(options->folder, &app->work.folder));
        if (!options->image) app->overlay = OVERLAY_GALLERY;
    }
    Net net;
    net_build(&net, wish.net, 1);
    TRY(app_find_photo(app, options->image ? options->image : FIRST_PHOTO, app->photo));
    for (int i = options->n_more; i-- > 0;) recent_add(app->recent, options->more[i]);
    if (!photos_in(app->gallery, app->photo->name)) recent_add(app->recent, app->photo->path);
    TRY(source_photo(app->photo, framing(net.input.w), &app->photo->image));
    return world_begin(app, &wish);
}

/* What is large of the state. */
static void hold(App *app, Held *held) {
    app->held = held;
    app->gallery = &held->gallery;
    app->recent = &held->recent;
    app->thumbnail = held->thumbnail;
    app->photo = &held->photo;
    app->choice_file = held->choice_file;
    app->stock = &held->stock;
    app->beside = held->beside;
    app->live = &held->live;
    app->watch = &held->watch;
    app->compare = &held->compare;
    app->slicing = &held->slicing;
    app->mark = &held->mark;
    app->teaching = &held->teaching;
    app->trying = &held->trying;
    app->learner = &held->learner;
    app->left = &held->left;
    app->lessons = &held->lessons;
    app->asked = &held->asked;
    app->typed = held->typed;
    app->typed_last = held->typed_last;
    app->film = &held->film;
    app->saved = held->saved;
}

Error app_open(const AppOptions *options, App *app) {
    Held *held = calloc(1, sizeof *held);
    *app = (App){0};
    if (!held) return error("memory", "%s", "");
    *app = (App){.textsize = 1, .hints = true, .pointer_x = 0.5f, .pointer_y = 0.5f, .outside = options->outside,
                 .outside_ctx = options->ctx};
    hold(app, held);
    app->stock->notify = options->notify;
    app->stock->ctx = options->ctx;
    app->watch->notify = options->notify;
    app->watch->ctx = options->ctx;
    app->teaching->lesson.title = "";
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
    watch_close(app);
    if (app->job) app_close_work(app);
    for (int role = 0; role < BESIDE_COUNT; role++) app_beside_close(app, (BesideRole)role);
    job_close(app->job);
    live_close(app);
    live_forget(app);
    difference_forget(app);
    run_close(app->run);
    Weights *weights = app->weights;
    app->weights = NULL;
    app_release_weights(app, weights);
    engine_close(app->engine);
    image_free(&app->photo->image);
    free(app->photo->bytes);
    thumbnails_forget(app);
    labels_close(app->labels);
    strings_close(app->strings);
    lesson_forget(app);
    free(app->held);
    *app = (App){0};
    memory_trim();
}
