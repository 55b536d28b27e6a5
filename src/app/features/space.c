#include "app/features/space.h"

#include <math.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/live.h"
#include "app/script.h"
#include "app/words.h"

/* Degrees as far as front faces are still to be seen. */
static const double TURN_MOST = 78, TILT_LEAST = -30, TILT_MOST = 70;

void space_begin(Space *s) { *s = (Space){.turn = 30, .tilt = 10, .near = 1}; }

bool space_shown(const App *app) { return app->space.on && app->view == VIEW_NETWORK && !live_tool_held(app); }

int space_row(const App *app, int layer) {
    int last = net_after_relu(&app->own, layer);
    return last <= app_step_row(app) ? last : layer;
}

static double within(double v, double least, double most) { return fmin(fmax(v, least), most); }

/* To hundredths of a degree, so that a script says it whole. */
static void look(Space *s, double turn, double tilt) {
    s->turn = round(within(turn, -TURN_MOST, TURN_MOST) * 100) / 100;
    s->tilt = round(within(tilt, TILT_LEAST, TILT_MOST) * 100) / 100;
}

static void go_near(Space *s, double near) { s->near = round(within(near, 1, SPACE_NEAREST) * 100) / 100; }

void space_swing(const Space *from, int i, Space *out) {
    double part = sin(2 * M_PI * i / SPACE_SWING);
    *out = *from;
    look(out, from->turn + 25 * part, from->tilt + 8 * part);
}

/* ---- the command ---- */

static Error read_number(const char *word, double *out) {
    char *end;
    *out = strtod(word, &end);
    return end == word || *end || !isfinite(*out) ? error("space.number", "%s", word) : NO_ERROR;
}

static Error change(Space *s, SpaceWord word, char *const argv[]) {
    const double notch = 1.25;
    double a = 0, b = 0;
    if (word == SPACE_TURN || word == SPACE_AT || word == SPACE_NEAR) TRY(read_number(argv[2], &a));
    if (word == SPACE_TURN || word == SPACE_AT) TRY(read_number(argv[3], &b));
    switch (word) {
    case SPACE_TO_REAL: s->proportions = SPACE_REAL; break;
    case SPACE_TO_LOG: s->proportions = SPACE_LOG; break;
    case SPACE_NEXT: s->proportions = (s->proportions + 1) % PROPORTIONS_COUNT; break;
    case SPACE_TURN: look(s, s->turn + a, s->tilt + b); break;
    case SPACE_AT: look(s, a, b); break;
    case SPACE_CLOSER: go_near(s, s->near * notch); break;
    case SPACE_FARTHER: go_near(s, s->near / notch); break;
    case SPACE_NEAR: go_near(s, a); break;
    case SPACE_FRONT: {
        Space first;
        space_begin(&first);
        s->turn = first.turn, s->tilt = first.tilt, s->near = first.near;
        break;
    }
    default: break;
    }
    return NO_ERROR;
}

Error space_space(App *app, int argc, char *const argv[]) {
    int word = space_shown(app) ? SPACE_OFF : SPACE_ON;
    if (argc > 1) TRY(command_word(argv[1], SPACE_WORDS, &word));
    int words = word == SPACE_TURN || word == SPACE_AT ? 4 : word == SPACE_NEAR ? 3 : argc > 1 ? 2 : 1;
    if (argc != words) return error("command.args", "%s\t%s", "space", command_find("space")->args);
    TRY(change(&app->space, (SpaceWord)word, argv));
    app->space.on = word != SPACE_OFF;
    if (word == SPACE_OFF) return NO_ERROR;
    app_turn_to(app, VIEW_NETWORK);
    app->zoomed = 0;
    if (word == SPACE_ON) app->live->now.tool = TOOL_POINT;
    return NO_ERROR;
}

/* ---- the part ---- */

/* Every layer that has run shows its maps. */
static void want(App *app, JobWants *wants) {
    if (!space_shown(app)) return;
    for (int step = 1, at = app_step_row(app); step <= net_steps(&app->own, STEP_LAYERS); step++) {
        int row = space_row(app, net_step_layer(&app->own, STEP_LAYERS, step));
        if (row <= at) job_want(wants, app->run, row);
    }
}

static void script(const App *app, WayPlace at, Script *s) {
    const Space *space = &app->space;
    if (at != WAY_LOOK) return;
    if (!space->on) {
        script_say(s, "space off; ");
        return;
    }
    script_say_word(s, "space", SPACE_WORDS, space->proportions == SPACE_LOG ? SPACE_TO_LOG : SPACE_TO_REAL);
    script_say(s, "space at %g %g; space near %g; ", space->turn, space->tilt, space->near);
}

const AppPart SPACE_PART = {.want = want, .script = script};
