#!/usr/bin/env python3
"""Textures, styles and inversions against PyTorch: the gradient of each loss by the picture, and the losses on the way of 64
steps with torch.optim's Adam and L-BFGS. The losses are written here anew from their definitions.

Ways part by rounding alone: in 64 steps PyTorch's own in float32 leaves its way in float64 by up to 3 % of a loss that has fallen
to a twentieth. So 2 % is meant of what a loss was at first; and PyTorch has to find the program's losses in the program's pictures.

The real VGG-19's ways are those of small pictures, which its convolutions take as well.

Gradients go back over the same forward values on both sides, the program's, as in gradients.py.

With arguments: what is asked for of gradients (slim, bn, real), and of ways."""
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

import _common as common
import _nets as nets

WITHIN_GRADIENT, WITHIN_LOSS, STEPS = 1e-4, 0.02, (1, 8, 64)
SMALL = 112
MEAN, DEVIATION = (torch.tensor(v)[:, None, None] for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
CONTENT = "relu4_2"
TEXTURES = [f"relu{block}_1" for block in range(1, 6)]


def gram(values):
    rows = values[0].flatten(1)
    return rows @ rows.T / rows.shape[1]


def apart(values, wanted):
    return ((values - wanted) ** 2).sum() / (wanted ** 2).sum()


def variation(picture):
    return ((picture[:, :, 1:] - picture[:, :, :-1]) ** 2).sum() + ((picture[:, 1:] - picture[:, :-1]) ** 2).sum()


class Model:
    def __init__(self, net, model, averages=False):
        self.net, self.model, self.averages, self.put = net, model, averages, None

    def values(self, picture, last):
        if self.put:
            x = ((picture - MEAN) / DEVIATION)[None]
            return nets.Traced(self.net, self.model, x, self.put, last).values
        x, out = ((picture - MEAN) / DEVIATION)[None], {}
        for name, module, _ in nets.modules(self.net, self.model):
            if name == "fc6":
                x = torch.flatten(self.model.avgpool(x), 1)
            if name.startswith("pool") and self.averages:
                x = F.avg_pool2d(x, 2)
            else:
                x = torch.relu(x) if name.startswith("relu") else module(x)
            out[name] = x
            if name == last:
                return out
        return out


class Losses:
    """What is wanted of a picture: textures of one photo, the content of another; how restless the photo is."""

    def __init__(self, model, photo, style=None, inverted=None, weights=(1,) * 5, content=0.2, calm=0.05):
        self.model, self.weights, self.inverted, self.calm = model, weights, inverted, calm
        self.content = 1 if inverted else content if style is not None else 0
        self.layers = [] if inverted else TEXTURES
        self.of_content = inverted or CONTENT
        self.last = inverted or self.layers[-1]
        with torch.no_grad():
            values = model.values(photo, self.last)
            self.wanted = values[self.of_content]
            values = values if style is None else model.values(style, self.last)
            self.grams = [gram(values[layer]) for layer in self.layers]
            self.restless = variation(photo)
        self.named = inverted or style is not None

    def __call__(self, picture):
        values = self.model.values(picture, self.last)
        found = [apart(gram(values[layer]), wanted) for layer, wanted in zip(self.layers, self.grams)]
        total = sum(w * l for w, l in zip(self.weights, found))
        if self.named:
            found.append(apart(values[self.of_content], self.wanted))
            total = total + self.content * found[-1]
        found.append(variation(picture) / self.restless)
        total = total + self.calm * found[-1]
        return total, [float(v.detach()) for v in (*found, total)]


def photo_of(name, folder):
    png = folder / f"{name}.png"
    if not png.exists():
        Image.open(common.ROOT / f"assets/photos/{name}.jpg").convert("RGB").save(png)
    return png, nets.prepare(224)(Image.open(png)) * DEVIATION + MEAN


class Painting:
    """The program's: read with a script, and its arrays."""

    def __init__(self, net, weights, photo, folder):
        self.net, self.weights, self.folder = net, weights, folder
        self.arguments = ("--net", net, "--weights", weights, "--image", photo)

    def at(self, script, step):
        out = self.folder / "painted"
        self.facts = common.answer("read", *self.arguments, "--do", f"view asks; {script}; asks steps 64; asks at {step}", "--save", out)
        self.picture = torch.from_numpy(np.load(out / "picture.npy"))
        if step:
            self.curve = np.load(out / "curve.npy")
        return self


GRADIENTS = (  # commands, what they make of the losses
    ("asks texture; weigh all 0; weigh variation 0; weigh {0} 1", {"weights": (1, 0, 0, 0, 0), "calm": 0}),
    ("asks texture; weigh all 0; weigh variation 0; weigh {2} 1", {"weights": (0, 0, 1, 0, 0), "calm": 0}),
    ("asks texture; weigh all 0; weigh variation 0; weigh {4} 2", {"weights": (0, 0, 0, 0, 2), "calm": 0}),
    ("asks texture; weigh all 0; weigh variation 0.5", {"weights": (0,) * 5, "calm": 0.5}),
    ("asks style; style {style}; asks from noise; weigh all 0; weigh variation 0; weigh content 3",
     {"weights": (0,) * 5, "content": 3, "calm": 0}),
    ("asks style; style {style}; asks from noise; weigh {1} 0.5; weigh {3} 4",
     {"weights": (1, 0.5, 1, 4, 1)}),
    ("asks style; style {style}", {}),
    ("asks inversion; select conv4_2; weigh variation 0", {"inverted": "conv4_2", "calm": 0}),
)


def check_gradient(painting, model, photo, style, script, wanted):
    names = TEXTURES
    script = script.format(*names, style=style[0])
    begins = painting.at(script, 0).picture.requires_grad_(True)
    losses = Losses(model, photo, style[1] if "asks style" in script else None, **wanted)
    model.put = common.values_of(painting.net, painting.weights, begins.detach().numpy(), losses.last, painting.folder / "values")
    total, found = losses(begins)
    model.put = None
    total.backward()
    painting.at(script, 1)
    got, want = np.load(painting.folder / "painted/gradient.npy").astype(np.float64), begins.grad.double().numpy()
    worst = common.near(got, want, np.abs(want).max(), WITHIN_GRADIENT, f"the gradient after {script}")
    print(f"     {script[5:60]}: {worst:.1g} of the largest")
    common.near(painting.curve[0], found, max(found), 1e-3, f"the losses after {script}")


def optimizer_of(name, picture):
    if name == "adam":
        return torch.optim.Adam([picture], lr=0.02)
    return torch.optim.LBFGS([picture], lr=1, max_iter=1, history_size=20, tolerance_grad=0, tolerance_change=0)


def way(losses, begins, name):
    """The losses of each step; the picture is kept between black and white after it."""
    picture, curve = begins.clone().requires_grad_(True), []
    optimizer = optimizer_of(name, picture)

    def closure():
        optimizer.zero_grad()
        total, found = losses(picture)
        total.backward()
        curve.append(found)
        return total

    for _ in range(max(STEPS)):
        optimizer.step(closure)
        with torch.no_grad():
            picture.clamp_(0, 1)
    return np.array(curve)


def small(real, folder):
    """The real VGG-19 up to relu5_1, as a network of one's own for pictures of SMALL pixels: a step takes a quarter of the time."""
    lines, weights = [f"input {SMALL}"], common.read_weights(real)
    for name, module, path in nets.modules("vgg19", nets.build("vgg19")):
        kind = name.rstrip("_0123456789")
        lines.append({"conv": lambda: f"conv {module.out_channels} 3", "pool": lambda: "pool 2", "relu": lambda: "relu"}[kind]())
        if name == TEXTURES[-1]:
            break
    last = int(re.search(r"\d+", path).group())
    kept = {name: value for name, value in weights.items() if name.startswith("features.") and int(name.split(".")[1]) <= last}
    (folder / "small.net").write_text("\n".join(lines) + "\n")
    common.write_safetensors(folder / "small.safetensors", kept)
    return folder / "small.net", folder / "small.safetensors"


def check_small(real, module, pngs, script, name, folder):
    """Its photos are what the program has of them: a style transfer begins at one."""
    net, weights = small(real, folder)
    photo, style = (Painting(net, weights, png, folder).at("asks style", 0).picture for png in pngs)
    common.equal(photo.shape, (3, SMALL, SMALL), "the shape of a picture")
    check_way(Painting(net, weights, pngs[0], folder), Model("vgg19", module), photo, (pngs[1], style), script, name)


WAYS = (  # commands, the optimizer, whether averages stand in place of pools
    ("asks style; style {style}; optimizer adam", "adam", False),
    ("asks style; style {style}; optimizer lbfgs", "lbfgs", False),
    ("asks texture; pools average; optimizer adam", "adam", True),
)


def check_way(painting, model, photo, style, script, name):
    script = script.format(style=style[0])
    begins = painting.at(script, 0).picture
    losses = Losses(model, photo, style[1] if "asks style" in script else None)
    want = way(losses, begins, name)
    got = painting.at(script, max(STEPS)).curve
    common.equal(got.shape, want.shape, "the shape of the curve")
    for step in STEPS:
        far = np.abs(got[step - 1] - want[step - 1]) / np.maximum(np.maximum(want[step - 1], want[0]), 1e-4)
        print(f"     {name}, step {step}: the sum {got[step - 1][-1]:.5g}, losses within {far.max():.2g}")
        assert far.max() <= WITHIN_LOSS, f"step {step}: {got[step - 1]}, not {want[step - 1]}"
        if step > 1:  # on the program's own way, PyTorch finds what the program found there
            _, found = losses(painting.at(script, step - 1).picture)
            common.near(got[step - 1] / found, 1 + 0 * got[step - 1], 1, 1e-3, f"the losses at step {step}")


def networks(folder):
    slim = nets.load(nets.slim("E"), common.ROOT / "weights/vgg19-slim.safetensors")
    yield "slim", "vgg19", common.ROOT / "weights/vgg19-slim.safetensors", slim
    random = folder / "random.safetensors"
    common.output("weights", "pack", "random:7", random, "--net", "vgg13_bn")
    yield "bn", "vgg13_bn", random, nets.load(nets.build("vgg13_bn"), random)
    if common.DATA:
        real = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
        yield "real", "vgg19", real, nets.load(nets.build("vgg19"), real)


def main():
    tally, only = common.Tally(), sys.argv[1:]
    if not common.DATA:
        tally.skip("textures and styles of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        png, photo = photo_of("owl", folder)
        style = photo_of("jaguar", folder)
        for word, net, weights, module in networks(folder):
            painting = Painting(net, weights, png, folder)
            for script, wanted in GRADIENTS if not only or word in only else ():
                with tally.test(f"{word}: the gradient of {script}"):
                    check_gradient(painting, Model(net, module), photo, style, script, wanted)
            for script, name, averages in WAYS if word != "bn" and (not only or f"{word}-ways" in only) else ():
                if word == "real" and averages:
                    continue
                with tally.test(f"{word}: the way of {script}"):
                    if word == "real":
                        check_small(weights, module, (png, style[0]), script, name, folder)
                    else:
                        check_way(painting, Model(net, module, averages), photo, style, script, name)
    tally.close()


main()
