#!/usr/bin/env python3
"""Writes npy/*.npy beside itself: arrays as NumPy saves them. Number i of each is i / 4 - 3."""
import os

import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy")
os.makedirs(folder, exist_ok=True)
for shape in [(1,), (1000,), (3, 4), (3, 5, 7), (1, 1, 1), (2, 3, 4, 5), (1, 2, 300, 1)]:
    array = np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / np.float32(4) - 3
    np.save(os.path.join(folder, "x".join(map(str, shape)) + ".npy"), array)
