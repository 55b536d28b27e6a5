#include "shell/raster.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static uint32_t *line_at(const Raster *r, int y) {
    return r->pixels + (ptrdiff_t)y * r->pitch;
}

/* By copies that double, since those are as fast as the machine allows. */
static void fill_run(uint32_t *out, int n, uint32_t pixel) {
    int done = n < 16 ? n : 16;
    for (int i = 0; i < done; i++) out[i] = pixel;
    for (int more; done < n; done += more) {
        more = n - done < done ? n - done : done;
        memcpy(out + done, out, (size_t)more * sizeof *out);
    }
}

/* Four pixels, and every other byte of them in 16 bits each. */
typedef uint32_t Four __attribute__((vector_size(16)));
typedef uint16_t Lanes __attribute__((vector_size(16)));

static inline Lanes blend_lanes(Lanes under, uint16_t rest, Lanes over) {
    under = under * rest + over;
    return (under + (under >> 8)) >> 8;
}

/* n pixels as `blend` makes them. */
static void blend_run(uint32_t *out, int n, Color color, uint32_t alpha) {
    const Four opaque = (Four){0} + (0xFF000000u | color);
    const uint16_t rest = (uint16_t)(255 - alpha), half = 0x80;
    const Lanes red_blue = (Lanes)(opaque & 0xFF00FF) * (uint16_t)alpha + half;
    const Lanes green = (Lanes)(opaque >> 8 & 0xFF00FF) * (uint16_t)alpha + half; /* and what makes it opaque */
    for (; n >= 4; n -= 4, out += 4) {
        Four under;
        memcpy(&under, out, sizeof under);
        Lanes rb = blend_lanes((Lanes)(under & 0xFF00FF), rest, red_blue);
        Lanes g = blend_lanes((Lanes)(under >> 8 & 0xFF00FF), rest, green);
        under = (Four)rb | (Four)g << 8;
        memcpy(out, &under, sizeof under);
    }
    for (int i = 0; i < n; i++) out[i] = blend(out[i], color, alpha);
}

/* n pixels, each covered by the same share. */
static void paint_run(uint32_t *out, int n, Color color, float cover) {
    uint32_t alpha = (uint32_t)((float)(color >> 24) * cover + 0.5f);
    if (alpha == 0) return;
    if (alpha >= 255)
        fill_run(out, n, 0xFF000000u | color);
    else
        blend_run(out, n, color, alpha);
}

/* v, which is a number, rounded down or up to lo..hi; lo is at least 0. */
static int clamp_floor(double v, int lo, int hi) {
    return v <= lo ? lo : v >= hi ? hi : (int)v;
}

static int clamp_ceil(double v, int lo, int hi) {
    if (v <= lo) return lo;
    if (v >= hi) return hi;
    return (int)v + (v > (int)v);
}

PixelBox raster_bounds(const Raster *r, Rect rect) {
    const PixelBox *c = &r->clip;
    float right = rect.x + rect.w, below = rect.y + rect.h;
    if (!isfinite(right) || !isfinite(below)) return (PixelBox){0, 0, 0, 0};
    PixelBox box = {clamp_floor(rect.x, c->x0, c->x1), clamp_floor(rect.y, c->y0, c->y1),
               clamp_ceil(right, c->x0, c->x1), clamp_ceil(below, c->y0, c->y1)};
    return box.x0 < box.x1 && box.y0 < box.y1 ? box : (PixelBox){0, 0, 0, 0};
}

/* ---- rectangles ---- */

typedef struct Round {
    float x0, y0, x1, y1, radius;
} Round;

/* How much of the pixel from i to i + 1 lies between from and to. */
static float overlap(float from, float to, int i) {
    float a = greater(from, (float)i), b = lesser(to, (float)i + 1.0f);
    return b > a ? b - a : 0.0f;
}

static float round_cover(const Round *s, int x, int y) {
    float cover = overlap(s->x0, s->x1, x) * overlap(s->y0, s->y1, y);
    if (cover == 0 || s->radius <= 0) return cover;
    float cx = (float)x + 0.5f, cy = (float)y + 0.5f;
    float dx = greater(s->x0 + s->radius - cx, cx - (s->x1 - s->radius));
    float dy = greater(s->y0 + s->radius - cy, cy - (s->y1 - s->radius));
    if (dx <= 0 || dy <= 0) return cover;
    return lesser(greater(s->radius + 0.5f - sqrtf(dx * dx + dy * dy), 0.0f), 1.0f);
}

