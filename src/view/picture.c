#include "view/picture.h"

#include <math.h>
#include <string.h>

/* Colour maps: 0xRRGGBB at equal steps of t. Magma and viridis are paths of our own through OKLab
 * (Ottosson 2020) in which lightness grows steadily from step to step, so that they also read in
 * grey; the hues turn from violet over red to yellow, and from violet over blue-green to yellow. */
typedef struct ColorMap {
    int n;
    uint32_t at[17];
} ColorMap;

/* A row each, by the words of EACH_PALETTE (app/look.h). */
static const ColorMap magma = {17, {0x000000, 0x060513, 0x130D2F, 0x211247, 0x32145D, 0x4A196D,
                                    0x661C77, 0x851F79, 0xA42272, 0xC02F67, 0xD7445D, 0xEC5C51,
                                    0xFA7B44, 0xFCA14E, 0xFBC36F, 0xF9E09C, 0xFCFACB}};
static const ColorMap viridis = {17, {0x3B084D, 0x3C1C60, 0x3A2D70, 0x363D7E, 0x2F4E89, 0x225E91,
                                      0x0E6E96, 0x027D97, 0x0C8C97, 0x069C97, 0x08AB91, 0x2DBA86,
                                      0x57C776, 0x80D266, 0xA5DB56, 0xCAE345, 0xEEE932}};
static const ColorMap grey = {2, {0x000000, 0xFFFFFF}};

#define ROW(value, word) [value] = &word,
static const ColorMap *const MAPS[] = {EACH_PALETTE(ROW, ROW)};

/* From orange over near black to blue, equally light at equal distance from the middle. */
static const ColorMap SIGNED = {17, {0xFEC57D, 0xEAA44D, 0xCF862E, 0xB26907, 0x915103, 0x703B03,
                                     0x502601, 0x2C170A, 0x090909, 0x101D31, 0x0A335F, 0x034C87,
                                     0x0167A9, 0x1284C8, 0x44A2DC, 0x6FBFED, 0x98DBFF}};

#define NOT_A_NUMBER 0xFFFF00FFu /* in none of the maps */

static Color map_color(const ColorMap *map, float t) {
    if (isnan(t)) return NOT_A_NUMBER;
    float place = (t < 0 ? 0 : t > 1 ? 1 : t) * (float)(map->n - 1);
    int step = (int)place < map->n - 1 ? (int)place : map->n - 2;
    uint32_t share = (uint32_t)((place - (float)step) * 256.0f + 0.5f); /* of the upper colour */
    uint32_t low = map->at[step], high = map->at[step + 1];
    uint32_t red_blue = (low & 0xFF00FF) * (256 - share) + (high & 0xFF00FF) * share + 0x800080;
    uint32_t green = (low & 0x00FF00) * (256 - share) + (high & 0x00FF00) * share + 0x008000;
    return 0xFF000000u | (red_blue >> 8 & 0xFF00FF) | (green >> 8 & 0x00FF00);
}

Color palette_color(Palette palette, float t) {
    return map_color(MAPS[palette], t);
}
Color tint_color(Color tint, float t) {
    if (isnan(t)) return NOT_A_NUMBER;
    Color out = 0xFF000000u;
    float part = t < 0 ? 0 : t > 1 ? 1 : t;
    for (int at = 0; at < 24; at += 8) out |= (Color)((float)(tint >> at & 0xFF) * part + 0.5f) << at;
    return out;
}

Color signed_color(float t) {
    return map_color(&SIGNED, 0.5f * t + 0.5f);
}

/* ---- numbers over a photo ---- */

/* The colours of both sides, by channel. */
typedef struct Sides {
    float against[3], in_favour[3];
} Sides;

static Sides heat_sides(void) {
    Sides sides;
    Color against = signed_color(-0.85f), in_favour = signed_color(0.85f);
    for (int i = 0; i < 3; i++) {
        sides.against[i] = (float)(against >> (16 - 8 * i) & 0xFF);
        sides.in_favour[i] = (float)(in_favour >> (16 - 8 * i) & 0xFF);
    }
    return sides;
}

