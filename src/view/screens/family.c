/* Screen 8: the paper's table 1 and both AlexNets, drawn from the catalogue. */
#include <math.h>

#include "base/table.h"
#include "model/family.h"
#include "model/kind.h"
#include "view/layer.h"
#include "view/screens/family_facts.h"
#include "view/screens.h"

enum { PANEL_COLUMNS = 2, PANEL_FIGURES, PANEL_ALEXNET };
enum { BLOCKS = 5 };

static Color fade(Color c, unsigned alpha) { return (c & 0x00FFFFFFu) | (alpha << 24); }

/* ---- where things stand ---- */

typedef struct Plan {
    const FamilyColumn *columns;
    Rect room;
    float labels, width, gap; /* of the names at the left, of a column, between two */
    int first, n;             /* the columns that there is room for, */
    int block, blocks;        /* and the blocks: behind the last stand the fully connected layers */
    int pages;
    float header, cell, pool; /* heights */
    int slots[BLOCKS];        /* cells of a block, as many as the deepest column has */
} Plan;

/* From a block on, n of them, without the header. */
static float blocks_height(const Plan *p, int from, int n) {
    bool last = from + n == BLOCKS;
    int cells = last; /* the fully connected ones share a line */
    for (int b = from; b < from + n; b++) cells += p->slots[b];
    return (float)cells * p->cell + (float)(n + last) * p->pool;
}

static float table_height(const Plan *p) { return p->header + blocks_height(p, p->block, p->blocks); }

static bool has_fc(const Plan *p) { return p->block + p->blocks == BLOCKS; }

static int cells_of_block(const Net *net, int block) {
    int n = 0;
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        n += l->block == block && (l->kind == KIND_CONV || l->kind == KIND_LRN);
    }
    return n;
}

/* Names of figures: FIGURE_TORCHVISION is the last one under the table. */
typedef enum Figure {
    FIGURE_PARAMS, FIGURE_MACS, FIGURE_FIELD, FIGURE_PAPER, FIGURE_TORCHVISION,
    FIGURE_JITTER, FIGURE_FC, FIGURE_TABLE2, FIGURE_COUNT
} Figure;

static const char *const FIGURE_NAMES[] = {
    "family.parameters", "family.macs", "family.field", "family.paper",
    "family.torchvision", "family.jitter", "family.fc", "family.table2"};
TABLE_HAS(FIGURE_NAMES, FIGURE_COUNT);

static float widest_label(const Ui *ui, Figure last) {
    float w = ui_width(ui, (Style){ROLE_SMALL, FONT_BOLD, 0}, SAY(ui, "family.added"));
    for (int f = 0; f <= (int)last; f++)
        w = fmaxf(w, ui_width(ui, (Style){ROLE_SMALL, FONT_TEXT, 0}, SAY(ui, FIGURE_NAMES[f])));
    return w + ui_px(ui, 10);
}

/* As many columns as there is room for, and all blocks. */
static Plan make_plan(const Ui *ui, Rect room, const FamilyColumn *columns, Figure last) {
    Plan p = {.columns = columns, .room = room, .gap = ui_px(ui, 6), .labels = widest_label(ui, last),
              .blocks = BLOCKS};
    float key = ui_width(ui, (Style){ROLE_KEY, FONT_BOLD, 0}, "138.4 M") + ui_px(ui, 6);
    float cell = ui_width(ui, (Style){ROLE_SMALL, FONT_BOLD, 0}, "+ conv3-512") + ui_px(ui, 12);
    float least = fmaxf(key, cell), space = room.w - p.labels + p.gap;
    p.n = (int)(space / (least + p.gap));
    p.n = p.n < 1 ? 1 : p.n > FAMILY_NETS ? FAMILY_NETS : p.n;
    p.width = floorf(space / (float)p.n - p.gap);
    p.header = ui_line(ui, ROLE_TITLE) + ui_line(ui, ROLE_SMALL);
    p.cell = ceilf(ui_size(ui, ROLE_SMALL) * 1.34f);
    p.pool = ui_px(ui, 9);
    for (int b = 0; b < BLOCKS; b++)
        for (int id = NET_A; id <= NET_VGG19; id++) {
            int n = cells_of_block(&columns[id].net, b + 1);
            if (n > p.slots[b]) p.slots[b] = n;
        }
    return p;
}

