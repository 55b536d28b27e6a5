#include "app/session/lesson.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/features/followed.h"
#include "app/overlay.h"
#include "app/script.h"
#include "app/session/place.h"
#include "app/session/record.h"
#include "app/session/task.h"
#include "app/work.h"
#include "app/world.h"
#include "lesson/number.h"

static Error check_command(void *ctx, const char *line, size_t *at) {
    (void)ctx;
    return command_check(line, at);
}

static Error check_pattern(void *ctx, const Lesson *lesson, const char *line, size_t *at) {
    (void)ctx;
    return task_pattern(lesson, line, at);
}

const LessonCheck LESSON_CHECK = {check_command, check_pattern, NULL};

/* ---- what the state says ---- */

const Card *lesson_card(const App *app) {
    const Teaching *t = app->teaching;
    return t->open && t->card < t->lesson.cards ? &t->lesson.card[t->card] : NULL;
}

const Question *lesson_question(const App *app) {
    const Card *card = lesson_card(app);
    return card ? card->question : NULL;
}

const Task *lesson_task(const App *app) {
    const Card *card = lesson_card(app);
    return card ? card->task : NULL;
}

static unsigned all_signs(const Task *task) { return (1u << task->n) - 1; }

bool lesson_done(const App *app) {
    const Task *task = lesson_task(app);
    return task && (app->teaching->seen & all_signs(task)) == all_signs(task);
}

static bool says_how(const Card *card) {
    for (int i = 0; i < card->commands; i++)
        if (card->command[i].time == STAGE_SHOWN) return true;
    return false;
}

bool lesson_shows(const App *app) {
    const Card *card = lesson_card(app);
    return card && says_how(card);
}

bool lesson_asks(const App *app) {
    const Card *card = lesson_card(app);
    return card && card->asks_at >= 0 && !app->teaching->answered;
}

bool lesson_right(const App *app) {
    const Question *q = lesson_question(app);
    const Teaching *t = app->teaching;
    if (!q || !t->answered) return false;
    if (q->number) return t->numbered && t->number == q->choice[0].value;
    return t->chosen >= 0 && q->choice[t->chosen].right;
}

/* ---- the stage ---- */

/* What the card's commands for any weights say last of a thing, so that it is loaded once and at once; NULL:
 * nothing. */
static const StageCommand *says(const Card *card, const char *command, char *out, size_t size) {
    const StageCommand *last = NULL;
    for (int i = 0; i < card->commands; i++) {
        const StageCommand *c = &card->command[i];
        if (c->weights == FOR_ANY && c->time == STAGE_OPENED && script_argument(c->text, command, out, size)) last = c;
    }
    return last;
}

/* The network, weights and photo of a card. Weights are those that the learner has chosen, where they fit the network;
 * else the best that are there. */
static Error set_world(App *app, const Card *card, const StageCommand **failing) {
    char word[PATH_SIZE] = "";
    NetId net = NET_VGG16;
    if (says(card, "net", word, sizeof word)) net_find(word, &net);
    WeightsChoice choice = app->learner->set ? app->learner->choice : WEIGHTS_BEST;
    char path[PATH_SIZE];
    if (choice == WEIGHTS_FILE && app->learner->net != net) choice = WEIGHTS_BEST;
    if (choice == WEIGHTS_BUNDLED && !weights_bundled(net, path, sizeof path)) choice = WEIGHTS_BEST;
    if (!says(card, "weights", word, sizeof word))
        TRY(place_world(app, net, choice, app->learner->seed, app->learner->file, NULL));
    else if (app->own.id != net) TRY(app_set_net(app, net));
    const StageCommand *image = says(card, "image", word, sizeof word);
    if (!image) snprintf(word, sizeof word, "%s", FIRST_PHOTO);
    if (strcmp(word, app->photo->path) == 0 && !app->photo->bytes) return NO_ERROR;
    Error e = app_set_photo(app, word);
    if (failing && failed(&e)) *failing = image;
    return e;
}

