#include "view/names.h"

#include <math.h>
#include <string.h>

#include "app/photos.h"
#include "io/own.h"

static const char *both(const Ui *ui, const char *name, const char *english) {
    return strcmp(name, english) == 0 ? name : SAY(ui, "name.both", name, english);
}

/* ---- classes ---- */

const char *class_name(const Ui *ui, const Net *net, int class_index) {
    bool own = net_is_own(net->id);
    if (own && own_is_numbered(net->id)) return SAY(ui, "name.class", ui_format(ui, "%d", class_index));
    return ui_format(ui, "%s", own ? own_label(net->id, class_index)
                                   : labels_translated(ui->app->labels, class_index));
}

/* The English name; a number has none. */
static const char *english_of(const Ui *ui, const Net *net, int class_index) {
    return net_is_own(net->id) ? class_name(ui, net, class_index)
                               : ui_format(ui, "%s", labels_get(ui->app->labels, class_index));
}

const char *say_class(const Ui *ui, const Net *net, int class_index) {
    return both(ui, class_name(ui, net, class_index), english_of(ui, net, class_index));
}

const char *say_class_twice(const Ui *ui, const Net *net, int class_index) {
    const char *name = class_name(ui, net, class_index);
    const char *other = net_is_own(net->id) ? "" : labels_other(ui->app->labels, class_index);
    return *other ? both(ui, name, ui_format(ui, "%s", other)) : name;
}

const char *say_class_within(const Ui *ui, Style style, float w, const Net *net, int class_index) {
    const char *whole = say_class(ui, net, class_index);
    return ui_width(ui, style, whole) <= w ? whole : class_name(ui, net, class_index);
}

void class_draw(Ui *ui, Rect line, Style style, const Net *net, int class_index) {
    const char *name = class_name(ui, net, class_index), *english = english_of(ui, net, class_index);
    if (style.role == ROLE_TITLE && ui_width(ui, style, name) > line.w) style.role = ROLE_BODY;
    if (style.role == ROLE_BODY && ui_width(ui, style, name) > line.w) style.role = ROLE_SMALL;
    cut_left(&line, ui_text(ui, line, style, ALIGN_LEFT, name).w + ui_px(ui, 8));
    Style dim = {ROLE_SMALL, style.font, ui->theme->dim};
    if (strcmp(name, english) != 0 && ui_width(ui, dim, english) <= line.w)
        ui_text(ui, line, dim, ALIGN_LEFT, english);
}

const char *format_answer(const Ui *ui, const Net *net, double p, int decimals) {
    if (!isfinite(p)) return "–";
    if (!net_has_shares(net)) return format_value(ui, p);
    return ui_format(ui, "%s %%", decimals ? format_percent(ui, p, decimals) : format_share(ui, p));
}

const char *say_answer(const Ui *ui, const Net *net, int class_index, float p) {
    return SAY(ui, "words.answer", say_class(ui, net, class_index), format_answer(ui, net, (double)p, 2));
}

/* ---- photos ---- */

const char *photo_name(const Ui *ui, const char *photo) {
    const char *key = ui_format(ui, "bundled.%s", photo), *text = strings_get(ui->app->strings, key);
    bool known = photos_in(ui->app->gallery, photo) || strcmp(photo, "noise") == 0 ||
         strcmp(photo, "camera") == 0, named = known && text != key;
    return ui_format(ui, "%s", named ? text : photo);
}

const char *say_photo(const Ui *ui, const char *photo) { return both(ui, photo_name(ui, photo), photo); }
