/* Lessons as text: what is read of a card, figures against the paper's, every mistake with its place, and that no
 * bytes do harm. Runs in the top directory. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/lesson.h"
#include "base/file.h"
#include "lesson/figure.h"
#include "lesson/number.h"
#include "lesson/search.h"
#include "lesson/wording.h"
#include "nn/prepare.h"

/* ---- figures ---- */

static const char *figure(const char *text, double *value) {
    static char out[200];
    Arena arena = {0};
    Figures figures = {.arena = &arena};
    const char *says = "";
    size_t at;
    Error e = figure_text(&figures, text, strlen(text), &arena, &says, value, &at);
    snprintf(out, sizeof out, "%s", failed(&e) ? e.id : says);
    arena_free(&arena);
    return out;
}

static void figures(void **state) {
    (void)state;
    /* the paper's and torchvision's numbers, and those of FIGURES in its words */
    static const char *const ALL[][2] = {
        {"vgg16.params", "138,357,544"},
        {"vgg16.params|M1", "138.4"},
        {"vgg19.params", "143,667,240"},
        {"vgg19.macs|G2", "19.63"},
        {"vgg16.macs", "15,470,264,320"},
        {"alexnet.params", "61,100,840"},
        {"vgg16.params/alexnet.params|2", "2.26"},
        {"vgg16.macs/alexnet.macs|1", "21.7"},
        {"vgg16.fc_params/vgg16.params|%1", "89.4"},
        {"vgg19.fc_params / vgg19.params|%1", "86.1"},
        {"vgg16.fc6.params/vgg16.params|%1", "74.3"},
        {"vgg16.conv_params", "14,714,688"},
        {"49/27|+%0", "81"},
        {"1 - 27/49|%0", "45"},
        {"121/45|+%0", "169"},
        {"25/18|+%0", "39"},
        {"1-18/25|%0", "28"},
        {"(11-1)/2", "5"},
        {"2^3^2", "512"},
        {"-2^2", "−4"},
        {"3*(4+5)-6/4", "25.5"},
        {"1/8", "0.125"},
        {"vgg19.conv3_3.weight_layer", "7"},
        {"vgg19.conv3_3.index", "14"},
        {"vgg19.conv3_3.step", "9"},
        {"vgg19.features[14].field", "40"},
        {"vgg19.features.14.field", "40"},
        {"vgg16.features[-1].field", "212"},
        {"vgg16.conv1_1.params", "1,792"},
        {"vgg16.conv1_1.weights", "1,728"},
        {"vgg16.fc6.classifier", "0"},
        {"alexnet.fc6.classifier", "1"},
        {"vgg16.pool5.field", "212"},
        {"e.field", "268"},
        {"vgg16.pool5.jump", "32"},
        {"vgg16.conv5_3.side", "14"},
        {"vgg16.conv2_1.in", "64"},
        {"vgg16.conv2_1.out", "128"},
        {"vgg16.steps", "22"},
        {"vgg19.steps", "25"},
        {"vgg16.len_features", "31"},
        {"vgg19.len_features", "37"},
        {"vgg19.convs", "16"},
        {"vgg19.fcs", "3"},
        {"vgg19.weight_layers", "19"},
        {"d.paper_top1", "27"},
        {"vgg16.paper_larger_top1", "26.8"},
        {"e.paper_larger_top5", "8.7"},
        {"vgg16.paper_larger_top1 - vgg16.paper_jitter_top1|1", "1.2"},
        {"vgg19.paper_jitter_top1", "25.5"},
        {"vgg16.pools", "5"},
        {"alexnet.pools", "3"},
        {"vgg16.side", "224"},
        {"alexnet-2012.side", "227"},
        {"vgg16.torchvision_top1", "71.592"},
        {"c.conv3_3.kernel", "1"},
        {"slim16.conv3_3.params", "36,928"},
        {"slim19.conv1_1.out", "16"},
        {"alexnet-2012.conv1.side", "55"},
        {"alexnet-2012.params - alexnet.params", "−135,616"},
        {"paper.five_by_five_worse", "7"},
        {"paper.ilsvrc2014_googlenet_top5", "6.7"},
        {"paper.larger_scale", "384"},
        {"(paper.jitter_least + paper.jitter_most)/2 - paper.larger_scale", "0"},
        {"paper.course_vgg16_values|M0", "24"},
        {"vgg16.values - vgg16.prob.values + 3*224^2", "15,237,608"},
        {"vgg16.prob.values|0", "1,000"},
        {"1000*1000", "1,000,000"},
        {"0.0004|2", "0.00"},
        {"-0.0004|2", "0.00"},
        /* what is none */
        {"vgg16.foo", "figure.name"},
        {"vgg99.params", "figure.net"},
        {"vgg16.conv9_9.params", "figure.layer"},
        {"vgg16.features[31].params", "layer.index"},
        {"vgg16", "figure.name"},
        {"vgg16.conv1_1.params.x", "figure.name"},
        {"c.torchvision_top1", "figure.none"},
        {"a.paper_larger_top1", "figure.none"},
        {"vgg16.pool1.index - vgg16.fc6.index", "figure.none"},
        {"vgg16.pool1.weight_layer", "figure.none"},
        {"vgg16.relu1_1.kernel", "figure.none"},
        {"", "figure.syntax"},
        {"1+", "figure.syntax"},
        {"(1", "figure.syntax"},
        {"1)", "figure.syntax"},
        {"1 2", "figure.syntax"},
        {"1..2", "figure.syntax"},
        {"$", "figure.syntax"},
        {"1/0", "figure.zero"},
        {"10^999", "figure.zero"},
        {"1/3", "figure.not_exact"},
        {"1|", "figure.format"},
        {"1|9", "figure.format"},
        {"1|M", "figure.format"},
        {"1|+M1", "figure.format"},
        {"1|22", "figure.format"},
        {"paper.nothing", "figure.name"},
        {"((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))",
         "figure.deep"},
    };
    double value;
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        const char *says = figure(ALL[i][0], &value);
        if (strcmp(says, ALL[i][1]) != 0) fail_msg("{%s} is '%s', not '%s'", ALL[i][0], says, ALL[i][1]);
    }
}