static Round round_of(Rect rect, float radius) {
    float most = lesser(rect.w, rect.h) / 2;
    return (Round){rect.x, rect.y, rect.x + rect.w, rect.y + rect.h,
                   lesser(greater(radius, 0.0f), most)};
}

/* What lies within the outline; an empty one covers nothing. */
static Round hole_of(const Round *outer, float ring) {
    if (!(ring > 0)) return (Round){0};
    return (Round){outer->x0 + ring, outer->y0 + ring, outer->x1 - ring, outer->y1 - ring,
                   greater(outer->radius - ring, 0.0f)};
}

/* Pixels with coverage of their own, at the ends of a line. */
static void paint_ends(uint32_t *line, int y, int from, int to, const Round *outer,
                       const Round *hole, Color color) {
    for (int x = from; x < to; x++)
        paint_run(line + x, 1, color, round_cover(outer, x, y) - round_cover(hole, x, y));
}

/* Whether rounding changes that line. */
static bool in_corners(const Round *s, int y) {
    return (float)y < s->y0 + s->radius || (float)y + 1 > s->y1 - s->radius;
}

void raster_rect(const Raster *r, Rect rect, float radius, float ring, Color color) {
    PixelBox box = raster_bounds(r, rect);
    Round outer = round_of(rect, radius), hole = hole_of(&outer, ring);
    bool hollow = hole.x1 > hole.x0;
    for (int y = box.y0; y < box.y1; y++) {
        uint32_t *line = line_at(r, y);
        float cover = overlap(outer.y0, outer.y1, y);
        if (hollow) cover -= overlap(hole.y0, hole.y1, y);
        float ends = greater(ring, in_corners(&outer, y) ? outer.radius : 0);
        int left = clamp_ceil(outer.x0 + ends, box.x0, box.x1);
        int right = clamp_floor(outer.x1 - ends, left, box.x1);
        paint_ends(line, y, box.x0, left, &outer, &hole, color);
        paint_run(line + left, right - left, color, cover);
        paint_ends(line, y, right, box.x1, &outer, &hole, color);
    }
}

/* ---- polygons ---- */

/* As lesser and greater. */
static inline double lower(double a, double b) { return a < b ? a : b; }
static inline double higher(double a, double b) { return a > b ? a : b; }

enum { STRIP = 512 };

/* The part of an edge that lies within one line of pixels. */
typedef struct Part {
    double x0, y0, x1, y1;
} Part;

static bool part_of(Point a, Point b, int y, Part *out) {
    double top = greater(lesser(a.y, b.y), (float)y), end = lesser(greater(a.y, b.y), (float)y + 1);
    if (top >= end) return false;
    double slope = ((double)b.x - a.x) / ((double)b.y - a.y);
    double at_top = a.x + (top - a.y) * slope, at_end = a.x + (end - a.y) * slope;
    *out = a.y < b.y ? (Part){at_top, top, at_end, end} : (Part){at_end, end, at_top, top};
    return true;
}

/* Adds what the part covers to its right, as differences: the running sum of `change` is the
 * coverage of the pixels left, left + 1, ... (n of them, and room for one more). */
static void add_part(float *change, int left, int n, const Part *part) {
    double x0 = lower(part->x0, part->x1) - left, x1 = higher(part->x0, part->x1) - left;
    double height = part->y1 - part->y0, steep = x1 > x0 ? height / (x1 - x0) : 0;
    if (x1 <= 0) {
        change[0] += (float)height;
        return;
    }
    if (x0 >= n) return;
    if (x0 < 0) {
        change[0] += (float)(-x0 * steep);
        x0 = 0;
    }
    x1 = lower(x1, n);
    int cell = (int)x0;
    do {
        double from = higher(x0, cell), to = lower(x1, cell + 1.0);
        double share = steep != 0 ? (to - from) * steep : height;
        double behind = (from + to) / 2 - cell;
        change[cell] += (float)(share * (1 - behind));
        change[cell + 1] += (float)(share * behind);
    } while (++cell < x1);
}

/* A place on a texture in 1/65536 of its pixels: whole numbers, so that it is the same from wherever a run begins. */
typedef struct Texel {
    int64_t u, v;
} Texel;

/* What a polygon is filled with: a colour, or a texture, whose place at pixel (x, y) is `at` + x * `right` +
 * y * `below`. */
typedef struct Filling {
    Color color;
    const Texture *texture;
    Texel at, right, below;
} Filling;

static inline int64_t from_0_to(int64_t most, int64_t at) { return at < 0 ? 0 : at > most ? most : at; }

