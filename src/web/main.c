/* The page's entry: the program behind a canvas, and what the page around it asks. */
#include <emscripten.h>
#include <jansson.h>
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/way.h"
#include "base/workers.h"
#include "cli/host.h"
#include "io/net_text.h"
#include "view/hint.h"
#include "view/read.h"
#include "web/browser.h"

static Host host;
static Keeper keeper;
static Window *window;
static Fonts *fonts;
static char downloaded[PATH_SIZE];  /* what was handed out last */
static char beginning[SCRIPT_SIZE]; /* what `state` prints then */
static char *told;                  /* the last answer to the page */

static const char *answer(char *text) {
    free(told);
    told = text;
    return told ? told : "";
}

/* ---- turns ---- */

/* What was saved goes to the browser's downloads, and is said to be there. */
static void hand_out(void) {
    char *saved = host.app.saved;
    if (strcmp(saved, downloaded) == 0) return;
    if (*saved) {
        browser_download(saved);
        char name[FILE_NAME_SIZE];
        snprintf(name, sizeof name, "%s", path_base(saved));
        snprintf(saved, PATH_SIZE, "%s/%s", strings_get(host.app.strings, "page.downloads"), name);
    }
    snprintf(downloaded, sizeof downloaded, "%s", saved);
}

/* A file of the user's has its name alone: the folders here are none that anybody knows. */
static void name_files(Error *e) {
    static const char HOME[] = "/home/web_user/";
    for (int i = 0; failed(e) && i < ERROR_ARGS; i++) {
        const char *name = path_base(e->arg[i]);
        if (strncmp(e->arg[i], HOME, strlen(HOME)) == 0) memmove(e->arg[i], name, strlen(name) + 1);
    }
}

/* A frame if one is due, and a part of what is computed where there is no thread for that. Returns after how many
 * milliseconds it wants to be called again; less than 0: when something happens. */
EMSCRIPTEN_KEEPALIVE double page_turn(void) {
    bool open;
    if (!window) return -1;
    name_files(&host.app.trouble); /* of what came by a key, or from the background */
    Error e = window_turn(window, false, &open);
    (void)e; /* it has none here */
    hand_out();
    double sleep = page_sleep();
#ifdef ONE_THREAD
    enum { SLICE = 12 /* milliseconds between two frames */ };
    if (job_busy(host.app.job)) {
        job_turn(host.app.job, SLICE);
        sleep = 0;
    }
#endif
    return isinf(sleep) ? -1 : sleep;
}

/* ---- what the page asks ---- */

/* What is said on the screen of how something went; "": well. */
static const char *came_of(Error e) {
    char text[ERROR_TEXT];
    App *app = &host.app;
    name_files(&e);
    app->trouble = e;
    app_want(app);
    page_redraw();
    if (!failed(&e)) return "";
    strings_error(app->strings, &e, text, sizeof text);
    return answer(strdup(text));
}

/* Says a script; one that is not the user's own may do no more than a link. "": it went well. */
EMSCRIPTEN_KEEPALIVE const char *page_say(const char *script, int own) {
    if (!window) return "closed";
    return came_of(own ? app_do(&host.app, script, NULL) : link_say(&host.app, script));
}

/* The script of a link to here; one for elsewhere names none of the user's own files. */
static const char *state_for(bool elsewhere) {
    static char script[SCRIPT_SIZE];
    script[0] = '\0';
    if (window) link_script(&host.app, beginning, elsewhere, script);
    return script;
}

EMSCRIPTEN_KEEPALIVE const char *page_state(void) { return state_for(false); }

/* The end of its address. */
EMSCRIPTEN_KEEPALIVE const char *page_address(int elsewhere) {
    static char address[LINK_SIZE];
    link_address(state_for(elsewhere), address);
    return address;
}

EMSCRIPTEN_KEEPALIVE const char *page_link(const char *script) {
    return window ? came_of(link_follow(&host.app, beginning, script)) : "closed";
}

EMSCRIPTEN_KEEPALIVE int page_grips(float x, float y) { return window && host_grips(&host, x, y); }

EMSCRIPTEN_KEEPALIVE int page_leaf(float x, float y, int on) {
    bool turns = window && host_leaf(&host, x, y, on);
    if (turns && on) page_redraw();
    return turns;
}

EMSCRIPTEN_KEEPALIVE int page_asks_number(float x, float y) { return window && host_asks_number(&host, x, y); }

EMSCRIPTEN_KEEPALIVE int page_light(void) { return window && host.app.theme == THEME_LIGHT; }

EMSCRIPTEN_KEEPALIVE void page_pinch(float x, float y, int notches) {
    if (!window) return;
    host_pinch(&host, x, y, notches);
    page_redraw();
}

