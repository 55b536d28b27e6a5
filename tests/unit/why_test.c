/* What Why asks and finds: the choice of a class, the way back, and the work that is cut off and taken up again. The
 * maps themselves are held against PyTorch in tests/live/why.py. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "nn/explain.h"
#include "opened.h"
#include "scratch.h"
#include "shell/picture_cache.h"
#include "view/read.h"
#include "app/features/cascade.h"
#include "app/features/survey.h"
#include "view/screens/why_facts.h"
#include "view/screens/why_terms.h"

static int at_desk(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image owl; reset; lang en; why off; view network");
    return 0;
}

/* ---- squares ---- */

static void is_square(int pass, int side, int x0, int y0, int x1, int y1) {
    Box b = occlusion_square(pass, side, side);
    if (b.x0 != x0 || b.y0 != y0 || b.x1 != x1 || b.y1 != y1)
        fail_msg("pass %d: %d %d %d %d", pass, b.x0, b.y0, b.x1, b.y1);
}

static void squares_go_over_the_photo(void **state) {
    (void)state;
    is_square(0, 224, 0, 0, 43, 43); /* 56 pixels around (16, 16), cut at the border */
    is_square(1, 224, 20, 0, 75, 43);
    is_square(8, 224, 20, 20, 75, 75);
    is_square(OCCLUSION_FIRST - 1, 224, 180, 180, 223, 223);
    is_square(OCCLUSION_FIRST, 224, 0, 0, 23, 23); /* 32 pixels around (8, 8) */
    is_square(OCCLUSION_FIRST + 15, 224, 8, 8, 39, 39);
    is_square(OCCLUSION_PASSES - 1, 224, 200, 200, 223, 223);
}

/* Each pixel is covered by both grids, of any photo down to a pixel a cell. */
static void squares_leave_nothing_out(void **state) {
    (void)state;
    static const int SIDES[] = {14, 28, 31, 32, 64, 100, 224, 227, 299};
    for (size_t s = 0; s < sizeof SIDES / sizeof *SIDES; s++) {
        int side = SIDES[s], covered[2][300] = {0};
        for (int pass = 0; pass < OCCLUSION_PASSES; pass++) {
            Box b = occlusion_square(pass, side, side);
            assert_true(b.x0 >= 0 && b.y0 >= 0 && b.x1 < side && b.y1 < side && b.x0 <= b.x1 && b.y0 <= b.y1);
            if (b.y0 == 0)
                for (int x = b.x0; x <= b.x1; x++) covered[pass >= OCCLUSION_FIRST][x] = 1;
        }
        for (int x = 0; x < side; x++) assert_true(covered[0][x] && covered[1][x]);
    }
}

/* ---- the class ---- */

static void classes_are_asked_for_by_number_and_name(void **state) {
    (void)state;
    says("view why");
    waits();
    int best = why_class(&app);
    says("why 388");
    assert_int_equal(why_class(&app), 388);
    says("why off; why Giant Panda");
    assert_int_equal(why_class(&app), 388);
    says("lang zh; why off; why 大熊猫");
    assert_int_equal(why_class(&app), 388);
    says("why off; why \"ice bear\""); /* English counts in any language */
    assert_int_equal(why_class(&app), 296);
    says("lang en; why off");
    assert_int_equal(why_class(&app), best);
    says("why cardigan");
    assert_int_equal(why_class(&app), 474);
    says("why Cardigan");
    assert_int_equal(why_class(&app), 264);
    is_refused("why CARDIGAN", "why.several");
    says("why off");
    is_refused("why unicorn", "why.class");
    is_refused("why 1000", "command.number");
    is_refused("why answer 0", "command.number");
    is_refused("why layer fc6", "why.layer");
    is_refused("why layer conv9_9", "command.layer");
    is_refused("why against perhaps", "command.word");
    assert_int_equal(why_class(&app), best); /* a mistake changes nothing */
}

static void answers_are_gone_through_in_their_order(void **state) {
    (void)state;
    says("view why");
    waits();
    const float *p = run_values(app.run, app.own.layers - 1);
    int first = why_class(&app);
    for (int i = 0; i < 1000; i++) assert_true(p[i] <= p[first]);
    assert_int_equal(why_other(&app), -1);
    says("why next");
    int second = why_class(&app);
    for (int i = 0; i < 1000; i++) assert_true(i == first || p[i] <= p[second]);
    says("why against");
    assert_int_equal(why_other(&app), first); /* the best one but for the class itself */
    says("why previous");
    assert_int_equal(why_class(&app), first);
    assert_int_equal(why_other(&app), second);
    says("why previous");
    assert_int_equal(why_class(&app), first); /* none before it */
    char script[32];
    snprintf(script, sizeof script, "why %d; why next", second);
    says(script);
    assert_true(why_class(&app) != first && why_class(&app) != second);
}

