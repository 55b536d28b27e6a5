#!/usr/bin/env python3
"""Writes weights.txt beside itself: numbers that weights have to have.

A line is one of
    seeded NET SEED TENSOR COUNT FAN_IN INDEX BITS   a float32 of a seeded tensor, by the formula
                                                     of src/nn/weights.h; FAN_IN 0 for biases
    half FLOAT HALF                                  a float32 and what NumPy rounds it to in half
                                                     precision, both as bits in hexadecimal
"""
import math
import os

import numpy as np

TENSORS = [
    ("vgg16", "features.0.weight", 64 * 27, 27),
    ("vgg16", "features.0.bias", 64, 0),
    ("vgg19", "features.34.weight", 512 * 512 * 9, 512 * 9),
    ("alexnet", "classifier.1.weight", 4096 * 9216, 9216),
    ("alexnet", "classifier.6.bias", 1000, 0),
    ("alexnet-2012", "features.4.weight", 256 * 48 * 25, 48 * 25),
    ("c", "features.14.weight", 256 * 256, 256),
]


def seeded(name, seed, fan_in, index):
    """In Python's whole numbers, which never overflow, and one rounding to float32."""
    mask = 2**32 - 1
    key = 2166136261
    for byte in name.encode():
        key = (key ^ byte) * 16777619 & mask
    key ^= seed * 0x9E3779B9 & mask
    u = index * 0x9E3779B9 + key & mask
    v = u ^ u >> 16
    z = v * 0x21F0AAAD & mask
    y = z ^ z >> 15
    x = y * 0x735A2D97 & mask
    bits = x ^ x >> 15
    bound = math.isqrt(6 * 2**40 // fan_in) / 2**20 if fan_in else 1 / 16
    return np.float32(((bits >> 8) - 2**23 + 0.5) * bound / 2**23)


def halves():
    """Ties, subnormals and overflow, with the numbers beside them."""
    exact = [0.0, 1.0, 2.0**-14, 2.0**-15, 2.0**-24, 65504.0, 1024.0, 2047.0, 0.333251953125]
    ties = [1 + 2.0**-11, 1 + 3 * 2.0**-11, 2.0**-25, 3 * 2.0**-25, 5 * 2.0**-25, 65520.0, 2049.0,
            2051.0, 2.0**-14 - 2.0**-25, 1023.5 * 2.0**-24, 1.5 - 2.0**-11, 2 - 2.0**-11, 4095.0]
    values = np.array(exact + ties + list(np.geomspace(1e-9, 7e4, 200)), dtype=np.float32)
    beside = [np.nextafter(values, np.float32(0)), np.nextafter(values, np.float32(np.inf))]
    values = np.concatenate([values, *beside])
    return np.concatenate([values, -values])


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "weights.txt"), "w") as out:
        for net, name, count, fan_in in TENSORS:
            for seed in (0, 1, 7, 2**32 - 1):
                for index in (0, 1, 2, count // 2, 65536 % count, count - 1):
                    value = seeded(name, seed, fan_in, index)
                    print("seeded", net, seed, name, count, fan_in, index,
                          value.tobytes()[::-1].hex(), file=out)
        with np.errstate(over="ignore"):
            for value in halves():
                print("half", value.tobytes()[::-1].hex(), np.float16(value).tobytes()[::-1].hex(),
                      file=out)


main()
