/* Figures of a lesson: what stands between braces, computed from the catalogue of networks.
 *
 *     {vgg16.params|M1}   {(11-1)/2}   {vgg19.conv3_3.field}   {paper.five_by_five_worse}
 *
 * An expression of numbers, + - * / ^, parentheses, and names: NET.FIGURE, NET.LAYER.FIGURE or paper.FIGURE. A
 * name may hold '-', so a minus behind one has a space before it. */
#ifndef LESSON_FIGURE_H
#define LESSON_FIGURE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/net.h"

enum { FIGURE_NETS = NET_COUNT + 2 }; /* and the two bundled slim ones */

typedef struct Figures {
    Arena *arena;           /* of the networks, which are built when they are first named */
    Net *net[FIGURE_NETS];
} Figures;

/* The value of an expression of n bytes; *at is where a mistake in it lies, in bytes.
 * Errors: figure.syntax, figure.name, figure.net, figure.layer, figure.none, figure.zero, figure.deep, memory. */
Error figure_value(Figures *figures, const char *text, size_t n, double *value, size_t *at);

/* What is read for "EXPR" or "EXPR|FORMAT": a whole number with commas, or as many digits as it takes to be exact;
 * |N with N digits behind the point, |M1 in millions, |G2 in thousand millions, |%0 a ratio in per cent, |+%0 per cent
 * more than 1. Errors: those of figure_value, figure.format, figure.not_exact. */
Error figure_text(Figures *figures, const char *text, size_t n, Arena *arena, const char **out, double *value,
                  size_t *at);

#endif
