#!/usr/bin/env python3
"""Modules that PyTorch saved whole (torch.save(model)): their settings say what they are. Every row is held against what the
modules made; what hostile objects would run is not run."""
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
import torchvision
from torch import nn
from torchvision.models import vgg

from _common import Tally, answer, equal, near, output, run, unguessed
from _modules import PHOTO, fill, holds, photo

HOSTILE = pathlib.Path(tempfile.gettempdir()) / f"vggscope-hostile-{os.getpid()}"


class View(nn.Module):
    """As people wrote it before there was nn.Flatten."""


class Reshape(View):
    def forward(self, x):
        return x.flatten(1)


class Parts(nn.Module):
    """A class of one's own: what it has, in that order."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


def relus(*layers):
    return nn.Sequential(*[m for layer in layers for m in (layer, nn.ReLU())])


def plain(*modules):
    return nn.Sequential(*modules), modules


def strides():
    return plain(nn.Conv2d(3, 8, 5, stride=2, padding=1), nn.BatchNorm2d(8, eps=0.01), nn.ReLU(), nn.MaxPool2d(3, 2, padding=1), nn.Conv2d(8, 12, 3),
                 nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True), nn.Flatten(), nn.Linear(12 * 9, 20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 4))


def curves():
    return plain(nn.Conv2d(3, 8, 4, padding="same"), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 3, padding="same", groups=2), nn.ELU(0.5), nn.AvgPool2d(2),
                 nn.Conv2d(8, 8, 3, padding=(1, 1)), nn.GELU(), nn.Conv2d(8, 8, 1), nn.SiLU(), nn.AvgPool2d((3, 3), 2, padding=1, count_include_pad=False),
                 nn.Conv2d(8, 8, 3), nn.ReLU6(), nn.Flatten(), nn.Linear(8 * 36, 9), nn.Tanh(), nn.Linear(9, 3))


def grey():
    return plain(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 30),
                 nn.ReLU(), nn.Linear(30, 10))


def lrn():
    return plain(nn.Conv2d(3, 12, 3, padding=1), nn.ReLU(), nn.LocalResponseNorm(3, alpha=2e-2, beta=0.5, k=1.5), nn.MaxPool2d(4), nn.Flatten(),
                 nn.Linear(12 * 49, 6))


def averaged():
    return plain(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 12, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
                 nn.Flatten(), nn.Linear(12, 3))


def of_vgg(modules, classifier):
    net = torchvision.models.VGG(nn.Sequential(*modules), init_weights=False)
    net.classifier = classifier
    return net, [*modules, net.avgpool, nn.Flatten(), *(classifier if isinstance(classifier, nn.Sequential) else [classifier])]


def vgg_head():
    return of_vgg(list(vgg.make_layers(vgg.cfgs["A"])), nn.Sequential(nn.Linear(25088, 30), nn.ReLU(), nn.Dropout(), nn.Linear(30, 2)))


def vgg_leaky():
    modules = [nn.LeakyReLU(0.1) if isinstance(m, nn.ReLU) else m for m in vgg.make_layers([8, "M", 16, "M", 16, "M", 16, "M", 16, "M"])]
    return of_vgg(modules, nn.Linear(16 * 49, 5))


def alexnet():
    net = torchvision.models.AlexNet(num_classes=5)
    net.classifier[1], net.classifier[4], net.classifier[6] = nn.Linear(9216, 20), nn.Linear(20, 20), nn.Linear(20, 5)
    return net, [*net.features, net.avgpool, nn.Flatten(), *net.classifier]


def own():
    conv1, conv2, fc1, fc2 = nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3), nn.Linear(8 * 36, 12), nn.Linear(12, 3)
    net = Parts(conv1=conv1, bn1=nn.BatchNorm2d(8), relu1=nn.ReLU(), conv2=conv2, relu2=nn.ReLU(), pool=nn.MaxPool2d(2), flat=Reshape(), fc1=fc1, fc2=fc2)
    return net, [conv1, net.bn1, net.relu1, conv2, net.relu2, net.pool, nn.Flatten(), fc1, nn.ReLU(), fc2]


def nested():
    blocks = nn.Sequential(Parts(conv=nn.Conv2d(3, 8, 3, padding=1), act=nn.ReLU()), Parts(conv=nn.Conv2d(8, 8, 3, padding=1), act=nn.ReLU(), pool=nn.MaxPool2d(2)))
    net = Parts(backbone=Parts(blocks=blocks), head=nn.Sequential(nn.Flatten(), nn.Linear(8 * 64, 4), nn.Softmax(1)))
    a, b = blocks
    return net, [a.conv, a.act, b.conv, b.act, b.pool, nn.Flatten(), net.head[1]]


def wrapper():
    """One part alone: what the code does around it is in no file."""
    inside = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 64, 4))
    return Parts(m=inside), list(inside)


def block():
    body = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())
    modules = [nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), *body, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 64, 4)]
    return nn.Sequential(*modules[:2], Parts(body=body), *modules[4:]), modules


def averages():
    net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 64, 4))
    average = torch.optim.swa_utils.AveragedModel(net)
    average.avg_fn = None  # no pickle has a function within another
    return average, [*average.module]


def norm_first():
    return plain(nn.BatchNorm2d(1), nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 196, 4))


FORMS = {  # network and its modules, the photo's size, whether the order is a guess
    "strides, paddings, ceil_mode and an epsilon": (strides, 32, False), "activations and averages": (curves, 32, False), "grey": (grey, 32, False),
    "an LRN of its own": (lrn, 28, False), "a mean of each map": (averaged, 224, False), "VGG-11 with another head": (vgg_head, 224, False),
    "VGG with leaky ReLUs": (vgg_leaky, 224, False), "AlexNet with another head": (alexnet, 224, False), "a class of one's own": (own, 16, True),
    "classes within classes": (nested, 16, True), "batch normalization first": (norm_first, 28, False), "a class of one's own around another": (wrapper, 16, True),
    "a class of one's own with one part": (block, 16, True), "an average over a training": (averages, 16, False),
}


def check_form(name, folder):
    make, size, guessed = FORMS[name]
    net, modules = make()
    fill(net)
    for saved, older in ((net, False), (net, True), (nn.DataParallel(net), False), ({"epoch": 1, "model": net}, False)):
        torch.save(saved, folder / "own.pth", _use_new_zipfile_serialization=not older)
        holds(folder / "own.pth", modules, size)
    checked = answer("weights", "check", folder / "own.pth")
    equal(checked["described"], "order" if guessed else "file", "what tells the layers")
    equal([left for left in checked["left_out"] if not left.endswith("n_averaged")], ["epoch"], "what is left out")
    for words in (("run", "--weights"), ("weights", "check")):
        got = run(*words, folder / "own.pth")
        equal("in which they were registered" in got.stdout + got.stderr, guessed, f"whether {words} says that the order is a guess")


def lines(got):
    return got.returncode, len(got.stderr.strip().splitlines())


def check_side(folder):
    """Where several sides fit it is a usual one, which is said; input takes any of them, and no other. Packed it stays so."""
    unpadded = plain(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 36, 4))
    digits = plain(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 25, 4))
    strided = plain(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 8, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(512, 3))
    odd = plain(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 400, 3))
    alone = plain(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 144, 3))
    for name, (net, modules), side, others, wrong in (("unpadded", unpadded, 32, (30, 33), (29, 34, 224)), ("digits", digits, 28, (26, 29), (25, 30)), ("strided", strided, 32, (29, 31), (28, 33)),
                                                      ("odd", odd, 40, (41,), (39, 42)), ("averaged", averaged(), 224, (32, 64, 96), ()), ("alone", alone, 12, (), (11, 13, 224))):
        torch.save(fill(net), folder / f"{name}.pth")
        equal(run("weights", "pack", folder / f"{name}.pth", folder / f"{name}.safetensors").returncode, 0, "the status of pack")
        for path in (folder / f"{name}.pth", folder / f"{name}.safetensors"):
            holds(path, modules, side)
            fields, got = answer("run", "--weights", path), run("run", "--weights", path)
            guessed = bool(others)
            equal((fields["input"], "input_guessed" in fields, "is a guess" in got.stderr, "is a guess" in output("weights", "check", path)), (side, guessed, guessed, guessed),
                  f"the side of {path.name}, and whether it is said to be a guess")
            for other in others:
                with torch.no_grad():
                    want = net(photo(other, modules[0].in_channels)).softmax(1)[0]
                got = answer("read", "--weights", path, "--image", PHOTO, "--do", f"input {other}; run")["top"]
                near(np.float32([a["p"] for a in got]), np.sort(want.numpy())[::-1][:len(got)], 1, 1e-3, f"the answers of {path.name} at {other}")
            for other in wrong:
                equal(lines(run("read", "--weights", path, "--do", f"input {other}")), (1, 1), f"status and lines of {path.name} at {other}")


def check_answers(folder):
    """A network that ends in maps of one place has answers, with numbers for names; at another side it has none."""
    net, _ = plain(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2), nn.AvgPool2d(16))
    torch.save(fill(net), folder / "own.pth")
    tops = [answer("read", "--weights", folder / "own.pth", "--image", PHOTO, "--do", f"{first}run").get("top") for first in ("", "input 32; ", "input 32; input 224; ")]
    equal([tops[0], tops[2]], [tops[0] and [], tops[2] and []], "answers of maps")
    equal(sorted(a["label"] for a in tops[1]), [f"class {i}" for i in range(4)], "the names at 32")


def check_text(folder):
    """A text beside a module saved whole comes before it; one that is named has to have the same layers, at a side that fits."""
    net, modules = plain(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 49, 4))
    text = "input 17\nconv 8 3 pad 0\nrelu\npool 2\nfc 4\n"
    torch.save(fill(net), folder / "own.pth")
    holds(folder / "own.pth", modules, 16)
    (folder / "named").mkdir()
    for said, fits in ((text, True), (text.replace("input 17\n", ""), False), (text.replace("relu", "gelu"), False)):
        (folder / "named/own.net").write_text(said)
        got = run("run", "--net", folder / "named/own.net", "--weights", folder / "own.pth")
        equal((got.returncode, len(unguessed(got.stderr).splitlines())), (0, 0) if fits else (1, 1), f"status and lines with {said!r}")
        equal("own, not for own" in got.stderr, False, "whether it is said to be for itself")
    for said, other in ((text, modules), (text.replace("relu", "gelu"), [modules[0], nn.GELU(), *modules[2:]])):
        (folder / "own.net").write_text(said)
        holds(folder / "own.pth", other, 17)
        holds(folder / "own.pth", other, 17, "--net", folder / "own.net")
    (folder / "own.net").write_text(text.replace("fc 4", "fc 5"))
    equal(lines(run("run", "--weights", folder / "own.pth")), (1, 1), "status and lines of a text that does not fit")


def check_catalogue(folder):
    net = fill(torchvision.models.vgg11())
    torch.save(net, folder / "whole.pth")
    equal(answer("run", "--weights", folder / "whole.pth", "--image", PHOTO)["net"], "vgg11", "the network")
    modules = [*net.features, nn.Flatten(), *[m for m in net.classifier if not isinstance(m, nn.Dropout)]]
    holds(folder / "whole.pth", modules, 224, "--net", "vgg11")


class Norm(nn.Module):
    """A class whose code no file has."""


def check_refused(folder):
    """What only code says, and what there is not, is refused in a line; features and classifier are not taken for another network."""
    tutorial = Parts(conv1=nn.Conv2d(3, 6, 5), pool=nn.MaxPool2d(2, 2), conv2=nn.Conv2d(6, 16, 5), fc1=nn.Linear(400, 120), fc2=nn.Linear(120, 10))
    odd = [nn.Conv2d(3, 4, 3, dilation=2), nn.Conv2d(3, 4, (3, 1)), nn.Conv2d(3, 4, 3, stride=(1, 2)), nn.Conv2d(3, 4, 3, padding=1, padding_mode="reflect"),
           nn.MaxPool2d(2, return_indices=True), nn.AvgPool2d(2, divisor_override=3), nn.AdaptiveAvgPool2d((3, None)), nn.BatchNorm2d(3, affine=False),
           nn.BatchNorm2d(3, track_running_stats=False), nn.Mish(), nn.PReLU(), Norm(), nn.ConvTranspose2d(3, 4, 3), nn.Softmax(1), nn.Upsample(scale_factor=2)]
    scaled = Parts(m=plain(nn.Conv2d(3, 8, 3), nn.ReLU())[0], scale=nn.Parameter(torch.ones(1)))
    empty = nn.Sequential(nn.Conv2d(3, 8, 3), Parts(), nn.ReLU())
    empty[1].register_module("act", None)
    nets = [tutorial, scaled, empty] + [nn.Sequential(nn.Conv2d(3, 3, 3), nn.ReLU(), module, nn.ReLU(), nn.Conv2d(module.out_channels if hasattr(module, "out_channels") else 3, 3, 1))
                         for module in odd]
    whole = fill(torchvision.models.vgg11())
    whole.features[1] = nn.Mish()
    for i, net in enumerate([*nets, whole]):
        torch.save(net, folder / "odd.pth")
        got = run("run", "--weights", folder / "odd.pth")
        equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines for {net if i else 'one whose code has the rest'}")


class Hostile:
    """What runs a command once it is unpickled."""

    def __reduce__(self):
        return os.system, (f"touch {HOSTILE}",)


def hostile_places(net):
    """Where an object can lie in a module, its parts, and what a training keeps beside it: (name, what is saved, what is read)."""
    conv = net[0]
    yield "the model", Hostile(), False
    yield "beside", {"model": net, "optimizer": {"state": {0: Hostile()}, "param_groups": [Hostile()]}, "classes": Hostile(), "meta": {"labels": [Hostile()]}}, True
    yield "labels within", {"model": net, "classes": ["a", Hostile(), "c", "d"], "class_to_idx": {Hostile(): 0}, "idx_to_class": {0: Hostile()}}, True
    for place in ("kernel_size", "stride", "padding", "dilation", "padding_mode", "_forward_hooks", "note", "_modules", "_parameters", "_buffers"):
        was = conv.__dict__.get(place)
        conv.__dict__[place] = Hostile()
        yield place, net, place in ("_forward_hooks", "note", "_modules", "_buffers")
        conv.__dict__[place] = was
        if was is None:
            del conv.__dict__[place]
    conv.kernel_size = (Hostile(), 3)
    yield "a pair", net, False
    conv.kernel_size = (5, 5)
    conv._forward_hooks[0] = Hostile()
    yield "a hook", net, True
    conv._forward_hooks.clear()
    net._modules["extra"] = Hostile()
    yield "a part", net, True
    del net._modules["extra"]
    net[1].eps = Hostile()
    yield "an epsilon", net, False
    net[1].eps = 0.01
    net._modules = Hostile()
    yield "the parts", net, False


def check_hostile(folder):
    """Nothing runs; the network is read, or one line says why not."""
    net, _ = strides()
    fill(net)
    for name, saved, reads in hostile_places(net):
        for older in (False, True):
            torch.save(saved, folder / "hostile.pth", _use_new_zipfile_serialization=not older)
            for words in (("run", "--image", PHOTO, "--json", "--weights"), ("weights", "check")):
                got = run(*words, folder / "hostile.pth")
                equal(HOSTILE.exists(), False, f"whether it ran, as {name}")
                equal((got.returncode, len(unguessed(got.stderr).splitlines())), (0, 0) if reads else (1, 1), f"the status and the lines, as {name}")


def packed():
    """What tensors do not tell: activations, kinds of pools, strides, paddings, biases; last a network whose tensors are all AlexNet's."""
    alexnet = torchvision.models.alexnet()
    for i, module in enumerate(alexnet.features):
        if isinstance(module, nn.ReLU):
            alexnet.features[i] = nn.ELU(0.5)
    return {"kinds": nn.Sequential(nn.Conv2d(3, 8, 4, 3, 1, bias=False), nn.LeakyReLU(0.3), nn.AvgPool2d(3, 2, 1, True, False), nn.Conv2d(8, 8, 3, groups=4, padding=2),
                                   nn.BatchNorm2d(8, eps=0.02), nn.GELU(), nn.LocalResponseNorm(3, 0.1, 0.5, 2), nn.AdaptiveAvgPool2d(3), nn.Flatten(), nn.Linear(72, 6), nn.Tanh(),
                                   nn.Linear(6, 4, bias=False)),
            "grey": nn.Sequential(nn.Conv2d(1, 4, 3, padding="same", bias=False), nn.BatchNorm2d(4), nn.SiLU(), nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Conv2d(4, 3, 1),
                                  nn.AdaptiveAvgPool2d(1), nn.Flatten()),
            "alexnet": alexnet}