/* What lessons say of a preparation is what the program does. */
static void preparations_are_told_as_they_are(void **state) {
    (void)state;
    const Preparation torchvision = preparation(PREPARE_TORCHVISION), caffe = preparation(PREPARE_CAFFE);
    double mean, deviation, caffe_mean;
    figure("paper.torchvision_mean_red", &mean);
    figure("paper.torchvision_deviation_red", &deviation);
    figure("paper.caffe_mean_red", &caffe_mean);
    assert_float_equal(mean, torchvision.mean[0], 1e-6);
    assert_float_equal(deviation, torchvision.deviation[0], 1e-6);
    assert_float_equal(caffe_mean, caffe.mean[2], 1e-4); /* blue, green, red */
}

/* ---- what is read ---- */

static Lesson lesson;

static void read_text(const char *text) {
    lesson_free(&lesson);
    Error e = lesson_parse(text, strlen(text), &LESSON_CHECK, &lesson);
    assert_false(failed(&e));
}

static const char *plain(Rich text) { return rich_plain(text, &lesson.arena); }

static const TextRun *run_of(Rich text, const char *part) {
    for (int i = 0; i < text.n; i++)
        if (strcmp(text.at[i].text, part) == 0) return &text.at[i];
    fail_msg("there is no run '%s' in '%s'", part, plain(text));
    return NULL;
}

static const char WHOLE[] =
    "---\ntitle: A title\norder: 4\nlock: net\nhide: tabs, photo\n---\n"
    "```do\nnet vgg19\n```\n"
    "# One: {vgg16.conv1_1.params}\n"
    "```do\nstep 3\n# a remark\nselect conv3_3; view layer\n```\n"
    "```do slim\nmap 3\n```\n```do full\nmap 201\n```\n"
    "Plain **bold** *soft* `code {2+3}` C^2^ H~2~O \\{a\\} 2^n 3×3 &lt;\nnext line\n\n"
    "- first\n- second\n  1. inner\n\n7. seven\n8. eight\n\n"
    "> said\n\n"
    "| a | b | c |\n|:--|:-:|--:|\n| 1 | {vgg16.params|M1} | **x** |\n\n"
    "```python\nprint(\"{x}\")\n  indented\n```\n"
    "```note\nAsk first.\nThen tell.\n```\n"
    "# 二\n第一行\n第二行\n"
    "```ask\nHow many\nare there?\n( ) 3 :: *too* few\n(x) {(11-1)/2} :: so it is\n() 9::too many\n```\n"
    "Shown later.\n```do\nview field\nstack 3 3 3 3 3\n```\n"
    "# Three\n"
    "```number\nHow many?\n= {2^10} :: two to the tenth\n20 :: twice ten\n-1.5 :: no\n```\n";

