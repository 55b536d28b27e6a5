/* The window's host: events become commands, the state becomes a picture. */
#include "cli/host.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/present.h"
#include "base/clock.h"
#include "base/table.h"
#include "cli/save.h"
#include "shell/cache.h"

static void wish(Host *host, Wish w) {
    if (host->n_wishes < WISHES) host->wishes[host->n_wishes++] = w;
}

/* ---- what the commands want of the window ---- */

static void notify(void *ctx) {
    (void)ctx;
    window_wake();
}

Renderer host_renderer(Present present) {
    static const Renderer RENDERERS[] = {[PRESENT_AUTO] = RENDERER_AUTO, [PRESENT_SOFTWARE] = RENDERER_SOFTWARE,
                                         [PRESENT_ACCELERATED] = RENDERER_ACCELERATED};
    TABLE_HAS(RENDERERS, PRESENT_COUNT);
    return RENDERERS[present];
}

/* Takes what the mouse points at off the screen, as for a picture that is kept; true if it was there. */
static bool stop_pointing(Host *host) {
    Pointing *p = &host->app.pointing;
    bool was = p->by == POINTED_MOUSE && host->frame.pointed.hit >= 0;
    if (p->by == POINTED_MOUSE) *p = (Pointing){0};
    return was;
}

/* Says on the screen that a file is there now. */
static Error said(Host *host, const char *path, Error e) {
    if (!failed(&e)) snprintf(host->app.saved, PATH_SIZE, "%s", path);
    return e;
}

static Error save(Host *host, const Effect *effect) {
    SaveFormat format = SAVE_PNG;
    char path[PATH_SIZE];
    stop_pointing(host);
    bool answers = effect->kind == EFFECT_SAVE_ANSWERS, sheet = effect->kind == EFFECT_SAVE_SHEET;
    if (effect->kind != EFFECT_SHOT) save_format(effect->text, &format);
    TRY(save_path(&host->app, effect->text, format, answers || sheet, true, path, sizeof path));
    if (answers) return said(host, path, save_answers(&host->app, path));
    if (sheet) return said(host, path, sheet_write(&host->app, path));
    if (effect->kind == EFFECT_SAVE) return said(host, path, save_write(&host->app, path, format, false));
    return said(host, path, cli_save_shot(&host->app, host->w, host->h, path));
}

static Error begin_film(Host *host, FilmOf of, const char *file) {
    enum { WIDEST = 1920 }; /* more is too much for a GIF */
    Film *film = host->app.film;
    FilmPlan plan;
    int w = host->w, h = host->h;
    if (w > WIDEST) h = h * WIDEST / w, w = WIDEST;
    TRY(save_path(&host->app, file, SAVE_GIF, of == FILM_LESSON, true, film->path, sizeof film->path));
    TRY(film_plan(&host->app, of, w, h, film->path, &plan));
    atomic_store(&film->at, 0);
    atomic_store(&film->of, 0);
    atomic_store(&film->cancel, false);
    Error e = filming_begin(&plan, film, notify, NULL, &host->filming);
    if (failed(&e)) film_forget(&plan);
    film->on = !failed(&e);
    return e;
}

/* What became of a GIF, if it is over. */
static void settle_film(Host *host, bool wait) {
    Error e;
    Film *film = host->app.film;
    if (!host->filming || !filming_settle(host->filming, wait, &e)) return;
    host->filming = NULL;
    if (failed(&e)) host->app.trouble = e;
    else if (!atomic_load(&film->cancel)) said(host, film->path, NO_ERROR);
}

static void forget_kept(Host *host) {
    free((void *)host->kept.data);
    host->kept = (Picture){0};
}

