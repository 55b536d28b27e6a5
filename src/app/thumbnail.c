#include "app/thumbnail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "app/folder.h"
#include "app/photos.h"
#include "app/work.h"
#include "base/stop.h"

/* ---- the photos ---- */

enum { OWN = 8 }; /* of the user's: a row and the rest of the gallery's last */

int app_photos(const App *app) {
    if (app->work.folder) return app->work.folder->photos;
    return app->gallery->n + (app->recent->n < OWN ? app->recent->n : OWN);
}

int app_photos_most(const App *app) {
    const Folder *f = app->work.folder;
    return f && f->gathered < f->files ? f->files : app_photos(app);
}

const char *app_photo(const App *app, int photo) {
    const Folder *f = app->work.folder;
    if (f) return f->file[f->photo[photo]];
    return photo < app->gallery->n ? app->gallery->name[photo]
                                   : app->recent->path[app->recent->n - 1 - (photo - app->gallery->n)];
}

static Thumbnail *find(const App *app, const char *photo) {
    for (int i = 0; i < THUMBNAILS; i++) {
        Thumbnail *t = &app->thumbnail[i];
        if (t->photo && strcmp(t->photo, photo) == 0) return t;
    }
    return NULL;
}

const Thumbnail *app_thumbnail(const App *app, int photo) {
    const Thumbnail *t = find(app, app_photo(app, photo));
    return t && t->rgb ? t : NULL;
}

int app_gallery_page(const App *app) { return app->work.folder ? GALLERY_PAGE : GALLERY_MOST + OWN; }

int app_gallery_first(const App *app) {
    int n = app_photos(app), at = app->overlay_at < n ? app->overlay_at : n - 1;
    return at < 0 ? 0 : at - at % app_gallery_page(app);
}

int app_gallery_here(const App *app) {
    int here = -1;
    for (int i = 0; i < app_photos(app); i++) {
        const char *photo = app_photo(app, i);
        bool is = app->work.folder ? strcmp(photo, app->photo->path) == 0
                                   : strcmp(path_base(photo), app->photo->name) == 0;
        if (is) here = i;
    }
    return here;
}

static void forget(Thumbnail *t) {
    free(t->rgb);
    free(t->photo);
    *t = (Thumbnail){0};
}

void thumbnails_forget(App *app) {
    for (int i = 0; i < THUMBNAILS; i++) forget(&app->thumbnail[i]);
}

/* ---- in the background ---- */

static_assert((int)THUMBNAILS >= 2 * (GALLERY_MOST + OWN), "the page and the one before");

typedef struct Small {
    char *photo, *path;  /* its name, and the file */
    bool known;          /* there is a picture of it, */
    FileStamp stamp;     /* of this file; then of the file as it is now */
    bool same;           /* that is the same one */
    unsigned char *rgb;  /* else this, or NULL if it cannot be read: */
    Error why;
    bool taken;
} Small;

struct Thumbnailing {
    JobTask task; /* first: the job hands it back */
    int n;
    uint64_t opening;
    atomic_int made; /* the first so many are */
    Small at[GALLERY_MOST + OWN];
};

static bool is(const Error *e, const char *id) { return failed(e) && strcmp(e->id, id) == 0; }

/* The middle of a photo at half the size of the crop. Errors: those of image_load. */
static Error shrink(const char *path, unsigned char **rgb) {
    Image image;
    TRY(image_load(path, framing(2 * THUMBNAIL), &image));
    unsigned char *out = *rgb = malloc((size_t)THUMBNAIL * THUMBNAIL * 3);
    for (int at = 0; out && at < THUMBNAIL * THUMBNAIL * 3; at++) {
        int c = at % 3, x = at / 3 % THUMBNAIL, y = at / 3 / THUMBNAIL;
        const unsigned char *p = image.rgb + ((size_t)(2 * y) * 2 * THUMBNAIL + 2 * (size_t)x) * 3 + c;
        out[at] = (unsigned char)((p[0] + p[3] + p[6 * THUMBNAIL] + p[6 * THUMBNAIL + 3] + 2) / 4);
    }
    image_free(&image);
    return out ? NO_ERROR : error("memory", "%s", path);
}

/* One of them, so that each is shown as it comes. */
static Error work_one(JobTask *task) {
    Thumbnailing *t = (Thumbnailing *)task;
    int i = atomic_load(&t->made);
    if (i < t->n && !stop_asked(&task->cancel)) {
        Small *s = &t->at[i];
        FileStamp stamp = file_stamp(s->path);
        s->same = s->known && memcmp(&stamp, &s->stamp, sizeof stamp) == 0;
        if (!s->same) s->why = shrink(s->path, &s->rgb);
        if (is(&s->why, "memory")) return s->why; /* it is tried again */
        s->stamp = stamp;
        atomic_store(&t->made, ++i);
    }
    atomic_store(&task->done, i == t->n);
    return NO_ERROR;
}

