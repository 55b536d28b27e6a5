/* What a handout is written on: a web page or a PDF. */
#ifndef CLI_PAPER_H
#define CLI_PAPER_H

#include "base/error.h"
#include "lesson/lesson.h"
#include "shell/canvas.h"

typedef enum PaperStyle {
    PAPER_PARAGRAPH,
    PAPER_HEADING,
    PAPER_QUOTE,
    PAPER_QUESTION, /* or what is to be done */
    PAPER_CHOICE,
    PAPER_RIGHT,    /* the right one, where it is told */
    PAPER_WHY,      /* why a choice tempts, or is right */
    PAPER_NOTE,     /* for the presenter */
    PAPER_STYLES
} PaperStyle;

typedef struct PaperPicture {
    const Canvas *canvas;
    const char *file; /* the same as PNG, beside the paper */
} PaperPicture;

typedef struct Paper Paper;
struct Paper {
    void (*title)(Paper *p, const char *text);
    void (*card)(Paper *p, int number, Rich title, const char *plain, const PaperPicture *picture); /* on a new page */
    /* mark: "•", "2.", "☐", which hangs to the left of it; NULL: none. depth: of an item, from 0. */
    void (*text)(Paper *p, PaperStyle style, int depth, const char *mark, Rich text);
    void (*code)(Paper *p, const char *text);
    void (*table)(Paper *p, const Table *t);
    void (*link)(Paper *p, const char *address); /* to where the card's picture is, moving */
    void (*blank)(Paper *p); /* room for a number */
    /* Whole: the file gets its name. Else it is as if it had never been. */
    Error (*close)(Paper *p, bool whole);
};

/* Errors: those of file_create, memory. */
Error paper_html(const char *path, const char *language, Paper **out);
/* With Cairo and Pango, which are opened when they are needed. Errors: the same; handout.library. */
Error paper_pdf(const char *path, const char *language, Paper **out);

#endif
