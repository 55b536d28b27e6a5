#!/usr/bin/env python3
"""The sheets of README.md, painted by the program: what maps and a class ask for, a texture, a style, a dream.

    sheets.py PROGRAM FOLDER [WEIGHTS]

writes bundled.png and, with the weights of a full VGG-19, painted.png. Maps are chosen by eye, for these weights."""
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image, ImageDraw, ImageFont

SIDE, GAP, LINE, COLUMNS = 136, 6, 20, 5  # pixels: of a picture, between two, of the line below; pictures in a row
BACK, TEXT = (11, 14, 19), (236, 239, 244)


def of_map(layer, number, steps):
    return layer, f"select {layer}; map {number}; asks steps {steps}; view asks"


FULL = of_map("conv2_2", 0, 32), of_map("conv3_3", 88, 48), of_map("conv4_3", 411, 48), of_map("conv5_1", 34, 64)
BUNDLED = of_map("conv2_2", 17, 64), of_map("conv3_3", 62, 64), of_map("conv4_3", 44, 64), of_map("conv5_1", 16, 64)
PHOTO = "image jaguar; asks dream; asks at 0; view asks"  # as the network gets it: nothing is painted yet
OTHERS = (("giant panda", "asks class giant panda; asks steps 128; view asks"),
          ("a photo", PHOTO),
          ("its texture", "image jaguar; asks texture; asks steps 96; view asks"),
          ("another photo", PHOTO.replace("jaguar", "panda")),
          ("in that style", "image panda; asks style; style jaguar; asks steps 64; view asks"),
          ("a dream on it", "image panda; select relu4_2; asks dream; asks steps 96; view asks"))


def painted(program, weights, script):
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "read", "--net", "vgg19", "--weights", weights, "--do", script, "--save", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return Image.open(pathlib.Path(folder) / "picture.png").convert("RGB")


def sheet(program, weights, tiles, path):
    """Pictures in rows, each with its name below, in 256 colours."""
    find = ["fc-match", "-f", "%{file}", "Inter"]
    font = ImageFont.truetype(subprocess.run(find, check=True, capture_output=True, text=True).stdout, 13)
    rows = -(-len(tiles) // COLUMNS)
    out = Image.new("RGB", (COLUMNS * (SIDE + GAP) + GAP, rows * (SIDE + LINE + GAP) + GAP), BACK)
    draw = ImageDraw.Draw(out)
    for i, (name, script) in enumerate(tiles):
        x, y = GAP + i % COLUMNS * (SIDE + GAP), GAP + i // COLUMNS * (SIDE + LINE + GAP)
        out.paste(painted(program, weights, script).resize((SIDE, SIDE), Image.LANCZOS), (x, y))
        draw.text((x + SIDE / 2, y + SIDE + LINE / 2 + 2), name, TEXT, font, "mm")
    out.quantize(256).save(path, optimize=True)


if __name__ == "__main__":
    program, folder, *full = sys.argv[1:]
    sheet(program, "bundled", BUNDLED + OTHERS, f"{folder}/bundled.png")
    if full:
        sheet(program, full[0], FULL + OTHERS, f"{folder}/painted.png")
