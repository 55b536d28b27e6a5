#include "shell/fonts.h"

#include <SDL_ttf.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "shell/cache.h"
#include "shell/font_files.h"

enum { SIZE_MOST = 400, TEXT_MOST = 4096, OPEN_MOST = 48, CACHE_BYTES = 16 << 20 };
static const float BOLD_PART = 40; /* of the size: more fills the gaps of dense characters */

/* A face at one size. */
typedef struct Open {
    TTF_Font *ttf; /* NULL: a free place */
    Face face;
    int size;
    unsigned used;
} Open;

struct Fonts {
    bool ready;
    struct {
        bool looked;
        Mapped bytes;
        int index; /* within them */
        TTF_Font *ruler; /* measures; NULL: there is no such font. It is made as large as what is asked for, which costs
                          * far less than to open another */
        int size;        /* of the ruler */
    } face[FACE_COUNT];
    Open open[OPEN_MOST];
    unsigned uses;
    unsigned refusals; /* of memory for a face: what is set meanwhile is not kept */
    Cache *texts; /* widths and coverages */
};

/* ---- faces ---- */

/* FreeType lets threads use faces of their own, but they open and close them one at a time. */
static pthread_mutex_t faces = PTHREAD_MUTEX_INITIALIZER;

static TTF_Font *open_bytes(const Mapped *bytes, int index, int size) {
    if (bytes->size > INT_MAX) return NULL;
    SDL_RWops *stream = SDL_RWFromConstMem(bytes->data, (int)bytes->size);
    if (!stream) return NULL;
    pthread_mutex_lock(&faces);
    TTF_Font *ttf = TTF_OpenFontIndexRW(stream, 1, size, index);
    pthread_mutex_unlock(&faces);
    return ttf;
}

static void close_font(TTF_Font *ttf) {
    pthread_mutex_lock(&faces);
    TTF_CloseFont(ttf);
    pthread_mutex_unlock(&faces);
}

Fonts *fonts_open(void) {
    Fonts *fonts = calloc(1, sizeof *fonts);
    Cache *texts = fonts ? cache_open(CACHE_BYTES) : NULL;
    if (!texts) {
        free(fonts);
        return NULL;
    }
    fonts->texts = texts;
    pthread_mutex_lock(&faces);
    fonts->ready = TTF_Init() == 0;
    pthread_mutex_unlock(&faces);
    return fonts;
}

void fonts_close(Fonts *fonts) {
    if (!fonts) return;
    for (int i = 0; i < OPEN_MOST; i++)
        if (fonts->open[i].ttf) close_font(fonts->open[i].ttf);
    for (int i = 0; i < FACE_COUNT; i++) {
        if (fonts->face[i].ruler) close_font(fonts->face[i].ruler);
        file_unmap(&fonts->face[i].bytes);
    }
    pthread_mutex_lock(&faces);
    if (fonts->ready) TTF_Quit();
    pthread_mutex_unlock(&faces);
    cache_close(fonts->texts);
    free(fonts);
}

void fonts_look_again(Fonts *fonts) {
    Cache *texts = cache_open(CACHE_BYTES);
    if (!texts) return;
    cache_close(fonts->texts);
    fonts->texts = texts;
    for (int i = 0; i < FACE_COUNT; i++) fonts->face[i].looked = fonts->face[i].ruler != NULL;
}

/* A font of those bytes, which are the face's. */
static TTF_Font *open_face(const Mapped *bytes, int index, Face face, int size) {
    TTF_Font *ttf = open_bytes(bytes, index, size);
    /* Letters of one width go in whole pixels: numbers line up, and SDL_ttf need not draw each one anew. */
    bool mono = face == FACE_MONO || face == FACE_MONO_BOLD;
    if (ttf) TTF_SetFontHinting(ttf, mono ? TTF_HINTING_LIGHT : TTF_HINTING_LIGHT_SUBPIXEL);
    return ttf;
}

enum { RULER_SIZE = 16 /* at first */ };

