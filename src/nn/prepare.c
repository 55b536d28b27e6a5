#include "nn/prepare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

Preparation preparation(PrepareKind kind) {
    switch (kind) {
    case PREPARE_CAFFE:
        return (Preparation){kind, 1, 1, {103.939f, 116.779f, 123.68f}, {1, 1, 1}, 0, 0};
    case PREPARE_TF: return (Preparation){kind, 0, 127.5f, {1, 1, 1}, {1, 1, 1}, 0, 0};
    case PREPARE_UNIT: return (Preparation){kind, 0, 255, {0}, {1, 1, 1}, 0, 0};
    case PREPARE_RAW: return (Preparation){kind, 0, 1, {0}, {1, 1, 1}, 0, 0};
    case PREPARE_TORCHVISION:
    case PREPARE_OWN: break;
    }
    return (Preparation){
        PREPARE_TORCHVISION, 0, 255, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}, 0, 0};
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
    int n = p->kind != PREPARE_OWN ? snprintf(out, size, "%s", NAMES[p->kind])
                                   : snprintf(out, size, "mean %.9g %.9g %.9g deviation %.9g %.9g %.9g", (double)m[0],
                                              (double)m[1], (double)m[2], (double)d[0], (double)d[1], (double)d[2]);
    if (p->size && n > 0 && (size_t)n < size)
        snprintf(out + n, size - (size_t)n, " size %d%s", p->size, p->squash ? " squash" : "");
}

bool preparation_read(const char *text, Preparation *out) {
    float mean[3], deviation[3];
    char word[16] = "", squash[8] = "";
    int size = 0;
    bool own = sscanf(text, "mean %f %f %f deviation %f %f %f size %d %7s", &mean[0], &mean[1], &mean[2], &deviation[0],
                      &deviation[1], &deviation[2], &size, squash) >= 6;
    if (own) *out = preparation_own(mean, deviation);
    bool known = own || sscanf(text, "%15s size %d %7s", word, &size, squash) >= 1;
    for (PrepareKind kind = PREPARE_TORCHVISION; !own && kind < PREPARE_OWN; kind++) {
        *out = preparation(kind);
        char said[160];
        preparation_text(out, said, sizeof said);
        known = strcmp(said, word) == 0;
        if (known) break;
    }
    for (int i = 0; own && i < 3; i++) known &= isfinite(mean[i]) && isfinite(deviation[i]) && deviation[i] >= 1e-6f;
    known &= size >= 0 && size <= 4096;
    out->size = size;
    out->squash = size && strcmp(squash, "squash") == 0;
    return known;
}

Framing framing(int crop) {
    enum { SHORT_SIDE = 256 };
    return (Framing){crop, crop > SHORT_SIDE || 8 * crop < 7 * SHORT_SIDE ? crop : SHORT_SIDE, false};
}

Framing framing_of(const Preparation *p, int crop) {
    return p->size ? (Framing){crop, p->size, p->squash} : framing(crop);
}

bool framing_same(const Framing *a, const Framing *b) {
    return a->crop == b->crop && a->size == b->size && a->squash == b->squash;
}

/* Source: Pillow's L24, ITU-R 601-2 in 16 bits, rounded. */
static int luminance(const unsigned char rgb[3]) {
    return (rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16;
}

static float of_channel(const float three[3], int channels, int channel) {
    bool same = three[0] == three[1] && three[1] == three[2];
    return channels > 1 || same ? three[channel] : (three[0] + three[1] + three[2]) / 3;
}

int prepare_byte(const Preparation *p, int channels, const unsigned char rgb[3], int channel) {
    return channels == 1 ? luminance(rgb) : rgb[p->bgr ? 2 - channel : channel];
}

float prepare_mean(const Preparation *p, int channels, int channel) { return of_channel(p->mean, channels, channel); }

float prepare_deviation(const Preparation *p, int channels, int channel) {
    return of_channel(p->deviation, channels, channel);
}

void prepare_pixels(const Preparation *p, int channels, const unsigned char *rgb, size_t n, float *out) {
    for (int c = 0; c < channels; c++) {
        float mean = prepare_mean(p, channels, c), deviation = prepare_deviation(p, channels, c);
        for (size_t i = 0; i < n; i++)
            *out++ = ((float)prepare_byte(p, channels, rgb + 3 * i, c) / p->unit - mean) / deviation;
    }
}

/* Where the picture has a channel of the network's. */
static size_t picture_channel(const Preparation *p, int channels, int c) {
    return (size_t)(channels == 3 && p->bgr ? 2 - c : c);
}

void prepare_picture(const Preparation *p, int channels, const float *picture, size_t n, float *out) {
    for (int c = 0; c < channels; c++) {
        float mean = prepare_mean(p, channels, c), deviation = prepare_deviation(p, channels, c);
        const float *in = picture + picture_channel(p, channels, c) * n;
        for (size_t i = 0; i < n; i++) *out++ = (in[i] * 255 / p->unit - mean) / deviation;
    }
}

void prepare_find_picture(const Preparation *p, int channels, const float *in, size_t n, float *picture) {
    for (int c = 0; c < channels; c++) {
        float mean = prepare_mean(p, channels, c), deviation = prepare_deviation(p, channels, c);
        float *out = picture + picture_channel(p, channels, c) * n;
        for (size_t i = 0; i < n; i++) out[i] = (*in++ * deviation + mean) * p->unit / 255;
    }
}

void prepare_picture_back(const Preparation *p, int channels, const float *gradient, size_t n, float *out) {
    for (int c = 0; c < channels; c++) {
        float slope = 255 / p->unit / prepare_deviation(p, channels, c);
        float *to = out + picture_channel(p, channels, c) * n;
        for (size_t i = 0; i < n; i++) to[i] = *gradient++ * slope;
    }
}
