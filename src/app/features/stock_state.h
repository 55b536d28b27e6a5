/* The weights that the present network can have, and what is being fetched, as the state holds it. */
#ifndef APP_FEATURES_STOCK_STATE_H
#define APP_FEATURES_STOCK_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include "io/fetch.h"
#include "io/found.h"

typedef enum StockKind { STOCK_BUNDLED, STOCK_FILE, STOCK_RANDOM, STOCK_GET } StockKind;

typedef struct StockItem {
    StockKind kind;
    char path[PATH_SIZE]; /* of a file; of STOCK_GET its published name */
    int64_t size;    /* bytes of a file; of STOCK_GET those that are there of it */
    bool loaded;     /* it is the one that runs */
} StockItem;

enum { STOCK_MOST = FOUND_MOST + 4 };

typedef struct Stock {
    StockItem item[STOCK_MOST]; /* as it was when the list was opened, or something was fetched */
    int n;
    char left[400]; /* what else is in the file of the weights of one's own network: "optimizer, epoch" */
    /* what is being fetched */
    bool fetching;
    NetId net;
    Transfer transfer;
    FetchOptions options;
    pthread_t thread;
    atomic_bool over;
    Error error;                /* once it is over */
    int said;                   /* thousandths at the last notice */
    void (*notify)(void *ctx);  /* called from the thread as it goes on; NULL for nobody */
    void *ctx;
} Stock;

#endif