/* Lower cells, as low as their letters let them be, where the table does not fit into a height otherwise; whether it
 * does then. */
static bool squeeze(const Ui *ui, Plan *p, float height) {
    float least = ceilf(ui_size(ui, ROLE_SMALL) * (FONT_ASCENT + FONT_DESCENT));
    while (p->cell > least && table_height(p) > height) p->cell -= 1;
    return table_height(p) <= height;
}

/* The block that the chosen cell is in, or as far down as it is among the layers of an AlexNet. */
static int chosen_block(const App *app, const Plan *p) {
    const Family *f = &app->family;
    if (!f->chosen || f->row < 0) return 0;
    const Net *net = &p->columns[f->column].net;
    if (net->layer[f->row].out.h == 1) return BLOCKS - 1;
    if (f->column <= NET_VGG19) return net->layer[f->row].block - 1;
    int n = 0, at = 0;
    for (int row = 0; row < net->layers; row++) {
        if (layer_kind(net->layer[row].kind)->joins || net->layer[row].out.h == 1) continue;
        if (row < f->row) at++;
        n++;
    }
    return at * BLOCKS / n;
}

/* Pages: of the blocks that have room below one another, of the columns beside. The first one has what is chosen. */
static void turn_pages(const Ui *ui, Plan *p, float height) {
    int from[BLOCKS], n[BLOCKS], rows = 0, home = 0, block = chosen_block(ui->app, p);
    for (int b = 0; b < BLOCKS; b += n[rows++]) {
        from[rows] = b;
        for (n[rows] = BLOCKS - b; n[rows] > 1 && p->header + blocks_height(p, b, n[rows]) > height;) n[rows]--;
        if (block >= b && block < b + n[rows]) home = rows;
    }
    int columns = (FAMILY_NETS + p->n - 1) / p->n;
    p->pages = rows * columns;
    int page = app_page(ui->app, p->pages, 0), row = (home + page) % rows;
    p->block = from[row];
    p->blocks = n[row];
    p->first = ((int)family_column(ui->app) / p->n + page / rows) % columns * p->n;
    if (p->first > FAMILY_NETS - p->n) p->first = FAMILY_NETS - p->n;
}

static Rect column_rect(const Plan *p, int id) {
    return (Rect){p->room.x + p->labels + (float)(id - p->first) * (p->width + p->gap), p->room.y, p->width, p->room.h};
}

static float block_top(const Plan *p, int block) {
    float y = p->room.y + p->header;
    for (int b = p->block; b < block; b++) y += (float)p->slots[b] * p->cell + p->pool;
    return y;
}

/* ---- cells ---- */

static void draw_cell(Ui *ui, Rect r, const FamilyColumn *c, int row, const char *text, const char *aside) {
    const App *app = ui->app;
    const Layer *l = &c->net.layer[row];
    bool picked = app->family.chosen && app->family.column == c->net.id && app->family.row == row;
    bool one = l->kind == KIND_CONV && l->kernel == 1, added = c->added[row];
    Color color = one ? ui->theme->pool : kind_color(ui, l->kind);
    Style style = {ROLE_SMALL, added ? FONT_BOLD : FONT_TEXT, ui->theme->text};
    Rect box = {r.x, r.y + 1, r.w, r.h - 2};
    ui_fill(ui, box, fade(color, added ? 0x70 : 0x38), ui_px(ui, 3));
    if (one) ui_hatch(ui, box, fade(ui->theme->pool, 0x40));
    if (added) ui_fill(ui, (Rect){box.x, box.y, ui_px(ui, 4), box.h}, ui->theme->text, 0);
    if (picked) ui_frame(ui, inset(box, -1), ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), ui_px(ui, 3));
    ui_hit(ui, r, ui_format(ui, "column %s %s", c->info->name, l->name))->told =
        (Told){.tell = tell_layer, .of = &c->net, .n = {row}};
    if (!text) return;
    if (added) text = ui_format(ui, "+ %s", text);
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    float w = ui_width(ui, style, text), side = aside ? ui_width(ui, dim, aside) + ui_px(ui, 8) : 0;
    if (aside && w + side + ui_px(ui, 8) <= r.w) {
        Rect in = {r.x + ui_px(ui, 6), r.y, r.w - ui_px(ui, 12), r.h};
        ui_text(ui, in, style, ALIGN_LEFT, text);
        ui_text(ui, in, dim, ALIGN_RIGHT, aside);
    } else if (w <= r.w) {
        ui_text(ui, r, style, ALIGN_CENTRE, text);
    }
}

