/* The course: which lessons make a class of 45 minutes, one of 90, a week of classes or seven days of them. */
#ifndef APP_SESSION_COURSE_H
#define APP_SESSION_COURSE_H

#include "app/teaching.h"
#include "base/error.h"

typedef struct App App;

/* Has the list hold the lessons of a plan alone, in its order and with their days, the others behind them up to `all`.
 */
void course_arrange(CoursePlan plan, LessonList *list);
int course_minutes(CoursePlan plan); /* that the plan is for, of each of its days */
int course_lessons(CoursePlan plan); /* how many it names; 0 for all */
int course_days(CoursePlan plan);    /* 1 where it has no days */

/* course [all|45|90|week|7]: which plan the list of lessons shows; nothing: the next one. */
Error course_course(App *app, int argc, char *const argv[]);

#endif