def check_packed(folder):
    """A packed network is the same: its layers, the names of its classes, and how photos are prepared."""
    for name, net in packed().items():
        if name != "alexnet":
            fill(net)
        torch.save({"model": net.eval(), "classes": ["a", "b", "ç", "d"][:3 if name == "grey" else 4]}, folder / f"{name}.pth")
        done = run("weights", "pack", folder / f"{name}.pth", folder / f"{name}.safetensors")
        equal((done.returncode, done.stderr), (0, ""), f"the status of {name}")
        tops, tables = ([answer(*words, "--weights", folder / f"{name}.{end}") for end in ("pth", "safetensors")] for words in (("run", "--image", PHOTO), ("table",)))
        equal(tops[1]["top"], tops[0]["top"], f"the answers of {name}")
        kinds = [[{k: v for k, v in row.items() if k in ("kind", "out", "kernel", "stride", "pad", "params")} for row in table["layers"]] for table in tables]
        equal(kinds[1], kinds[0], f"the layers of {name}")
        checked = answer("weights", "check", folder / f"{name}.safetensors")
        equal((checked["described"], checked["left_out"]), ("file", []), f"what is said of {name}")


def main():
    tally = Tally()
    for name in FORMS:
        with tally.test(f"saved whole: {name}"), tempfile.TemporaryDirectory() as folder:
            check_form(name, pathlib.Path(folder))
    for name, check in (("a network of the catalogue saved whole", check_catalogue), ("the side of the photos", check_side), ("answers at one side", check_answers), ("a text beside it", check_text), ("packed", check_packed), ("what only code says", check_refused), ("hostile objects", check_hostile)):
        with tally.test(name), tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
    tally.close()


main()
