#include "shell/window.h"

#include <SDL.h>
#include <ctype.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/table.h"
#include "shell/damage.h"
#include "shell/dpi.h"
#include "shell/key_names.h"
#include "shell/paste.h"
#include "shell/screen.h"
#include "shell/x_errors.h"

/* Milliseconds from one frame to the next: of animations and background work, and of a moving
 * mouse; after one that memory did not suffice for. Keys and clicks are answered at once. */
static const double FRAME_EVERY = 1000.0 / 60, MOVE_EVERY = 8, SHORT_OF_MEMORY = 250;

enum { PICTURE_BYTES = 64 << 20, EVENTS_MOST = 256 };

struct Window {
    SDL_Window *sdl;
    Screen screen;
    WindowHost host;
    Fonts *fonts;
    PictureCache *pictures;
    Damage *damage;
    Arena arena; /* of the frame */
    SDL_Cursor *cursors[CURSOR_COUNT];
    bool open;
    double opened;     /* when */
    double draw_at;    /* when the next frame is due; INFINITY: nothing has changed */
    double last_frame; /* when it began */
    double event_at;   /* of the oldest event that no frame answers yet; INFINITY: none */
    Layout layout;
    bool key_was_used; /* the last key pressed: what it types is left out */
    bool typing;     /* a line is open */
    int silent_keys; /* presses under way since before typing began: no text follows them */
    FrameTime times[WINDOW_TIMES]; /* a ring */
    long frames;
};

/* ---- waking from other threads ---- */

static struct {
    pthread_mutex_t lock;
    bool open, sent; /* sent: an event is under way */
    Uint32 event;
} waker = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void waker_open(void) {
    pthread_mutex_lock(&waker.lock);
    if (waker.event == 0) waker.event = SDL_RegisterEvents(1);
    waker.open = true;
    waker.sent = false;
    pthread_mutex_unlock(&waker.lock);
}

static void waker_close(void) {
    pthread_mutex_lock(&waker.lock);
    waker.open = false;
    pthread_mutex_unlock(&waker.lock);
}

/* From now on a call of window_wake sends an event again. */
static void waker_heard(void) {
    pthread_mutex_lock(&waker.lock);
    waker.sent = false;
    pthread_mutex_unlock(&waker.lock);
}

void window_wake(void) {
    pthread_mutex_lock(&waker.lock);
    if (waker.open && !waker.sent) {
        SDL_Event e = {.type = waker.event};
        waker.sent = SDL_PushEvent(&e) == 1;
    }
    pthread_mutex_unlock(&waker.lock);
}

void window_end(void) {
    pthread_mutex_lock(&waker.lock);
    SDL_Event e = {.type = SDL_QUIT};
    if (waker.open) SDL_PushEvent(&e);
    pthread_mutex_unlock(&waker.lock);
}

/* ---- opening and closing ---- */

/* Without this SDL may take over a text console, which is no window. */
static bool may_have_display(void) {
#if defined(__unix__) && !defined(__APPLE__) && !defined(__EMSCRIPTEN__)
    return getenv("DISPLAY") || getenv("WAYLAND_DISPLAY") || getenv("SDL_VIDEODRIVER");
#else
    return true;
#endif
}

static bool shows_windows(void) {
    static const char *const BLIND[] = {"dummy", "offscreen", "KMSDRM"};
    const char *driver = SDL_GetCurrentVideoDriver();
    if (getenv("SDL_VIDEODRIVER")) return true;
    for (size_t i = 0; driver && i < sizeof BLIND / sizeof *BLIND; i++)
        if (strcmp(driver, BLIND[i]) == 0) return false;
    return true;
}

static Error open_video(void) {
    if (!may_have_display()) return error("window.no_display", "DISPLAY");
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_WINDOWS_DPI_AWARENESS, "permonitorv2");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return error("window.no_display", "%s", SDL_GetError());
    if (shows_windows()) return NO_ERROR;
    Error e = error("window.no_display", "%s", SDL_GetCurrentVideoDriver());
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return e;
}

static int at_most(int wanted, int most) {
    return most > 0 && wanted > most ? most : wanted;
}