/* The screen's facts, as sentences, or as JSON. */
EMSCRIPTEN_KEEPALIVE const char *page_read(int json) {
    Arena arena = {0};
    char *text = NULL;
    if (window && !json) text = strdup(facts_text(&host.app, &arena));
    json_t *facts = window && json ? facts_json(&host.app, &arena) : NULL;
    if (facts) text = json_dumps(facts, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    json_decref(facts);
    arena_free(&arena);
    return answer(text);
}

/* What the last command brought about, as text: what went wrong, or what was saved; "": nothing of that. */
EMSCRIPTEN_KEEPALIVE const char *page_news(void) {
    char text[ERROR_TEXT] = "";
    App *app = &host.app;
    if (window && failed(&app->trouble)) {
        name_files(&app->trouble);
        strings_error(app->strings, &app->trouble, text, sizeof text);
    } else if (window && *app->saved) {
        Arena arena = {0};
        char *words = strings_format(app->strings, &arena, "footer.saved", (const char *[]){app->saved}, 1);
        snprintf(text, sizeof text, "%s", words ? words : "");
        arena_free(&arena);
    }
    return answer(strdup(text));
}

/* What is told of what the pointer, or a walk alone, is at; "": nothing. */
EMSCRIPTEN_KEEPALIVE const char *page_told(int walked) {
    Arena arena = {0};
    const Ui ui = {.app = &host.app, .frame = &host.frame, .arena = &arena};
    PointedBy by = host.app.pointing.by;
    bool told = window && (walked ? by == POINTED_WALK : by != POINTED_NOT) && host.frame.pointed.hit >= 0;
    const char *text = answer(told ? strdup(hint_words(&ui, &host.frame.hint)) : NULL);
    arena_free(&arena);
    return text;
}

/* The middle of the first area whose command begins so, "[x, y]" in pixels of the canvas; "": there is none. */
EMSCRIPTEN_KEEPALIVE const char *page_area(const char *command) {
    static char place[64];
    *place = '\0';
    for (int i = 0; window && i < host.frame.n_hits && !*place; i++) {
        const Hit *hit = &host.frame.hits[i];
        if (!hit->command || strncmp(hit->command, command, strlen(command)) != 0) continue;
        snprintf(place, sizeof place, "[%.1f, %.1f]", (double)(hit->rect.x + hit->rect.w / 2),
                 (double)(hit->rect.y + hit->rect.h / 2));
    }
    return place;
}

/* Bytes that are in use. */
EMSCRIPTEN_KEEPALIVE double page_memory(void) { return (double)mallinfo().uordblks; }

EMSCRIPTEN_KEEPALIVE int page_busy(void) { return window && job_busy(host.app.job); }

/* Whether a camera shows what it sees. */
EMSCRIPTEN_KEEPALIVE int page_live(void) { return window && host.app.watch->on; }

/* One of the program's texts, by its name. */
EMSCRIPTEN_KEEPALIVE const char *page_string(const char *name) {
    return window ? strings_get(host.app.strings, name) : "";
}

EMSCRIPTEN_KEEPALIVE const char *page_language(void) { return window ? strings_language(host.app.strings) : ""; }

/* The last frame times, as JSON: what a frame took, in milliseconds. */
EMSCRIPTEN_KEEPALIVE const char *page_times(void) {
    static FrameTime times[WINDOW_TIMES];
    int n = window ? window_times(window, times, WINDOW_TIMES) : 0;
    json_t *list = json_array();
    for (int i = 0; i < n; i++) json_array_append_new(list, json_real(times[i].total));
    char *text = json_dumps(list, JSON_REAL_PRECISION(5));
    json_decref(list);
    return answer(text);
}

/* main WIDTH HEIGHT [THEME]: as large as the canvas is, in its pixels; a theme for who has not chosen one. */
int main(int argc, char **argv) {
    kept_read(&keeper.kept);
    const WindowOptions options = {
        .title = "vggscope", .w = argc > 2 ? atoi(argv[1]) : 1280, .h = argc > 2 ? atoi(argv[2]) : 720};
    enum { MOST_THREADS = 8 }; /* for which the page has made room (page.mk) */
    AppOptions app = {.kept = &keeper.kept, .threads = processor_count()};
    if (app.threads > MOST_THREADS) app.threads = MOST_THREADS;
    fonts = fonts_open();
    Error e = fonts ? host_open(&host, &options, &app, fonts, &window) : error("memory", "%s", "window");
    if (failed(&e)) return cli_error(NULL, &e);
    host.keyboard.kept = browser_keeps;
    int status = host_start(&host, argc > 3 ? argv[3] : "");
    if (status) {
        window_close(window);
        window = NULL;
        return status;
    }
    app_script(&host.app, beginning, sizeof beginning);
    host.keeper = &keeper;
    e = window_run(window);
    return failed(&e) ? cli_error(NULL, &e) : 0;
}
