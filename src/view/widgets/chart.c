/* What a network's layers cost, as bars (screen 5) and in the sum that a total came from. */
#include "view/screens.h"

double chart_value(const Layer *l, Chart chart) {
    switch (chart) {
    case CHART_PARAMETERS: return (double)l->params;
    case CHART_MACS: return (double)l->macs;
    case CHART_MEMORY: return 4.0 * (double)shape_count(l->out);
    case CHART_COUNT: break;
    }
    return 0;
}

const char *chart_figure(const Ui *ui, double value) {
    if (ui->app->lab.chart == CHART_MEMORY) return format_bytes(ui, value);
    return ui->app->lab.chart == CHART_MACS ? format_amount(ui, value)
                                            : format_count(ui, (int64_t)value);
}

int chart_rows(const App *app, int rows[NET_LAYERS]) {
    const Net *net = &app->own;
    int n = 0;
    for (int row = 0; row < net->layers; row++) {
        bool step = net_step_layer(net, STEP_LAYERS, net_row_step(net, STEP_LAYERS, row)) == row;
        bool costs = app->lab.chart == CHART_MACS ? net->layer[row].macs > 0 : net->layer[row].params > 0;
        if (app->lab.chart == CHART_MEMORY ? step : costs) rows[n++] = row;
    }
    return n;
}

double chart_total(const App *app, const Net *net) {
    switch (app->lab.chart) {
    case CHART_PARAMETERS: return (double)net->params;
    case CHART_MACS: return (double)net->macs;
    case CHART_MEMORY: return 4.0 * (double)net->values;
    case CHART_COUNT: break;
    }
    return 0;
}

int chart_shares(const App *app, ChartShare out[ROW_KINDS_COUNT]) {
    int rows[NET_LAYERS], count = chart_rows(app, rows), n = 0;
    for (int kind = 0; kind < ROW_KINDS_COUNT; kind++) {
        double sum = 0;
        bool there = false;
        for (int i = 0; i < count; i++) {
            const Layer *l = &app->own.layer[rows[i]];
            if ((int)l->kind != kind) continue;
            sum += chart_value(l, app->lab.chart);
            there = true;
        }
        if (there) out[n++] = (ChartShare){(Kind)kind, sum / chart_total(app, &app->own)};
    }
    return n;
}