static void a_whole_lesson(void **state) {
    (void)state;
    read_text(WHOLE);
    for (int i = 0; i < lesson.mistakes; i++)
        print_error("%d:%d %s\n", lesson.mistake[i].line, lesson.mistake[i].column, lesson.mistake[i].error.id);
    assert_int_equal(lesson.mistakes, 0);
    assert_string_equal(lesson.title, "A title");
    assert_int_equal(lesson.order, 4);
    assert_true(lesson.lock_net);
    assert_int_equal(lesson.hide, HIDE_TABS | HIDE_PHOTO);
    assert_int_equal(lesson.cards, 3);
    const Card *c = &lesson.card[0];
    assert_string_equal(plain(c->title), "One: 1,792");
    assert_string_equal(c->note, "Ask first.\nThen tell.");
    assert_int_equal(c->commands, 5);
    assert_string_equal(c->command[0].text, "net vgg19"); /* of all cards */
    assert_string_equal(c->command[2].text, "select conv3_3; view layer");
    assert_int_equal(c->command[2].line, 14);
    assert_int_equal(c->command[3].weights, FOR_SLIM);
    assert_int_equal(c->command[4].weights, FOR_FULL);
    assert_null(c->question);
    const BlockKind kinds[] = {BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_ITEM, BLOCK_ITEM, BLOCK_ITEM, BLOCK_ITEM, BLOCK_QUOTE,
                               BLOCK_TABLE, BLOCK_CODE};
    assert_int_equal(c->blocks, 9);
    for (int i = 0; i < 9; i++) assert_int_equal(c->block[i].kind, kinds[i]);
    Rich text = c->block[0].text;
    assert_string_equal(plain(text), "Plain bold soft code 5 C^2 H_2O {a} 2^n 3×3 < next line");
    assert_int_equal(run_of(text, "bold")->style, RUN_STRONG);
    assert_int_equal(run_of(text, "soft")->style, RUN_EMPHASIS);
    assert_int_equal(run_of(text, "code 5")->style, RUN_CODE);
    assert_int_equal(text.at[7].style, RUN_SUPER);
    assert_int_equal(text.at[9].style, RUN_SUB);
    assert_int_equal(c->block[3].depth, 1);
    assert_int_equal(c->block[3].number, 1);
    assert_int_equal(c->block[1].number, 0);
    assert_int_equal(c->block[4].number, 7);
    assert_int_equal(c->block[5].number, 8);
    const Table *t = &c->block[7].table;
    assert_int_equal(t->columns, 3);
    assert_int_equal(t->rows, 2);
    assert_int_equal(t->align[1], CELL_CENTRE);
    assert_int_equal(t->align[2], CELL_RIGHT);
    assert_string_equal(plain(t->cell[4]), "138.4"); /* the bar of a format is none of the table's */
    assert_string_equal(c->block[8].code, "print(\"{x}\")\n  indented");
}

static void questions(void **state) {
    (void)state;
    read_text(WHOLE);
    const Card *c = &lesson.card[1];
    assert_string_equal(plain(c->block[0].text), "第一行第二行"); /* no space between Chinese lines */
    assert_int_equal(c->asks_at, 1);
    assert_string_equal(plain(c->question->text), "How many are there?");
    assert_int_equal(c->question->n, 3);
    assert_true(c->question->choice[1].right);
    assert_string_equal(plain(c->question->choice[1].text), "5");
    assert_string_equal(plain(c->question->choice[0].why), "too few");
    assert_string_equal(plain(c->question->choice[2].text), "9");
    assert_string_equal(plain(c->block[2].text), "Shown later.");
    assert_int_equal(c->commands, 3);
    assert_int_equal(c->command[0].time, STAGE_OPENED);
    assert_int_equal(c->command[1].time, STAGE_REVEALED);
    const Question *q = lesson.card[2].question;
    assert_true(q->number);
    assert_true(q->choice[0].right);
    assert_true(q->choice[0].value == 1024);
    assert_true(q->choice[1].value == 20);
    assert_true(q->choice[2].value == -1.5);
}

