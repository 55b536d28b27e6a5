/* Nothing is lost at a projector. Whatever a screen shows at 1280x720 in small text, and every number that `read`
 * says of it, is to be had at each size of the window and of the text: in the picture, on its further pages and tabs,
 * in a panel made large, or told by what is pointed at; and so is each press. All of it by areas that can be pressed,
 * so that a clicker that walks from one to the next comes there. */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seen.h"
#include "view/hint.h"
#include "view/read.h"

static Arena kept; /* of what is looked for */

static int close_all(void **state) {
    arena_free(&kept);
    return close_seen(state);
}

static void draw(int w, int h) {
    Error e = app_wait(&app);
    assert_false(failed(&e));
    arena_reset(&arena);
    view_frame(&app, &metrics, w, h, 1e9, &arena, &frame);
    assert_false(arena.failed);
}

/* ---- what is looked for ---- */

typedef enum Sort { A_TEXT, A_NUMBER, A_PRESS } Sort;

typedef struct Thing {
    Sort kind;
    const char *text; /* without spaces; of a press its command */
    double value, half; /* of a number, or of a text that is one: NAN else */
    bool found;
} Thing;

enum { THINGS = 4000 };
static Thing things[THINGS];
static int n_things;

/* What a picture says of itself, how many there was room for; how one turns to another page, or to all. */
static const char *const OF_THE_ROOM[] = {
    "maps.page", "neuron.rest", "neuron.other_channels", "lines.part", "family.some",
    "field.and_below", "compare.lacks_short", NULL};

static bool turns(const char *command) {
    static const char *const WAYS[] = {"page ", "zoom ", "family ", "figures", "topic ", "wall"};
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++)
        if (strncmp(command, WAYS[i], strlen(WAYS[i])) == 0) return true;
    return false;
}

/* Whether a text is a sentence of that key with anything in its gaps. */
static bool is_of(const char *text, const char *key) {
    const char *form = strings_get(app.strings, key);
    while (*form) {
        if (*form == '{') {
            form = strchr(form, '}') + 1;
            size_t n = strcspn(form, "{"), rest = strlen(text);
            if (n == 0) return true;
            if (!form[n]) return rest >= n && strcmp(text + rest - n, form) == 0;
            char next[200];
            snprintf(next, sizeof next, "%.*s", (int)n, form);
            text = strstr(text, next);
            if (!text) return false;
        }
        size_t n = strcspn(form, "{");
        if (strncmp(text, form, n) != 0) return false;
        text += n, form += n;
    }
    return *text == '\0';
}

static bool of_the_room(const char *text) {
    for (int i = 0; OF_THE_ROOM[i]; i++)
        if (is_of(text, OF_THE_ROOM[i])) return true;
    return false;
}

/* The sum of the channels that have no room, which is drawn before its name; what is shortened is told whole. */
static bool depends_on_room(int i) {
    const Draw *next = i + 1 < frame.list.n ? &frame.list.at[i + 1] : NULL;
    const char *text = frame.list.at[i].text.utf8, *end = text + strlen(text);
    if (strlen(text) > 3 && strcmp(end - 3, "…") == 0) return true;
    return of_the_room(text) || (next && next->kind == DRAW_TEXT && is_of(next->text.utf8, "neuron.other_channels"));
}

static char *squeezed(Arena *in, const char *text) {
    char *out = arena_alloc(in, strlen(text) + 1, 1), *at = out;
    assert_non_null(out);
    for (; *text; text++)
        if (*text != ' ') *at++ = *text;
    *at = '\0';
    return out;
}

static void look_for(Sort kind, const char *text, double value, double half) {
    for (int i = 0; i < n_things; i++)
        if (things[i].kind == kind && strcmp(things[i].text, text) == 0) return;
    assert_true(n_things < THINGS);
    things[n_things++] = (Thing){kind, text, value, half, false};
}

