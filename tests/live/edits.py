#!/usr/bin/env python3
"""Changes of the photo are what PIL and torchvision make of it; a difference is that of the two runs' values."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from PIL import Image, ImageOps
from torchvision.transforms.functional import gaussian_blur

from _common import Tally, answer, equal, output

MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
FILL = (0x7C, 0x74, 0x68)
RED = (0xD6, 0x27, 0x28)


def values(folder, script, layer):
    """What a layer holds after the commands."""
    file = folder / "values.npy"
    output("shot", "--do", f"{script}; select {layer}; save '{file}'", "--out", folder / "screen.png")
    return np.load(file)


def photo(folder, script=""):
    """The photo that the network gets, as bytes (224, 224, 3)."""
    data = values(folder, script or "reset", "input").transpose(1, 2, 0).astype(np.float64)
    return np.rint((data * DEVIATION + MEAN) * 255).astype(np.uint8)


def apart(got, want):
    return int(np.abs(got.astype(int) - np.asarray(want).astype(int)).max())


def check_exact(folder, before):
    image = Image.fromarray(before)
    shifted = np.empty_like(before)
    shifted[:] = FILL
    shifted[30:, :-20] = before[:-30, 20:]
    grey = np.repeat(np.asarray(image.convert("L"))[..., None], 3, 2)
    for script, want in (("mirror", ImageOps.mirror(image)), ("shift -20 30", shifted), ("grey", grey),
                         ("rotate 90", np.rot90(before)), ("rotate -90; rotate 90", before),
                         ("mirror; grey; undo", ImageOps.mirror(image)), ("blur; grey; clear", before)):
        equal(apart(photo(folder, script), want), 0, f"the largest difference after {script}")


def check_rounded(folder, before):
    image = Image.fromarray(before)
    turned = np.asarray(image.rotate(15, Image.BILINEAR, fillcolor=FILL)).astype(int)
    ours = photo(folder, "rotate 15").astype(int)
    share = float((np.abs(ours - turned).max(2) > 1).mean())
    assert share < 0.001, f"{share:.2%} of the pixels are turned elsewhere"
    tensor = torch.from_numpy(before.astype(np.float64)).permute(2, 0, 1)
    for sigma in (1, 3):
        want = gaussian_blur(tensor, 6 * sigma + 1, sigma).permute(1, 2, 0).numpy()
        worst = float(np.abs(photo(folder, f"blur {sigma}") - want).max())
        assert worst <= 0.51, f"blurred with {sigma} it differs by {worst}"


def check_strokes(folder, before):
    y, x = np.mgrid[:224, :224]

    def near(x0, y0, x1, y1, reach):
        along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1), 0, 1)
        return np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) <= reach + 1e-9

    got = photo(folder, "tool brush 12 red; draw 30 40 100 90 100 200")
    on = near(30, 40, 100, 90, 6) | near(100, 90, 100, 200, 6)
    want = np.where(on[..., None], np.uint8(RED), before)
    equal(apart(got, want), 0, "the largest difference after a stroke")
    want = before.copy()
    want[75:106, 85:116] = FILL
    equal(apart(photo(folder, "occlude 100 90 31"), want), 0, "the largest difference after a square")


def reached(row, x0, y0, x1, y1):
    """(H, W): the units of a layer of maps that see a pixel of the box."""
    _, h, w = row["out"]
    y, x = (row["start"] + np.mgrid[:h, :w] * row["jump"])
    half = (row["field"] - 1) / 2
    return (x - half <= x1) & (x + half >= x0) & (y - half <= y1) & (y + half >= y0)


def check_difference(folder):
    """What a change does not reach differs by rounding alone, which does not count."""
    rows = {row["name"]: row for row in answer("table", "--net", "vgg16")["layers"]}
    for layer in ("conv1_1", "conv3_3", "pool5", "fc7"):
        change = "run; occlude 70 90 90"
        less = values(folder, change, layer) - values(folder, "run", layer)
        said = answer("read", "--do", f"{change}; difference unchanged; select {layer}")["difference"]
        at = np.unravel_index(np.abs(less).argmax(), less.shape)
        equal((said["map"], said["y"], said["x"])[:less.ndim], at, f"{layer}: where the largest difference is")
        assert abs(said["signed"] - less[at]) < 1e-5, f"{layer}: {said['signed']}, not {less[at]}"
        there = reached(rows[layer], 25, 45, 114, 134) if less.ndim == 3 else np.True_
        assert np.abs(np.where(there, 0, less)).max() < 1e-5 * np.abs(less).max(), f"{layer}: more than is reached"
        assert abs(said["changed"] - float(((less != 0) & there).mean())) < 1e-6, f"{layer}: {said['changed']}"


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        before = photo(folder)
        for test in (check_exact, check_rounded, check_strokes):
            with tally.test(test.__name__.replace("check_", "")):
                test(folder, before)
        with tally.test("difference"):
            check_difference(folder)
    tally.close()


if __name__ == "__main__":
    main()
