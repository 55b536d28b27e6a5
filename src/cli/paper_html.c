/* A handout as a web page. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/table.h"
#include "cli/paper.h"

typedef struct Html {
    Paper paper; /* first */
    Output out;
    bool open;   /* a card is */
} Html;

static FILE *stream(Paper *p) { return ((Html *)p)->out.stream; }

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

static void put_title(Paper *p, const char *text) {
    fputs("<title>", stream(p)), put_escaped(stream(p), text), fputs("</title>\n</head>\n<body>\n<h1>", stream(p));
    put_escaped(stream(p), text), fputs("</h1>\n", stream(p));
}

static void put_card(Paper *p, int number, Rich title, const char *plain, const PaperPicture *picture) {
    Html *h = (Html *)p;
    FILE *out = stream(p);
    fprintf(out, "%s<section>\n<h2>%d. ", h->open ? "</section>\n" : "", number);
    put_rich(out, title);
    fprintf(out, "</h2>\n<p><img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"", picture->file, picture->canvas->w,
            picture->canvas->h);
    put_escaped(out, plain);
    fputs("\"></p>\n", out);
    h->open = true;
}

static void put_text(Paper *p, PaperStyle style, int depth, const char *mark, Rich text) {
    static const char *const TAGS[][2] = {
        [PAPER_PARAGRAPH] = {"p", ""},           [PAPER_HEADING] = {"h3", ""},       [PAPER_QUOTE] = {"blockquote", ""},
        [PAPER_QUESTION] = {"p", "question"},    [PAPER_CHOICE] = {"p", "choice"},   [PAPER_RIGHT] = {"p", "right"},
        [PAPER_WHY] = {"p", "why"},              [PAPER_NOTE] = {"p", "note"}};
    TABLE_HAS(TAGS, PAPER_STYLES);
    FILE *out = stream(p);
    fprintf(out, "<%s class=\"%s%s\"", TAGS[style][0], TAGS[style][1], mark ? " item" : "");
    if (mark) fprintf(out, " style=\"margin-left:%.1fem\"><span>%s</span", 1.4 * (depth + 1), mark);
    fputs(">", out);
    put_rich(out, text);
    fprintf(out, "</%s>\n", TAGS[style][0]);
}

static void put_code(Paper *p, const char *text) {
    fputs("<pre>", stream(p)), put_escaped(stream(p), text), fputs("</pre>\n", stream(p));
}

static void put_table(Paper *p, const Table *t) {
    static const char *const ALIGNS[] = {"left", "center", "right"};
    TABLE_HAS(ALIGNS, CELL_ALIGNS);
    FILE *out = stream(p);
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

static void put_link(Paper *p, const char *address) {
    FILE *out = stream(p);
    fputs("<p class=\"link\"><a href=\"", out), put_escaped(out, address), fputs("\">", out);
    put_escaped(out, address), fputs("</a></p>\n", out);
}

static void put_blank(Paper *p) { fputs("<p class=\"blank\">&nbsp;</p>\n", stream(p)); }

static Error close_page(Paper *p, bool whole) {
    Html *h = (Html *)p;
    Error e = NO_ERROR;
    fprintf(h->out.stream, "%s</body>\n</html>\n", h->open ? "</section>\n" : "");
    if (whole) e = file_commit(&h->out);
    else file_discard(&h->out);
    free(h);
    return e;
}

static const char STYLE[] =
    "body{font:16px/1.5 Inter,'Noto Sans','WenQuanYi Micro Hei',sans-serif;max-width:46em;margin:2em auto;padding:0 "
    "1em;color:#14181f}\n"
    "h1{font-size:1.9em}h2{font-size:1.4em;margin:0 0 .5em}img{width:100%;border:1px solid #c9d0da;border-radius:4px}\n"
    "section{margin:3em 0}.item{margin-top:.2em;margin-bottom:.2em;text-indent:-1.4em}.item span{display:inline-block;"
    "width:1.4em;text-indent:0}\n"
    ".question,.right{font-weight:600}.why{margin:0 0 .2em 2.8em;color:#4c5665}"
    ".note{border-left:3px solid #1f6fd0;padding-left:1em}\n"
    ".blank{border:1px solid #4c5665;width:8em;border-radius:4px}\n"
    ".link{font-size:.85em;overflow-wrap:anywhere;margin-top:-.6em}.link a{color:#1f6fd0}\n"
    "table{border-collapse:collapse;margin:1em 0}th,td{padding:.2em .8em;border-bottom:1px solid "
    "#c9d0da}th{color:#4c5665}\n"
    "code,pre{font-family:'DejaVu Sans Mono',monospace;background:#e3e8ef;border-radius:3px;padding:0 "
    ".2em}pre{padding:.6em}\n"
    "blockquote{border-left:3px solid #a65a00;margin-left:0;padding-left:1em;color:#4c5665}sup,sub{line-height:0}\n"
    "@media print{section{break-before:page;margin:0}body{max-width:none;margin:0;font-size:12pt}"
    "img{max-height:11cm;width:auto;max-width:100%}}\n";

Error paper_html(const char *path, const char *language, Paper **out) {
    Html *h = calloc(1, sizeof *h);
    if (!h) return error("memory", "%s", path);
    Error e = file_create(path, &h->out);
    if (failed(&e)) {
        free(h);
        return e;
    }
    h->paper = (Paper){put_title, put_card, put_text, put_code, put_table, put_link, put_blank, close_page};
    fprintf(h->out.stream, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", language);
    fprintf(h->out.stream, "<style>\n%s</style>\n", STYLE);
    *out = &h->paper;
    return NO_ERROR;
}