static void close_task(JobTask *task) {
    Thumbnailing *t = (Thumbnailing *)task;
    for (int i = 0; i < t->n; i++) {
        free(t->at[i].photo);
        free(t->at[i].path);
        free(t->at[i].rgb);
    }
    free(t);
}

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.thumbnailing) app_retire(app, &app->work.thumbnailing->task);
    app->work.thumbnailing = NULL;
}

static bool is_fresh(const App *app, const char *photo) {
    const Thumbnail *t = find(app, photo);
    return t && t->opening == app->openings;
}

/* That of the one which was not on a page for longest. */
static Thumbnail *oldest(App *app) {
    Thumbnail *t = &app->thumbnail[0];
    for (int i = 1; i < THUMBNAILS; i++)
        if (app->thumbnail[i].used < t->used) t = &app->thumbnail[i];
    return t;
}

static void keep(App *app, Small *s, uint64_t opening) {
    Thumbnail *t = find(app, s->photo);
    if (s->same && !t) return; /* it has made room for another meanwhile */
    if (!t) t = oldest(app);
    if (!s->same) {
        forget(t);
        *t = (Thumbnail){.rgb = s->rgb, .version = ++app->thumbnails, .photo = s->photo, .stamp = s->stamp};
        s->rgb = NULL;
        s->photo = NULL;
    }
    t->opening = opening;
    t->used = app->thumbnails;
}

/* Takes what has been made; what turned out to be no photo leaves the folder's. What has to be installed is said. */
static void take(App *app) {
    Thumbnailing *work = app->work.thumbnailing;
    int made = work ? atomic_load(&work->made) : 0;
    for (int i = 0; i < made; i++) {
        Small *s = &work->at[i];
        if (s->taken) continue;
        s->taken = true;
        if (is(&s->why, "image.library") || is(&s->why, "image.codec")) app->trouble = s->why;
        bool read = s->same || s->rgb;
        int left = read || !app->work.folder ? -1 : folder_leave_out(app->work.folder, s->path);
        if (left >= 0) app->overlay_at -= left < app->overlay_at;
        else keep(app, s, work->opening);
    }
}

/* Whether those that are made have this one among them. */
static bool is_coming(const Thumbnailing *work, const char *photo, uint64_t opening) {
    for (int i = 0; work && work->opening == opening && i < work->n; i++)
        if (!work->at[i].taken && strcmp(work->at[i].photo, photo) == 0) return true;
    return false;
}

static bool add(Thumbnailing *work, const App *app, const char *name) {
    Photo photo;
    Small *s = &work->at[work->n];
    Error e = app_find_photo(app, name, &photo);
    const Thumbnail *known = find(app, name);
    *s = (Small){.photo = strdup(name), .path = strdup(failed(&e) ? name : photo.path), .known = known != NULL};
    if (known) s->stamp = known->stamp;
    work->n++;
    return s->photo && s->path;
}

/* Those of the page from `first` to end - 1 that are missing. */
static Error begin(App *app, int first, int end) {
    Thumbnailing *work = calloc(1, sizeof *work);
    bool room = work != NULL;
    if (work) work->task = (JobTask){.work = work_one, .close = close_task}, work->opening = app->openings;
    for (int i = first; i < end && room; i++)
        if (!is_fresh(app, app_photo(app, i))) room = add(work, app, app_photo(app, i));
    retire(app);
    app->work.thumbnailing = work;
    return room ? NO_ERROR : error("memory", "%s", "gallery");
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    if (app->overlay != OVERLAY_GALLERY) return;
    if (app->work.folder) folder_gather(app->work.folder);
    take(app);
    int first = app_gallery_first(app), end = first + app_gallery_page(app), n = app_photos(app);
    bool missing = false;
    for (int i = first; i < end && i < n; i++) {
        Thumbnail *t = find(app, app_photo(app, i));
        if (t) t->used = app->thumbnails;
        bool comes = is_fresh(app, app_photo(app, i)) ||
                     is_coming(app->work.thumbnailing, app_photo(app, i), app->openings);
        missing |= !comes;
    }
    Error e = missing ? begin(app, first, end < n ? end : n) : NO_ERROR;
    if (failed(&e)) retire(app), app->trouble = e;
}

static JobTask *task(const App *app) {
    Thumbnailing *work = app->work.thumbnailing;
    bool waits = app->overlay == OVERLAY_GALLERY && work && !atomic_load(&work->task.done);
    return waits ? &work->task : NULL;
}

const AppPart THUMBNAIL_PART = {.want = want, .task = task, .retire = retire};