/* Of the selected layer where it is one that has maps, of the last one else. */
static void the_layer_is_the_selected_one(void **state) {
    (void)state;
    assert_int_equal(why_layer(&app), net_layer(&app.own, "pool5"));
    says("select conv4_2");
    assert_int_equal(why_layer(&app), net_layer(&app.own, "conv4_2"));
    says("select relu4_2");
    assert_int_equal(why_layer(&app), net_layer(&app.own, "conv4_2"));
    says("why layer pool3");
    assert_int_equal(why_layer(&app), net_layer(&app.own, "pool3"));
    says("net vgg19");
    assert_int_equal(why_layer(&app), net_layer(&app.own, "pool3"));
    says("why layer; select fc7");
    assert_int_equal(why_layer(&app), net_layer(&app.own, "pool5"));
}

static void the_way_back_leads_to_the_same(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE], again[SCRIPT_SIZE];
    static const char *const PLACES[] = {"why answer 3", "why 296; why against on", "why layer conv3_3", "why off",
                                         "why term 1 3; why term 3 2; why term 2; why topic terms",
                                         "why drawn 5; why seed 7; why topic random"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        says("view why; why off");
        says(PLACES[i]);
        Why before = app.why;
        app_script(&app, script, sizeof script);
        assert_non_null(strstr(script, "; view why; why off"));
        says("why answer 7; why against; why layer pool1; view network");
        says(script);
        assert_memory_equal(&app.why, &before, sizeof before);
        app_script(&app, again, sizeof again);
        assert_string_equal(script, again);
    }
}

/* ---- what is seen meanwhile ---- */

static int pictures(const Frame *frame) {
    int n = 0;
    for (int i = 0; i < frame->list.n; i++) n += frame->list.at[i].kind == DRAW_PICTURE;
    return n;
}

/* As a window has it that opens the screen before anything has run. */
static void the_screen_is_there_before_the_answers(void **state) {
    (void)state;
    static Frame frame;
    const Metrics metrics = {NULL, fixed_width};
    Arena arena = {0};
    says("image lemur; reset; view network");
    waits();
    assert_false(why_answers(&app));
    app.view = VIEW_WHY;
    for (app.zoomed = 0; app.zoomed <= 1 + WHY_METHODS; app.zoomed++) {
        view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
        assert_true(pictures(&frame) >= 1);
    }
    assert_non_null(facts_text(&app, &arena));
    json_t *facts = facts_json(&app, &arena);
    assert_true(json_is_true(json_object_get(facts, "answers")));
    json_decref(facts);
    app.zoomed = 0;
    arena_free(&arena);
}

/* ---- the work ---- */

static const char NET[] = "input 32\nconv 8 3\nrelu\npool 2\nconv 8 3\nrelu\npool 2\nfc 16\nrelu\nfc 10\n";
static const char NO_ANSWERS[] = "input 32\nconv 8 3\nrelu\npool 2\n";

static void opens(const char *name, const char *net, size_t size) {
    char script[600];
    scratch_write(name, net, size);
    snprintf(script, sizeof script, "net '%s'; weights random:3; image owl; why off; view why", scratch(name));
    says(script);
}

/* The answers to all squares, by another engine. */
static Occlusion *found_by(int threads, Engine **engine, Run **run) {
    static const float GREY[3] = {0};
    Occlusion *o;
    bool whole;
    Error e = engine_open(engine_isa(app.engine), threads, 0, engine);
    if (!failed(&e)) e = run_open(*engine, app.weights, run_values(app.run, -1), run);
    if (!failed(&e)) e = run_to(*run, app.own.layers - 1, &whole);
    if (!failed(&e)) e = occlusion_open(*engine, app.weights, *run, GREY, &o);
    assert_false(failed(&e));
    return o;
}

static void is_same(const Occlusion *a, const Occlusion *b) {
    size_t bytes = (1 + OCCLUSION_PASSES) * (size_t)a->classes * sizeof *a->p;
    assert_int_equal(a->passes, OCCLUSION_PASSES);
    assert_int_equal(b->passes, OCCLUSION_PASSES);
    assert_memory_equal(a->score, b->score, bytes);
    assert_memory_equal(a->p, b->p, bytes);
}

