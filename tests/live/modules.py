#!/usr/bin/env python3
"""Networks of one's own whose modules have other names than torchvision's: state dicts, and a text of their layers beside
them. Every row is held against the modules that PyTorch ran."""
import collections
import json
import pathlib
import struct
import sys
import tempfile

sys.dont_write_bytecode = True

import torch
import torchvision
from torch import nn
from torchvision.models import vgg

from _common import Tally, answer, equal, output, run
from _modules import PHOTO, fill, holds


def save_file(state, path):
    """safetensors, in the order in which its library writes tensors of one type: that of their names."""
    header, data = {}, b""
    for name in sorted(state):
        value = state[name].float().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(state[name].shape), "data_offsets": [len(data), len(data) + len(value)]}
        data += value
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def conv(inputs, outputs, norm=False, kernel=3):
    return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), *([nn.BatchNorm2d(outputs)] if norm else []), nn.ReLU()]


def pool():
    return [nn.MaxPool2d(2)]


def blocks(norm=False):
    """Two convolutions, then one, then two; for photos of 32 pixels."""
    return conv(3, 8, norm) + conv(8, 12, norm) + pool() + conv(12, 16, norm) + pool() + conv(16, 16, norm) + conv(16, 20, norm) + pool()


def head(inputs=20 * 16, classes=5):
    return [nn.Flatten(), nn.Linear(inputs, 30), nn.ReLU(), nn.Linear(30, classes)]


def vgg11(classes=4):
    return [*vgg.make_layers(vgg.cfgs["A"]), nn.Flatten(), nn.Linear(25088, 40), nn.ReLU(), nn.Linear(40, classes)]


def alexnet(classes=3):
    return [*torchvision.models.alexnet().features, nn.Flatten(), nn.Linear(9216, 24), nn.ReLU(), nn.Linear(24, classes)]


def named(modules, names):
    """A state dict with a name for each module that has tensors."""
    weighted = [m for m in modules if list(m.parameters())]
    equal(len(weighted), len(names), "names")
    return collections.OrderedDict((f"{name}.{key}" if "/" not in name else f"{name}/{key}", value)
                                   for name, m in zip(names, weighted) for key, value in m.state_dict().items())


def numbered(modules, prefix=""):
    return [f"{prefix}{i}" for i, m in enumerate(modules) if list(m.parameters())]


VGG_NAMES = ["conv1_1", "conv1_2", "conv2_1", "conv3_1", "conv3_2", "fc1", "fc2"]
FORMS = {  # modules, their names, the photo's size
    "a plain Sequential": (lambda: blocks() + head(), lambda m: numbered(m), 32),
    "a plain Sequential with dropout": (lambda: blocks() + [nn.Flatten(), nn.Dropout(), nn.Linear(320, 30), nn.ReLU(), nn.Dropout(), nn.Linear(30, 5)],
                                        lambda m: numbered(m), 32),
    "a list of another name": (lambda: blocks(True) + head(), lambda m: numbered(m[:-4], "conv_layers.") + ["fc.0", "fc.2"], 32),
    "a list in a backbone, one layer": (lambda: blocks() + [nn.Flatten(), nn.Linear(320, 6)], lambda m: numbered(m[:-2], "backbone.layers.") + ["head"], 32),
    "features, and fully connected layers of other names": (lambda: blocks() + head(), lambda m: numbered(m[:-4], "features.") + ["fc1", "fc2"], 32),
    "features, and a linear": (lambda: blocks() + [nn.Flatten(), nn.Linear(320, 6)], lambda m: numbered(m[:-2], "model.features.") + ["model.linear"], 32),
    "blocks as the paper's": (lambda: blocks() + head(), lambda m: VGG_NAMES, 32),
    "blocks with slashes": (lambda: blocks() + head(), lambda m: [n.replace("conv", "block").replace("_", "/conv") for n in VGG_NAMES[:5]] + ["out/fc6", "out/fc7"], 32),
    "blocks with batch normalization": (lambda: blocks(True) + head(), lambda m: [n for b in VGG_NAMES[:5] for n in (b, b.replace("conv", "bn"))] + VGG_NAMES[5:], 32),
    "blocks wrapped": (lambda: blocks() + head(), lambda m: [f"module.{n}" for n in VGG_NAMES], 32),
    "lists of blocks": (lambda: blocks() + head(), lambda m: ["block1.0", "block1.2", "block2.0", "block3.0", "block3.2", "classifier.0", "classifier.2"], 32),
    "batch normalization first": (lambda: [nn.BatchNorm2d(3)] + blocks() + head(), lambda m: numbered(m), 32),
    "VGG-11 by its shapes": (vgg11, lambda m: [f"conv{i}" for i in range(1, 9)] + ["fc1", "fc2"], 224),
    "VGG-11 in a plain Sequential": (vgg11, lambda m: numbered(m), 224),
    "AlexNet by its shapes": (alexnet, lambda m: [f"conv{i}" for i in range(1, 6)] + ["fc6", "fc7"], 224),
    "AlexNet with another head": (alexnet, lambda m: numbered(m[:-4], "features.") + ["classifier.1", "classifier.4"], 224),
}


