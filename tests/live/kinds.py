#!/usr/bin/env python3
"""What networks of one's own have beyond the catalogue's layers, written down and against PyTorch: every value of every module,
gradients of units against autograd, and the trace of one value against the map."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from _common import ROOT, Tally, answer, equal, near, output, read_weights, run
from _nets import load

PHOTO = ROOT / "assets/photos/lemur.jpg"


class Wider(nn.Module):
    """A module whose input has `more` rows and columns more at the bottom and at the right, as Keras's "same" asks for."""

    def __init__(self, inner, more, value=0.0, pad=0):
        super().__init__()
        self.around, self.value = (pad, pad + more, pad, pad + more), value
        self.inner = inner

    def forward(self, x):
        return self.inner(F.pad(x, self.around, value=self.value))


WORDS = {nn.Conv2d: "conv", nn.BatchNorm2d: "bn", nn.BatchNorm1d: "bn", nn.ReLU: "relu", nn.LeakyReLU: "leaky", nn.ELU: "elu", nn.GELU: "gelu",
         nn.SiLU: "silu", nn.ReLU6: "relu6", nn.Sigmoid: "sigmoid", nn.Tanh: "tanh", nn.LocalResponseNorm: "lrn", nn.MaxPool2d: "pool",
         nn.AvgPool2d: "average", nn.AdaptiveAvgPool2d: "average", nn.Linear: "fc"}
POOLS = ("pool", "average")
# name: what is written, the same in PyTorch; units (map, x, y) whose gradients are asked for
NETS = {
    "grey": ("input 28\nchannels 1\nconv 6 5\ntanh\naverage 2\nconv 16 5 pad 0\nsigmoid\naverage 2\nfc 20\ntanh\nfc 10\n",
             lambda: [nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2),
                      nn.Linear(400, 20), nn.Tanh(), nn.Linear(20, 10)], {"conv1_1": (3, 0, 27), "average1": (2, 5, 13), "average2": (9, 4, 0), "fc2": (7, 0, 0)}),
    "nin": ("input 33\nconv 24 3 stride 2\ngelu\nconv 20 1\ngelu\npool 3 stride 2 ceil\nconv 32 2\nleaky 0.1\nconv 7 1\nleaky 0.1\naverage global\n",
            lambda: [nn.Conv2d(3, 24, 3, 2, 1), nn.GELU(), nn.Conv2d(24, 20, 1), nn.GELU(), nn.MaxPool2d(3, 2, ceil_mode=True),
                     Wider(nn.Conv2d(20, 32, 2), 1), nn.LeakyReLU(0.1), nn.Conv2d(32, 7, 1), nn.LeakyReLU(0.1), nn.AdaptiveAvgPool2d(1)],
            {"conv1_2": (19, 16, 16), "pool1": (4, 7, 3), "conv2_1": (30, 7, 7), "conv2_2": (6, 0, 3), "average2": (5, 0, 0)}),
    "uneven": ("input 64\nbn\nconv 12 3 stride 2 pad 0 more 1\nbn epsilon 1e-3\nsilu\nadaptive 9\nconv 16 4\nelu 0.5\naverage 3 stride 2 pad 1 ceil\nadaptive 7\n"
               "fc 30\nbn\nrelu6\nfc 5\n",
               lambda: [nn.BatchNorm2d(3), Wider(nn.Conv2d(3, 12, 3, 2), 1), nn.BatchNorm2d(12, 1e-3), nn.SiLU(), nn.AdaptiveAvgPool2d(9),
                        nn.Conv2d(12, 16, 4, padding="same"), nn.ELU(0.5), nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
                        nn.AdaptiveAvgPool2d(7), nn.Linear(784, 30), nn.BatchNorm1d(30), nn.ReLU6(), nn.Linear(30, 5)],
               {"conv1_1": (5, 31, 0), "average1": (2, 4, 8), "conv2_1": (3, 8, 8), "average2": (1, 4, 0), "average3": (6, 3, 6), "fc1": (8, 0, 0)}),
    "padded": ("input 40\nconv 10 6 stride 2 pad 2\nrelu\nlrn 3 alpha 1e-2 beta 0.5 k 1\npool 2 stride 2 pad 1\naverage 3 stride 1 pad 1 more 1 counts\nconv 12 3 pad 1 more 1\n"
               "relu\npool 3 stride 2 more 1\n",
               lambda: [nn.Conv2d(3, 10, 6, 2, 2), nn.ReLU(), nn.LocalResponseNorm(3, 3e-2, 0.5, 1.0), nn.MaxPool2d(2, 2, 1),
                        Wider(nn.AvgPool2d(3, 1), 1, pad=1), Wider(nn.Conv2d(10, 12, 3, padding=1), 1), nn.ReLU(), Wider(nn.MaxPool2d(3, 2), 1, -torch.inf)],
               {"lrn1": (4, 18, 1), "pool1": (7, 10, 0), "average2": (2, 0, 10), "conv3_1": (11, 11, 11), "pool3": (3, 5, 5)}),
}


def inner(module):
    return module.inner if isinstance(module, Wider) else module


def rows(modules):
    """(name, module) of every row, as the program calls them."""
    block, inside, fcs, found = 1, 0, 0, []
    for module in modules:
        word = WORDS[type(inner(module))]
        inside += word == "conv"
        fcs += word == "fc"
        name = f"{word}{fcs}" if fcs else f"{word}{block}" if word in (*POOLS, "lrn") else f"{word}{block}_{inside}"
        found.append((name, module))
        if word in POOLS:
            block, inside = block + 1, 0
    ended = isinstance(modules[-1], (nn.Linear, nn.AdaptiveAvgPool2d))
    return found + ([("prob", nn.Softmax(1))] if ended else [])