/* The four bytes of a pixel in 16 bits each, and back. */
static inline uint64_t apart(Color c) { return (c & 0xFF00FFu) | (uint64_t)(c & 0xFF00FF00u) << 24; }
static inline Color together(uint64_t lanes) { return (Color)((lanes & 0xFF00FF) | (lanes >> 24 & 0xFF00FF00)); }

/* a and b mixed, `share` of 256 of b. */
static inline uint64_t mixed(uint64_t a, uint64_t b, uint32_t share) {
    const uint64_t half = 0x0080008000800080u, bytes = 0x00FF00FF00FF00FFu;
    return (a * (256 - share) + b * share + half) >> 8 & bytes;
}

static inline Color nearest(const Texture *t, int64_t u, int64_t v) {
    return t->pixels[from_0_to(t->h - 1, v >> 16) * t->w + from_0_to(t->w - 1, u >> 16)];
}

static inline Color bilinear(const Texture *t, int64_t u, int64_t v) {
    int64_t left = from_0_to((int64_t)(t->w - 1) << 16, u - 32768);
    int64_t top = from_0_to((int64_t)(t->h - 1) << 16, v - 32768);
    int64_t x = left >> 16, y = top >> 16;
    const Color *at = t->pixels + y * t->w + x, *below = y < t->h - 1 ? at + t->w : at;
    int64_t right = x < t->w - 1;
    if (!((at[0] & at[right] & below[0] & below[right]) >> 24)) return nearest(t, u, v); /* what is there ends here */
    uint32_t across = (uint32_t)(left >> 8) & 255, down = (uint32_t)(top >> 8) & 255;
    return together(mixed(mixed(apart(at[0]), apart(at[right]), across),
                          mixed(apart(below[0]), apart(below[right]), across), down));
}

static void put(uint32_t *out, Color color, uint32_t alpha) {
    if (color >> 24) *out = alpha == 255 ? color : blend(*out, color, alpha);
}

/* Whether all four neighbours of a place are there. */
static inline bool is_between(const Texture *t, int64_t u, int64_t v) {
    return u >= 32768 && v >= 32768 && u < ((int64_t)t->w << 16) - 32768 && v < ((int64_t)t->h << 16) - 32768;
}

/* n pixels as `bilinear` makes them of an opaque texture, where neighbours are there from the first to the last. */
static void bilinear_run(uint32_t *out, int n, const Texture *t, int64_t u, int64_t v, Texel step) {
    u -= 32768;
    v -= 32768;
    for (int i = 0; i < n; i++, u += step.u, v += step.v) {
        const Color *at = t->pixels + (v >> 16) * t->w + (u >> 16), *below = at + t->w;
        uint32_t across = (uint32_t)(u >> 8) & 255, down = (uint32_t)(v >> 8) & 255;
        out[i] = together(mixed(mixed(apart(at[0]), apart(at[1]), across),
                                mixed(apart(below[0]), apart(below[1]), across), down));
    }
}

/* Pixels x to end - 1 of a line, each covered by the same share. */
static void texture_run(uint32_t *line, int x, int end, int y, const Filling *f, float cover) {
    const Texture *t = f->texture;
    uint32_t alpha = (uint32_t)(255 * cover + 0.5f);
    int64_t u = f->at.u + x * f->right.u + y * f->below.u, v = f->at.v + x * f->right.v + y * f->below.v;
    bool quick = t->smooth && t->opaque && alpha == 255;
    for (; x < end; x++, u += f->right.u, v += f->right.v) {
        int n = quick && is_between(t, u, v) ? end - x : 0;
        while (n > 0 && !is_between(t, u + (n - 1) * f->right.u, v + (n - 1) * f->right.v)) n--;
        if (n > 0) {
            bilinear_run(line + x, n, t, u, v, f->right);
            x += n - 1;
            u += (n - 1) * f->right.u;
            v += (n - 1) * f->right.v;
            quick = false;
        } else {
            put(line + x, t->smooth ? bilinear(t, u, v) : nearest(t, u, v), alpha);
        }
    }
}

static void fill_part(uint32_t *line, int x, int end, int y, const Filling *f, float cover) {
    if (f->texture) texture_run(line, x, end, y, f, cover);
    else paint_run(line + x, end - x, f->color, cover);
}

