#include "lesson/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 64 };

/* Others that mean the same. */
static const struct {
    const char *utf8;
    char narrow;
} WIDE[] = {{"．", '.'}, {"，", ','}, {"＋", '+'}, {"－", '-'}, {"−", '-'}, {"＊", '*'}, {"×", '*'}, {"·", '*'},
            {"０", '0'}, {"１", '1'}, {"２", '2'}, {"３", '3'}, {"４", '4'}, {"５", '5'}, {"６", '6'}, {"７", '7'},
            {"８", '8'}, {"９", '9'}};

char number_character(const char **at) {
    if (**at && strchr("0123456789.,+-*", **at)) return *(*at)++;
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++) {
        size_t n = strlen(WIDE[i].utf8);
        if (strncmp(*at, WIDE[i].utf8, n) != 0) continue;
        *at += n;
        return WIDE[i].narrow;
    }
    return '\0';
}

/* The narrow characters of a text without commas; false: others are in it, or too many. */
static bool narrow(const char *text, char out[NUMBER_SIZE]) {
    size_t n = 0;
    while (*text) {
        char c = number_character(&text);
        if (!c || n + 1 == NUMBER_SIZE) return false;
        if (c != ',') out[n++] = c;
    }
    out[n] = '\0';
    return n > 0;
}

/* Digits with a point, and a sign before them. */
static bool take_factor(const char **at, double *out) {
    char *end;
    *out = strtod(*at, &end);
    bool taken = end != *at;
    *at = end;
    return taken;
}

static bool take_product(const char **at, double *out) {
    double factor;
    if (!take_factor(at, out)) return false;
    while (**at == '*') {
        ++*at;
        if (!take_factor(at, &factor)) return false;
        *out *= factor;
    }
    return true;
}

bool number_read(const char *text, double *out) {
    char digits[NUMBER_SIZE];
    const char *at = digits;
    double product;
    *out = 0;
    if (!narrow(text, digits)) return false;
    do { /* a sum: the sign of each product is its first factor's */
        if (!take_product(&at, &product)) return false;
        *out += product;
    } while (*at == '+' || *at == '-');
    return !*at && isfinite(*out);
}
