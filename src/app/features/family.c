#include "app/features/family.h"

#include <stdio.h>
#include <string.h>

#include "app/world.h"
#include "base/table.h"

NetId family_column(const App *app) { return app->family.chosen ? app->family.column : net_column(app->own.id); }

/* The page that is shown is that of what is chosen. */
static void choose_column(App *app, NetId column) {
    Family *f = &app->family;
    app_follow_selection(app);
    if (!f->chosen || f->column != column) f->row = -1;
    f->chosen = true;
    f->column = column;
}

/* The cell above or below, or in the next column the one at the same place. */
static void move(App *app, int way) {
    Family *f = &app->family;
    Net net;
    int column = (int)family_column(app) + (way == 0 ? -1 : way == 1 ? 1 : 0);
    if (column < 0 || column >= FAMILY_NETS) return;
    choose_column(app, (NetId)column);
    if (way < 2) return;
    net_build(&net, f->column, 1);
    int step = net_row_step(&net, STEP_LAYERS, f->row) + (way == 3 ? 1 : -1), last = net_steps(&net, STEP_LAYERS);
    f->row = net_step_layer(&net, STEP_LAYERS, step < 1 ? 1 : step > last ? last : step);
}

/* Runs the chosen column's network and opens it at the chosen cell. */
static Error load(App *app) {
    NetId column = family_column(app);
    int row = app->family.row;
    TRY(app_set_net(app, column));
    if (app->family.chosen && row >= 0) app_select(app, row);
    return NO_ERROR;
}

Error family_choose(App *app, int argc, char *const argv[]) {
    static const char *const WAYS[] = {"previous", "next", "up", "down"};
    NetId id;
    Net net;
    int row = -1;
    if (argc == 2 && strcmp(argv[1], "load") == 0) return load(app);
    for (int way = 0; way < 4 && argc == 2; way++)
        if (strcmp(argv[1], WAYS[way]) == 0) {
            move(app, way);
            return NO_ERROR;
        }
    if (!net_find(argv[1], &id)) return error("command.net", "%s", argv[1]);
    id = net_column(id);
    if (argc > 2) {
        net_build(&net, id, 1);
        TRY(net_find_layer(&net, argv[2], &row));
        if (row < 0) return error("command.layer", "%s\t%s", argv[2], net_info(id)->title);
    }
    choose_column(app, id);
    app->family.row = row;
    return NO_ERROR;
}

static void script(const App *app, WayPlace at, Script *s) {
    if (at != WAY_SCREEN || app->view != VIEW_FAMILY) return;
    static const char *const TOPICS[] = {WORD_NAMES(EACH_FAMILY_TOPIC)};
    const Family *f = &app->family;
    Net net;
    script_say(s, "; family %s", TOPICS[f->topic]);
    if (!f->chosen) return;
    net_build(&net, f->column, 1);
    script_say(s, "; column %s %s", net_info(f->column)->name, f->row >= 0 ? net.layer[f->row].name : "");
}

const AppPart FAMILY_PART = {.script = script};
