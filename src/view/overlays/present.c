/* What lies over everything else: black, the spotlight, the sign that the picture is kept. */
#include <math.h>

#include "view/screens.h"

void black_draw(Ui *ui, Rect window) {
    ui_fill(ui, window, 0xFF000000, 0);
    ui_shield(ui, window, "black off");
}

void spotlight_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    float radius = ui_px(ui, 150), around = window.w + window.h; /* the ring's width: it covers all else */
    float x = floorf(window.x + app->pointer_x * window.w), y = floorf(window.y + app->pointer_y * window.h);
    float reach = radius + around;
    ui_frame(ui, (Rect){x - reach, y - reach, 2 * reach, 2 * reach}, 0xB4000000, around, reach);
    ui_frame(ui, (Rect){x - radius, y - radius, 2 * radius, 2 * radius}, ui->theme->mark, fmaxf(2, ui_px(ui, 2)),
             radius);
}

void frozen_draw(Ui *ui, Rect window, Picture kept) {
    char key[24];
    ui->frame->n_hits = ui->frame->n_panels = 0;
    ui_picture(ui, window, kept);
    const char *text = SAY(ui, "frozen.sign", app_key_of(ui->app, "freeze", key) ? key : "freeze");
    Style style = {ROLE_SMALL, FONT_BOLD, ui->theme->text};
    float w = ui_width(ui, style, text) + ui_px(ui, 20), h = ui_line(ui, ROLE_SMALL) + ui_px(ui, 6);
    /* between screen and footer, where nothing is to be pressed or read */
    float foot = ui_line(ui, ROLE_TITLE) + ui_line(ui, ROLE_SMALL) + ui_px(ui, 16), y = window.y + window.h - foot;
    Rect sign = {window.x + floorf((window.w - w) / 2), floorf(y - h / 2), w, h};
    ui_fill(ui, sign, ui->theme->raised, h / 2);
    ui_frame(ui, sign, ui->theme->edge, fmaxf(1, floorf(ui->scale)), h / 2);
    ui_text(ui, sign, style, ALIGN_CENTRE, text);
    if (app_typing(ui->app)) overlay_draw(ui, window); /* what is typed has to be seen */
}
