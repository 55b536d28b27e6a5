#include "app/features/inverted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/features/styling.h"

enum { SMALL_BYTES = INVERTED_SIDE * INVERTED_SIDE * 3 };

typedef struct KeptPicture {
    Inverted is; /* but for the pixels, which are here: */
    unsigned char rgb[SMALL_BYTES];
} KeptPicture;

struct InvertedKept {
    uint64_t of; /* the version of the photo and the weights */
    int n;
    KeptPicture at[INVERTED_MOST];
};

/* Each pixel of the small picture is one of the picture, its nearest. */
static void make_small(const float *picture, Shape s, unsigned char *rgb) {
    size_t plane = (size_t)s.h * (size_t)s.w;
    for (int y = 0; y < INVERTED_SIDE; y++)
        for (int x = 0; x < INVERTED_SIDE; x++) {
            size_t at = (size_t)(y * s.h / INVERTED_SIDE) * (size_t)s.w + (size_t)(x * s.w / INVERTED_SIDE);
            for (int c = 0; c < 3; c++) {
                float v = picture[(s.c == 3 ? (size_t)c : 0) * plane + at];
                *rgb++ = (unsigned char)(v <= 0 ? 0 : v >= 1 ? 255 : v * 255 + 0.5f);
            }
        }
}

static float correlation(const float *a, const float *b, int64_t n) {
    double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
    for (int64_t i = 0; i < n; i++) ma += (double)a[i], mb += (double)b[i];
    ma /= (double)n, mb /= (double)n;
    for (int64_t i = 0; i < n; i++) {
        double x = (double)a[i] - ma, y = (double)b[i] - mb;
        ab += x * y, aa += x * x, bb += y * y;
    }
    return aa > 0 && bb > 0 ? (float)(ab / sqrt(aa * bb)) : 0;
}

/* photo: room for it. */
static void look(const App *app, const float *picture, Shape s, float *photo, Inverted *out, unsigned char *rgb) {
    paint_photo(app, photo);
    out->alike = correlation(picture, photo, shape_count(s));
    out->side = INVERTED_SIDE;
    make_small(picture, s, rgb);
    out->rgb = rgb;
}

static int by_row(const void *a, const void *b) { return ((const Inverted *)a)->row - ((const Inverted *)b)->row; }

int inverted_kept(const App *app, const Painted *now, Arena *arena, Inverted out[INVERTED_MOST]) {
    const InvertedKept *k = app->work.inverted;
    int n = 0, row = style_inverted_row(app);
    bool there = now->paint && now->steps > 0;
    for (int i = 0; k && k->of == app->version && i < k->n; i++)
        if (!there || k->at[i].is.row != row) out[n++] = k->at[i].is;
    if (there && n < INVERTED_MOST) {
        float *photo = ARENA_NEW(arena, (size_t)shape_count(now->shape), float);
        unsigned char *rgb = ARENA_NEW(arena, SMALL_BYTES, unsigned char);
        if (!photo || !rgb) return n;
        uint64_t version = now->paint->number << 20 | (uint64_t)now->steps;
        out[n] = (Inverted){.row = row, .steps = now->steps, .version = version};
        look(app, now->picture, now->shape, photo, &out[n++], rgb);
    }
    qsort(out, (size_t)n, sizeof *out, by_row);
    return n;
}

/* ---- the part ---- */

static KeptPicture *place_for(InvertedKept *k, int row) {
    for (int i = 0; i < k->n; i++)
        if (k->at[i].is.row == row) return &k->at[i];
    return k->n < INVERTED_MOST ? &k->at[k->n++] : NULL;
}

static void keep(App *app, Paint *p) {
    InvertedKept *k = app->work.inverted;
    size_t n = (size_t)shape_count(p->shape);
    float *room = malloc(2 * n * sizeof *room);
    KeptPicture *place = room ? place_for(k, ((Styling *)p)->row) : NULL;
    if (place) {
        pthread_mutex_lock(&p->lock);
        memcpy(room, p->shown, n * sizeof *room);
        place->is = (Inverted){.row = ((Styling *)p)->row, .steps = p->steps,
                               .version = p->number << 20 | (uint64_t)p->steps};
        pthread_mutex_unlock(&p->lock);
        look(app, room, p->shape, room + n, &place->is, place->rgb);
    }
    free(room);
}

/* What the last command has left behind is still there: PAINT_PART comes later. */
static void want(App *app, JobWants *wants) {
    (void)wants;
    Paint *p = app->work.paint;
    if (!p || p->painter != &INVERSION_PAINTER || ((Styling *)p)->of != app->version) return;
    if (!app->work.inverted) app->work.inverted = calloc(1, sizeof *app->work.inverted);
    InvertedKept *k = app->work.inverted;
    if (!k) return; /* nothing is kept, that is all */
    if (k->of != app->version) k->of = app->version, k->n = 0;
    pthread_mutex_lock(&p->lock);
    bool some = p->steps > 0 && ((Styling *)p)->row != style_inverted_row(app);
    pthread_mutex_unlock(&p->lock);
    if (some) keep(app, p);
}

static void retire(App *app) {
    free(app->work.inverted);
    app->work.inverted = NULL;
}

const AppPart INVERTED_PART = {.reads = READS_WEIGHTS, .want = want, .retire = retire};
