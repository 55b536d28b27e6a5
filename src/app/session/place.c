#include "app/session/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/drawing.h"
#include "app/features/space.h"
#include "app/overlay.h"
#include "app/photos.h"
#include "app/world.h"

static Error set_weights(App *app, NetId net, WeightsChoice choice, uint32_t seed, const char *file) {
    char what[1024];
    if (app->own.id != net) TRY(app_set_net(app, net));
    bool same = app->choice == choice && (choice != WEIGHTS_RANDOM || app->choice_seed == seed) &&
                (choice != WEIGHTS_FILE || strcmp(app->choice_file, file) == 0);
    if (same) return NO_ERROR;
    switch (choice) {
    case WEIGHTS_BUNDLED: return app_set_weights(app, "bundled");
    case WEIGHTS_FILE: return app_set_weights(app, file);
    case WEIGHTS_RANDOM: snprintf(what, sizeof what, "random:%u", (unsigned)seed); return app_set_weights(app, what);
    case WEIGHTS_U8: return app_set_weights(app, "u8");
    case WEIGHTS_F16: return app_set_weights(app, "f16");
    default: return app_set_weights(app, "");
    }
}

Error place_world(App *app, NetId net, WeightsChoice choice, uint32_t seed, const char *file, const Preparation *p) {
    TRY(set_weights(app, net, choice, seed, file));
    return app_set_preparation(app, p ? p : &app->weights->found);
}

void place_begin(App *app) {
    app->view = VIEW_NETWORK;
    app->steps = STEP_LAYERS;
    app->step = 0;
    app->selection = (Selection){.row = -1, .px = 112, .py = 96};
    for (int i = 0; i <= NET_LAYERS; i++) app->selection.map[i] = -1;
    app->lab = (Lab){.c_in = 256, .c_out = 256, .side = 56};
    app->family = (Family){.row = -1};
    app->why = (Why){0};
    app->asks = (Asks){0};
    app->style = STYLE_BEGINS;
    app->sheet = (SheetWish){0};
    *app->slicing = (Slicing){0};
    *app->compare = (Compare){0};
    app->order = ORDER_INDEX;
    app->scale = SCALE_LAYER;
    app->before = app->digits = app->wall = false;
    live_begin(app);
    app->motion = (Motion){.still = app->motion.still};
    space_begin(&app->space);
    app->zoomed = 0;
    app_follow_selection(app);
    overlay_close(app);
}

Error place_save(const App *app, Place *place) {
    Photo photo = *app->photo;
    photo.image = (Image){0};
    if (photo.bytes) {
        photo.bytes = malloc(photo.size ? photo.size : 1);
        if (!photo.bytes) return error("memory", "%s", photo.name);
        memcpy(photo.bytes, app->photo->bytes, photo.size);
    }
    place_free(place);
    *place = (Place){.set = true,
                     .net = app->own.id,
                     .choice = app->choice,
                     .seed = app->choice_seed,
                     .photo = photo,
                     .preparation = app->weights->preparation,
                     .view = app->view,
                     .steps = app->steps,
                     .step = app->step,
                     .selection = app->selection,
                     .lab = app->lab,
                     .family = app->family,
                     .why = app->why,
                     .asks = app->asks,
                     .style = app->style,
                     .sheet = app->sheet,
                     .slicing = *app->slicing,
                     .order = app->order,
                     .scale = app->scale,
                     .before = app->before,
                     .digits = app->digits,
                     .wall = app->wall,
                     .page = app->page,
                     .zoomed = app->zoomed,
                     .painting = app->live->now,
                     .motion = app->motion,
                     .space = app->space,
                     .compare = *app->compare};
    memcpy(place->file, app->choice_file, sizeof place->file);
    return NO_ERROR;
}

static Error restore_photo(App *app, const Photo *photo) {
    Photo named; /* one of the gallery is known by its name */
    if (!photo->bytes && strcmp(photo->path, app->photo->path) == 0) return NO_ERROR;
    Error e = app_find_photo(app, photo->name, &named);
    bool bundled = !failed(&e) && strcmp(named.path, photo->path) == 0;
    if (!photo->bytes) return app_set_photo(app, bundled ? photo->name : photo->path);
    bool same = app->photo->bytes && app->photo->size == photo->size &&
                memcmp(app->photo->bytes, photo->bytes, photo->size) == 0;
    return same ? NO_ERROR : app_set_photo_bytes(app, photo->bytes, photo->size, photo->name);
}

Error place_restore(App *app, const Place *place) {
    Error e = place_world(app, place->net, place->choice, place->seed, place->file, &place->preparation);
    Error photo = restore_photo(app, &place->photo);
    Error drawn = live_restore(app, &place->painting);
    if (app->own.id == place->net) {
        app->view = place->view;
        app->steps = place->steps;
        app->step = place->step;
        app->selection = place->selection;
        app->lab = place->lab;
        app->family = place->family;
        app->why = place->why;
        app->asks = place->asks;
        app->style = place->style;
        app->sheet = place->sheet;
        *app->slicing = place->slicing;
        *app->compare = place->compare;
        app->before = place->before;
        app->page = place->page;
        app->zoomed = place->zoomed;
        bool still = app->motion.still;
        app->motion = place->motion;
        app->motion.still = still;
        app->space = place->space;
    }
    app->order = place->order;
    app->scale = place->scale;
    app->digits = place->digits;
    app->wall = place->wall;
    return failed(&e) ? e : failed(&photo) ? photo : drawn;
}

void place_free(Place *place) {
    free(place->photo.bytes);
    *place = (Place){0};
}
