#include "app/photos.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/folder.h"
#include "io/paths.h"

/* ---- the gallery ---- */

/* The bundled networks, in the order of their bits. */
static const struct { NetId net; const char *name; } BUNDLED[] = {{NET_VGG16, "vgg16"}, {NET_VGG19, "vgg19"}};
enum { BUNDLED_NETS = sizeof BUNDLED / sizeof *BUNDLED };

/* A photo, and how sure each of them is of it; 0: not, or of something else than the full VGG-19 says. */
typedef struct Bundled {
    char name[32];
    double p[BUNDLED_NETS];
} Bundled;

static int sure_bits(const Bundled *b) {
    int bits = 0;
    for (int i = 0; i < BUNDLED_NETS; i++) bits |= (b->p[i] >= PHOTO_SURE) << i;
    return bits;
}

/* How many are sure, then how sure the surest and the others are. */
static double rank(const Bundled *b) {
    double sum = 0;
    for (int i = 0; i < BUNDLED_NETS; i++) sum += b->p[i] >= PHOTO_SURE ? 1 + b->p[i] : 0;
    return sum;
}

/* Those first, the others by name. */
static int by_rank(const void *a, const void *b) {
    double i = rank(a), j = rank(b);
    return i != j ? (i < j) - (i > j) : strcmp(((const Bundled *)a)->name, ((const Bundled *)b)->name);
}

/* Of all of them, from the table; without it nothing is sure. */
static void read_sure(Bundled photos[], int n) {
    char path[PATH_SIZE];
    json_t *table = paths_assets("photos/sure.json", path, sizeof path) ? json_load_file(path, 0, NULL) : NULL;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < BUNDLED_NETS; k++)
            photos[i].p[k] =
                json_number_value(json_object_get(json_object_get(table, photos[i].name), BUNDLED[k].name));
    json_decref(table);
}

static int list_photos(const char *folder, Bundled out[GALLERY_MOST]) {
    DIR *dir = opendir(folder);
    int n = 0;
    if (!dir) return 0;
    for (struct dirent *entry; n < GALLERY_MOST && (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name);
        if (length < 5 || length - 4 >= sizeof out[0].name || strcmp(entry->d_name + length - 4, ".jpg") != 0)
            continue;
        snprintf(out[n++].name, sizeof out[0].name, "%.*s", (int)(length - 4), entry->d_name);
    }
    closedir(dir);
    return n;
}

void photos_list(Gallery *gallery) {
    char folder[PATH_SIZE];
    Bundled photos[GALLERY_MOST];
    gallery->n = paths_assets("photos", folder, sizeof folder) ? list_photos(folder, photos) : 0;
    read_sure(photos, gallery->n);
    qsort(photos, (size_t)gallery->n, sizeof photos[0], by_rank);
    for (int i = 0; i < gallery->n; i++) {
        memcpy(gallery->name[i], photos[i].name, sizeof photos[i].name);
        gallery->sure[i] = (unsigned char)sure_bits(&photos[i]);
    }
}

/* The bit of the network that runs; 0: it is none of them. */
static int bit_in_use(const App *app) {
    for (int i = 0; i < BUNDLED_NETS; i++)
        if (app->weights->origin == ORIGIN_SLIM && app->own.id == BUNDLED[i].net) return 1 << i;
    return 0;
}

bool photos_known(const App *app) { return bit_in_use(app) != 0; }

bool photos_sure(const App *app, int photo) {
    return photo < app->gallery->n && (app->gallery->sure[photo] & bit_in_use(app));
}

bool photos_in(const Gallery *gallery, const char *name) {
    for (int i = 0; i < gallery->n; i++)
        if (strcmp(gallery->name[i], name) == 0) return true;
    return false;
}

/* ---- a photo ---- */

/* The bundled photo that the interface calls so ("大熊猫" is panda), or the word itself. */
static const char *word_of(const App *app, const char *what) {
    char key[48];
    for (int i = 0; i < app->gallery->n && !photos_in(app->gallery, what); i++) {
        snprintf(key, sizeof key, "bundled.%s", app->gallery->name[i]);
        if (strcmp(strings_get(app->strings, key), what) == 0) return app->gallery->name[i];
    }
    return what;
}

Error app_find_photo(const App *app, const char *what, Photo *out) {
    const Folder *f = app->work.folder;
    what = word_of(app, what);
    bool fits = strlen(what) < sizeof out->path;
    *out = (Photo){0};
    if (photos_in(app->gallery, what)) {
        char file[48];
        snprintf(file, sizeof file, "photos/%s.jpg", what);
        fits = paths_assets(file, out->path, sizeof out->path);
    } else if (fits && !(f && folder_find(f, what, out->path, sizeof out->path))) {
        memcpy(out->path, what, strlen(what) + 1);
    }
    if (!fits) return error("image.path_long", "%s", what);
    snprintf(out->name, sizeof out->name, "%s", path_base(what));
    return NO_ERROR;
}

/* The photo of a folder behind a file, or before it, around its end; -1: it has none. */
static int neighbour(Folder *f, int file, int way) {
    for (int n = 0, at = file; n < f->files; n++) {
        at = at < 0 && way < 0 ? f->files - 1 : (at + way + f->files) % f->files;
        if (folder_is_photo(f, at)) return at;
    }
    return -1;
}

const char *app_photo_beside(const App *app, int way) {
    const Gallery *g = app->gallery;
    Folder *f = app->work.folder;
    int at = f ? neighbour(f, folder_file(f, app->photo->path), way) : -1;
    if (f) return at < 0 ? NULL : f->file[at];
    for (int i = 0; i < g->n; i++)
        if (strcmp(g->name[i], app->photo->name) == 0) at = i;
    if (!g->n) return NULL;
    return g->name[at < 0 && way < 0 ? g->n - 1 : (at + way + g->n) % g->n];
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
