#include "app/beside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/drawing.h"
#include "app/photos.h"
#include "app/work.h"

/* ---- weights ---- */

WeightsWish app_weights_of(const App *app, NetId net) {
    const Compare *c = app->compare;
    if (c->named && c->other.net == net && net != app->own.id) return c->other;
    WeightsWish wish = {.net = net, .choice = app->choice, .seed = app->choice_seed};
    if (net == app->own.id) memcpy(wish.file, app->choice_file, sizeof wish.file);
    else if (app->choice == WEIGHTS_FILE || app->choice == WEIGHTS_BUNDLED) wish.choice = WEIGHTS_BEST;
    return wish;
}

Error app_acquire_weights(App *app, const WeightsWish *wish, Weights **out) {
    Weights *held[BESIDE_COUNT + 1] = {app->weights};
    for (int role = 0; role < BESIDE_COUNT; role++) held[role + 1] = app->beside[role].weights;
    for (int i = 0; i <= BESIDE_COUNT; i++)
        if (held[i] && source_same(wish, held[i])) {
            *out = held[i];
            return NO_ERROR;
        }
    *out = calloc(1, sizeof **out);
    if (!*out) return error("memory", "%s", net_info(wish->net)->title);
    Error e = source_weights(wish, *out);
    if (!failed(&e)) return NO_ERROR;
    free(*out);
    *out = NULL;
    return e;
}

void app_release_weights(App *app, Weights *weights) {
    bool held = !weights || app->weights == weights;
    for (int role = 0; role < BESIDE_COUNT; role++) held |= app->beside[role].weights == weights;
    if (held) return;
    for (int row = 0; row < weights->net.layers; row++)
        if (weights->net.layer[row].weight_layer) engine_forget(app->engine, &weights->layer[row]);
    weights_close(weights);
    free(weights);
}

/* ---- the runs ---- */

Beside *app_beside_of(App *app, const Weights *weights) {
    for (int role = 0; role < BESIDE_COUNT; role++) {
        Beside *b = &app->beside[role];
        bool same_photo = b->wish.source == BESIDE_SAME && b->of_photo == app->image_version;
        if (b->run && b->weights == weights && same_photo && preparation_same(&b->prepared, &weights->preparation))
            return b;
    }
    return NULL;
}

static bool same_wish(const BesideWish *a, const BesideWish *b) {
    return a->weights.net == b->weights.net && a->weights.choice == b->weights.choice &&
           a->weights.seed == b->weights.seed && strcmp(a->weights.file, b->weights.file) == 0 &&
           a->source == b->source && strcmp(a->photo, b->photo) == 0;
}

/* Nobody waits for the run on the picture that comes. */
static void drop_next(Beside *b) {
    b->next_of = 0;
    memset(b->next_rows, 0, sizeof b->next_rows);
}

static void close_next(Beside *b) {
    drop_next(b);
    run_close(b->next);
    image_free(&b->next_image);
    b->next = NULL;
}

/* Ends what is computed from the run, and closes it. */
static void close_run(App *app, Beside *b) {
    if (!b->run) return;
    app_retire_all(app);
    close_next(b);
    run_close(b->run);
    image_free(&b->photo.image);
    b->run = NULL;
}

void app_beside_close(App *app, BesideRole role) {
    Beside *b = &app->beside[role];
    Weights *weights = b->weights;
    close_run(app, b);
    *b = (Beside){0};
    app_release_weights(app, weights);
}

/* The image that is wished for, framed for the network. */
static Error get_image(const App *app, const BesideWish *wish, Framing framing, Photo *out) {
    const Image *original = live_changed(app) ? &app->live->original : &app->photo->image;
    const Image *ready = wish->source == BESIDE_SAME       ? &app->photo->image
                         : wish->source == BESIDE_ORIGINAL ? original
                                                           : NULL;
    Image plain = {0};
    Error e;
    *out = *app->photo;
    out->image = (Image){0};
    if (wish->source == BESIDE_OTHER) TRY(app_find_photo(app, wish->photo, out));
    if (ready && framing_same(&ready->framing, &framing)) e = source_copy(ready, &out->image);
    else if (wish->source == BESIDE_SAME) e = live_crop(app, framing, &plain, &out->image);
    else e = source_photo(out, framing, &out->image);
    image_free(&plain);
    out->bytes = NULL; /* they stay the main photo's */
    return e;
}

/* Which photo that is: a number that changes when another would be got. */
static uint64_t photo_of(const App *app, const BesideWish *wish) {
    switch (wish->source) {
    case BESIDE_SAME: return app->image_version;
    case BESIDE_ORIGINAL: return app->photo_version;
    case BESIDE_OTHER: break;
    }
    return 0;
}

