/* The lesson that is taught, as the state holds it. */
#ifndef APP_TEACHING_H
#define APP_TEACHING_H

#include <stdbool.h>

#include "base/file.h"
#include "lesson/lesson.h"

enum { HANDS_MOST = 9999 };

/* ---- lessons that are there ---- */

enum { LESSONS = 32 };

typedef struct LessonEntry {
    char name[FILE_NAME_SIZE]; /* as the command lesson has it */
    char title[2 * FILE_NAME_SIZE];
    int order, cards;
} LessonEntry;

typedef struct LessonList {
    int n;
    LessonEntry at[LESSONS];
} LessonList;

/* ---- the one that is taught ---- */

typedef struct Teaching {
    bool open;             /* a card is on the screen */
    bool detour;           /* it is not, but one comes back to it */
    bool staging;          /* the lesson itself says commands now */
    char name[PATH_SIZE];  /* as the command has it; "" before the first lesson */
    Lesson lesson;
    int card;              /* from 0 */
    bool answered;         /* its question; or its task is done, or was shown */
    int chosen;            /* the choice that was answered, -1: none */
    double number;         /* the number that was answered */
    bool numbered;         /* there is one */
    char typed[16];        /* digits of a number that is not answered yet */
    bool counting;         /* hands are counted: digits are those of the choice `counted` */
    int counted;
    int hands[LESSON_CHOICES];
    unsigned seen;         /* the signs of the task that have been met, bit by bit */
    bool held;             /* what is said now meets none: the way back is gone */
    struct {
        char name[PATH_SIZE];
        int card;
    } last[LESSONS];       /* the last card of each lesson */
    int moves;             /* grows with every card and answer, so that a picture knows that something moved */
} Teaching;

#endif
