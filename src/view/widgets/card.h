/* The card of a lesson: how its text is set, and how much room it takes. */
#ifndef VIEW_WIDGETS_CARD_H
#define VIEW_WIDGETS_CARD_H

#include "view/widgets/rich.h"

/* How a card may be set. It is found for the card as it will be once its question is answered, so that the card does
 * not change its width then. */
typedef struct CardPlan {
    float width, height;
    float size;   /* of the text, pixels an em */
    int detail;   /* how much is shown of the answers: 3 all, 0 the right one alone */
    bool alone;   /* it leaves no room for a stage */
} CardPlan;

/* The plans that a card fits with, the best first; returns their number, at least 1: the last is for a card that
 * fits with none. */
enum { CARD_PLANS = 13 };
int card_plans(Ui *ui, Rect room, CardPlan out[CARD_PLANS]);
void card_draw(Ui *ui, Rect room, const CardPlan *plan);

#endif