/* With its frame it is larger than the screen has room. Elsewhere whoever manages the windows sees to that. */
static bool is_too_large(SDL_Window *window, const SDL_Rect *screen) {
    int top, left, bottom, right, w, h;
    if (strcmp(SDL_GetCurrentVideoDriver(), "windows") != 0) return false;
    if (SDL_GetWindowBordersSize(window, &top, &left, &bottom, &right) != 0) return false;
    SDL_GetWindowSize(window, &w, &h);
    return w + left + right > screen->w || h + top + bottom > screen->h;
}

static SDL_Window *make_window(const WindowOptions *o) {
    SDL_Rect screen = {0};
    float scale = dpi_scale();
    int w = o->w > 0 ? o->w : (int)(1280 * scale), h = o->h > 0 ? o->h : (int)(720 * scale);
    SDL_GetDisplayUsableBounds(0, &screen);
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
    if (o->fullscreen) flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
    SDL_Window *window = SDL_CreateWindow(
        o->title ? o->title : "", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
        at_most(w, screen.w), at_most(h, screen.h), flags);
    if (window)
        SDL_SetWindowMinimumSize(window, at_most(at_most((int)(WINDOW_MIN_W * scale), w), screen.w),
                                 at_most(at_most((int)(WINDOW_MIN_H * scale), h), screen.h));
    if (window && is_too_large(window, &screen)) SDL_MaximizeWindow(window);
    return window;
}

/* A class in front of a projector may look at one picture for long. */
static void keep_screen_awake(bool on) {
    if (on)
        SDL_DisableScreenSaver();
    else
        SDL_EnableScreenSaver();
}

/* Typing is off so that input methods leave the keys alone, but where the layout is known in part only and "/" has no
 * key of its own it can only be had as typed text. */
static void set_typing(Window *w, bool on) {
    bool shift, by_text = !w->layout.whole && w->layout.latin && layout_find(&w->layout, '/', &shift) < 0;
    SDL_Event ahead[64];
    int pressed = SDL_PeepEvents(ahead, 64, SDL_PEEKEVENT, SDL_KEYDOWN, SDL_KEYDOWN);
    if (on != w->typing) w->silent_keys = on && !by_text && pressed > 0 ? pressed : 0;
    w->typing = on;
    if (on || by_text)
        SDL_StartTextInput();
    else
        SDL_StopTextInput();
}

/* The keyboard, and what it says to the host; true: the picture shows it. */
static bool read_layout(Window *w, bool anew) {
    if (!layout_read(w->sdl, anew, &w->layout)) return false;
    if (anew) set_typing(w, w->typing);
    for (int c = '!'; c <= '~' && w->host.label; c++) {
        char label[LAYOUT_LABEL_SIZE];
        if (isupper(c)) continue;
        layout_label(&w->layout, (char)c, label);
        w->host.label(w->host.ctx, (char)c, label);
    }
    return true;
}

/* What cannot be drawn is left to the system. */
static void set_icon(SDL_Window *window, void (*draw)(float size, DrawList *out)) {
    enum { SIZE = 64 };
    SDL_Surface *s = SDL_CreateRGBSurfaceWithFormat(0, SIZE, SIZE, 32, SDL_PIXELFORMAT_ARGB8888);
    if (!s) return;
    Arena arena = {0};
    DrawList list = {.arena = &arena};
    draw(SIZE, &list);
    canvas_paint(&(Canvas){s->pixels, s->w, s->h, s->pitch / (int)sizeof(uint32_t)}, &list, NULL, NULL);
    SDL_SetWindowIcon(window, s);
    arena_free(&arena);
    SDL_FreeSurface(s);
}

static Error open_parts(Window *w, const WindowOptions *options) {
    w->sdl = make_window(options);
    if (!w->sdl) return error("window.open", "%s", SDL_GetError());
    x_errors_forget_wakes(w->sdl);
    if (w->host.icon) set_icon(w->sdl, w->host.icon);
    TRY(screen_open(&w->screen, w->sdl, options->renderer));
    w->pictures = picture_cache_open(PICTURE_BYTES);
    w->damage = damage_open();
    if (!w->pictures || !w->damage) return error("memory", "window");
    keep_screen_awake(options->fullscreen);
    read_layout(w, true);
    waker_open();
    return NO_ERROR;
}

