#!/usr/bin/env python3
"""Writes layers.bin beside itself: small layers of every kind, computed by PyTorch in double.

The file is a row of cases, little endian, without padding:
    a line "NAME KIND C H W OUT_C OUT_H OUT_W KERNEL STRIDE PAD GROUPS TYPE SCALES MORE CEIL COUNTS
        ADAPTIVE A B K\\n"; KIND a word of model/kinds.h, TYPE and SCALES (0, 1 or OUT_C) those of the
        weights, "-" and 0 without weights; MORE to ADAPTIVE the Layer's pad_more, ceil, counts_padding and
        adaptive; A its epsilon, slope or alpha, B and K an LRN's
    float32 input (C, H, W)
    with weights: the weights as TYPE stores them; float32 scales and minima, SCALES each; float32
        biases (OUT_C), and of batch normalization means and variances
    float32 output (OUT_C, OUT_H, OUT_W)
"""
import os

import numpy as np
import torch
import torch.nn.functional as F

random = np.random.default_rng(16)
here = os.path.dirname(os.path.abspath(__file__))


def normal(*shape):
    return random.standard_normal(shape).astype(np.float32)


def stored(weights, type, scales):
    """Weights as a file has them: (bytes, scales and minima, what they stand for in double)."""
    tensor = torch.from_numpy(weights)
    if type == "F32":
        return weights.tobytes(), b"", tensor.double()
    if type == "F16":
        return tensor.half().numpy().tobytes(), b"", tensor.half().double()
    if type == "BF16":
        half = tensor.bfloat16()
        return half.view(torch.int16).numpy().tobytes(), b"", half.double()
    rows = weights.reshape(scales, -1)
    low = rows.min(axis=1)
    scale = ((rows.max(axis=1) - low) / np.float32(255)).astype(np.float32)
    bytes_ = np.rint((rows - low[:, None]) / scale[:, None]).clip(0, 255).astype(np.uint8)
    values = bytes_ * scale[:, None] + low[:, None]
    assert values.dtype == np.float32
    return (bytes_.tobytes(), scale.tobytes() + low.tobytes(),
            torch.from_numpy(values.reshape(weights.shape)).double())


def write(file, name, kind, x, y, kernel=0, stride=0, pad=0, groups=0, type="-", scales=0,
          weights=(b"", b"", b""), more=0, ceil=0, counts=0, adaptive=0, numbers=(0, 0, 0)):
    shape = [*x.shape, *y.shape]
    line = [name, kind, *shape, kernel, stride, pad, groups, type, scales, more, ceil, counts, adaptive, *numbers]
    file.write((" ".join(map(str, line)) + "\n").encode())
    file.write(x.tobytes())
    for part in weights:
        file.write(part)
    file.write(y.to(torch.float32).numpy().tobytes())


