#include "app/features/side.h"

#include "app/script.h"
#include "app/world.h"
#include "app/words.h"
#include "io/own.h"

enum { SIDE_LEAST = 8, SIDE_MOST = 1024 };

Error side_command(App *app, int argc, char *const argv[]) {
    (void)argc;
    NetId id;
    int side;
    TRY(command_int(argv[1], SIDE_LEAST, SIDE_MOST, &side));
    TRY(own_at(app->own.id, side, &id));
    return id == app->own.id ? NO_ERROR : app_set_net(app, id);
}

static void script(const App *app, WayPlace at, Script *s) {
    NetId id = app->own.id;
    if (at == WAY_WEIGHTS && net_is_own(id) && net_drafted(id)->any_side) script_say(s, "input %d; ", app->own.input.h);
}

const AppPart SIDE_PART = {.script = script};
