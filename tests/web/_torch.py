#!/usr/bin/python3
"""_torch.py NET FOLDER: holds FOLDER/ROW.npy, what the page made of the panda with its bundled NET, against each module in
PyTorch with the same file; a difference is told in parts of the module's largest value."""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

import numpy as np
from PIL import Image

from _common import ROOT, near
from _nets import activations, load, prepare, slim

net, folder = sys.argv[1], pathlib.Path(sys.argv[2])
model = load(slim({"vgg16": "D", "vgg19": "E"}[net]), ROOT / "weights" / f"{net}-slim.safetensors")
photo = prepare(224)(Image.open(ROOT / "assets/photos/panda.jpg").convert("RGB"))
worst, rows = 0, 0
for name, value in activations(net, model, photo[None]):
    got, want = np.load(folder / f"{name}.npy"), value[0].numpy()
    worst, rows = max(worst, near(got.reshape(want.shape), want, np.abs(want).max(), 1e-3, name)), rows + 1
print(f"{rows} modules, the largest difference {worst:.2g}")
