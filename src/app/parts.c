/* The list of all parts. Its order is their priority: what a part wants comes before what those behind it want, and of
 * the tasks that are wanted the job works on the first. */
#include <stddef.h>

#include "app/compare.h"
#include "app/difference.h"
#include "app/drawing.h"
#include "app/family.h"
#include "app/followed.h"
#include "app/lab.h"
#include "app/likeness.h"
#include "app/live.h"
#include "app/preprocess.h"
#include "app/race.h"
#include "app/recognize.h"
#include "app/sight.h"
#include "app/slices.h"
#include "app/stock.h"
#include "app/survey.h"
#include "app/trial.h"

const AppPart *const APP_PARTS[] = {
    &STOCK_PART,
    &PREPROCESS_PART,
    &DRAWING_PART,
    &LIVE_PART,
    &DIFFERENCE_PART,
    &LAB_PART,
    &SIGHT_PART,
    &SURVEY_PART,
    &FOLLOWED_PART,
    &SLICES_PART,
    &COMPARE_PART,
    &RACE_PART,
    &LIKENESS_PART,
    &TRIAL_PART,
    &RECOGNIZE_PART,
    &FAMILY_PART,
    NULL};
