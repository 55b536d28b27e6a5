/* The lesson that is taught, as the state holds it. */
#ifndef APP_TEACHING_H
#define APP_TEACHING_H

#include <stdbool.h>

#include "base/file.h"
#include "base/words.h"
#include "lesson/lesson.h"

enum { HANDS_MOST = 9999 };

/* ---- lessons that are there ---- */

enum { LESSONS = 48 };

typedef struct LessonEntry {
    char name[FILE_NAME_SIZE]; /* as the command lesson has it */
    char title[2 * FILE_NAME_SIZE];
    char needs[FILE_NAME_SIZE]; /* names of lessons that come before it, parted by spaces */
    int order, cards, questions;
    int minutes; /* 0: not said */
    int day;     /* of a course, from 1; 0: of none */
} LessonEntry;

/* All lessons, those for a class of so many minutes, for a week of classes or for seven days of them
 * (app/session/course.h). */
#define EACH_PLAN(FIRST, NEXT) \
    FIRST(PLAN_ALL, all) NEXT(PLAN_45, 45) NEXT(PLAN_90, 90) NEXT(PLAN_WEEK, week) NEXT(PLAN_SEVEN, 7)
typedef enum CoursePlan { WORD_VALUES(EACH_PLAN) PLAN_COUNT } CoursePlan;
#define PLAN_WORDS WORDS(EACH_PLAN)

typedef struct LessonList {
    CoursePlan plan;
    int n, all; /* of the plan, and with those that it leaves out, which stand behind them */
    LessonEntry at[LESSONS];
} LessonList;

/* ---- the one that is taught ---- */

/* What a learner has answered to a card's question; it stays with the learner (app/session/record.h). */
typedef struct Answered {
    unsigned char times;      /* 255: so often or more */
    bool first_right, right;  /* at first, and at last */
} Answered;

/* The card of a lesson where one was last, from 1, and what was answered in it, by card from 0. */
typedef struct LessonPlace {
    char name[PATH_SIZE];
    int card;
    Answered answered[LESSON_CARDS];
} LessonPlace;

typedef struct Teaching {
    bool open;             /* a card is on the screen */
    bool detour;           /* it is not, but one comes back to it */
    bool staging;          /* the lesson itself says commands now */
    bool returning;        /* so does the way back: what was answered is not answered anew */
    char name[PATH_SIZE];  /* as the command has it; "" before the first lesson */
    Lesson lesson;
    int card;              /* from 0 */
    bool answered;         /* its question; or its task is done, or was shown */
    int chosen;            /* the choice that was answered, -1: none */
    double number;         /* the number that was answered */
    bool numbered;         /* there is one */
    char typed[20];        /* of a number that is not answered yet (lesson/number.h) */
    bool counting;         /* hands are counted: digits are those of the choice `counted` */
    int counted;
    int hands[LESSON_CHOICES];
    unsigned seen;         /* the signs of the task that have been met, bit by bit */
    bool held;             /* what is said now meets none: the way back is gone */
    bool offers;           /* the last card is gone on from: this lesson is named, and opens where one goes on again */
    LessonEntry next;      /* name "": there is none */
    char before[PATH_SIZE]; /* the lesson that was gone on from to this one; "" none */
    LessonPlace last[LESSONS];
    int moves;             /* grows with every card and answer, so that a picture knows that something moved */
} Teaching;

#endif
