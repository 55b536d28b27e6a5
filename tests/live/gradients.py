#!/usr/bin/env python3
"""The gradient of single units with respect to the input, plain and guided, against autograd; the
effective field against its definition; the measured field against the computed one.

Both sides go backward over the same forward values, the program's: a value that is 0 but for rounding
opens a ReLU on one side and not on the other, and two that are equal but for rounding send a pool's
gradient elsewhere, which says nothing of the backward pass. (That the forward values agree is tested in
real_vgg19.py and seeded.py.)"""
import pathlib
import tempfile

import numpy as np
from PIL import Image

import _common as common
import _nets as nets

UNITS = {  # layer: map, x, y, at borders and within
    "vgg19": {"conv1_1": (13, 0, 0), "conv2_2": (70, 55, 40), "pool2": (5, 55, 30), "conv3_3": (111, 31, 23),
              "conv4_4": (300, 27, 3), "pool4": (12, 6, 7), "conv5_1": (77, 7, 6), "pool5": (400, 3, 3),
              "fc6": (1234, 0, 0), "fc8": (388, 0, 0), "prob": (388, 0, 0)},
    "alexnet-2012": {"conv1": (3, 20, 30), "lrn1": (50, 10, 11), "pool1": (95, 26, 0), "conv2": (200, 13, 13),
                     "conv4": (10, 0, 12), "pool5": (99, 5, 5), "fc7": (7, 0, 0)},
    "alexnet": {"conv1": (3, 54, 54), "pool2": (100, 12, 6), "conv5": (255, 6, 6)},
    "vgg11_bn": {"conv1_1": (5, 100, 30), "bn3_2": (100, 20, 31), "conv4_2": (300, 13, 6), "fc6": (17, 0, 0)},
    "c": {"conv3_3": (100, 30, 50), "conv5_3": (9, 13, 0)},
}


def smallest_box(heat, centre_x, centre_y):
    """The smallest square centred on the unit that holds 95 % of the whole."""
    half = 0.0 if centre_x == int(centre_x) else 0.5
    for grow in range(2 * max(heat.shape)):
        x0, y0 = int(centre_x - half) - grow, int(centre_y - half) - grow
        x1, y1 = int(centre_x + half) + grow, int(centre_y + half) + grow
        inside = heat[max(y0, 0):y1 + 1, max(x0, 0):x1 + 1].sum(dtype=np.float64)
        if inside >= 0.95 * heat.sum(dtype=np.float64):
            return [x0, y0, x1, y1], inside / heat.sum(dtype=np.float64)
    raise AssertionError("no box")


def check_unit(net, traced, weights, png, layer, unit, folder):
    script = f"select {layer}; map {unit[0]}; pixel {unit[1]} {unit[2]}; view field"
    facts = common.answer("read", "--net", net, "--weights", weights, "--image", png, "--do", script, "--save", folder)
    for name, guided in (("gradient", False), ("guided", True)):
        want = traced.gradient(layer, unit, guided)
        got = np.load(folder / f"{name}.npy")
        common.near(got, want, max(np.abs(want).max(), 1e-30), 1e-3, f"{name} of {layer}")
    heat = np.abs(np.load(folder / "gradient.npy")).sum(0)
    common.equal(facts["measured"], facts["field"], f"the measured field of {layer}")
    if not heat.any():  # a unit that nothing reaches has no effective field
        return
    row = next(r for r in common.answer("table", "--net", net)["layers"] if r["name"] == layer)
    box, share = smallest_box(heat, row["start"] + unit[1] * row["jump"], row["start"] + unit[2] * row["jump"])
    common.equal(facts["effective_box"], box, f"the effective box of {layer}")
    common.near(facts["effective_share"], share, 1, 1e-4, f"the share of {layer}")


def main():
    tally = common.Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        png = folder / "lemur.png"
        Image.open(common.ROOT / "assets/photos/lemur.jpg").convert("RGB").save(png)
        for net, units in UNITS.items():
            if net == "vgg19" and common.DATA:
                weights = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
            elif net == "vgg19":
                tally.skip("gradients of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
                continue
            else:
                weights = folder / f"{net}.safetensors"
                common.output("weights", "pack", "random:7", weights, "--net", net)
            values = folder / net
            common.output("run", "--net", net, "--weights", weights, "--image", png, "--save-activations", values)
            traced = nets.Traced(net, nets.load(nets.build(net), weights), nets.prepare(nets.crop_of(net))(Image.open(png))[None],
                                 lambda name: np.load(values / f"{name}.npy"))
            for layer, unit in units.items():
                with tally.test(f"{net}: {layer}"):
                    check_unit(net, traced, weights, png, layer, unit, folder)
        with tally.test("the measured field is the computed one"):
            for net in common.NETS:
                for layer in ("pool5", "fc6"):
                    facts = common.answer("read", "--net", net, "--do", f"select {layer}; view field; stack 3; stack none")
                    common.equal(facts["measured"], facts["field"], f"{net}, {layer}")
        for stack, field in (("3 3", 5), ("3 3 3", 7), ("3 3 3 3 3", 11), ("11s4 3", 19), ("1", 1), ("7s2 3s2 1 5p2", 27)):
            with tally.test(f"stack {stack}"):
                facts = common.answer("read", "--do", f"view field; stack {stack}")
                common.equal((facts["field"], facts["measured"]), (field, field), "the field")
    tally.close()


main()