static void ends(Occlusion *o, Run *run, Engine *engine) {
    o->task.close(&o->task);
    run_close(run);
    engine_close(engine);
}

static void any_number_of_threads_makes_the_same_bits(void **state) {
    (void)state;
    Engine *engine[2];
    Run *run[2];
    Occlusion *o[2];
    opens("threads.net", NET, sizeof NET - 1);
    waits();
    for (int i = 0; i < 2; i++) {
        o[i] = found_by(i ? 3 : 1, &engine[i], &run[i]);
        Error e = o[i]->task.work(&o[i]->task);
        assert_false(failed(&e));
        assert_true(o[i]->task.done);
    }
    is_same(o[0], o[1]);
    for (int i = 0; i < 2; i++) ends(o[i], run[i], engine[i]);
}

/* Cut off before each pass and within it: what is there stays, and the rest comes out as in one go. */
static void what_was_cut_off_is_taken_up_again(void **state) {
    (void)state;
    Engine *engine[2];
    Run *run[2];
    Occlusion *o[2];
    opens("cut.net", NET, sizeof NET - 1);
    waits();
    for (int i = 0; i < 2; i++) o[i] = found_by(2, &engine[i], &run[i]);
    Error e = o[0]->task.work(&o[0]->task);
    assert_false(failed(&e));
    e = run_open(engine[1], app.weights, o[1]->input, &o[1]->run);
    assert_false(failed(&e));
    for (int calls = 0, row = 0; calls < 2000 && !o[1]->task.done; calls++) {
        bool whole;
        o[1]->task.cancel = true; /* begins the next pass, and is told to end at once */
        e = o[1]->task.work(&o[1]->task);
        assert_false(failed(&e));
        assert_false(o[1]->task.done);
        o[1]->task.cancel = false;
        if (calls % 2) { /* some rows further, as where it is told later */
            e = run_to(o[1]->run, row++ % app.own.layers, &whole);
        } else if (calls % 10 == 0) {
            o[1]->score[1] = 12345; /* of the whole photo: not made again */
            e = o[1]->task.work(&o[1]->task);
        }
        assert_false(failed(&e));
    }
    assert_true(o[1]->task.done);
    assert_true(o[1]->score[1] == 12345);
    o[1]->score[1] = o[0]->score[1];
    is_same(o[0], o[1]);
    for (int i = 0; i < 2; i++) ends(o[i], run[i], engine[i]);
}

/* ---- random weights ---- */

typedef struct Drawn {
    Engine *engine;
    Run *run;
    Reasons *reasons;
    Cascade *cascade;
} Drawn;

static Drawn drawn_by(int threads, uint32_t seed) {
    Drawn d;
    bool whole;
    Asking question = {.class_index = 3, .other = -1, .row = net_layer(&app.own, "pool2")};
    Error e = engine_open(engine_isa(app.engine), threads, 0, &d.engine);
    if (!failed(&e)) e = run_open(d.engine, app.weights, run_values(app.run, -1), &d.run);
    if (!failed(&e)) e = run_to(d.run, app.own.layers - 1, &whole);
    if (!failed(&e)) e = reasons_open(d.run, d.engine, question, &d.reasons);
    if (!failed(&e)) e = d.reasons->task.work(&d.reasons->task);
    if (!failed(&e)) e = cascade_open(d.engine, app.weights, d.reasons, seed, &d.cascade);
    assert_false(failed(&e));
    return d;
}

static void works(JobTask *task) {
    Error e = task->work(task);
    assert_false(failed(&e));
}

static void leave(Drawn *d) {
    d->cascade->task.close(&d->cascade->task);
    d->reasons->task.close(&d->reasons->task);
    run_close(d->run);
    engine_close(d->engine);
}

static bool same_maps(const Cascade *a, const Cascade *b) {
    bool same = a->steps == b->steps;
    for (int i = 0; i < a->steps && same; i++)
        for (int k = 0; k < REASONS; k++) {
            size_t bytes = (size_t)(a->shape[k].h * a->shape[k].w) * sizeof(float);
            same &= memcmp(a->step[i].map[k], b->step[i].map[k], bytes) == 0;
        }
    return same;
}

/* Any number of threads makes the same bits, another seed others; what was cut off before each step and within it comes
 * out as in one go. */
