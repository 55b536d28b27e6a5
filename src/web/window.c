/* The window as a canvas of the page: in place of shell/window.c, with what the browser has for what SDL has. */
#include "shell/window.h"

#include <emscripten.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/table.h"
#include "shell/damage.h"
#include "shell/picture_cache.h"
#include "web/browser.h"

static const double FRAME_EVERY = 1000.0 / 60, MOVE_EVERY = 8;

enum { PICTURE_BYTES = 64 << 20 };

struct Window {
    WindowHost host;
    Fonts *fonts;
    PictureCache *pictures;
    Damage *damage;
    Arena arena; /* of the frame */
    Canvas canvas;
    unsigned char *part; /* what is shown of it, as the browser wants it */
    double opened, draw_at, last_frame;
    FrameTime times[WINDOW_TIMES];
    long frames;
};

static Window *page; /* the one that there is */

/* ---- opening and closing ---- */

/* false without memory: then there is none, and nothing is drawn. */
static bool make_canvas(Window *w, int width, int height) {
    size_t n = (size_t)width * (size_t)height;
    free(w->canvas.pixels);
    free(w->part);
    w->canvas = (Canvas){.pixels = calloc(n, sizeof *w->canvas.pixels), .w = width, .h = height, .pitch = width};
    w->part = malloc(4 * n);
    damage_forget(w->damage);
    w->draw_at = 0;
    return w->canvas.pixels && w->part;
}

Error window_open(const WindowOptions *options, const WindowHost *host, Fonts *fonts, Window **out) {
    Window *w = *out = calloc(1, sizeof *w);
    if (!w) return error("memory", "%s", "window");
    w->host = *host;
    w->fonts = fonts;
    w->opened = clock_ms();
    w->last_frame = -INFINITY;
    w->pictures = picture_cache_open(PICTURE_BYTES);
    w->damage = damage_open();
    if (!w->pictures || !w->damage || !make_canvas(w, options->w, options->h)) {
        window_close(w);
        *out = NULL;
        return error("memory", "%s", "window");
    }
    page = w;
    return NO_ERROR;
}

void window_close(Window *w) {
    if (!w) return;
    page = NULL;
    picture_cache_close(w->pictures);
    damage_close(w->damage);
    arena_free(&w->arena);
    free(w->canvas.pixels);
    free(w->part);
    free(w);
}

const char *window_renderer(const Window *w) {
    (void)w;
    return "canvas";
}

void window_wake(void) { browser_wake(); }

void window_end(void) {}

/* ---- wishes ---- */

static void grant(const Wish *wish) {
    static const char *const CURSORS[] = {[CURSOR_ARROW] = "default",
                                          [CURSOR_HAND] = "pointer",
                                          [CURSOR_CROSS] = "crosshair",
                                          [CURSOR_TEXT] = "text"};
    TABLE_HAS(CURSORS, CURSOR_COUNT);
    switch (wish->kind) {
    case WISH_FULLSCREEN: browser_full_screen(wish->toggle ? -1 : wish->on); break;
    case WISH_COPY: browser_copy(wish->text ? wish->text : ""); break;
    case WISH_PASTE: browser_paste(1); break;
    case WISH_PASTE_PHOTO: browser_paste(0); break;
    case WISH_TITLE: browser_title(wish->text ? wish->text : ""); break;
    case WISH_TYPING: browser_typing(wish->on); break;
    case WISH_CURSOR: browser_cursor(CURSORS[wish->cursor]); break;
    case WISH_RENDERER:
    case WISH_QUIT: break; /* a page is left by the browser */
    }
}

static void grant_wishes(Window *w) {
    Wish wish = {0};
    while (w->host.wish && w->host.wish(w->host.ctx, &wish)) {
        grant(&wish);
        wish = (Wish){0};
    }
}

/* ---- frames ---- */

static void draw_by(Window *w, double when) { w->draw_at = fmin(w->draw_at, when); }

static void show(Window *w, PixelBox box) {
    int width = box.x1 - box.x0, height = box.y1 - box.y0;
    uint32_t *to = (uint32_t *)w->part;
    for (int y = box.y0; y < box.y1; y++) {
        const uint32_t *from = w->canvas.pixels + (ptrdiff_t)y * w->canvas.pitch + box.x0;
        for (int x = 0; x < width; x++) {
            uint32_t p = from[x];
            *to++ = 0xFF000000u | (p & 0xFF) << 16 | (p & 0xFF00) | (p >> 16 & 0xFF);
        }
    }
    browser_show(w->part, box.x0, box.y0, width, height);
}

