#include "model/paper.h"

#include <string.h>

#define VGG "Simonyan and Zisserman, arXiv 1409.1556, "
#define ALEXNET "Krizhevsky, Sutskever and Hinton, NIPS 2012, "

/* Errors are in per cent. */
static const PaperFigure FIGURES[] = {
    {"five_by_five_worse", 7,
     VGG "section 4.1: B with each pair of 3x3 made one 5x5, how much higher its top-1 error is"},
    {"ilsvrc2012_supervision_top5", 15.3, ALEXNET "abstract: the winner of ILSVRC 2012, their own variant, test"},
    {"ilsvrc2012_second_top5", 26.2, ALEXNET "abstract: the second of ILSVRC 2012, test"},
    {"ilsvrc2012_alexnet_top5", 16.4, VGG "table 7: Krizhevsky et al., five networks, test"},
    {"ilsvrc2012_alexnet_one_top5", 18.2, VGG "table 7: Krizhevsky et al., one network, validation"},
    {"ilsvrc2013_zf_top5", 14.8, VGG "table 7: Zeiler and Fergus, six networks, test"},
    {"ilsvrc2013_clarifai_top5", 11.7, VGG "table 7: Clarifai, several networks, test"},
    {"ilsvrc2014_googlenet_top5", 6.7, VGG "table 7: GoogLeNet, seven networks, test"},
    {"ilsvrc2014_googlenet_one_top5", 7.9, VGG "table 7: GoogLeNet, one network"},
    {"ilsvrc2014_vgg_top5", 7.3, VGG "table 7: VGG as submitted, seven networks, test"},
    {"vgg_two_top5", 6.8, VGG "table 7: VGG after the submission, two networks, test"},
    {"vgg_one_top5", 7.0, VGG "table 7: VGG, one network, test"},
};

const PaperFigure *paper_figures(int *n) {
    *n = (int)(sizeof FIGURES / sizeof *FIGURES);
    return FIGURES;
}

bool paper_figure(const char *name, double *value) {
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        if (strcmp(FIGURES[i].name, name) != 0) continue;
        *value = FIGURES[i].value;
        return true;
    }
    return false;
}
