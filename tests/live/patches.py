#!/usr/bin/env python3
"""Where maps answer most: the nine largest values of ten maps of conv5_1 on one photo, and the largest value
of a map on each photo of the gallery, against PyTorch."""
import pathlib
import tempfile

import numpy as np
import torch
import torchvision
from PIL import Image

import _common as common
import _nets as nets


def conv5_1(model, batch):
    return next(x for name, x in nets.activations("vgg19", model, batch) if name == "relu5_1").numpy()


def check_map(facts, values):
    """The program's list is PyTorch's, but for places whose values differ by rounding alone."""
    order = np.argsort(-values, axis=None, kind="stable")[:9]
    patches = facts["patches"]
    common.equal(len(patches), 9, "the number of patches")
    scale = max(np.abs(values).max(), 1e-30)
    for patch, at in zip(patches, order):
        y, x = np.unravel_index(at, values.shape)
        same = (patch["x"], patch["y"]) == (x, y)
        tie = abs(values[patch["y"], patch["x"]] - values[y, x]) <= 1e-5 * scale
        assert same or tie, f"({patch['x']}, {patch['y']}) is not ({x}, {y})"
        common.near(patch["value"], values[y, x], scale, 1e-3, "a value")
    common.equal(len({(p["x"], p["y"]) for p in patches}), 9, "the number of different places")


def check_apart(facts, values, field, jump):
    """What is shown apart is what torchvision's suppression leaves of all units, by their fields."""
    y, x = np.unravel_index(np.argsort(-values, axis=None, kind="stable"), values.shape)
    corners = np.stack([x * jump, y * jump, x * jump + field, y * jump + field], 1)
    scores = torch.linspace(1, 0.1, len(x), dtype=torch.float64)  # their order, ties included
    kept = torchvision.ops.nms(torch.tensor(corners, dtype=torch.float64), scores, 0.0)[:9]
    common.equal([(p["x"], p["y"]) for p in facts["patches"]], [(int(x[i]), int(y[i])) for i in kept], "the places")


def main():
    tally = common.Tally()
    if not common.DATA:
        tally.skip("patches of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
        tally.close()
    weights = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
    model = nets.load(nets.build("vgg19"), weights)
    with tempfile.TemporaryDirectory() as folder:
        png = pathlib.Path(folder) / "lemur.png"
        Image.open(common.ROOT / "assets/photos/lemur.jpg").convert("RGB").save(png)
        values = conv5_1(model, nets.prepare(224)(Image.open(png))[None])[0]
        strongest = np.argsort(-values.max((1, 2)))
        for map_ in [int(m) for m in strongest[:10]]:
            with tally.test(f"conv5_1, map {map_}"):
                facts = common.answer("read", "--net", "vgg19", "--weights", weights, "--image", png, "--do",
                                      f"view layer; select conv5_1; map {map_}")
                check_map(facts, values[map_])
    for layer in ("conv1_2", "conv3_1", "conv5_1"):
        with tally.test(f"patches of {layer} that do not overlap"), tempfile.TemporaryDirectory() as folder:
            facts = common.answer("read", "--do", f"view layer; select {layer}; map 3; photos apart", "--image",
                                  common.ROOT / "assets/photos/lemur.jpg")
            common.output("run", "--image", common.ROOT / "assets/photos/lemur.jpg", "--until",
                          layer.replace("conv", "relu"), "--save-activations", folder)
            values = np.load(pathlib.Path(folder) / f"{layer.replace('conv', 'relu')}.npy")[3]
            check_apart(facts, values, facts["field"], facts["jump"])
    with tally.test("the largest value on each photo"):
        map_ = int(strongest[0])
        facts = common.answer("read", "--net", "vgg19", "--weights", weights, "--do",
                              f"view layer; select conv5_1; map {map_}; photos all")
        batch = torch.stack([nets.prepare(224)(Image.open(p).convert("RGB")) for p in common.PHOTOS])
        best = conv5_1(model, batch)[:, map_].max((1, 2))
        order = np.argsort(-best)[:9]
        common.equal([f["photo"] for f in facts["all_photos"]], [common.PHOTOS[i].stem for i in order], "the photos")
        common.near(facts["all_photos"][0]["value"], best.max(), best.max(), 1e-4, "the largest value")
    tally.close()


main()