static void draw(Window *w) {
    double start = clock_ms();
    Metrics metrics = fonts_metrics(w->fonts);
    Glyphs glyphs = fonts_glyphs(w->fonts);
    w->draw_at = INFINITY;
    w->last_frame = start;
    if (!w->canvas.pixels || !w->part) return;
    arena_reset(&w->arena);
    DrawList list = {.arena = &w->arena};
    const Canvas *canvas = &w->canvas;
    bool moves = w->host.frame(w->host.ctx, canvas->w, canvas->h, start - w->opened, &metrics, &list);
    if (moves) draw_by(w, start + FRAME_EVERY);
    double framed = clock_ms();
    int n;
    const PixelBox *parts = damage_parts(w->damage, &list, canvas->w, canvas->h, &n);
    if (!canvas_paint_parts(canvas, parts, n, &list, &glyphs, w->pictures)) damage_forget(w->damage);
    double painted = clock_ms();
    for (int i = 0; i < n; i++) show(w, parts[i]);
    FrameTime t = {.frame = framed - start, .paint = painted - framed, .present = clock_ms() - painted};
    t.total = t.frame + t.paint + t.present;
    w->times[w->frames++ % WINDOW_TIMES] = t;
    grant_wishes(w);
}

Error window_turn(Window *w, bool wait, bool *open) {
    (void)wait; /* the browser calls again */
    *open = true;
    if (clock_ms() >= w->draw_at) draw(w);
    return NO_ERROR;
}

Error window_run(Window *w) {
    (void)w;
    browser_turn();
    return NO_ERROR;
}

int window_times(const Window *w, FrameTime *out, int room) {
    long n = w->frames < WINDOW_TIMES ? w->frames : WINDOW_TIMES;
    if (n > room) n = room;
    for (long i = 0; i < n; i++) out[i] = w->times[(w->frames - n + i) % WINDOW_TIMES];
    return (int)n;
}

/* ---- events, from the browser ---- */

/* After an event: what the host wishes, and a frame where it used it. */
static void answer(bool used, double when) {
    if (used) draw_by(page, when);
    grant_wishes(page);
    browser_turn();
}

EMSCRIPTEN_KEEPALIVE void page_size(int w, int h) {
    if (page && w > 0 && h > 0 && (w != page->canvas.w || h != page->canvas.h)) make_canvas(page, w, h);
    browser_turn();
}

/* Something happened in the background. */
EMSCRIPTEN_KEEPALIVE void page_changed(void) {
    if (!page) return;
    Due due = page->host.changed ? page->host.changed(page->host.ctx) : DUE_NEVER;
    if (due != DUE_NEVER) draw_by(page, due == DUE_NOW ? 0 : page->last_frame + FRAME_EVERY);
    grant_wishes(page);
}

EMSCRIPTEN_KEEPALIVE double page_sleep(void) { return page ? fmax(0, page->draw_at - clock_ms()) : INFINITY; }

EMSCRIPTEN_KEEPALIVE void page_redraw(void) {
    if (!page) return;
    damage_forget(page->damage);
    answer(true, 0);
}

/* A key by up to three names, parted by newlines, the best first; whether one meant anything. */
EMSCRIPTEN_KEEPALIVE int page_key(const char *names, int down, int repeat) {
    char name[64];
    bool used = false;
    if (!page) return 0;
    for (const char *at = names; *at && !used;) {
        size_t n = strcspn(at, "\n");
        if (n < sizeof name) {
            memcpy(name, at, n);
            name[n] = '\0';
            used = page->host.key && page->host.key(page->host.ctx, name, down, repeat);
        }
        at += n + (at[n] == '\n');
    }
    answer(used, 0);
    return used;
}

EMSCRIPTEN_KEEPALIVE int page_text(const char *utf8) {
    bool used = page && page->host.text && page->host.text(page->host.ctx, utf8);
    if (page) answer(used, 0);
    return used;
}

EMSCRIPTEN_KEEPALIVE void page_mouse(int kind, float x, float y, int button, int clicks, float wheel_x, float wheel_y,
                                     int modifiers) {
    if (!page) return;
    MouseEvent e = {.kind = (MouseKind)kind, .x = x, .y = y, .button = (MouseButton)button, .clicks = clicks};
    e.wheel_x = wheel_x;
    e.wheel_y = wheel_y;
    e.shift = modifiers & 1;
    e.ctrl = modifiers & 2;
    e.alt = modifiers & 4;
    bool moves = e.kind == MOUSE_MOVE || e.kind == MOUSE_WHEEL;
    bool used = page->host.mouse && page->host.mouse(page->host.ctx, e);
    answer(used, moves ? page->last_frame + MOVE_EVERY : 0);
}

EMSCRIPTEN_KEEPALIVE void page_drop(const char *path) {
    if (page) answer(page->host.drop && page->host.drop(page->host.ctx, path), 0);
}

/* The clipboard's text where a picture or a file was wanted. */
EMSCRIPTEN_KEEPALIVE void page_no_photo(const char *text) {
    if (page) answer(page->host.no_photo && page->host.no_photo(page->host.ctx, text, NULL), 0);
}

/* What is printed on the key that has this character on a keyboard of the United States. */
EMSCRIPTEN_KEEPALIVE void page_label(int character, const char *label) {
    if (page && page->host.label) page->host.label(page->host.ctx, (char)character, label);
}

EMSCRIPTEN_KEEPALIVE void page_font_came(void) {
    if (!page) return;
    fonts_look_again(page->fonts);
    page_redraw();
}