static void random_weights_are_the_same_each_time(void **state) {
    (void)state;
    opens("random.net", NET, sizeof NET - 1);
    waits();
    Drawn one = drawn_by(1, 5), three = drawn_by(3, 5), other = drawn_by(2, 6), parted = drawn_by(2, 5);
    works(&one.cascade->task);
    works(&three.cascade->task);
    works(&other.cascade->task);
    assert_int_equal(one.cascade->steps, 4);
    assert_int_equal(one.cascade->there, 4);
    for (int calls = 0; calls < 100 && !parted.cascade->task.done; calls++) {
        parted.cascade->task.cancel = calls % 3 != 0;
        works(&parted.cascade->task);
        if (calls % 3 == 1 && parted.cascade->run) parted.cascade->begun = false; /* as where it was told within */
    }
    assert_true(parted.cascade->task.done);
    assert_true(same_maps(one.cascade, three.cascade));
    assert_true(same_maps(one.cascade, parted.cascade));
    assert_false(same_maps(one.cascade, other.cascade));
    leave(&one);
    leave(&three);
    leave(&other);
    leave(&parted);
}

static void a_stop_keeps_the_steps_that_are_there(void **state) {
    (void)state;
    opens("steps.net", NET, sizeof NET - 1);
    says("why topic random");
    waits();
    Cascade *c = app.work.cascade;
    assert_int_equal(why_cascade(&app)->there, 4);
    c->there = 2; /* as in the midst of it */
    for (int i = 2; i < 4; i++)
        for (int k = 0; k < REASONS; k++) {
            free(c->step[i].map[k]);
            c->step[i].map[k] = NULL;
        }
    c->task.done = false;
    says("stop");
    assert_int_equal(app.view, VIEW_WHY);
    waits();
    assert_false(c->task.done);
    says("why topic maps; why topic random");
    waits();
    assert_ptr_equal(why_cascade(&app), c);
    assert_true(c->task.done);
    uint64_t number = c->number;
    says("why seed 9"); /* other weights take it anew */
    waits();
    assert_true(why_cascade(&app)->number > number);
    assert_int_equal(why_cascade(&app)->there, 4);
    says("why more; why more; why more; why more; why more");
    assert_int_equal(why_drawn(&app), 3);
    says("why less");
    assert_int_equal(why_drawn(&app), 2);
}

/* ---- terms ---- */

static void terms_are_followed_back(void **state) {
    (void)state;
    Arena arena = {0};
    opens("terms.net", NET, sizeof NET - 1);
    says("why topic terms");
    waits();
    WhyTerms f = why_terms(&app, &arena);
    assert_int_equal(f.n, 2); /* of fc 10, and of fc 16 over 8 maps of 8 x 8 */
    assert_false(f.sum[0].places);
    assert_true(f.sum[1].places);
    assert_int_equal(f.sum[1].unit, f.sum[0].term[0].unit);
    for (int i = 0; i < f.n; i++) {
        double sum = f.sum[i].rest + f.sum[i].bias;
        for (int k = 0; k < f.sum[i].n; k++) sum += f.sum[i].term[k].product;
        assert_true(fabs(sum - f.sum[i].sum) < 1e-9);
    }
    says("why more");
    WhyTerms other = why_terms(&app, &arena);
    assert_int_equal(other.sum[0].chosen, 1);
    assert_int_equal(other.sum[1].unit, f.sum[0].term[1].unit);
    says("why deeper; why more; why more");
    assert_int_equal(why_terms(&app, &arena).sum[1].chosen, 2);
    says("why term 1 1"); /* begins those behind it anew */
    assert_int_equal(why_terms(&app, &arena).sum[1].chosen, 0);
    is_refused("why term 9", "command.number");
    is_refused("why term 1 17", "command.number");
    assert_non_null(app_survey(&app));
    Finding best[3];
    int n = survey_best(app_survey(&app), f.sum[0].term[0].unit, best, 3);
    for (int i = 1; i < n; i++) assert_true(best[i - 1].value >= best[i].value);
    arena_free(&arena);
}

/* Scores that are no sum of a fully connected layer have no terms. */
static void a_network_without_such_a_sum_says_so(void **state) {
    (void)state;
    static const char POOLED[] = "input 32\nconv 8 3\nrelu\nconv 10 1\naverage global\n";
    Arena arena = {0};
    opens("pooled.net", POOLED, sizeof POOLED - 1);
    says("why topic terms");
    waits();
    assert_int_equal(why_terms(&app, &arena).n, 0);
    arena_free(&arena);
}

/* ---- what is kept ---- */

