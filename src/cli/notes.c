#include "cli/notes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/session/lesson.h"
#include "base/clock.h"

struct Notes {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ending;
    bool end;
    double began; /* clock_ms of the first card */
    char name[PATH_SIZE];
    int card;     /* from 1; 0: none was shown yet */
};

/* The time of day, and how long the lesson has been going on; the line is written over each second. */
static void print_clock(const Notes *notes) {
    char day[16];
    time_t now = time(NULL);
    struct tm local;
    int seconds = (int)((clock_ms() - notes->began) / 1000);
    if (!localtime_r(&now, &local) || !strftime(day, sizeof day, "%H:%M:%S", &local)) return;
    printf("\r%s  +%d:%02d ", day, seconds / 60, seconds % 60);
    fflush(stdout);
}

static void *tick(void *arg) {
    Notes *notes = arg;
    pthread_mutex_lock(&notes->lock);
    while (!notes->end) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        until.tv_nsec = 0;
        pthread_cond_timedwait(&notes->ending, &notes->lock, &until);
        if (notes->card && isatty(STDOUT_FILENO)) print_clock(notes);
    }
    pthread_mutex_unlock(&notes->lock);
    return NULL;
}

Notes *notes_open(void) {
    Notes *notes = calloc(1, sizeof *notes);
    if (!notes) return NULL;
    pthread_mutex_init(&notes->lock, NULL);
    pthread_cond_init(&notes->ending, NULL);
    if (pthread_create(&notes->thread, NULL, tick, notes) == 0) return notes;
    free(notes);
    return NULL;
}

void notes_close(Notes *notes) {
    if (!notes) return;
    pthread_mutex_lock(&notes->lock);
    notes->end = true;
    pthread_cond_signal(&notes->ending);
    pthread_mutex_unlock(&notes->lock);
    pthread_join(notes->thread, NULL);
    if (notes->card) putchar('\n');
    free(notes);
}

/* How the card's task is done. */
static void print_shown(const Card *card) {
    for (int i = 0; i < card->commands; i++)
        if (card->command[i].time == STAGE_SHOWN) printf("\n☐ %s\n", card->command[i].text);
}

void notes_show(Notes *notes, const App *app) {
    const Card *card = lesson_card(app);
    const Teaching *t = app->teaching;
    if (!notes || !card) return;
    pthread_mutex_lock(&notes->lock);
    bool same = notes->card == t->card + 1 && strcmp(notes->name, t->name) == 0;
    if (!same) {
        Arena arena = {0};
        const char *title = rich_plain(card->title, &arena);
        const Card *next = t->card + 1 < t->lesson.cards ? card + 1 : NULL;
        const char *then = next ? rich_plain(next->title, &arena) : "";
        if (!notes->card) notes->began = clock_ms();
        notes->card = t->card + 1;
        snprintf(notes->name, sizeof notes->name, "%s", t->name);
        printf("\r\n%d/%d  %s\n", notes->card, t->lesson.cards, title ? title : "");
        if (*card->note) printf("\n%s\n", card->note);
        print_shown(card);
        if (next) printf("\n→ %s\n", then ? then : "");
        print_clock(notes);
        if (!isatty(STDOUT_FILENO)) putchar('\n'), fflush(stdout);
        arena_free(&arena);
    }
    pthread_mutex_unlock(&notes->lock);
}
