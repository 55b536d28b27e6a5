#!/usr/bin/env python3
"""What a unit sees of each volume in space, against the gradients of PyTorch's layers with positive weights."""
import sys

sys.dont_write_bytecode = True

import torch
import torchvision
from torch import nn

from _common import Tally, answer, equal

# Network, layer, unit (x, y).
UNITS = [("vgg16", "conv3_2", 28, 24), ("vgg16", "conv1_1", 0, 0), ("vgg16", "pool5", 6, 3),
         ("vgg16", "conv5_3", 13, 0), ("vgg19", "conv4_4", 5, 27), ("vgg19", "pool2", 55, 55),
         ("alexnet", "conv2", 13, 1), ("alexnet", "pool5", 2, 5)]


def thin(net):
    """torchvision's features with one map a layer, all weights 1, and pools that take every place: where the gradient
    is not 0, a unit looks."""
    layers = []
    for module in getattr(torchvision.models, net)().features:
        if isinstance(module, nn.Conv2d):
            conv = nn.Conv2d(1, 1, module.kernel_size, module.stride, module.padding, bias=False)
            nn.init.ones_(conv.weight)
            layers.append(conv)
        elif isinstance(module, nn.MaxPool2d):
            layers.append(nn.AvgPool2d(module.kernel_size, module.stride, module.padding))
    return layers


def names_of(volumes):
    return [v["layer"] for v in volumes if len(v["shape"]) == 3 and v["shape"][1] > 1]


def boxes(net, names, layer, x, y):
    """[x0, y0, x1, y1] of what is there and seen of each volume up to the layer's own."""
    made = [torch.ones(1, 1, 224, 224, dtype=torch.float64, requires_grad=True)]
    for module in thin(net):
        made.append(module.double()(made[-1]))
        made[-1].retain_grad()
    at = names.index(layer)
    made[at][0, 0, y, x].backward()
    out = []
    for values in made[:at]:
        rows, columns = torch.nonzero(values.grad[0, 0], as_tuple=True)
        out.append([int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())])
    return out + [[x, y, x, y]]


def within(box, shape):
    """The part of it that there is."""
    return [max(box[0], 0), max(box[1], 0), min(box[2], shape[2] - 1), min(box[3], shape[1] - 1)]


def check(net, layer, x, y):
    said = answer("read", "--do", f"net {net}; weights random:1; select {layer}; pixel {x} {y}; space on")["space"]
    volumes = said["volumes"]
    names = names_of(volumes)
    want = boxes(net, names, layer, x, y)
    got = [within(v["sees"], v["shape"]) for v in volumes if "sees" in v]
    equal(got, want, f"what {layer} sees of {names[:len(want)]}")
    for v in volumes:
        c, h, w = v["shape"]
        if h > 1:
            equal(v["size"], [w, h, c / 4], f"the size of {v['layer']}")


def main():
    tally = Tally()
    for net, layer, x, y in UNITS:
        with tally.test(f"{net}, {layer} at ({x}, {y})"):
            check(net, layer, x, y)
    tally.close()


if __name__ == "__main__":
    main()
