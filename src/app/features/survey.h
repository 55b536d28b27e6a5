/* Where one map answers most over all photos, gathered in the background. */
#ifndef APP_FEATURES_SURVEY_H
#define APP_FEATURES_SURVEY_H

#include "app/part.h"
#include "base/file.h"
#include "io/image.h"

enum { SURVEY_PHOTOS = 80, SURVEY_BEST = 9, SURVEY_MAPS = 512 };

typedef struct Finding {
    int photo; /* its place among them */
    int x, y;
    float value;
} Finding;

typedef struct Survey {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    Weights *weights;
    int row, map;
    uint64_t recent; /* which recent photos are among them */
    int photos, next; /* the one that is looked at next */
    Run *run;         /* of that, as far as it has come; NULL: not begun */
    char path[SURVEY_PHOTOS][PATH_SIZE];
    Image image[SURVEY_PHOTOS];      /* those that could be read; there once task.done is set, as is what follows */
    Finding best[SURVEY_BEST];       /* the largest value of each photo, largest first, ties in their order */
    int found;
    bool answers[SURVEY_MAPS];       /* by map of the row: whether it is anything but 0 on any of the photos */
    float *numbers;                  /* of a row of numbers: (SURVEY_PHOTOS, c); NULL for maps */
    bool photo_read[SURVEY_PHOTOS];  /* whose numbers are there */
    int read, dead;                  /* photos that could be read; maps that answer on none of them */
} Survey;

/* The map of a row whose values are looked at. The paths are filled in by the caller. Error: memory. */
Error survey_open(Engine *engine, Weights *weights, int row, int map, Survey **out);
void survey_close(Survey *survey); /* the job must not be at it */

/* The photos for which a number of the row is largest, largest first, none where it is 0; `most` at the most. Returns
 * how many. The survey has to be done. */
int survey_best(const Survey *survey, int number, Finding out[], int most);

/* Where the selected map answers most over all photos, the gallery's and the recent ones, if it is there; NULL
 * else. Of Why, the numbers that the score is a sum of. */
const Survey *app_survey(const App *app);
bool survey_waits(const App *app); /* what the screen shows of it is not there yet */
const char *app_survey_photo(const App *app, int photo); /* a name for the command image */

extern const AppPart SURVEY_PART;

#endif