/* Keeps what the window shows now; or shows again where the program is. */
static Error keep(Host *host, bool on) {
    Canvas canvas;
    if (!on) {
        forget_kept(host);
        return NO_ERROR;
    }
    stop_pointing(host);
    TRY(cli_paint(&host->app, host->w, host->h, &canvas));
    size_t n = (size_t)canvas.w * (size_t)canvas.h;
    unsigned char *rgb = malloc(n * 3), *to = rgb;
    for (size_t i = 0; rgb && i < n; i++) {
        *to++ = (unsigned char)(canvas.pixels[i] >> 16);
        *to++ = (unsigned char)(canvas.pixels[i] >> 8);
        *to++ = (unsigned char)canvas.pixels[i];
    }
    free(canvas.pixels);
    if (!rgb) return error("memory", "%s", "freeze");
    forget_kept(host);
    host->kept = (Picture){.kind = PICTURE_RGB, .data = rgb, .w = canvas.w, .h = canvas.h, .rows = canvas.h,
                           .smooth = true, .version = ++host->keeps};
    return NO_ERROR;
}

/* What a click on what is pointed at would do. */
static Error press(Host *host) {
    char *script = pointed_command(&host->frame);
    if (!script) return error("hover.nothing", "%s", "");
    Error e = app_do(&host->app, script, NULL);
    free(script);
    return e;
}

static Error carry_out(void *ctx, App *app, const Effect *effect) {
    Host *host = ctx;
    (void)app;
    switch (effect->kind) {
    case EFFECT_QUIT: wish(host, (Wish){.kind = WISH_QUIT}); break;
    case EFFECT_FULLSCREEN: wish(host, (Wish){.kind = WISH_FULLSCREEN, .toggle = true}); break;
    case EFFECT_PASTE:
        wish(host, (Wish){.kind = app_typing(app) ? WISH_PASTE : WISH_PASTE_PHOTO});
        break;
    case EFFECT_COPY:
        snprintf(host->text, sizeof host->text, "%s", effect->text);
        wish(host, (Wish){.kind = WISH_COPY, .text = host->text});
        break;
    case EFFECT_PRINT: puts(effect->text), fflush(stdout); break;
    case EFFECT_RENDERER:
        wish(host, (Wish){.kind = WISH_RENDERER, .renderer = host_renderer(app->present)});
        break;
    case EFFECT_PRESS: return press(host);
    case EFFECT_FREEZE: return keep(host, strcmp(effect->text, "on") == 0);
    case EFFECT_SHOT:
    case EFFECT_SAVE:
    case EFFECT_SAVE_ANSWERS:
    case EFFECT_SAVE_SHEET: return save(host, effect);
    case EFFECT_FILM_STEPS: return begin_film(host, FILM_STEPS, effect->text);
    case EFFECT_FILM_LESSON: return begin_film(host, FILM_LESSON, effect->text);
    case EFFECT_FILM_MOTION: return begin_film(host, FILM_MOTION, effect->text);
    case EFFECT_FILM_SPACE: return begin_film(host, FILM_SPACE, effect->text);
    }
    return NO_ERROR;
}

/* ---- the picture ---- */

/* What plays goes on by the time since the last frame, and no further than anybody could have followed. */
static void play(Host *host) {
    enum { MOST = 200 };
    double now = clock_ms();
    if (!host->plays) host->played = now;
    int gone = (int)fmin(now - host->played, MOST);
    if (host->plays) motion_advance(&host->app, gone);
    host->played = gone < MOST ? host->played + gone : now;
    host->plays = host->app.motion.playing;
}

/* Another screen grows out of the one before it, where both show the selected map. */
static void grow(Host *host, int w, int h) {
    enum { GROWS = 250 };
    Rect here = view_chosen(&host->app, &host->frame);
    if (host->app.view != host->view) {
        host->grows_of = host->chosen;
        host->grew = clock_ms();
    }
    double part = (clock_ms() - host->grew) / GROWS;
    host->view = host->app.view;
    host->chosen = here;
    if (part < 1 && here.w > 0 && host->grows_of.w > 0 && !host->app.motion.still)
        view_grow(&host->app, &host->frame, w, h, host->grows_of, part);
}

/* The field grows on the photo from that of the layer that was selected before. */
static void grow_field(Host *host) {
    enum { GROWS = 250 };
    const App *app = &host->app;
    bool there = host->frame.field > 0, same = host->field_photo == app->image_version;
    if (there && same && app->selection.row != host->row) {
        host->field_of = host->field;
        host->field_grew = clock_ms();
    }
    double part = (clock_ms() - host->field_grew) / GROWS;
    host->row = app->selection.row;
    host->field = host->frame.field_box;
    host->field_photo = there ? app->image_version : 0;
    if (part < 1 && there && same && !app->motion.still) view_grow_field(&host->frame, host->field_of, part);
}

