#!/usr/bin/env python3
"""The real VGG-19 against PyTorch: every module in double precision, the answers on every photo, single units."""
import copy
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image

from _common import DATA, PHOTOS, Tally, answer, equal, near, output
from _nets import activations, build, load, modules, prepare, probabilities

WITHIN = 1e-3
MODULES_WITHIN = 5e-5  # of the largest value, beside double precision
UNITS = {"conv1_1": 20, "conv2_2": 20, "conv3_4": 20, "conv5_1": 20, "fc6": 20}
RANDOM = np.random.default_rng(19)


def check_modules(photo, png, weights, model, folder):
    """Every saved module of one photo; a model in double precision."""
    x = prepare(224)(Image.open(png))[None]
    output("run", "--net", "vgg19", "--weights", weights, "--image", png, "--save-activations", folder)
    saved = {file.stem: np.load(file) for file in folder.glob("*.npy")}
    assert np.array_equal(saved.pop("input"), x[0].numpy()), f"the input of {photo} is not equal to the bit"
    worst = 0
    for name, want in activations("vgg19", model, x.double()):
        got, want = saved.pop(name), want[0].numpy()
        equal(got.dtype, np.dtype("<f4"), f"the type of {name}")
        worst = max(worst, near(got, want, np.abs(want).max(), MODULES_WITHIN, f"{photo}'s {name}"))
    equal(list(saved), [], "modules that PyTorch does not have")
    print(f"     {photo}: largest difference {worst:.2g}")


def check_answers(pngs, weights, model):
    """The five best classes in their order; the best one from the JPEG too."""
    ready = prepare(224)
    best = []
    for i in range(0, len(PHOTOS), 9):
        batch = torch.stack([ready(Image.open(pngs[photo.stem])) for photo in PHOTOS[i:i + 9]])
        best.append(probabilities(model, batch).topk(5))
    classes, shares = (torch.cat([b[i] for b in best]) for i in (1, 0))
    for photo, want, p in zip(PHOTOS, classes.tolist(), shares.tolist()):
        top = answer("run", "--net", "vgg19", "--weights", weights, "--image", pngs[photo.stem])["top"]
        equal([t["class"] for t in top], want, f"the five best of {photo.stem}.png")
        near([t["p"] for t in top], p, 1, WITHIN, f"the probabilities of {photo.stem}.png")
        top = answer("run", "--net", "vgg19", "--weights", weights, "--image", photo)["top"]
        equal(top[0]["class"], want[0], f"the best of {photo.name}")


def geometry(model):
    """name -> (r, S, P) of the convolutions and of fc6 as one: field, jump, accumulated padding."""
    out, field, jump, padding = {}, 1, 1, 0
    for name, module, _ in modules("vgg19", model):
        if name.startswith(("conv", "pool")):
            kernel, stride, pad = (v if isinstance(v, int) else v[0]
                                   for v in (module.kernel_size, module.stride, module.padding))
            field, padding = field + (kernel - 1) * jump, padding + pad * jump
            out[name] = field, jump, padding
            jump *= stride
        if name == "fc6":
            out[name] = field + 6 * jump, jump, padding
    return out


def check_unit(name, unit, weights, png, layer, inputs, values, place, folder):
    """One unit: its terms, sums, products and box. inputs (C,H,W) of the layer, values (O,H,W) before
    its ReLU, layer.weight (O,C,K,K)."""
    m, y, x = unit
    output_of = f"select {name}; map {m}; pixel {x} {y}; view neuron"
    facts = answer("read", "--net", "vgg19", "--weights", weights, "--image", png, "--do", output_of,
                   "--save", folder)
    products = np.load(folder / "products.npy")
    c, k = layer["weight"].shape[1:3]
    pad = layer["pad"]
    window = np.pad(inputs, ((0, 0), (pad, pad), (pad, pad)))[:, y:y + k, x:x + k].astype(np.float64)
    want = window * layer["weight"][m]
    bias, pre, scale = layer["bias"][m], values[m, y, x], np.abs(values).max()
    where = f"{name} {unit}"
    equal([facts[key] for key in ("view", "layer", "map", "x", "y", "terms")],
          ["neuron", name, m, x, y, c * k * k], where)
    for key, number in (("sum", want.sum()), ("bias", bias), ("pre", pre), ("post", max(pre, 0)),
                        ("stored", max(pre, 0)), ("difference", 0)):
        near(facts[key], number, scale, WITHIN, f"{where}: {key}")
    near(facts["sum"], want.sum(), np.abs(want).sum(), WITHIN, f"{where}: sum beside its terms")
    near(facts["difference"], facts["stored"] - facts["post"], scale, 1e-12, f"{where}: stored - post")
    near(products, want, np.abs(want).max(), WITHIN, f"{where}: products")
    near(products.astype(np.float64).sum(), facts["sum"], scale, 1e-5, f"{where}: the products' sum")
    field, jump, padding = place
    equal(facts["field"], field, f"{where}: field")
    equal(facts["box"], [x * jump - padding, y * jump - padding, x * jump - padding + field - 1,
                         y * jump - padding + field - 1], f"{where}: box")


def layers_of_units(model, png):
    """name -> (layer, its inputs, its values) of one photo; fc6 as the convolution that it is."""
    x, out = prepare(224)(Image.open(png))[None], {}
    before = x
    found = {name: module for name, module, _ in modules("vgg19", model)}
    for name, values in activations("vgg19", model, x):
        if name in UNITS:
            weight = found[name].weight.detach().numpy()
            fc = weight.ndim == 2
            layer = {"weight": weight.reshape(-1, 512, 7, 7) if fc else weight, "pad": 0 if fc else 1,
                     "bias": found[name].bias.detach().numpy()}
            shape = (-1, 1, 1) if fc else values.shape[1:]
            out[name] = layer, before[0].numpy(), values[0].numpy().reshape(shape)
        before = values
    return out


def check_units(png, weights, model, folder, tally):
    places = geometry(model)
    for name, (layer, inputs, values) in layers_of_units(model, png).items():
        with tally.test(f"{UNITS[name]} units of {name}"):
            for i in range(UNITS[name]):
                unit = tuple(int(RANDOM.integers(n)) for n in values.shape)
                if i < 2:  # two corners, where the window hangs over the border
                    unit = (unit[0], (values.shape[1] - 1) * i, (values.shape[2] - 1) * i)
                check_unit(name, unit, weights, png, layer, inputs, values, places[name], folder)


def main():
    tally = Tally()
    weights = pathlib.Path(DATA or "") / "vgg19-imagenet-u8.safetensors"
    if not DATA or not weights.exists():
        tally.skip("the real VGG-19", "VGGSCOPE_TEST_DATA names no folder with it")
        tally.close()
    model = load(build("vgg19"), weights)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pngs = {photo.stem: folder / f"{photo.stem}.png" for photo in PHOTOS}
        for photo in PHOTOS:
            Image.open(photo).convert("RGB").save(pngs[photo.stem])
        exact = copy.deepcopy(model).double()
        for photo in ("panda", "koala", "chelsea"):
            with tally.test(f"every module on {photo}"):
                check_modules(photo, pngs[photo], weights, exact, folder / photo)
        with tally.test(f"the five best classes of {len(PHOTOS)} photos"):
            check_answers(pngs, weights, model)
        check_units(pngs["koala"], weights, model, folder / "unit", tally)
    tally.close()


main()
