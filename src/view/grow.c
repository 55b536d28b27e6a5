/* What moves when one goes on: from screen to screen the selected map goes from its place there to its place here, from
 * layer to layer the field grows on the photo. */
#include <math.h>

#include "view/screens.h"

Rect view_chosen(const App *app, const Frame *frame) {
    const DrawList *list = &frame->list;
    bool there = frame->chosen && list->at[frame->chosen - 1].kind == DRAW_PICTURE;
    if (!there || app->black || app->overlay != OVERLAY_NONE || app->teaching->open) return (Rect){0};
    return list->at[frame->chosen - 1].rect;
}

static Rect on_the_way(Rect from, Rect to, double part) {
    float eased = (float)(part * part * (3 - 2 * part));
    return (Rect){floorf(from.x + (to.x - from.x) * eased), floorf(from.y + (to.y - from.y) * eased),
                  floorf(from.w + (to.w - from.w) * eased), floorf(from.h + (to.h - from.h) * eased)};
}

void view_grow_field(Frame *frame, Box from, double part) {
    Draw *ground = &frame->list.at[frame->field - 1], *box = ground + 1;
    float s = frame->photo.w / (float)frame->photo_side;
    Rect was = {frame->photo.x + (float)from.x0 * s, frame->photo.y + (float)from.y0 * s,
                (float)(from.x1 - from.x0 + 1) * s, (float)(from.y1 - from.y0 + 1) * s};
    box->rect = on_the_way(inset(was, -1), box->rect, part);
    ground->rect = inset(box->rect, -1);
    frame->animating = true;
}

void view_grow(const App *app, Frame *frame, int w, int h, Rect from, double part) {
    Draw map = frame->list.at[frame->chosen - 1];
    Rect to = map.rect;
    map.rect = on_the_way(from, to, part);
    float width = fmaxf(2, floorf(2 * fminf((float)w / 1280, (float)h / 720)));
    draw_push(&frame->list, (Draw){.kind = DRAW_CLIP, .rect = {0, 0, (float)w, (float)h}});
    draw_push(&frame->list, (Draw){.kind = DRAW_FILL, .rect = to, .color = theme(app->theme)->raised});
    draw_push(&frame->list, map);
    draw_push(&frame->list, (Draw){.kind = DRAW_FRAME, .rect = inset(map.rect, -width),
                                   .color = theme(app->theme)->mark, .width = width});
    frame->animating = true;
}