/* Another class is asked about in the midst: the gradients come first, and the squares go on. */
static void another_class_costs_no_pass(void **state) {
    (void)state;
    opens("class.net", NET, sizeof NET - 1);
    waits();
    const Occlusion *o = why_occlusion(&app);
    const Reasons *r = why_reasons(&app);
    uint64_t made = app.work.whys;
    assert_true(o && r && o->task.done && r->task.done);
    says("why next");
    waits();
    assert_ptr_equal(why_occlusion(&app), o);
    assert_int_equal(app.work.whys, made + 1); /* the gradients alone */
    says("why previous");
    assert_int_equal(app.work.whys, made + 2);
    says("image panda"); /* another photo takes both anew */
    waits();
    assert_int_equal(app.work.whys, made + 4);
    assert_true(why_occlusion(&app)->task.done);
}

static void a_stop_keeps_what_is_there(void **state) {
    (void)state;
    opens("stop.net", NET, sizeof NET - 1);
    waits();
    Occlusion *o = app.work.occlusion;
    float last = o->p[OCCLUSION_PASSES * o->classes];
    o->passes = 100; /* as in the midst of it */
    o->task.done = false;
    o->p[OCCLUSION_PASSES * o->classes] = 0;
    says("stop");
    assert_true(why_stopped(&app));
    assert_int_equal(app.view, VIEW_WHY);
    waits();
    assert_int_equal(why_occlusion(&app)->passes, 100);
    assert_false(o->task.done);
    says("view why");
    assert_false(why_stopped(&app));
    waits();
    assert_ptr_equal(why_occlusion(&app), o);
    assert_true(o->task.done);
    assert_int_equal(o->passes, OCCLUSION_PASSES);
    assert_true(o->p[OCCLUSION_PASSES * o->classes] == last);
}

static void a_network_without_classes_says_so(void **state) {
    (void)state;
    Arena arena = {0};
    opens("none.net", NO_ANSWERS, sizeof NO_ANSWERS - 1);
    waits();
    assert_null(app.work.reasons);
    assert_non_null(strstr(facts_text(&app, &arena), "none has no classes: there is no answer to explain.\n"));
    is_refused("why 1", "why.none");
    is_refused("why next", "why.none");
    says("why off");
    arena_free(&arena);
}

/* Grad-CAM asks for maps; the others do not. */
static void a_network_without_maps_lacks_one(void **state) {
    (void)state;
    static const char FLAT[] = "input 32\nfc 16\nrelu\nfc 10\n";
    Arena arena = {0};
    opens("flat.net", FLAT, sizeof FLAT - 1);
    waits();
    assert_int_equal(why_layer(&app), -1);
    WhyFacts f = why_facts(&app, &arena);
    for (int i = 0; i < WHY_METHODS; i++) assert_int_equal(f.map[i].there, i != WHY_GRADCAM);
    arena_free(&arena);
}

static int open_all(void **state) { return scratch_open(state) || open_app(state); }

/* The keys of the maps on the screen; their number. */
static int keys_of_maps(PictureKey out[WHY_METHODS]) {
    const Metrics metrics = {NULL, fixed_width};
    static Frame frame;
    Arena arena = {0};
    int n = 0;
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_PICTURE && d->picture.kind == PICTURE_HEAT && n < WHY_METHODS)
            out[n++] = picture_key(&d->picture, 0, 0);
    }
    arena_free(&arena);
    return n;
}

/* A map that is not there is the same picture whatever is asked, so that nothing is painted anew: in a network without
 * maps that of Grad-CAM. One that is there is another one, and the same as long as it stays. */
static void a_map_is_painted_once(void **state) {
    (void)state;
    static const char FLAT[] = "input 32\nfc 16\nrelu\nfc 10\n";
    PictureKey one[WHY_METHODS], other[WHY_METHODS];
    opens("flat.net", FLAT, sizeof FLAT - 1);
    says_and_waits("why answer 1");
    assert_int_equal(keys_of_maps(one), WHY_METHODS);
    says_and_waits("theme light; theme dark");
    assert_int_equal(keys_of_maps(other), WHY_METHODS);
    assert_memory_equal(one, other, sizeof one);
    says_and_waits("why answer 2");
    keys_of_maps(other);
    for (int i = 0; i < WHY_METHODS; i++)
        assert_int_equal(memcmp(&one[i], &other[i], sizeof *one) == 0, i == WHY_GRADCAM);
    assert_true(memcmp(&one[WHY_TIMES], &one[WHY_GRADCAM], sizeof *one) != 0);
}

