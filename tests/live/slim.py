#!/usr/bin/env python3
"""The bundled networks against PyTorch with the same file, on every bundled photo."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import torch
from PIL import Image

from _common import PHOTOS, ROOT, Tally, answer, equal, near
from _nets import load, prepare, probabilities, slim

WITHIN = 1e-4


def check(net, config, pngs):
    model = load(slim(config), ROOT / "weights" / f"{net}-slim.safetensors")
    best = probabilities(model, torch.stack([prepare(224)(Image.open(png)) for png in pngs])).topk(5)
    worst = 0
    for png, classes, shares in zip(pngs, best.indices.tolist(), best.values.tolist()):
        said = answer("run", "--net", net, "--image", png)
        assert "slim 1/4" in said["weights"], f"the weights are called {said['weights']}"
        equal([t["class"] for t in said["top"]], classes, f"the five best of {png.stem}")
        worst = max(worst, near([t["p"] for t in said["top"]], shares, 1, WITHIN, f"p of {png.stem}"))
    print(f"     {net}: largest difference of a probability {worst:.2g}")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        pngs = [pathlib.Path(folder) / f"{photo.stem}.png" for photo in PHOTOS]
        for photo, png in zip(PHOTOS, pngs):
            Image.open(photo).convert("RGB").save(png)
        for net, config in (("vgg16", "D"), ("vgg19", "E")):
            with tally.test(f"the bundled {net} on {len(pngs)} photos"):
                check(net, config, pngs)
    tally.close()


main()
