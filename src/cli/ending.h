/* SIGINT, SIGTERM and SIGHUP end the program in order.
 *
 * They are heard by a thread of their own, so what answers them is ordinary code. Where the work that goes on has said
 * how it is ended (ending_tell), it is told, and has a few seconds to return from main. Otherwise, after those seconds,
 * or when a second signal comes, the program ends at once: temporary files go, one line says why, the status is 1.
 * Signals that the caller has ignored (nohup) stay ignored. */
#ifndef CLI_ENDING_H
#define CLI_ENDING_H

/* Begins to hear; before any other thread is started. Where none can be, signals do what they always do. */
void ending_begin(void);
/* From now on `stop` is called once, on the thread that hears; NULL: nobody is told any more. */
void ending_tell(void (*stop)(void *ctx), void *ctx);

#endif
