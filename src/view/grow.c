/* A screen grows out of the one before: the selected map goes from its place there to its place here. */
#include <math.h>

#include "view/screens.h"

Rect view_chosen(const App *app, const Frame *frame) {
    const DrawList *list = &frame->list;
    bool there = frame->chosen && list->at[frame->chosen - 1].kind == DRAW_PICTURE;
    if (!there || app->black || app->overlay != OVERLAY_NONE || app->teaching->open) return (Rect){0};
    return list->at[frame->chosen - 1].rect;
}

void view_grow(const App *app, Frame *frame, int w, int h, Rect from, double part) {
    float eased = (float)(part * part * (3 - 2 * part));
    Draw map = frame->list.at[frame->chosen - 1];
    Rect to = map.rect;
    map.rect = (Rect){floorf(from.x + (to.x - from.x) * eased), floorf(from.y + (to.y - from.y) * eased),
                      floorf(from.w + (to.w - from.w) * eased), floorf(from.h + (to.h - from.h) * eased)};
    float width = fmaxf(2, floorf(2 * fminf((float)w / 1280, (float)h / 720)));
    draw_push(&frame->list, (Draw){.kind = DRAW_CLIP, .rect = {0, 0, (float)w, (float)h}});
    draw_push(&frame->list, (Draw){.kind = DRAW_FILL, .rect = to, .color = theme(app->theme)->raised});
    draw_push(&frame->list, map);
    draw_push(&frame->list, (Draw){.kind = DRAW_FRAME, .rect = inset(map.rect, -width),
                                   .color = theme(app->theme)->mark, .width = width});
    frame->animating = true;
}
