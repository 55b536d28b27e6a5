#!/usr/bin/env python3
"""Pictures with flat areas, where many values of a map are equal: which of them a pool, an arg-max and a list of patches
choose is PyTorch's choice, the first in row order, and so are the gradients that follow from it.

Unlike gradients.py this uses PyTorch's own forward values: what is tested is that equal values tie."""
import pathlib
import tempfile

import numpy as np
from PIL import Image, ImageDraw

import _common as common
import _nets as nets

NET, SIDE = "vgg19", 256
GRADIENTS = ("conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_3") # behind them PyTorch's own float32 and float64 part ways
UNITS_A_LAYER, PATCHES = 8, 9 # the units by turns on one of the pictures: 40 in all


def slide():
    """A heading and a chart, as on a screen."""
    picture = Image.new("RGB", (320, SIDE), (250, 250, 250))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 319, 44), fill=(31, 73, 125))
    draw.text((20, 12), "Flat areas", fill=(255, 255, 255))
    for i, height in enumerate((60, 110, 90, 150)):
        draw.rectangle((60 + 55 * i, 230 - height, 95 + 55 * i, 230), fill=(192, 80 + 30 * i, 77))
    draw.line((40, 230, 290, 230), fill=(0, 0, 0), width=3)
    return picture


def shapes():
    picture = Image.new("RGB", (SIDE, SIDE), (200, 30, 60))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 170, 200), fill=(20, 90, 220))
    draw.ellipse((110, 20, 240, 140), fill=(250, 240, 80))
    return picture


def stripes():
    """A pattern that repeats, and a part without one."""
    picture = Image.new("RGB", (SIDE, SIDE), (60, 160, 90))
    draw = ImageDraw.Draw(picture)
    for x in range(0, SIDE, 24):
        draw.rectangle((x, 0, x + 11, 150), fill=(240, 230, 210))
    draw.polygon([(30, 250), (128, 170), (226, 250)], fill=(40, 40, 120))
    return picture


def isas():
    """Those that this processor has."""
    names = ("portable", "sse2", "avx2", "avx512", "neon", "wasm")
    return [name for name in names if common.run("run", "--until", "conv1_1", env={"VGGSCOPE_ISA": name}).returncode == 0]


def exact_values(model, x):
    """The same in float64."""
    model.double()
    values = {name: value[0].numpy() for name, value in nets.activations(NET, model, x.detach().double())}
    model.float()
    return values


def after_relu(layer):
    return layer.replace("conv", "relu")


def units(traced, layer, seed):
    """Some that answer, spread over the layer."""
    values = traced.map_values(after_relu(layer))
    places = np.argwhere(values > 0)
    chosen = np.random.default_rng(seed).choice(len(places), UNITS_A_LAYER, replace=False)
    return [(int(m), int(x), int(y)) for m, y, x in places[chosen]]


def check_gradients(traced, isa, weights, png, layer, unit, folder):
    script = f"select {layer}; map {unit[0]}; pixel {unit[1]} {unit[2]}; view field"
    common.answer("read", "--net", NET, "--weights", weights, "--image", png, "--do", script, "--save", folder,
                  env={"VGGSCOPE_ISA": isa})
    for name, guided in (("gradient", False), ("guided", True)):
        want = traced.gradient(layer, unit, guided)
        common.near(np.load(folder / f"{name}.npy"), want, max(np.abs(want).max(), 1e-30), 1e-3, f"{name} of {layer}")


def check_choices(what, got, want, exact):
    """Of sets of values (n, values): the first largest one has to be the same one. Two values that lie nearer to one another
    than the two programs' results do may come in either order, unless they are equal in PyTorch, and in its float64
    (`exact`), too: then it is not by chance."""
    rounding, scale = 2e-5, np.abs(exact).max()
    ours, theirs = got.argmax(1), want.argmax(1)
    for i in np.flatnonzero(ours != theirs):
        apart, exactly = want[i, theirs[i]] - want[i, ours[i]], abs(exact[i, theirs[i]] - exact[i, ours[i]])
        assert apart or exactly > 1e-11 * scale, f"{what}, {i}: {theirs[i]} and {ours[i]} tie, and the second was taken"
        assert apart <= rounding * scale, f"{what}, {i}: {ours[i]} was taken, not {theirs[i]}"


