#include "view/facts_own.h"

#include "app/features/stock_state.h"
#include "io/own.h"
#include "view/facts.h"

const char *kin_words(const Ui *ui, const Net *net) {
    NetId like = net_like(net->id);
    if (like == NET_COUNT) return "";
    const char *title = net_info(like)->title;
    if (!net_differs_in_classes(net)) return SAY(ui, "kin.features", title);
    return SAY(ui, "kin.classes", title, ui_format(ui, "%d", net_classes(net)));
}

const char *names_note(const App *app, Arena *arena) {
    Error e = own_names_fault(app->own.id);
    char text[ERROR_TEXT] = "";
    if (failed(&e)) strings_error(app->strings, &e, text, sizeof text);
    const char *note = arena_printf(arena, "%s", text);
    return note ? note : "";
}

int own_lines(const Ui *ui, const char *line[OWN_LINES]) {
    const App *app = ui->app;
    const Stock *s = app->stock;
    int n = 0;
    if (!net_is_own(app->own.id)) return 0;
    const char *kin = kin_words(ui, &app->own), *what = own_note(app, ui->arena);
    line[n++] = *kin ? ui_format(ui, "%s · %s", kin, what) : what;
    line[n++] = SAY(ui, "stock.own", weights_label(app, ui->arena), preprocess_words(app, ui->arena));
    if (*s->left) line[n++] = SAY(ui, "stock.left", s->left);
    return n;
}