/* Maps the first file of the face that is a font. From memory, glyphs come several times faster. */
static void look_for(Fonts *fonts, Face face) {
    FontFile file;
    fonts->face[face].looked = true;
    for (int n = 0; font_file(face, n, &file); n++) {
        Mapped bytes;
        Error e = file_map(file.path, &bytes);
        if (failed(&e) && strcmp(e.id, "memory") == 0) {
            fonts->refusals++;
            fonts->face[face].looked = false;
            return;
        }
        if (failed(&e)) continue;
        TTF_Font *ttf = open_face(&bytes, file.index, face, RULER_SIZE);
        if (ttf) {
            fonts->face[face].bytes = bytes;
            fonts->face[face].index = file.index;
            fonts->face[face].ruler = ttf;
            fonts->face[face].size = RULER_SIZE;
            return;
        }
        file_unmap(&bytes);
    }
}

/* The face's ruler, of whatever size; NULL if there is no such font. */
static TTF_Font *ruler_of(Fonts *fonts, Face face) {
    if (fonts->ready && !fonts->face[face].looked) look_for(fonts, face);
    return fonts->face[face].ruler;
}

static TTF_Font *ruler_at(Fonts *fonts, Face face, int size) {
    TTF_Font *ttf = ruler_of(fonts, face);
    if (!ttf || fonts->face[face].size == size) return ttf;
    if (TTF_SetFontSize(ttf, size) != 0) return NULL;
    fonts->face[face].size = size;
    return ttf;
}

/* A free place, or that of the longest unused one. */
static Open *place_for(Fonts *fonts) {
    Open *oldest = &fonts->open[0];
    for (int i = 0; i < OPEN_MOST; i++) {
        Open *o = &fonts->open[i];
        if (!o->ttf) return o;
        if (o->used < oldest->used) oldest = o;
    }
    close_font(oldest->ttf);
    oldest->ttf = NULL;
    return oldest;
}

/* The face at that size, to draw with; NULL if there is no such font. */
static TTF_Font *face_at(Fonts *fonts, Face face, int size) {
    for (int i = 0; i < OPEN_MOST; i++) {
        Open *o = &fonts->open[i];
        if (!o->ttf || o->face != face || o->size != size) continue;
        o->used = ++fonts->uses;
        return o->ttf;
    }
    if (!ruler_of(fonts, face)) return NULL;
    TTF_Font *ttf = open_face(&fonts->face[face].bytes, fonts->face[face].index, face, size);
    if (!ttf) return NULL;
    *place_for(fonts) = (Open){ttf, face, size, ++fonts->uses};
    return ttf;
}

/* ---- texts ---- */

/* A text as it is asked for: control characters are spaces, too long a text is cut. */
typedef struct Ask {
    struct {
        uint8_t what, font;
        uint16_t size;
        char text[TEXT_MOST];
    } key;
    size_t key_size;
} Ask;

enum { ASK_WIDTH, ASK_COVERAGE };

static bool ask(Ask *out, int what, Font font, float size, const char *utf8, size_t bytes) {
    if (!(size > 0) || bytes == 0) return false;
    if (bytes >= TEXT_MOST) {
        bytes = TEXT_MOST - 1;
        while (bytes > 0 && ((unsigned char)utf8[bytes] & 0xC0) == 0x80) bytes--;
    }
    out->key.what = (uint8_t)what;
    out->key.font = (uint8_t)font;
    out->key.size = (uint16_t)(fminf(fmaxf(roundf(size), 1), SIZE_MOST));
    for (size_t i = 0; i < bytes; i++)
        out->key.text[i] = (unsigned char)utf8[i] < ' ' ? ' ' : utf8[i];
    out->key.text[bytes] = '\0';
    out->key_size = offsetof(Ask, key.text) - offsetof(Ask, key) + bytes;
    return true;
}

/* ---- runs: parts of a text that one font can draw ---- */

/* The code point at text[0] and its length in bytes; what is no UTF-8 counts as U+FFFD, byte by
 * byte. */
static uint32_t decode(const char *text, size_t n, size_t *length) {
    const unsigned char *s = (const unsigned char *)text;
    size_t more = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC0 ? 1 : 0;
    *length = 1;
    if (s[0] < 0x80) return s[0];
    if (more == 0 || s[0] > 0xF4 || more >= n) return 0xFFFD;
    uint32_t code = s[0] & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0xFFFD;
        code = code << 6 | (s[i] & 0x3F);
    }
    *length = more + 1;
    return code;
}

/* Marks that belong to the character before them. */
static bool joins(uint32_t code) {
    return (code >= 0x0300 && code <= 0x036F) || (code >= 0x20D0 && code <= 0x20FF) ||
           (code >= 0xFE00 && code <= 0xFE0F) || code == 0x200D;
}

