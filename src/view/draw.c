#include "view/draw.h"

#include <string.h>

void draw_push(DrawList *list, Draw draw) {
    if (list->n == list->room) {
        int room = list->room ? 2 * list->room : 512;
        Draw *at = ARENA_NEW(list->arena, (size_t)room, Draw);
        if (!at) return;
        if (list->n) memcpy(at, list->at, (size_t)list->n * sizeof *at);
        list->at = at;
        list->room = room;
    }
    list->at[list->n++] = draw;
}
