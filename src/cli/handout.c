/* A lesson on paper: a page a card, its picture and its text, and the answers on the last page. */
#include "cli/handout.h"

#include <stdio.h>
#include <string.h>

#include "app/session/lesson.h"
#include "base/table.h"

static void put_escaped(FILE *out, const char *text) {
    for (; *text; text++) {
        if (*text == '<') fputs("&lt;", out);
        else if (*text == '>') fputs("&gt;", out);
        else if (*text == '&') fputs("&amp;", out);
        else if (*text == '"') fputs("&quot;", out);
        else fputc(*text, out);
    }
}

static void put_rich(FILE *out, Rich rich) {
    static const struct { unsigned style; const char *open, *close; } MARKS[] = {
        {RUN_STRONG, "<strong>", "</strong>"}, {RUN_EMPHASIS, "<em>", "</em>"}, {RUN_CODE, "<code>", "</code>"},
        {RUN_SUPER, "<sup>", "</sup>"}, {RUN_SUB, "<sub>", "</sub>"}};
    enum { N = sizeof MARKS / sizeof *MARKS };
    for (int i = 0; i < rich.n; i++) {
        const TextRun *r = &rich.at[i];
        if (r->style & RUN_BREAK) fputs("<br>", out);
        for (int k = 0; k < N; k++)
            if (r->style & MARKS[k].style) fputs(MARKS[k].open, out);
        put_escaped(out, r->text);
        for (int k = N - 1; k >= 0; k--)
            if (r->style & MARKS[k].style) fputs(MARKS[k].close, out);
    }
}

static void put_table(FILE *out, const Table *t) {
    static const char *const ALIGNS[] = {"left", "center", "right"};
    TABLE_HAS(ALIGNS, CELL_ALIGNS);
    fputs("<table>\n", out);
    for (int r = 0; r < t->rows; r++) {
        fputs("<tr>", out);
        for (int c = 0; c < t->columns; c++) {
            const char *tag = r ? "td" : "th";
            fprintf(out, "<%s style=\"text-align:%s\">", tag, ALIGNS[t->align[c]]);
            put_rich(out, t->cell[r * t->columns + c]);
            fprintf(out, "</%s>", tag);
        }
        fputs("</tr>\n", out);
    }
    fputs("</table>\n", out);
}

/* An item as a paragraph of its own: numbers and depths stay as they are written. */
static void put_item(FILE *out, const Block *b) {
    fprintf(out, "<p class=\"item\" style=\"margin-left:%.1fem\">", 1.4 * (b->depth + 1));
    if (b->number > 0) fprintf(out, "<span>%d.</span>", b->number);
    else if (b->number == 0) fputs("<span>•</span>", out);
    put_rich(out, b->text);
    fputs("</p>\n", out);
}