static void draw_fc(Ui *ui, const Plan *p, const FamilyColumn *c, Rect r) {
    static const char *const NAMES[] = {"fc6", "fc7", "fc8"};
    float gap = ui_px(ui, 2), w = floorf((r.w - 2 * gap) / 3);
    Rect line = cut_top(&r, p->cell);
    for (int i = 0; i < 3; i++) {
        int row = net_layer(&c->net, NAMES[i]);
        draw_cell(ui, (Rect){line.x + (float)i * (w + gap), line.y, w, line.h}, c, row,
                  ui_format(ui, "%d", c->net.layer[row].out.c), NULL);
    }
    draw_cell(ui, (Rect){r.x, r.y, r.w, p->pool}, c, net_layer(&c->net, "prob"), NULL, NULL);
}

/* A column of table 1: every layer at its place in its block. */
static void draw_vgg(Ui *ui, const Plan *p, const FamilyColumn *c, Rect r) {
    char text[CELL_TEXT];
    int slot[BLOCKS] = {0};
    for (int row = 0; row < c->net.layers; row++) {
        const Layer *l = &c->net.layer[row];
        int b = l->block - 1;
        if (b < p->block || b >= p->block + p->blocks || layer_kind(l->kind)->joins) continue;
        float y = block_top(p, b);
        if (l->kind == KIND_POOL) {
            y += (float)p->slots[b] * p->cell;
            draw_cell(ui, (Rect){r.x, y, r.w, p->pool - 1}, c, row, NULL, NULL);
            continue;
        }
        layer_kind(l->kind)->cell(l, text);
        draw_cell(ui, (Rect){r.x, y + (float)slot[b]++ * p->cell, r.w, p->cell}, c, row, ui_format(ui, "%s", text),
                  NULL);
    }
}

/* An AlexNet has layers of its own, each with the side of its maps. */
static void draw_alexnet(Ui *ui, const Plan *p, const FamilyColumn *c, Rect r) {
    char text[CELL_TEXT];
    int n = 0, at = 0;
    for (int row = 0; row < c->net.layers; row++)
        n += !layer_kind(c->net.layer[row].kind)->joins && c->net.layer[row].out.h > 1;
    int first = n * p->block / BLOCKS, end = n * (p->block + p->blocks) / BLOCKS; /* as much of it as of the others */
    float top = p->room.y + p->header, room = block_top(p, p->block + p->blocks) - top;
    float pitch = fminf(floorf(room / (float)(end - first)), floorf(p->cell * 1.5f));
    for (int row = 0; row < c->net.layers; row++) {
        const Layer *l = &c->net.layer[row];
        if (layer_kind(l->kind)->joins || l->out.h == 1) continue;
        int line = at++ - first;
        if (line < 0 || line >= end - first) continue;
        layer_kind(l->kind)->cell(l, text);
        draw_cell(ui, (Rect){r.x, top + (float)line * pitch, r.w, p->cell}, c, row, ui_format(ui, "%s", text),
                  ui_format(ui, "%d", l->out.h));
    }
}

static void draw_head(Ui *ui, const Plan *p, const FamilyColumn *c, Rect r) {
    bool runs = ui->app->own.id == c->net.id, here = family_column(ui->app) == c->net.id;
    Rect head = {r.x, r.y, r.w, p->header}, line = cut_top(&head, ui_line(ui, ROLE_TITLE));
    Style title = {ROLE_TITLE, FONT_BOLD, here ? ui->theme->accent : ui->theme->text};
    Style dim = {ROLE_SMALL, FONT_TEXT, runs ? ui->theme->text : ui->theme->dim};
    const char *name = *c->info->letter ? c->info->letter : c->info->title;
    if (ui_width(ui, title, name) > r.w) title.role = ROLE_SMALL;
    ui_text(ui, line, title, ALIGN_CENTRE, name);
    const char *second = runs ? SAY(ui, "family.runs")
                         : *c->info->letter && c->info->in_torchvision ? c->info->name
                         : c->info->in_torchvision                     ? "torchvision"
                                                                       : "";
    const char *layers = SAY(ui, "family.layers", ui_format(ui, "%d", c->net.weight_layers));
    const char *both = *second ? ui_format(ui, "%s · %s", layers, second) : layers;
    ui_text(ui, head, dim, ALIGN_CENTRE, ui_width(ui, dim, both) <= r.w ? both : layers);
    ui_hit(ui, (Rect){r.x, r.y, r.w, p->header}, ui_format(ui, "column %s", c->info->name))->told =
        (Told){.tell = tell_label, .of = ui_format(ui, "%s · %s", c->info->title, both)};
}