def check_form(name, folder):
    make, names, size = FORMS[name]
    modules = fill(nn.Sequential(*make()))
    state = named(modules, names(modules))
    torch.save(state, folder / "own.pth")
    holds(folder / "own.pth", modules, size)
    torch.save({"epoch": 1, "model": state, "optimizer": torch.optim.Adam(modules.parameters()).state_dict()}, folder / "own.pth")
    holds(folder / "own.pth", modules, size)
    save_file({key: value for key, value in state.items() if "tracked" not in key}, folder / "own.safetensors")
    holds(folder / "own.safetensors", modules, size)
    said = output("weights", "check", folder / "own.safetensors")
    equal("left out" in said, False, "whether anything is left out")
    got, by_eye = (run("run", "--weights", folder / "own.pth", *more) for more in (("--json",), ()))
    fields = json.loads(got.stdout)
    equal((fields["input"], fields["layers_guessed"]), (size, True), "what the fields say")
    for text in (got.stderr, by_eye.stderr):
        equal((len(text.splitlines()), "check it" in text, f"{size}×{size}" in text), (1, True, True), f"whether it is said that the layers are a guess, by {text!r}")
    equal(("check it" in said, f"{size}x{size}" in said), (True, True), f"the same of {said!r}")


def check_whole_catalogue(folder):
    """A network of the catalogue under other names is that network."""
    net = fill(torchvision.models.vgg11())
    names = [f"conv{i}" for i in ("1_1", "2_1", "3_1", "3_2", "4_1", "4_2", "5_1", "5_2")] + ["fc6", "fc7", "fc8"]
    modules = [*net.features, nn.Flatten(), *[m for m in net.classifier if not isinstance(m, nn.Dropout)]]
    torch.save(named(modules, names), folder / "renamed.pth")
    equal(answer("run", "--weights", folder / "renamed.pth", "--image", PHOTO)["net"], "vgg11", "the network")
    holds(folder / "renamed.pth", modules, 224, "--net", "vgg11")


def check_paths(folder):
    """What the file calls a module names its layer, in the table, in slices and on the way back."""
    modules = fill(nn.Sequential(*blocks(True), *head()))
    torch.save(named(modules, numbered(modules[:-4], "conv_layers.") + ["fc1", "fc2"]), folder / "listed.pth")
    torch.save(named(modules, [n for b in VGG_NAMES[:5] for n in (b, b.replace("conv", "bn"))] + VGG_NAMES[5:]), folder / "own.pth")
    table = answer("table", "--weights", folder / "listed.pth", "--json")["layers"]
    equal([row["module"] for row in table], [f"conv_layers.{i}" for i in range(18)] + ["fc1", None, "fc2", None], "the modules")
    equal([row["module"] for row in answer("table", "--net", "vgg11", "--json")["layers"]][-4:], ["classifier.3", "classifier.4", "classifier.6", None], "the catalogue's")
    equal("conv_layers[3]" in output("table", "--weights", folder / "listed.pth"), True, "the table's text")
    for file, layer, row in (("listed", "conv_layers.3", "conv1_2"), ("listed", "fc2", "fc2"), ("listed", "features.3", "conv1_2"), ("own", "bn2_1", "bn2_1"),
                             ("own", "conv3_2", "conv3_2")):
        equal(answer("read", "--weights", folder / f"{file}.pth", "--do", f"select {layer}")["layer"], row, f"the layer {layer}")
    read = lambda *do: answer("read", "--weights", folder / "listed.pth", "--do", *do)
    shown = read("slice conv_layers[2:7]; view slices")
    equal(shown["expr"], "listed.conv_layers[2:7]", "the slice")
    for same in ("features[2:7]", "listed.conv_layers[2:7]", "listed.features[2:7]"):
        equal(read(f"slice {same}; view slices"), shown, same)
    equal(read("slice conv_layers[0:2] [2:7], classifier[-1]; view slices")["expr"], "listed.conv_layers[0:2], [2:7], classifier[-1]", "several")
    script = output("read", "--weights", folder / "listed.pth", "--do", "slice conv_layers[2:7]; view slices; state").splitlines()[0]
    equal(answer("read", "--do", script), shown, "where the way back leads")
    for wrong in ("conv[2:7]", "nothing.conv_layers[2:7]", "conv_layers[40]"):
        got = run("read", "--weights", folder / "listed.pth", "--do", f"slice {wrong}")
        equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines for {wrong}")


