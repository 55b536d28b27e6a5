/* The table of the painters. */
#include "app/features/ascent.h"
#include "base/table.h"

const Painter *painter_of(AsksTopic topic) {
    static const Painter *const PAINTERS[] = {[ASKS_ASCENT] = &ASCENT_PAINTER, [ASKS_DREAM] = &DREAM_PAINTER};
    TABLE_HAS(PAINTERS, ASKS_TOPICS);
    return PAINTERS[topic];
}
