#!/usr/bin/env python3
"""Measures the bundled networks with the program itself and prints the tables of the model card.

  measure.py --teacher vgg19.safetensors --photos photos-1.zip photos-2.zip --validation validation.txt

Both networks are run on the same PNG. Candidates are measured in the place of the bundled ones with --slim16 and --slim19.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy

import photos as pictures

ROOT = pathlib.Path(__file__).resolve().parents[2]


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


def dead_maps(folders, convolutions):
    """{layer: (maps that are 0 everywhere in all runs, maps)} of the layers where there are such maps."""
    dead = {}
    for name in convolutions:
        most = numpy.max([numpy.load(folder / f"{name}.npy").max((1, 2)) for folder in folders], 0)
        if (most == 0).any():
            dead[name] = (int((most == 0).sum()), len(most))
    return dead


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

        print("\nThe bundled photos:\n\n| photo | the full VGG-19 | vgg16-slim | vgg19-slim |\n|---|---|---|---|")
        bundled = sorted((ROOT / "assets/photos").glob("*.jpg"))
        teacher, answers, saved = [], ([], []), ([], [])
        for photo in bundled:
            teacher.append(run(args.program, "vgg19", args.teacher, photo))
            cells = []
            for slim, to, (net, weights) in zip(answers, saved, slims):
                to.append(folder / net / photo.stem)
                slim.append(run(args.program, net, weights, photo, "--save-activations", to[-1]))
                mark = "**" if slim[-1][0]["class"] == teacher[-1][0]["class"] else ""
                cells.append(f"{mark}{slim[-1][0]['label']}{mark} {slim[-1][0]['p']:.2f}")
            print(f"| {photo.stem} | {teacher[-1][0]['label']} {teacher[-1][0]['p']:.2f} | {cells[0]} | {cells[1]} |", flush=True)
        for (net, _), slim in zip(slims, answers):
            first, five = agreement(slim, teacher)
            sure = sum(one[0]["p"] for one in slim) / len(slim)
            print(f"\n{net}-slim: {first} of {len(bundled)} first, {five} within five, best answer's mean probability {sure:.2f}")
        print("\nMaps that are 0 everywhere on all bundled photos:\n\n| layer | vgg16-slim | vgg19-slim |\n|---|---|---|")
        blocks = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
        dead = [dead_maps(to, [f"relu{b}_{i}" for b, n in enumerate(blocks[net], 1) for i in range(1, n + 1)])
                for to, (net, _) in zip(saved, slims)]
        for name in sorted({*dead[0], *dead[1]}):
            print(f"| conv{name[4:]} | " + " | ".join("{} of {}".format(*d[name]) if name in d else "none" for d in dead) + " |")


if __name__ == "__main__":
    main()
