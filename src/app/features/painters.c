/* The table of the painters. */
#include "app/features/ascent.h"
#include "app/features/styling.h"
#include "base/table.h"

const Painter *painter_of(AsksTopic topic) {
    static const Painter *const PAINTERS[] = {[ASKS_ASCENT] = &ASCENT_PAINTER, [ASKS_DREAM] = &DREAM_PAINTER,
                                              [ASKS_TEXTURE] = &TEXTURE_PAINTER, [ASKS_STYLE] = &STYLE_PAINTER,
                                              [ASKS_INVERSION] = &INVERSION_PAINTER};
    TABLE_HAS(PAINTERS, ASKS_TOPICS);
    return PAINTERS[topic];
}