TEXT = "input 40\nconv 8 5 stride 2\nbn\nrelu\npool 3 stride 2\nconv 16 3 pad 0 groups 2\nrelu\nfc 30\nrelu\nfc 5\n"


def check_text(folder):
    """A text beside the file says the layers; one that does not fit is told."""
    modules = fill(nn.Sequential(nn.Conv2d(3, 8, 5, 2, 2), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(8, 16, 3, groups=2), nn.ReLU(),
                                 nn.Flatten(), nn.Linear(16 * 49, 30), nn.ReLU(), nn.Linear(30, 5)))
    torch.save(named(modules, ["stem", "norm", "body", "fc", "out"]), folder / "odd.pth")
    refused = run("run", "--weights", folder / "odd.pth")
    equal((refused.returncode, len(refused.stderr.strip().splitlines()), ".net" in refused.stderr), (1, 1, True), "what is said without the text")
    for text in (TEXT, TEXT.replace("input 40\n", "input 37\n"), TEXT.replace("input 40\n", "")):
        (folder / "odd.net").write_text(text)
        size = 37 if "37" in text or "input" not in text else 40
        holds(folder / "odd.pth", modules, size)
    for text in (TEXT.replace("fc 30", "fc 31"), TEXT.replace("bn\n", ""), TEXT + "fc 3\n", TEXT.replace("groups 2", ""), "convolution\n", TEXT.replace("40", "80")):
        (folder / "odd.net").write_text(text)
        refused = run("run", "--weights", folder / "odd.pth")
        equal((refused.returncode, len(refused.stderr.strip().splitlines())), (1, 1), f"what is said of {text!r}")


def check_refused(folder):
    """Names that do not tell where pools stand, a lost tensor, a module of another kind: one line."""
    modules = fill(nn.Sequential(*blocks(), *head()))
    plain, flat = named(modules, [f"conv{i}" for i in range(1, 6)] + ["fc1", "fc2"]), named(modules, numbered(modules))
    odd = {**plain, "norm.weight": torch.ones(4), "norm.bias": torch.ones(4)}
    lost = {name: value for name, value in flat.items() if name != "2.weight"}
    late = {f"{int(name.split('.')[0]) + 1}.{name.split('.')[1]}": value for name, value in flat.items()}
    crowd = {f"conv{i}_{k}.weight": torch.ones(4, 4, 3, 3) for i in range(50) for k in range(5)}
    for name, state in (("plain", plain), ("odd", odd), ("lost", lost), ("late", late), ("crowd", crowd), ("none", {"fc.weight": torch.ones(2, 3)})):
        torch.save(state, folder / f"{name}.pth")
        got = run("run", "--weights", folder / f"{name}.pth")
        equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines for {name}")


