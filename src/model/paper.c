#include "model/paper.h"

#include <string.h>

#define VGG "Simonyan and Zisserman, arXiv 1409.1556, "
#define ALEXNET "Krizhevsky, Sutskever and Hinton, NIPS 2012, "
#define BATCH_NORM "Ioffe and Szegedy, arXiv 1502.03167, "
#define RESNET "He, Zhang, Ren and Sun, arXiv 1512.03385, "
#define GOOGLENET "Szegedy and others, arXiv 1409.4842, "
#define MOBILENET "Howard and others, arXiv 1704.04861, "
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
    {"batch", 256, VGG "section 3.1: photos a step of training"},
    {"momentum", 0.9, VGG "section 3.1"},
    {"weight_decay", 5e-4, VGG "section 3.1: the L2 penalty's multiplier"},
    {"dropout", 0.5, VGG "section 3.1: of the first two fully connected layers"},
    {"learning_rate", 0.01, VGG "section 3.1: at first"},
    {"learning_rate_divisor", 10, VGG "section 3.1: its divisor when the validation accuracy stopped improving"},
    {"learning_rate_drops", 3, VGG "section 3.1: how often that was"},
    {"training_steps", 370000, VGG "section 3.1: after so many iterations learning was stopped"},
    {"epochs", 74, VGG "section 3.1: so many times each photo"},
    {"training_photos", 1.3e6, VGG "section 4: the training set"},
    {"grown_convs", 4, VGG "section 3.1: the first convolutions of A, which deeper networks began with"},
    {"grown_fcs", 3, VGG "section 3.1: the fully connected layers of A, which deeper networks began with"},
    {"crop_grid", 5, VGG "section 3.2: crops along each side, at each scale"},
    {"crop_flips", 2, VGG "section 3.2: each crop and its mirror image"},
    {"crop_scales", 3, VGG "section 3.2: scales of the test"},
    {"resnet_stem_kernel", 7, RESNET "table 1: its first layer"},
    {"resnet_stem_stride", 2, RESNET "table 1: the first layer's stride"},
    {"resnet_pool_kernel", 3, RESNET "table 1: the pool behind it"},
    {"resnet_pool_stride", 2, RESNET "table 1: that pool's stride"},
    {"resnet_shallower", 18, RESNET "table 2: layers of the shallower network, ImageNet"},
    {"resnet_deeper", 34, RESNET "table 2: layers of the deeper one"},
    {"resnet_shallow", 20, RESNET "figure 1: layers of the shallower plain network, CIFAR-10"},
    {"resnet_deep", 56, RESNET "figure 1: layers of the deeper one"},
    {"plain18_top1", 27.94, RESNET "table 2: 18 layers without shortcuts, ImageNet validation, 10 crops"},
    {"plain34_top1", 28.54, RESNET "table 2: 34 layers without shortcuts"},
    {"resnet18_top1", 27.88, RESNET "table 2: 18 layers with shortcuts"},
    {"resnet34_top1", 25.03, RESNET "table 2: 34 layers with shortcuts"},
    {"resnet152", 152, RESNET "abstract: the layers of the deepest one for ImageNet"},
    {"resnet34_macs", 3.6e9, RESNET "section 3.3: multiply-adds of 34 layers"},
    {"resnet152_macs", 11.3e9, RESNET "section 3.3 and table 1: multiply-adds of 152 layers"},
    {"ilsvrc2015_resnet_top5", 3.57, RESNET "abstract: several networks, test"},
    {"googlenet_layers", 22, GOOGLENET "section 5: layers with parameters"},
    {"googlenet_fewer_params", 12, GOOGLENET "section 1: how many times fewer parameters than AlexNet"},
    {"googlenet_pool_gain", 0.6, GOOGLENET "section 5: points of top-1 accuracy that average pooling brought"},
    {"inception_in", 192, GOOGLENET "table 1: channels that inception (3a) gets"},
    {"inception_reduce", 16, GOOGLENET "table 1: its 1x1 before the 5x5"},
    {"inception_out", 32, GOOGLENET "table 1: what its 5x5 makes"},
    {"mobilenet_params", 4.2e6, MOBILENET "table 8: 1.0 MobileNet-224"},
    {"mobilenet_macs", 569e6, MOBILENET "table 8: 1.0 MobileNet-224"},
    {"mobilenet_accuracy", 70.6, MOBILENET "table 8: 1.0 MobileNet-224, top-1"},
    {"mobilenet_googlenet_params", 6.8e6, MOBILENET "table 8: GoogLeNet"},
    {"mobilenet_googlenet_macs", 1550e6, MOBILENET "table 8: GoogLeNet"},
    {"mobilenet_googlenet_accuracy", 69.8, MOBILENET "table 8: GoogLeNet, top-1"},
    {"mobilenet_vgg16_params", 138e6, MOBILENET "table 8: VGG 16"},
    {"mobilenet_vgg16_macs", 15300e6, MOBILENET "table 8: VGG 16"},
    {"mobilenet_vgg16_accuracy", 71.5, MOBILENET "table 8: VGG 16, top-1"},
    {"batch_norm_fewer_steps", 14, BATCH_NORM "abstract: so many times fewer training steps took an Inception as far"},
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
