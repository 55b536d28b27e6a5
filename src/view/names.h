/* What classes and bundled photos are called in the language of the interface, as texts of the frame's arena. Commands,
 * files and JSON keep to the English names (class_label, Photo.name). */
#ifndef VIEW_NAMES_H
#define VIEW_NAMES_H

#include "view/ui.h"

/* "大熊猫"; of a network of one's own the name of its text, or the number: "类别 3". */
const char *class_name(const Ui *ui, const Net *net, int class_index);
/* With the English name behind it, where that is another: "大熊猫（giant panda）". */
const char *say_class(const Ui *ui, const Net *net, int class_index);
/* With its name in another language behind it, also where the interface is in English: "giant panda (大熊猫)". */
const char *say_class_twice(const Ui *ui, const Net *net, int class_index);
/* say_class where it is at most w wide, else the name alone. */
const char *say_class_within(const Ui *ui, Style style, float w, const Net *net, int class_index);
/* The figure of an answer: "97.96 %", or where the network's answers are values "−1.2345". As format_percent has it, or
 * with decimals 0 as format_share. */
const char *format_answer(const Ui *ui, const Net *net, double p, int decimals);
/* A sentence: the class and how likely it is. */
const char *say_answer(const Ui *ui, const Net *net, int class_index, float p);
/* The name, smaller where it does not fit, and the English one dim beside it where there is room. */
void class_draw(Ui *ui, Rect line, Style style, const Net *net, int class_index);

/* A photo by its name: "北极熊" for polar_bear; one's own stays as it is. */
const char *photo_name(const Ui *ui, const char *photo);
/* With the word that commands take behind it: "北极熊（polar_bear）". */
const char *say_photo(const Ui *ui, const char *photo);

#endif