static void tasks(void **state) {
    (void)state;
    read_text("---\ntitle: t\n---\n# Card\n```try\nStep, and\nchoose {2*8}.\nseen  step * :: a **step** of {2*3}\n"
              "seen map *\ndo step\ndo map next; zoom 2\n```\nLater.\n```do\nzoom 1\n```\n");
    const Card *c = &lesson.card[0];
    assert_int_equal(lesson.mistakes, 0);
    assert_null(c->question);
    assert_int_equal(c->asks_at, 0);
    assert_string_equal(plain(c->task->text), "Step, and choose 16.");
    assert_int_equal(c->task->n, 2);
    assert_string_equal(c->task->sign[0].pattern, "step *");
    assert_string_equal(plain(c->task->sign[0].text), "a step of 6");
    assert_int_equal(c->task->sign[1].text.n, 0);
    assert_int_equal(c->task->sign[1].line, 9);
    assert_int_equal(c->task->sign[1].column, 6);
    assert_int_equal(c->commands, 3);
    assert_string_equal(c->command[1].text, "map next; zoom 2");
    assert_int_equal(c->command[1].time, STAGE_SHOWN);
    assert_int_equal(c->command[2].time, STAGE_REVEALED);
}

static void nothing_is_asked_for_that_is_locked(void **state) {
    (void)state;
    static const struct { const char *head, *pattern; bool locked; } CASES[] = {
        {"lock: net", "net *", true}, {"lock: net", "weights *", true}, {"lock: net", "view *", false},
        {"hide: tabs", "view *", true}, {"hide: photo", "image *", true}, {"hide: photo", "photo next", true},
        {"hide: photo", "draw *", false}, {"hide: net", "net *", true}, {"order: 3", "net *", false}};
    char text[300];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        snprintf(text, sizeof text, "---\ntitle: t\n%s\n---\n# Card\n```try\nDo it.\nseen %s\n```\n", CASES[i].head,
                 CASES[i].pattern);
        read_text(text);
        assert_int_equal(lesson.mistakes, CASES[i].locked);
        if (CASES[i].locked) assert_string_equal(lesson.mistake[0].error.id, "lesson.sign_locked");
    }
}

/* ---- mistakes ---- */

