/* What a picture is to have in common with others in a network: the textures of some layers, the content of one (Gatys
 * et al., arXiv 1508.06576), or all that a layer has of a photo (Mahendran and Vedaldi, arXiv 1412.0035). */
#ifndef NN_STYLE_H
#define NN_STYLE_H

#include "nn/backward.h"

typedef enum StyleKind { STYLE_TEXTURE, STYLE_CONTENT } StyleKind;

typedef struct StyleTerm {
    StyleKind kind;
    int row;
    float weight;  /* of its loss in the sum; 0: it is only looked at */
    float *target; /* (C, C), a Gram matrix, or the values of the row; NULL until style_aim */
    float *gram;   /* of a texture: the picture's, (C, C) */
    double loss;   /* gram_loss or content_loss */
} StyleTerm;

enum { STYLE_TERMS = 6 };
typedef struct StyleTerms {
    StyleTerm at[STYLE_TERMS]; /* in the order of their rows */
    int n;
} StyleTerms;

/* What the run has at the row of a term is what the picture is to have there; the row has to be done. Error: memory. */
Error style_aim(StyleTerm *term, const Run *run, Engine *engine);
void style_free(StyleTerms *terms);
/* Runs to the rows of all terms. *finished is false when it was cancelled. Errors: run_to's. */
Error style_run(const StyleTerms *terms, Run *run, bool *finished);
/* The losses of a run that has done that, and the gradient of their weighted sum by the input, (C, H, W). *finished is
 * false when it was cancelled. Error: memory. */
Error style_look(StyleTerms *terms, const Run *run, Engine *engine, Watch watch, float *gradient, bool *finished);

#endif
