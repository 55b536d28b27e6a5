/* A lesson on paper: a page a card, its picture and its text. */
#include "cli/handout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/session/lesson.h"
#include "app/session/link.h"
#include "cli/paper.h"
#include "io/png.h"

/* ---- a card ---- */

static void put_question(Paper *p, const Question *q, bool answers) {
    char mark[16];
    p->text(p, PAPER_QUESTION, 0, NULL, q->text);
    if (q->number && !answers) p->blank(p);
    for (int i = 0; i < q->n && (answers || !q->number); i++) {
        const Choice *c = &q->choice[i];
        if (answers) snprintf(mark, sizeof mark, "%s", c->right ? "✓" : "✗");
        else snprintf(mark, sizeof mark, "%d.", i + 1);
        p->text(p, answers && c->right ? PAPER_RIGHT : PAPER_CHOICE, 0, mark, c->text);
        if (answers && c->why.n) p->text(p, PAPER_WHY, 0, NULL, c->why);
    }
}

/* What is to be done, with boxes to tick; with the answers, the commands that do it. */
static void put_task(Paper *p, const Card *card, bool answers) {
    const Task *task = card->task;
    bool one = task->n == 1 && !task->sign[0].text.n;
    p->text(p, PAPER_QUESTION, 0, one ? "☐" : NULL, task->text);
    for (int i = 0; i < task->n && !one; i++) {
        const TextRun run = {task->sign[i].pattern, RUN_CODE};
        p->text(p, PAPER_CHOICE, 0, "☐", task->sign[i].text.n ? task->sign[i].text : (Rich){&run, 1});
    }
    for (int i = 0; i < card->commands && answers; i++) {
        const TextRun run = {card->command[i].text, RUN_CODE};
        if (card->command[i].time == STAGE_SHOWN) p->text(p, PAPER_WHY, 0, NULL, (Rich){&run, 1});
    }
}

static void put_item(Paper *p, const Block *b) {
    char mark[16] = "";
    if (b->number > 0) snprintf(mark, sizeof mark, "%d.", b->number);
    else if (b->number == 0) strcpy(mark, "•");
    p->text(p, PAPER_PARAGRAPH, b->depth, mark, b->text);
}

/* What stands in front of the question or task, and it; with the answers also what lies behind it. */
static void put_blocks(Paper *p, const Card *card, bool answers) {
    for (int i = 0; i < card->blocks; i++) {
        const Block *b = &card->block[i];
        if (!answers && card->asks_at >= 0 && card_waits(card, i)) continue;
        switch (b->kind) {
        case BLOCK_HEADING: p->text(p, PAPER_HEADING, 0, NULL, b->text); break;
        case BLOCK_ITEM: put_item(p, b); break;
        case BLOCK_QUOTE: p->text(p, PAPER_QUOTE, 0, NULL, b->text); break;
        case BLOCK_TABLE: p->table(p, &b->table); break;
        case BLOCK_CODE: p->code(p, b->code); break;
        case BLOCK_QUESTION: put_question(p, card->question, answers); break;
        case BLOCK_TASK: put_task(p, card, answers); break;
        case BLOCK_PARAGRAPH: p->text(p, PAPER_PARAGRAPH, 0, NULL, b->text); break;
        }
    }
    const TextRun note = {card->note, 0};
    if (answers && *card->note) p->text(p, PAPER_NOTE, 0, NULL, (Rich){&note, 1});
}

/* ---- the lesson ---- */

/* The papers of a handout, and whether the answers stand on them. */
static const struct {
    const char *file;
    bool answers, pdf;
    Error (*open)(const char *path, const char *language, Paper **out);
} PAPERS[] = {{"index.html", false, false, paper_html},
              {"teacher.html", true, false, paper_html},
              {"students.pdf", false, true, paper_pdf},
              {"teacher.pdf", true, true, paper_pdf}};
enum { PAPERS_COUNT = sizeof PAPERS / sizeof *PAPERS };

