#include "app/session/kept.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/photos.h"
#include "app/session/language.h"
#include "app/session/record.h"
#include "app/words.h"
#include "base/file.h"
#include "io/paths.h"

static const char SETTINGS[] = "settings.json", STATE[] = "state.json";

/* ---- reading ---- */

/* The place of a word in a list parted by '|'; `otherwise` if it is none of them. */
static int word_of(const json_t *object, const char *key, const char *list, int otherwise) {
    const char *word = json_string_value(json_object_get(object, key));
    int place;
    if (!word) return otherwise;
    Error e = command_word(word, list, &place);
    return failed(&e) ? otherwise : place;
}

static json_t *read_object(bool (*where)(const char *, char *, size_t), const char *name) {
    char path[PATH_SIZE];
    json_t *object = where(name, path, sizeof path) ? json_load_file(path, 0, NULL) : NULL;
    if (json_is_object(object)) return object;
    json_decref(object);
    return NULL;
}

static void read_settings(Kept *out, const json_t *o) {
    const char *language = json_string_value(json_object_get(o, "lang"));
    if (language && strlen(language) < sizeof out->language) strcpy(out->language, language);
    out->theme = (ThemeId)word_of(o, "theme", THEME_WORDS, THEME_DARK);
    out->present = (Present)word_of(o, "renderer", PRESENT_WORDS, PRESENT_AUTO);
    out->hints = !json_is_false(json_object_get(o, "hints"));
    out->still = json_is_true(json_object_get(o, "still"));
    out->textsize = json_integer_value(json_object_get(o, "textsize")) == 2 ? 2 : 1;
}

/* {"3": [2, false, true]}: card 3 was answered twice, at first wrong, at last right. */
static void read_answers(const json_t *of, Answered out[LESSON_CARDS]) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)of, key, value) {
        long card = strtol(key, NULL, 10);
        json_int_t times = json_integer_value(json_array_get(value, 0));
        if (card < 1 || card > LESSON_CARDS || times < 1 || times > 255) continue;
        out[card - 1] = (Answered){(unsigned char)times, json_is_true(json_array_get(value, 1)),
                                   json_is_true(json_array_get(value, 2))};
    }
}

static json_t *json_answers(const Answered of[LESSON_CARDS]) {
    json_t *object = json_object();
    char key[16];
    for (int card = 0; card < LESSON_CARDS; card++) {
        if (!of[card].times) continue;
        snprintf(key, sizeof key, "%d", card + 1);
        json_object_set_new(object, key, json_pack("[i,b,b]", of[card].times, of[card].first_right, of[card].right));
    }
    return object;
}

static void read_state(Kept *out, const json_t *o) {
    const json_t *photos = json_object_get(o, "photos"), *lessons = json_object_get(o, "lessons"),
                 *answers = json_object_get(o, "answers");
    size_t i;
    int n = 0;
    json_t *value;
    const char *key;
    json_array_foreach(photos, i, value) {
        const char *path = json_string_value(value);
        if (out->recent.n == RECENT || !path || !path_is_absolute(path)) continue;
        if (strlen(path) >= sizeof out->recent.path[0]) continue;
        if (file_exists(path)) strcpy(out->recent.path[out->recent.n++], path);
    }
    json_object_foreach((json_t *)lessons, key, value) {
        json_int_t card = json_integer_value(value);
        if (n == LESSONS || strlen(key) >= sizeof out->last[0].name || card < 1 || card > 10000) continue;
        strcpy(out->last[n].name, key);
        read_answers(json_object_get(answers, key), out->last[n].answered);
        out->last[n++].card = (int)card;
    }
}

void kept_read(Kept *out) {
    memset(out, 0, sizeof *out); /* the padding too */
    json_t *settings = read_object(paths_config, SETTINGS), *state = read_object(paths_state, STATE);
    read_settings(out, settings);
    read_state(out, state);
    json_decref(settings);
    json_decref(state);
}

/* ---- the program ---- */

void kept_apply(const Kept *kept, App *app) {
    char language[LANGUAGE_SIZE];
    languages_preferred(&app->languages, language);
    Error e = app_set_language(app, *kept->language ? kept->language : language);
    if (failed(&e)) e = app_set_language(app, language); /* its file is gone */
    app->theme = kept->theme;
    app->textsize = kept->textsize;
    app->present = kept->present;
    app->hints = kept->hints;
    app->motion.still = kept->still;
    const Recent named = *app->recent; /* photos that were asked for are newer than those that are kept */
    *app->recent = kept->recent;
    for (int i = 0; i < named.n; i++) recent_add(app->recent, named.path[i]);
    for (int i = 0; i < LESSONS; i++) {
        app->teaching->last[i] = kept->last[i];
    }
}

