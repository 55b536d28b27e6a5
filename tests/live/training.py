#!/usr/bin/env python3
"""weights/train: a step lowers the loss, folding and growing change no answer, the file holds what was trained and runs
in the program, a killed run goes on to the same end."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

import numpy as np
import torch

from _common import PHOTOS, ROOT, Tally, equal, near, run

TRAIN = ROOT / "weights" / "train"
sys.path.insert(0, str(TRAIN))

import slim
import train

PICTURES = 256


def make_data(folder):
    """Numbered photos and a teacher that is sure of one class each."""
    photos = folder / "photos"
    photos.mkdir()
    for n, photo in enumerate(PHOTOS[:12]):
        (photos / f"{n:05}.jpg").symlink_to(photo)
    index = np.tile(np.arange(16, dtype=np.uint16), (12, 1)) + np.arange(0, 960, 80, dtype=np.uint16)[:, None]
    logit = np.tile(np.linspace(8, 1, 16).astype(np.float16), (12, 1))
    lse = np.log(np.exp(logit.astype(np.float32)).sum(1) + 0.5)
    np.savez(folder / "teacher.npz", index=index, logit=logit, lse=lse.astype(np.float32))
    (folder / "validation.txt").write_text("00003\n00007\n")


def command(folder, out, *more):
    return ["/usr/bin/python3", "-B", str(TRAIN / "train.py"), "--photos", str(folder / "photos"), "--answers",
            str(folder / "teacher.npz"), "--validation", str(folder / "validation.txt"), "--out", str(out),
            "--pictures", str(PICTURES), *more]


def untidy(net, norm):
    """A network whose batch norm and biases are not those of the beginning."""
    torch.manual_seed(3)
    model = slim.Vgg(net, 16, norm=norm)
    for name, value in model.state_dict().items():
        if value.dtype == torch.float32 and value.ndim == 1:
            value.copy_(torch.rand_like(value) + (0.5 if "var" in name or "weight" in name else -0.5))
    return model.eval()


def picture(seed=5):
    return torch.randn((2, 3, 224, 224), generator=torch.Generator().manual_seed(seed))


def check_step(folder):
    arguments = command(folder, folder / "step.safetensors")
    sys.argv = [arguments[2], *arguments[3:]]
    learner = train.Run(train.arguments())
    learner.half = False
    equal(sorted(learner.validation), ["00003", "00007"], "the photos kept aside")
    assert not set(learner.validation) & set(learner.train), "a validation photo is trained on"
    batch, target = learner.batches.make(0, 10, 64)
    near(target.sum(1), np.ones(10), 1, 1e-5, "the sum of the teacher's probabilities")
    losses = [learner.step(batch, target, 0) for _ in range(4)]
    assert losses[-1] < losses[0], f"the loss went from {losses[0]} to {losses[-1]}"
    again = learner.batches.make(0, 10, 64)
    assert torch.equal(batch, again[0]) and torch.equal(target, again[1]), "the same batch made twice differs"


def check_folding():
    model = untidy("vgg16", True)
    with torch.no_grad():
        want, got = model(picture()), model.folded()(picture())
    near(got, want, float(want.abs().max()), 1e-5, "the folded network's answer")


def check_growing():
    model = untidy("vgg16", False)
    deep = model.grown().eval()
    equal(len(deep.convs), 16, "the convolutions of the grown network")
    with torch.no_grad():
        want, got = model(picture()), deep(picture())
    near(got, want, float(want.abs().max()), 1e-5, "the grown network's answer")


def check_file(folder):
    torch.manual_seed(4)
    model, path = slim.Vgg("vgg19").eval(), folder / "vgg19-slim.safetensors"
    slim.save(model, str(path))
    loaded = slim.load(str(path))
    for (name, want), (_, got) in zip(model.layers(), loaded.layers()):
        rows = want.weight.detach().flatten(1)
        step = (rows.max(1).values - rows.min(1).values) / 255
        off = (got.weight.detach().flatten(1) - rows).abs().max(1).values / step
        assert float(off.max()) <= 0.501, f"{name}: {float(off.max())} steps beside what was trained"
        assert torch.equal(got.bias, want.bias), f"the bias of {name}"
    out = folder / "activations"
    done = run("run", "--net", "vgg19", "--weights", path, "--image", PHOTOS[0], "--save-activations", out)
    equal(done.returncode, 0, f"the exit status ({done.stderr})")
    with torch.no_grad():
        want = loaded(torch.from_numpy(np.load(out / "input.npy"))[None])[0]
    near(np.load(out / "fc8.npy").ravel(), want, float(want.abs().max()), 1e-3, "the program's fc8")


def last_loss(output):
    return float(re.search(r"loss at the end ([\d.]+)", output).group(1))


def check_killed(folder):
    alone = subprocess.run(command(folder, folder / "alone.safetensors"), capture_output=True, text=True)
    equal(alone.returncode, 0, f"the exit status ({alone.stderr})")
    killed = folder / "killed.safetensors"
    going = subprocess.Popen(command(folder, killed, "--every", "0"), stdout=subprocess.DEVNULL)
    checkpoint = pathlib.Path(f"{killed}.checkpoint")
    while going.poll() is None and not checkpoint.exists():
        time.sleep(0.05)
    going.send_signal(signal.SIGKILL)
    going.wait()
    assert not killed.exists(), "the run was over before it was killed"
    resumed = subprocess.run(command(folder, killed), capture_output=True, text=True)
    equal(resumed.returncode, 0, f"the exit status ({resumed.stderr})")
    assert "going on at picture" in resumed.stdout, resumed.stdout
    ends = last_loss(alone.stdout), last_loss(resumed.stdout)
    assert abs(ends[1] / ends[0] - 1) < 0.02, f"alone {ends[0]}, killed and resumed {ends[1]}"
    other = subprocess.run(command(folder, killed, "--seed", "2"), capture_output=True, text=True)
    equal(other.returncode, 1, "the exit status with another seed")
    equal(len(other.stderr.splitlines()), 1, f"the lines of {other.stderr!r}")
    assert "seed" in other.stderr, other.stderr


def main():
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        make_data(folder)
        for name, check, arguments in (("a step lowers the loss", check_step, [folder]), ("folding", check_folding, []),
                                       ("growing", check_growing, []), ("the file", check_file, [folder]),
                                       ("a killed run goes on", check_killed, [folder])):
            with tally.test(name):
                check(*arguments)
    tally.close()


if __name__ == "__main__":
    main()