static void heat_bytes(const Sides *sides, unsigned luminance, float t, uint8_t out[3]) {
    float much = 0.88f * fminf(fabsf(t), 1), base = 20 + 0.4f * (float)luminance;
    const float *color = t > 0 ? sides->in_favour : sides->against;
    for (int i = 0; i < 3; i++) out[i] = (uint8_t)(base + (color[i] - base) * much + 0.5f);
}

Color heat_color(unsigned luminance, float t) {
    const Sides sides = heat_sides();
    uint8_t c[3];
    heat_bytes(&sides, luminance, t, c);
    return 0xFF000000u | (Color)c[0] << 16 | (Color)c[1] << 8 | c[2];
}

/* The number at a place of the grid, in its cells from its corner; bilinearly as far as there are cells around it. */
static float heat_at(const Heat *heat, float u, float v) {
    if (!heat->between) {
        int at = (int)v * heat->w + (int)u;
        return at < heat->known ? heat->values[at] : 0;
    }
    u = fminf(fmaxf(u - 0.5f, 0), (float)heat->w - 1);
    v = fminf(fmaxf(v - 0.5f, 0), (float)heat->h - 1);
    int x0 = (int)u, y0 = (int)v, x1 = x0 + 1 < heat->w ? x0 + 1 : x0, y1 = y0 + 1 < heat->h ? y0 + 1 : y0;
    const float *a = heat->values + (int64_t)y0 * heat->w, *b = heat->values + (int64_t)y1 * heat->w;
    float p = u - (float)x0, q = v - (float)y0;
    return (a[x0] * (1 - p) + a[x1] * p) * (1 - q) + (b[x0] * (1 - p) + b[x1] * p) * q;
}

/* Columns x0 to x1 of a row of the photo, each at its place in `out`. */
static void heat_row(const Picture *p, int y, int x0, int x1, uint8_t *out) {
    const Heat *heat = p->heat;
    const Sides sides = heat_sides();
    const uint8_t *photo = (const uint8_t *)p->data + 3 * (size_t)y * (size_t)p->w;
    float v = ((float)y + 0.5f) * (float)heat->h / (float)p->h;
    for (int x = x0; x <= x1; x++) {
        const uint8_t *rgb = photo + 3 * (size_t)x;
        float u = ((float)x + 0.5f) * (float)heat->w / (float)p->w;
        float t = heat->values ? heat_at(heat, u, v) / p->hi : 0;
        heat_bytes(&sides, (rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u) >> 16, t, out + 3 * (size_t)x);
    }
}

/* ---- made larger or smaller ---- */

/* The source pixels that a target pixel is the mean of, along one axis. */
typedef struct Span {
    int first, last;
    float w_first, w_between,
        w_last; /* weights; w_last is 0 when there is only one, w_between when there are two at most */
    float total;                      /* their sum */
} Span;

/* Target pixel i covers [i n / m, (i+1) n / m) of the source; weights in m-ths of a source pixel.
 */
static Span span_mean(int i, int n, int m) {
    int64_t from = (int64_t)i * n, to = from + n;
    Span s = {.first = (int)(from / m), .last = (int)((to - 1) / m)};
    int64_t first_end = ((int64_t)s.first + 1) * m;
    s.w_first = (float)((to < first_end ? to : first_end) - from);
    s.w_between = (float)m;
    s.w_last = (float)(to - (int64_t)s.last * m);
    s.total = (float)n;
    return s;
}

static Span span_nearest(int i, int n, int m) {
    int at = (int)((2 * (int64_t)i + 1) * n / (2 * (int64_t)m));
    return (Span){.first = at, .last = at, .w_first = 1, .total = 1};
}

static Span span_bilinear(int i, int n, int m) {
    double at = (i + 0.5) * n / m - 0.5;
    int below = (int)floor(at);
    float share = (float)(at - below);
    Span s = {.first = below < 0 ? 0 : below,
              .last = below + 1 < n ? below + 1 : n - 1,
              .w_first = 1 - share,
              .w_last = share,
              .total = 1};
    if (s.first == s.last || share == 0) {
        s.last = s.first;
        s.w_first = 1;
        s.w_last = 0;
    }
    return s;
}