/* The first font that has the character; false: none has, and `out` is the one that was asked for.
 */
static bool face_for(Fonts *fonts, Font font, uint32_t code, Face *out) {
    const Face order[] = {(Face)font, FACE_SYMBOLS, FACE_CHINESE};
    *out = order[0];
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        TTF_Font *ttf = ruler_of(fonts, order[i]);
        if (!ttf || !TTF_GlyphIsProvided32(ttf, code)) continue;
        *out = order[i];
        return true;
    }
    return false;
}

typedef struct Run {
    Face face;
    size_t bytes;
} Run;

static Run first_run(Fonts *fonts, Font font, const char *text) {
    size_t n = strlen(text), length;
    Run run = {.face = (Face)font};
    face_for(fonts, font, decode(text, n, &length), &run.face);
    for (run.bytes = length; run.bytes < n; run.bytes += length) {
        Face face = run.face;
        uint32_t code = decode(text + run.bytes, n - run.bytes, &length);
        if (joins(code)) continue;
        face_for(fonts, font, code, &face);
        if (face != run.face) break;
    }
    return run;
}

/* What SDL_ttf is given: one run, ended by a zero. */
typedef struct Piece {
    TTF_Font *ttf; /* NULL: no font */
    float bold;    /* pixels by which its strokes are widened, where the face has no bold of its own */
    char text[TEXT_MOST];
} Piece;

/* The first run of the text; returns its bytes. `at` is ruler_at to measure it, face_at to draw it. */
static size_t next_piece(Fonts *fonts, const Ask *a, TTF_Font *at(Fonts *, Face, int), const char *text, Piece *out) {
    Font font = (Font)a->key.font;
    int size = a->key.size;
    Run run = first_run(fonts, font, text);
    out->ttf = at(fonts, run.face, size);
    bool bold = font == FONT_BOLD || font == FONT_MONO_BOLD;
    out->bold = bold && run.face >= FACE_SYMBOLS ? (float)size / BOLD_PART : 0;
    memcpy(out->text, text, run.bytes);
    out->text[run.bytes] = '\0';
    return run.bytes;
}

static bool piece_size(const Piece *piece, int *w, int *h) {
    *w = *h = 0;
    return piece->ttf && TTF_SizeUTF8(piece->ttf, piece->text, w, h) == 0 && *w > 0 && *h > 0;
}

/* From the top of its pixels to its baseline: SDL_ttf moves a text down when a glyph rises over the
 * ascent of its font. */
static int piece_rise(const Piece *piece) {
    int rise = TTF_FontAscent(piece->ttf);
    size_t n = strlen(piece->text), length;
    for (size_t i = 0; i < n; i += length) {
        int top;
        uint32_t code = decode(piece->text + i, n - i, &length);
        if (TTF_GlyphMetrics32(piece->ttf, code, NULL, NULL, NULL, &top, NULL) == 0 && top > rise)
            rise = top;
    }
    return rise;
}

/* ---- widths and coverages ---- */

static float measure(Fonts *fonts, const Ask *a) {
    Piece piece;
    int w, h, width = 0;
    for (const char *at = a->key.text; *at;) {
        at += next_piece(fonts, a, ruler_at, at, &piece);
        if (piece_size(&piece, &w, &h)) width += w;
    }
    return (float)width;
}

static float width_of(void *ctx, Font font, float size, const char *utf8, size_t bytes) {
    Fonts *fonts = ctx;
    Ask a;
    if (!ask(&a, ASK_WIDTH, font, size, utf8, bytes)) return 0;
    float *known = cache_find(fonts->texts, &a.key, a.key_size);
    if (known) return *known;
    unsigned before = fonts->refusals;
    float width = measure(fonts, &a);
    if (fonts->refusals != before) return width;
    known = cache_add(fonts->texts, &a.key, a.key_size, sizeof *known);
    if (known) *known = width;
    return width;
}

Metrics fonts_metrics(Fonts *fonts) {
    return (Metrics){fonts, width_of};
}

/* A coverage as it lies in the cache, its pixels behind it. */
typedef struct Kept {
    int w, h, above;
    uint8_t at[];
} Kept;

