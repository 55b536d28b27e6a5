/* The reader's inside: what the parts of lesson/ share. */
#ifndef LESSON_PARSE_H
#define LESSON_PARSE_H

#include "lesson/figure.h"
#include "lesson/lesson.h"

/* A list that grows in the arena. */
typedef struct List {
    void *at;
    int n, room;
} List;

typedef struct TextPlace {
    size_t offset;
    int line, column; /* from 1; columns count characters */
} TextPlace;

typedef struct Parser {
    Lesson *out;
    const LessonCheck *check;
    Figures figures;
    const char *text;   /* as it was written, but for bytes that are no UTF-8 */
    const char *masked; /* the same, with the insides of {...} made harmless to Markdown */
    size_t size;
    bool no_memory;
    List mistakes;
    List runs, chars;   /* of the text that is being read; the bytes of its last run, in one style: */
    unsigned style;
    TextPlace place;    /* the last one that was asked for */
} Parser;

/* Appends a zeroed item; NULL at `most` items or without memory. */
void *list_add(Parser *p, List *list, size_t size, int most);
#define LIST_ADD(p, list, most, Type) ((Type *)list_add((p), (list), sizeof(Type), (most)))

/* The line and the column of an offset; quick where offsets grow from one call to the next. */
TextPlace parse_place(Parser *p, size_t offset);
/* A mistake at a place of the text. */
void parse_mistake(Parser *p, size_t offset, Error error);

/* A copy of n bytes. */
const char *parse_copy(Parser *p, const char *from, size_t n);

/* ---- inline text ---- */

/* Appends the bytes from..to of the text: figures are filled in, ^...^ and ~...~ are raised and lowered.
 * `code`: as in a code span, where only figures are special. */
void parse_inline(Parser *p, size_t from, size_t to, unsigned style, bool code);
void parse_run(Parser *p, const char *text, size_t n, unsigned style);
void parse_break(Parser *p); /* a new line */
/* A line that ended within a paragraph: a space, but none between Chinese characters. */
void parse_soft_break(Parser *p, unsigned style);
/* What a named character such as &lt; stands for; NULL: it is shown as it is written. */
const char *parse_entity(const char *at, size_t n);
/* Takes what has been appended. */
Rich parse_take(Parser *p);
/* Reads a part of the text as one paragraph of Markdown. */
Rich parse_fragment(Parser *p, size_t from, size_t to);

/* ---- parts of the file ---- */

/* The lines between --- at the head; returns where the rest begins. */
size_t parse_head(Parser *p);

/* One line of the text: from..to without its end. Returns false behind the last. */
typedef struct Line {
    size_t from, to, next;
} Line;
bool parse_line(const Parser *p, size_t at, Line *out);
/* Without spaces at both ends. */
void parse_trim(const Parser *p, size_t *from, size_t *to);

/* The inside of an ask or number block. */
const Question *parse_question(Parser *p, size_t from, size_t to, bool number);
/* "TEXT :: WHY": where the :: stands, `to` without one. */
size_t parse_find_why(const Parser *p, size_t from, size_t to);
/* The inside of a try block; `command` is called with each command of its `do` lines. */
const Task *parse_task(Parser *p, size_t from, size_t to, void (*command)(void *ctx, size_t from, size_t to),
                       void *ctx);
/* Whether a line of commands names a map by its number, which means something for one set of weights only. */
bool parse_names_map(const char *line);

#endif
