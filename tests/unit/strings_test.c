/* The texts that a user reads: found, filled in, and there for every error of the sources. Runs in
 * the top directory. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "io/labels.h"
#include "io/strings.h"

static Strings *en;

static int open_en(void **state) {
    (void)state;
    Error e = strings_open("en", &en);
    return failed(&e) ? -1 : 0;
}

static int close_en(void **state) {
    (void)state;
    strings_close(en);
    return 0;
}

static void opening(void **state) {
    (void)state;
    static const char *const NONE[] = {
        "",
        "xx",
        "../strings/en",
        "en.json",
        "/etc/passwd",
        "a-language-with-a-name-that-is-much-longer-than-any-name-of-one"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        Strings *strings = en;
        Error e = strings_open(NONE[i], &strings);
        assert_string_equal(e.id, "strings.missing");
        assert_string_equal(e.arg[0], NONE[i]);
        assert_null(strings);
    }
    strings_close(NULL);
}

static void getting(void **state) {
    (void)state;
    assert_string_equal(strings_get(en, "view.network"), "Network");
    assert_string_equal(strings_get(en, "no.such.key"), "no.such.key");
    assert_string_equal(strings_get(NULL, "view.network"), "view.network");
}

static void formatting(void **state) {
    (void)state;
    Arena arena = {0};
    const char *args[] = {"a", "{0}", ""};
    /* A key that has no text is its own text. */
    static const struct {
        const char *text, *filled;
    } TEXTS[] = {{"{0}", "a"},
                 {"", ""},
                 {"{0} and {1}, {0}", "a and {0}, a"},
                 {"{2}", ""},
                 {"{3} {9} {a} {} { {0", "{3} {9} {a} {} { {0"},
                 {"{{0}}", "{a}"},
                 {"{0|one|many}, {2|one|many}", "many, many"},
                 {"{0|one}, {0|one", "{0|one}, {0|one"},
                 {"0–{0} → é", "0–a → é"}};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        assert_string_equal(strings_format(en, &arena, TEXTS[i].text, args, 3), TEXTS[i].filled);
    const char *count[] = {"64"};
    assert_string_equal(strings_format(en, &arena, "maps.count", count, 1), "64 maps");
    const char *one[] = {"1", "21"};
    assert_string_equal(strings_format(en, &arena, "maps.count", one, 1), "1 map");
    assert_string_equal(strings_format(en, &arena, "{0|a|b}{1|a|b}{0||s}", one, 2), "ab");
    arena_free(&arena);
}

static void errors_in_a_line(void **state) {
    (void)state;
    char line[600], small[12];
    Error e = error("image.empty", "%s", "a.png");
    strings_error(en, &e, line, sizeof line);
    assert_string_equal(line, "a.png is empty; choose another photo");
    strings_error(en, &e, small, sizeof small);
    assert_string_equal(small, "a.png is em");
    strings_error(NULL, &e, line, sizeof line); /* before the texts are there */
    assert_non_null(strstr(line, "image.empty"));
    assert_non_null(strstr(line, "a.png"));
    e = error("no.such.error", "%s\t%s", "one", "two");
    strings_error(en, &e, line, sizeof line);
    assert_non_null(strstr(line, "no.such.error"));
    assert_non_null(strstr(line, "two"));
}

/* ---- every error("id", "format") of the sources ---- */

/* The string literal at or behind `at`, without its quotes; NULL if something else comes first. */
static const char *literal(const char *at, char *out, size_t size) {
    while (isspace((unsigned char)*at) || *at == ',') at++;
    if (*at++ != '"') return NULL;
    size_t n = 0;
    for (; *at && *at != '"' && n + 1 < size; at++) {
        if (*at == '\\' && at[1]) out[n++] = *at++;
        if (n + 1 < size) out[n++] = *at;
    }
    out[n] = '\0';
    return *at == '"' ? at + 1 : NULL;
}

static int count(const char *text, const char *what) {
    int n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what)) n++;
    return n;
}