static uint64_t hit_hash(const Hit *hit) {
    uint64_t says = hit->command ? cache_hash(hit->command, strlen(hit->command)) : 0;
    return cache_hash(hit->told.n, sizeof hit->told.n) ^ says ^ (uint64_t)(uintptr_t)hit->told.tell;
}

static float apart(Rect a, Rect b) { return fabsf(a.x - b.x) + fabsf(a.y - b.y); }

/* A walk stays on its area while what is computed brings others before it; whether that took another number. Of those
 * that say the same it is the nearest. */
static bool hold_walk(Host *host) {
    const Frame *f = &host->frame;
    const Hit *at = f->pointed.hit >= 0 && app_walking(&host->app) ? &f->hits[f->pointed.hit] : NULL, *to = NULL;
    int *area = &host->app.pointing.area, stood = 0, held = 0, number = 0;
    uint64_t now = at ? hit_hash(at) : 0;
    bool lost = at && host->walked && *area == host->walked_area && now != host->walked;
    for (const Hit *hit = f->hits; lost && hit < f->hits + f->n_hits; hit++) {
        if (hit->told.nothing) continue;
        if (hit == at) stood = number;
        bool same = hit_hash(hit) == host->walked;
        if (same && (!to || apart(hit->rect, host->walked_place) < apart(to->rect, host->walked_place)))
            to = hit, held = number;
        number++;
    }
    if (to) *area += held - stood, at = to, now = host->walked;
    host->walked = now;
    host->walked_place = at ? at->rect : (Rect){0};
    host->walked_area = *area;
    return to != NULL;
}

static bool frame(void *ctx, int w, int h, double t, const Metrics *metrics, DrawList *out) {
    Host *host = ctx;
    (void)t;
    bool moved = host->app.step != host->step || host->app.version != host->version ||
                 host->app.lab.stack_at != host->stack_at || host->app.teaching->moves != host->moves ||
                 host->app.work.races != host->races; /* a replay begins */
    if (moved) host->moved = clock_ms();
    host->step = host->app.step;
    host->version = host->app.version;
    host->stack_at = host->app.lab.stack_at;
    host->moves = host->app.teaching->moves;
    host->races = host->app.work.races;
    host->maps_of = host->app.live->computed;
    host->maps_there = run_stats(host->app.run, app_shown_row(&host->app)) != NULL;
    host->answers_of = host->app.live->answered ? host->app.live->answers : 0;
    play(host);
    if (live_waits(&host->app)) app_want(&host->app);
    notes_show(host->notes, &host->app);
    host->w = w;
    host->h = h;
    if (host->kept.data) view_frozen(&host->app, metrics, w, h, host->kept, out->arena, &host->frame);
    else {
        double since = host->app.motion.still ? 1e9 : clock_ms() - host->moved;
        do view_frame(&host->app, metrics, w, h, since, out->arena, &host->frame);
        while (hold_walk(host));
        grow_field(host);
        grow(host, w, h);
    }
    *out = host->frame.list;
    return host->frame.animating || live_waits(&host->app);
}

/* ---- events ---- */