Error window_open(const WindowOptions *options, const WindowHost *host, Fonts *fonts,
                  Window **out) {
    *out = NULL;
    TRY(open_video());
    Window *w = calloc(1, sizeof *w);
    if (!w) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return error("memory", "window");
    }
    w->host = *host;
    w->fonts = fonts;
    w->open = true;
    w->opened = clock_ms();
    w->event_at = INFINITY;
    w->last_frame = -INFINITY;
    Error e = open_parts(w, options);
    if (failed(&e))
        window_close(w);
    else
        *out = w;
    return e;
}

void window_close(Window *w) {
    if (!w) return;
    waker_close();
    for (int i = 0; i < CURSOR_COUNT; i++)
        if (w->cursors[i]) SDL_FreeCursor(w->cursors[i]);
    screen_close(&w->screen);
    if (w->sdl) SDL_DestroyWindow(w->sdl);
    picture_cache_close(w->pictures);
    damage_close(w->damage);
    arena_free(&w->arena);
    free(w);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

const char *window_renderer(const Window *w) {
    return w->screen.name;
}

/* ---- wishes ---- */

static void draw_by(Window *w, double when) {
    w->draw_at = fmin(w->draw_at, when);
}

/* Now, and all of it. */
static void draw_anew(Window *w) {
    damage_forget(w->damage);
    draw_by(w, 0);
}

static void set_fullscreen(Window *w, const Wish *wish) {
    bool is = SDL_GetWindowFlags(w->sdl) & SDL_WINDOW_FULLSCREEN;
    bool on = wish->toggle ? !is : wish->on;
    if (SDL_SetWindowFullscreen(w->sdl, on ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) == 0)
        keep_screen_awake(on);
}

static void set_renderer(Window *w, Renderer renderer) {
    screen_close(&w->screen);
    Error e = screen_open(&w->screen, w->sdl, renderer);
    if (failed(&e)) e = screen_open(&w->screen, w->sdl, RENDERER_AUTO);
    if (failed(&e)) w->open = false; /* nothing can be shown any more */
    draw_anew(w);
}

static void set_cursor(Window *w, Cursor cursor) {
    static const SDL_SystemCursor SYSTEM[] = {[CURSOR_ARROW] = SDL_SYSTEM_CURSOR_ARROW,
                                                          [CURSOR_HAND] = SDL_SYSTEM_CURSOR_HAND,
                                                          [CURSOR_CROSS] =
                                                              SDL_SYSTEM_CURSOR_CROSSHAIR,
                                                          [CURSOR_TEXT] = SDL_SYSTEM_CURSOR_IBEAM};
    TABLE_HAS(SYSTEM, CURSOR_COUNT);
    if (!w->cursors[cursor]) w->cursors[cursor] = SDL_CreateSystemCursor(SYSTEM[cursor]);
    if (w->cursors[cursor]) SDL_SetCursor(w->cursors[cursor]);
}

/* What is marked somewhere, where the system knows that, else the clipboard's. */
static char *marked_text(void) {
#if SDL_VERSION_ATLEAST(2, 26, 0)
    if (SDL_HasPrimarySelectionText()) return SDL_GetPrimarySelectionText();
#endif
    return SDL_GetClipboardText();
}

static void paste_text(Window *w, bool marked) {
    char *text = marked ? marked_text() : SDL_GetClipboardText();
    if (text && *text && w->host.text && w->host.text(w->host.ctx, text)) draw_by(w, 0);
    SDL_free(text);
}

/* A file that was copied, or that the text names, whether it is there or not; else what became of the picture. */
static bool paste_other(Window *w, const char *text, const char *package) {
    char path[4096] = "";
    bool file = paste_file(path, sizeof path) || paste_path(text, path, sizeof path) || *path;
    if (file) return w->host.drop && w->host.drop(w->host.ctx, path);
    return w->host.no_photo && w->host.no_photo(w->host.ctx, text, package);
}

/* The picture comes first: owners of a large one may answer to a request for text with it, and then to no other. */
static void paste_photo(Window *w) {
    unsigned char *bytes = NULL;
    size_t n = 0;
    const char *package;
    Pasted pasted = paste_image(SDL_PumpEvents, &bytes, &n, &package);
    char *text = pasted == PASTED_IMAGE ? NULL : SDL_GetClipboardText();
    bool used = pasted == PASTED_IMAGE ? w->host.photo && w->host.photo(w->host.ctx, bytes, n)
                                       : paste_other(w, text ? text : "", pasted == PASTED_NO_PROGRAM ? package : NULL);
    free(bytes);
    SDL_free(text);
    if (used) draw_by(w, 0);
}

static void grant(Window *w, const Wish *wish) {
    const char *text = wish->text ? wish->text : "";
    switch (wish->kind) {
    case WISH_QUIT: w->open = false; break;
    case WISH_FULLSCREEN: set_fullscreen(w, wish); break;
    case WISH_COPY: SDL_SetClipboardText(text); break;
    case WISH_PASTE: paste_text(w, wish->marked); break;
    case WISH_PASTE_PHOTO: paste_photo(w); break;
    case WISH_TITLE: SDL_SetWindowTitle(w->sdl, text); break;
    case WISH_TYPING: set_typing(w, wish->on); break;
    case WISH_RENDERER: set_renderer(w, wish->renderer); break;
    case WISH_CURSOR: set_cursor(w, wish->cursor); break;
    }
}

static void grant_wishes(Window *w) {
    Wish wish = {0};
    while (w->host.wish && w->host.wish(w->host.ctx, &wish)) {
        grant(w, &wish);
        wish = (Wish){0};
    }
}

/* ---- events ---- */

static bool press(Window *w, const SDL_KeyboardEvent *e) {
    char name[KEY_NAMES][KEY_NAME_SIZE];
    bool down = e->type == SDL_KEYDOWN, changed = read_layout(w, false), used = false;
    int n = key_names(&w->layout, e->keysym, name);
    for (int i = 0; i < n && !used; i++)
        used = w->host.key && w->host.key(w->host.ctx, name[i], down, e->repeat != 0);
    if (n > 0) w->key_was_used = down && used;
    return used || changed;
}

/* Text for an open line, or a key that only text can tell. */
static bool type(Window *w, const char *text) {
    if (w->key_was_used) return false;
    if (w->host.text && w->host.text(w->host.ctx, text)) return true;
    return w->host.key && !w->layout.whole && !text[1] && !isalpha((unsigned char)*text) &&
           w->host.key(w->host.ctx, text, true, false);
}

/* A key that no text follows types what the layout says. */
static bool press_silent(Window *w, const SDL_KeyboardEvent *e) {
    char text[5];
    w->silent_keys--;
    return press(w, e) || (key_text(&w->layout, e->keysym, text) && w->host.text && w->host.text(w->host.ctx, text));
}

static bool send_mouse(Window *w, MouseEvent m, int x, int y) {
    int pixels_w, pixels_h, units_w, units_h;
    SDL_Keymod mod = SDL_GetModState();
    screen_size(&w->screen, &pixels_w, &pixels_h);
    SDL_GetWindowSize(w->sdl, &units_w, &units_h);
    m.x = ((float)x + 0.5f) * (float)pixels_w / (float)(units_w > 0 ? units_w : 1);
    m.y = ((float)y + 0.5f) * (float)pixels_h / (float)(units_h > 0 ? units_h : 1);
    m.shift = mod & KMOD_SHIFT;
    m.ctrl = mod & (KMOD_CTRL | KMOD_GUI);
    m.alt = mod & KMOD_ALT;
    return w->host.mouse && w->host.mouse(w->host.ctx, m);
}

/* Of several moves in a row only the last one counts. */
static bool another_move_follows(void) {
    SDL_Event next;
    return SDL_PeepEvents(&next, 1, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) == 1 &&
           next.type == SDL_MOUSEMOTION;
}

static bool click(Window *w, const SDL_MouseButtonEvent *e) {
    static const MouseButton BUTTONS[] = {[SDL_BUTTON_LEFT] = MOUSE_LEFT,
                                          [SDL_BUTTON_MIDDLE] = MOUSE_MIDDLE,
                                          [SDL_BUTTON_RIGHT] = MOUSE_RIGHT};
    if (e->button < SDL_BUTTON_LEFT || e->button > SDL_BUTTON_RIGHT) return false;
    MouseEvent m = {.kind = e->type == SDL_MOUSEBUTTONDOWN ? MOUSE_DOWN : MOUSE_UP,
                    .button = BUTTONS[e->button],
                    .clicks = e->clicks};
    return send_mouse(w, m, e->x, e->y);
}

static bool turn_wheel(Window *w, const SDL_MouseWheelEvent *e) {
    int x, y;
    SDL_GetMouseState(&x, &y);
    return send_mouse(
        w, (MouseEvent){.kind = MOUSE_WHEEL, .wheel_x = e->preciseX, .wheel_y = e->preciseY}, x, y);
}

static bool drop(Window *w, const char *text) {
    char path[4096];
    if (!text || !w->host.drop) return false;
    if (paste_path(text, path, sizeof path) || *path) return w->host.drop(w->host.ctx, path);
    return w->host.drop(w->host.ctx, text); /* the host says what is wrong with it */
}

static void window_event(Window *w, const SDL_WindowEvent *e) {
    switch (e->event) {
    case SDL_WINDOWEVENT_LEAVE:
        if (send_mouse(w, (MouseEvent){.kind = MOUSE_LEAVE}, -1, -1)) draw_by(w, 0);
        break;
    case SDL_WINDOWEVENT_FOCUS_GAINED:
        set_typing(w, w->typing); /* a window that opened behind others was not heard */
        if (read_layout(w, false)) draw_by(w, 0);
        break;
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_RESTORED:
    case SDL_WINDOWEVENT_SHOWN: draw_anew(w); break;
    default: break;
    }
}

/* What the user did; returns whether the host used it. */
static bool input(Window *w, const SDL_Event *e) {
    switch (e->type) {
    case SDL_KEYDOWN: return w->silent_keys > 0 ? press_silent(w, &e->key) : press(w, &e->key);
    case SDL_KEYUP: return press(w, &e->key);
    case SDL_TEXTINPUT: return type(w, e->text.text);
    case SDL_MOUSEMOTION:
        return !another_move_follows() &&
               send_mouse(w, (MouseEvent){.kind = MOUSE_MOVE}, e->motion.x, e->motion.y);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: return click(w, &e->button);
    case SDL_MOUSEWHEEL: return turn_wheel(w, &e->wheel);
    case SDL_DROPFILE:
    case SDL_DROPTEXT: return drop(w, e->drop.file);
    default: return false;
    }
}

static void answer_input(Window *w, const SDL_Event *e) {
    bool moves = e->type == SDL_MOUSEMOTION || e->type == SDL_MOUSEWHEEL;
    double waited = (double)(Uint32)(SDL_GetTicks() - e->common.timestamp); /* in the queue */
    double happened = clock_ms() - waited;
    if (!input(w, e)) return;
    w->event_at = fmin(w->event_at, happened);
    draw_by(w, moves ? w->last_frame + MOVE_EVERY : 0);
}

static void handle(Window *w, SDL_Event *e) {
    if (e->type == waker.event) {
        waker_heard();
        Due due = w->host.changed ? w->host.changed(w->host.ctx) : DUE_NEVER;
        if (due != DUE_NEVER) draw_by(w, due == DUE_NOW ? 0 : w->last_frame + FRAME_EVERY);
    } else if (e->type == SDL_QUIT) {
        w->open = w->host.closing && w->host.closing(w->host.ctx);
        draw_by(w, 0);
    } else if (e->type == SDL_WINDOWEVENT) {
        window_event(w, &e->window);
    } else if (e->type == SDL_KEYMAPCHANGED) {
        read_layout(w, true);
        draw_by(w, 0);
    } else if (e->type == SDL_RENDER_TARGETS_RESET || e->type == SDL_RENDER_DEVICE_RESET) {
        draw_anew(w);
    } else {
        answer_input(w, e);
    }
    if (e->type == SDL_DROPFILE || e->type == SDL_DROPTEXT) SDL_free(e->drop.file);
    grant_wishes(w);
}

void window_expose(Window *w) { draw_by(w, 0); }

bool window_send_key(Window *w, const char *name) {
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED}};
    if (!key_of_name(&w->layout, name, &e.key.keysym)) return false;
    e.key.windowID = SDL_GetWindowID(w->sdl);
    bool sent = SDL_PushEvent(&e) == 1;
    e.key.type = SDL_KEYUP;
    e.key.state = SDL_RELEASED;
    return SDL_PushEvent(&e) == 1 && sent;
}

