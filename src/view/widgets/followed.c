/* The selected map and the one that it follows, on the same photo. */
#include <math.h>

#include "view/screens.h"

void followed_draw(Ui *ui, Rect room, int panel, const UnitFacts *f, const FollowedMap *followed) {
    const App *app = ui->app;
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Rect r = ui_panel(ui, panel, room, SAY(ui, "layer.followed", net_info(app->weights->follows_net)->title));
    if (followed->state == FOLLOWED_MISSING) {
        char key[24];
        const char *missing = SAY(ui, "layer.followed_missing");
        if (app_key_of(app, "followed", key))
            missing = SAY(ui, "join.sentences", missing, SAY(ui, "layer.followed_away", ui_format(ui, "%s", key)));
        ui_note(ui, r, words, missing);
        ui_hit(ui, r, "followed off");
        return;
    }
    if (followed->state == FOLLOWED_COMING || !f->computed) {
        ui_note(ui, r, words, SAY(ui, "compare.computing"));
        return;
    }
    Rect line = cut_bottom(&r, ui_line(ui, ROLE_KEY));
    float gap = ui_px(ui, 12), small = ui_line(ui, ROLE_SMALL), side = floorf(fminf((r.w - gap) / 2, r.h - small));
    Rect left = {r.x, r.y, side, side}, right = {r.x + side + gap, r.y, side, side}, own = left, full = right;
    bool turned = app->lab.guess && f->map % 2; /* no place tells which is which */
    if (turned) own = right, full = left;
    map_draw(ui, own, f->shown, f->map, false);
    int64_t n = (int64_t)f->out.h * f->out.w;
    Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .w = f->out.w, .h = f->out.h, .rows = f->out.h,
                 .data = run_values(followed->run, followed->row) + followed->map * n,
                 .version = app->beside[BESIDE_FOLLOWED].version};
    run_range(app, followed->run, followed->row, followed->map, &p.lo, &p.hi);
    ui_picture(ui, full, p);
    Rect label = {left.x, left.y + side, side, small}, other = {right.x, label.y, side, small};
    if (app->lab.guess == GUESS_ON) {
        Style letter = {ROLE_SMALL, FONT_BOLD, ui->theme->text};
        ui_text(ui, label, letter, ALIGN_LEFT, "A");
        ui_text(ui, other, letter, ALIGN_LEFT, "B");
        ui_note(ui, line, (Style){ROLE_BODY, FONT_TEXT, ui->theme->text}, SAY(ui, "layer.guess"));
        return;
    }
    ui_note(ui, turned ? other : label, words, ui_format(ui, "%s · %d", f->layer, f->map));
    ui_note(ui, turned ? label : other, words, ui_format(ui, "%s · %d", f->follows->layer, followed->map));
    double correlated = followed_correlation(app, followed);
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->text};
    if (isnan(correlated)) ui_note(ui, line, words, SAY(ui, "compare.flat"));
    else ui_text(ui, line, key, ALIGN_LEFT, ui_format(ui, "r = %s%.2f", correlated < 0 ? "−" : "", fabs(correlated)));
}