/* What is wrong in a card, and where: lines count from the one behind the card's heading. */
static const struct { const char *text, *id; int line, column; } WRONG[] = {
    {"A {vgg16.foo} here", "figure.name", 0, 4},
    {"Zwölf {vgg99.params}", "figure.net", 0, 8}, /* columns are characters */
    {"x {vgg16.conv9.macs}", "figure.layer", 0, 4},
    {"{c.torchvision_top1}", "figure.none", 0, 2},
    {"fine\nthen {1/3}", "figure.not_exact", 1, 7},
    {"{2|Q}", "figure.format", 0, 3},
    {"{1+*2}", "figure.syntax", 0, 4},
    {"{1/0}", "figure.zero", 0, 3},
    {"an open { brace", "lesson.brace", 0, 9},
    {"a } alone", "lesson.brace", 0, 3},
    {"see [there](http://a.b)", "lesson.link", 0, 6},
    {"![picture](a.png)", "lesson.link", 0, 3},
    {"text\n\n***\n", "lesson.rule", 2, 1},
    {"| a | b |\n|---|---|\n| 1 | {vgg16.x} |", "figure.name", 2, 8},
    {"```do\nfly\n```", "command.unknown", 1, 1},
    {"```do\nstep 1; swim 3\n```", "command.unknown", 1, 9},
    {"```do\nselect\n```", "command.args", 1, 1},
    {"```do\nimage \"open\n```", "script.quote", 1, 1},
    {"```do\nlang zh\n```", "command.never", 1, 1},
    {"```do slm\n```", "lesson.weights", 0, 7},
    {"```do\nmap 3\n```", "lesson.map_any", 1, 1},
    {"```do slim\nmap 3\n```", "lesson.map_other", 1, 1},
    {"- a\n  ```do\n  step\n  ```", "lesson.within", 1, 6},
    {"```ask\nQ\n( ) a :: b\n( ) c :: d\n```", "lesson.no_right", 1, 1},
    {"```ask\nQ\n(x) a\n```", "lesson.choices_few", 1, 1},
    {"```ask\nQ\n( ) a\n(x) b\n```", "lesson.why", 2, 5},
    {"```ask\nQ\n(x) a\n(x) b\n```", "lesson.right_twice", 3, 1},
    {"```ask\n(x) a\n( ) b :: c\n```", "lesson.question_empty", 1, 1},
    {"```ask\nQ\n(x) a\nb\n( ) c :: d\n```", "lesson.choice_line", 3, 1},
    {"```ask\nQ\n(x) a\n( ) a :: b\n```", "lesson.choice_twice", 3, 5},
    {"```ask\nQ\n(x) {1/0}\n( ) a :: b\n```", "figure.zero", 2, 7},
    {"```number\nQ\n= some\n```", "lesson.not_a_number", 2, 1},
    {"```number\nQ\n```", "lesson.no_number", 1, 1},
    {"```number\nQ\n= 3\n3 :: that\n```", "lesson.choice_twice", 3, 1},
    {"```ask more\nQ\n(x) a\n( ) b :: c\n```", "lesson.fence_more", 0, 8},
    {"```try\nseen step *\n```", "lesson.task_empty", 1, 1},
    {"```try\nStep.\n```", "lesson.no_signs", 1, 1},
    {"```try\nStep.\nseen fly *\n```", "command.unknown", 2, 6},
    {"```try\nStep.\nseen step; run\n```", "command.unknown", 2, 6},
    {"```try\nStep.\nseen select conv1_1\nseen run far\n```", "command.alone", 3, 6},
    {"```try\nStep.\nseen pixel 3\n```", "command.args", 2, 6},
    {"```try\nStep.\nseen pixel 3 4 5 *\n```", "command.args", 2, 6},
    {"```try\nStep.\nseen 'step\n```", "script.quote", 2, 6},
    {"```try\nStep.\nseen answer *\n```", "lesson.sign_own", 2, 6},
    {"```try\nStep.\nseen map 3\n```", "lesson.sign_map", 2, 6},
    {"```try\nStep.\nseen :: a step\n```", "lesson.sign_empty", 2, 6},
    {"```try\nStep.\nseen step * :: {1/0}\n```", "figure.zero", 2, 18},
    {"```try\nStep.\nseen step *\nwith Space\n```", "lesson.task_line", 3, 1},
    {"```try\nStep.\nseen step *\ndo save x.png\n```", "command.never_writes", 3, 4},
    {"```try\nStep.\nseen map *\ndo map 3\n```", "lesson.map_any", 3, 4},
    {"```try\nA.\nseen step *\n```\n\n```try\nB.\nseen back *\n```", "lesson.questions", 5, 4},
    {"```ask\nQ\n(x) a\n( ) b :: c\n```\n\n```try\nB.\nseen back *\n```", "lesson.questions", 6, 4},
    {"```try\nA.\nseen step *\nseen step *\nseen step *\nseen step *\nseen step *\nseen step *\nseen step *\n"
     "seen step *\nseen step *\n```", "lesson.signs_many", 10, 6},
    {"bad byte \xFF there", "lesson.utf8", 0, 10},
    {"1. a\n   1. b\n      1. c\n         1. d", "lesson.deep", 2, 10},
    {"## \n\n#\n", "lesson.card_title", 2, 1},
};
enum { WRONGS = sizeof WRONG / sizeof *WRONG };

/* A number, or a sum of products, as it is written and as a Chinese input method types it. */
static void numbers_are_read_as_they_are_written(void **state) {
    (void)state;
    static const struct { const char *text; double value; } NUMBERS[] = {
        {"150528", 150528}, {"224*224*3", 150528}, {"224×224×3", 150528}, {"3·3·64+64", 640},
        {"１５０，５２８", 150528}, {"1,792", 1792}, {"−7", -7}, {"10-2*3", 4}, {"-2*-3", 6}, {"０．５＊６＋１－２", 2},
        {"３×３", 9},
    };
    static const char *const NONE[] = {"", ",", "3*", "*3", "3**3", "3+", "1..2", "1e5", "inf", "0x10", "three", "5 6",
                                       "3/2", "1111111111111111111111111111111111111111111111111111111111111111"};
    double value;
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        if (!number_read(NUMBERS[i].text, &value) || value != NUMBERS[i].value) fail_msg("%s", NUMBERS[i].text);
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
        if (number_read(NONE[i], &value)) fail_msg("'%s' is %g", NONE[i], value);
}

