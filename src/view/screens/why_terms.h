/* A topic of Why: the terms of a class's score, followed back to maps and to a patch of the photo. */
#ifndef VIEW_SCREENS_WHY_TERMS_H
#define VIEW_SCREENS_WHY_TERMS_H

#include "app/features/why.h"
#include "view/screens.h"

/* A product of a sum: a weight times a number of the row before. */
typedef struct WhyTerm {
    int unit;             /* of that row; of one of maps the map, */
    int x, y;             /* and the place on it */
    double weight, value, product;
} WhyTerm;

/* A sum: of a class's score, or of a unit before its activation. */
typedef struct WhySum {
    int row, unit;        /* of the fully connected layer, and whose sum it is: the class, or the unit */
    double bias, sum;     /* of all terms and the bias */
    float made;           /* what the layer puts out, behind its activation */
    int n;                /* terms that are here, those with the largest absolute values first */
    WhyTerm term[WHY_PLACES];
    int others;           /* terms that are not, */
    double rest;          /* and what they add up to */
    int chosen;           /* the term that is followed */
    bool places;          /* terms are places of maps */
} WhySum;

typedef struct WhyTerms {
    int n;                /* sums; 0: the answers are not there, or the score is no such sum */
    WhySum sum[WHY_LEVELS]; /* each of the chosen unit of the one before */
    Box field;            /* of the last one's chosen term: what it sees of the photo */
} WhyTerms;

/* Without memory in the arena there is nothing. */
WhyTerms why_terms(const App *app, Arena *arena);

void why_terms_draw(Ui *ui, Rect room);
const char *why_terms_words(const Ui *ui, const char *text); /* a line a sum behind the text */
void why_terms_json(json_t *o, const App *app, Arena *arena);

#endif