/* What the table's marks mean, and the sizes of the blocks. */
static void draw_labels(Ui *ui, const Plan *p) {
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, bold = {ROLE_SMALL, FONT_BOLD, ui->theme->text};
    const Net *net = &p->columns[NET_VGG16].net;
    Rect head = {p->room.x, p->room.y, p->labels, p->header};
    ui_text(ui, cut_top(&head, ui_line(ui, ROLE_TITLE)), bold, ALIGN_LEFT, SAY(ui, "family.added"));
    Rect bar = {head.x, head.y + floorf((head.h - p->pool) / 2) + 1, ui_px(ui, 14), p->pool - 3};
    ui_fill(ui, bar, fade(ui->theme->pool, 0x90), ui_px(ui, 2));
    cut_left(&head, ui_px(ui, 20));
    ui_text(ui, head, dim, ALIGN_LEFT, "maxpool");
    for (int b = p->block; b < p->block + p->blocks; b++) {
        char name[24];
        snprintf(name, sizeof name, "conv%d_1", b + 1);
        Shape s = net->layer[net_layer(net, name)].out;
        Rect r = {p->room.x, block_top(p, b), p->labels, p->cell};
        ui_text(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->text}, ALIGN_LEFT,
                SAY(ui, "family.block", ui_format(ui, "%d", b + 1)));
        r.y += p->cell;
        ui_text(ui, r, dim, ALIGN_LEFT, ui_format(ui, "%d×%d", s.h, s.w));
    }
    if (has_fc(p))
        ui_text(ui, (Rect){p->room.x, block_top(p, BLOCKS), p->labels, p->cell}, dim, ALIGN_LEFT, "FC, soft-max");
}

/* ---- figures ---- */

static const char *pair(const Ui *ui, double a, double b, int digits) {
    return isnan(a) ? "–" : ui_format(ui, "%.*f / %.*f", digits, a, digits, b);
}

static const char *figure_text(const Ui *ui, const FamilyColumn *c, Figure figure) {
    switch (figure) {
    case FIGURE_PARAMS: return ui_format(ui, "%.1f M", (double)c->net.params / 1e6);
    case FIGURE_MACS: return ui_format(ui, "%.3f G", (double)c->net.macs / 1e9);
    case FIGURE_FIELD: return ui_format(ui, "%d", c->field);
    case FIGURE_PAPER: return pair(ui, c->info->paper_top1, c->info->paper_top5, 1);
    case FIGURE_TORCHVISION: return pair(ui, c->info->torchvision_top1, c->info->torchvision_top5, 3);
    case FIGURE_JITTER: return pair(ui, c->info->jitter_top1, c->info->jitter_top5, 1);
    case FIGURE_FC: return ui_format(ui, "%.1f %%", 100 * c->fc_share);
    case FIGURE_TABLE2: /* what the papers say of their own networks */
        return c->net.id <= NET_VGG19          ? ui_format(ui, "%.0f", (double)c->net.params / 1e6)
               : c->net.id == NET_ALEXNET_2012 ? "60"
                                               : "–";
    case FIGURE_COUNT: break;
    }
    return "";
}

static float figure_height(const Ui *ui, Figure figure) {
    return figure == FIGURE_PARAMS ? ui_px(ui, 4) + ui_size(ui, ROLE_KEY) * 1.25f : ui_line(ui, ROLE_SMALL);
}