/* Says the card's commands of one time, for the weights that run; as the lesson, or as a learner would. */
static Error say_commands(App *app, const Card *card, StageTime time, bool staging, const StageCommand **failing) {
    bool outer = app->teaching->staging;
    size_t at;
    Error e = NO_ERROR;
    app->teaching->staging = staging;
    for (int i = 0; i < card->commands && !failed(&e); i++) {
        const StageCommand *c = &card->command[i];
        if (c->time != time) continue;
        if (c->weights != FOR_ANY && app_slim(app) != (c->weights == FOR_SLIM)) continue;
        if (failing) *failing = c;
        e = command_check(c->text, &at); /* a learner may say more than a lesson */
        if (!failed(&e)) e = app_do(app, c->text, NULL);
    }
    app->teaching->staging = outer;
    if (failing && !failed(&e)) *failing = NULL;
    return e;
}

static Error set_stage(App *app, const Card *card, const StageCommand **failing) {
    app->teaching->staging = true;
    place_begin(app);
    Error e = set_world(app, card, failing);
    if (!failed(&e)) e = say_commands(app, card, STAGE_OPENED, true, failing);
    app->teaching->staging = false;
    app_want(app);
    return e;
}

static void begin_card(Teaching *t, int card) {
    t->card = card;
    t->answered = t->counting = t->numbered = t->held = t->offers = false;
    t->chosen = -1;
    t->counted = 0;
    t->seen = 0;
    t->typed[0] = '\0';
    memset(t->hands, 0, sizeof t->hands);
}

Error lesson_try(App *app, const Lesson *lesson, int card, const StageCommand **command) {
    *command = NULL;
    Teaching *t = app->teaching;
    const Lesson open = t->lesson;
    TRY(set_stage(app, &lesson->card[card], command));
    t->lesson = *lesson;
    t->open = true;
    begin_card(t, card);
    task_look(app);
    Error e = say_commands(app, &lesson->card[card], STAGE_SHOWN, false, command);
    if (!failed(&e) && !t->answered) e = say_commands(app, &lesson->card[card], STAGE_REVEALED, true, command);
    t->lesson = open;
    t->open = false;
    return e;
}

bool lesson_met(const App *app, const Lesson *lesson, int card, int sign) {
    return !says_how(&lesson->card[card]) || app->teaching->seen & 1u << sign;
}

int lesson_last(const App *app, const char *name) {
    const Teaching *t = app->teaching;
    for (int i = 0; i < LESSONS; i++)
        if (*t->last[i].name && strcmp(t->last[i].name, name) == 0) return t->last[i].card;
    return 1;
}

static void remember(Teaching *t) {
    int i = 0;
    while (i < LESSONS - 1 && *t->last[i].name && strcmp(t->last[i].name, t->name) != 0) i++;
    if (strcmp(t->last[i].name, t->name) != 0) t->last[i] = (LessonPlace){0};
    memcpy(t->last[i].name, t->name, sizeof t->name);
    t->last[i].card = t->card + 1;
}

static Error enter_card(App *app, int card) {
    Teaching *t = app->teaching;
    t->open = true;
    t->detour = false;
    begin_card(t, card);
    t->moves++;
    remember(t);
    Error e = set_stage(app, &t->lesson.card[card], NULL);
    task_look(app);
    return e;
}

/* ---- opening and closing ---- */

static Error load(const App *app, const char *name, Lesson *out) {
    char path[PATH_SIZE];
    if (!lesson_find(strings_language(app->strings), name, path, sizeof path))
        return error("lesson.missing", "%s", name);
    TRY(lesson_load(path, &LESSON_CHECK, out));
    if (!out->mistakes) return NO_ERROR;
    Error e = error("lesson.mistakes", "%d\t%d\t%s", out->mistakes, out->mistake[0].line, path);
    lesson_free(out);
    return e;
}

