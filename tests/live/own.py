#!/usr/bin/env python3
"""Networks of one's own, as PyTorch saves them: other heads, other widths, batch normalization, small pictures, features
alone. All modules, answers and the names of classes are held against PyTorch."""
import json
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
import torchvision
from PIL import Image
from torch import nn
from torchvision.models import vgg

from _common import ROOT, Tally, answer, equal, near, output, run
from _modules import fill
from _nets import Lrn, load, prepare

HOSTILE = pathlib.Path(tempfile.gettempdir()) / f"vggscope-hostile-{os.getpid()}"
PHOTO = ROOT / "assets/photos/lemur.jpg"


def made(features, classifier=None, seed=1):
    """The modules of a network, with numbers that keep activations alive."""
    net = nn.Module()
    net.features = nn.Sequential(*features)
    if classifier:
        net.classifier = nn.Sequential(*classifier) if len(classifier) > 1 else classifier[0]
    return fill(net, seed)


def layers(config, norm=False, bias=True):
    made_, channels = [], 3
    for width in config:
        if width == "M":
            made_.append(nn.MaxPool2d(2, 2))
            continue
        made_ += [nn.Conv2d(channels, width, 3, padding=1, bias=bias), *([nn.BatchNorm2d(width)] if norm else []), nn.ReLU()]
        channels = width
    return made_