static void draw_figure(Ui *ui, const Plan *p, Rect line, Figure figure, TextRole role) {
    Style name = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    ui_text(ui, (Rect){line.x, line.y, p->labels, line.h}, name, ALIGN_LEFT, SAY(ui, FIGURE_NAMES[figure]));
    for (int id = p->first; id < p->first + p->n; id++) {
        Rect r = column_rect(p, id);
        bool here = family_column(ui->app) == (NetId)id, key = figure == FIGURE_PARAMS;
        Style style = {key ? ROLE_KEY : role, key ? FONT_BOLD : FONT_TEXT, here ? ui->theme->accent : ui->theme->text};
        const char *text = figure_text(ui, &p->columns[id], figure);
        if (!key && ui_width(ui, style, text) > r.w) style.role = ROLE_SMALL;
        if (!key && ui_width(ui, style, text) > r.w && figure == FIGURE_TORCHVISION) { /* the first of the two */
            ui_tell(ui, (Rect){r.x, line.y, r.w, line.h}, (Told){.tell = tell_label, .of = text});
            text = ui_format(ui, "%.3f", p->columns[id].info->torchvision_top1);
        }
        ui_text(ui, (Rect){r.x, line.y, r.w, line.h}, style, ALIGN_CENTRE, text);
    }
}

static float figures_height(const Ui *ui) {
    float h = 0;
    for (int f = 0; f <= FIGURE_TORCHVISION; f++) h += figure_height(ui, (Figure)f);
    return h;
}

/* ---- the panels ---- */

/* A button for each of the three. */
static void draw_topics(Ui *ui, Rect *line) {
    static const char *const NAMES[] = {WORD_NAMES(EACH_FAMILY_TOPIC)};
    for (int i = 0; i < FAMILY_TOPICS; i++) {
        bool here = (int)ui->app->family.topic == i;
        const char *label = SAY(ui, ui_format(ui, "family.topic.%s", NAMES[i]));
        ui_button(ui, line, label, here ? ui->theme->accent : ui->theme->text, ui_format(ui, "family %s", NAMES[i]));
        cut_left(line, ui_px(ui, 8));
    }
}

/* Where not all has room: what turns the pages, and which columns they are. */
static void draw_hidden(Ui *ui, const Plan *p, Rect line) {
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *text = SAY(ui, "family.some", ui_format(ui, "%d", p->first + 1), ui_format(ui, "%d", p->first + p->n),
                           ui_format(ui, "%d", FAMILY_NETS));
    if (p->pages < 2) return;
    line.y += ui_px(ui, 3);
    page_buttons_draw(ui, &line);
    if (ui_width(ui, dim, text) <= line.w) ui_text(ui, line, dim, ALIGN_RIGHT, text);
}

static void draw_columns(Ui *ui, Rect room, const FamilyColumn *columns) {
    Rect r = ui_panel(ui, PANEL_COLUMNS, room, NULL), line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 2));
    draw_topics(ui, &line);
    cut_top(&r, ui_px(ui, 3));
    Plan p = make_plan(ui, r, columns, FIGURE_TORCHVISION), low = p;
    bool figures = squeeze(ui, &low, r.h - figures_height(ui)), large = ui->panel == PANEL_COLUMNS && !ui->upright;
    if (!figures) { /* they have a page of their own, or the blocks have several */
        low = p;
        if (!large) squeeze(ui, &low, r.h), ui_less(ui, NULL);
        figures = large;
    }
    p = low;
    float below = figures ? figures_height(ui) : 0;
    turn_pages(ui, &p, r.h - below);
    draw_hidden(ui, &p, line);
    float left = r.h - table_height(&p) - below;
    p.cell += fmaxf(0, fminf(floorf(left / 20), ui_px(ui, 6))); /* and what is left over goes to the cells */
    draw_labels(ui, &p);
    for (int id = p.first; id < p.first + p.n; id++) {
        Rect c = column_rect(&p, id);
        if (family_column(ui->app) == (NetId)id)
            ui_fill(ui, inset((Rect){c.x, c.y, c.w, c.h}, -ui_px(ui, 3)), fade(ui->theme->accent, 0x18), ui_px(ui, 5));
        draw_head(ui, &p, &columns[id], c);
        if (id <= NET_VGG19) draw_vgg(ui, &p, &columns[id], c);
        else draw_alexnet(ui, &p, &columns[id], c);
        if (has_fc(&p)) draw_fc(ui, &p, &columns[id], (Rect){c.x, block_top(&p, BLOCKS), c.w, c.h});
    }
    if (!figures) return;
    float y = p.room.y + table_height(&p);
    for (int f = 0; f <= FIGURE_TORCHVISION; f++) {
        Rect line = {p.room.x, y, p.room.w, figure_height(ui, (Figure)f)};
        draw_figure(ui, &p, line, (Figure)f, ROLE_SMALL);
        y += line.h;
    }
}

