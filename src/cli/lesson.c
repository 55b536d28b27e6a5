#include <stdio.h>
#include <string.h>

#include "app/session/course.h"
#include "app/session/kept.h"
#include "app/session/lesson.h"
#include "app/session/record_csv.h"
#include "app/words.h"
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

/* ---- the course ---- */

static void print_needs(const LessonList *lessons, const LessonEntry *e, const Strings *strings) {
    Arena arena = {0};
    const char *text = "";
    for (int i = 0; i < lessons->all && text; i++)
        if (lesson_needs(e, lessons->at[i].name))
            text = arena_printf(&arena, "%s%s%s", text, *text ? " · " : "", lessons->at[i].title);
    const char *line = text && *text ? strings_format(strings, &arena, "lessons.needs", &text, 1) : NULL;
    if (line) printf("       %s\n", line);
    arena_free(&arena);
}

/* Its lessons in their order, a line each with its minutes, and under it what comes before it. */
static int course(const char *word, const char *language) {
    LessonList lessons;
    Strings *strings = NULL;
    int plan, day = 0, minutes = 0;
    Error e = command_word(word, PLAN_WORDS, &plan);
    if (!failed(&e)) e = strings_open(language, &strings);
    if (failed(&e)) return cli_error(NULL, &e);
    lesson_list(language, &lessons);
    course_arrange((CoursePlan)plan, &lessons);
    for (int i = 0; i < lessons.n; i++) {
        const LessonEntry *at = &lessons.at[i];
        if (at->day != day) printf("%s%d\n", day ? "\n" : "", at->day);
        day = at->day;
        minutes += at->minutes;
        printf("%4d'  %s (%s)\n", at->minutes, at->title, at->name);
        print_needs(&lessons, at, strings);
    }
    printf("%4d'\n", minutes);
    strings_close(strings);
    return EXIT_FINE;
}

/* ---- the learner's answers ---- */

static int record(const char *verb, const char *language) {
    Kept *kept = malloc(sizeof *kept);
    Error e = kept ? NO_ERROR : error("memory", "%s", "answers");
    if (kept) kept_read(kept);
    bool clear = strcmp(verb, "clear") == 0;
    for (int i = 0; kept && clear && i < LESSONS; i++)
        memset(kept->last[i].answered, 0, sizeof kept->last[i].answered);
    if (kept) e = clear ? kept_write(kept) : record_csv(kept->last, language, stdout);
    free(kept);
    return failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
}

/* ---- export ---- */

static int export(AppOptions *options, const char *name, const char *dir, const char *language,
                  const char *page, bool pdf) {
    App app;
    char script[64];
    snprintf(script, sizeof script, "lang '%.40s'", language);
    int status = cli_open(options, script, &app);
    if (status) return status;
    Error e = handout_write(&app, name, dir, page, pdf);
    if (failed(&e)) status = cli_error(NULL, &e);
    else printf("%s/index.html, teacher.html%s: %d cards\n", dir, pdf ? ", students.pdf, teacher.pdf" : "",
                app.teaching->lesson.cards);
    app_close(&app);
    return status;
}

int cli_lesson(int argc, char **argv) {
    const char *rest[3], *language = "en", *page = NULL;
    int n;
    bool pdf = false;
    AppOptions app_options = {0};
    const Option options[] = {{"--lang", &language, NULL},
                              {"--page", &page, NULL},
                              {"--pdf", NULL, &pdf},
                              {"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL}};
    int status = cli_options(argc, argv, options, 5, rest, 3, &n);
    if (status) return status;
    const char *verb = n ? rest[0] : "";
    if (strcmp(verb, "list") == 0 && n == 1) return list(language);
    if (strcmp(verb, "course") == 0 && n <= 2) return course(n == 2 ? rest[1] : "week", language);
    if (strcmp(verb, "answers") == 0 && n <= 2 && (n == 1 || strcmp(rest[1], "clear") == 0))
        return record(n == 2 ? rest[1] : "", language);
    if (strcmp(verb, "check") == 0 && n == 2) return check(rest[1]);
    if (strcmp(verb, "export") == 0 && n == 3) return export(&app_options, rest[1], rest[2], language, page, pdf);
    return cli_usage(error("usage.words", "%s\t%s", "lesson",
                           "list | course [45|90|week|7] | check FILE | export NAME DIR [--page URL] [--pdf] | "
                           "answers [clear]"));
}
