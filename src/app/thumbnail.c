#include "app/thumbnail.h"

#include <stdlib.h>
#include <string.h>

#include "app/photos.h"

/* The middle of a photo at half the size of the crop; NULL if it cannot be read. */
static unsigned char *shrink(const char *path) {
    Image image = {0};
    Error e = image_load(path, 2 * THUMBNAIL, &image);
    unsigned char *out = failed(&e) ? NULL : malloc((size_t)THUMBNAIL * THUMBNAIL * 3);
    for (int at = 0; out && at < THUMBNAIL * THUMBNAIL * 3; at++) {
        int c = at % 3, x = at / 3 % THUMBNAIL, y = at / 3 / THUMBNAIL;
        const unsigned char *p = image.rgb + ((size_t)(2 * y) * 2 * THUMBNAIL + 2 * (size_t)x) * 3 + c;
        out[at] = (unsigned char)((p[0] + p[3] + p[6 * THUMBNAIL] + p[6 * THUMBNAIL + 3] + 2) / 4);
    }
    image_free(&image);
    return out;
}

static void forget(Thumbnail *t) {
    free(t->rgb);
    free(t->path);
    *t = (Thumbnail){0};
}

static bool is_of(const Thumbnail *t, const char *path, const FileStamp *stamp) {
    return t->path && strcmp(t->path, path) == 0 && memcmp(&t->stamp, stamp, sizeof *stamp) == 0;
}

static void make(App *app, Thumbnail *t, const char *path) {
    FileStamp stamp = file_stamp(path);
    if (is_of(t, path, &stamp)) return;
    forget(t);
    *t = (Thumbnail){shrink(path), ++app->thumbnails, strdup(path), stamp};
}

/* The thumbnail of one of the user's own, made before, or an empty place for it. */
static Thumbnail *place_of(App *app, const char *path, const bool taken[RECENT]) {
    Thumbnail *empty = NULL;
    for (int i = 0; i < RECENT; i++) {
        Thumbnail *t = &app->recent_thumbnail[i];
        if (t->path && strcmp(t->path, path) == 0) return t;
        if (!taken[i]) empty = t;
    }
    return empty;
}

static void make_recent(App *app) {
    bool taken[RECENT] = {false}; /* by a photo that is still among them */
    for (int i = 0; i < RECENT; i++)
        for (int k = 0; k < app->recent->n && app->recent_thumbnail[i].path; k++)
            taken[i] |= strcmp(app->recent_thumbnail[i].path, app->recent->path[k]) == 0;
    for (int k = 0; k < app->recent->n; k++) {
        Thumbnail *t = place_of(app, app->recent->path[k], taken);
        make(app, t, app->recent->path[k]);
        taken[t - app->recent_thumbnail] = true;
    }
}

void thumbnails_make(App *app) {
    Photo photo;
    for (int i = 0; i < app->gallery->n; i++) {
        Error e = app_find_photo(app, app->gallery->name[i], &photo);
        if (!failed(&e)) make(app, &app->gallery->thumbnail[i], photo.path);
    }
    make_recent(app);
}

void thumbnails_forget(App *app) {
    for (int i = 0; i < GALLERY_MOST; i++) forget(&app->gallery->thumbnail[i]);
    for (int i = 0; i < RECENT; i++) forget(&app->recent_thumbnail[i]);
}

int app_photos(const App *app) {
    enum { SHOWN = 8 }; /* of one's own: a row and the rest of the gallery's last */
    return app->gallery->n + (app->recent->n < SHOWN ? app->recent->n : SHOWN);
}

const char *app_photo(const App *app, int photo) {
    return photo < app->gallery->n ? app->gallery->name[photo]
                                   : app->recent->path[app->recent->n - 1 - (photo - app->gallery->n)];
}

const Thumbnail *app_thumbnail(const App *app, int photo) {
    if (photo < app->gallery->n) return app->gallery->thumbnail[photo].rgb ? &app->gallery->thumbnail[photo] : NULL;
    for (int i = 0; i < RECENT; i++) {
        const Thumbnail *t = &app->recent_thumbnail[i];
        if (t->rgb && t->path && strcmp(t->path, app_photo(app, photo)) == 0) return t;
    }
    return NULL;
}
