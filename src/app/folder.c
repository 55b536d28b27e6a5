#include "app/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/work.h"
#include "base/stop.h"
#include "io/kind.h"

typedef enum FileIs { FILE_UNSEEN, FILE_PHOTO, FILE_OTHER } FileIs;

/* ---- its files ---- */

static Error add(Folder *f, const char *path) {
    if (f->files == f->room) {
        int room = f->room ? 2 * f->room : 256;
        char **more = realloc(f->file, (size_t)room * sizeof *more);
        if (!more) return error("memory", "%s", f->path);
        f->file = more;
        f->room = room;
    }
    f->file[f->files] = strdup(path);
    return f->file[f->files++] ? NO_ERROR : error("memory", "%s", f->path);
}

static Error list(Folder *f, const char *folder, bool first);

/* A file, or a folder of files where the one that it lies in is the first. */
static Error list_entry(Folder *f, const char *folder, const struct dirent *entry, bool first) {
    char path[PATH_SIZE];
    if (*entry->d_name == '.' || !path_join(path, sizeof path, folder, entry->d_name)) return NO_ERROR;
    bool unsure = entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK;
    if (entry->d_type == DT_REG || (unsure && file_exists(path))) {
        f->classes |= !first;
        return add(f, path);
    }
    bool class = first && (entry->d_type == DT_DIR || (unsure && dir_exists(path)));
    return class ? list(f, path, false) : NO_ERROR;
}

static Error list(Folder *f, const char *folder, bool first) {
    DIR *dir = opendir(folder);
    Error e = NO_ERROR;
    if (!dir && errno == ENOMEM) return error("memory", "%s", folder);
    if (!dir && first) return error("folder.open", "%s\t%s", strerror(errno), folder);
    f->closed += !dir;
    for (struct dirent *entry; dir && !failed(&e) && (entry = readdir(dir));) e = list_entry(f, folder, entry, first);
    if (dir) closedir(dir);
    return e;
}

const char *folder_name(const Folder *folder, int file) { return folder->file[file] + strlen(folder->path) + 1; }

/* Of two paths below the same folder: those of no class first, all of a class together. */
static int compare(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    bool in = strchr(a, '/'), also = strchr(b, '/');
    return in != also ? in - also : strcmp(a, b);
}

static int by_name(const void *a, const void *b) { return compare(*(char *const *)a, *(char *const *)b); }

static Error list_all(Folder *f) {
    TRY(list(f, f->path, true));
    if (!f->files) return error("folder.empty", "%s", f->path);
    qsort(f->file, (size_t)f->files, sizeof *f->file, by_name);
    f->is = calloc((size_t)f->files, sizeof *f->is);
    f->photo = calloc((size_t)f->files, sizeof *f->photo);
    return f->is && f->photo ? NO_ERROR : error("memory", "%s", f->path);
}

int folder_file(const Folder *folder, const char *path) {
    size_t n = strlen(folder->path);
    if (strncmp(path, folder->path, n) != 0 || path[n] != '/') return -1;
    char **found = bsearch(&path, folder->file, (size_t)folder->files, sizeof *folder->file, by_name);
    return found ? (int)(found - folder->file) : -1;
}

bool folder_find(const Folder *folder, const char *name, char *out, size_t size) {
    return path_join(out, size, folder->path, name) && folder_file(folder, out) >= 0;
}

/* ---- what is a photo ---- */

/* Error: memory; then it is still to be looked into. */
static Error look_into(Folder *f, int file) {
    Mapped bytes;
    if (atomic_load(&f->is[file]) != FILE_UNSEEN) return NO_ERROR;
    Error e = file_map(f->file[file], &bytes);
    if (failed(&e) && strcmp(e.id, "memory") == 0) return e;
    bool photo = !failed(&e) && kind_is_photo(bytes.data, bytes.size);
    if (!failed(&e)) file_unmap(&bytes);
    atomic_store(&f->is[file], photo ? FILE_PHOTO : FILE_OTHER);
    return NO_ERROR;
}