/* Target pixel i of m, made from n source pixels. */
static Span span_of(int i, int n, int m, bool smooth) {
    if (m < n) return span_mean(i, n, m);
    return smooth ? span_bilinear(i, n, m) : span_nearest(i, n, m);
}

static float row_of_floats(const float *row, const Span *s) {
    float sum = s->w_first * row[s->first], between = 0;
    if (s->last == s->first) return sum;
    for (int x = s->first + 1; x < s->last; x++) between += row[x];
    if (s->last > s->first + 1) sum += s->w_between * between;
    return sum + s->w_last * row[s->last];
}

static float row_of_bytes(const uint8_t *row, const Span *s) {
    float sum = s->w_first * (float)row[3 * (size_t)s->first], last = s->w_last * (float)row[3 * (size_t)s->last];
    int between = 0;
    if (s->last - s->first <= 1) return sum + last;
    for (int x = s->first + 1; x < s->last; x++) between += row[3 * (size_t)x];
    return sum + s->w_between * (float)between + last;
}

enum { STRIP = 256 };

/* Source rows made as wide as the target, of which neighbouring target rows need the same ones. */
typedef struct RgbRows {
    int y[2]; /* which source rows they are */
    float row[2][3][STRIP];
    uint8_t heat[3 * HEAT_SIDE]; /* room for a source row that is made first */
} RgbRows;

/* A row that is made wider; the numbers are made once a source pixel. */
static void wider_row(float row[3][STRIP], const uint8_t *data, const Span across[], int columns) {
    float source[3][STRIP + 2];
    int from = across[0].first, n = across[columns - 1].last + 1 - from;
    for (int i = 0; i < n; i++)
        for (int channel = 0; channel < 3; channel++)
            source[channel][i] = data[3 * ((size_t)from + (size_t)i) + (size_t)channel];
    for (int i = 0; i < columns; i++) {
        const Span *s = &across[i];
        for (int channel = 0; channel < 3; channel++)
            row[channel][i] =
                s->w_first * source[channel][s->first - from] + s->w_last * source[channel][s->last - from];
    }
}

static const float (*rgb_row(RgbRows *rows, const Picture *p, int y, const Span across[], int columns))[STRIP] {
    float(*row)[STRIP] = rows->row[y & 1];
    if (rows->y[y & 1] == y) return (const float(*)[STRIP])row;
    const uint8_t *data = (const uint8_t *)p->data + 3 * (size_t)y * (size_t)p->w;
    if (p->kind == PICTURE_HEAT) {
        heat_row(p, y, across[0].first, across[columns - 1].last, rows->heat);
        data = rows->heat;
    }
    if (across[0].w_between == 0)
        wider_row(row, data, across, columns);
    else
        for (int i = 0; i < columns; i++)
            for (int channel = 0; channel < 3; channel++) row[channel][i] = row_of_bytes(data + channel, &across[i]);
    rows->y[y & 1] = y;
    return (const float(*)[STRIP])row;
}

static float row_weight(const Span *s, int y) {
    return y == s->first ? s->w_first : y == s->last ? s->w_last : s->w_between;
}

static float mean_of_floats(const float *data, const Picture *p, const Span *sx, const Span *sy) {
    float sum = 0;
    for (int y = sy->first; y <= sy->last; y++)
        sum += row_weight(sy, y) * row_of_floats(data + (size_t)y * (size_t)p->w, sx);
    return sum / (sx->total * sy->total);
}

static Color pixel_of(float red, float green, float blue) {
    return 0xFF000000u | (uint32_t)((int)(red + 0.5f) << 16 | (int)(green + 0.5f) << 8 | (int)(blue + 0.5f));
}

/* Of a picture that is made larger both ways: between two rows at most. */
static void larger_line(RgbRows *rows, const Picture *p, const Span across[], int columns, const Span *down,
                        Color *out) {
    const float(*a)[STRIP] = rgb_row(rows, p, down->first, across, columns);
    const float(*b)[STRIP] = rgb_row(rows, p, down->last, across, columns);
    float of_a = down->w_first, of_b = down->w_last;
    for (int i = 0; i < columns; i++)
        out[i] =
            pixel_of(of_a * a[0][i] + of_b * b[0][i], of_a * a[1][i] + of_b * b[1][i], of_a * a[2][i] + of_b * b[2][i]);
}