/* A number at the beginning of a text: its value, and the half of its last digit. Returns its end; NULL: none. */
static const char *number(const char *at, double *value, double *half) {
    char digits[64];
    size_t n = 0;
    const char *minus = "−", *begin = at;
    bool negative = strncmp(at, minus, strlen(minus)) == 0;
    if (negative) at += strlen(minus);
    else if (*at == '-') at++, negative = true;
    if (!isdigit((unsigned char)*at)) return NULL;
    int decimals = 0;
    bool point = false;
    for (; n < sizeof digits - 1 && (isdigit((unsigned char)*at) || *at == '.' || *at == ','); at++) {
        bool more = isdigit((unsigned char)at[1]);
        if ((*at == ',' || *at == '.') && (!more || (*at == '.' && point))) break;
        if (*at == ',') continue;
        point |= *at == '.';
        decimals += point && *at != '.';
        digits[n++] = *at;
    }
    digits[n] = '\0';
    *value = strtod(digits, NULL);
    *half = 0.5 * pow(10, -decimals);
    if (*at == 'e' && (at[1] == '-' || at[1] == '+')) {
        char *end;
        double times = strtod(ui_format(&(Ui){.app = &app, .arena = &arena}, "1%s", at), &end);
        *value *= times, *half *= times;
        at += 4;
    }
    double unit = strncmp(at, " k", 2) == 0 ? 1e3 : strncmp(at, " M", 2) == 0 && at[2] != 'i' ? 1e6
                  : strncmp(at, " G", 2) == 0 ? 1e9 : 1;
    *value *= negative ? -unit : unit;
    *half *= unit;
    return at > begin ? at : NULL;
}

static bool word_before(const char *text, const char *at) {
    return at > text && (isalnum((unsigned char)at[-1]) || at[-1] == '_' || at[-1] == '.' || at[-1] == '-');
}

/* The numbers of a text that are words of their own. */
static void numbers_of(const char *text, void (*each)(double value, double half, const char *at, int n)) {
    for (const char *at = text; *at;) {
        double value, half;
        const char *end = word_before(text, at) ? NULL : number(at, &value, &half);
        if (end) each(value, half, at, (int)(end - at));
        at = end ? end : at + 1;
    }
}

static void look_for_number(double value, double half, const char *at, int n) {
    look_for(A_NUMBER, arena_printf(&kept, "%.*s", n, at), value, half);
}

static void look_for_text(const char *text) {
    double value = NAN, half = 0;
    const char *end = number(text, &value, &half);
    bool whole = end && (!*end || (strchr("kMG", end[1]) && !end[2]));
    look_for(A_TEXT, squeezed(&kept, text), whole ? value : NAN, half);
}

static void look_for_all(void) {
    n_things = 0;
    arena_reset(&kept);
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_TEXT && *d->text.utf8 && !depends_on_room(i)) look_for_text(d->text.utf8);
    }
    for (int i = 0; i < frame.n_hits; i++) {
        const char *command = frame.hits[i].command;
        if (command && *command && !turns(command)) look_for(A_PRESS, arena_printf(&kept, "%s", command), NAN, 0);
    }
    numbers_of(facts_text(&app, &arena), look_for_number);
}

/* ---- where it is found ---- */

/* A number of `read` is there as it is rounded, one of the picture also with more digits. */
static void find_number(double value, double half, const char *at, int n) {
    (void)at, (void)n;
    for (int i = 0; i < n_things; i++) {
        Thing *t = &things[i];
        bool same = fabs(t->value - value) <= 1.0001 * (t->kind == A_NUMBER ? half : t->half);
        if (same && (t->kind == A_NUMBER || half < t->half)) t->found = true;
    }
}

static void find_in(const char *text) {
    numbers_of(text, find_number);
    const char *all = squeezed(&arena, text);
    for (int i = 0; i < n_things; i++)
        if (things[i].kind == A_TEXT && !things[i].found) things[i].found = strstr(all, things[i].text) != NULL;
}

static int missing(void) {
    int n = 0;
    for (int i = 0; i < n_things; i++) n += !things[i].found;
    return n;
}

/* All texts of the frame, those of a paragraph one behind the other, a space between two. */
static const char *all_texts(void) {
    size_t n = 1;
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT) n += strlen(frame.list.at[i].text.utf8) + 1;
    char *all = arena_alloc(&arena, n, 1), *at = all;
    assert_non_null(all);
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT) at += sprintf(at, "%s ", frame.list.at[i].text.utf8);
    *at = '\0';
    return all;
}