static void put_question(FILE *out, const Question *q) {
    fputs("<p class=\"question\">", out);
    put_rich(out, q->text);
    fputs("</p>\n", out);
    if (q->number) {
        fputs("<p class=\"blank\">&nbsp;</p>\n", out);
        return;
    }
    fputs("<ol>\n", out);
    for (int i = 0; i < q->n; i++) {
        fputs("<li>", out);
        put_rich(out, q->choice[i].text);
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
}

/* What is to be done, with boxes to tick. */
static void put_task(FILE *out, const Task *task) {
    bool one = task->n == 1 && !task->sign[0].text.n;
    fprintf(out, "<p class=\"question%s>", one ? " item\" style=\"margin-left:1.4em\"><span>☐</span" : "\"");
    put_rich(out, task->text);
    fputs("</p>\n", out);
    for (int i = 0; i < task->n && !one; i++) {
        const TextRun run = {task->sign[i].pattern, RUN_CODE};
        fputs("<p class=\"item\" style=\"margin-left:1.4em\"><span>☐</span>", out);
        put_rich(out, task->sign[i].text.n ? task->sign[i].text : (Rich){&run, 1});
        fputs("</p>\n", out);
    }
}

/* What stands in front of the question or task, and it; what lies behind it belongs to the answers. */
static void put_blocks(FILE *out, const Card *card, bool behind) {
    for (int i = 0; i < card->blocks; i++) {
        const Block *b = &card->block[i];
        if (card->asks_at >= 0 && card_waits(card, i) != behind) continue;
        switch (b->kind) {
        case BLOCK_HEADING: fputs("<h3>", out), put_rich(out, b->text), fputs("</h3>\n", out); break;
        case BLOCK_ITEM: put_item(out, b); break;
        case BLOCK_QUOTE: fputs("<blockquote>", out), put_rich(out, b->text), fputs("</blockquote>\n", out); break;
        case BLOCK_TABLE: put_table(out, &b->table); break;
        case BLOCK_CODE: fputs("<pre>", out), put_escaped(out, b->code), fputs("</pre>\n", out); break;
        case BLOCK_QUESTION:
            if (!behind) put_question(out, card->question);
            break;
        case BLOCK_TASK:
            if (!behind) put_task(out, card->task);
            break;
        case BLOCK_PARAGRAPH: fputs("<p>", out), put_rich(out, b->text), fputs("</p>\n", out); break;
        }
    }
}

/* The commands that do the task. */
static void put_shown(FILE *out, const Card *card) {
    for (int i = 0; i < card->commands; i++) {
        if (card->command[i].time != STAGE_SHOWN) continue;
        fputs("<p><code>", out);
        put_escaped(out, card->command[i].text);
        fputs("</code></p>\n", out);
    }
}

static void put_answer(FILE *out, const Card *card, int number) {
    const Question *q = card->question;
    fprintf(out, "<h3>%d. ", number);
    put_rich(out, card->title);
    fputs("</h3>\n<p class=\"question\">", out);
    put_rich(out, q ? q->text : card->task->text);
    fputs("</p>\n", out);
    put_shown(out, card);
    for (int i = 0; q && i < q->n; i++) {
        const Choice *c = &q->choice[i];
        fprintf(out, "<p class=\"item\" style=\"margin-left:1.4em\"><span>%s</span>", c->right ? "✓" : "✗");
        if (c->right) fputs("<strong>", out);
        put_rich(out, c->text);
        if (c->right) fputs("</strong>", out);
        if (c->why.n) fputs(": ", out), put_rich(out, c->why);
        fputs("</p>\n", out);
    }
    put_blocks(out, card, true);
}

static const char STYLE[] =
    "body{font:16px/1.5 Inter,'Noto Sans','WenQuanYi Micro Hei',sans-serif;max-width:46em;margin:2em auto;padding:0 "
    "1em;color:#14181f}\n"
    "h1{font-size:1.9em}h2{font-size:1.4em;margin:0 0 .5em}img{width:100%;border:1px solid #c9d0da;border-radius:4px}\n"
    "section{margin:3em 0}.item{margin-top:.2em;margin-bottom:.2em;text-indent:-1.4em}.item span{display:inline-block;"
    "width:1.4em;text-indent:0}\n"
    ".question{font-weight:600}.blank{border:1px solid #4c5665;width:8em;border-radius:4px}\n"
    "table{border-collapse:collapse;margin:1em 0}th,td{padding:.2em .8em;border-bottom:1px solid "
    "#c9d0da}th{color:#4c5665}\n"
    "code,pre{font-family:'DejaVu Sans Mono',monospace;background:#e3e8ef;border-radius:3px;padding:0 "
    ".2em}pre{padding:.6em}\n"
    "blockquote{border-left:3px solid #a65a00;margin-left:0;padding-left:1em;color:#4c5665}sup,sub{line-height:0}\n"
    "@media "
    "print{section{break-before:page;margin:0}body{max-width:none;margin:0;font-size:12pt}img{max-height:11cm;width:"
    "auto;"
    "max-width:100%}}\n";

static void put_page(FILE *out, App *app, const Card *card, const char *picture) {
    fprintf(out, "<section>\n<h2>%d. ", app->teaching->card + 1);
    put_rich(out, card->title);
    fprintf(out, "</h2>\n<p><img src=\"%s\" width=\"1280\" height=\"720\" alt=\"", picture);
    const char *title = rich_plain(card->title, &app->teaching->lesson.arena);
    put_escaped(out, title ? title : "");
    fputs("\"></p>\n", out);
    put_blocks(out, card, false);
    fputs("</section>\n", out);
}

static Error save_cards(App *app, const char *name, const char *dir, FILE *out) {
    char file[64], path[PATH_SIZE], word[16], lesson[PATH_SIZE];
    snprintf(lesson, sizeof lesson, "%s", name);
    for (int card = 0; card < app->teaching->lesson.cards; card++) {
        snprintf(word, sizeof word, "%d", card + 1);
        char *const argv[] = {(char[]){"lesson"}, lesson, word};
        TRY(lesson_lesson(app, 3, argv));
        TRY(app_wait(app));
        snprintf(file, sizeof file, "card-%02d.png", card + 1);
        if (!path_join(path, sizeof path, dir, file)) return error("file.path_long", "%s", dir);
        TRY(cli_save_shot(app, 1280, 720, path));
        put_page(out, app, lesson_card(app), file);
    }
    return NO_ERROR;
}

Error handout_write(App *app, const char *name, const char *dir) {
    char path[PATH_SIZE], lesson[PATH_SIZE];
    Output out;
    snprintf(lesson, sizeof lesson, "%s", name);
    char *const argv[] = {(char[]){"lesson"}, lesson, (char[]){"1"}};
    TRY(lesson_lesson(app, 3, argv));
    TRY(dir_make(dir));
    if (!path_join(path, sizeof path, dir, "index.html")) return error("file.path_long", "%s", dir);
    TRY(file_create(path, &out));
    const Lesson *l = &app->teaching->lesson;
    fprintf(out.stream, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
            strings_language(app->strings));
    put_escaped(out.stream, l->title);
    fprintf(out.stream, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", STYLE);
    put_escaped(out.stream, l->title);
    fputs("</h1>\n", out.stream);
    Error e = save_cards(app, name, dir, out.stream);
    bool asks = false;
    for (int i = 0; i < l->cards; i++) asks |= l->card[i].asks_at >= 0;
    if (asks) fprintf(out.stream, "<section>\n<h2>%s</h2>\n", strings_get(app->strings, "handout.answers"));
    for (int i = 0; i < l->cards; i++)
        if (l->card[i].asks_at >= 0) put_answer(out.stream, &l->card[i], i + 1);
    fprintf(out.stream, "%s</body>\n</html>\n", asks ? "</section>\n" : "");
    if (failed(&e)) {
        file_discard(&out);
        return e;
    }
    return file_commit(&out);
}
