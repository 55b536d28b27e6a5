/* Netpbm's PBM, PGM and PPM, as text and binary. Values become v / greatest * 255, rounded half to even, as in
 * Pillow; those of grey with more than 8 bits become v / greatest * 65535 first, of which the upper 8 bits are
 * taken. Errors: those of pixels_make, image.cut, image.decode. */
#include "io/format.h"

#include <math.h>
#include <string.h>

typedef struct Pnm {
    const unsigned char *at, *end;
    char kind; /* '1' to '6': bits, grey, colours as text, then the same binary */
    unsigned greatest;
} Pnm;

static bool is_pnm(const unsigned char *bytes, size_t size) {
    return size >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && memchr(" \t\n\v\f\r", bytes[2], 6);
}

static bool is_space(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The next character that is not a comment's, from # to the end of the line; -1 at the end. */
static int next(Pnm *p) {
    while (p->at < p->end && *p->at == '#')
        while (p->at < p->end && *p->at != '\n' && *p->at != '\r') p->at++;
    return p->at < p->end ? *p->at++ : -1;
}

/* A number up to the space behind it, which is taken too. -1: none, or one too large. */
static int64_t number(Pnm *p) {
    int64_t value = 0;
    int digits = 0, c = next(p);
    while (is_space(c)) c = next(p);
    for (; c >= '0' && c <= '9'; c = next(p), digits++)
        if (digits < 10) value = value * 10 + c - '0';
    return digits >= 1 && digits <= 10 && (c == -1 || is_space(c)) ? value : -1;
}

/* One digit, with or without space between. */
static int64_t bit(Pnm *p) {
    int c = next(p);
    while (is_space(c)) c = next(p);
    return c == '0' || c == '1' ? c - '0' : -1;
}

static bool is_text(const Pnm *p) { return p->kind <= '3'; }
static bool is_bits(const Pnm *p) { return p->kind == '1' || p->kind == '4'; }
static int channels(const Pnm *p) { return p->kind == '3' || p->kind == '6' ? 3 : 1; }

static int64_t binary(Pnm *p) {
    int bytes = p->greatest > 255 ? 2 : 1;
    if (p->end - p->at < bytes) return -1;
    int64_t value = *p->at++;
    return bytes == 2 ? value << 8 | *p->at++ : value;
}

static unsigned char scaled(const Pnm *p, int64_t value) {
    double most = p->greatest > 255 && channels(p) == 1 ? 65535 : 255;
    double out = fmin(most, nearbyint((double)value / p->greatest * most));
    return (unsigned char)(most > 255 ? (unsigned)out >> 8 : (unsigned)out);
}

static bool read_values(Pnm *p, Pixels *out) {
    size_t n = (size_t)out->w * (size_t)out->h;
    int each = channels(p);
    if (p->kind == '6' && p->greatest == 255 && (size_t)(p->end - p->at) >= 3 * n) { /* as it is */
        memcpy(out->rgb, p->at, 3 * n);
        return true;
    }
    for (size_t i = 0; i < n; i++)
        for (int c = 0; c < each; c++) {
            int64_t value = is_text(p) ? number(p) : binary(p);
            if (value < 0 || (is_text(p) && value > p->greatest)) return false;
            memset(out->rgb + 3 * i + c, scaled(p, value), each == 1 ? 3 : 1);
        }
    return true;
}

/* 1 is black. Binary rows begin with a byte of their own. */
static bool read_bits(Pnm *p, Pixels *out) {
    for (int64_t i = 0, n = (int64_t)out->w * out->h; i < n; i++) {
        int64_t x = i % out->w, value;
        if (is_text(p)) {
            value = bit(p);
        } else {
            if (x % 8 == 0 && p->at == p->end) return false;
            p->at += x % 8 == 0;
            value = p->at[-1] >> (7 - x % 8) & 1;
        }
        if (value < 0) return false;
        memset(out->rgb + 3 * i, value ? 0 : 255, 3);
    }
    return true;
}

static Error pnm_decode(const Encoded *file, Pixels *out) {
    Pnm p = {.at = file->bytes + 2, .end = file->bytes + file->size, .kind = (char)file->bytes[1], .greatest = 1};
    *out = (Pixels){0};
    int64_t w = number(&p), h = number(&p), greatest = is_bits(&p) ? 1 : number(&p);
    if (p.at == p.end) return error("image.cut", "%s", file->name);
    if (w < 0 || h < 0 || greatest < 1 || greatest > 65535) return error("image.decode", "%s\t%s", "P1-P6", file->name);
    p.greatest = (unsigned)greatest;
    TRY(pixels_make(file, w, h, out));
    if (is_bits(&p) ? read_bits(&p, out) : read_values(&p, out)) return NO_ERROR;
    pixels_free(out);
    if (p.at >= p.end || !is_text(&p)) return error("image.cut", "%s", file->name);
    return error("image.decode", "%s\t%s", "P1-P3", file->name);
}

const FileFormat pnm_format = {"PPM", FILE_PICTURE, .is = is_pnm, .decode = pnm_decode};
