#include "view/theme.h"

static const Theme THEMES[THEME_COUNT] = {
    [THEME_DARK] = {.back = 0xFF0B0E13, .panel = 0xFF151A21, .edge = 0xFF2A323D,
                    .raised = 0xFF222A34, .text = 0xFFECEFF4, .dim = 0xFFA3ADBA,
                    .accent = 0xFFFFD166, .conv = 0xFF4D9FFF, .pool = 0xFFFF8C5A,
                    .fc = 0xFF5FD38D, .softmax = 0xFFC79BFF, .lrn = 0xFF3FC9C9,
                    .other = 0xFFFF6EB4, .slim = 0xFFFFB056, .good = 0xFF7BE0A3, .plus = 0xFF4D9FFF,
                    .minus = 0xFFFF8C5A, .hatch = 0xFF5B6676, .veil = 0xC80B0E13},
    [THEME_LIGHT] = {.back = 0xFFE9ECF1, .panel = 0xFFFFFFFF, .edge = 0xFFC9D0DA,
                     .raised = 0xFFE3E8EF, .text = 0xFF14181F, .dim = 0xFF4C5665,
                     .accent = 0xFFA65A00, .conv = 0xFF1565C0, .pool = 0xFFC2410C,
                     .fc = 0xFF18794A, .softmax = 0xFF7A3FC2, .lrn = 0xFF0B7285,
                     .other = 0xFFB5126F, .slim = 0xFF9A4A00, .good = 0xFF18794A, .plus = 0xFF1565C0,
                     .minus = 0xFFC2410C, .hatch = 0xFF8C97A6, .veil = 0xC8E9ECF1},
    [THEME_CONTRAST] = {.back = 0xFF000000, .panel = 0xFF000000, .edge = 0xFFB8C0CC,
                        .raised = 0xFF20262E, .text = 0xFFFFFFFF, .dim = 0xFFDCE2EA,
                        .accent = 0xFFFFE45C, .conv = 0xFF6FB4FF, .pool = 0xFFFFA070,
                        .fc = 0xFF6FF0A5, .softmax = 0xFFDDBBFF, .lrn = 0xFF5FE6E6,
                        .other = 0xFFFF9CCB, .slim = 0xFFFFC070, .good = 0xFF6FF0A5, .plus = 0xFF6FB4FF,
                        .minus = 0xFFFFA070, .hatch = 0xFFB8C0CC, .veil = 0xD8000000},
};

const Theme *theme(ThemeId id) { return &THEMES[id]; }

float text_size(TextRole role, int textsize) {
    static const float SIZES[2][ROLE_COUNT] = {
        {[ROLE_SMALL] = 14, [ROLE_BODY] = 15, [ROLE_TITLE] = 19, [ROLE_KEY] = 29},
        {[ROLE_SMALL] = 18, [ROLE_BODY] = 19, [ROLE_TITLE] = 24, [ROLE_KEY] = 40}};
    return SIZES[textsize > 1][role];
}