static Error open_lesson(App *app, const char *name, const char *word) {
    Teaching *t = app->teaching;
    bool same = (t->open || t->detour) && strcmp(name, t->name) == 0;
    Lesson lesson = {0};
    int card = 1;
    if (strlen(name) >= sizeof t->name) return error("file.path_long", "%s", name);
    if (!same) TRY(load(app, name, &lesson));
    Error e = word ? command_int(word, 1, same ? t->lesson.cards : lesson.cards, &card) : NO_ERROR;
    if (!failed(&e) && !app->learner->set) e = place_save(app, app->learner);
    if (failed(&e)) {
        lesson_free(&lesson);
        return e;
    }
    if (!same) {
        lesson_free(&t->lesson);
        t->lesson = lesson;
        memcpy(t->name, name, strlen(name) + 1);
        t->before[0] = '\0';
    }
    place_free(app->left);
    return enter_card(app, card - 1);
}

Error lesson_open(App *app, const char *name) {
    char card[16];
    snprintf(card, sizeof card, "%d", lesson_last(app, name));
    return open_lesson(app, name, card);
}

static Error close_lesson(App *app) {
    Teaching *t = app->teaching;
    if (!t->open && !t->detour) return NO_ERROR;
    t->open = t->detour = false;
    t->moves++;
    place_free(app->left);
    Error e = place_restore(app, app->learner);
    place_free(app->learner);
    return e;
}

/* Leaves the card; the stage stays as it is, to be looked at in the whole window. */
static Error begin_detour(App *app) {
    Teaching *t = app->teaching;
    if (!t->open) return NO_ERROR;
    TRY(place_save(app, app->left));
    t->open = false;
    t->detour = true;
    app->zoomed = 0;
    t->moves++;
    return NO_ERROR;
}

bool lesson_return(App *app, Error *e) {
    Teaching *t = app->teaching;
    if (!t->detour) return false;
    t->open = true;
    t->detour = false;
    overlay_close(app);
    t->moves++;
    *e = place_restore(app, app->left);
    place_free(app->left);
    task_look(app);
    return true;
}

/* Names the lesson that comes next. */
static void offer_next(App *app) {
    Teaching *t = app->teaching;
    const LessonEntry *next = lesson_after(app, t->name);
    t->offers = true;
    t->next = next ? *next : (LessonEntry){0};
}

void lesson_translate(App *app) {
    Teaching *t = app->teaching;
    Lesson lesson;
    if (!*t->name || !(t->open || t->detour)) return;
    Error e = load(app, t->name, &lesson);
    if (failed(&e)) return;
    bool like = lesson.cards == t->lesson.cards; /* else one would be at another card */
    lesson_free(like ? &t->lesson : &lesson);
    if (like) t->lesson = lesson;
    if (t->offers) offer_next(app); /* by its name in this language */
}

void lesson_forget(App *app) {
    lesson_free(&app->teaching->lesson);
    place_free(app->learner);
    place_free(app->left);
}

/* ---- from card to card ---- */

/* Whether the card asks which of two maps is the copy, while the other one is not here. */
static bool asks_in_vain(const App *app) {
    return app->lab.guess == GUESS_ON && followed_map(app).state == FOLLOWED_MISSING;
}

static bool has_card(const Teaching *t, int card) { return card >= 0 && card < t->lesson.cards; }

/* The next card that way which asks nothing in vain. */
static Error go_to_card(App *app, int way) {
    const Teaching *t = app->teaching;
    Error e = enter_card(app, t->card + way);
    while (!failed(&e) && asks_in_vain(app) && has_card(t, t->card + way)) e = enter_card(app, t->card + way);
    return e;
}

static Error open_next(App *app) {
    Teaching *t = app->teaching;
    char from[PATH_SIZE], to[sizeof t->next.name];
    memcpy(from, t->name, sizeof from);
    memcpy(to, t->next.name, sizeof to);
    TRY(open_lesson(app, to, NULL));
    memcpy(t->before, from, sizeof t->before);
    return NO_ERROR;
}

static Error go_on(App *app) {
    Teaching *t = app->teaching;
    if (has_card(t, t->card + 1)) return go_to_card(app, 1);
    if (!t->offers) offer_next(app);
    else if (*t->next.name) return open_next(app);
    return NO_ERROR;
}

/* Also back to the lesson that one came from. */
static Error go_back(App *app) {
    Teaching *t = app->teaching;
    char before[PATH_SIZE];
    memcpy(before, t->before, sizeof before);
    if (t->offers) t->offers = false;
    else if (t->card > 0) return go_to_card(app, -1);
    else if (*before) return lesson_open(app, before);
    return NO_ERROR;
}

