/* A question to the lessons, and the cards that answer it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static int ask(const char *language, const char *words) {
    Asked *asked = calloc(1, sizeof *asked);
    Error e = asked ? ask_find(language, words, asked) : error("memory", "%s", "ask");
    int status = failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
    for (int i = 0; !status && i < asked->n; i++) {
        const AskedCard *a = &asked->at[i];
        printf("%s %d  %s: %s\n    %s\n", a->lesson, a->card, a->lesson_title, a->title, a->line);
    }
    free(asked);
    return status;
}

int cli_ask(int argc, char **argv) {
    const char *rest[ASK_WORDS], *language = "en";
    char words[ASKED_SIZE];
    int n;
    const Option options[] = {{"--lang", &language, NULL}};
    int status = cli_options(argc, argv, options, 1, rest, ASK_WORDS, &n);
    if (status) return status;
    if (!n) return cli_usage(error("usage.words", "%s\t%s", "ask", "WORDS ..."));
    Error e = ask_join(n, rest, words);
    return failed(&e) ? cli_usage(e) : ask(language, words);
}