def conv(file, name, c, h, w, out_c, kernel, stride=1, pad=0, groups=1, type="F32", scales=0, more=0):
    x, bias = normal(c, h, w), normal(out_c)
    plain = normal(out_c, c // groups, kernel, kernel) / (c // groups * kernel * kernel) ** 0.5
    data, pairs, values = stored(plain.astype(np.float32), type, scales)
    padded = F.pad(torch.from_numpy(x).double()[None], (pad, pad + more, pad, pad + more))
    y = F.conv2d(padded, values, torch.from_numpy(bias).double(), stride, 0, 1, groups)[0]
    write(file, name, "conv", x, y, kernel, stride, pad, groups, type, scales,
          (data, pairs, bias.tobytes()), more)


def fc(file, name, shape, out, type="F32", scales=0):
    x, bias = normal(*shape), normal(out)
    n = x.size
    data, pairs, values = stored((normal(out, n) / n**0.5).astype(np.float32), type, scales)
    y = F.linear(torch.from_numpy(x).double().flatten(), values, torch.from_numpy(bias).double())
    write(file, name, "fc", x, y[:, None, None], type=type, scales=scales,
          weights=(data, pairs, bias.tobytes()))


def norm(file, name, c, h, w, epsilon=1e-5):
    x, weight, bias, mean = normal(c, h, w), normal(c), normal(c), normal(c)
    variance = np.exp(normal(c)).astype(np.float32)
    y = F.batch_norm(torch.from_numpy(x).double()[None],
                     *(torch.from_numpy(t).double() for t in (mean, variance, weight, bias)), eps=epsilon)
    write(file, name, "bn", x, y[0], type="F32",
          weights=(weight.tobytes(), bias.tobytes(), mean.tobytes() + variance.tobytes()), numbers=(epsilon, 0, 0))


def pool(file, name, c, h, w, kernel, stride, pad=0, more=0, ceil=0, below=0):
    x = normal(c, h, w) - np.float32(below)
    padded = torch.from_numpy(x)[None]
    if more:
        padded = F.pad(padded, (pad, pad + more, pad, pad + more), value=-torch.inf)
    y = F.max_pool2d(padded, kernel, stride, 0 if more else pad, ceil_mode=bool(ceil))[0]
    write(file, name, "pool", x, y, kernel, stride, pad, more=more, ceil=ceil)


def average(file, name, c, h, w, kernel, stride, pad=0, more=0, ceil=0, counts=0):
    x = normal(c, h, w)

    def ask(maps, pad, counts):
        return F.avg_pool2d(maps, kernel, stride, pad, bool(ceil), bool(counts))

    maps = torch.from_numpy(x).double()[None]
    y = ask(maps, pad, counts)
    if more:  # the mean with zeros, and how much of each window is none
        around = (pad, pad + more, pad, pad + more)
        y = ask(F.pad(maps, around), 0, True)
        if not counts:
            y = y / ask(F.pad(torch.ones_like(maps), around), 0, True)
    write(file, name, "average", x, y[0], kernel, stride, pad, more=more, ceil=ceil, counts=counts)


def adaptive(file, name, c, h, w, n):
    x = normal(c, h, w)
    y = F.adaptive_avg_pool2d(torch.from_numpy(x).double()[None], n)[0]
    write(file, name, "average", x, y, adaptive=n)


def curve(file, kind, function, slope=0):
    x = 3 * normal(6, 5, 7)
    write(file, kind, kind, x, function(torch.from_numpy(x).double()), numbers=(slope, 0, 0))


def lrn(file, name, c, h, w, size, n=5, alpha=1e-4, beta=0.75, k=2.0):
    """PyTorch divides alpha by n; the paper does not."""
    x = size * normal(c, h, w)
    y = F.local_response_norm(torch.from_numpy(x).double()[None], n, alpha=n * alpha, beta=beta, k=k)
    write(file, name, "lrn", x, y[0], kernel=n, numbers=(alpha, beta, k))


def convolutions(file):
    conv(file, "3x3_of_1x1", 9, 1, 1, 10, 3, pad=1)
    conv(file, "3x3_of_5x7", 17, 5, 7, 33, 3, pad=1)
    conv(file, "3x3_of_13x13", 8, 13, 13, 20, 3, pad=1)
    conv(file, "3x3_of_17x9", 24, 17, 9, 16, 3, pad=1)
    conv(file, "3x3_no_pad", 12, 9, 17, 7, 3)
    conv(file, "3x3_pad_2", 9, 6, 5, 5, 3, pad=2)
    conv(file, "3x3_rgb", 3, 12, 11, 16, 3, pad=1)
    conv(file, "3x3_many_channels", 150, 5, 5, 3, 3, pad=1)
    conv(file, "3x3_stride_2", 10, 13, 13, 9, 3, 2, 1)
    conv(file, "3x3_groups", 12, 7, 9, 18, 3, 1, 1, 3)
    conv(file, "3x3_depthwise", 5, 7, 5, 5, 3, 1, 1, 5)
    conv(file, "1x1", 19, 5, 7, 21, 1)
    conv(file, "1x1_of_1x1", 33, 1, 1, 5, 1)
    conv(file, "1x1_stride_3", 8, 13, 10, 8, 1, 3)
    conv(file, "5x5_pad_2", 6, 13, 9, 18, 5, 1, 2)
    conv(file, "5x5_groups", 8, 9, 13, 12, 5, 1, 2, 2)
    conv(file, "5x5_pad_5", 3, 5, 4, 6, 5, 2, 5)
    conv(file, "7x7_stride_2", 3, 17, 17, 8, 7, 2, 3)
    conv(file, "11x11_stride_4", 3, 35, 31, 12, 11, 4, 2)
    conv(file, "2x2_stride_4", 4, 9, 10, 5, 2, 4)
    for type, scales in (("F16", 0), ("BF16", 0), ("U8", 1), ("U8", 13)):
        conv(file, f"3x3_{type}_{scales}", 11, 6, 9, 13, 3, 1, 1, 1, type, scales)
        conv(file, f"5x5_{type}_{scales}", 4, 9, 6, 13, 5, 2, 1, 1, type, scales)


def own(file):
    """What networks of one's own have, and none of the catalogue."""
    conv(file, "3x3_stride_2_same", 3, 12, 12, 9, 3, 2, more=1)
    conv(file, "3x3_more", 9, 9, 13, 12, 3, 1, 1, more=1)  # Winograd's
    conv(file, "3x3_more_alone", 10, 7, 7, 6, 3, more=2)
    conv(file, "4x4_same", 3, 17, 19, 8, 4, 1, 1, more=1)  # by rows
    conv(file, "2x2_same", 2, 18, 20, 8, 2, more=1)
    conv(file, "2x2_same_of_many", 12, 9, 6, 8, 2, more=1)
    conv(file, "4x4_same_groups", 8, 9, 8, 6, 4, 1, 1, 2, more=1)
    conv(file, "5x5_of_2x2_stride_2", 3, 2, 2, 4, 5, 2, 2)
    conv(file, "6x6_stride_3", 4, 14, 11, 5, 6, 3, 2)
    pool(file, "pool_3x3_ceil", 3, 8, 10, 3, 2, ceil=1)
    pool(file, "pool_2x2_ceil", 3, 7, 9, 2, 2, ceil=1)
    pool(file, "pool_2x2_pad_1_ceil", 3, 6, 8, 2, 2, 1, ceil=1, below=10)
    pool(file, "pool_1x1_stride_3_ceil", 2, 5, 6, 1, 3, ceil=1)  # a window that would begin outside is none
    pool(file, "pool_3x3_same", 3, 8, 10, 3, 2, more=1, below=10)
    pool(file, "pool_2x2_stride_1_same", 3, 8, 5, 2, 1, more=1, below=10)
    average(file, "average_2x2", 3, 8, 10, 2, 2)
    average(file, "average_3x3_pad_1", 3, 7, 9, 3, 2, 1)
    average(file, "average_3x3_pad_1_counts", 3, 7, 9, 3, 2, 1, counts=1)
    average(file, "average_3x3_ceil", 3, 8, 10, 3, 2, ceil=1)
    average(file, "average_3x3_ceil_counts", 3, 8, 6, 3, 2, 1, ceil=1, counts=1)
    average(file, "average_4x4_stride_3_ceil_counts", 2, 9, 12, 4, 3, 2, ceil=1, counts=1)
    average(file, "average_3x3_same", 3, 8, 10, 3, 2, more=1)
    average(file, "average_3x3_same_counts", 3, 8, 10, 3, 2, more=1, counts=1)
    average(file, "average_whole", 5, 7, 7, 7, 7)
    for n, side in ((1, (7, 7)), (7, (14, 14)), (7, (9, 9)), (3, (13, 8)), (7, (1, 1)), (7, (2, 2)), (7, (7, 7))):
        adaptive(file, f"adaptive_{n}_of_{side[0]}x{side[1]}", 3, *side, n)
    curve(file, "leaky", lambda x: F.leaky_relu(x, 0.1), 0.1)
    curve(file, "elu", lambda x: F.elu(x, 1.5), 1.5)
    curve(file, "gelu", F.gelu)
    curve(file, "silu", F.silu)
    curve(file, "relu6", F.relu6)
    curve(file, "sigmoid", torch.sigmoid)
    curve(file, "tanh", torch.tanh)
    norm(file, "bn_epsilon", 7, 4, 5, 1e-3)
    lrn(file, "lrn_3", 9, 5, 7, 30, 3, 1e-3, 0.75, 1.0)
    lrn(file, "lrn_beta", 9, 5, 7, 30, 5, 1e-3, 0.5, 1.0)
    lrn(file, "lrn_even", 9, 4, 4, 30, 4, 1e-2, 0.75, 1.0)


def main():
    with open(os.path.join(here, "layers.bin"), "wb") as file:
        convolutions(file)
        for type, scales in (("F32", 0), ("F16", 0), ("BF16", 0), ("U8", 1), ("U8", 11)):
            fc(file, f"fc_{type}_{scales}", (7, 3, 5), 11, type, scales)
            fc(file, f"fc_vector_{type}_{scales}", (128, 1, 1), 11, type, scales)
        fc(file, "fc_of_one", (1, 1, 1), 1)
        pool(file, "pool_2x2_of_13x17", 3, 13, 17, 2, 2)
        pool(file, "pool_2x2_of_2x2", 5, 2, 2, 2, 2)
        pool(file, "pool_2x2_of_8x22", 2, 8, 22, 2, 2)
        pool(file, "pool_3x3_of_13x13", 4, 13, 13, 3, 2)
        pool(file, "pool_3x3_of_7x10", 3, 7, 10, 3, 2)
        pool(file, "pool_3x3_pad_1", 3, 8, 5, 3, 2, 1)
        lrn(file, "lrn", 13, 5, 7, 1)
        lrn(file, "lrn_large", 7, 3, 5, 200)
        lrn(file, "lrn_few_channels", 2, 4, 4, 20)
        x = normal(6, 5, 7)
        write(file, "relu", "relu", x, torch.relu(torch.from_numpy(x)))
        for name, size, offset in (("softmax", 3, 0), ("softmax_large", 300, 3e4)):
            x = (normal(1000, 1, 1) * size + offset).astype(np.float32)
            write(file, name, "softmax", x, torch.softmax(torch.from_numpy(x).double(), 0))
        norm(file, "bn", 13, 5, 7)
        norm(file, "bn_of_1x1", 5, 1, 1)
        own(file)


main()