/* Wrong calls in one file; adds to *calls. */
static int check_source(const char *path, int *calls) {
    Mapped file;
    int wrong = 0;
    Error e = file_map(path, &file);
    assert_false(failed(&e));
    char *text = malloc(file.size + 1);
    assert_non_null(text);
    if (file.size) memcpy(text, file.data, file.size);
    text[file.size] = '\0';
    file_unmap(&file);
    for (const char *at = text; (at = strstr(at, "error(\"")); at += 7) {
        char id[80], format[200], key[100];
        if (at > text && (isalnum((unsigned char)at[-1]) || at[-1] == '_')) continue;
        const char *behind = literal(at + 6, id, sizeof id);
        if (!behind || !literal(behind, format, sizeof format)) continue;
        snprintf(key, sizeof key, "error.%s", id);
        const char *says = strings_get(en, key);
        int args = count(format, "\\t") + 1;
        bool right = says != key && strstr(says, "; "); /* what happened; what to do */
        for (int i = 0; i < 10; i++) {
            char hole[] = {'{', (char)('0' + i), '}', '\0'}, choice[] = {'{', (char)('0' + i), '|', '\0'};
            if (i >= args && (strstr(says, hole) || strstr(says, choice))) right = false;
        }
        if (!right)
            print_error("%s: \"%s\" with %d particulars is said as: %s\n", path, id, args, says);
        wrong += !right;
        ++*calls;
    }
    free(text);
    return wrong;
}

static int check_folder(const char *path, int *calls) {
    DIR *dir = opendir(path);
    int wrong = 0;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char name[600];
        const char *dot = strrchr(entry->d_name, '.');
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (!dot)
            wrong += check_folder(name, calls);
        else if (strcmp(dot, ".c") == 0)
            wrong += check_source(name, calls);
    }
    closedir(dir);
    return wrong;
}

static void every_error_has_a_text(void **state) {
    (void)state;
    int calls = 0, wrong = check_folder("src", &calls);
    assert_true(calls > 60);
    assert_int_equal(wrong, 0);
}

/* ---- the languages ---- */

/* The holes {0} to {9} that a text has, as bits. */
static int holes(const char *text) {
    int found = 0;
    for (const char *at = text; (at = strchr(at, '{')); at++)
        if (isdigit((unsigned char)at[1]) && at[2] == '}') found |= 1 << (at[1] - '0');
    return found;
}

static json_t *texts_of(const char *language) {
    char path[200];
    snprintf(path, sizeof path, "assets/strings/%s.json", language);
    json_t *texts = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(texts)) fail_msg("%s is no object", path);
    return texts;
}

/* How many texts of a language are missing, left over, empty, or speak of other particulars than English. */
static int differences(json_t *english, json_t *other, const char *language) {
    const char *key;
    json_t *value;
    int n = 0;
    json_object_foreach(english, key, value) {
        const char *text = json_string_value(json_object_get(other, key));
        if (!text) print_error("%s lacks %s\n", language, key);
        else if (!*text && *json_string_value(value)) print_error("%s is empty in %s\n", key, language);
        else if (holes(text) != holes(json_string_value(value))) print_error("%s: %s\n", key, text);
        else continue;
        n++;
    }
    json_object_foreach(other, key, value)
        if (!json_object_get(english, key)) {
            print_error("%s has %s, which English lacks\n", language, key);
            n++;
        }
    return n;
}

/* Of one there is one: whatever a text chooses between by a number, it has both. */
static void one_is_not_many(void **state) {
    (void)state;
    const char *key, *const ONE[] = {"1", "1", "1", "1", "1", "1", "1", "1", "1", "1"};
    json_t *value, *english = texts_of("en");
    Arena arena = {0};
    int choices = 0;
    json_object_foreach(english, key, value) {
        const char *text = strings_format(en, &arena, key, ONE, 10);
        choices += strstr(json_string_value(value), "|") != NULL;
        if (strstr(json_string_value(value), "{0|") && strchr(text, '{')) fail_msg("%s: %s", key, text);
    }
    assert_true(choices > 50);
    assert_string_equal(strings_format(en, &arena, "kin.classes", ONE, 2), "1 with 1 class");
    assert_string_equal(strings_format(en, &arena, "strip.title", ONE, 2), "1 convolution and 1 fully connected layer");
    assert_string_equal(strings_format(en, &arena, "layer.dead", ONE, 3), "1 of 1 map is 0 on all of this photo1.");
    arena_free(&arena);
    json_decref(english);
}

/* What is filled in may begin with a vowel: "a AVIF photo". */
static void no_article_before_a_particular(void **state) {
    (void)state;
    const char *key;
    json_t *value, *english = texts_of("en");
    json_object_foreach(english, key, value) {
        const char *text = json_string_value(value);
        if (strstr(text, " a {") || strstr(text, " an {")) fail_msg("%s: %s", key, text);
    }
    json_decref(english);
}

