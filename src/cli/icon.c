/* The program's icon as SVG: each command of its drawing becomes an element. */
#include <stdio.h>

#include "cli/cli.h"
#include "view/screens.h"

enum { SIZE = 128 };

/* An attribute for a colour: "fill" or "stroke". */
static void paint(const char *what, Color c) {
    printf(" %s=\"#%06x\"", what, (unsigned)(c & 0xFFFFFF));
    if (c >> 24 != 255) printf(" %s-opacity=\"%.2g\"", what, (c >> 24) / 255.0);
}

static void element(const Draw *d) {
    Rect r = d->rect;
    switch (d->kind) {
    case DRAW_FILL:
        printf("<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" rx=\"%g\"", r.x, r.y, r.w, r.h, d->radius);
        paint("fill", d->color);
        break;
    case DRAW_FRAME: /* SVG's strokes lie on both sides of the outline */
        printf("<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"none\" stroke-width=\"%g\"",
               r.x + d->width / 2, r.y + d->width / 2, r.w - d->width, r.h - d->width, d->width);
        paint("stroke", d->color);
        break;
    case DRAW_LINE:
        printf("<path d=\"M%g %gL%g %g\" stroke-width=\"%g\" stroke-dasharray=\"%g\"", d->line.a.x, d->line.a.y,
               d->line.b.x, d->line.b.y, d->width, d->dash);
        paint("stroke", d->color);
        break;
    case DRAW_POLYGON:
        printf("<polygon points=\"");
        for (int i = 0; i < d->polygon.n; i++) printf("%s%g,%g", i ? " " : "", d->polygon.at[i].x, d->polygon.at[i].y);
        printf("\"");
        paint("fill", d->color);
        break;
    case DRAW_HATCH: case DRAW_TEXT: case DRAW_PICTURE: case DRAW_CLIP: case DRAW_SHEET: return; /* an icon has none */
    }
    printf("/>\n");
}

int cli_icon(void) {
    Arena arena = {0};
    DrawList list = {.arena = &arena};
    icon_draw(SIZE, &list);
    printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", SIZE, SIZE,
           SIZE, SIZE);
    for (int i = 0; i < list.n; i++) element(&list.at[i]);
    printf("</svg>\n");
    arena_free(&arena);
    return EXIT_FINE;
}
