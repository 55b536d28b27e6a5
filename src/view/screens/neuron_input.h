/* Neuron at the input: how the bytes of a pixel become the numbers that the network gets. */
#ifndef VIEW_SCREENS_NEURON_INPUT_H
#define VIEW_SCREENS_NEURON_INPUT_H

#include "view/facts.h"

/* In the room of a panel, all channels beside one another; the pixel and those around it below, where there is room. */
void input_steps_draw(Ui *ui, Rect room, const UnitFacts *f);

#endif
