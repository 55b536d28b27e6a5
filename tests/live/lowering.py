#!/usr/bin/env python3
"""A layer's maps lowered by a 1x1 convolution and raised by another: against PyTorch's eigenvectors and its
convolutions, on the program's own maps."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch

import _common as common

ASKED = ("conv1_1", 3), ("pool2", 32), ("conv3_3", None), ("conv4_2", 1), ("conv5_3", 1000), ("conv5_1", 60)


def lowered(maps, n):
    """Of maps (C, H, W), in double: the n maps between, the maps again, the part that is lost."""
    c, h, w = maps.shape
    flat = maps.reshape(c, h * w)
    u = torch.linalg.eigh(flat @ flat.T)[1].flip(1)  # the left singular vectors, all of them
    u = u[:, :n] * torch.where(u[:, :n].sum(0) < 0, -1.0, 1.0)
    low = torch.nn.functional.conv2d(maps[None], u.T[:, :, None, None])
    raised = torch.nn.functional.conv2d(low, u[:, :, None, None])[0]
    return low[0], raised, ((maps - raised).norm() / maps.norm()).item()


def check(arguments, maps, layer, asked, folder):
    script = f"view parameters; topic lower; select {layer}" + (f"; lower {asked}" if asked else "")
    said = common.answer("read", *arguments, "--do", script, "--save", folder)["lowering"]
    channels = len(maps)
    n = min(asked or channels // 4, channels)
    common.equal((said["channels"], said["between"]), (channels, n), "the channels")
    low, raised, lost = lowered(maps, n)
    common.near(said["lost"], lost, 1, 1e-5, "what is lost")
    most = maps.abs().max().item()
    common.near(np.load(folder / "raised.npy"), raised.numpy(), most, 1e-4, "the maps raised again")
    some = np.load(folder / "low.npy")
    steady = min(n, 3)  # far apart in strength: later directions may turn among themselves
    common.near(some[:steady], low[:steady].numpy(), low.abs().max().item(), 1e-3, "the first maps between")
    common.equal(some.shape, low.shape, "the shape of the maps between")
    print(f"     {layer}: {channels} to {n}, {100 * said['lost']:.2f} % lost")
    _, h, w = maps.shape
    pair = torch.nn.Sequential(torch.nn.Conv2d(channels, n, 1, bias=False), torch.nn.Conv2d(n, channels, 1, bias=False))
    common.equal(said["weights"], sum(p.numel() for p in pair.parameters()), "the weights")
    common.equal(said["macs"], said["weights"] * h * w, "the multiply-adds")
    common.equal(said["wide_weights"], torch.nn.Conv2d(channels, channels, 3, bias=False).weight.numel(), "those of a 3x3")
    common.equal(said["detour_weights"], said["weights"] + torch.nn.Conv2d(n, n, 3, bias=False).weight.numel(), "those on the way")


def main():
    tally = common.Tally()
    runs = [("vgg16, bundled", ("--net", "vgg16"), ASKED), ("c, random", ("--net", "c", "--weights", "random:1"), (("conv3_3", 64),))]
    if common.DATA:
        real = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
        runs.append(("the real VGG-19", ("--net", "vgg19", "--weights", real), (("conv3_3", None), ("conv5_4", 200))))
    else:
        tally.skip("the maps of the real VGG-19", "VGGSCOPE_TEST_DATA is not set")
    for name, arguments, asked in runs:
        arguments += ("--image", common.ROOT / "assets/photos/owl.jpg")
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            common.output("run", *arguments, "--save-activations", folder)
            for layer, n in asked:
                maps = torch.from_numpy(np.load(folder / f"{layer.replace('conv', 'relu')}.npy")).double()
                with tally.test(f"{name}: {layer}"):
                    check(arguments, maps, layer, n, folder / "lower")
    tally.close()


main()