static void every_mistake_alone(void **state) {
    (void)state;
    char text[400];
    for (int i = 0; i < WRONGS; i++) {
        snprintf(text, sizeof text, "---\ntitle: t\n---\n# Card\n%s\n", WRONG[i].text);
        read_text(text);
        if (lesson.mistakes != 1 || strcmp(lesson.mistake[0].error.id, WRONG[i].id) != 0 ||
            lesson.mistake[0].line != 5 + WRONG[i].line || lesson.mistake[0].column != WRONG[i].column)
            fail_msg("'%s': %d mistakes, %s in %d:%d, not %s in %d:%d", WRONG[i].text, lesson.mistakes,
                     lesson.mistakes ? lesson.mistake[0].error.id : "-", lesson.mistakes ? lesson.mistake[0].line : 0,
                     lesson.mistakes ? lesson.mistake[0].column : 0, WRONG[i].id, 5 + WRONG[i].line, WRONG[i].column);
    }
}

static void a_lesson_with_a_hundred_mistakes(void **state) {
    (void)state;
    static char text[32768];
    struct { const char *id; int line, column; } want[200];
    int line = 5, n = 0;
    size_t length = (size_t)snprintf(text, sizeof text, "---\ntitle: t\n---\n");
    for (int i = 0; i < 52; i++) { /* two a card: one within text, and any but the last, which makes a card itself */
        const int two[] = {i % 14, 14 + i % (WRONGS - 15)};
        length += (size_t)snprintf(text + length, sizeof text - length, "# Card\n");
        for (int k = 0; k < 2; k++) {
            const char *snippet = WRONG[two[k]].text;
            length += (size_t)snprintf(text + length, sizeof text - length, "%s\n\n", snippet);
            want[n].id = WRONG[two[k]].id;
            want[n].line = line + WRONG[two[k]].line;
            want[n++].column = WRONG[two[k]].column;
            line += 2;
            for (const char *at = snippet; *at; at++) line += *at == '\n';
        }
        line++;
    }
    read_text(text);
    for (int i = 0; i < n && i < lesson.mistakes; i++) {
        const Mistake *m = &lesson.mistake[i];
        if (strcmp(m->error.id, want[i].id) != 0 || m->line != want[i].line || m->column != want[i].column)
            fail_msg("%d: %s in %d:%d, not %s in %d:%d", i, m->error.id, m->line, m->column, want[i].id, want[i].line,
                     want[i].column);
    }
    assert_true(n > 100);
    assert_int_equal(lesson.mistakes, n);
}

static void heads(void **state) {
    (void)state;
    static const struct { const char *text, *id; int line, column; } HEADS[] = {
        {"# Card\n", "lesson.no_head", 1, 1},
        {"---\norder: 3\n---\n# Card\n", "lesson.no_title", 1, 1},
        {"---\ntitle: t\n# Card\n", "lesson.head_open", 1, 1},
        {"---\ntitle: t\norder: first\n---\n# Card\n", "lesson.order", 3, 8},
        {"---\ntitle: t\ncolour: red\n---\n# Card\n", "lesson.head_key", 3, 1},
        {"---\ntitle: t\nnothing\n---\n# Card\n", "lesson.head_line", 3, 1},
        {"---\ntitle: t\nlock: door\n---\n# Card\n", "lesson.lock", 3, 7},
        {"---\ntitle: t\nhide: tabs, me\n---\n# Card\n", "lesson.hide", 3, 13},
        {"---\ntitle: t\nhide:\n---\n# Card\n", "lesson.head_empty", 3, 1},
        {"---\ntitle: t\n---\ntext\n# Card\n", "lesson.before", 4, 1},
        {"---\ntitle: t\n---\n", "lesson.no_cards", 4, 1},
        {"---\ntitle: t\n---\n# Card\n```do\nstep\n", "lesson.fence", 5, 4},
        {"---\r\ntitle: t\r\n---\r\n# Card\r\n{1/0}\r\n", "figure.zero", 5, 3},
    };
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
        read_text(HEADS[i].text);
        const Mistake *m = lesson.mistake;
        bool found = false;
        for (int k = 0; k < lesson.mistakes; k++)
            found |=
                strcmp(m[k].error.id, HEADS[i].id) == 0 && m[k].line == HEADS[i].line && m[k].column == HEADS[i].column;
        if (!found)
            fail_msg("'%s': %s in %d:%d, not %s in %d:%d", HEADS[i].text, lesson.mistakes ? m->error.id : "-",
                     lesson.mistakes ? m->line : 0, lesson.mistakes ? m->column : 0, HEADS[i].id, HEADS[i].line,
                     HEADS[i].column);
    }
}

