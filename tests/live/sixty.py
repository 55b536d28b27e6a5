#!/usr/bin/env python3
"""Sixty small networks as people have them, in every form of file that is understood: each is opened, runs to its end, and all eight screens
show it."""
import concurrent.futures
import pathlib
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True

import torch
from PIL import Image
from torch import nn

import _keras as K
from _common import ROOT, Tally, equal, run
from _keras import Layer
from _modules import fill

PHOTO = ROOT / "assets/photos/lemur.jpg"
SCREENS = ("network", "layer", "neuron", "field", "parameters", "compare", "slices", "family")


# ---- networks ----

def features(widths, norm=False, channels=3, kernel=3, activation=nn.ReLU, pool=nn.MaxPool2d, bias=True):
    """A convolution a width, a pool for each 0."""
    made = []
    for width in widths:
        if not width:
            made.append(pool(2, 2))
            continue
        made += [nn.Conv2d(channels, width, kernel, padding="same" if kernel % 2 == 0 else kernel // 2, bias=bias), *([nn.BatchNorm2d(width)] if norm else []), activation()]
        channels = width
    return made


def head(inputs, *widths, norm=False, dropout=False):
    made = [nn.Flatten()]
    for width in widths[:-1]:
        made += [nn.Linear(inputs, width), *([nn.BatchNorm1d(width)] if norm else []), nn.ReLU(), *([nn.Dropout()] if dropout else [])]
        inputs = width
    return [*made, nn.Linear(inputs, widths[-1])]


SIX = (8, 0, 12, 12, 0, 16, 0)
CHAINS = {  # what torch.nn.Sequential has; its photos have 3 channels where none are said
    "two-classes": features(SIX) + head(16 * 16, 2), "hundred-classes": features(SIX) + head(16 * 16, 100), "thousand-classes": features(SIX) + head(16 * 4, 1000),
    "one-class": features(SIX) + head(16 * 16, 1), "deep-head": features(SIX) + head(16 * 16, 24, 16, 12, 5, dropout=True), "norm-head": features(SIX) + head(16 * 16, 24, 5, norm=True),
    "cifar": features((8, 8, 0, 16, 16, 0, 24, 24, 0, 24, 0, 24, 0), True) + head(24, 10), "norm": features(SIX, True) + head(16 * 16, 4),
    "norm-unbiased": features(SIX, True, bias=False) + head(16 * 16, 4), "unbiased": features(SIX, bias=False) + head(16 * 16, 4), "mnist": features((8, 0, 16, 0), channels=1) + head(16 * 49, 10),
    "grey-norm": features((8, 0, 8, 0), True, 1) + head(8 * 36, 3), "five": features(SIX, kernel=5) + head(16 * 16, 3), "one": features(SIX, kernel=1) + head(16 * 16, 3),
    "even": features(SIX, kernel=4) + head(16 * 16, 3), "odd-side": features((8, 0, 8, 0)) + head(8 * 81, 3), "large-side": features((4, 0, 4, 0, 4, 0, 4, 0, 4, 0)) + head(4 * 64, 3),
    "no-pool": features((6, 6)) + head(6 * 144, 3), "seven-blocks": features((4, 0) * 7) + head(4, 3), "mean": features(SIX) + head(16, 3)}
CHAINS["features-alone"] = features(SIX)
WHOLE = {  # what only a module that is saved whole, or ONNX, says
    "leaky": features(SIX, activation=lambda: nn.LeakyReLU(0.2)) + head(16 * 16, 3), "elu": features(SIX, activation=nn.ELU) + head(16 * 16, 3),
    "gelu": features(SIX, activation=nn.GELU) + head(16 * 16, 3), "silu": features(SIX, activation=nn.SiLU) + head(16 * 16, 3), "relu6": features(SIX, activation=nn.ReLU6) + head(16 * 16, 3),
    "sigmoid": features(SIX, activation=nn.Sigmoid) + head(16 * 16, 3), "tanh": features(SIX, activation=nn.Tanh) + head(16 * 16, 3),
    "average": features(SIX, pool=nn.AvgPool2d) + head(16 * 16, 3), "adaptive": features(SIX) + [nn.AdaptiveAvgPool2d(2)] + head(16 * 4, 3),
    "strides": [nn.Conv2d(3, 8, 7, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(8, 8, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), *head(8, 3)],
    "groups": [nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.ReLU(), nn.Conv2d(8, 12, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), *head(12, 3)],
    "lrn": [nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(), nn.LocalResponseNorm(3), nn.MaxPool2d(3, 2, ceil_mode=True), nn.AdaptiveAvgPool2d(3), *head(72, 3)]}
SIDES = {"mnist": 28, "grey-norm": 24, "odd-side": 36, "large-side": 256, "no-pool": 12, "seven-blocks": 128, "thousand-classes": 16, "strides": 96}


def conv(filters, **more):
    return Layer("Conv2D", filters=filters, kernel_size=[3, 3], **{"padding": "same", "activation": "relu", **more})


KERAS = {
    "flatten": (lambda: [conv(8), Layer("MaxPooling2D"), Layer("Flatten"), Layer("Dense", units=4, activation="softmax")], (28, 28, 3)),
    "global": (lambda: [conv(8), Layer("MaxPooling2D"), conv(8), Layer("GlobalAveragePooling2D"), Layer("Dense", units=4, activation="softmax")], (32, 32, 3)),
    "grey": (lambda: [conv(4), Layer("AveragePooling2D"), Layer("Flatten"), Layer("Dense", units=10, activation="softmax")], (28, 28, 1)),
    "norm": (lambda: [Layer("Rescaling", scale=1 / 255), conv(8, use_bias=False, activation="linear"), Layer("BatchNormalization"), Layer("ReLU"), Layer("GlobalAveragePooling2D"),
                      Layer("Dense", units=3, activation="softmax")], (24, 24, 3)),
    "strides": (lambda: [conv(8, strides=[2, 2]), conv(8, strides=[2, 2]), Layer("Dropout", rate=0.5), Layer("GlobalMaxPooling2D"), Layer("Dense", units=3)], (45, 45, 3))}


# ---- files ----

def called(net, *places):
    """The state dict of a chain under other names: its features under the first, its classifier under the second, where there are two."""
    flat = next((i for i, m in enumerate(net) if isinstance(m, nn.Flatten)), len(net))
    name = lambda i: f"{places[0]}.{i}" if i < flat else f"{places[-1]}.{i - flat - 1 if len(places) > 1 else i}"
    return {f"{name(i)}.{key}": value for i, module in enumerate(net) for key, value in module.state_dict().items()}


def write_torch(folder):
    for name, modules in CHAINS.items():
        net = fill(nn.Sequential(*modules))
        torch.save(called(net, "features", "classifier"), folder / f"dict-{name}.pth")
        if name in ("two-classes", "cifar", "mnist", "norm-head", "deep-head", "odd-side"):
            torch.save({"epoch": 3, "state_dict": called(net, "module.body", "module.fc"), "classes": ["a", "b"]}, folder / f"checkpoint-{name}.pth")
        if name in ("two-classes", "cifar", "even"):
            torch.save(net.state_dict(), folder / f"older-{name}.pth", _use_new_zipfile_serialization=False)
    for name, modules in WHOLE.items():
        torch.save(fill(nn.Sequential(*modules)), folder / f"whole-{name}.pt")


def write_onnx(folder):
    for name in ("two-classes", "norm", "mnist", "cifar"):
        export(nn.Sequential(*CHAINS[name]), folder / f"onnx-{name}.onnx", SIDES.get(name, 32))
    for name in ("leaky", "average", "adaptive", "strides", "groups"):
        export(nn.Sequential(*WHOLE[name]), folder / f"onnx-{name}.onnx", SIDES.get(name, 32))


def export(net, path, side):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(fill(net), torch.zeros(1, net[0].in_channels, side, side), str(path), opset_version=13)


def write_keras(folder):
    for name, (layers, shape) in KERAS.items():
        for version in (2, 3):
            model = K.Model(layers(), shape)
            config = K.config_of(model, version, False)
            if version == 3:
                K.keras_file(folder / f"keras-{name}.keras", model, config)
            elif name != "norm":
                K.whole_h5(folder / f"keras-{name}.h5", model, config)


# ---- screens ----

def show(path, folder):
    """What went wrong, and the pictures of all screens."""
    pictures = [folder / f"{path.name}-{screen}.png" for screen in SCREENS]
    script = "; ".join(["run", *(f"view {screen}; shot {picture}" for screen, picture in zip(SCREENS, pictures))])
    done = run("shot", "--weights", path, "--image", PHOTO, "--do", script, "--size", "640x360", "--out", folder / f"{path.name}.png")
    return done, pictures


def check(done, pictures):
    equal((done.returncode, done.stderr), (0, ""), "the status, and what is said")
    seen = set()
    for picture in pictures:
        with Image.open(picture) as image:
            equal(image.size, (640, 360), f"the size of {picture.name}")
            seen.add(image.tobytes())
            equal(len(image.convert("RGB").getcolors(1 << 20)) > 30, True, f"whether anything is on {picture.name}")
    equal(len(seen), len(SCREENS), "screens")


def main():
    tally = Tally()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as files, tempfile.TemporaryDirectory() as shots:
        for write in (write_torch, write_onnx, write_keras):
            write(pathlib.Path(files))
        paths = sorted(pathlib.Path(files).iterdir())
        with tally.test("sixty files"):
            equal(len(paths), 60, "files")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for path, shown in zip(paths, pool.map(lambda path: show(path, pathlib.Path(shots)), paths)):
                with tally.test(path.name):
                    check(*shown)
    tally.close()


main()
