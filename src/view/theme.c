#include "view/theme.h"

#include <math.h>

/* A row each, by the words of EACH_THEME (app/look.h). */
static const Theme dark = {
    .back = 0xFF0B0E13, .panel = 0xFF151A21, .edge = 0xFF2A323D, .raised = 0xFF222A34, .text = 0xFFECEFF4,
    .dim = 0xFFA3ADBA, .accent = 0xFFFFD166, .mark = 0xFFFFD166, .conv = 0xFF4D9FFF, .pool = 0xFFFF8250,
    .fc = 0xFF5FD38D, .softmax = 0xFFDCC2FF, .lrn = 0xFF2FA9B0, .other = 0xFFFF6EB4, .slim = 0xFFFFB056,
    .good = 0xFF7BE0A3, .plus = 0xFF4D9FFF, .minus = 0xFFFF8250, .hatch = 0xFF5B6676, .veil = 0xC80B0E13};
static const Theme light = {
    .back = 0xFFE9ECF1, .panel = 0xFFFFFFFF, .edge = 0xFFC9D0DA, .raised = 0xFFE3E8EF, .text = 0xFF14181F,
    .dim = 0xFF4C5665, .accent = 0xFF8F5200, .mark = 0xFFFFB000, .conv = 0xFF0D4A94, .pool = 0xFFB03E04,
    .fc = 0xFF207055, .softmax = 0xFF8A1FD8, .lrn = 0xFF05323F, .other = 0xFFB5126F, .slim = 0xFFA23B00,
    .good = 0xFF207055, .plus = 0xFF0D4A94, .minus = 0xFFB03E04, .hatch = 0xFF8C97A6, .veil = 0xC8E9ECF1};
static const Theme contrast = {
    .back = 0xFF000000, .panel = 0xFF000000, .edge = 0xFFB8C0CC, .raised = 0xFF20262E, .text = 0xFFFFFFFF,
    .dim = 0xFFDCE2EA, .accent = 0xFFFFE45C, .mark = 0xFFFFE45C, .conv = 0xFF6FB4FF, .pool = 0xFFFF8A50,
    .fc = 0xFF5FF0A0, .softmax = 0xFFF3E3FF, .lrn = 0xFF1FA3A3, .other = 0xFFFF9CCB, .slim = 0xFFFFC070,
    .good = 0xFF6FF0A5, .plus = 0xFF6FB4FF, .minus = 0xFFFF8A50, .hatch = 0xFFB8C0CC, .veil = 0xD8000000};

const Theme *theme(ThemeId id) {
#define ROW(value, word) [value] = &word,
    static const Theme *const THEMES[] = {EACH_THEME(ROW, ROW)};
    return THEMES[id];
}

/* Where black and white letters stand out alike: at a luminance of 0.18 of white's. */
Color theme_ink(Color ground) {
    float red = (float)(ground >> 16 & 0xFF) / 255, green = (float)(ground >> 8 & 0xFF) / 255;
    float blue = (float)(ground & 0xFF) / 255;
    float luminance = 0.2126f * powf(red, 2.2f) + 0.7152f * powf(green, 2.2f) + 0.0722f * powf(blue, 2.2f);
    return luminance > 0.18f ? 0xFF000000 : 0xFFFFFFFF;
}

float text_size(TextRole role, int textsize) {
    static const float SIZES[2][ROLE_COUNT] = {
        {[ROLE_SMALL] = 14, [ROLE_BODY] = 15, [ROLE_TITLE] = 19, [ROLE_KEY] = 29},
        {[ROLE_SMALL] = 18, [ROLE_BODY] = 19, [ROLE_TITLE] = 24, [ROLE_KEY] = 40}};
    return SIZES[textsize > 1][role];
}
