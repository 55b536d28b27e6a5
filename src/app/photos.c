#include "app/photos.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/folder.h"
#include "io/paths.h"

/* ---- the gallery ---- */

/* Photos whose first answer by both bundled networks is the full VGG-19's, the surest first (weights/README.md). */
static const char *const SURE[] = {"panda", "dog", "crocodile", "hedgehog", "coffee", "kangaroo", "sheep", "duck"};
enum { SURE_ONES = sizeof SURE / sizeof *SURE };

static int place_of(const char *name) {
    int at = 0;
    while (at < SURE_ONES && strcmp(SURE[at], name) != 0) at++;
    return at;
}

/* Those first, the others by name. */
static int by_place(const void *a, const void *b) {
    int i = place_of(a), j = place_of(b);
    return i != j ? i - j : strcmp(a, b);
}

void photos_list(Gallery *gallery) {
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
    qsort(gallery->name, (size_t)gallery->n, sizeof gallery->name[0], by_place);
}

bool photos_in(const Gallery *gallery, const char *name) {
    for (int i = 0; i < gallery->n; i++)
        if (strcmp(gallery->name[i], name) == 0) return true;
    return false;
}

/* ---- a photo ---- */

Error app_find_photo(const App *app, const char *what, Photo *out) {
    const Folder *f = app->work.folder;
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
