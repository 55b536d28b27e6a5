#!/usr/bin/env python3
"""Measures the bundled networks with the program itself and prints the tables of the model card.

  measure.py --teacher vgg19.safetensors --photos photos-1.zip photos-2.zip --validation validation.txt

All networks are run on the same PNG. Candidates are measured in the place of the bundled ones with --slim16 and --slim19.
"""
import argparse
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy

import photos as pictures

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINS = (0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1)  # of the first answer's probability
OTHERS = 20                                              # maps that each map is held against besides the one it follows


def run(program, net, weights, image, *more):
    """The five best classes, best first, as {class, label, p}."""
    command = [program, "run", "--net", net, "--weights", weights, "--image", image, "--json", *more]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"measure.py: {done.stderr.strip()}")
    return json.loads(done.stdout)["top"]


def agreement(answers, teacher):
    """How many first answers are the teacher's, and how often the teacher's is among the five."""
    first = sum(a[0]["class"] == t[0]["class"] for a, t in zip(answers, teacher))
    five = sum(t[0]["class"] in [one["class"] for one in a] for a, t in zip(answers, teacher))
    return first, five


def calibration(answers, teacher):
    """For each of BINS (photos whose first answer is that likely, the share of them where it is the teacher's)."""
    first = numpy.array([a[0]["p"] for a in answers])
    right = numpy.array([a[0]["class"] == t[0]["class"] for a, t in zip(answers, teacher)])
    rows = []
    for low, high in zip(BINS, BINS[1:]):
        here = (first > low) & (first <= high)
        rows.append((int(here.sum()), float(right[here].mean()) if here.any() else None))
    return rows


def follows(path):
    """{layer: (the full network's layer, the numbers of its maps)}, from the file's metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    layers = json.loads(header["__metadata__"]["follows"])["layers"]
    return {layer: (of["layer"], numpy.array(of["units"])) for layer, of in layers.items()}


def after_relu(layer):
    return "relu" + layer[4:] if layer.startswith("conv") else {"fc6": "relu6", "fc7": "relu7"}[layer]


class Followed:
    """Sums over photos of one layer's maps after the ReLU and of all maps of the layer that they follow."""

    def __init__(self, units):
        self.units, self.n, self.most = units, 0, 0
        self.x = self.y = self.xx = self.yy = self.xy = self.off = 0

    def add(self, slim, full):
        """Two arrays (maps, places)."""
        x, y = (values.reshape(len(values), -1).astype(numpy.float64) for values in (slim, full))
        self.n += x.shape[1]
        self.most = numpy.maximum(self.most, x.max(1))
        self.x, self.xx = self.x + x.sum(1), self.xx + (x * x).sum(1)
        self.y, self.yy = self.y + y.sum(1), self.yy + (y * y).sum(1)
        self.xy = self.xy + x @ y.T
        self.off = self.off + ((x - y[self.units]) ** 2).sum(1)

    def correlations(self):
        """(maps, maps of the followed layer); NaN where one of the two is the same everywhere."""
        with numpy.errstate(divide="ignore", invalid="ignore"):
            return (self.n * self.xy - numpy.outer(self.x, self.y)) / numpy.sqrt(
                numpy.outer(self.n * self.xx - self.x ** 2, self.n * self.yy - self.y ** 2))

    def summary(self, chance):
        """Medians over the layer's maps of the correlation with the map that each follows and with OTHERS others of the
        same layer; the share of the followed maps' variance that the layer explains; the maps that are 0 everywhere."""
        r, mine = self.correlations(), numpy.arange(len(self.units))
        others = [r[i, chance.permutation(numpy.delete(numpy.arange(r.shape[1]), self.units[i]))[:OTHERS]] for i in mine]
        spread = (self.yy - self.y ** 2 / self.n)[self.units]
        return (float(numpy.nanmedian(r[mine, self.units])), float(numpy.nanmedian(others)),
                float(1 - self.off.sum() / spread.sum()), int((self.most == 0).sum()))