static void mean_line(RgbRows *rows, const Picture *p, const Span across[], int columns, const Span *down, Color *out) {
    float sum[3][STRIP] = {{0}}, total[STRIP];
    for (int y = down->first; y <= down->last; y++) {
        const float(*row)[STRIP] = rgb_row(rows, p, y, across, columns);
        float weight = row_weight(down, y);
        for (int channel = 0; channel < 3; channel++)
            for (int i = 0; i < columns; i++) sum[channel][i] += weight * row[channel][i];
    }
    for (int i = 0; i < columns; i++) total[i] = across[i].total * down->total;
    for (int i = 0; i < columns; i++)
        out[i] = pixel_of(sum[0][i] / total[i], sum[1][i] / total[i], sum[2][i] / total[i]);
}

static void rgb_line(RgbRows *rows, const Picture *p, const Span across[], int columns, const Span *down, Color *out) {
    if (across[0].w_between == 0 && down->w_between == 0) larger_line(rows, p, across, columns, down, out);
    else mean_line(rows, p, across, columns, down, out);
}

static float share_of(float value, float lo, float hi) {
    if (isnan(value)) return value;
    if (!(hi > lo)) return value > lo ? 1.0f : 0.0f; /* a map that is the same everywhere */
    return (value - lo) / (hi - lo);
}

static Color color_at(const Picture *p, const Span *sx, const Span *sy) {
    float value = mean_of_floats(p->data, p, sx, sy);
    if (p->less) value -= mean_of_floats(p->less, p, sx, sy);
    if (p->kind == PICTURE_SIGNED) return signed_color(p->hi > 0 ? value / p->hi : value);
    float part = share_of(value, p->lo, p->hi);
    return p->tint ? tint_color(p->tint, part) : palette_color(p->palette, part);
}

/* Whether two neighbours of an enlarged picture show one and the same source pixel. */
static bool same_pixel(const Span *a, const Span *b) {
    return a->first == b->first && a->last == a->first && b->last == b->first;
}

/* At most STRIP columns; the rest as picture_part. */
static void strip(const Picture *p, int w, int h, int x, int y, int columns, int rows, Color *out,
                  int pitch) {
    Span across[STRIP];
    for (int i = 0; i < columns; i++) across[i] = span_of(x + i, p->w, w, p->smooth);
    Span before = {.first = -1};
    RgbRows wide;
    wide.y[0] = wide.y[1] = -1;
    for (int j = 0; j < rows; j++, out += pitch) {
        Span down = span_of(y + j, p->h, h, p->smooth);
        bool same =
            down.first == down.last && down.first == before.first && before.first == before.last;
        before = down;
        if (down.last >= p->rows)
            memset(out, 0, (size_t)columns * sizeof *out);
        else if (same)
            memcpy(out, out - pitch, (size_t)columns * sizeof *out);
        else if (p->kind == PICTURE_RGB || p->kind == PICTURE_HEAT)
            rgb_line(&wide, p, across, columns, &down, out);
        else
            for (int i = 0; i < columns; i++)
                out[i] = i && same_pixel(&across[i - 1], &across[i]) ? out[i - 1] : color_at(p, &across[i], &down);
    }
}

void picture_part(const Picture *picture, int w, int h, int x, int y, int columns, int rows,
                  Color *out, int pitch) {
    Picture p = *picture;
    if (w <= 0 || h <= 0 || w > PICTURE_LIMIT || h > PICTURE_LIMIT) return;
    if (p.kind == PICTURE_HEAT && (!p.heat || p.w > HEAT_SIDE)) p.data = NULL;
    if (!p.data || p.w <= 0 || p.h <= 0) p = (Picture){.w = 1, .h = 1}; /* nothing is there */
    for (int at = 0; at < columns; at += STRIP) {
        int n = columns - at < STRIP ? columns - at : STRIP;
        strip(&p, w, h, x + at, y, n, rows, out + at, pitch);
    }
}

void picture_pixels(const Picture *picture, int w, int h, Color *out, int pitch) {
    picture_part(picture, w, h, 0, 0, w, h, out, pitch);
}
