#!/usr/bin/env python3
"""The texture extractor at work, with the real VGG-19, against PyTorch: for each 3x3 patch of relu3_1 of one photo the most
alike of another's, as TTSR computes it (unfold, normalize, multiply, maximum)."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

import _common as common
import _nets as nets

PAIRS = (("panda", "polar_bear"), ("jaguar", "giraffe"))
UNITS = ((0, 0), (55, 55), (28, 24), (20, 30), (3, 51), (40, 12))
WITHIN = 1e-4


@torch.no_grad()
def relevance(model, photo, reference):
    """The products of every patch of the photo (rows) with every patch of the reference (columns)."""
    patches = []
    for path in (photo, reference):
        values = model.features[:12](nets.prepare(224)(Image.open(path))[None])
        patches.append(F.normalize(F.unfold(values, 3, padding=1), dim=1)[0])
    return patches[0].T @ patches[1]


def check_pair(weights, model, photo, reference, folder):
    products = relevance(model, photo, reference)
    best = products.max(1).values.numpy().reshape(56, 56)
    worst = 0
    for x, y in UNITS:
        facts = common.answer("read", "--net", "vgg19", "--weights", weights, "--image", photo, "--save", folder, "--do",
                              f"slice lte; reference {reference}; select conv3_1; pixel {x} {y}; view slices")
        common.equal((facts["x"], facts["y"]), (x, y), "the unit")
        row = products[y * 56 + x].numpy()
        found = row[facts["match"]["y"] * 56 + facts["match"]["x"]]
        assert row.max() - found <= WITHIN, f"({x}, {y}): the match has {found}, the best {row.max()}"
        if np.sort(row)[-2] < row.max() - WITHIN:  # nothing else comes close
            at = int(row.argmax())
            common.equal((facts["match"]["x"], facts["match"]["y"]), (at % 56, at // 56), f"the match of ({x}, {y})")
        common.near(facts["relevance"], row.max(), 1, WITHIN, f"the relevance of ({x}, {y})")
        saved = np.load(folder / "relevance.npy")
        common.equal((saved.shape, saved.dtype), ((56, 56), np.dtype("<f4")), "relevance.npy")
        worst = max(worst, common.near(saved, best, 1, WITHIN, "the relevance map"))
    print(f"     largest difference {worst:.2g}")


def check_other_network(weights, photo, reference):
    """The match is the same whichever network is loaded, as long as VGG-19's weights are found."""
    script = f"slice lte; reference {reference}; point 82 122; view slices"
    with tempfile.TemporaryDirectory() as home:
        data = pathlib.Path(home) / "vggscope"
        data.mkdir()
        (data / "vgg19.safetensors").symlink_to(weights)
        home = {"XDG_DATA_HOME": home}
        one = common.answer("read", "--net", "vgg16", "--image", photo, "--do", script, env=home)
        two = common.answer("read", "--net", "vgg19", "--image", photo, "--do", script, env=home)
    common.equal((one["match"], one["relevance"]), (two["match"], two["relevance"]), "what is found")


def main():
    tally = common.Tally()
    if not common.DATA:
        tally.skip("the match with the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
        tally.close()
    weights = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
    model = nets.load(nets.build("vgg19"), weights)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pngs = {}
        for name in {name for pair in PAIRS for name in pair}:
            pngs[name] = folder / f"{name}.png"
            Image.open(common.ROOT / f"assets/photos/{name}.jpg").convert("RGB").save(pngs[name])
        for photo, reference in PAIRS:
            with tally.test(f"{photo}'s patches in {reference}"):
                check_pair(weights, model, pngs[photo], pngs[reference], folder)
        with tally.test("another network is loaded"):
            check_other_network(weights, pngs["panda"], pngs["polar_bear"])
    tally.close()


main()
