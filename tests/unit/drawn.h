/* The screens' draw lists as lines of text, for comparing: one command a line, lengths in whole pixels. */
#ifndef TESTS_DRAWN_H
#define TESTS_DRAWN_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/session/command.h"
#include "view/screens.h"

static inline long whole(float v) { return lroundf(v); }

static inline void draw_text(FILE *out, const DrawList *list) {
    static const char *const KINDS[] = {"fill", "frame", "line",    "polygon", "hatch",
                                        "text", "picture", "clip", "sheet"};
    for (int i = 0; i < list->n; i++) {
        const Draw *d = &list->at[i];
        fprintf(out, "%s %08x", KINDS[d->kind], (unsigned)d->color);
        if (d->kind == DRAW_LINE)
            fprintf(out, " %ld %ld %ld %ld w%ld d%ld", whole(d->line.a.x), whole(d->line.a.y),
                    whole(d->line.b.x), whole(d->line.b.y), whole(d->width), whole(d->dash));
        else if (d->kind == DRAW_POLYGON)
            for (int k = 0; k < d->polygon.n; k++)
                fprintf(out, " %ld,%ld", whole(d->polygon.at[k].x), whole(d->polygon.at[k].y));
        else if (d->kind == DRAW_SHEET)
            fprintf(out, " %ld,%ld %ld,%ld %ld,%ld", whole(d->sheet.at.x), whole(d->sheet.at.y),
                    whole(d->sheet.across.x), whole(d->sheet.across.y), whole(d->sheet.down.x), whole(d->sheet.down.y));
        else fprintf(out, " %ld %ld %ld %ld", whole(d->rect.x), whole(d->rect.y), whole(d->rect.w), whole(d->rect.h));
        if (d->kind == DRAW_FILL || d->kind == DRAW_FRAME)
            fprintf(out, " r%ld w%ld", whole(d->radius), whole(d->width));
        if (d->kind == DRAW_TEXT) fprintf(out, " f%d s%ld %s", (int)d->text.font, whole(d->text.size), d->text.utf8);
        const Picture *p = d->kind == DRAW_PICTURE ? &d->picture : d->kind == DRAW_SHEET ? &d->sheet.picture : NULL;
        if (p) fprintf(out, " k%d p%d %dx%d %.3g..%.3g", (int)p->kind, (int)p->palette, p->w, p->h, (double)p->lo,
                       (double)p->hi);
        fputc('\n', out);
    }
}

/* What is drawn: the name of the golden, and the commands that lead there. All with the portable path, so
 * that every machine draws the same numbers. */
static const struct { const char *name, *script; } DRAWN[] = {
    {"network-start", "view network"},
    {"network-conv3_3", "step 9; pixel 31 23; map 10; view network"},
    {"network-end", "run; view network"},
    {"layer-conv2_2", "select conv2_2; map 3; pixel 50 40; view layer"},
    {"neuron-conv1_1", "select conv1_1; map 13; pixel 112 96; view neuron"},
    {"neuron-motion-product", "motion at 6.2"},
    {"neuron-motion-relu", "motion at 15.5"},
    {"neuron-motion-map", "motion at 24"},
    {"neuron-pool3", "motion stop; select pool3; map 13; pixel 5 6; view neuron"},
    {"field-stack", "view field; stack 3 3 3"},
    {"parameters", "stack none; view parameters"},
    {"family", "view family; column vgg19 conv4_4"},
    {"family-figures", "family figures"},
    {"family-alexnet", "family alexnet; column vgg16"},
    {"slices", "view slices; slice lte"},
    {"slices-match", "reference jaguar; point 100 60"},
    {"slices-layer", "reference none; slice none; select conv3_3"},
    {"compare-pool4", "net vgg16; compare vgg16 vgg19; until pool4; map 30; view compare"},
    {"compare-waits", "until conv3_3; together next; figures curves"},
    {"drawing", "figures table; reset; run; view network; select conv3_2; occlude 80 90 60; tool brush 12 red"},
    {"drawing-difference", "difference unchanged"},
    {"layer-difference", "tool point; view layer; map 20"},
    {"layer-sheet", "clear; select conv1_2; map 7; sheet at 5"},
    {"why", "sheet off; select conv3_2; net vgg16; image owl; view why; why layer conv5_3; why answer 2"},
    {"why-against", "why off; why against on"},
    {"network-space", "why off; image panda; reset; until conv3_3; select conv3_2; map 10; pixel 31 23; space on"},
    {"network-space-sheet", "select conv1_2; sheet at 5"},
    {"asks", "sheet off; space off; reset; select conv3_2; map 7; asks steps 4; view asks"},
    {"asks-several", "asks several 3"},
    {"asks-dream", "asks dream; asks steps 2"},
    {"asks-texture", "asks texture"},
    {"asks-style", "asks style; weigh relu3_1 0.5"},
    {"asks-inversion", "asks inversion; select conv2_1; asks steps 1"},
};
enum { DRAWN_COUNT = sizeof DRAWN / sizeof *DRAWN };

/* Widths that no font decides: a little over half an em a character. */
static inline float fixed_width(void *ctx, Font font, float size, const char *utf8, size_t bytes) {
    float n = 0;
    (void)ctx, (void)font;
    for (size_t i = 0; i < bytes; i++) n += ((unsigned char)utf8[i] & 0xC0) != 0x80;
    return 0.55f * size * n;
}

/* Opens the program as it is drawn here; false if that fails. */
static inline bool drawn_open(App *app) {
    setenv("VGGSCOPE_ISA", "portable", 1);
    setenv("XDG_CACHE_HOME", "/nowhere", 1);
    AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, app);
    return !failed(&e);
}

/* Does a script and writes what is then on the screen; false if the script fails. */
static inline bool drawn_write(App *app, const char *script, FILE *out) {
    const Metrics metrics = {NULL, fixed_width};
    Arena arena = {0};
    Error e = app_do(app, script, NULL);
    if (!failed(&e)) e = app_wait(app);
    Frame *frame = failed(&e) ? NULL : ARENA_NEW(&arena, 1, Frame);
    if (frame) {
        view_frame(app, &metrics, 1280, 720, 1e9, &arena, frame);
        draw_text(out, &frame->list);
    }
    arena_free(&arena);
    return frame != NULL;
}

#endif