/* ---- what is asked of them ---- */

/* Looks for words in a lesson: what is found is in order of its score, and has a line of at most 19 bytes. Returns the
 * first card, -1 for none. */
static int ask(const Lesson *in, const char *words) {
    CardFound found[3];
    char line[20];
    int n;
    Error e = lesson_search(in, 1, words, found, 3, &n);
    assert_false(failed(&e));
    for (int i = 0; i < n; i++) {
        assert_true(found[i].card < in->cards && found[i].score > 0 && (!i || found[i].score <= found[i - 1].score));
        e = lesson_search_line(&in->card[found[i].card], words, line, sizeof line);
        assert_false(failed(&e));
        assert_true(strlen(line) < sizeof line);
    }
    return n ? found[0].card : -1;
}

static void what_is_asked_is_found(void **state) {
    (void)state;
    char line[40];
    read_text("---\ntitle: t\n---\n# One kernel\nIt is flipped. A long text of other things.\n# Two\n| kernel |\n"
              "|---|\n| 4,096 |\n\n# 三\n全连接层很宽。卷积核不翻转。\n# Four\n```ask\nWhere?\n( ) here :: padding it is\n(x) there\n"
              "```\n# Five\nNothing.\n# Six\nNothing.\n");
    assert_int_equal(ask(&lesson, "KERNELS"), 0);
    assert_int_equal(ask(&lesson, "flipping"), 0);
    assert_int_equal(ask(&lesson, "4096"), 1);
    assert_int_equal(ask(&lesson, "翻转"), 2);
    assert_int_equal(ask(&lesson, "padding"), 3);
    assert_int_equal(ask(&lesson, "elsewhere"), -1);
    assert_int_equal(ask(&lesson, ""), -1);
    Error e = lesson_search_line(&lesson.card[2], "翻转", line, sizeof line);
    assert_false(failed(&e));
    assert_string_equal(line, "卷积核不翻转。");
    e = lesson_search_line(&lesson.card[2], "翻转", line, 9); /* whole characters */
    assert_false(failed(&e));
    assert_string_equal(line, "卷积");
    e = lesson_search_line(&lesson.card[0], "elsewhere", line, sizeof line);
    assert_false(failed(&e));
    assert_string_equal(line, "It is flipped.");
}

/* However it is written, a size is one word, and the name of a network is. */
static void names_and_sizes_are_one_word(void **state) {
    (void)state;
    read_text("---\ntitle: Padding\n---\n# One\nA 3×3 in 16 places.\n# Two\nThree times 3, VGG-16's.\n# Three\nVGG and "
              "16.\n");
    static const char *const SIZES[] = {"3x3", "3×3", "3X3"}, *const NAMES[] = {"VGG16", "vgg-16", "Vgg 16"};
    for (int i = 0; i < 3; i++) assert_int_equal(ask(&lesson, SIZES[i]), 0);
    for (int i = 0; i < 3; i++) assert_int_equal(ask(&lesson, NAMES[i]), 1);
    assert_int_equal(ask(&lesson, "vgg"), 2);
    assert_int_equal(ask(&lesson, "3x4"), -1);
    assert_int_equal(ask(&lesson, "padding"), 2); /* the shortest card of the lesson of that title */
}

static void a_question_is_worded_as_lessons_are(void **state) {
    (void)state;
    static const char TABLE[] = "# which = wrong\nwhy, which =\nslow, very slow = work\n步幅 , 跨度 = 步长\n吗 =\n"
                                "为什么 = 为什么\n什么 =\nx";
    static const struct { const char *asked, *words; } CASES[] = {
        {"why slow", "     work "}, {"Which is SLOW?", "   is   work ?"}, {"very slow", "  work "},
        {"slowly", "slowly"}, {"which", "which"}, {"why?", "why?"}, {"步幅是跨度吗", "  步长 是  步长   "},
        {"为什么", "  为什么 "}, {"", ""},
    };
    char out[40];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        wording(TABLE, CASES[i].asked, out, sizeof out);
        assert_string_equal(out, CASES[i].words);
    }
    wording("a = 1234567890\n", "a a a a a a", out, 10);
    assert_int_equal(strlen(out), 9);
}

