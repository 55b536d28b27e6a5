#!/usr/bin/env python3
"""The pictures of Asks against PyTorch: the gradient of each thing that can be asked for, through the Fourier basis and the
decorrelated colours down to the parameters, at the picture that eight steps have made; and the ascent itself, 64 steps of it,
written here anew on autograd and torch.optim.Adam.

Nearly grey pictures, as those of the first step, say little: values that are equal but for rounding send a pool's gradient
elsewhere. Nor can a class be followed for long: in PyTorch, too, float32 and float64 are 5 % apart after eight steps, since
Adam makes as much of a wave that matters little as of others. It is held to its gradient.

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
    def __init__(self, side, waves, colours):
        self.waves, self.colours = waves, colours
        table = waves_of(side)
        near = (table @ table.T - torch.eye(side)).abs().max()
        assert near < 1e-9, f"the waves of {side} pixels are not orthonormal: {near}"
        self.table = table.float()
        f = (torch.arange(side) + 1) // 2 / side
        self.strength = (0.25 / torch.clamp((f[:, None] ** 2 + f[None] ** 2).sqrt(), min=1 / side)).float()

    def sheets(self, parameters):
        if self.waves:
            parameters = self.table.T @ (parameters * self.strength) @ self.table
        return torch.einsum("cd,dhw->chw", COLOURS, parameters) if self.colours else parameters

    def picture(self, parameters):
        return torch.sigmoid(self.sheets(parameters))

    def gradient(self, net, model, asked, layer, picture):
        """The value at a picture, and the gradient of what falls by the parameters that make it."""
        change = torch.zeros(picture.shape, requires_grad=True)
        x = (torch.sigmoid(torch.logit(torch.from_numpy(picture).double()) + self.sheets(change)).float() - MEAN) / DEVIATION
        one, grows = grown(asked, values(net, model, x[None], layer))
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


def ascend(net, model, basis, asked, layer, steps, seed=0):
    """The value before each step, and the picture after the last one."""
    side = nets.crop_of(net)
    start = torch.from_numpy(chance(seed, 3 * side * side)).reshape(3, side, side)
    parameters = (start * np.float32(0.01 * 1.7320508)).requires_grad_(True)
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


def check_gradient(net, weights, model, name, basis, said, folder):
    script, asked = CASES[name]
    row = "fc8" if name == "class" else BEFORE[net]
    script = f"{script.format(LAYERS[net])}; {STILL}; {said}"
    picture = ours(net, weights, f"{script}; asks steps 8", folder)[2]
    facts, curve, _ = ours(net, weights, f"{script}; asks steps 9", folder)
    common.equal((facts["asked"]["layer"], facts["steps"]), (row, 9), "what is asked")
    value, want = basis.gradient(net, model, asked, row, picture)
    common.near(curve[8], value, max(abs(value), 1e-3), 1e-3, f"the value of {name}")
    got, most = np.load(folder / "gradient.npy"), np.abs(want).max()
    far = float((np.abs(got - want) > 1e-3 * most).mean())
    print(f"     {name}: {np.abs(got - want).max() / most:.1g} of the largest, {far:.2g} of the numbers beyond 1e-3")
    common.equal(got.shape, want.shape, "the shape of the gradient")
    # A pool's tie that rounding breaks the other way moves the gradient of a few pixels; most waves are sums over many ties.
    strict = basis.waves and name != "class"
    assert far <= (0 if strict else 5e-3), f"the gradient of {name} differs at {far:.2g} of the numbers"
    assert np.linalg.norm(got - want) <= 1e-2 * np.linalg.norm(want), f"the gradient of {name} is another"


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
            for name in ("map", "unit", "least"):
                with tally.test(f"{net}: 64 steps, {name}"):
                    check_ascent(net, weights, model, name, folder / net)
    tally.close()


main()