static Error go_to(App *app, const char *name, int card) {
    char word[16], lesson[PATH_SIZE];
    snprintf(word, sizeof word, "%d", card);
    snprintf(lesson, sizeof lesson, "%s", name);
    char *const argv[] = {(char[]){"lesson"}, lesson, word};
    TRY(lesson_lesson(app, 3, argv));
    return app_wait(app);
}

/* Where a page shows the card that is open; the network first, where it is not the one that a page begins with. */
static const char *card_address(App *app, const char *page) {
    char script[SCRIPT_SIZE], with_net[SCRIPT_SIZE + 64], address[LINK_SIZE];
    const char *net = net_is_own(app->own.id) || app->own.id == NET_VGG16 ? "" : net_info(app->own.id)->name;
    link_script(app, "", true, script);
    snprintf(with_net, sizeof with_net, "%s%s%s%s", *net ? "net " : "", net, *net ? ";" : "", script);
    link_address(with_net, address);
    return arena_printf(&app->teaching->lesson.arena, "%s%s", page, address);
}

static Error put_card(App *app, const char *dir, const char *page, Paper *const papers[], const Canvas *canvas) {
    char file[64], path[PATH_SIZE];
    const Card *card = lesson_card(app);
    snprintf(file, sizeof file, "card-%02d.png", app->teaching->card + 1);
    if (!path_join(path, sizeof path, dir, file)) return error("file.path_long", "%s", dir);
    TRY(png_write(path, canvas->pixels, canvas->w, canvas->h, canvas->pitch));
    const PaperPicture picture = {canvas, file};
    const char *plain = rich_plain(card->title, &app->teaching->lesson.arena);
    const char *address = page ? card_address(app, page) : NULL;
    if (page && !address) return error("memory", "%s", dir);
    for (int i = 0; i < PAPERS_COUNT; i++) {
        if (!papers[i]) continue;
        papers[i]->card(papers[i], app->teaching->card + 1, card->title, plain ? plain : "", &picture);
        if (address) papers[i]->link(papers[i], address);
        put_blocks(papers[i], card, PAPERS[i].answers);
    }
    return NO_ERROR;
}

static Error put_cards(App *app, const char *name, const char *dir, const char *page, Paper *const papers[]) {
    enum { WIDTH = 1280, HEIGHT = 720 };
    Canvas canvas;
    for (int card = 0; card < app->teaching->lesson.cards; card++) {
        TRY(go_to(app, name, card + 1));
        TRY(cli_paint(app, WIDTH, HEIGHT, &canvas));
        Error e = put_card(app, dir, page, papers, &canvas);
        free(canvas.pixels);
        TRY(e);
    }
    return NO_ERROR;
}

/* Of http or https, to which the end of a link can be added. */
static bool is_address(const char *page) {
    bool known = strncmp(page, "https://", 8) == 0 || strncmp(page, "http://", 7) == 0;
    for (const char *c = page; *c; c++) known &= (unsigned char)*c > ' ' && !strchr("#'\"<>\\", *c);
    return known && strlen(page) < PATH_SIZE;
}

Error handout_write(App *app, const char *name, const char *dir, const char *page, bool pdf) {
    char path[PATH_SIZE];
    Paper *papers[PAPERS_COUNT] = {0};
    if (page && !is_address(page)) return error("handout.page", "%s", page);
    app->theme = THEME_LIGHT; /* ink costs */
    TRY(go_to(app, name, 1));
    TRY(dir_make(dir));
    Error e = NO_ERROR;
    for (int i = 0; i < PAPERS_COUNT && !failed(&e); i++) {
        if (PAPERS[i].pdf && !pdf) continue;
        if (!path_join(path, sizeof path, dir, PAPERS[i].file)) e = error("file.path_long", "%s", dir);
        else e = PAPERS[i].open(path, strings_language(app->strings), &papers[i]);
        if (!failed(&e)) papers[i]->title(papers[i], app->teaching->lesson.title);
    }
    if (!failed(&e)) e = put_cards(app, name, dir, page, papers);
    for (int i = 0; i < PAPERS_COUNT; i++) {
        Error closed = papers[i] ? papers[i]->close(papers[i], !failed(&e)) : NO_ERROR;
        if (!failed(&e)) e = closed;
    }
    return e;
}
