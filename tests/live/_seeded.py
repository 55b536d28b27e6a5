"""Seeded numbers of the networks in NumPy, by the formula that src/nn/weights.h states."""
import math

import numpy as np


def spread(name, weight):
    """What the numbers lie around, and how far at most; `weight` is the shape of the layer's weights."""
    if len(weight) > 1 and name.endswith("weight"):
        return 0, math.isqrt(6 * 2**40 // math.prod(weight[1:])) / 2**20
    return (1, 1 / 4) if name.endswith(("weight", "running_var")) else (0, 1 / 16)


def seeded(name, shape, weight, seed, first=0, count=None):
    """`count` numbers of a tensor from number `first` on, float32."""
    key = 2166136261
    for byte in name.encode():
        key = (key ^ byte) * 16777619 % 2**32
    key ^= seed * 0x9E3779B9 % 2**32
    i = np.arange(first, first + (count or math.prod(shape)), dtype=np.uint64)
    x = ((i * 0x9E3779B9 + key) % 2**32).astype(np.uint32)
    x = (x ^ x >> 16) * np.uint32(0x21F0AAAD)
    x = (x ^ x >> 15) * np.uint32(0x735A2D97)
    x ^= x >> 15
    centre, bound = spread(name, weight)
    steps = (x >> 8).astype(np.float32) - np.float32(2**23) + np.float32(0.5)
    return np.float32(centre) + steps * np.float32(bound / 2**23)
