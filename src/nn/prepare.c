#include "nn/prepare.h"

#include <stdio.h>
#include <string.h>

Preparation preparation(PrepareKind kind) {
    switch (kind) {
    case PREPARE_CAFFE:
        return (Preparation){kind, 1, 1, {103.939f, 116.779f, 123.68f}, {1, 1, 1}};
    case PREPARE_TF: return (Preparation){kind, 0, 127.5f, {1, 1, 1}, {1, 1, 1}};
    case PREPARE_UNIT: return (Preparation){kind, 0, 255, {0}, {1, 1, 1}};
    case PREPARE_RAW: return (Preparation){kind, 0, 1, {0}, {1, 1, 1}};
    case PREPARE_TORCHVISION:
    case PREPARE_OWN: break;
    }
    return (Preparation){PREPARE_TORCHVISION, 0, 255, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};
}

Preparation preparation_own(const float mean[3], const float deviation[3]) {
    Preparation p = {.kind = PREPARE_OWN, .unit = 255};
    memcpy(p.mean, mean, sizeof p.mean);
    memcpy(p.deviation, deviation, sizeof p.deviation);
    return p;
}

bool preparation_same(const Preparation *a, const Preparation *b) { return memcmp(a, b, sizeof *a) == 0; }

void preparation_text(const Preparation *p, char *out, size_t size) {
    static const char *const NAMES[] = {WORD_NAMES(EACH_PREPARE)}; /* PREPARE_OWN has numbers in place of one */
    const float *m = p->mean, *d = p->deviation;
    if (p->kind != PREPARE_OWN) snprintf(out, size, "%s", NAMES[p->kind]);
    else
        snprintf(out, size, "mean %.9g %.9g %.9g deviation %.9g %.9g %.9g", (double)m[0], (double)m[1], (double)m[2],
                 (double)d[0], (double)d[1], (double)d[2]);
}

void prepare_pixels(const Preparation *p, const unsigned char *rgb, size_t n, float *out) {
    for (size_t c = 0; c < 3; c++) {
        const unsigned char *from = rgb + (p->bgr ? 2 - c : c);
        for (size_t i = 0; i < n; i++) out[c * n + i] = ((float)from[3 * i] / p->unit - p->mean[c]) / p->deviation[c];
    }
}