void kept_of(const App *app, Kept *out) {
    char language[LANGUAGE_SIZE];
    memset(out, 0, sizeof *out);
    languages_preferred(&app->languages, language);
    if (strcmp(language, strings_language(app->strings)) != 0) strcpy(out->language, strings_language(app->strings));
    out->theme = app->theme;
    out->textsize = app->textsize;
    out->present = app->present;
    out->hints = app->hints;
    out->still = app->motion.still;
    for (int i = 0; i < app->recent->n; i++) {
        char path[PATH_SIZE];
        const char *full = app->recent->path[i];
        if (!path_is_absolute(full) && realpath(full, path)) full = path;
        bool fits = path_is_absolute(full) && strlen(full) < sizeof out->recent.path[0];
        if (fits) strcpy(out->recent.path[out->recent.n++], full);
    }
    for (int i = 0; i < LESSONS; i++) {
        const LessonPlace *from = &app->teaching->last[i];
        if (!*from->name) continue;
        strcpy(out->last[i].name, from->name);
        out->last[i].card = from->card;
        memcpy(out->last[i].answered, from->answered, sizeof from->answered);
    }
}

/* ---- writing ---- */

static json_t *json_word(const char *list, int place) {
    int n;
    const char *word = word_at(list, place, &n);
    return json_stringn(word, (size_t)n);
}

static int put(const char *bytes, size_t n, void *stream) { return fwrite(bytes, 1, n, stream) == n ? 0 : -1; }

static Error write_object(bool (*where)(const char *, char *, size_t), const char *name, json_t *object) {
    char folder[PATH_SIZE], path[PATH_SIZE];
    Output out;
    if (!object) return error("memory", "%s", name);
    if (!where("", folder, sizeof folder) || !where(name, path, sizeof path)) return NO_ERROR; /* no home at all */
    TRY(dir_make(folder));
    TRY(file_create(path, &out));
    bool written = json_dump_callback(object, put, out.stream, JSON_INDENT(1)) == 0 && fputc('\n', out.stream) != EOF &&
                   fflush(out.stream) == 0 && fsync(fileno(out.stream)) == 0;
    if (written) return file_commit(&out);
    file_discard(&out);
    return error("file.write", "%s\t%s", "fsync", path);
}

static Error write_settings(const Kept *kept) {
    json_t *o = json_pack("{s:o,s:o,s:i,s:b,s:b}", "theme", json_word(THEME_WORDS, kept->theme), "renderer",
                          json_word(PRESENT_WORDS, kept->present), "textsize", kept->textsize, "hints",
                          (int)kept->hints, "still", (int)kept->still);
    if (*kept->language) json_object_set_new(o, "lang", json_string(kept->language));
    Error e = write_object(paths_config, SETTINGS, o);
    json_decref(o);
    return e;
}

static Error write_state(const Kept *kept) {
    json_t *photos = json_array(), *lessons = json_object(), *answers = json_object();
    for (int i = 0; i < kept->recent.n; i++) json_array_append_new(photos, json_string(kept->recent.path[i]));
    for (int i = 0; i < LESSONS; i++) {
        const LessonPlace *last = &kept->last[i];
        if (!*last->name) continue;
        json_object_set_new(lessons, last->name, json_integer(last->card));
        if (record_sum(kept->last, last->name).answered)
            json_object_set_new(answers, last->name, json_answers(last->answered));
    }
    json_t *o = json_pack("{s:o,s:o,s:o}", "photos", photos, "lessons", lessons, "answers", answers);
    Error e = write_object(paths_state, STATE, o);
    json_decref(o);
    return e;
}

Error kept_write(const Kept *kept) {
    Error settings = write_settings(kept), state = write_state(kept);
    return failed(&settings) ? settings : state;
}

/* ---- on a thread of its own ---- */

static void *write_kept(void *keeper) {
    Error e = kept_write(&((Keeper *)keeper)->kept);
    (void)e; /* a home that cannot be written to keeps nothing */
    return NULL;
}

void keeper_save(Keeper *keeper, const Kept *kept) {
    if (memcmp(&keeper->kept, kept, sizeof *kept) == 0) return;
    keeper_close(keeper);
    memcpy(&keeper->kept, kept, sizeof *kept);
    keeper->writing = pthread_create(&keeper->thread, NULL, write_kept, keeper) == 0;
    if (!keeper->writing) write_kept(keeper);
}

void keeper_close(Keeper *keeper) {
    if (keeper->writing) pthread_join(keeper->thread, NULL);
    keeper->writing = false;
}