Error lesson_lesson(App *app, int argc, char *const argv[]) {
    Teaching *t = app->teaching;
    const char *verb = argc > 1 ? argv[1] : "list";
    if (strcmp(verb, "list") == 0) {
        overlay_toggle(app, OVERLAY_LESSONS);
        return NO_ERROR;
    }
    if (strcmp(verb, "close") == 0) return close_lesson(app);
    if (strcmp(verb, "detour") == 0) return begin_detour(app);
    if (strcmp(verb, "next") == 0) return t->open ? go_on(app) : NO_ERROR;
    if (strcmp(verb, "previous") == 0) return t->open ? go_back(app) : NO_ERROR;
    return open_lesson(app, verb, argc > 2 ? argv[2] : NULL);
}

/* ---- questions and tasks ---- */

/* What waits on the card comes: the question is answered, or the task done. */
static Error reveal(App *app) {
    Teaching *t = app->teaching;
    t->answered = true;
    t->counting = false;
    t->moves++;
    return say_commands(app, lesson_card(app), STAGE_REVEALED, true, NULL);
}

/* Does the task, where the card says how; on the card's own stage, wherever the learner has gone. */
static Error show_task(App *app) {
    if (lesson_shows(app)) TRY(set_stage(app, lesson_card(app), NULL));
    TRY(say_commands(app, lesson_card(app), STAGE_SHOWN, true, NULL));
    return reveal(app);
}

Error lesson_answer(App *app, int argc, char *const argv[]) {
    Teaching *t = app->teaching;
    const Question *q = lesson_question(app);
    if (lesson_task(app) && !t->answered && argc == 1) return show_task(app);
    if (!q || t->answered) return argc > 1 ? error("lesson.no_question", "%s", "") : NO_ERROR;
    const char *word = argc > 1 ? argv[1] : q->number && *t->typed ? t->typed : NULL;
    if (word && q->number) {
        if (!number_read(word, &t->number)) return error("lesson.answer_number", "%s", word);
        t->numbered = true;
        for (int i = 0; i < q->n; i++)
            if (q->choice[i].value == t->number) t->chosen = i;
    } else if (word) {
        int choice;
        TRY(command_int(word, 1, q->n, &choice));
        t->chosen = choice - 1;
    }
    Error e = reveal(app);
    if (word && !t->returning) record_answer(t, lesson_right(app));
    return e;
}

Error lesson_enter(App *app, int argc, char *const argv[]) {
    (void)argc;
    Teaching *t = app->teaching;
    const Question *q = lesson_question(app);
    size_t n = strlen(t->typed);
    if (!q || !q->number || t->answered) return error("lesson.no_question", "%s", "");
    if (strcmp(argv[1], "back") == 0) {
        if (n > 0) t->typed[n - 1] = '\0';
        return NO_ERROR;
    }
    const char *rest = argv[1];
    char c = number_character(&rest);
    if (!c || *rest) return error("lesson.answer_number", "%s", argv[1]);
    if (n + 1 < sizeof t->typed) t->typed[n] = c, t->typed[n + 1] = '\0';
    return NO_ERROR;
}

Error lesson_hands(App *app, int argc, char *const argv[]) {
    Teaching *t = app->teaching;
    const Question *q = lesson_question(app);
    int choice, count;
    if (!q || q->number || t->answered) return error("lesson.no_question", "%s", "");
    if (argc < 2) {
        t->counting = !t->counting;
        t->counted = 0;
        return NO_ERROR;
    }
    int *hands = &t->hands[t->counted];
    if (argc == 2) {
        int way;
        TRY(command_word(argv[1], "previous|next|back", &way));
        if (way == 2) *hands /= 10;
        else t->counted = (t->counted + (way ? 1 : q->n - 1)) % q->n;
        return NO_ERROR;
    }
    if (strcmp(argv[1], "enter") == 0) {
        TRY(command_int(argv[2], 0, 9, &count));
        if (*hands * 10 + count <= HANDS_MOST) *hands = *hands * 10 + count;
        return NO_ERROR;
    }
    TRY(command_int(argv[1], 1, q->n, &choice));
    if (strcmp(argv[2], "more") == 0) count = t->hands[choice - 1] < HANDS_MOST ? t->hands[choice - 1] + 1 : HANDS_MOST;
    else TRY(command_int(argv[2], 0, HANDS_MOST, &count));
    t->hands[choice - 1] = count;
    return NO_ERROR;
}