A = vgg.cfgs["A"]
SMALL = [16, "M", 32, "M", 64, 64, "M", 64, "M", 64, "M"]
NETS = {  # features, classifier, the photo's size, classes
    "two": (lambda: layers(A), lambda: [nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
                                        nn.Dropout(), nn.Linear(4096, 2)], 224, 2),
    "one-layer": (lambda: layers(A), lambda: [nn.Linear(25088, 37)], 224, 37),
    "dropout-first": (lambda: layers(SMALL), lambda: [nn.Dropout(), nn.Linear(64 * 49, 100), nn.ReLU(), nn.Dropout(),
                                                      nn.Linear(100, 5)], 224, 5),
    "no-dropout": (lambda: layers(SMALL), lambda: [nn.Linear(64 * 9, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(),
                                                   nn.Linear(32, 7)], 96, 7),
    "no-relu": (lambda: layers(SMALL), lambda: [nn.Linear(64, 20), nn.Linear(20, 3)], 32, 3),
    "cifar": (lambda: layers([64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"], norm=True),
              lambda: [nn.Linear(512, 10)], 32, 10),
    "no-bias": (lambda: layers(SMALL, norm=True, bias=False), lambda: [nn.Linear(64, 10, bias=False)], 32, 10),
    "three-blocks": (lambda: layers([8, 8, "M", 12, "M", 20, "M"]), lambda: [nn.Linear(20 * 16, 1000)], 32, 1000),
    "kernels": (lambda: [nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(), nn.Conv2d(8, 16, 1), nn.ReLU(), nn.MaxPool2d(2, 2),
                         nn.Conv2d(16, 32, 7, padding=3, groups=4), nn.ReLU(), nn.MaxPool2d(2, 2)],
                lambda: [nn.Linear(32 * 49, 4)], 28, 4),
    "norm-head": (lambda: layers(A, norm=True), lambda: [nn.Linear(25088, 64), nn.ReLU(), nn.Linear(64, 3)], 224, 3),
    "features": (lambda: layers(SMALL), lambda: None, 224, 0),
    "slim-features": (lambda: layers([n if n == "M" else n // 4 for n in vgg.cfgs["D"]]), lambda: None, 224, 0),
}


def rows(net):
    """(name, module) of every row, as the program calls them."""
    block, inside, fcs, found = 1, 0, 0, []
    for module in net.features:
        kind = {nn.Conv2d: "conv", nn.BatchNorm2d: "bn", nn.ReLU: "relu", nn.MaxPool2d: "pool", Lrn: "lrn"}[type(module)]
        inside += kind == "conv"
        found.append((f"{kind}{block}" if kind in ("pool", "lrn") else f"{kind}{block}_{inside}", module))
        if kind == "pool":
            block, inside = block + 1, 0
    head = getattr(net, "classifier", [])
    before = 5 if block == 6 else 0
    for module in [head] if isinstance(head, nn.Linear) else head:
        if isinstance(module, nn.Dropout):
            continue
        fcs += isinstance(module, nn.Linear)
        found.append((f"{'fc' if isinstance(module, nn.Linear) else 'relu'}{before + fcs}", module))
    return found + ([("prob", nn.Softmax(1))] if fcs else [])


@torch.no_grad()
def activations(net, x):
    values = {}
    for name, module in rows(net):
        if isinstance(module, nn.Linear) and x.dim() > 2:
            x = x.flatten(1)
        x = torch.relu(x) if isinstance(module, nn.ReLU) else module(x)
        values[name] = x[0].numpy()
    return values


def photo(size):
    """As the program crops it: torchvision's way for ImageNet's sizes, else the short side as it is."""
    image = Image.open(PHOTO).convert("RGB")
    if size >= 224:
        return prepare(size)(image)[None]
    side = min(image.size)
    to = tuple(size if n == side else int(size * n / side) for n in image.size)
    image = image.resize(to, Image.BILINEAR)
    left, top = (round((n - size) / 2) for n in to)
    image = image.crop((left, top, left + size, top + size))
    x = torch.from_numpy(np.asarray(image, np.float32) / np.float32(255)).permute(2, 0, 1)
    return ((x - torch.tensor([0.485, 0.456, 0.406])[:, None, None]) /
            torch.tensor([0.229, 0.224, 0.225])[:, None, None])[None]


def grey(size):
    """The luminance of what is cropped, by the averages of mean and deviation."""
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    rgb = (photo(size)[0] * deviation[:, None, None] + mean[:, None, None]) * 255
    image = Image.fromarray(rgb.round().byte().permute(1, 2, 0).numpy()).convert("L")
    return ((torch.from_numpy(np.asarray(image, np.float32)) / 255 - mean.mean()) / deviation.mean())[None, None]


def check(name, folder):
    features, classifier, size, classes = NETS[name]
    net = made(features(), classifier())
    path = folder / f"{name}.pth"
    torch.save(net.state_dict(), path)
    if classes and classes < 20:
        (folder / f"{name}.txt").write_text("".join(f"thing {i}\n" for i in range(classes)))
    got = answer("run", "--weights", path, "--image", PHOTO, "--save-activations", folder / name)
    equal(got["net"], name, "the network's name")
    saved = {file.stem: np.load(file) for file in (folder / name).glob("*.npy")}
    want = activations(net, photo(size))
    near(saved.pop("input"), photo(size)[0].numpy(), 1, 1e-6, "the input")
    for row, value in want.items():
        near(saved.pop(row).reshape(value.shape), value, max(np.abs(value).max(), 1e-3), 1e-3, row)
    equal(list(saved), [], "modules that PyTorch does not have")
    if not classes:
        equal(got["top"], [], "answers of features alone")
        return
    best = int(want["prob"].argmax())
    label = f"thing {best}" if classes < 20 else f"class {best}"
    equal((got["top"][0]["class"], got["top"][0]["label"]), (best, label), "the best class")
    said = output("weights", "check", path)
    equal(f"{sum(p.numel() for p in net.parameters())} parameters" in said, True, "the parameters")
    equal("left out" in said, False, "whether anything is left out")


def check_back(folder):
    """What `state` prints leads a program that has just begun to the same place."""
    torch.save(made(layers(SMALL), [nn.Linear(64 * 49, 6)]).state_dict(), folder / "back.pth")
    script = output("read", "--weights", folder / "back.pth", "--do", "step 4; map 3; state").splitlines()[0]
    there = [answer("read", *do) for do in (("--weights", folder / "back.pth", "--do", "step 4; map 3"), ("--do", script))]
    equal(there[1], there[0], "where the way back leads")


TEXT = """# what stands here is not read
input 64
conv 16 5 stride 2   # 32x32
relu
lrn
pool 2
conv 32 3 groups 2
bn
relu

conv 20 1
relu
pool 3 stride 2
fc 40
relu
fc 3
"""


def check_text(folder):
    """A network that is written down, with random weights, against the same in PyTorch; and what is wrong with a line."""
    path = folder / "written.net"
    path.write_text(TEXT)
    (folder / "written.txt").write_text("one\ntwo\nthree\n")
    output("weights", "pack", "random:7", folder / "written.safetensors", "--net", path, "--type", "f32")
    net = made([nn.Conv2d(3, 16, 5, 2, 2), nn.ReLU(), Lrn(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, 1, 1, groups=2),
                nn.BatchNorm2d(32), nn.ReLU(), nn.Conv2d(32, 20, 1), nn.ReLU(), nn.MaxPool2d(3, 2)],
               [nn.Linear(20 * 49, 40), nn.ReLU(), nn.Linear(40, 3)])
    load(net, folder / "written.safetensors")
    got = answer("run", "--net", path, "--weights", "random:7", "--image", PHOTO, "--save-activations", folder / "written")
    saved = {file.stem: np.load(file) for file in (folder / "written").glob("*.npy")}
    near(saved.pop("input"), photo(64)[0].numpy(), 1, 1e-6, "the input")
    for row, value in activations(net, photo(64)).items():
        near(saved.pop(row).reshape(value.shape), value, max(np.abs(value).max(), 1e-3), 1e-3, row)
    equal(list(saved), [], "modules that PyTorch does not have")
    equal(sorted(a["label"] for a in got["top"]), ["one", "three", "two"], "the names")
    script = output("read", "--net", path, "--weights", "random:7", "--do", "step 3; state").splitlines()[0]
    there = [answer("read", *do) for do in (("--net", path, "--weights", "random:7", "--do", "step 3"), ("--do", script))]
    equal(there[1], there[0], "where the way back leads")
    for number, line in enumerate(("conv 16", "conv 16 3 3", "pool", "pool 2 pad", "fc", "fc 0", "conf 3 3", "relu 1", "pool 2 counts", "bn alpha 1", "average global 2", "channels 2", "leaky -1", "conv 16 3 stride",
                                   "conv 16 -3", "fc 10\nconv 16 3", "conv 16 3\ninput 32", "pool 99999999999", f"conv 16 3{' ' * 120}stride 2"), 1):
        path.write_text(line + "\n")
        said = run("table", "--net", path)
        equal((said.returncode, len(said.stderr.strip().splitlines()), "line " in said.stderr), (1, 1, True), f"what is said of line {number}")
    for text in ("", "# nothing\n", "conv 4 3\npool 2\n" * 8, "conv 4 3\nrelu\n" * 60, "fc 2000\n", "conv 5 3\nconv 6 3 groups 3\n", "conv 4 3\0"):
        path.write_text(text)
        said = run("run", "--net", path)
        equal((said.returncode, len(said.stderr.strip().splitlines())), (1, 1), f"what is said of {text[:20]!r}")


def check_side(folder):
    """One number a map into the classifier: a small picture, or the mean of a large one's maps, and either by command; AlexNet's
    features have its strides."""
    pooled = lambda net, side: [*net.features, nn.AdaptiveAvgPool2d(side), nn.Flatten(), *(net.classifier if isinstance(net.classifier, nn.Sequential) else
                                                                                        [net.classifier])]
    whole = lambda net, side, x: nn.Sequential(*pooled(net, side)).eval()(x).softmax(1)[0]
    alexnet = [*torchvision.models.alexnet().features]
    head = [nn.Linear(9216, 50), nn.BatchNorm1d(50), nn.ReLU(), nn.Dropout(), nn.Linear(50, 3)]
    for name, net, guess, other, side in (("mean", made(layers(A), [nn.Linear(512, 5)]), 224, 32, 1), ("small", made(layers(A, norm=True), [nn.Linear(512, 6)]), 32, 224, 1),
                                          ("seven", made(layers(A), [nn.Linear(25088, 4)]), 224, 256, 7), ("strides", made(alexnet, head), 224, 256, 6),
                                          ("even", made([nn.Conv2d(1, 8, 4, padding="same"), nn.ReLU(), nn.MaxPool2d(2)], [nn.Linear(8 * 196, 4)]), 28, 64, 14)):
        path = folder / f"{name}.pth"
        torch.save(net.state_dict(), path)
        for size, script in ((guess, "run"), (other, f"input {other}; run")):
            got = answer("read", "--weights", path, "--image", PHOTO, "--do", script)
            image = photo(size)
            if name == "even":
                image = grey(size)
            with torch.no_grad():
                want = whole(net, side, image)
            best = int(want.argmax())
            equal(got["top"][0]["class"], best, f"the best class of {name} at {size}")
            near(np.float32(got["top"][0]["p"]), want[best].numpy(), 1, 1e-3, f"its share of {name} at {size}")
            way = output("read", "--weights", path, "--image", PHOTO, "--do", f"{script}; state").splitlines()[0]
            equal(answer("read", "--do", way)["top"], got["top"], f"where the way back from {name} at {size} leads")
    for do in ("input 64", f"weights '{folder / 'mean.pth'}'; input 7"):
        got = run("read", "--do", do)
        equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines for {do}")


class Odd(nn.Module):
    """A class that the program cannot know."""

    def __init__(self, features, classifier):
        super().__init__()
        self.features, self.pool, self.classifier = features, nn.AdaptiveAvgPool2d(7), classifier
        self.note = "anything"


def check_whole(folder):
    """A whole module is a tree of names and tensors: the same network as from its state dict, also within a checkpoint."""
    net = made(layers(A, norm=True), [nn.Linear(25088, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 3)])
    whole = torchvision.models.VGG(net.features, init_weights=False)
    whole.classifier = net.classifier
    odd = Odd(net.features, net.classifier)
    torch.save(net.state_dict(), folder / "dict.pth")
    want = answer("run", "--weights", folder / "dict.pth", "--image", PHOTO)["top"]
    for name, saved in (("whole", whole), ("odd", odd), ("wrapped", nn.DataParallel(whole)),
                        ("checkpoint", {"epoch": 3, "model": odd, "optimizer": torch.optim.SGD(odd.parameters(), 0.1).state_dict()})):
        torch.save(saved, folder / f"{name}.pth")
        got = run("run", "--weights", folder / f"{name}.pth", "--image", PHOTO, "--json")
        equal(json.loads(got.stdout)["top"], want, f"the answers of {name}")
        equal("check it" in got.stderr, name in ("odd", "checkpoint"), f"whether {name} is said to be taken in the order of its modules")
    torch.save(whole, folder / "older.pth", _use_new_zipfile_serialization=False)
    equal(answer("run", "--weights", folder / "older.pth", "--image", PHOTO)["top"], want, "the answers of the older form")


class Hostile:
    """What runs a command once it is unpickled."""

    def __reduce__(self):
        return os.system, (f"touch {HOSTILE}",)


def check_hostile(folder):
    """Objects that would run something, as the model's attribute, its hook, a part of it, and beside it: nothing runs, and the
    weights are read."""
    for name in ("attribute", "hook", "part", "beside"):
        net = Odd(nn.Sequential(*layers(SMALL)), nn.Sequential(nn.Linear(64 * 49, 3)))
        made([*net.features], [*net.classifier])
        if name == "attribute":
            net.note = Hostile()
        if name == "hook":
            net._forward_hooks[0] = Hostile()
        if name == "part":
            net._modules["extra"] = Hostile()
        torch.save({"model": net, "callback": Hostile()} if name == "beside" else net, folder / f"{name}.pth")
        got = run("run", "--weights", folder / f"{name}.pth", "--image", PHOTO, "--json")
        equal((got.returncode, HOSTILE.exists()), (0, False), f"the status, and whether it ran, as {name}")
    torch.save(Hostile(), folder / "model.pth")
    got = run("run", "--weights", folder / "model.pth")
    equal((got.returncode, len(got.stderr.strip().splitlines()), HOSTILE.exists()), (1, 1, False), "as the model itself")


def check_labels(folder):
    """Names by command, and on the way back; a text with too few is refused, and what was there stays."""
    torch.save(made(layers(SMALL), [nn.Linear(64 * 49, 3)]).state_dict(), folder / "named.pth")
    (folder / "my names.txt").write_text("ein\nzwei\r\ndrei\n")
    (folder / "few.txt").write_text("ein\nzwei\n")
    named = f"labels '{folder / 'my names.txt'}'"
    labels = lambda script: sorted(a["label"] for a in answer("read", "--weights", folder / "named.pth", "--do", script)["top"])
    equal(labels("run"), ["class 0", "class 1", "class 2"], "without names")
    equal(labels(f"run; {named}"), ["drei", "ein", "zwei"], "with names")
    equal(labels(f"{named}; net vgg16; weights '{folder / 'named.pth'}'; run"), ["drei", "ein", "zwei"], "when it comes back")
    got = run("read", "--weights", folder / "named.pth", "--do", f"labels '{folder / 'few.txt'}'")
    equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), "status and lines for too few")
    script = output("read", "--weights", folder / "named.pth", "--do", f"{named}; state").splitlines()[0]
    equal(named.replace("'", '"') in script, True, "the names on the way back")
    got = run("read", "--do", named)
    equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), "status and lines for the catalogue's")


def check_refused(folder):
    """One line each, and nothing is run."""
    torch.save({"features.0.weight": torch.zeros(8, 3, 3, 5), "features.0.bias": torch.zeros(8)}, folder / "odd.pth")
    torch.save(made(layers([8, "M"]), [nn.Linear(8 * 256, 2000)]).state_dict(), folder / "many.pth")
    deep = made(layers([4] * 60))
    torch.save(deep.state_dict(), folder / "deep.pth")
    for name in ("odd", "many", "deep"):
        got = run("run", "--weights", folder / f"{name}.pth")
        equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines for {name}")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name in NETS:
            with tally.test(f"a network of one's own: {name}"):
                check(name, folder)
        with tally.test("the way back to one's own network"):
            check_back(folder)
        with tally.test("the side of the photos"):
            check_side(folder)
        with tally.test("a network that is written down"):
            check_text(folder)
        with tally.test("whole modules"):
            check_whole(folder)
        with tally.test("hostile objects in a whole module"):
            check_hostile(folder)
        with tally.test("names of classes"):
            check_labels(folder)
        with tally.test("what is no such chain is refused"):
            check_refused(folder)
    tally.close()


main()
