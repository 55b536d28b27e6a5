#!/usr/bin/env python3
"""Writes sure.json: which of the photos the bundled networks name as the full VGG-19 does, and how surely.

The program has to be built; VGGSCOPE_TEST_DATA names the folder with the full VGG-19, vgg19-imagenet-u8.safetensors."""
import json
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE.parents[1] / "build" / "vggscope"
BUNDLED = ("vgg16", "vgg19")


def first_answer(photo, net, weights):
    """The class, and its probability."""
    command = [PROGRAM, "run", "--json", "--top", "1", "--image", photo, "--net", net, "--weights", weights]
    best = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["top"][0]
    return best["class"], best["p"]


def table(full):
    """Of each photo that one of them names as the full network does: the probability, by network, in hundredths."""
    out = {}
    for photo in sorted(HERE.glob("*.jpg")):
        right, _ = first_answer(photo, "vgg19", full)
        answers = {net: first_answer(photo, net, "bundled") for net in BUNDLED}
        sure = {net: round(p, 2) for net, (answer, p) in answers.items() if answer == right}
        if sure:
            out[photo.stem] = sure
    return out


if __name__ == "__main__":
    found = table(pathlib.Path(os.environ["VGGSCOPE_TEST_DATA"]) / "vgg19-imagenet-u8.safetensors")
    (HERE / "sure.json").write_text(json.dumps(found, indent=1) + "\n")