/* What asks why, or what is asked for, leads to its screen, whatever was shown; a view that is named later stands. */
static void the_commands_lead_to_their_screens(void **state) {
    (void)state;
    says("view layer; zoom 2; why ice bear");
    assert_int_equal(app.view, VIEW_WHY);
    assert_int_equal(app.zoomed, 0);
    says("zoom 1; why against on");
    assert_int_equal(app.zoomed, 1); /* that is there already */
    says("view network; asks class giant panda");
    assert_int_equal(app.view, VIEW_ASKS);
    says("view network; asks texture");
    assert_int_equal(app.view, VIEW_ASKS);
    says("view layer; why off; asks off");
    assert_int_equal(app.view, VIEW_LAYER);
    says("why ice bear; asks steps 3; view layer");
    assert_int_equal(app.view, VIEW_LAYER);
    is_refused("why what is not there", "why.class");
    is_refused("asks seed x", "command.number");
    assert_int_equal(app.view, VIEW_LAYER);
    says("why off; asks off; zoom 0; view network");
}

/* What an occlusion changes is said in per cent; where that is nothing, no place and no colour says otherwise. */
static void what_hardly_changes_is_not_shown_as_strong(void **state) {
    (void)state;
    Arena arena = {0};
    Ui ui = {.app = &app, .arena = &arena, .scale = 1};
    says_and_waits("image panda; why off; view why");
    WhyFacts f = why_facts(&app, &arena);
    assert_true(f.p > 0.999f);
    assert_true(f.map[WHY_OCCLUSION].hardly);
    assert_true(f.map[WHY_OCCLUSION].extremes.largest < WHY_HARDLY);
    assert_true(f.map[WHY_OCCLUSION].extremes.bright == WHY_HARDLY);
    assert_non_null(strstr(why_words(&ui), "hardly changes it: by less than 1 %"));
    assert_string_equal(why_value(&ui, &f.map[WHY_OCCLUSION], -2.4e-5f, true, NULL), "0.0 %");
    says_and_waits("image owl");
    f = why_facts(&app, &arena);
    const WhyMap *m = &f.map[WHY_OCCLUSION];
    assert_true(!m->hardly && m->extremes.bright == m->extremes.largest);
    char said[32];
    snprintf(said, sizeof said, "strongest %.1f %% at", 100 * (double)m->strongest);
    assert_non_null(strstr(why_words(&ui), said));
    says_and_waits("why against on"); /* scores are no shares */
    f = why_facts(&app, &arena);
    assert_true(!f.map[WHY_OCCLUSION].shares && !f.map[WHY_OCCLUSION].hardly);
    arena_free(&arena);
    says("why off; image panda; view network");
}

static int close_all(void **state) { return close_app(state) || scratch_close(state); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squares_go_over_the_photo),
        cmocka_unit_test(squares_leave_nothing_out),
        cmocka_unit_test_setup(the_commands_lead_to_their_screens, at_desk),
        cmocka_unit_test_setup(what_hardly_changes_is_not_shown_as_strong, at_desk),
        cmocka_unit_test_setup(classes_are_asked_for_by_number_and_name, at_desk),
        cmocka_unit_test_setup(answers_are_gone_through_in_their_order, at_desk),
        cmocka_unit_test_setup(the_layer_is_the_selected_one, at_desk),
        cmocka_unit_test_setup(the_way_back_leads_to_the_same, at_desk),
        cmocka_unit_test_setup(the_screen_is_there_before_the_answers, at_desk),
        cmocka_unit_test_setup(any_number_of_threads_makes_the_same_bits, at_desk),
        cmocka_unit_test_setup(what_was_cut_off_is_taken_up_again, at_desk),
        cmocka_unit_test_setup(random_weights_are_the_same_each_time, at_desk),
        cmocka_unit_test_setup(a_stop_keeps_the_steps_that_are_there, at_desk),
        cmocka_unit_test_setup(terms_are_followed_back, at_desk),
        cmocka_unit_test_setup(a_network_without_such_a_sum_says_so, at_desk),
        cmocka_unit_test_setup(another_class_costs_no_pass, at_desk),
        cmocka_unit_test_setup(a_map_is_painted_once, at_desk),
        cmocka_unit_test_setup(a_stop_keeps_what_is_there, at_desk),
        cmocka_unit_test_setup(a_network_without_classes_says_so, at_desk),
        cmocka_unit_test_setup(a_network_without_maps_lacks_one, at_desk),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
