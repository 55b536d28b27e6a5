#!/usr/bin/env python3
"""Batch normalization folded: vgg16_bn against itself as PyTorch fuses it, and as the program says it does."""
import copy
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import torch
import torchvision
from PIL import Image
from torch.nn.utils.fusion import fuse_conv_bn_eval

from _common import PHOTOS, Tally, answer, equal, near, output
from _nets import prepare


def fused(net):
    """The same network without its batch normalization."""
    net = copy.deepcopy(net).eval()
    modules = []
    for module in net.features:
        if isinstance(module, torch.nn.BatchNorm2d):
            modules[-1] = fuse_conv_bn_eval(modules[-1], module)
        else:
            modules.append(module)
    net.features = torch.nn.Sequential(*modules)
    return net


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "vgg16_bn.pth"
        torch.manual_seed(4)
        net = torchvision.models.vgg16_bn(weights=None)
        for module in net.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                torch.nn.init.normal_(module.running_mean, 0, 0.2)
                torch.nn.init.uniform_(module.running_var, 0.3, 2)
                torch.nn.init.uniform_(module.weight, 0.5, 1.5)
                torch.nn.init.normal_(module.bias, 0, 0.2)
        torch.save(net.state_dict(), path)
        told = answer("read", "--weights", path, "--image", PHOTOS[0], "--do",
                      "view parameters; topic norm; measure")["folding"]
        with tally.test("parameters"):
            small = fused(net)
            equal(told["parameters"], sum(p.numel() for p in net.parameters()), "as it is")
            equal(told["folded_parameters"], sum(p.numel() for p in small.parameters()), "folded")
            equal(told["rows_gone"], sum(isinstance(m, torch.nn.BatchNorm2d) for m in net.modules()), "rows")
        with tally.test("answers"):
            assert told["answers_differ"] < 1e-5, told
            assert told["rows_differ"] < 1e-4, told
            equal(told["same_order"], True, "the order")
        with tally.test("PyTorch's fused network gives what the program gives"):
            photo = prepare(224)(Image.open(PHOTOS[0]).convert("RGB"))
            with torch.no_grad():
                want = torch.softmax(small(photo[None])[0], 0).numpy()
            got = answer("run", "--weights", path, "--image", PHOTOS[0], "--top", "1000")["top"]
            near([one["p"] for one in got], [want[one["class"]] for one in got], 1, 1e-5, "the answers")
    tally.close()


if __name__ == "__main__":
    main()
