/* A second run beside the main one, as the state holds it. */
#ifndef APP_BESIDE_STATE_H
#define APP_BESIDE_STATE_H

#include "app/source.h"

/* Who asks for one. */
typedef enum BesideRole {
    BESIDE_COMPARE,   /* the other network on Compare */
    BESIDE_SLICES,    /* the network that is sliced, where that is not the main one */
    BESIDE_REFERENCE, /* the photo that patches are looked for in */
    BESIDE_UNCHANGED, /* the photo as it was before it was changed */
    BESIDE_FOLLOWED,  /* the full network whose maps the main one's follow, on Layer */
    BESIDE_STYLE,     /* the photo whose style another is given */
    BESIDE_COUNT
} BesideRole;

typedef enum BesidePhoto {
    BESIDE_SAME,     /* the main run's input, changed or not */
    BESIDE_ORIGINAL, /* the main run's photo as it came */
    BESIDE_OTHER     /* another one, `photo` */
} BesidePhoto;

typedef struct BesideWish {
    WeightsWish weights; /* app_weights_of(app, net), or others */
    BesidePhoto source;
    char photo[PATH_SIZE]; /* a name of the gallery, or a file */
} BesideWish;

typedef struct Beside {
    Net own;          /* its network at full width */
    Weights *weights; /* perhaps shared */
    Photo photo;      /* without the bytes of a pasted one */
    Run *run;         /* NULL: there is none */
    uint64_t version; /* changes with all of these, never to an earlier number: for pictures */
    /* what it was made from */
    bool tried;       /* for this wish and this version of the main run, with or without success */
    BesideWish wish;
    uint64_t of_app, of_photo;
    Preparation prepared; /* how the run's photo was */
    /* the same on the picture that comes from a camera, which takes turns with `run` */
    Run *next;                     /* NULL: none yet */
    Image next_image;
    uint64_t next_of;              /* the version that the photo will have; 0: none comes */
    bool next_rows[NET_LAYERS + 1]; /* that are wanted; [0] is the input */
} Beside;

#endif