def check_biases(folder):
    """Biases are left out where a batch normalization follows, and are there elsewhere; any other that is not there is lost. One behind a fully
    connected layer is the classifier's, whatever it is called."""
    modules = fill(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                                 nn.Flatten(), nn.Linear(8 * 64, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3)))
    torch.save(modules.state_dict(), folder / "listed.pth")
    holds(folder / "listed.pth", modules, 32)
    output("weights", "pack", folder / "listed.pth", folder / "listed.safetensors")
    holds(folder / "listed.safetensors", modules, 32)
    torch.save({name: value for name, value in modules.state_dict().items() if name != "8.bias"}, folder / "lost.pth")
    got = run("run", "--weights", folder / "lost.pth")
    equal((got.returncode, "8.bias" not in got.stderr), (0, True), "one before a batch normalization alone")
    modules = fill(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(),
                                 nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 64, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3)))
    state = named(modules, ["conv1_1", "conv1_2", "conv2_1", "fc1", "norm", "fc2"])
    torch.save(state, folder / "named.pth")
    holds(folder / "named.pth", modules, 32)
    torch.save({name: value for name, value in state.items() if name != "conv2_1.bias"}, folder / "lost.pth")
    got = run("run", "--weights", folder / "lost.pth")
    equal((got.returncode, "conv2_1.bias" in got.stderr), (1, True), "a bias that is lost")
    for first in (True, False):
        modules = fill(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=first), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1, bias=not first), nn.BatchNorm2d(8),
                                     nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 64, 3)))
        torch.save(modules.state_dict(), folder / "mixed.pth")
        holds(folder / "mixed.pth", modules, 32)
    modules = fill(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 256, 8, bias=False), nn.ReLU(), nn.Linear(8, 3)))
    for names in (numbered(modules), ["features.0", "classifier.0", "classifier.2"]):
        torch.save(named(modules, names), folder / "lost.pth")
        refused(folder / "lost.pth", f"{names[1]}.bias", "other layers", "ONNX")
    torch.save(modules, folder / "whole.pth")
    holds(folder / "whole.pth", modules, 32)


def refused(path, *says):
    got = run("run", "--weights", path)
    equal((got.returncode, len(got.stderr.strip().splitlines())), (1, 1), f"status and lines for {path.name}")
    for text in says:
        equal(text in got.stderr, True, f"whether {path.name} says {text!r}: {got.stderr!r}")


def check_several(folder):
    """Of several networks of one's own in a file one has to be named; an average comes before what it averages, and what is none is passed over."""
    modules, other = (fill(nn.Sequential(*blocks(), *head()), seed) for seed in (1, 2))
    path = folder / "both.pth"
    for names in (lambda m: numbered(m), lambda m: numbered(m[:-4], "features.") + ["classifier.0", "classifier.2"]):
        a, b = (named(m, names(m)) for m in (modules, other))
        torch.save({"teacher": a, "student": b}, path)
        refused(path, "holds several networks: teacher, student;", "both.pth#student")
        refused(folder / "both.pth#nobody", "nobody", "teacher")
        holds(f"{path}#teacher", modules, 32)
        holds(f"{path}#student", other, 32)
        torch.save({"model": a, "model_ema": b}, path)
        holds(path, other, 32)
        holds(f"{path}#model", modules, 32)
        torch.save({"generator": {"conv1.weight": torch.zeros(4, 3, 3, 3), "out.weight": torch.zeros(3, 4, 3, 5)}, "net": a}, path)
        holds(path, modules, 32)
    torch.save({"net": a}, path)
    refused(folder / "both.pth#nobody", "nobody", "net")


def check_no_chain(folder):
    """What its names tell to be no chain, or to be quantized, is refused for that, and what to do is said."""
    plain = nn.Sequential(*blocks(), *head())
    vgg = torchvision.models.VGG(nn.Sequential(*conv(3, 8), nn.AdaptiveAvgPool2d(7)), init_weights=False)
    vgg.classifier = nn.Sequential(nn.Linear(8 * 49, 4))
    for name, net in (("plain", plain), ("features", vgg)):
        torch.save(torch.quantization.quantize_dynamic(net, {nn.Linear}).state_dict(), folder / f"{name}.pth")
        refused(folder / f"{name}.pth", "is quantized")
    for name in ("resnet18", "squeezenet1_1", "densenet121"):
        net = getattr(torchvision.models, name)()
        torch.save(net.state_dict(), folder / f"{name}.pth")
        refused(folder / f"{name}.pth", "part and meet again", "straight chain")
    torch.save(torchvision.models.resnet18(), folder / "whole.pth")
    refused(folder / "whole.pth", "part and meet again")
    longer = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 256, 4))
    torch.save(longer.state_dict(), folder / "longer.pth")
    refused(folder / "longer.pth", "behind 1 3 modules", "save the whole model")


def main():
    tally = Tally()
    for name in FORMS:
        with tally.test(f"other names: {name}"), tempfile.TemporaryDirectory() as folder:
            check_form(name, pathlib.Path(folder))
    for name, check in (("a network of the catalogue under other names", check_whole_catalogue), ("the names of modules", check_paths), ("a text beside the file", check_text), ("biases", check_biases), ("several networks", check_several), ("what is no chain", check_no_chain),
                        ("names that do not tell it", check_refused)):
        with tally.test(name), tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
    tally.close()


main()
