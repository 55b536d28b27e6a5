#!/usr/bin/env python3
"""The pictures of Asks against PyTorch: the gradient of each thing that can be asked for, through the Fourier basis and the
decorrelated colours down to the parameters, at the picture that eight steps have made; and the ascent itself, 64 steps of it,
written here anew on autograd and torch.optim.Adam. Likewise several pictures at once, which are to be unlike one another.

Gradients go back over the same forward values on both sides, the program's, as in gradients.py: then every number of them is held
to 1e-4 of the largest.

A class cannot be followed for long: Adam makes as much of a wave that matters little as of others, and where the gradient of one
is small, rounding says whether it rises or falls. PyTorch's float32 leaves its own float64 by 6 to 38 % within three to eight
steps. So its ascent is held step by step, each from the program's own picture and gradient; and the program's first gradient, of
values that it found itself, has to be about as near to float64 as PyTorch's in float32 is.

The parameters begin by chance (base/chance.h), which is written here anew, too, and the waves are torch.fft's."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

import _common as common
import _nets as nets

COLOURS = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.0, -0.05], [0.27, -0.09, 0.03]], dtype=torch.float64)
COLOURS = (COLOURS / COLOURS.norm(dim=0).max()).float()
MEAN, DEVIATION = (torch.tensor(v)[:, None, None] for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
ALL = ("waves", "colours", "shifts", "scales", "turns")
STILL = "asks shifts off; asks scales off; asks turns off"
WITHIN_GRADIENT = 1e-4
APART = 0.3  # how much several pictures take from one another, in shares of the length of the values at a place


def chance(seed, n):
    """The key of a seed's first sequence, and n numbers of it between -1 and 1."""
    def bits(key, i):
        x = i * np.uint32(0x9E3779B9) + np.uint32(key)
        x = (x ^ x >> np.uint32(16)) * np.uint32(0x21F0AAAD)
        x = (x ^ x >> np.uint32(15)) * np.uint32(0x735A2D97)
        return x ^ x >> np.uint32(15)
    key = np.uint32(seed * 0x9E3779B9 & 0xFFFFFFFF) ^ bits(0, np.arange(1, dtype=np.uint32))[0]
    whole = (bits(key, np.arange(n, dtype=np.uint32)) >> np.uint32(8)).astype(np.int64)
    return ((whole - (1 << 23)).astype(np.float32) + np.float32(0.5)) / np.float32(1 << 23)


