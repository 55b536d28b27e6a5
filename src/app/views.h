/* The screens: all that the rest of the program knows of one is its line here; what it draws and says is view/'s. */
#ifndef APP_VIEWS_H
#define APP_VIEWS_H

/* In the order of the tabs: its value, its word (of the command `view`, and of the text view.WORD), the key that opens
 * it. With a line here it has VIEW_NAME, its state of the keys KEYS_NAME, and a place in the table of view/screens.c,
 * which asks for its WORD_screen. */
#define EACH_VIEW(X) \
    X(NETWORK, network, "1") \
    X(LAYER, layer, "2") \
    X(NEURON, neuron, "3") \
    X(FIELD, field, "4") \
    X(PARAMETERS, parameters, "5") \
    X(COMPARE, compare, "6") \
    X(SLICES, slices, "7") \
    X(FAMILY, family, "8") \
    X(WHY, why, "9") \
    X(ASKS, asks, "0")

#define VIEW_VALUE(NAME, word, key) VIEW_##NAME,
typedef enum View { EACH_VIEW(VIEW_VALUE) VIEW_COUNT } View;

/* "network|layer|...": what command_word reads a View from. */
#define VIEW_WORD(NAME, word, key) "|" #word
#define VIEW_WORDS (&(EACH_VIEW(VIEW_WORD))[1])

#endif