/* ---- any bytes ---- */

static void feed(const char *bytes, size_t n) {
    Lesson any;
    Error e = lesson_parse(bytes, n, &LESSON_CHECK, &any);
    assert_false(failed(&e));
    for (int i = 0; i < any.mistakes; i++) {
        assert_true(any.mistake[i].line >= 1);
        assert_true(any.mistake[i].column >= 1);
    }
    ask(&any, "how many are there 第一行 16 e.g., \xE7\xAC \xE4");
    lesson_free(&any);
}

static uint32_t dice(uint32_t *state, uint32_t sides) {
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % sides;
}

static void broken_lessons_do_no_harm(void **state) {
    (void)state;
    static const char PARTS[] = "{}|^~`*_#-=>:()[]!\\\n\r\t &;x1\xE4\xFF\x00";
    uint32_t seed = 7;
    size_t n = sizeof WHOLE - 1;
    char text[2 * sizeof WHOLE];
    for (size_t cut = 0; cut <= n; cut += 3) feed(WHOLE, cut);
    for (int round = 0; round < 1500; round++) {
        memcpy(text, WHOLE, n);
        size_t length = n;
        for (uint32_t k = 1 + dice(&seed, 12); k > 0; k--) {
            size_t at = dice(&seed, (uint32_t)length);
            char c = PARTS[dice(&seed, sizeof PARTS - 1)];
            switch (dice(&seed, 3)) {
            case 0: text[at] = c; break;
            case 1: memmove(text + at, text + at + 1, length - at - 1), length--; break;
            default:
                if (length + 1 >= sizeof text) break;
                memmove(text + at + 1, text + at, length - at);
                text[at] = c;
                length++;
            }
        }
        feed(text, length);
    }
}

static void fill(char *text, size_t size, const char *head, const char *with) {
    size_t n = strlen(head), each = strlen(with);
    memcpy(text, head, n);
    while (n + each < size) memcpy(text + n, with, each), n += each;
    feed(text, n);
}

static void hostile_lessons_end_soon(void **state) {
    (void)state;
    static char text[LESSON_BYTES + 10];
    static const char HEAD[] = "---\ntitle: t\n---\n# Card\n";
    static const char *const MANY[] = {"{",     "}",       "^",        "~a",          "{1}",  "(",   "|a",
                                       "> ",    "- ",      "*a_",      "`",           "[",    "![",  "\\",
                                       "# x\n", "```do\n", "```ask\n", "{((((((((((", "\n\n", "1. ", "&amp;",
                                       "\xC3",  "\x01",    "\t",       "map 1;"};
    for (size_t i = 0; i < sizeof MANY / sizeof *MANY; i++) fill(text, sizeof text - 10, HEAD, MANY[i]);
    size_t n = (size_t)snprintf(text, sizeof text, "%s", HEAD); /* short rows of a wide table */
    for (int c = 0; c < 20000; c++) text[n++] = '|', text[n++] = 'a';
    text[n++] = '\n';
    for (int c = 0; c < 20000; c++) text[n++] = '|', text[n++] = '-';
    while (n + 2 < LESSON_BYTES) text[n++] = '\n', text[n++] = 'a';
    feed(text, n);
    memset(text, 'a', sizeof text);
    feed(text, sizeof text); /* too large */
    feed("", 0);
}

static int free_lesson(void **state) {
    (void)state;
    lesson_free(&lesson);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures),
        cmocka_unit_test(preparations_are_told_as_they_are),
        cmocka_unit_test(a_whole_lesson),
        cmocka_unit_test(questions),
        cmocka_unit_test(tasks),
        cmocka_unit_test(nothing_is_asked_for_that_is_locked),
        cmocka_unit_test(numbers_are_read_as_they_are_written),
        cmocka_unit_test(every_mistake_alone),
        cmocka_unit_test(a_lesson_with_a_hundred_mistakes),
        cmocka_unit_test(heads),
        cmocka_unit_test(what_is_asked_is_found),
        cmocka_unit_test(names_and_sizes_are_one_word),
        cmocka_unit_test(a_question_is_worded_as_lessons_are),
        cmocka_unit_test(broken_lessons_do_no_harm),
        cmocka_unit_test(hostile_lessons_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, free_lesson);
}