static bool inside(Rect r, float x, float y) {
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

/* Says what an area says at this place; false if that was said last already. */
static bool say_hit(Host *host, const Hit *hit, float x, float y) {
    if (hit->kind == HIT_RANGE && host->from < 0) return false; /* the button went down elsewhere */
    char *script = hit_command(hit, x, y, host->from, host->stroking);
    if (!script) {
        host->app.trouble = error("memory", "%s", "mouse");
        return true;
    }
    bool again = host->dragged && strcmp(script, host->dragged) == 0;
    free(host->dragged);
    host->dragged = script;
    if (!again) app_say(&host->app, script);
    return !again;
}

/* Points at what the mouse is over; whether that is something else than before. Where the mouse was when the window
 * came, and a move of no pixel, mean nothing. */
static bool point(Host *host, float x, float y) {
    Pointing *p = &host->app.pointing;
    bool moved = host->mouse_known && (x != host->mouse_x || y != host->mouse_y);
    host->mouse_known = true;
    host->mouse_x = x;
    host->mouse_y = y;
    if (!moved) return false;
    if (inside(host->quiet, x, y)) return false;
    host->quiet = (Rect){0};
    bool tells = host->app.hints && !host->app.spotlight;
    Pointed now = tells ? frame_pointed(&host->frame, x, y) : (Pointed){-1, 0, 0}, *was = &host->frame.pointed;
    bool walked = p->by != POINTED_MOUSE && p->by != POINTED_NOT;
    if (!walked && now.hit == was->hit && now.column == was->column && now.row == was->row) return false;
    *p = (Pointing){.by = POINTED_MOUSE, .x = x / (float)host->w, .y = y / (float)host->h};
    *was = now;
    return true;
}

/* A click is answered by what it does, not by words about it: none come before the mouse has left the area, or the
 * cell. True if there were some. */
static bool hush(Host *host, float x, float y) {
    Pointed at = frame_pointed(&host->frame, x, y);
    host->quiet = at.hit >= 0 ? hit_cell(&host->frame.hits[at.hit], at.column, at.row) : (Rect){0};
    return stop_pointing(host);
}

static bool hover(Host *host, float x, float y) {
    host->app.pointer_x = x / (float)host->w;
    host->app.pointer_y = y / (float)host->h;
    const Hit *hit = frame_pressed(&host->frame, x, y);
    Cursor cursor = !hit || hit->kind == HIT_TURN ? CURSOR_ARROW : hit->kind == HIT_WHOLE ? CURSOR_HAND : CURSOR_CROSS;
    if (cursor != host->cursor) wish(host, (Wish){.kind = WISH_CURSOR, .cursor = cursor});
    host->cursor = cursor;
    host->app.hovered = 0;
    for (int i = 0; i < host->frame.n_panels; i++)
        if (inside(host->frame.panels[i].rect, x, y)) host->app.hovered = host->frame.panels[i].panel;
    return point(host, x, y) || host->app.spotlight;
}

/* ---- turning ---- */

/* The button goes down where something is turned; what lies there is pressed only once it is let go. False: nothing is
 * turned there. */
static bool grip(Host *host, const Hit *hit, MouseEvent e) {
    const Hit *turned = frame_turned(&host->frame, e.x, e.y);
    if (!turned || (hit != turned && hit->kind != HIT_WHOLE)) return false;
    host->grip = *turned;
    host->grip_x = e.x;
    host->grip_y = e.y;
    host->turned = false;
    host->gripped = hit == turned ? NULL : hit_command(hit, e.x, e.y, -1, false);
    hush(host, e.x, e.y);
    return true;
}

/* A hand that trembles turns nothing. */
static bool turn(Host *host, MouseEvent e) {
    const float least = host->turned ? 1 : 4;
    float right = e.x - host->grip_x, down = e.y - host->grip_y;
    if (hypotf(right, down) < least) return false;
    char *script = hit_turn_command(&host->grip, right, down);
    if (script) app_say(&host->app, script);
    free(script);
    host->grip_x = e.x;
    host->grip_y = e.y;
    return host->turned = true;
}

static void let_go(Host *host) {
    if (host->gripped && !host->turned) app_say(&host->app, host->gripped);
    free(host->gripped);
    host->gripped = NULL;
    host->grip.command = NULL;
}

static bool mouse(void *ctx, MouseEvent e) {
    Host *host = ctx;
    const Hit *hit = frame_pressed(&host->frame, e.x, e.y);
    bool hushed;
    switch (e.kind) {
    case MOUSE_MOVE:
        if (host->grip.command) return turn(host, e);
        if (!host->dragged) return hover(host, e.x, e.y);
        if (host->stroking) return say_hit(host, &host->stroke, e.x, e.y);
        return hit && hit->kind != HIT_WHOLE && say_hit(host, hit, e.x, e.y);
    case MOUSE_DOWN:
        if (e.button == MOUSE_MIDDLE && app_typing(&host->app))
            wish(host, (Wish){.kind = WISH_PASTE, .marked = true});
        if (e.button != MOUSE_LEFT || !hit) return false;
        if (grip(host, hit, e)) return true;
        host->from = hit->kind == HIT_RANGE
                         ? hit->first + (int)floorf((e.y - hit->rect.y) / hit->rect.h * (float)hit->rows)
                         : -1;
        host->stroke = *hit;
        hushed = hush(host, e.x, e.y);
        if (!say_hit(host, hit, e.x, e.y)) return hushed;
        host->stroking = host->stroke.kind == HIT_STROKE;
        return true;
    case MOUSE_UP:
        if (e.button != MOUSE_LEFT) return false;
        let_go(host);
        free(host->dragged);
        host->dragged = NULL;
        host->stroking = false;
        hush(host, e.x, e.y);
        return hover(host, e.x, e.y);
    case MOUSE_WHEEL: return app_wheel(&host->app, e.wheel_x, e.wheel_y);
    case MOUSE_LEAVE:
        host->app.hovered = 0;
        host->quiet = (Rect){0};
        return stop_pointing(host);
    }
    return false;
}

/* ---- fingers ---- */

bool host_grips(const Host *host, float x, float y) {
    const Hit *hit = frame_pressed(&host->frame, x, y);
    return (hit && hit->kind != HIT_WHOLE) || frame_turned(&host->frame, x, y);
}

bool host_leaf(Host *host, float x, float y, int on) {
    App *app = &host->app;
    bool card = app->overlay == OVERLAY_NONE && inside(host->frame.card, x, y);
    if (app->black || (!card && (app->overlay == OVERLAY_NONE || !overlay_of(app->overlay)->pages))) return false;
    if (on && card) app_say(app, on > 0 ? "lesson next" : "lesson previous");
    else if (on) app_say(app, on > 0 ? "page next" : "page previous");
    return true;
}

bool host_asks_number(const Host *host, float x, float y) {
    Rect field = host->frame.number;
    return app_key_state(&host->app) == KEYS_NUMBER && field.w > 0 && (x < 0 || inside(field, x, y));
}

void host_pinch(Host *host, float x, float y, int notches) {
    App *app = &host->app;
    if (app->overlay != OVERLAY_NONE || app->black) return;
    if (space_shown(app)) {
        for (int i = 0; i < abs(notches); i++) app_say(app, notches > 0 ? "space closer" : "space farther");
        return;
    }
    int panel = 0;
    for (int i = 0; i < host->frame.n_panels; i++)
        if (inside(host->frame.panels[i].rect, x, y)) panel = host->frame.panels[i].panel;
    char script[32] = "zoom 0";
    if (notches > 0) snprintf(script, sizeof script, "zoom %d", panel);
    if (notches > 0 ? panel && panel != app->zoomed : app->zoomed != 0) app_say(app, script);
}

/* ---- keys ---- */

static bool key(void *ctx, const char *name, bool down, bool repeat) {
    Host *host = ctx;
    if (!down) return present_released(&host->app, name);
    if (!app_key(&host->app, name)) return false;
    bool pointed = stop_pointing(host); /* who goes on by keys has left the mouse lying there */
    return pointed || !(repeat && host->app.spotlight);
}

static void label(void *ctx, char character, const char *label) {
    Host *host = ctx;
    snprintf(host->keyboard.label[(unsigned char)character], sizeof host->keyboard.label[0], "%s", label);
    if (host->started) host->app.keyboard = host->keyboard;
}

static bool text(void *ctx, const char *utf8) {
    Host *host = ctx;
    if (!app_typing(&host->app)) return false;
    host->app.trouble = app_type(&host->app, utf8);
    return true;
}

static bool drop(void *ctx, const char *path) {
    Host *host = ctx;
    app_say_file(&host->app, path);
    app_want(&host->app);
    return true;
}

static bool photo(void *ctx, const unsigned char *bytes, size_t n) {
    Host *host = ctx;
    host->app.trouble = app_set_photo_bytes(&host->app, bytes, n, "pasted");
    app_want(&host->app);
    return true;
}

static bool no_photo(void *ctx, const char *text, const char *package) {
    enum { SHOWN = 60 };
    Host *host = ctx;
    host->app.trouble = *text     ? error("paste.text", "%.*s",
                                      (int)strcspn(text, "\r\n") < SHOWN ? (int)strcspn(text, "\r\n") : SHOWN, text)
                        : package ? error("paste.package", "%s", package)
                                  : error("paste.empty", "%s", "");
    return true;
}

/* What a stroke brought is shown at once, all else with the next frame. */
static Due changed(void *ctx) {
    Host *host = ctx;
    const Live *live = host->app.live;
    uint64_t maps = live->shown, answers = live->answers;
    Error e = job_error(host->app.job);
    settle_film(host, false);
    if (failed(&e)) host->app.trouble = e;
    else app_want(&host->app); /* what could only be asked for now */
    return live->shown != maps || live->answers != answers ? DUE_NOW : DUE_SOON;
}

static bool next_wish(void *ctx, Wish *out) {
    Host *host = ctx;
    bool typing = app_typing(&host->app);
    if (typing != host->typing) {
        host->typing = typing;
        wish(host, (Wish){.kind = WISH_TYPING, .on = typing});
    }
    if (host->keeper && host->app.strings) {
        kept_of(&host->app, &host->now);
        keeper_save(host->keeper, &host->now);
    }
    if (!host->n_wishes) return false;
    *out = host->wishes[0];
    memmove(host->wishes, host->wishes + 1, (size_t)--host->n_wishes * sizeof *host->wishes);
    return true;
}

static void *open_program(void *ctx) {
    Host *host = ctx;
    host->opened = app_open(&host->options, &host->app);
    return NULL;
}

/* Lays the first picture out once, so that the fonts and the widths of its texts are there when the window is. */
static void rehearse(Host *host) {
    Arena arena = {0};
    Metrics metrics = fonts_metrics(host->fonts);
    view_frame(&host->app, &metrics, host->w, host->h, 0, &arena, &host->frame);
    arena_free(&arena);
}

/* In a locale of its own, since SDL changes the program's for a moment when it looks for input methods. */
static void *open_beside(void *ctx) {
    Host *host = ctx;
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = uselocale(plain);
    open_program(host);
    if (!failed(&host->opened)) rehearse(host);
    uselocale(before);
    if (plain) freelocale(plain);
    return NULL;
}

Error host_open(Host *host, const WindowOptions *options, const AppOptions *app, Fonts *fonts, Window **window) {
    const WindowHost callbacks = {.ctx = host,
                                  .frame = frame,
                                  .icon = icon_draw,
                                  .key = key,
                                  .label = label,
                                  .text = text,
                                  .mouse = mouse,
                                  .drop = drop,
                                  .photo = photo,
                                  .no_photo = no_photo,
                                  .changed = changed,
                                  .wish = next_wish};
    pthread_t thread;
    host->options = *app;
    host->options.notify = notify;
    host->options.outside = carry_out;
    host->options.ctx = host;
    host->fonts = fonts;
    host->w = options->w ? options->w : 1280;
    host->h = options->h ? options->h : 720;
    /* the display's answers and the disk's are waited for together */
    bool beside = pthread_create(&thread, NULL, open_beside, host) == 0;
    Error e = window_open(options, &callbacks, fonts, window);
    if (beside) pthread_join(thread, NULL);
    else open_program(host);
    if (failed(&e) && !failed(&host->opened)) app_close(&host->app);
    return e;
}

int host_start(Host *host, const char *script) {
    enum { PATIENCE = 200 }; /* milliseconds; what takes longer comes to a window that is there */
    host->app.keyboard = host->keyboard;
    host->started = true;
    int status = cli_go_on(host->opened, script, PATIENCE, &host->app);
    host->moved = -1e9; /* nothing moves at first */
    host->grew = -1e9;
    host->view = host->app.view;
    host->version = host->app.version;
    host->step = host->app.step;
    host->stack_at = host->app.lab.stack_at;
    return status;
}

void host_close(Host *host) {
    atomic_store(&host->app.film->cancel, true);
    settle_film(host, true);
    app_close(&host->app);
    forget_kept(host);
    free(host->dragged);
    host->dragged = NULL;
}
