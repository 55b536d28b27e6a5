/* Tables that have an entry for each value of an enum. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <assert.h>

/* Behind a table whose size its entries make: does not compile where it has not `count` of them. */
#define TABLE_HAS(table, count)                                                                                        \
    static_assert(sizeof(table) / sizeof *(table) == (count), #table ": an entry for each of " #count)

#endif