/* The n pixels from `left` on, of which the first `skipped` are not painted. */
static void polygon_strip(uint32_t *line, int left, int skipped, int n, int y, const Point *at, int points,
                          const Filling *filling) {
    float change[STRIP + 2], cover = 0;
    memset(change, 0, ((size_t)n + 2) * sizeof *change);
    Part part;
    for (int i = 0; i < points; i++)
        if (part_of(at[i], at[(i + 1) % points], y, &part)) add_part(change, left, n, &part);
    for (int i = 0, end; i < n; i = end) { /* within the polygon nothing changes for long */
        cover += change[i];
        for (end = i + 1; end < n && change[end] == 0; end++) continue;
        int from = i > skipped ? i : skipped;
        if (from < end) fill_part(line, left + from, left + end, y, filling, lesser(fabsf(cover), 1));
    }
}

/* The bounds of the polygon's part in one line. */
static bool line_bounds(const Point *at, int n, int y, double *from, double *to) {
    Part part;
    *from = INFINITY;
    *to = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (!part_of(at[i], at[(i + 1) % n], y, &part)) continue;
        *from = lower(*from, lower(part.x0, part.x1));
        *to = higher(*to, higher(part.x0, part.x1));
    }
    return *from < *to;
}

static bool all_finite(const Point *at, int n) {
    for (int i = 0; i < n; i++)
        if (!isfinite(at[i].x) || !isfinite(at[i].y)) return false;
    return true;
}

static void fill_polygon(const Raster *r, const Point *at, int n, const Filling *filling) {
    if (n < 3 || !all_finite(at, n)) return;
    float top = at[0].y, below = at[0].y;
    for (int i = 1; i < n; i++) {
        top = fminf(top, at[i].y);
        below = fmaxf(below, at[i].y);
    }
    int y1 = clamp_ceil(below, r->clip.y0, r->clip.y1);
    for (int y = clamp_floor(top, r->clip.y0, r->clip.y1); y < y1; y++) {
        double from, to;
        if (!line_bounds(at, n, y, &from, &to)) continue;
        int x0 = clamp_floor(from, r->clip.x0, r->clip.x1);
        int x1 = clamp_ceil(to, r->clip.x0, r->clip.x1);
        for (int x = clamp_floor(from, 0, x1); x < x1; x += STRIP) /* sums begin where the polygon does */
            if (x + STRIP > x0)
                polygon_strip(line_at(r, y), x, x0 - x, x1 - x < STRIP ? x1 - x : STRIP, y, at, n, filling);
    }
}

void raster_polygon(const Raster *r, const Point *at, int n, Color color) {
    fill_polygon(r, at, n, &(Filling){.color = color});
}

static int64_t fixed(double v) {
    const double most = (double)((int64_t)1 << 44);
    v *= 65536;
    return v > most ? (int64_t)most : v > -most ? llround(v) : v <= -most ? -(int64_t)most : 0;
}

void raster_sheet(const Raster *r, Point at, Point across, Point down, const Texture *t) {
    double ax = (double)across.x - at.x, ay = (double)across.y - at.y;
    double dx = (double)down.x - at.x, dy = (double)down.y - at.y, area = ax * dy - ay * dx;
    const Point corners[] = {at, across, {across.x + down.x - at.x, across.y + down.y - at.y}, down};
    if (!(fabs(area) > 1e-3) || !all_finite(corners, 4)) return;
    double right_u = dy / area * t->w, right_v = -ay / area * t->h, below_u = -dx / area * t->w;
    double below_v = ax / area * t->h, x = 0.5 - at.x, y = 0.5 - at.y; /* the middle of pixel 0 */
    const Filling f = {.texture = t,
                       .at = {fixed(x * right_u + y * below_u), fixed(x * right_v + y * below_v)},
                       .right = {fixed(right_u), fixed(right_v)},
                       .below = {fixed(below_u), fixed(below_v)}};
    fill_polygon(r, corners, 4, &f);
}

/* ---- lines ---- */

typedef struct Stroke {
    Point a;
    double length, dx, dy; /* the direction, of length 1 */
    float width;
} Stroke;

static Point along(const Stroke *s, double t, double aside) {
    return (Point){(float)(s->a.x + t * s->dx - aside * s->dy),
                   (float)(s->a.y + t * s->dy + aside * s->dx)};
}

/* The piece of the line from t0 to t1, in pixels from its start. */
static void piece(const Raster *r, const Stroke *s, double t0, double t1, Color color) {
    double half = s->width / 2.0;
    if (s->dx == 0 || s->dy == 0) {
        Point a = along(s, t0, half), b = along(s, t1, -half);
        raster_rect(r, (Rect){fminf(a.x, b.x), fminf(a.y, b.y), fabsf(b.x - a.x), fabsf(b.y - a.y)},
                    0, 0, color);
        return;
    }
    Point corners[4] = {along(s, t0, half), along(s, t1, half), along(s, t1, -half),
                        along(s, t0, -half)};
    raster_polygon(r, corners, 4, color);
}