bool window_send_mouse(Window *w, MouseKind kind, float x, float y) {
    int pixels_w, pixels_h, units_w, units_h;
    screen_size(&w->screen, &pixels_w, &pixels_h);
    SDL_GetWindowSize(w->sdl, &units_w, &units_h);
    int at_x = (int)(x * (float)units_w / (float)pixels_w), at_y = (int)(y * (float)units_h / (float)pixels_h);
    Uint32 id = SDL_GetWindowID(w->sdl);
    SDL_Event e = {.motion = {.type = SDL_MOUSEMOTION, .windowID = id, .x = at_x, .y = at_y}};
    if (kind != MOUSE_MOVE)
        e.button = (SDL_MouseButtonEvent){.type = kind == MOUSE_DOWN ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP,
                                          .windowID = id,
                                          .button = SDL_BUTTON_LEFT,
                                          .clicks = 1,
                                          .x = at_x,
                                          .y = at_y};
    return SDL_PushEvent(&e) == 1;
}

/* ---- frames ---- */

static double share_of(const PixelBox parts[], int n, const Canvas *canvas) {
    double area = 0;
    for (int i = 0; i < n; i++) area += (double)(parts[i].x1 - parts[i].x0) * (parts[i].y1 - parts[i].y0);
    return area / ((double)canvas->w * canvas->h);
}