static void draw_figures(Ui *ui, Rect room, const FamilyColumn *columns) {
    static const Figure ORDER[] = {FIGURE_PARAMS, FIGURE_TABLE2, FIGURE_FC, FIGURE_MACS, FIGURE_FIELD,
                                   FIGURE_PAPER,  FIGURE_JITTER, FIGURE_TORCHVISION};
    TABLE_HAS(ORDER, FIGURE_COUNT);
    Rect r = ui_panel(ui, PANEL_FIGURES, room, NULL), line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    draw_topics(ui, &line);
    cut_top(&r, ui_px(ui, 8));
    Plan p = make_plan(ui, r, columns, FIGURE_TABLE2);
    turn_pages(ui, &p, INFINITY);
    draw_hidden(ui, &p, line);
    for (int id = p.first; id < p.first + p.n; id++) draw_head(ui, &p, &columns[id], column_rect(&p, id));
    cut_top(&r, p.header + ui_px(ui, 6));
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    float notes = 4 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 4);
    float each = floorf((r.h - notes - figure_height(ui, FIGURE_PARAMS)) / 7);
    each = fmaxf(ui_line(ui, ROLE_SMALL), fminf(each, ui_px(ui, 46)));
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER && r.h >= each; i++) {
        Rect row = cut_top(&r, ORDER[i] == FIGURE_PARAMS ? figure_height(ui, FIGURE_PARAMS) : each);
        if (i) ui_fill(ui, (Rect){row.x, row.y, row.w, 1}, ui->theme->edge, 0);
        draw_figure(ui, &p, row, ORDER[i], ROLE_BODY);
    }
    cut_top(&r, ui_px(ui, 4));
    ui_note(ui, r, dim, SAY(ui, "family.protocols"));
}

/* ---- AlexNet against VGG-16 ---- */

typedef struct Versus {
    Ui *ui;
    const FamilyColumn *a, *b;
    float names, width, more; /* more: what each line is higher than it has to be */
} Versus;

static void draw_versus(const Versus *v, Rect *r, const char *key, const char *a, const char *b, bool large) {
    Ui *ui = v->ui;
    float h = (large ? ui_line(ui, ROLE_KEY) : ui_line(ui, ROLE_TITLE)) + v->more;
    if (r->h < h) {
        ui_less(ui, NULL);
        return;
    }
    Rect line = cut_top(r, h);
    Style name = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Style figure = {large ? ROLE_KEY : ROLE_TITLE, large ? FONT_BOLD : FONT_TEXT, ui->theme->text};
    ui_text(ui, cut_left(&line, v->names), name, ALIGN_LEFT, SAY(ui, key));
    ui_text(ui, cut_left(&line, v->width), figure, ALIGN_LEFT, a);
    ui_text(ui, line, figure, ALIGN_LEFT, b);
}

/* Where the parameters sit: the block of each layer as long as its share. */
static void draw_share(Ui *ui, Rect r, const FamilyColumn *c, int64_t most) {
    float conv = 0, fc = floorf(r.w * (float)((double)c->net.params / (double)most));
    conv = floorf(fc * (float)(1 - c->fc_share));
    Style style = {ROLE_SMALL, FONT_TEXT, ui->theme->text};
    Rect bar = {r.x, r.y, fc, ui_line(ui, ROLE_SMALL)};
    ui_fill(ui, (Rect){bar.x, bar.y, conv, bar.h}, ui->theme->conv, 0);
    ui_fill(ui, (Rect){bar.x + conv, bar.y, fc - conv, bar.h}, fade(ui->theme->fc, 0x90), 0);
    ui_hatch(ui, (Rect){bar.x + conv, bar.y, fc - conv, bar.h}, fade(ui->theme->fc, 0xFF));
    Rect below = {r.x, bar.y + bar.h, r.w, bar.h};
    const char *share = SAY(ui, "family.share", ui_format(ui, "%.1f", 100 * (1 - c->fc_share)),
                            ui_format(ui, "%.1f", 100 * c->fc_share));
    ui_tell(ui, (Rect){r.x, r.y, r.w, 2 * bar.h}, (Told){.tell = tell_label, .of = share});
    ui_text(ui, below, style, ALIGN_LEFT, ui_shortened(ui, below.w, style, share));
}