static void every_language_says_the_same(void **state) {
    (void)state;
    Languages languages;
    strings_languages(&languages);
    assert_true(languages.n >= 2);
    json_t *english = texts_of("en");
    for (int i = 0; i < languages.n; i++) {
        json_t *other = texts_of(languages.at[i].name);
        if (differences(english, other, languages.at[i].name))
            fail_msg("%s differs from English", languages.at[i].name);
        json_decref(other);
    }
    json_t *few = json_pack("{s:s,s:s,s:s,s:s}", "a", "{0} of {1}", "b", "{0}", "c", "c", "d", "d");
    json_t *worse = json_pack("{s:s,s:s,s:s,s:s}", "a", "{1}: {0}", "b", "{1}", "c", "", "e", "e");
    print_message("a bad translation, on purpose:\n");
    assert_int_equal(differences(few, worse, "it"), 4); /* b, c, d and e */
    json_decref(few);
    json_decref(worse);
    json_decref(english);
}

static void languages(void **state) {
    (void)state;
    Languages all;
    char name[LANGUAGE_SIZE], names[64];
    strings_languages(&all);
    languages_names(&all, "|", names, sizeof names);
    assert_non_null(strstr(names, "en"));
    assert_non_null(strstr(names, "zh"));
    assert_string_equal(languages_after(&all, "en"), "zh");
    assert_string_equal(languages_after(&all, "zh"), "en");
    assert_string_equal(languages_after(&all, "xx"), "en");
    static const char *const LOCALES[][4] = {/* LC_ALL, LC_MESSAGES, LANG, what is meant */
                                             {"", "", "zh_CN.UTF-8", "zh"},  {"", "zh_TW", "en_GB.UTF-8", "zh"},
                                             {"C", "zh_CN", "zh_CN", "en"},  {"zh", "", "", "zh"},
                                             {"", "", "", "en"},             {"", "", "de_DE@euro", "en"},
                                             {"", "", "../../zh", "en"},     {"", "", "zhzhzhzhzhzhzhzhzhzh", "en"}};
    for (size_t i = 0; i < sizeof LOCALES / sizeof *LOCALES; i++) {
        setenv("LC_ALL", LOCALES[i][0], 1);
        setenv("LC_MESSAGES", LOCALES[i][1], 1);
        setenv("LANG", LOCALES[i][2], 1);
        languages_preferred(&all, name);
        assert_string_equal(name, LOCALES[i][3]);
    }
}

static void what_a_language_lacks_is_said_in_english(void **state) {
    (void)state;
    Strings *zh;
    Error e = strings_open("zh", &zh);
    assert_false(failed(&e));
    assert_string_equal(strings_language(zh), "zh");
    assert_string_equal(strings_get(zh, "view.network"), "网络");
    assert_string_equal(strings_get(zh, "no.such.key"), "no.such.key");
    strings_close(zh);
}

static void labels(void **state) {
    (void)state;
    static const char *const LANGUAGES[] = {"en", "zh", "xx"};
    Languages all;
    strings_languages(&all);
    static const char *const FIRST[] = {"tench", "丁鲷", "tench"};
    static const char *const LAST[] = {"toilet tissue", "卫生纸", "toilet tissue"};
    for (int i = 0; i < 3; i++) {
        Labels *labels;
        Error e = labels_open(LANGUAGES[i], &all, &labels);
        assert_false(failed(&e));
        assert_string_equal(labels_get(labels, 0), "tench");
        assert_string_equal(labels_get(labels, 388), "giant panda");
        assert_string_equal(labels_get(labels, 999), "toilet tissue");
        assert_string_equal(labels_get(labels, -1), "");
        assert_string_equal(labels_get(labels, 1000), "");
        assert_string_equal(labels_translated(labels, 0), FIRST[i]);
        assert_string_equal(labels_translated(labels, 999), LAST[i]);
        assert_string_equal(labels_translated(labels, -1), "");
        assert_string_equal(labels_translated(labels, 1000), "");
        assert_string_equal(labels_other(labels, 0), i == 1 ? "tench" : "丁鲷");
        assert_string_equal(labels_other(labels, 1000), "");
        for (int class = 0; class < 1000; class++) {
            const char *name = labels_get(labels, class), *other = labels_translated(labels, class);
            assert_true(*name && !strpbrk(name, "\r\n\t"));
            assert_true(*other && !strpbrk(other, "\r\n\t"));
        }
        labels_close(labels);
    }
    labels_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening),    cmocka_unit_test(getting),
        cmocka_unit_test(one_is_not_many),
        cmocka_unit_test(formatting), cmocka_unit_test(errors_in_a_line),
        cmocka_unit_test(no_article_before_a_particular),
        cmocka_unit_test(every_language_says_the_same), cmocka_unit_test(languages),
        cmocka_unit_test(what_a_language_lacks_is_said_in_english),
        cmocka_unit_test(labels),     cmocka_unit_test(every_error_has_a_text),
    };
    return cmocka_run_group_tests(tests, open_en, close_en);
}