static void find_told(int w, int h) {
    Ui ui = {.app = &app, .frame = &frame, .arena = &arena, .metrics = &metrics, .theme = theme(app.theme),
             .scale = view_scale(w, h), .upright = view_upright(w, h)};
    int drawn = frame.list.n;
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *hit = &frame.hits[i];
        if (hit->told.nothing) continue;
        bool cells = hit->told.cells;
        hint_draw_of(&ui, (Rect){0, 0, (float)w, (float)h},
                     (Pointed){i, cells ? hit->columns / 2 : 0, cells ? hit->rows / 2 : 0});
        find_in(hint_words(&ui, &frame.hint));
        frame.list.n = drawn;
    }
}

static void find_presses(void) {
    for (int k = 0; k < frame.n_hits; k++)
        for (int i = 0; i < n_things && frame.hits[k].command; i++)
            if (things[i].kind == A_PRESS && strcmp(things[i].text, frame.hits[k].command) == 0)
                things[i].found = true;
}

/* ---- the way through pages and panels ---- */

typedef struct Turned {
    Paging page;
    int zoomed;
    FamilyTopic family;
    ComparedBy figures;
    Topic topic;
    bool wall;
} Turned;

enum { TURNED = 300 };

static Turned turned(void) {
    return (Turned){app.page, app.zoomed, app.family.topic, app.compare->figures, app.lab.topic,
                    app.wall};
}

static void turn_to(Turned t) {
    app.page = t.page, app.zoomed = t.zoomed, app.family.topic = t.family, app.compare->figures = t.figures;
    app.lab.topic = t.topic, app.wall = t.wall;
}

static bool same_turn(const Turned *a, const Turned *b) {
    return a->page.at == b->page.at && a->page.numbered == b->page.numbered && a->zoomed == b->zoomed &&
           a->family == b->family && a->figures == b->figures && a->topic == b->topic && a->wall == b->wall;
}

static uint64_t key_of_picture(void) {
    uint64_t key = 1469598103934665603u;
    for (const char *c = all_texts(); *c; c++) key = (key ^ (unsigned char)*c) * 1099511628211u;
    for (int i = 0; i < frame.n_hits; i++)
        for (const char *c = frame.hits[i].command; c && *c; c++) key = (key ^ (unsigned char)*c) * 1099511628211u;
    return key;
}

static void find_everywhere(int w, int h) {
    static Turned queue[TURNED];
    static uint64_t seen[TURNED];
    int n = 1, pictures = 0;
    const Turned home = queue[0] = turned();
    for (int i = 0; i < n_things; i++) things[i].found = false;
    for (int at = 0; at < n && missing(); at++) {
        turn_to(queue[at]);
        draw(w, h);
        uint64_t key = key_of_picture();
        bool again = false;
        for (int i = 0; i < pictures; i++) again |= seen[i] == key;
        if (again) continue;
        seen[pictures++] = key;
        find_in(all_texts());
        find_presses();
        if (missing()) find_told(w, h);
        for (int i = 0; i < frame.n_hits && n < TURNED; i++) {
            const char *command = frame.hits[i].command;
            if (!command || !turns(command)) continue;
            turn_to(queue[at]);
            says(command);
            const Turned to = turned();
            bool known = false;
            for (int k = 0; k < n; k++) known |= same_turn(&queue[k], &to);
            if (!known) queue[n++] = to;
        }
    }
    turn_to(home);
}

/* ---- in every theme ---- */

static uint64_t mixed(uint64_t key, const void *bytes, size_t n) {
    for (const unsigned char *at = bytes; n > 0; n--, at++) key = (key ^ *at) * 1099511628211u;
    return key;
}

/* What the frame says and where, whatever the colours. */
static uint64_t key_of_words(void) {
    uint64_t key = 1469598103934665603u;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT) continue;
        key = mixed(key, &d->rect, sizeof d->rect);
        key = mixed(key, d->text.utf8, strlen(d->text.utf8));
    }
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *hit = &frame.hits[i];
        key = mixed(key, &hit->rect, sizeof hit->rect);
        if (hit->command) key = mixed(key, hit->command, strlen(hit->command));
    }
    return key;
}

