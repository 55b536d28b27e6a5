#!/usr/bin/env python3
"""icon.py FILE.ico <icon.svg: the icon in the sizes that Windows shows, as PNGs in one file; by rsvg-convert."""
import struct
import subprocess
import sys

SIZES = [16, 24, 32, 48, 64, 128, 256]


def main():
    svg = sys.stdin.buffer.read()
    pictures = [subprocess.run(["rsvg-convert", "-w", str(side), "-h", str(side)], input=svg, stdout=subprocess.PIPE, check=True).stdout
                for side in SIZES]
    at, entries = 6 + 16 * len(SIZES), b""
    for side, png in zip(SIZES, pictures):
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), at)
        at += len(png)
    with open(sys.argv[1], "wb") as out:
        out.write(struct.pack("<HHH", 0, 1, len(SIZES)) + entries + b"".join(pictures))


main()