def forward(modules, x):
    """The value of every row."""
    values = {}
    for name, module in rows(modules):
        if isinstance(module, (nn.Linear, nn.Softmax)) and x.dim() > 2:
            x = x.flatten(1)
        x = values[name] = module(x)
    return values


def made(modules, path):
    """The modules with the numbers of a file, in double."""
    net = nn.Module()
    fc = next((i for i, module in enumerate(modules) if isinstance(module, nn.Linear)), len(modules))
    net.features = nn.Sequential(*map(inner, modules[:fc]))
    if fc < len(modules):
        net.classifier = nn.Sequential(*modules[fc:])
    load(net, path)
    for module in modules:
        module.double().eval()


def photo(size, channels):
    """As the program crops it, and grey of what is cropped."""
    image = Image.open(PHOTO).convert("RGB")
    side = min(image.size)
    to = tuple(size if n == side else int(size * n / side) for n in image.size)
    image = image.resize(to, Image.BILINEAR)
    left, top = (round((n - size) / 2) for n in to)
    image = image.crop((left, top, left + size, top + size))
    mean, deviation = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
    if channels == 1:
        image, mean, deviation = image.convert("L"), mean.sum(dtype=np.float32) / 3, deviation.sum(dtype=np.float32) / 3
    return ((np.asarray(image, np.float32).reshape(size, size, channels) / np.float32(255) - mean) / deviation).transpose(2, 0, 1)


def check_values(name, path, packed, modules, folder):
    got = answer("run", "--net", path, "--weights", packed, "--image", PHOTO, "--save-activations", folder / name)
    saved = {file.stem: np.load(file) for file in (folder / name).glob("*.npy")}
    x = saved.pop("input")
    near(x, photo(x.shape[-1], x.shape[0]), 1, 1e-6, "the input")
    with torch.no_grad():
        want = forward(modules, torch.from_numpy(x).double()[None])
    for row, value in want.items():
        value = value[0].numpy()
        near(saved.pop(row).reshape(value.shape), value, max(np.abs(value).max(), 1e-3), 1e-4, row)
    equal(list(saved), [], "modules that PyTorch does not have")
    best = [int(i) for i in want["prob"][0].topk(min(5, want["prob"].shape[1])).indices] if "prob" in want else []
    equal([t["class"] for t in got["top"]], best, "the best classes")
    return x


def check_trained(path, packed, folder):
    """The same numbers in a file that says nothing of a network, and others that do not fit."""
    torch.save({key: torch.from_numpy(value) for key, value in read_weights(packed).items()}, folder / "trained.pth")
    want, got = (answer("run", "--net", path, "--weights", weights, "--image", PHOTO) for weights in (packed, folder / "trained.pth"))
    equal((got["net"], got["top"]), (want["net"], want["top"]), "the network and its answers")
    torch.save({"features.0.weight": torch.zeros(5, 3, 3, 3), "features.0.bias": torch.zeros(5)}, folder / "other.pth")
    said = run("run", "--net", path, "--weights", folder / "other.pth")
    equal((said.returncode, len(said.stderr.strip().splitlines())), (1, 1), "status and lines for one that does not fit")


def check_unit(path, packed, modules, x, layer, unit, folder):
    """The gradient is that of the value as the layer itself makes it; the trace is what its terms make."""
    script = f"select {layer}; map {unit[0]}; pixel {unit[1]} {unit[2]}; view"
    facts = answer("read", "--net", path, "--weights", packed, "--image", PHOTO, "--do", f"{script} field", "--save", folder)
    equal((facts["x"], facts["y"]), unit[1:], f"the unit of {layer}")
    tensor = torch.from_numpy(x).double()[None].requires_grad_()
    value = forward(modules, tensor)[layer]
    value.reshape(value.shape[1], *(value.shape[2:] or (1, 1)))[unit[0], unit[2], unit[1]].backward()
    want = tensor.grad[0].numpy()
    near(np.load(folder / "gradient.npy"), want, max(np.abs(want).max(), 1e-30), 1e-3, f"the gradient of {layer}")
    box, (_, ys, xs) = facts["box"], np.nonzero(want)
    inside = not len(xs) or (xs.min() >= box[0] and xs.max() <= box[2] and ys.min() >= box[1] and ys.max() <= box[3])
    equal(inside, True, f"whether the gradient of {layer} lies in its box {box}")
    traced = answer("read", "--net", path, "--weights", packed, "--image", PHOTO, "--do", f"{script} neuron")
    if "terms" in traced and traced["terms"]:
        near(np.float64(traced["post"]), traced["stored"], max(abs(traced["stored"]), 1e-3), 1e-4, f"the trace of {layer}")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name, (text, build, units) in NETS.items():
            path, packed, modules = folder / f"{name}.net", folder / f"{name}.safetensors", build()
            path.write_text(text)
            output("weights", "pack", "random:7", packed, "--net", path, "--type", "f32")
            made(modules, packed)
            x = None
            with tally.test(f"{name}: as PyTorch saves it"):
                check_trained(path, packed, folder)
            with tally.test(f"{name}: every module"):
                x = check_values(name, path, packed, modules, folder)
            for layer, unit in units.items():
                with tally.test(f"{name}: {layer}"):
                    check_unit(path, packed, modules, x, layer, unit, folder)
    tally.close()


main()
