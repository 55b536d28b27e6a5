#include "app/features/labels.h"

#include "app/app.h"
#include "io/own.h"

Error labels_command(App *app, int argc, char *const argv[]) {
    (void)argc;
    NetId id = app->own.id;
    return net_is_own(id) ? own_name_classes(id, argv[1]) : error("labels.own", "%s", net_info(id)->title);
}

static void script(const App *app, WayPlace at, Script *s) {
    char quoted[QUOTED_SIZE];
    const char *file = own_classes_file(app->own.id);
    if (at != WAY_WEIGHTS || !*file) return;
    script_quote(file, quoted);
    script_say(s, "labels %s; ", quoted);
}

const AppPart LABELS_PART = {.script = script};
