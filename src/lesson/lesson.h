/* A lesson, read from Markdown: cards with text, a question, and the commands that set the stage. lessons/README.md
 * teaches the format. Any bytes can be read: what is wrong becomes mistakes, each with its line and column. */
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum {
    LESSON_BYTES = 256 << 10, LESSON_CARDS = 64, LESSON_BLOCKS = 64, LESSON_CHOICES = 8, LESSON_COLUMNS = 10,
    LESSON_ROWS = 40, LESSON_COMMANDS = 64, LESSON_DEPTH = 3, LESSON_MISTAKES = 2000, LESSON_SIGNS = 8
};

/* ---- text ---- */

typedef enum RunStyle {
    RUN_STRONG = 1, RUN_EMPHASIS = 2, RUN_CODE = 4, RUN_SUPER = 8, RUN_SUB = 16,
    RUN_BREAK = 32 /* a line ends before this run, whose text is empty */
} RunStyle;

typedef struct TextRun {
    const char *text; /* figures are filled in */
    unsigned style;   /* RunStyle, or-ed */
} TextRun;

typedef struct Rich {
    const TextRun *at;
    int n;
} Rich;

/* The plain text of it. NULL without memory. */
const char *rich_plain(Rich rich, Arena *arena);

/* ---- what a card holds ---- */

typedef enum BlockKind {
    BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_ITEM, BLOCK_QUOTE, BLOCK_TABLE, BLOCK_CODE, BLOCK_QUESTION, BLOCK_TASK
} BlockKind;

typedef enum CellAlign { CELL_LEFT, CELL_CENTRE, CELL_RIGHT, CELL_ALIGNS } CellAlign;

typedef struct Table {
    int columns, rows; /* the head is row 0 */
    CellAlign align[LESSON_COLUMNS];
    const Rich *cell;  /* row by row */
} Table;

typedef struct Choice {
    Rich text, why;  /* why: why it tempts, or why it is so; may be empty */
    bool right;
    double value;    /* of a number */
} Choice;

/* A prediction: choices, or a number (choice 0 is the right one, the others are those that tempt). */
typedef struct Question {
    bool number;
    Rich text;
    int n;
    Choice choice[LESSON_CHOICES];
} Question;

/* What a task looks for: a command, with * for any words (app/session/task.h says what meets it). */
typedef struct TaskSign {
    const char *pattern;
    Rich text;        /* how it is said to the learner; empty: by the pattern */
    int line, column; /* where it stands */
} TaskSign;

/* Something that the learner does on the running network: done once all its signs have been seen. */
typedef struct Task {
    Rich text;
    int n;
    TaskSign sign[LESSON_SIGNS];
} Task;

typedef struct Block {
    BlockKind kind;
    Rich text;        /* of all but tables, code, questions and tasks */
    int depth, number; /* of an item: how deep, and its number; 0: a bullet, -1: it goes on with the one before */
    const char *code;
    Table table;
} Block;

/* With which weights a command is for. */
typedef enum ForWeights { FOR_ANY, FOR_SLIM, FOR_FULL } ForWeights;

/* When a command is said. */
typedef enum StageTime {
    STAGE_OPENED,  /* as the card opens */
    STAGE_SHOWN,   /* where the program does the card's task itself */
    STAGE_REVEALED /* once the question is answered or the task done */
} StageTime;

typedef struct StageCommand {
    const char *text;
    ForWeights weights;
    StageTime time;
    int line, column; /* where it stands */
} StageCommand;

typedef struct Card {
    Rich title;
    const Block *block;
    int blocks;
    int asks_at;              /* the block of its question or task, or -1; those behind it wait */
    const Question *question; /* or NULL */
    const Task *task;         /* or NULL; a card has one of the two */
    const StageCommand *command; /* in order, those of all cards first */
    int commands;
    const char *note;         /* for the presenter, "" for none */
} Card;

/* Whether a block stands behind the card's question or task, and so waits for it. */
static inline bool card_waits(const Card *card, int block) { return card->asks_at >= 0 && block > card->asks_at; }

typedef enum LessonHide { HIDE_TABS = 1, HIDE_PHOTO = 2, HIDE_NET = 4 } LessonHide;

typedef struct Mistake {
    int line, column; /* from 1; columns count characters */
    Error error;      /* its text is in assets/strings */
} Mistake;

typedef struct Lesson {
    Arena arena; /* of all that this points to */
    const char *title;
    int order;       /* in the list of lessons; 0: at the end */
    int minutes;     /* that it takes a class; 0: not said */
    const char *needs; /* names of lessons that come before it, parted by spaces; "" none */
    bool lock_net;
    unsigned hide;   /* LessonHide, or-ed */
    const Card *card;
    int cards;
    const Mistake *mistake;
    int mistakes;
} Lesson;

/* Says whether a line of a `do` block is a command, and whether a lesson with this head may look for a pattern; *at:
 * where it is not, in bytes. */
typedef struct LessonCheck {
    Error (*command)(void *ctx, const char *line, size_t *at);
    Error (*pattern)(void *ctx, const Lesson *lesson, const char *line, size_t *at);
    void *ctx;
} LessonCheck;

/* Reads a lesson. Mistakes are no error: what could be read is there. check may be NULL: then commands are taken as
 * they are. Error: memory. */
Error lesson_parse(const char *bytes, size_t n, const LessonCheck *check, Lesson *out);
/* The same from a file. Errors: those of file_map, lesson.large. */
Error lesson_load(const char *path, const LessonCheck *check, Lesson *out);
void lesson_free(Lesson *lesson);

#endif
