/* A network that is written down is refused, or all its figures make sense. */
#include <stdint.h>
#include <stdlib.h>

#include "io/net_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Draft draft;
    Net net;
    Error e = net_text_read(data, size, "fuzz.net", &draft);
    if (!failed(&e)) e = net_try(&draft, &net);
    for (int row = 0; row < net.layers && !failed(&e); row++) {
        const Layer *l = &net.layer[row];
        int n = l->out.h, x, y;
        Box b = net_box(&net, row, n - 1, 0);
        net_unit_at(&net, row, b.x0, b.y1, &x, &y);
        if (n < 1 || l->jump < 1 || l->macs < 0 || b.x1 < b.x0 || x < 0 || x >= n || y < 0 || y >= n) abort();
    }
    return 0;
}