bool folder_is_photo(Folder *folder, int file) {
    Error e = look_into(folder, file);
    return !failed(&e) && atomic_load(&folder->is[file]) == FILE_PHOTO;
}

/* A while of it, so that what is there is shown. */
static Error work(JobTask *task) {
    enum { AT_ONCE = 500 };
    Folder *f = (Folder *)task;
    int i = atomic_load(&f->looked);
    for (int n = 0; n < AT_ONCE && i < f->files && !stop_asked(&task->cancel); n++) {
        TRY(look_into(f, i));
        atomic_store(&f->looked, ++i);
    }
    atomic_store(&task->thousandths, (int)(1000 * (int64_t)i / f->files));
    atomic_store(&task->done, i == f->files);
    return NO_ERROR;
}

static void close_task(JobTask *task) { folder_close((Folder *)task); }

void folder_gather(Folder *folder) {
    int looked = atomic_load(&folder->looked);
    for (int i = folder->gathered; i < looked; i++)
        if (atomic_load(&folder->is[i]) == FILE_PHOTO) folder->photo[folder->photos++] = i;
    folder->gathered = looked;
}

int folder_leave_out(Folder *folder, const char *path) {
    int file = folder_file(folder, path), at = 0;
    if (file < 0) return -1;
    atomic_store(&folder->is[file], FILE_OTHER);
    while (at < folder->photos && folder->photo[at] != file) at++;
    if (at == folder->photos) return -1;
    int behind = --folder->photos - at;
    memmove(&folder->photo[at], &folder->photo[at + 1], (size_t)behind * sizeof *folder->photo);
    return at;
}

int folder_left_out(const Folder *folder, bool *all) {
    *all = folder->gathered == folder->files;
    return folder->gathered - folder->photos + folder->closed;
}

Error folder_open(const char *path, Folder **out) {
    Folder *f = *out = calloc(1, sizeof *f);
    size_t n = strlen(path);
    if (!f) return error("memory", "%s", path);
    while (n > 1 && path[n - 1] == '/') n--;
    f->task.work = work;
    f->task.close = close_task;
    Error e = n < sizeof f->path ? NO_ERROR : error("file.path_long", "%s", path);
    if (!failed(&e)) memcpy(f->path, path, n);
    if (!failed(&e)) e = list_all(f);
    if (failed(&e)) folder_close(f), *out = NULL;
    return e;
}

void folder_close(Folder *folder) {
    for (int i = 0; i < folder->files; i++) free(folder->file[i]);
    free(folder->file);
    free(folder->is);
    free(folder->photo);
    free(folder);
}

/* ---- the part ---- */

static void want(App *app, JobWants *wants) {
    (void)wants;
    Folder *f = app->work.folder;
    if (!f) return;
    folder_gather(f);
    bool beyond = app->overlay == OVERLAY_GALLERY && f->gathered == f->files && app->overlay_at >= f->photos;
    if (beyond) app->overlay_at = f->photos ? f->photos - 1 : 0;
}

static JobTask *task(const App *app) {
    Folder *f = app->work.folder;
    return f && !atomic_load(&f->task.done) ? &f->task : NULL;
}

static void retire(App *app) {
    if (app->work.folder) app_retire(app, &app->work.folder->task);
    app->work.folder = NULL;
}

void app_set_folder(App *app, Folder *folder) {
    retire(app);
    app->work.folder = folder;
    app->openings++;
    if (app->overlay == OVERLAY_GALLERY) app->overlay_at = 0;
}

static void script(const App *app, WayPlace at, Script *s) {
    char quoted[QUOTED_SIZE];
    if (at != WAY_WEIGHTS || !app->work.folder) return;
    script_quote(app->work.folder->path, quoted);
    script_say(s, "images %s; ", quoted);
}

const AppPart FOLDER_PART = {.task = task, .want = want, .retire = retire, .script = script};