def follow_photo(program, nets, teacher, photo, folder, sums):
    """Runs a photo through the teacher and the slim networks, and adds what their layers made to `sums`; the answers."""
    answers = []
    for net, weights in (("vgg19", teacher), *nets):
        to = folder / f"{net}-{len(answers)}"
        answers.append(run(program, net, weights, photo, "--save-activations", to))
        if len(answers) == 1:
            full = to
            continue
        for layer, (of, _) in follows(weights).items():
            sums[net][layer].add(numpy.load(to / f"{after_relu(layer)}.npy"), numpy.load(full / f"{after_relu(of)}.npy"))
        shutil.rmtree(to)
    shutil.rmtree(full)
    return answers


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--program", default=ROOT / "build/vggscope")
    parse.add_argument("--teacher", required=True)
    parse.add_argument("--photos", nargs="+", required=True)
    parse.add_argument("--validation", required=True)
    parse.add_argument("--slim16", default=ROOT / "weights/vgg16-slim.safetensors")
    parse.add_argument("--slim19", default=ROOT / "weights/vgg19-slim.safetensors")
    args = parse.parse_args()
    slims = (("vgg16", args.slim16), ("vgg19", args.slim19))
    source = pictures.Photos(args.photos, 0)
    with open(args.validation) as file:
        names = [name for name in file.read().split() if name in source.entries]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        teacher, answers = [], ([], [])
        for name in names:
            image = folder / "photo.png"
            source.image(name).save(image)
            teacher.append(run(args.program, "vgg19", args.teacher, image))
            for slim, (net, weights) in zip(answers, slims):
                slim.append(run(args.program, net, weights, image))
        print(f"Agreement with the full VGG-19 on {len(names)} validation photos:\n")
        print("| | vgg16-slim | vgg19-slim |\n|---|---|---|")
        counts = [agreement(slim, teacher) for slim in answers]
        for at, words in enumerate(("its first answer is ours", "its first answer is among our five")):
            print(f"| {words} | " + " | ".join(f"{100 * c[at] / len(names):.1f} %" for c in counts) + " |")

        print("\nHow often the first answer is the teacher's, by its probability:\n")
        print("| probability | vgg16-slim | vgg19-slim |\n|---|---|---|")
        rows = [calibration(slim, teacher) for slim in answers]
        for low, high, *cells in zip(BINS, BINS[1:], *rows):
            print(f"| {low} to {high} | " + " | ".join(f"{100 * right:.0f} % of {n}" if n else "none" for n, right in cells) + " |")

        print("\nThe bundled photos:\n\n| photo | the full VGG-19 | vgg16-slim | vgg19-slim |\n|---|---|---|---|")
        bundled = sorted((ROOT / "assets/photos").glob("*.jpg"))
        teacher, answers = [], ([], [])
        sums = {net: {layer: Followed(units) for layer, (_, units) in follows(weights).items()} for net, weights in slims}
        for photo in bundled:
            full, *slim = follow_photo(args.program, slims, args.teacher, photo, folder, sums)
            teacher.append(full)
            cells = []
            for to, one in zip(answers, slim):
                to.append(one)
                mark = "**" if one[0]["class"] == full[0]["class"] else ""
                cells.append(f"{mark}{one[0]['label']}{mark} {one[0]['p']:.2f}")
            print(f"| {photo.stem} | {full[0]['label']} {full[0]['p']:.2f} | {cells[0]} | {cells[1]} |", flush=True)
        for (net, _), slim in zip(slims, answers):
            first, five = agreement(slim, teacher)
            sure = sum(one[0]["p"] for one in slim) / len(slim)
            print(f"\n{net}-slim: {first} of {len(bundled)} first, {five} within five, best answer's mean probability {sure:.2f}")

        chance = numpy.random.default_rng(0)
        for net, weights in slims:
            print(f"\nHow well {net}-slim follows over these photos:\n")
            print("| layer | follows | correlation | with others | explained | 0 everywhere |\n|---|---|---|---|---|---|")
            for layer, (of, units) in follows(weights).items():
                own, others, explained, dead = sums[net][layer].summary(chance)
                print(f"| {layer} | {of} | {own:.2f} | {others:.2f} | {explained:.2f} | {dead} of {len(units)} |")


if __name__ == "__main__":
    main()
