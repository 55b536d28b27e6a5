#include "shell/damage.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "shell/cache.h"

struct Damage {
    int w, h, columns, rows;
    uint64_t *now, *last; /* hash of each cell */
    bool known;           /* last is what the canvas holds */
    PixelBox parts[CANVAS_PARTS];
    int n;
};

Damage *damage_open(void) {
    return calloc(1, sizeof(Damage));
}

static void drop_cells(Damage *d) {
    memory_free(d->now);
    memory_free(d->last);
    d->now = d->last = NULL;
    d->columns = d->rows = 0;
    d->known = false;
}

void damage_close(Damage *d) {
    if (!d) return;
    drop_cells(d);
    free(d);
}

void damage_forget(Damage *d) {
    d->known = false;
}

/* Cells for a canvas of that size; false: no memory. */
static bool fit(Damage *d, int w, int h) {
    if (d->now && d->w == w && d->h == h) return true;
    drop_cells(d);
    d->w = w;
    d->h = h;
    d->columns = (w + DAMAGE_CELL - 1) / DAMAGE_CELL;
    d->rows = (h + DAMAGE_CELL - 1) / DAMAGE_CELL;
    size_t bytes = (size_t)d->columns * (size_t)d->rows * sizeof *d->now;
    d->now = memory_alloc(bytes);
    d->last = memory_alloc(bytes);
    if (d->now && d->last) return true;
    drop_cells(d);
    return false;
}

/* ---- hashes ---- */

/* What a command points to. */
static uint64_t content_of(const Draw *d) {
    if (d->kind == DRAW_LINE) return cache_hash(&d->line, sizeof d->line);
    if (d->kind == DRAW_POLYGON) return cache_hash(d->polygon.at, (size_t)d->polygon.n * sizeof *d->polygon.at);
    if (d->kind == DRAW_TEXT) return d->text.utf8 ? cache_hash(d->text.utf8, strlen(d->text.utf8)) : 0;
    if (d->kind == DRAW_SHEET) {
        struct {
            PictureKey key;
            Point at, across, down;
        } sheet = {picture_key(&d->sheet.picture, 0, 0), d->sheet.at, d->sheet.across, d->sheet.down};
        return cache_hash(&sheet, sizeof sheet);
    }
    if (d->kind != DRAW_PICTURE) return 0;
    PictureKey key = picture_key(&d->picture, 0, 0); /* its size is the rectangle's */
    return cache_hash(&key, sizeof key);
}

/* All that decides what a command paints. */
static uint64_t command_hash(const Draw *d, PixelBox clip) {
    struct {
        PixelBox clip;
        Rect rect;
        float radius, width, dash, size;
        int32_t kind, font;
        uint32_t color, none; /* without it there would be padding */
        uint64_t content;
    } all = {.clip = clip, .rect = d->rect, .radius = d->radius, .width = d->width, .dash = d->dash,
             .kind = (int32_t)d->kind, .color = d->color, .content = content_of(d)};
    if (d->kind == DRAW_TEXT) {
        all.size = d->text.size;
        all.font = (int32_t)d->text.font;
    }
    return cache_hash(&all, sizeof all);
}

static void add(Damage *d, PixelBox reach, uint64_t hash) {
    for (int y = reach.y0 / DAMAGE_CELL; y <= (reach.y1 - 1) / DAMAGE_CELL; y++)
        for (int x = reach.x0 / DAMAGE_CELL; x <= (reach.x1 - 1) / DAMAGE_CELL; x++) {
            uint64_t *cell = &d->now[y * d->columns + x];
            *cell = (*cell ^ hash) * 0x9E3779B97F4A7C15u; /* odd: nothing is lost; of the order, too */
        }
}

static void hash_cells(Damage *d, const DrawList *list) {
    PixelBox clip = {0, 0, d->w, d->h};
    memset(d->now, 0, (size_t)d->columns * (size_t)d->rows * sizeof *d->now);
    for (int i = 0; i < list->n; i++) {
        const Draw *command = &list->at[i];
        if (command->kind == DRAW_CLIP) {
            clip = canvas_clip(command->rect, d->w, d->h);
            continue;
        }
        PixelBox reach = canvas_reach(command, clip);
        if (!box_is_empty(reach)) add(d, reach, command_hash(command, clip));
    }
}

/* ---- parts ---- */

static bool differs(const Damage *d, int x, int y) {
    int i = y * d->columns + x;
    return d->now[i] != d->last[i];
}

/* Cells x0 to x1 - 1 of a row: makes a part of the row before longer that is as wide, or begins one. false: too many.
 */
static bool add_run(Damage *d, int x0, int x1, int y) {
    PixelBox run = {x0 * DAMAGE_CELL, y * DAMAGE_CELL, x1 * DAMAGE_CELL, (y + 1) * DAMAGE_CELL};
    run = box_within(run, (PixelBox){0, 0, d->w, d->h});
    for (int i = 0; i < d->n; i++) {
        PixelBox *part = &d->parts[i];
        if (part->x0 != run.x0 || part->x1 != run.x1 || part->y1 != run.y0) continue;
        part->y1 = run.y1;
        return true;
    }
    if (d->n == CANVAS_PARTS) return false;
    d->parts[d->n++] = run;
    return true;
}

static bool find_parts(Damage *d) {
    for (int y = 0; y < d->rows; y++)
        for (int x = 0; x < d->columns; x++) {
            int from = x;
            while (x < d->columns && differs(d, x, y)) x++;
            if (x > from && !add_run(d, from, x, y)) return false;
        }
    return true;
}

const PixelBox *damage_parts(Damage *d, const DrawList *list, int w, int h, int *n) {
    bool fits = fit(d, w, h);
    d->n = 0;
    if (fits) hash_cells(d, list);
    if (!fits || !d->known || !find_parts(d)) {
        d->parts[0] = (PixelBox){0, 0, w, h};
        d->n = 1;
    }
    uint64_t *was = d->last;
    d->last = d->now;
    d->now = was;
    d->known = fits;
    *n = d->n;
    return d->parts;
}
