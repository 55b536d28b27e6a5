#include "app/session/course.h"

#include <string.h>

#include "app/overlay.h"
#include "app/session/lesson.h"
#include "app/words.h"
#include "base/table.h"

enum { PLAN_LESSONS = 24 };

typedef struct PlanRow {
    int minutes, days;
    struct {
        const char *name;
        int day; /* from 1 */
    } lesson[PLAN_LESSONS];
} PlanRow;

static const PlanRow PLANS[] = {
    [PLAN_ALL] = {0},
    [PLAN_45] = {45, 1, {{"what-is-vgg", 1}, {"one-step", 1}, {"receptive-field", 1}}},
    [PLAN_90] = {90, 1, {{"what-is-vgg", 1}, {"one-step", 1}, {"receptive-field", 1}, {"features", 1},
                         {"parameters", 1}, {"sixteen-nineteen", 1}}},
    [PLAN_WEEK] = {45, 5, {{"what-is-vgg", 1}, {"one-step", 1}, {"what-goes-in", 1},
                           {"receptive-field", 2}, {"features", 2}, {"pooling", 2},
                           {"parameters", 3}, {"alexnet-to-vgg", 3}, {"one-by-one", 3},
                           {"why-224", 4}, {"sixteen-nineteen", 4}, {"what-decides", 4},
                           {"why-panda", 5}, {"transfer-learning", 5}, {"mistakes", 5}}},
    [PLAN_SEVEN] = {45, 7, {{"what-is-vgg", 1}, {"one-step", 1}, {"what-goes-in", 1},
                            {"receptive-field", 2}, {"features", 2}, {"pooling", 2},
                            {"parameters", 3}, {"alexnet-to-vgg", 3}, {"one-by-one", 3},
                            {"why-224", 4}, {"sixteen-nineteen", 4}, {"what-decides", 4},
                            {"why-panda", 5}, {"transfer-learning", 5}, {"how-it-was-trained", 5},
                            {"what-a-map-asks-for", 6}, {"perceptual-losses", 6}, {"texture-and-style", 6},
                            {"texture-extractor", 7}, {"after-vgg", 7}, {"mistakes", 7}}},
};
TABLE_HAS(PLANS, PLAN_COUNT);

int course_minutes(CoursePlan plan) { return PLANS[plan].minutes; }
int course_days(CoursePlan plan) { return plan == PLAN_ALL ? 1 : PLANS[plan].days; }

int course_lessons(CoursePlan plan) {
    int n = 0;
    while (n < PLAN_LESSONS && PLANS[plan].lesson[n].name) n++;
    return n;
}

void course_arrange(CoursePlan plan, LessonList *list) {
    int placed = 0;
    list->plan = plan;
    list->all = list->n;
    if (plan == PLAN_ALL) return;
    for (int i = 0; i < course_lessons(plan); i++) {
        int at = placed;
        while (at < list->all && strcmp(list->at[at].name, PLANS[plan].lesson[i].name) != 0) at++;
        if (at == list->all) continue; /* somebody has taken it away */
        LessonEntry found = list->at[at];
        found.day = PLANS[plan].days > 1 ? PLANS[plan].lesson[i].day : 0;
        memmove(&list->at[placed + 1], &list->at[placed], (size_t)(at - placed) * sizeof *list->at);
        list->at[placed++] = found;
    }
    list->n = placed;
}

Error course_course(App *app, int argc, char *const argv[]) {
    int plan = (int)(app->lessons->plan + 1) % PLAN_COUNT;
    if (argc > 1) TRY(command_word(argv[1], PLAN_WORDS, &plan));
    app->lessons->plan = (CoursePlan)plan;
    if (app->overlay == OVERLAY_LESSONS) overlay_close(app);
    overlay_toggle(app, OVERLAY_LESSONS);
    return NO_ERROR;
}
