#include "app/features/motion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"

bool motion_shown(const App *app, MotionPlan *out) {
    return app->motion.on && app->view == VIEW_NEURON && motion_plan(app, out);
}

void motion_advance(App *app, int ms) {
    MotionPlan plan;
    Motion *m = &app->motion;
    if (!m->playing || !motion_shown(app, &plan) || !motion_ready(app, &plan)) return;
    m->ms = ms < plan.ms - m->ms ? m->ms + ms : plan.ms;
    if (m->ms == plan.ms) m->playing = false;
}

/* ---- the command ---- */

static Error read_time(const char *word, const MotionPlan *plan, int *ms) {
    char *end;
    if (strcmp(word, "end") == 0) {
        *ms = plan->ms;
        return NO_ERROR;
    }
    double seconds = strtod(word, &end);
    if (end == word || *end || !(seconds >= 0) || seconds > 86400)
        return error("motion.seconds", "%s", word);
    *ms = (int)fmin(round(seconds * 1000), plan->ms);
    return NO_ERROR;
}

static void play(Motion *m, const MotionPlan *plan) {
    if (!m->on || m->ms >= plan->ms) m->ms = 0;
    m->on = true;
    m->playing = !m->still;
}

/* Shows it at a time, where it stands. */
static void stand(Motion *m, int ms) { *m = (Motion){.on = true, .ms = ms, .still = m->still}; }

static void stop(Motion *m) { *m = (Motion){.still = m->still}; }

Error motion_motion(App *app, int argc, char *const argv[]) {
    Motion *m = &app->motion;
    MotionPlan plan;
    bool shown = motion_shown(app, &plan);
    int word = m->playing && shown ? MOTION_PAUSE : MOTION_PLAY, at = 0;
    if (argc > 1) TRY(command_word(argv[1], MOTION_WORDS, &word));
    if (argc != (word == MOTION_AT ? 3 : argc > 1 ? 2
                                                  : 1))
        return error("command.args", "%s\t%s", "motion", command_find("motion")->args);
    if (word == MOTION_OFF || word == MOTION_ON) {
        m->still = word == MOTION_OFF;
        m->playing = m->playing && !m->still;
        return NO_ERROR;
    }
    if (word == MOTION_STOP) return stop(m), NO_ERROR;
    if (word == MOTION_PAUSE) return m->playing = false, NO_ERROR;
    if (!motion_plan(app, &plan)) return error("motion.nothing", "%s", app_row_name(app, app->selection.row));
    if (word == MOTION_AT) TRY(read_time(argv[2], &plan, &at));
    if (!shown) stop(m);
    if (app->view != VIEW_NEURON) {
        app->view = VIEW_NEURON;
        app->zoomed = 0;
        app_follow_selection(app);
    }
    if (word == MOTION_PLAY) play(m, &plan);
    else stand(m, word == MOTION_AT ? at : motion_beside(&plan, m->ms, word == MOTION_STEP ? 1 : -1));
    return NO_ERROR;
}

Reach motion_reach(int argc, char *const argv[]) {
    int word;
    Error e = argc > 1 ? command_word(argv[1], MOTION_WORDS, &word) : NO_ERROR;
    return argc > 1 && !failed(&e) && (word == MOTION_OFF || word == MOTION_ON) ? REACH_USER : REACH_STAGE;
}

/* ---- the part ---- */

/* What it shows is Neuron's, elsewhere it is over. The map that is read is shown, too. */
static void want(App *app, JobWants *wants) {
    MotionPlan plan;
    if (app->motion.on && app->view != VIEW_NEURON) stop(&app->motion);
    if (motion_shown(app, &plan)) job_want(wants, app->run, plan.row - 1);
}

static void script(const App *app, WayPlace at, Script *s) {
    MotionPlan plan;
    if (at != WAY_SCREEN || !motion_shown(app, &plan)) return;
    script_say(s, "; motion at %g", app->motion.ms / 1000.0);
    if (app->motion.playing) script_say(s, "; motion play");
}

const AppPart MOTION_PART = {.want = want, .script = script};