/* Narrows *t0 to *t1 to where start + t * step lies between from and to. */
static bool narrow(double start, double step, double from, double to, double *t0, double *t1) {
    if (step == 0) return start >= from && start <= to;
    double a = (from - start) / step, b = (to - start) / step;
    *t0 = fmax(*t0, fmin(a, b));
    *t1 = fmin(*t1, fmax(a, b));
    return *t0 < *t1;
}

/* Whether floats are fine enough there for both ends of a line. */
static bool is_near(Point a, Point b) {
    const float limit = 1 << 14;
    return fabsf(a.x) < limit && fabsf(a.y) < limit && fabsf(b.x) < limit && fabsf(b.y) < limit;
}

void raster_line(const Raster *r, Point a, Point b, float width, float dash, Color color) {
    Stroke s = {.a = a, .dx = (double)b.x - a.x, .dy = (double)b.y - a.y, .width = width};
    s.length = hypot(s.dx, s.dy);
    if (!isfinite(s.length) || s.length == 0 || !(width > 0) || !isfinite(width)) return;
    s.dx /= s.length;
    s.dy /= s.length;
    double t0 = 0, t1 = s.length; /* what the clip can show of it */
    if (!narrow(a.x, s.dx, r->clip.x0 - width, r->clip.x1 + width, &t0, &t1) ||
        !narrow(a.y, s.dy, r->clip.y0 - width, r->clip.y1 + width, &t0, &t1))
        return;
    double from = is_near(a, b) ? 0 : t0, to = is_near(a, b) ? s.length : t1;
    double period = 2 * fmax(dash, 1);
    bool countless = (t1 - t0) / period > 65536; /* dashes that no picture could show */
    if (!(dash > 0 && dash < s.length) || countless) {
        piece(r, &s, from, to, color);
        return;
    }
    for (double t = floor(t0 / period) * period; t < t1; t += period)
        piece(r, &s, fmax(t, from), fmin(t + period / 2, to), color);
}

/* ---- hatching ---- */

enum { HATCH_TILE = 256 };

/* A diagonal of pixels (x + y the same) that a hatch line covers in part at least. */
typedef struct Lit {
    int sum;
    float cover;
} Lit;

static int lit_diagonals(int from, int to, float width, float apart, Lit lit[]) {
    const float across = 0.70710678f; /* from one diagonal to the next */
    float reach = fmaxf(width, 1) / 2 + 0.5f, peak = fminf(width, 1);
    int n = 0;
    for (int sum = from; sum < to; sum++) {
        float off = fmodf((float)(sum + 1) * across, apart); /* from the line before */
        float cover = peak * lesser(reach - lesser(off, apart - off), 1);
        if (cover > 0) lit[n++] = (Lit){sum, cover};
    }
    return n;
}

static void hatch_tile(const Raster *r, PixelBox tile, Rect rect, float width, float apart, Color color) {
    Lit lit[2 * HATCH_TILE];
    int n = lit_diagonals(tile.x0 + tile.y0, tile.x1 + tile.y1, width, apart, lit), first = 0;
    float opacity = (float)(color >> 24);
    for (int y = tile.y0; y < tile.y1; y++) {
        uint32_t *line = line_at(r, y);
        float full = opacity * overlap(rect.y, rect.y + rect.h, y);
        while (first < n && lit[first].sum < tile.x0 + y) first++;
        for (int i = first; i < n && lit[i].sum < tile.x1 + y; i++) {
            int x = lit[i].sum - y;
            float alpha = lit[i].cover * full * overlap(rect.x, rect.x + rect.w, x);
            line[x] = blend(line[x], color, (uint32_t)(alpha + 0.5f));
        }
    }
}

void raster_hatch(const Raster *r, Rect rect, float width, float apart, Color color) {
    PixelBox box = raster_bounds(r, rect);
    if (!(width > 0) || !isfinite(apart)) return;
    for (int y = box.y0; y < box.y1; y += HATCH_TILE)
        for (int x = box.x0; x < box.x1; x += HATCH_TILE) {
            PixelBox tile = {x, y, x + HATCH_TILE < box.x1 ? x + HATCH_TILE : box.x1,
                        y + HATCH_TILE < box.y1 ? y + HATCH_TILE : box.y1};
            hatch_tile(r, tile, rect, width, fmaxf(apart, 2), color);
        }
}
