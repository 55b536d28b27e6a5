#include <stdio.h>
#include <string.h>

#include "app/session/lesson.h"
#include "cli/cli.h"
#include "cli/handout.h"

/* ---- check ---- */

static void print_mistake(const Strings *strings, const char *file, int line, int column, const Error *e) {
    char text[ERROR_TEXT];
    strings_error(strings, e, text, sizeof text);
    fprintf(stderr, "%s:%d:%d: %s\n", file, line, column, text);
}

static bool known(const Lesson *lesson, int line) {
    for (int i = 0; i < lesson->mistakes; i++)
        if (lesson->mistake[i].line == line) return true;
    return false;
}

/* What the task of the card looks for, and what its own commands do not meet; their number. */
static int unmet(const App *app, const char *file, const Lesson *lesson, int card, const Strings *strings) {
    const Task *task = lesson->card[card].task;
    int wrong = 0;
    for (int i = 0; task && i < task->n; i++) {
        const TaskSign *sign = &task->sign[i];
        Error e = error("lesson.sign_unmet", "%s", sign->pattern);
        if (known(lesson, sign->line) || lesson_met(app, lesson, card, i)) continue;
        print_mistake(strings, file, sign->line, sign->column, &e);
        wrong++;
    }
    return wrong;
}

/* Plays every card: what can only be seen then. Returns how many commands failed that were not known to. */
static int play(const char *file, const Lesson *lesson, const Strings *strings) {
    App app;
    int wrong = 0;
    AppOptions options = {0};
    Error e = app_open(&options, &app);
    if (failed(&e)) return cli_error(NULL, &e), 1;
    for (int card = 0; card < lesson->cards; card++) {
        const StageCommand *command = NULL;
        e = lesson_try(&app, lesson, card, &command);
        if (!failed(&e)) wrong += unmet(&app, file, lesson, card, strings);
        if (!failed(&e) || (command && known(lesson, command->line))) continue;
        wrong++;
        if (command) print_mistake(strings, file, command->line, command->column, &e);
        else cli_error(file, &e);
    }
    app_close(&app);
    return wrong;
}

static int check(const char *file) {
    Lesson lesson;
    Strings *strings = NULL;
    Error e = lesson_load(file, &LESSON_CHECK, &lesson);
    if (failed(&e)) return cli_error(NULL, &e);
    e = strings_open("en", &strings);
    for (int i = 0; i < lesson.mistakes; i++)
        print_mistake(strings, file, lesson.mistake[i].line, lesson.mistake[i].column, &lesson.mistake[i].error);
    int wrong = lesson.mistakes + play(file, &lesson, strings);
    if (wrong) fprintf(stderr, "vggscope: %s has %d mistake%s\n", file, wrong, wrong == 1 ? "" : "s");
    else printf("%s: %s, %d card%s, no mistakes\n", file, lesson.title, lesson.cards, lesson.cards == 1 ? "" : "s");
    strings_close(strings);
    lesson_free(&lesson);
    return wrong ? EXIT_TROUBLE : EXIT_FINE;
}

/* ---- list ---- */

static int list(const char *language) {
    LessonList lessons;
    lesson_list(language, &lessons);
    for (int i = 0; i < lessons.n; i++)
        printf("%-20s %3d  %s\n", lessons.at[i].name, lessons.at[i].cards, lessons.at[i].title);
    return EXIT_FINE;
}

/* ---- export ---- */

static int export(AppOptions *options, const char *name, const char *dir, const char *language) {
    App app;
    char script[64];
    snprintf(script, sizeof script, "lang '%.40s'", language);
    int status = cli_open(options, script, &app);
    if (status) return status;
    Error e = handout_write(&app, name, dir);
    if (failed(&e)) status = cli_error(NULL, &e);
    else printf("%s/index.html: %d cards\n", dir, app.teaching->lesson.cards);
    app_close(&app);
    return status;
}

int cli_lesson(int argc, char **argv) {
    const char *rest[3], *language = "en";
    int n;
    AppOptions app_options = {0};
    const Option options[] = {{"--lang", &language, NULL},
                              {"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL}};
    int status = cli_options(argc, argv, options, 3, rest, 3, &n);
    if (status) return status;
    const char *verb = n ? rest[0] : "";
    if (strcmp(verb, "list") == 0 && n == 1) return list(language);
    if (strcmp(verb, "check") == 0 && n == 2) return check(rest[1]);
    if (strcmp(verb, "export") == 0 && n == 3) return export(&app_options, rest[1], rest[2], language);
    return cli_usage(error("usage.words", "%s\t%s", "lesson", "list | check FILE | export NAME DIR"));
}