static void remember(Window *w, double share, double start, double framed, double painted, double shown) {
    FrameTime t = {.share = share,
                   .event = w->event_at < start ? start - w->event_at : 0,
                   .frame = framed - start,
                   .paint = painted - framed,
                   .present = shown - painted};
    t.total = t.event + t.frame + t.paint + t.present;
    w->times[w->frames++ % WINDOW_TIMES] = t;
    w->event_at = INFINITY;
}

static Error draw(Window *w) {
    double start = clock_ms();
    Metrics metrics = fonts_metrics(w->fonts);
    Glyphs glyphs = fonts_glyphs(w->fonts);
    w->draw_at = INFINITY;
    w->last_frame = start;
    if (SDL_GetWindowFlags(w->sdl) & SDL_WINDOW_MINIMIZED) return NO_ERROR; /* until it is back */
    TRY(screen_begin(&w->screen));
    arena_reset(&w->arena);
    DrawList list = {.arena = &w->arena};
    const Canvas *canvas = &w->screen.canvas;
    if (w->host.frame(w->host.ctx, canvas->w, canvas->h, start - w->opened, &metrics, &list))
        draw_by(w, start + FRAME_EVERY);
    if (w->arena.failed) draw_by(w, start + SHORT_OF_MEMORY);
    double framed = clock_ms();
    int n;
    if (w->screen.fresh) damage_forget(w->damage);
    const PixelBox *parts = damage_parts(w->damage, &list, canvas->w, canvas->h, &n);
    if (!canvas_paint_parts(canvas, parts, n, &list, &glyphs, w->pictures)) damage_forget(w->damage);
    double painted = clock_ms();
    bool again;
    TRY(screen_show(&w->screen, parts, n, &again));
    if (again) draw_anew(w);
    remember(w, share_of(parts, n, canvas), start, framed, painted, clock_ms());
    grant_wishes(w);
    return NO_ERROR;
}

