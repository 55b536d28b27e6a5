#!/usr/bin/env python3
"""How Asks moves, resizes and turns a picture between its steps, forth and back, against PyTorch's affine_grid and grid_sample and
the gradient that autograd has of them. By how much it does so at a step is chance (base/chance.h), written here anew."""
import math
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch
from torch.nn import functional as F

import _common as common

SHIFTS, SCALES, TURNS = 1, 2, 4
WITHIN = 1e-4  # of a picture between 0 and 1: places are float32 on both sides
CASES = [(parts, seed, step, 1) for parts in (SHIFTS, SCALES, TURNS, 7) for seed, step in ((0, 0), (3, 17))] + [
    (0, 0, 5, 1.96), (7, 2, 30, 1.4), (0, 1, 1, 1)]


def bits(key, i):
    x = i * np.uint32(0x9E3779B9) + np.uint32(key)
    x = (x ^ x >> np.uint32(16)) * np.uint32(0x21F0AAAD)
    x = (x ^ x >> np.uint32(15)) * np.uint32(0x735A2D97)
    return x ^ x >> np.uint32(15)


def chance(seed, step):
    """Four numbers between -1 and 1: those of a step."""
    key = np.uint32(seed * 0x9E3779B9 & 0xFFFFFFFF) ^ bits(0, np.array([step + 1], np.uint32))[0]
    whole = (bits(key, np.arange(4, dtype=np.uint32)) >> np.uint32(8)).astype(np.int64) - (1 << 23)
    return (whole + 0.5) / (1 << 23)


def matrix_of(parts, seed, step, zoom, h, w):
    """(2, 3): where pixel (x, y) of what is seen lies in the picture."""
    right, down, size, angle = chance(seed, step)
    shift = [round(right * w / 28), round(down * h / 28)] if parts & SHIFTS else [0, 0]
    size = (1.1 ** size if parts & SCALES else 1) / zoom
    angle = math.radians(10) * angle if parts & TURNS else 0
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) / size
    middle = np.array([(w - 1) / 2, (h - 1) / 2])
    return np.column_stack([turn, middle - turn @ middle + shift])


def seen(picture, matrix):
    """The picture by a matrix of pixels, which affine_grid takes for places from -1 to 1, the middles of the border's pixels."""
    h, w = picture.shape[1:]
    scale = np.array([[(w - 1) / 2, 0, (w - 1) / 2], [0, (h - 1) / 2, (h - 1) / 2], [0, 0, 1]])
    theta = (np.linalg.inv(scale) @ np.vstack([matrix, [0, 0, 1]]) @ scale)[:2]
    grid = F.affine_grid(torch.from_numpy(theta)[None], (1, *picture.shape), align_corners=True)
    return F.grid_sample(picture[None], grid, padding_mode="reflection", align_corners=True)[0]


def check(parts, seed, step, zoom, shape, folder):
    numbers = np.random.default_rng(seed + step)
    picture, gradient = (numbers.random(shape, np.float32), numbers.standard_normal(shape, np.float32))
    picture.tofile(folder / "picture.f32")
    gradient.tofile(folder / "gradient.f32")
    subprocess.run([common.JITTER, *map(str, (parts, seed, step, zoom, *shape)), folder], check=True, timeout=60)
    got, matrix = np.load(folder / "seen.npy"), np.load(folder / "matrix.npy").astype(np.float64)
    want = matrix_of(parts, seed, step, zoom, *shape[1:])
    common.near(matrix, want, max(shape), 1e-6, "where it looks")
    x = torch.from_numpy(picture.astype(np.float64)).requires_grad_(True)
    out = seen(x, matrix)
    out.backward(torch.from_numpy(gradient.astype(np.float64)))
    forth = common.near(got, out.detach(), 1, WITHIN, "what is seen")
    back = common.near(np.load(folder / "back.npy"), x.grad, x.grad.abs().max().item(), WITHIN, "the gradient")
    print(f"     {parts} at {step}: {forth:.1g} and {back:.1g}")
    if parts or zoom != 1:
        assert np.abs(got - picture).max() > 0.1, "nothing moves"


def main():
    tally = common.Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for parts, seed, step, zoom in CASES:
            for shape in ((3, 224, 224), (1, 37, 52)):
                with tally.test(f"{'x'.join(map(str, shape))}, parts {parts}, seed {seed}, step {step}, zoom {zoom}"):
                    check(parts, seed, step, zoom, shape, folder)
    tally.close()


main()
