/* Pickles, read as data.
 *
 * A pickle is a program for a machine with a stack. This machine knows the operations that build values; no name is
 * ever looked up, imported or called. A call becomes a value that says what was to be called with what, and whoever
 * asked for the pickle makes sense of those whose names are on its whitelist. All others are inert: objects that lie
 * beside what is asked for, of which the name is known and nothing else happens. */
#ifndef IO_PICKLE_H
#define IO_PICKLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef enum ValueKind {
    VALUE_NONE, VALUE_BOOL, VALUE_INT, VALUE_FLOAT, VALUE_TEXT, VALUE_TUPLE, VALUE_LIST, VALUE_DICT,
    VALUE_NAME,
    VALUE_CALL,      /* of a name; the items are its arguments */
    VALUE_PERSISTENT /* stored elsewhere; the one item says where */
} ValueKind;

typedef struct Value Value;
struct Value {
    ValueKind kind;
    int name;          /* of NAME and CALL, its place in the whitelist; NAME_FOREIGN for one that is not there */
    int64_t number;    /* of BOOL and INT; 0 for one of more than 64 bits */
    double real;       /* of FLOAT */
    const char *text;  /* of TEXT, not terminated; of INT its bytes, little endian, where it has more than 8; of a
                        * foreign  NAME or CALL "module.name", one line of ASCII, terminated */
    Value **item;      /* of DICT key, value, key, value, ... */
    size_t n, room;    /* bytes of the text, or items */
    Value *state;      /* of CALL, what the object was to be filled with; else NULL */
    bool seen;         /* whoever walks through the values was here; false at first */
    Value *held;       /* of CALL, a DICT or LIST of what was put into the object as into such a one; else NULL */
};

enum { NAME_FOREIGN = -1 };

/* A name that means something to whoever asks. A call of one that makes a dict becomes VALUE_DICT. */
typedef struct PickleName {
    const char *module, *name;
    bool makes_dict;
} PickleName;

typedef struct Pickle {
    const unsigned char *at, *end; /* the bytes that are left; values point into them */
    const char *path;              /* for errors */
    const PickleName *names;
    int n_names;
    Arena *memory;                 /* of the values */
    Value *persistent;             /* a list of all that is stored elsewhere, filled by pickle_read */
} Pickle;

/* Reads one pickle of protocol 2 or later, as torch.save writes them; `at` moves behind it.
 * Errors: pickle.operation, pickle.name (it used another one before), pickle.broken, weights.cut, memory. */
Error pickle_read(Pickle *pickle, Value **out);

bool value_foreign(const Value *value); /* a name that is on no whitelist, or a call of one */
bool value_is(const Value *value, const char *text);
/* What a dict holds under a key; NULL if it has none, or the value is no dict. Of equal keys the last counts. */
Value *value_get(const Value *dict, const char *key);

#endif
