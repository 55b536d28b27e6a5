#include "model/paper.h"

#include <string.h>

#define VGG "Simonyan and Zisserman, arXiv 1409.1556, "
#define ALEXNET "Krizhevsky, Sutskever and Hinton, NIPS 2012, "
#define CS231N "Stanford's CS231n, notes on convolutional networks, the memory of VGGNet: "
#define TORCHVISION "torchvision, the transforms that its VGG weights name: "
#define CAFFE "Oxford's own VGG-16 and VGG-19, their page in Caffe's Model Zoo: "

/* Errors are in per cent, scales in pixels of the photo's shorter side. */
static const PaperFigure FIGURES[] = {
    {"scale", 256, VGG "table 3: S = Q, the first of its training and test scales"},
    {"larger_scale", 384, VGG "table 3: S = Q, the second, and Q of the jittered"},
    {"jitter_least", 256, VGG "section 3.1: the least S of scale jitter"},
    {"jitter_most", 512, VGG "section 3.1: the largest S of scale jitter"},
    {"vgg16_three_scales_top1", 24.8, VGG "table 4: D, S in [256, 512], Q = 256, 384 and 512"},
    {"vgg16_crops_top1", 24.6, VGG "table 5: D, crops in place of the dense test, at the same three scales"},
    {"vgg16_crops_and_dense_top1", 24.4, VGG "table 5: D, both averaged"},
    {"zf_stride", 2, VGG "section 2.3: the stride of Zeiler and Fergus's first layer, a 7x7"},
    {"validation_photos", 50000, VGG "section 4: the validation set"},
    {"alexnet_printed_side", 224, ALEXNET "section 3.5: the input as it is printed"},
    {"torchvision_resize", 256, TORCHVISION "the shorter side, before the centre crop"},
    {"torchvision_mean_red", 0.485, TORCHVISION "the mean of red"},
    {"torchvision_deviation_red", 0.229, TORCHVISION "the deviation of red"},
    {"caffe_mean_red", 123.68, CAFFE "the mean pixel, red"},
    {"alexnet_overlap_top1", 0.4, ALEXNET "section 3.4: what 3x3 at stride 2 takes off the top-1 error of 2x2"},
    {"alexnet_overlap_top5", 0.3, ALEXNET "section 3.4: the same, top-5"},
    {"course_vgg16_values", 24e6, CS231N "\"TOTAL memory: 24M * 4 bytes\", which its own rows do not add up to"},
    {"course_vgg16_mb", 93, CS231N "\"~= 93MB / image\""},
    {"five_by_five_worse", 7,
     VGG "section 4.1: B with each pair of 3x3 made one 5x5, how much higher its top-1 error is"},
    {"ilsvrc2012_supervision_top5", 15.3,
     ALEXNET "section 6: the winner of ILSVRC 2012, seven networks, two of them trained on more photos, test"},
    {"ilsvrc2012_second_top5", 26.2,
     ALEXNET "section 6: the second of ILSVRC 2012, classifiers on Fisher vectors and no network, test"},
    {"ilsvrc2012_alexnet_top5", 16.4, VGG "table 7: Krizhevsky et al., five networks, test"},
    {"ilsvrc2012_alexnet_one_top5", 18.2, VGG "table 7: Krizhevsky et al., one network, validation"},
    {"ilsvrc2013_zf_top5", 14.8, VGG "table 7: Zeiler and Fergus, six networks, test"},
    {"ilsvrc2013_clarifai_top5", 11.7, VGG "table 7: Clarifai, several networks, without more photos, test"},
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