/* ---- tasks ---- */

/* Goes on where all has been met. */
static Error see(App *app, unsigned seen) {
    Teaching *t = app->teaching;
    if (seen != t->seen) t->moves++;
    t->seen = seen;
    return lesson_done(app) ? reveal(app) : NO_ERROR;
}

static Error said(App *app, int argc, char *const argv[]) {
    const Teaching *t = app->teaching;
    const Task *task = lesson_task(app);
    if (!task || t->answered || t->staging || t->held) return NO_ERROR;
    return see(app, task_met(app, task, t->seen, argc, argv));
}

Error lesson_seen(App *app, int argc, char *const argv[]) {
    const Task *task = lesson_task(app);
    unsigned seen = 0;
    int word;
    if (!task || app->teaching->answered) return error("lesson.no_task", "%s", "");
    Error number = command_word(argv[1], "none|off", &word);
    for (int i = 1; failed(&number) && i < argc; i++) {
        TRY(command_int(argv[i], 1, task->n, &word));
        seen |= 1u << (word - 1);
    }
    app->teaching->held = !failed(&number) && word == 1;
    task_look(app);
    return see(app, seen);
}

/* ---- the way back ---- */

static void say_seen(unsigned seen, Script *s) {
    script_say(s, seen ? "seen" : "seen none");
    for (int i = 0; i < LESSON_SIGNS; i++)
        if (seen & 1u << i) script_say(s, " %d", i + 1);
}

/* What is set on the way back meets nothing: a card that waits hears of what has been met at the end. */
static void say_task(const App *app, Script *s) {
    const Teaching *t = app->teaching;
    if (t->open && !t->answered) script_say(s, "seen off");
    else say_seen(t->seen, s);
    script_say(s, "; ");
}

/* The commands that open this card and give the same answer, each with "; " behind it. */
static void say_card(const App *app, Script *s) {
    const Teaching *t = app->teaching;
    const Question *q = t->lesson.card[t->card].question;
    char name[QUOTED_SIZE];
    script_quote(t->name, name);
    script_say(s, "lesson %s %d; ", name, t->card + 1);
    for (int i = 0; q && i < q->n; i++)
        if (t->hands[i]) script_say(s, "hands %d %d; ", i + 1, t->hands[i]);
    if (t->counting) script_say(s, "hands; ");
    for (int i = 0; t->counting && i < t->counted; i++) script_say(s, "hands next; ");
    for (const char *c = t->typed; !t->answered && *c; c++) script_say(s, "enter %c; ", *c);
    if (t->lesson.card[t->card].task) say_task(app, s);
    if (t->answered && t->numbered) script_say(s, "answer %.10g; ", t->number);
    else if (t->answered && t->chosen >= 0) script_say(s, "answer %d; ", t->chosen + 1);
    else if (t->answered) script_say(s, "answer; ");
    if (t->offers) script_say(s, "lesson next; ");
}

/* The lesson comes behind what it locks, and before what was changed on its card. */
static void script(const App *app, WayPlace at, Script *s) {
    const Teaching *t = app->teaching;
    bool locks = t->lesson.lock_net || t->lesson.hide & (HIDE_NET | HIDE_PHOTO);
    if (at == WAY_FIRST && (t->detour || (t->open && !locks))) say_card(app, s);
    if (at == WAY_FIRST && t->detour) script_say(s, "lesson detour; ");
    if (at == WAY_LOCKED && t->open && locks) say_card(app, s);
    if (at != WAY_LAST || !lesson_task(app) || t->answered) return;
    script_say(s, "; ");
    say_seen(t->seen, s);
}

const AppPart LESSON_PART = {.said = said, .script = script};