def waves_of(side):
    """(side, side) orthonormal waves, row by row, made by torch's inverse FFT of single frequencies."""
    rows = []
    for u in range(side):
        spectrum = torch.zeros(side // 2 + 1, dtype=torch.complex128)
        spectrum[(u + 1) // 2] = 1 if u == 0 or u % 2 else -1j
        wave = torch.fft.irfft(spectrum, n=side)
        rows.append(wave / wave.norm())
    return torch.stack(rows)


class Basis:
    def __init__(self, side, waves, colours, type=torch.float32):
        self.waves, self.colours = waves, colours
        table = waves_of(side)
        near = (table @ table.T - torch.eye(side)).abs().max()
        assert near < 1e-9, f"the waves of {side} pixels are not orthonormal: {near}"
        self.table = table.to(type)
        f = (torch.arange(side) + 1) // 2 / side
        self.strength = (0.25 / torch.clamp((f[:, None] ** 2 + f[None] ** 2).sqrt(), min=1 / side)).to(type)

    def sheets(self, parameters):
        if self.waves:
            parameters = self.table.T @ (parameters * self.strength) @ self.table
        return torch.einsum("cd,dhw->chw", COLOURS.to(parameters), parameters) if self.colours else parameters

    def picture(self, parameters):
        return torch.sigmoid(self.sheets(parameters))

    def gradient(self, net, model, asked, layer, picture, put):
        """The value at a picture, and the gradient of what falls by the parameters that make it, back over the values put."""
        change = torch.zeros(picture.shape, requires_grad=True)
        x = (torch.sigmoid(torch.logit(torch.from_numpy(picture).double()) + self.sheets(change)).float() - MEAN) / DEVIATION
        one, grows = grown(asked, nets.Traced(net, model, x[None], put, layer).values[layer][0])
        return one.item(), -torch.autograd.grad(grows, change)[0].numpy()


def values(net, model, x, layer):
    """Those of a row, before its activation."""
    value = x
    for name, module, _ in nets.modules(net, model):
        if name == "fc6":
            value = torch.flatten(model.avgpool(value), 1)
        value = torch.relu(value) if isinstance(module, torch.nn.ReLU) else module(value)
        if name == layer:
            return value[0]
    raise AssertionError(layer)


def grown(asked, value):
    kind, sign = asked["of"], asked.get("sign", 1)
    if kind == "unit":
        one = value[asked["map"], asked["y"], asked["x"]]
    elif kind == "direction":
        one = sum(w * value[m].mean() for m, w in asked["terms"].items())
    else:
        one = value[asked["map"]].mean()
    return one, sign * one


def begins(net, seed=0, pictures=None):
    """The parameters before the first step; of several pictures."""
    side, several = nets.crop_of(net), (pictures,) if pictures else ()
    numbers = torch.from_numpy(chance(seed, 3 * side * side * (pictures or 1)))
    return numbers.reshape(*several, 3, side, side) * np.float32(0.01 * 1.7320508)


def ascend(net, model, basis, asked, layer, steps):
    """The value before each step, and the picture after the last one."""
    parameters = begins(net).requires_grad_(True)
    adam = torch.optim.Adam([parameters], lr=0.05)
    curve = []
    for _ in range(steps):
        adam.zero_grad()
        x = (basis.picture(parameters) - MEAN) / DEVIATION
        one, grows = grown(asked, values(net, model, x[None], layer))
        (-grows).backward()
        curve.append(one.item())
        adam.step()
    return np.array(curve), basis.picture(parameters).detach().numpy()


def ours(net, weights, script, folder):
    facts = common.answer("read", "--net", net, "--weights", weights, "--do", f"{script}; view asks", "--save", folder)
    return facts, np.load(folder / "curve.npy")[:, 0], np.load(folder / "picture.npy")


CASES = {  # what is said, and what it means
    "map": ("select {0}; map 3; asks map", {"of": "map", "map": 3}),
    "unit": ("select {0}; map 5; pixel 7 6; asks unit", {"of": "unit", "map": 5, "x": 7, "y": 6}),
    "class": ("asks class 388", {"of": "map", "map": 388}),
    "direction": ("select {0}; asks direction 1 8:-0.5 30:2", {"of": "direction", "terms": {1: 1, 8: -0.5, 30: 2}}),
    "least": ("select {0}; map 3; asks map; asks negative", {"of": "map", "map": 3, "sign": -1}),
}
LAYERS = {"vgg19": "conv4_2", "vgg11_bn": "conv3_2", "vgg16": "conv3_3"}
BEFORE = {"vgg19": "conv4_2", "vgg11_bn": "bn3_2", "vgg16": "conv3_3"}  # the row before its activation
BEHIND = {"vgg19": "relu4_2", "vgg11_bn": "relu3_2", "vgg16": "relu3_3"}  # and the one behind it


def check_gradient(net, weights, model, name, basis, said, folder):
    script, asked = CASES[name]
    row = "fc8" if name == "class" else BEFORE[net]
    script = f"{script.format(LAYERS[net])}; {STILL}; {said}"
    picture = ours(net, weights, f"{script}; asks steps 8", folder)[2]
    facts, curve, _ = ours(net, weights, f"{script}; asks steps 9", folder)
    common.equal((facts["asked"]["layer"], facts["steps"]), (row, 9), "what is asked")
    put = common.values_of(net, weights, picture, row, folder / "values")
    value, want = basis.gradient(net, model, asked, row, picture, put)
    common.near(curve[8], value, max(abs(value), 1e-3), 1e-3, f"the value of {name}")
    worst = common.near(np.load(folder / "gradient.npy"), want, np.abs(want).max(), WITHIN_GRADIENT, f"the gradient of {name}")
    print(f"     {name}: {worst:.1g} of the largest")


def likeness(maps):
    """The cosines between the Gram matrices of several pictures' maps, each with each of the others: their mean, a picture."""
    rows = [value.flatten(1) for value in maps]
    grams = torch.stack([(row @ row.T).flatten() for row in rows])
    grams = grams / grams.norm(dim=1, keepdim=True)
    return ((grams @ grams.T).sum(1) - 1) / (len(maps) - 1)


def check_several(net, weights, model, name, said, folder, pictures=3):
    """What several pictures have in common at the layer is taken from what grows: of a unit at its place, of a class at the last
    layer that has places. It weighs as much as the values of the row are long at a place."""
    script, asked = CASES[name]
    row, maps_at = ("fc8", "pool5") if name == "class" else (BEFORE[net], BEHIND[net])
    last = row if name == "class" else maps_at
    script = f"{script.format(LAYERS[net])}; {STILL}; asks several {pictures}; {said}"
    painted = ours(net, weights, f"{script}; asks steps 8", folder)[2]
    facts, _, _ = ours(net, weights, f"{script}; asks steps 9", folder)
    curve, changes, found, maps, size = np.load(folder / "curve.npy"), [], [], [], 0
    basis = Basis(nets.crop_of(net), True, True)
    for i, picture in enumerate(painted):
        put = common.values_of(net, weights, picture, last, folder / f"values{i}")
        changes.append(torch.zeros(picture.shape, requires_grad=True))
        start = torch.logit(torch.from_numpy(picture).double())
        x = (torch.sigmoid(start + basis.sheets(changes[-1])).float() - MEAN) / DEVIATION
        values = nets.Traced(net, model, x[None], put, last).values
        found.append(grown(asked, values[row][0]))
        maps.append(values[maps_at][0].double())
        size += (values[row][0].detach().double() ** 2).sum() / (values[row][0, 0].numel() * pictures)
        if name == "unit":
            maps[-1] = maps[-1][:, asked["y"], asked["x"], None, None]
    alike = likeness(maps)
    grows = sum(one for _, one in found) - APART * size.sqrt() * alike.sum()
    want = -torch.stack(torch.autograd.grad(grows, changes)).numpy()
    ones = [one.item() for one, _ in found]
    losses = [np.mean(ones), *ones, alike.mean().item()]
    common.near(curve[8], losses, np.abs(losses).max(), 1e-3, "the values and the likeness")
    common.near(curve[8][-1], losses[-1], 1, 1e-4, "the likeness")
    common.near(facts["several"]["values"], ones, np.abs(ones).max(), 1e-3, "the values that are told")
    worst = common.near(np.load(folder / "gradient.npy"), want, np.abs(want).max(), WITHIN_GRADIENT, f"the gradients of {name}")
    print(f"     {name}: {worst:.1g} of the largest, likeness {losses[-1]:.4f}")
    apart = ours(net, weights, f"{script}; asks at 0", folder)[2]
    want = torch.stack([basis.picture(begun) for begun in begins(net, 0, pictures)])
    if "photo" not in said:
        common.near(apart, want, 1, 1e-5, "the pictures that it begins with")


def check_beginning(net, weights, folder):
    """Before the first step it shows the noise that it begins with."""
    for seed in (0, 3):
        picture = ours(net, weights, f"{CASES['map'][0].format(LAYERS[net])}; asks seed {seed}; asks at 0", folder)[2]
        common.near(picture, Basis(nets.crop_of(net), True, True).picture(begins(net, seed)), 1, 1e-5, "the first picture")


def check_ascent(net, weights, model, name, folder):
    script, asked = CASES[name]
    row = "fc8" if name == "class" else BEFORE[net]
    _, curve, picture = ours(net, weights, f"{script.format(LAYERS[net])}; {STILL}; asks steps 64", folder)
    want, last = ascend(net, model, Basis(nets.crop_of(net), True, True), asked, row, 64)
    for step in (1, 8, 64):
        off = abs(curve[step - 1] - want[step - 1]) / max(abs(want[step - 1]), 1e-6)
        print(f"     {name}, step {step}: {curve[step - 1]:.6g}, PyTorch {want[step - 1]:.6g}, {off:.2%} off; "
              f"pictures {np.abs(picture - last).mean():.2g} apart at the end")
        assert off <= 0.02, f"step {step} of {name} is {off:.2%} off"


def check_steps(net, weights, model, name, folder):
    """Each step of an ascent by itself: the gradient at the picture before it (of the first: check_rounding), and what Adam makes
    of that gradient."""
    script, asked = CASES[name]
    basis, parameters = Basis(nets.crop_of(net), True, True), begins(net).requires_grad_(True)
    adam, before = torch.optim.Adam([parameters], lr=0.05), None
    for step in range(1, 9):
        _, _, picture = ours(net, weights, f"{script}; {STILL}; asks steps {step}", folder)
        gradient = np.load(folder / "gradient.npy")
        if step > 1:
            put = common.values_of(net, weights, before, "fc8", folder / "values")
            _, want = basis.gradient(net, model, asked, "fc8", before, put)
            common.near(gradient, want, np.abs(want).max(), WITHIN_GRADIENT, f"the gradient of step {step}")
        parameters.grad = torch.from_numpy(gradient)
        adam.step()
        common.near(picture, basis.picture(parameters.detach()), 1, 1e-4, f"the picture after {step} steps")
        before = picture


def first_gradient(net, model, name, seed, type):
    """PyTorch's own, from its own values, in one type or the other."""
    basis, parameters = Basis(nets.crop_of(net), True, True, type), begins(net, seed).to(type).requires_grad_(True)
    x = (basis.picture(parameters) - MEAN.to(type)) / DEVIATION.to(type)
    _, grows = grown(CASES[name][1], values(net, model.to(type), x[None], "fc8"))
    return torch.autograd.grad(-grows, parameters)[0].double().numpy()


def check_rounding(net, weights, model, name, folder):
    """Over some beginnings, in all: ours is at most twice as far from float64 as PyTorch's float32 is, in the length of the gradient
    and in how many parameters go the other way."""
    far = np.zeros((2, 2))
    for seed in range(6):
        ours(net, weights, f"{CASES[name][0]}; {STILL}; asks seed {seed}; asks steps 1", folder)
        want = first_gradient(net, model, name, seed, torch.float64)
        both = np.load(folder / "gradient.npy").astype(np.float64), first_gradient(net, model, name, seed, torch.float32)
        far += [(np.linalg.norm(got - want) / np.linalg.norm(want), np.mean(np.sign(got) != np.sign(want))) for got in both]
    (length, turned), (their_length, their_turned) = far / 6
    print(f"     {name}: {length:.2g} of its length from float64, {turned:.2%} of it the other way; "
          f"PyTorch's float32 {their_length:.2g}, {their_turned:.2%}")
    assert length <= 2 * their_length and turned <= 2 * their_turned, "further from float64 than rounding explains"


def main():
    tally = common.Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        random = folder / "vgg11_bn.safetensors"
        common.output("weights", "pack", "random:7", random, "--net", "vgg11_bn")
        which = {"vgg16": common.ROOT / "weights/vgg16-slim.safetensors", "vgg11_bn": random}
        if common.DATA:
            which["vgg19"] = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
        else:
            tally.skip("the pictures of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
        for net, weights in which.items():
            model = nets.load(nets.slim("D") if net == "vgg16" else nets.build(net), weights)
            basis = Basis(nets.crop_of(net), True, True)
            for name in CASES:
                with tally.test(f"{net}: the gradient of {name}"):
                    check_gradient(net, weights, model, name, basis, "", folder / net)
            for said, plain in (("asks waves off", (False, True)), ("asks colours off", (True, False)),
                                ("asks plain", (False, False))):
                with tally.test(f"{net}: the gradient, {said}"):
                    check_gradient(net, weights, model, "map", Basis(nets.crop_of(net), *plain), said, folder / net)
            for name, said in ((("map", ""), ("unit", ""), ("class", ""), ("least", "asks from photo")) if net == "vgg16" else (("map", ""),)):
                with tally.test(f"{net}: the gradients of several pictures, {name}"):
                    check_several(net, weights, model, name, said, folder / net)
            if net == "vgg16":
                with tally.test(f"{net}: the noise at first"):
                    check_beginning(net, weights, folder / net)
                with tally.test(f"{net}: eight steps one by one, class"):
                    check_steps(net, weights, model, "class", folder / net)
                with tally.test(f"{net}: the class's first gradient beside float64"):
                    check_rounding(net, weights, model, "class", folder / net)
                model.float()
            for name in ("map",) if net == "vgg19" else ("map", "unit", "least"):  # the real one takes its time
                with tally.test(f"{net}: 64 steps, {name}"):
                    check_ascent(net, weights, model, name, folder / net)
    tally.close()


main()
