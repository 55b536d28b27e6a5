/* The list of all parts. Its order is their priority: what a part wants comes before what those behind it want, and of
 * the tasks that are wanted the job works on the first. */
#include <stddef.h>

#include "app/drawing.h"
#include "app/features/asks.h"
#include "app/features/cascade.h"
#include "app/features/compare.h"
#include "app/features/difference.h"
#include "app/features/family.h"
#include "app/features/folding.h"
#include "app/features/followed.h"
#include "app/features/lab.h"
#include "app/features/inverted.h"
#include "app/features/labels.h"
#include "app/features/likeness.h"
#include "app/features/lowering.h"
#include "app/features/motion.h"
#include "app/features/paint.h"
#include "app/features/preprocess.h"
#include "app/features/side.h"
#include "app/features/race.h"
#include "app/features/sheet.h"
#include "app/features/recognize.h"
#include "app/features/sight.h"
#include "app/features/slices.h"
#include "app/features/space.h"
#include "app/features/stock.h"
#include "app/features/style.h"
#include "app/features/survey.h"
#include "app/features/trial.h"
#include "app/features/why.h"
#include "app/folder.h"
#include "app/live.h"
#include "app/session/ask.h"
#include "app/session/lesson.h"
#include "app/thumbnail.h"
#include "app/watch.h"

const AppPart *const APP_PARTS[] = {
    &WATCH_PART, /* before what reads the run, which its first picture replaces */
    &STOCK_PART,
    &THUMBNAIL_PART,
    &FOLDER_PART,
    &SIDE_PART,
    &PREPROCESS_PART,
    &LABELS_PART,
    &DRAWING_PART,
    &LIVE_PART,
    &DIFFERENCE_PART,
    &LAB_PART,
    &SIGHT_PART,
    &WHY_PART,
    &CASCADE_PART,
    &ASKS_PART,
    &STYLE_PART,
    &INVERTED_PART,
    &PAINT_PART,
    &SURVEY_PART,
    &FOLLOWED_PART,
    &SLICES_PART,
    &COMPARE_PART,
    &RACE_PART,
    &LIKENESS_PART,
    &LIKENESS_BEFORE_PART,
    &TRIAL_PART,
    &LOWERING_PART,
    &FOLDING_PART,
    &RECOGNIZE_PART,
    &FAMILY_PART,
    &MOTION_PART,
    &SPACE_PART,
    &LESSON_PART,
    &ASK_PART,
    &SHEET_PART,
    &FOLLOW_PART,
    NULL};
