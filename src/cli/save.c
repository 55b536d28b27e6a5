#include "cli/save.h"

#include <stdio.h>
#include <string.h>

#include "app/session/record_csv.h"
#include "base/file.h"
#include "io/npy.h"
#include "io/paths.h"
#include "view/facts_table.h"

static bool there(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file) fclose(file);
    return file != NULL;
}

Error save_spares(const App *app, const char *path) {
    bool shown = !app->photo->bytes && file_same(path, app->photo->path);
    return shown || file_same(path, app->slicing->reference) ? error("file.is_read", "%s", path) : NO_ERROR;
}

Error save_path(const App *app, const char *file, SaveFormat format, bool other, bool window, char *out, size_t size) {
    enum { MOST = 1000 };
    char name[FILE_NAME_SIZE], numbered[FILE_NAME_SIZE + 16];
    bool picture = format == SAVE_PNG || format == SAVE_GIF;
    if (*file && !save_unnamed(file))
        return snprintf(out, size, "%s", file) < (int)size ? save_spares(app, file)
                                                           : error("file.path_long", "%s", file);
    save_name(app, format, other, name, sizeof name);
    for (int i = 1; i < MOST; i++) {
        const char *dot = strrchr(name, '.');
        snprintf(numbered, sizeof numbered, "%s", name);
        if (i > 1) snprintf(numbered, sizeof numbered, "%.*s-%d%s", (int)(dot - name), name, i, dot);
        bool folder = window && (picture ? paths_pictures : paths_documents)(numbered, out, size);
        if (!folder) snprintf(out, size, "%s", numbered);
        if (!window || !there(out)) break;
    }
    return save_spares(app, out);
}

Error save_row(const App *app, int row, const char *path) {
    Shape s = net_shape(&app->weights->net, row);
    const int64_t shape[] = {s.c, s.h, s.w};
    return npy_write(path, run_values(app->run, row), shape, s.h == 1 && s.w == 1 ? 1 : 3);
}

static Error write_layer(App *app, const char *path, bool wait) {
    int row = app_shown_row(app);
    bool finished = run_done(app->run, row);
    if (!finished && wait) TRY(run_to(app->run, row, &finished));
    return finished ? save_row(app, row, path) : error("save.not_run", "%s", app_row_name(app, row));
}

Error save_write(App *app, const char *path, SaveFormat format, bool wait) {
    Output out;
    if (format == SAVE_NPY) return write_layer(app, path, wait);
    TRY(file_create(path, &out));
    if (format == SAVE_CSV) table_write_csv(&app->own, out.stream);
    else if (!table_write_json(&app->own, out.stream)) {
        file_discard(&out);
        return error("memory", "%s", path);
    }
    return file_commit(&out);
}

Error save_answers(const App *app, const char *path) {
    Output out;
    TRY(file_create(path, &out));
    Error e = record_csv(app->teaching->last, strings_language(app->strings), out.stream);
    if (!failed(&e)) return file_commit(&out);
    file_discard(&out);
    return e;
}
