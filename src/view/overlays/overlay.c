/* What lies over a screen: the veil, and on it what view/overlays/WORD.c draws. */
#include "view/screens.h"

/* Covers the screen; what was under it can no longer be clicked, and a click beside it closes it. */
static void veil(Ui *ui, Rect window) {
    ui->frame->n_hits = 0;
    ui_fill(ui, window, ui->theme->veil, 0);
    ui_shield(ui, window, "close");
}

void overlay_draw(Ui *ui, Rect window) {
#define DRAW(NAME, word) [OVERLAY_##NAME] = word##_draw,
    static void (*const DRAWS[])(Ui * ui, Rect window) = {EACH_OVERLAY(DRAW)};
    if (ui->app->overlay == OVERLAY_NONE) return;
    veil(ui, window);
    DRAWS[ui->app->overlay](ui, window);
}