static void draw_against(Ui *ui, Rect room, const FamilyColumn *columns) {
    const FamilyColumn *a = &columns[NET_ALEXNET], *b = &columns[NET_VGG16];
    Rect r = ui_panel(ui, PANEL_ALEXNET, room, NULL), line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    draw_topics(ui, &line);
    Style name = {ROLE_BODY, FONT_TEXT, 0}, title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    const char *side = SAY(ui, "family.side_by_side");
    if (line.w > ui_width(ui, name, side) + ui_px(ui, 20))
        ui_button_right(ui, &line, side, ui->theme->text, "compare alexnet vgg16; view compare");
    cut_top(&r, ui_px(ui, 8));
    float rest =
        r.h - 2 * ui_line(ui, ROLE_KEY) - 6 * ui_line(ui, ROLE_TITLE) - 5 * ui_line(ui, ROLE_SMALL) - ui_px(ui, 30);
    bool large = rest >= 0;
    if (!large) rest += 2 * (ui_line(ui, ROLE_KEY) - ui_line(ui, ROLE_TITLE));
    Versus v = {ui, a, b, ui_width(ui, name, SAY(ui, "family.versus.share")) + ui_px(ui, 30), 0,
                fmaxf(0, fminf(floorf(rest / 9), ui_px(ui, 24)))};
    v.names = fmaxf(v.names, ui_width(ui, name, SAY(ui, "family.versus.accuracy")) + ui_px(ui, 24));
    v.width = floorf((r.w - v.names) / 2);
    char kernels_a[CELL_TEXT], kernels_b[CELL_TEXT];
    family_kernels(&a->net, kernels_a);
    family_kernels(&b->net, kernels_b);
    Rect head = cut_top(&r, ui_line(ui, ROLE_TITLE) + ui_px(ui, 4));
    cut_left(&head, v.names);
    ui_text(ui, cut_left(&head, v.width), title, ALIGN_LEFT, a->info->title);
    ui_text(ui, head, title, ALIGN_LEFT, b->info->title);
    draw_versus(&v, &r, "family.versus.layers", ui_format(ui, "%d", a->net.weight_layers),
                ui_format(ui, "%d", b->net.weight_layers), large);
    draw_versus(&v, &r, "family.parameters", figure_text(ui, a, FIGURE_PARAMS), figure_text(ui, b, FIGURE_PARAMS),
                large);
    draw_versus(&v, &r, "family.versus.kernels", ui_format(ui, "%s", kernels_a), ui_format(ui, "%s", kernels_b), false);
    draw_versus(&v, &r, "family.versus.stride", ui_format(ui, "%d", a->first_stride),
                ui_format(ui, "%d", b->first_stride), false);
    draw_versus(&v, &r, "family.macs", figure_text(ui, a, FIGURE_MACS), figure_text(ui, b, FIGURE_MACS), false);
    draw_versus(&v, &r, "family.field", figure_text(ui, a, FIGURE_FIELD), figure_text(ui, b, FIGURE_FIELD), false);
    draw_versus(&v, &r, "family.versus.accuracy", figure_text(ui, a, FIGURE_TORCHVISION),
                figure_text(ui, b, FIGURE_TORCHVISION), false);
    cut_top(&r, ui_px(ui, 6));
    Rect share = cut_top(&r, 2 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 4));
    ui_text(ui, (Rect){share.x, share.y, v.names, ui_line(ui, ROLE_SMALL)},
            (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT, SAY(ui, "family.versus.share"));
    cut_left(&share, v.names);
    draw_share(ui, (Rect){share.x, share.y, v.width - ui_px(ui, 20), share.h}, a, b->net.params);
    draw_share(ui, (Rect){share.x + v.width, share.y, v.width - ui_px(ui, 20), share.h}, b, b->net.params);
    cut_top(&r, ui_px(ui, 10));
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, SAY(ui, "family.versus.note"));
}

static void draw(Ui *ui, Rect room) {
    const FamilyColumn *columns = family_columns(ui->arena);
    if (!columns) return;
    switch (ui->app->family.topic) {
    case FAMILY_FIGURES: draw_figures(ui, room, columns); break;
    case FAMILY_ALEXNET: draw_against(ui, room, columns); break;
    default: draw_columns(ui, room, columns); break;
    }
}

const Screen family_screen = {
    .draw = draw,
    .telling = PANEL_COLUMNS,
    .headline = family_headline,
    .place = family_place,
    .words = family_words,
    .json = family_json,
    .bench = {"view family", {"right", "left"}},
};
