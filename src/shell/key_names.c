#include "shell/key_names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Modifiers in the order in which a name has them. */
static const struct {
    const char *name;
    int mask;
    SDL_Keymod mod; /* that stands for it when a key is made from a name */
} MODIFIERS[] = {
    {"ctrl+", KMOD_CTRL | KMOD_GUI, KMOD_LCTRL},
    {"alt+", KMOD_ALT, KMOD_LALT},
    {"shift+", KMOD_SHIFT, KMOD_LSHIFT},
};
enum { N_MODIFIERS = sizeof MODIFIERS / sizeof *MODIFIERS };

static const struct {
    SDL_Keycode key, digits, arrows; /* with and without Num Lock */
} KEYPAD[] = {
    {SDLK_KP_0, SDLK_0, SDLK_INSERT},
    {SDLK_KP_1, SDLK_1, SDLK_END},
    {SDLK_KP_2, SDLK_2, SDLK_DOWN},
    {SDLK_KP_3, SDLK_3, SDLK_PAGEDOWN},
    {SDLK_KP_4, SDLK_4, SDLK_LEFT},
    {SDLK_KP_5, SDLK_5, SDLK_UNKNOWN},
    {SDLK_KP_6, SDLK_6, SDLK_RIGHT},
    {SDLK_KP_7, SDLK_7, SDLK_HOME},
    {SDLK_KP_8, SDLK_8, SDLK_UP},
    {SDLK_KP_9, SDLK_9, SDLK_PAGEUP},
    {SDLK_KP_PERIOD, SDLK_PERIOD, SDLK_DELETE},
    {SDLK_KP_ENTER, SDLK_RETURN, SDLK_RETURN},
    {SDLK_KP_PLUS, SDLK_PLUS, SDLK_PLUS},
    {SDLK_KP_MINUS, SDLK_MINUS, SDLK_MINUS},
    {SDLK_KP_MULTIPLY, SDLK_ASTERISK, SDLK_ASTERISK},
    {SDLK_KP_DIVIDE, SDLK_SLASH, SDLK_SLASH},
};

static SDL_Keycode plain_key(SDL_Keysym key) {
    bool digits = key.mod & KMOD_NUM;
#ifdef __APPLE__
    digits = true;
#endif
    for (size_t i = 0; i < sizeof KEYPAD / sizeof *KEYPAD; i++)
        if (KEYPAD[i].key == key.sym) return digits ? KEYPAD[i].digits : KEYPAD[i].arrows;
    return key.sym;
}

static bool is_modifier(SDL_Keycode key) {
    return (key >= SDLK_LCTRL && key <= SDLK_RGUI) || key == SDLK_MODE || key == SDLK_CAPSLOCK ||
           key == SDLK_NUMLOCKCLEAR;
}

/* On keyboards of other scripts (Greek, Cyrillic and beyond) a key goes by its Latin letter. */
static const char *printed_name(SDL_Keycode sym, SDL_Scancode place) {
    bool other_script = !(sym & SDLK_SCANCODE_MASK) && sym >= 0x370;
    return other_script ? SDL_GetScancodeName(place) : SDL_GetKeyName(sym);
}

bool key_name(SDL_Keysym key, char out[KEY_NAME_SIZE]) {
    SDL_Keycode sym = plain_key(key);
    int mod = key.mod & KMOD_MODE ? 0 : key.mod; /* AltGr makes characters */
    if (is_modifier(sym)) return false;
    if ((mod & KMOD_SHIFT) && (sym == SDLK_SLASH || sym == SDLK_EQUALS)) {
        sym = sym == SDLK_SLASH ? SDLK_QUESTION : SDLK_PLUS;
        mod &= ~KMOD_SHIFT;
    }
    const char *name = printed_name(sym, key.scancode);
    if (!*name) return false;
    size_t n = 0;
    for (int i = 0; i < N_MODIFIERS; i++)
        if (mod & MODIFIERS[i].mask)
            n += (size_t)snprintf(out + n, KEY_NAME_SIZE - n, "%s", MODIFIERS[i].name);
    snprintf(out + n, KEY_NAME_SIZE - n, "%s", name);
    for (; out[n]; n++) out[n] = (char)tolower((unsigned char)out[n]);
    return true;
}

bool key_of_name(const char *name, SDL_Keysym *out) {
    *out = (SDL_Keysym){0};
    for (int i = 0; i < N_MODIFIERS; i++) {
        size_t n = strlen(MODIFIERS[i].name);
        if (strncmp(name, MODIFIERS[i].name, n) != 0) continue;
        out->mod |= (Uint16)MODIFIERS[i].mod;
        name += n;
    }
    if (strcmp(name, "?") == 0 || strcmp(name, "+") == 0) {
        out->mod |= KMOD_LSHIFT;
        name = *name == '?' ? "/" : "=";
    }
    out->sym = SDL_GetKeyFromName(name);
    out->scancode = SDL_GetScancodeFromKey(out->sym);
    return out->sym != SDLK_UNKNOWN;
}