static bool bounds_of(Fonts *fonts, const Ask *a, Kept *out) {
    Piece piece;
    int w, h, below = 0;
    *out = (Kept){0};
    for (const char *at = a->key.text; *at;) {
        at += next_piece(fonts, a, face_at, at, &piece);
        if (!piece_size(&piece, &w, &h)) continue;
        int rise = piece_rise(&piece);
        out->w += w;
        if (rise > out->above) out->above = rise;
        if (h - rise > below) below = h - rise;
    }
    out->h = out->above + below;
    return out->w > 0 && out->h > 0;
}

/* Coverage of column i where strokes reach `bold` pixels further to the right. */
static int widened(const uint8_t *line, int i, float bold) {
    int whole = (int)bold, cover = line[i];
    for (int back = 1; back <= whole && back <= i; back++)
        if (line[i - back] > cover) cover = line[i - back];
    if (i > whole) cover += (int)((bold - (float)whole) * line[i - whole - 1]);
    return cover < 255 ? cover : 255;
}

/* Lays the pixels of a surface over those that are there, at column x. */
static void lay(Kept *kept, const SDL_Surface *surface, float bold, int x, int y) {
    for (int row = 0; row < surface->h; row++) {
        if (row + y < 0 || row + y >= kept->h) continue;
        const uint8_t *from = (const uint8_t *)surface->pixels + (ptrdiff_t)row * surface->pitch;
        uint8_t *to = kept->at + (ptrdiff_t)(row + y) * kept->w;
        for (int i = 0; i < surface->w && x + i < kept->w; i++) {
            int cover = bold > 0 ? widened(from, i, bold) : from[i];
            if (cover > to[x + i]) to[x + i] = (uint8_t)cover;
        }
    }
}

static void render(Fonts *fonts, const Ask *a, Kept *kept) {
    const SDL_Color white = {255, 255, 255, 255}, black = {0, 0, 0, 255};
    Piece piece;
    int x = 0;
    memset(kept->at, 0, (size_t)kept->w * (size_t)kept->h);
    for (const char *at = a->key.text; *at;) {
        at += next_piece(fonts, a, face_at, at, &piece);
        if (!piece.ttf) continue;
        /* 8 bits a pixel, the coverage itself */
        SDL_Surface *surface = TTF_RenderUTF8_Shaded(piece.ttf, piece.text, white, black);
        if (!surface) continue;
        lay(kept, surface, piece.bold, x, kept->above - piece_rise(&piece));
        x += surface->w;
        SDL_FreeSurface(surface);
    }
}

static bool coverage_of(void *ctx, Font font, float size, const char *utf8, Coverage *out) {
    Fonts *fonts = ctx;
    Ask a;
    Kept bounds;
    if (!ask(&a, ASK_COVERAGE, font, size, utf8, strlen(utf8))) return false;
    Kept *kept = cache_find(fonts->texts, &a.key, a.key_size);
    if (!kept) {
        unsigned before = fonts->refusals;
        if (!bounds_of(fonts, &a, &bounds) || fonts->refusals != before) return false;
        kept = cache_add(fonts->texts, &a.key, a.key_size,
                         sizeof *kept + (size_t)bounds.w * (size_t)bounds.h);
        if (!kept) return false;
        *kept = bounds;
        render(fonts, &a, kept);
    }
    *out = (Coverage){kept->at, kept->w, kept->h, kept->w, 0, kept->above};
    return true;
}

Glyphs fonts_glyphs(Fonts *fonts) {
    return (Glyphs){fonts, coverage_of};
}

/* ---- what is missing ---- */

static bool any_font(Fonts *fonts) {
    for (int face = 0; face < FACE_COUNT; face++)
        if (ruler_of(fonts, (Face)face)) return true;
    return false;
}

Error fonts_check(Fonts *fonts, const char *sample) {
    if (!any_font(fonts)) return error("font.missing", "%s", font_package(FACE_TEXT));
    size_t n = sample ? strlen(sample) : 0, length;
    for (size_t i = 0; i < n; i += length) {
        Face face;
        uint32_t code = decode(sample + i, n - i, &length);
        if (code > ' ' && !face_for(fonts, FONT_TEXT, code, &face))
            return error("font.missing", "%s",
                         font_package(code >= 0x2E80 ? FACE_CHINESE : FACE_SYMBOLS));
    }
    return NO_ERROR;
}
