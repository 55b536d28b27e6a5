#include "app/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/beside.h"
#include "app/drawing.h"
#include "app/folder.h"
#include "app/live.h"
#include "app/photos.h"
#include "app/work.h"
#include "io/own.h"

/* The network at its own width, of the weights that run. The unit that is looked at keeps its place on a photo of quite
 * another size. */
static void build_own(App *app) {
    enum { USUAL = 224 };
    int was = app->own.input.w ? app->own.input.w : USUAL;
    net_build(&app->own, app->weights->net.id, 1);
    int now = app->own.input.w;
    if (2 * now > was && 2 * was > now) return;
    app->selection.px = app->selection.px * now / was;
    app->selection.py = app->selection.py * now / was;
}

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
        build_own(app);
    }
    if (image) {
        image_free(&app->photo->image);
        if (photo && photo->bytes != app->photo->bytes) free(app->photo->bytes);
        if (photo) *app->photo = *photo;
        app->photo->image = *image;
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
    Image image = app->photo->image;
    app->weights = b->weights;
    app->run = b->run;
    app->photo->image = b->photo.image;
    build_own(app);
    b->weights = weights;
    b->run = run;
    b->photo.image = image;
    b->wish.weights = wish;
    b->prepared = weights->preparation;
    b->of_photo = app->live->computed;
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
    Framing framing = source_framing(weights);
    bool crop = !framing_same(&framing, &app->photo->image.framing) && (!beside || live_changed(app));
    Error e = crop ? live_crop(app, framing, &plain, &image) : NO_ERROR;
    if (!failed(&e) && !beside) e = source_run(app->engine, weights, crop ? &image : &app->photo->image, &run);
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
    memcpy(app->choice_file, wish->file, sizeof wish->file);
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
    if (app->lab.pinned && app->lab.pin_map >= net_shape(&app->weights->net, app->lab.pin_row).c)
        app->lab.pinned = false;
}

/* What a file decides by itself is said: the network, which of several it is, how photos are prepared for it. */
static void note_weights(App *app, NetId before) {
    const Weights *w = app->weights;
    Error names = own_names_fault(app->own.id);
    const Draft *own = net_is_own(app->own.id) ? net_drafted(app->own.id) : NULL;
    app->noted_from = before;
    app->noted = before != app->own.id || (*w->taken && !*w->part) ||
                 w->preparation.kind != PREPARE_TORCHVISION || weights_guessed(w) ||
                 (own && own->guessed) || failed(&names);
}

Error app_set_preparation(App *app, const Preparation *p) {
    Preparation before = app->weights->preparation;
    Run *run;
    if (preparation_same(&before, p)) return NO_ERROR;
    job_stop(app->job); /* what is computed of the photos reads it */
    app->weights->preparation = *p;
    Framing framing = source_framing(app->weights);
    Image image = {0}, plain = {0};
    bool crop = !framing_same(&framing, &app->photo->image.framing);
    Error e = crop ? live_crop(app, framing, &plain, &image) : NO_ERROR;
    if (!failed(&e)) e = source_run(app->engine, app->weights, crop ? &image : &app->photo->image, &run);
    if (!failed(&e)) {
        replace(app, run, NULL, NULL, crop ? &image : NULL, crop ? &plain : NULL);
        return e;
    }
    image_free(&image);
    image_free(&plain);
    app->weights->preparation = before;
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

static Error change_photo(App *app, const Photo *photo) {
    Image image = {0};
    Run *run = NULL;
    Error e = source_photo(photo, source_framing(app->weights), &image);
    if (!failed(&e)) e = source_run(app->engine, app->weights, &image, &run);
    if (failed(&e)) {
        image_free(&image);
        return e;
    }
    replace(app, run, NULL, photo, &image, NULL);
    return NO_ERROR;
}

Error app_set_photo(App *app, const char *what) {
    Photo photo;
    TRY(app_find_photo(app, what, &photo));
    bool bundled = photos_in(app->gallery, what);
    if (bundled && strcmp(photo.path, app->photo->path) == 0 && !live_changed(app)) return NO_ERROR;
    TRY(change_photo(app, &photo));
    bool of_folder = app->work.folder && folder_file(app->work.folder, photo.path) >= 0;
    if (!bundled && !of_folder && !app->teaching->staging)
        recent_add(app->recent, photo.path); /* what a lesson opens is not the user's own */
    app->openings++;
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

Error world_begin(App *app, const WeightsWish *wish) {
    app->choice = WEIGHTS_NONE;
    TRY(change_weights(app, wish));
    note_weights(app, wish->net);
    return NO_ERROR;
}