/* The other themes have the same words and presses at the same places. */
static void check_themes(const char *script, int w, int h) {
    draw(w, h);
    uint64_t key = key_of_words();
    for (int theme = 1; theme < THEME_COUNT; theme++) {
        app.theme = (ThemeId)theme;
        draw(w, h);
        if (key_of_words() != key) fail_msg("%s, %dx%d: theme %d says something else", script, w, h, theme);
    }
    app.theme = THEME_DARK;
}

/* ---- the screens ---- */

static const int SIZES[][2] = {{1024, 640}, {1280, 720}, {1920, 1080}, {2560, 1440}};
#ifdef SANITIZED /* what memory is touched, the smallest window shows as well */
enum { SIZE_COUNT = 1 };
#else
enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES };
#endif

static int faults, looked_for;

static void report(const char *script, int w, int h) {
    static const char *const KINDS[] = {"text", "number", "press"};
    for (int i = 0; i < n_things; i++) {
        looked_for++;
        if (things[i].found) continue;
        faults++;
        print_message("%s, %s, %dx%d, size %d: no %s '%s'\n", script, strings_language(app.strings), w, h, app.textsize,
                      KINDS[things[i].kind], things[i].text);
    }
}

static void check(const char *script) {
    says("close; zoom 0");
    says(script);
    for (int language = 0; language < app.languages.n; language++) {
        Error e = app_set_language(&app, app.languages.at[language].name);
        assert_false(failed(&e));
        app.textsize = 1;
        draw(1280, 720);
        look_for_all();
        for (app.textsize = 1; app.textsize <= 2; app.textsize++)
            for (int i = 0; i < SIZE_COUNT; i++) {
                find_everywhere(SIZES[i][0], SIZES[i][1]);
                report(script, SIZES[i][0], SIZES[i][1]);
                check_themes(script, SIZES[i][0], SIZES[i][1]);
            }
        app.textsize = 1;
    }
    says("lang en");
}

static const char *const SCREENS[] = {
    "net vgg16; weights bundled; image panda; reset; view network",
    "run; select conv3_3; map 10; pixel 31 23; view network",
    "select input",
    "select pool3",
    "select fc6",
    "select prob",
    "select conv5_1; tool brush",
    "tool point; select conv3_3; view layer",
    "select fc8",
    "select conv1_1",
    "select conv3_3; wall on",
    "wall off; select conv1_2; sheet at 9",
    "sheet off; select conv3_3; photos all",
    "photos this; excite gradient",
    "excite off; view neuron",
    "select pool3",
    "select fc8",
    "select prob",
    "select conv3_3; view field",
    "stack 3 3 3",
    "stack 11s4 5 3 3 3 1 3p1 3s2",
    "stack none; view parameters",
    "topic 1x1",
    "topic norm",
    "topic lower; select conv3_3",
    "topic stacks; chart memory",
    "chart parameters; select conv5_1; view compare",
    "figures curves",
    "figures table; select prob",
    "compare alexnet-2012 vgg16",
    "compare vgg16 vgg19; view slices; slice none; select conv3_3",
    "slice lte",
    "reference jaguar; point 100 60",
    "reference none; slice none; view family",
    "family figures",
    "family alexnet",
    "family columns; column alexnet-2012 conv3",
    "column d; view why; why off",
    "why answer 3; why against on",
    "why against off; why off; net vgg19; select conv4_4; view network",
    "net vgg16; view network",
};

static void everything_is_reachable(void **state) {
    (void)state;
    faults = looked_for = 0;
    for (size_t i = 0; i < sizeof SCREENS / sizeof *SCREENS; i++) check(SCREENS[i]);
    for (int view = 0; view < VIEW_COUNT; view++) check(screen_of((View)view)->bench.script);
    print_message("%d looked for, %d are nowhere\n", looked_for, faults);
    assert_int_equal(faults, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_is_reachable)};
    return cmocka_run_group_tests(tests, open_seen, close_all);
}