/* Waits for an event until a frame is due; false: there is none. */
static bool next_event(const Window *w, SDL_Event *e) {
    double left = w->draw_at - clock_ms();
    if (left <= 0) return SDL_PollEvent(e) == 1;
    if (w->draw_at == INFINITY) return SDL_WaitEvent(e) == 1;
    return SDL_WaitEventTimeout(e, (int)ceil(left)) == 1;
}

Error window_turn(Window *w, bool wait, bool *open) {
    SDL_Event e;
    bool more = wait ? next_event(w, &e) : SDL_PollEvent(&e) == 1;
    for (int i = 0; more; i++) {
        handle(w, &e);
        more = i < EVENTS_MOST && w->open && SDL_PollEvent(&e) == 1;
    }
    Error result = w->open && clock_ms() >= w->draw_at ? draw(w) : NO_ERROR;
    *open = w->open;
    return result;
}

Error window_run(Window *w) {
    bool open = true;
    while (open) TRY(window_turn(w, true, &open));
    return NO_ERROR;
}

int window_times(const Window *w, FrameTime *out, int room) {
    long n = w->frames < WINDOW_TIMES ? w->frames : WINDOW_TIMES;
    if (n > room) n = room;
    for (long i = 0; i < n; i++) out[i] = w->times[(w->frames - n + i) % WINDOW_TIMES];
    return (int)n;
}