def windows(values):
    """The windows of a pool of 2x2, stride 2: (n, 4)."""
    c, h, w = values.shape
    return values.reshape(c, h // 2, 2, w // 2, 2).transpose(0, 1, 3, 2, 4).reshape(-1, 4)


def check_layer(layer, got, want, exact):
    """The arg-max of every map, and of every window where a pool follows. Returns how many windows hold their largest value
    more than once."""
    check_choices(f"arg-max of {layer}", *(v.reshape(len(v), -1) for v in (got, want, exact)))
    if layer not in ("relu1_2", "relu2_2", "relu3_4", "relu4_4", "relu5_4"):
        return 0
    check_choices(f"windows of {layer}", windows(got), windows(want), windows(exact))
    largest = windows(want).max(1, keepdims=True)
    return int((((windows(want) == largest).sum(1) > 1) & (largest[:, 0] > 0)).sum())


def best_patches(values):
    """The nine largest of a map, in row order where they tie: (x, y)."""
    order = np.argsort(-values.reshape(-1), kind="stable")[:PATCHES]
    return [(int(i % values.shape[1]), int(i // values.shape[1])) for i in order]


def check_patches(traced, isa, weights, png, layer, map_):
    """Their values, place by place, and their order wherever PyTorch's values differ by more than rounding, or not at all."""
    facts = common.answer("read", "--net", NET, "--weights", weights, "--image", png, "--do",
                          f"select {layer}; map {map_}; view layer", env={"VGGSCOPE_ISA": isa})
    values = traced.map_values(after_relu(layer))
    got, want = [(p["x"], p["y"]) for p in facts["patches"]], best_patches(values[map_])
    rounding = 2e-5 * np.abs(values).max()
    for (x, y), (u, v) in zip(got, want):
        a, b = values[map_, y, x], values[map_, v, u]
        assert (x, y) == (u, v) or a != b and abs(a - b) <= rounding, f"{layer}, map {map_}: {got}, not {want}"


def check_picture(tally, traced, exact, isa, weights, name, png, turn, folder):
    values, tied = folder / f"{isa}-{name}", 0
    common.output("run", "--net", NET, "--weights", weights, "--image", png, "--save-activations", values,
                  env={"VGGSCOPE_ISA": isa})
    with tally.test(f"{isa}, {name}: what is largest in each map and each window"):
        for layer in traced.values:
            tied += check_layer(layer, np.load(values / f"{layer}.npy"), traced.map_values(layer), exact[layer])
        assert tied > 10000, f"only {tied} windows tie: the picture tests nothing"
    for layer in GRADIENTS:
        with tally.test(f"{isa}, {name}: gradients of {layer}"):
            for unit in units(traced, layer, turn)[turn::3]:
                check_gradients(traced, isa, weights, png, layer, unit, folder)
    for layer in ("conv1_2", "conv2_2", "conv3_3"):
        with tally.test(f"{isa}, {name}: best patches of {layer}"):
            check_patches(traced, isa, weights, png, layer, 3)


def main():
    tally = common.Tally()
    if not common.DATA:
        tally.skip("flat pictures", "VGGSCOPE_TEST_DATA is not set")
        tally.close()
    weights = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
    model = nets.load(nets.build(NET), weights)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for turn, picture in enumerate((slide, shapes, stripes)):
            name = picture.__name__
            png = folder / f"{name}.png"
            picture().save(png)
            traced = nets.Traced(NET, model, nets.prepare(nets.crop_of(NET))(Image.open(png))[None])
            exact = exact_values(model, traced.x)
            for isa in isas():
                check_picture(tally, traced, exact, isa, weights, name, png, turn, folder)
    tally.close()


main()