Error app_beside(App *app, BesideRole role, const BesideWish *wish) {
    Beside *b = &app->beside[role];
    bool tried = b->tried && b->of_app == app->version && b->of_photo == photo_of(app, wish);
    if (tried && same_wish(&b->wish, wish)) return NO_ERROR;
    bool same_photo = b->run && b->of_photo == photo_of(app, wish) && b->wish.source == wish->source &&
                      strcmp(b->wish.photo, wish->photo) == 0;
    b->tried = true;
    b->of_app = app->version;
    b->wish = *wish;
    bool same_input = same_photo && preparation_same(&b->prepared, &b->weights->preparation);
    if (same_input && source_same(&wish->weights, b->weights)) return NO_ERROR;

    Weights *weights = NULL, *old = b->weights;
    Photo photo = {0};
    Run *run = NULL;
    Error e = app_acquire_weights(app, &wish->weights, &weights);
    if (!failed(&e)) e = get_image(app, wish, source_framing(weights), &photo);
    if (!failed(&e)) e = source_run(app->engine, weights, &photo.image, &run);
    close_run(app, b);
    b->weights = failed(&e) ? NULL : weights;
    app_release_weights(app, old);
    b->of_photo = photo_of(app, wish);
    if (failed(&e)) {
        b->tried = strcmp(e.id, "memory") != 0;
        image_free(&photo.image);
        if (weights != old) app_release_weights(app, weights);
        return e;
    }
    b->run = run;
    b->photo = photo;
    b->prepared = weights->preparation;
    b->version = ++app->besides;
    net_build(&b->own, weights->net.id, 1);
    return NO_ERROR;
}

Error app_beside_give(App *app, BesideRole role, const BesideWish *wish, Run *run, const Image *image) {
    Beside *b = &app->beside[role];
    Photo photo = *app->photo;
    photo.bytes = NULL;
    TRY(source_copy(image, &photo.image));
    *b = (Beside){.weights = app->weights,
                  .photo = photo,
                  .run = run,
                  .version = ++app->besides,
                  .tried = true,
                  .wish = *wish,
                  .of_app = app->version,
                  .of_photo = photo_of(app, wish),
                  .prepared = app->weights->preparation};
    net_build(&b->own, app->own.id, 1);
    return NO_ERROR;
}

/* ---- a camera's next picture ---- */

/* Gives the picture that comes to the run that is to have it, where the one that is shown is on the photo before it. */
static Error begin_next(App *app, Beside *b) {
    const Image *coming = &app->live->coming.image;
    Framing framing = source_framing(b->weights);
    bool same_photo = b->wish.source == BESIDE_SAME && b->of_photo == app->image_version;
    if (!same_photo || !framing_same(&coming->framing, &framing)) return NO_ERROR;
    image_free(&b->next_image);
    TRY(source_copy(coming, &b->next_image));
    if (!b->next) TRY(source_run(app->engine, b->weights, coming, &b->next));
    TRY(app_renew(app, b->next, coming, app->image_version + 1));
    b->next_of = app->image_version + 1;
    return NO_ERROR;
}

Error app_beside_follow(App *app, JobWants *wants) {
    int n = wants->n;
    for (int role = 0; role < BESIDE_COUNT; role++)
        memset(app->beside[role].next_rows, 0, sizeof app->beside->next_rows);
    for (int i = 0; i < n; i++) {
        struct JobWant want = wants->at[i];
        Beside *b = app->beside;
        while (b < app->beside + BESIDE_COUNT && b->run != want.run) b++;
        if (b == app->beside + BESIDE_COUNT) continue;
        if (!b->next_of) TRY(begin_next(app, b));
        if (!b->next_of) continue;
        b->next_rows[want.row + 1] = true;
        job_want(wants, b->next, want.row);
    }
    return NO_ERROR;
}

bool app_beside_ready(const App *app) {
    for (int role = 0; role < BESIDE_COUNT; role++) {
        const Beside *b = &app->beside[role];
        for (int row = -1; row < NET_LAYERS; row++)
            if (b->next_rows[row + 1] && (run_input(b->next) != b->next_of || !run_stats(b->next, row))) return false;
    }
    return true;
}

void app_beside_bring(App *app) {
    for (int role = 0; role < BESIDE_COUNT; role++) {
        Beside *b = &app->beside[role];
        if (b->next_of != app->image_version) continue;
        Run *before = b->run;
        image_free(&b->photo.image);
        b->run = b->next;
        b->photo.image = b->next_image;
        b->of_photo = app->image_version;
        b->version = ++app->besides;
        b->next = before;
        b->next_image = (Image){0};
    }
    app_beside_drop(app);
}

void app_beside_drop(App *app) {
    for (int role = 0; role < BESIDE_COUNT; role++) drop_next(&app->beside[role]);
}

void app_beside_close_next(App *app) {
    for (int role = 0; role < BESIDE_COUNT; role++) close_next(&app->beside[role]);
}
