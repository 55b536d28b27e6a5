/* Published figures that no network of the catalogue holds: of other networks, and of experiments. */
#ifndef MODEL_PAPER_H
#define MODEL_PAPER_H

#include <stdbool.h>

typedef struct PaperFigure {
    const char *name;   /* five_by_five_worse */
    double value;
    const char *source; /* where it is printed */
} PaperFigure;

const PaperFigure *paper_figures(int *n);
bool paper_figure(const char *name, double *value);

#endif
