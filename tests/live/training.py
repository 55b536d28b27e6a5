#!/usr/bin/env python3
"""weights/train: each stage against what is known of made-up data, the files against the program, and a run that is killed
again and again, which ends with the same bytes as one that is left alone."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import types
import zipfile

sys.dont_write_bytecode = True

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from _common import PHOTOS, ROOT, Tally, answer, equal, near, output, read_header, run, write_safetensors
from _nets import build, slim

TRAIN = ROOT / "weights" / "train"
sys.path.insert(0, str(TRAIN))

import answers
import connected
import convolutions
import export
import network
import photos
import responses
import squares
import train
import whitened
from job import Job

TINY = network.Plan("vgg13", (8, 8, 16, 16, 16), (32, 32), 10, 2)  # pictures of 64x64, ten classes


def chance(*shape, seed=1):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def random_weights(plan, seed=1):
    """He's, so that no layer dies out; biases beside 0."""
    out = {}
    for n, layer in enumerate(plan.layers):
        shape = network.shape_of(layer)
        weight = chance(*shape, seed=100 * seed + n) * (2 / np.prod(shape[1:])) ** 0.5
        out[layer.key] = weight, chance(layer.outputs, seed=100 * seed + n + 50) * 0.1
    return out


def write_float32(path, weights):
    write_safetensors(path, {f"{key}.{name}": values.contiguous().numpy() for key, pair in weights.items()
                             for name, values in zip(("weight", "bias"), pair)})


def job_of(folder, teacher, pictures, name, *more):
    return Job(train.arguments([str(teacher), str(pictures), str(folder / f"{name}.safetensors"), "--width", "1/2", "--float32",
                                *map(str, more)]))


def made_up_photos(folder, count):
    """Noise, so that in patches of them no direction is missing, over patches of colour, so that deep layers see something."""
    folder.mkdir()
    for n in range(count):
        lot = np.random.default_rng(n)
        colours = Image.fromarray(lot.integers(0, 256, (4, 4, 3), np.uint8)).resize((73, 73), Image.NEAREST)
        pixels = np.asarray(colours) * 0.6 + lot.uniform(0, 102, (73, 73, 3))
        Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{n:03}.png")


# ---- networks ----

def check_plans():
    for net in network.NETS:
        plan = network.Plan(net, (64, 128, 256, 512, 512), (4096, 4096), 1000)
        shapes = {name: tuple(values.shape) for name, values in build(net).state_dict().items()}
        equal({layer.key + ".weight": network.shape_of(layer) for layer in plan.layers},
              {name: shape for name, shape in shapes.items() if name.endswith("weight")}, f"the weights of {net}")
        equal(network.plan_of(shapes, net), plan, f"the plan that is told by the weights of {net}")
        names = [row["name"] for row in answer("table", "--net", net)["layers"] if row["params"]]
        equal([layer.name for layer in plan.layers], names, f"the program's names of the layers of {net}")


def check_forward():
    plan = network.Plan("vgg16", (16, 32, 64, 128, 128), (1024, 1024), 1000)
    weights, model, seen = random_weights(plan), slim("D").eval(), []
    model.load_state_dict({f"{key}.{name}": values for key, pair in weights.items()
                           for name, values in zip(("weight", "bias"), pair)})
    with torch.no_grad():
        x = chance(2, 3, 224, 224)
        want, got = model(x), network.forward(plan, weights, x, lambda layer, values: seen.append((layer.name, values.min())))
    near(got, want, float(want.abs().max()), 1e-5, "the scores")
    equal([name for name, _ in seen], [layer.name for layer in plan.layers], "the layers that are shown")
    assert all(least < 0 for _, least in seen), "what is shown comes after the ReLU"


def check_followed():
    """As the bundled files have it, and for any two of the catalogue in order, each block's last the last."""
    full = network.Plan("vgg19", (64, 128, 256, 512, 512), (4096, 4096), 1000)
    for net in ("vgg16", "vgg19"):
        header, _ = read_header(ROOT / "weights" / f"{net}-slim.safetensors")
        told = json.loads(header["__metadata__"]["follows"])["layers"]
        ours = network.followed(full.slim(net, 4), full)
        equal({name: layer.name for name, layer in ours.items()}, {name: of["layer"] for name, of in told.items()},
              f"what the layers of {net} follow")
    for one in network.NETS:
        for other in network.NETS:
            plan, wide = (network.Plan(net, (8,) * 5, (8, 8), 10) for net in (one, other))
            of = [network.followed(plan, wide)[layer.name] for layer in plan.convs]
            at = [wide.convs.index(layer) for layer in of]
            equal(at, sorted(at), f"the order in which {one} follows {other}")
            equal([layer.block for layer in of], [layer.block for layer in plan.convs], f"the blocks that {one} follows")
            equal([layer.pooled for ours, layer in zip(plan.convs, of) if ours.pooled], [True] * 5, f"the pools of {one} by {other}")


# ---- linear algebra ----

def left_by_hand(cov, following, units):
    """The weighed share that is left of a covariance once some units are known."""
    known = cov[:, units]
    left = cov - known @ np.linalg.inv(cov[np.ix_(units, units)]) @ known.T
    return np.trace(following @ left @ following.T) / np.trace(following @ cov @ following.T)


def check_choice():
    """Three groups: a unit and what mostly repeats it. The next layer listens to the second group most, to the third least."""
    cov, leaders = np.zeros((9, 9)), (1, 3, 8)
    for first, leader in zip((0, 3, 6), leaders):
        share = np.full(3, 0.9)
        share[leader - first] = 1
        cov[first:first + 3, first:first + 3] = np.outer(share, share) + np.diag((share < 1) * 0.1)
    following = np.diag(np.repeat([2.0, 3.0, 1.0], 3))
    units, left = squares.choose(torch.from_numpy(cov), torch.from_numpy(following), 3)
    equal(units, [3, 1, 8], "the units")
    near(left, left_by_hand(cov, following, units), 1, 1e-9, "what they leave")
    mixed = np.random.default_rng(2).normal(size=(12, 30))
    cov, following, units = mixed @ mixed.T / 30, np.random.default_rng(3).normal(size=(5, 12)), []
    for _ in range(5):  # by hand: of all that are there the one that leaves least
        units.append(min(set(range(12)) - set(units), key=lambda j: left_by_hand(cov, following, [*units, j])))
    got, left = squares.choose(torch.from_numpy(cov), torch.from_numpy(following), 5)
    equal(got, units, "the units of a covariance without groups")
    near(left, left_by_hand(cov, following, units), 1, 1e-9, "what these leave")


def check_fit():
    """Weights are found again through the ReLU though all that is negative has been made wrong; towards a prior as the
    formula says."""
    x, w = chance(3000, 12), chance(13, 6, seed=2)
    y = squares.with_one(x) @ w
    wrong = torch.where(y > 0, y, 3 * y - 1)
    plain = squares.Squares(x, wrong).fit(1e-9)
    assert float((plain - w).abs().max()) > 0.3, "what is wrong with y does not matter"
    near(squares.Squares(x, wrong).fit(1e-9, rounds=400), w, float(w.abs().max()), 1e-4, "what is found through the ReLU")
    prior, ridge = chance(13, 6, seed=3), 0.5
    one = squares.with_one(x).double().numpy()
    gram = one.T @ one
    weight = ridge * np.trace(gram) / 13
    want = np.linalg.solve(gram + weight * np.eye(13), one.T @ y.double().numpy() + weight * prior.double().numpy())
    # A round with a prior asks wanted_of what the prior makes; where y is positive everywhere that is y.
    shift = torch.cat([torch.zeros(12, 6), torch.full((1, 6), 100.0)])
    got = squares.Squares(x, y + 100).fit(ridge, rounds=1, prior=prior + shift)
    near(got - shift, want, float(np.abs(want).max()), 1e-3, "the fit towards a prior")


def check_composed():
    weight, bias = chance(7, 10, 3, 3), chance(7, seed=2)
    kernel, offset = chance(10, 4, 3, 3, seed=3), chance(10, seed=4)
    pool = chance(5, 4, 3, 3, seed=5)
    want = F.linear(F.conv2d(pool, kernel, offset, padding=1).flatten(1), weight.flatten(1), bias)
    composed, moved = connected.composed(weight, bias, kernel, offset)
    near(F.linear(pool.flatten(1), composed.flatten(1), moved), want, float(want.abs().max()), 1e-5, "the composed layer")
    pool = chance(60, 4, 3, 3, seed=6)
    full = F.conv2d(pool, kernel, offset, padding=1)
    got, moved = connected.foretell(pool, full)
    near(got, kernel, float(kernel.abs().max()), 2e-3, "the kernel that foretells")
    near(moved, offset, float(offset.abs().max()), 2e-3, "its bias")


def check_patches():
    layer = network.Layer("conv1_1", "features.0", 1, 3, 4, 6, False)
    x, w = chance(2, 4, 8, 8), chance(37, 6, seed=2)
    across, down = torch.tensor([[0, 3, 7], [7, 2, 0]]), torch.tensor([[0, 5, 7], [1, 0, 6]])
    want = network.step(layer, *convolutions.convolution(layer, w), x)[torch.arange(2)[:, None], :, down, across].flatten(0, 1)
    got = squares.with_one(convolutions.patches(x, across, down, 3)) @ w
    near(got, want, float(want.abs().max()), 1e-5, "patches times weights")


def check_whitened():
    weights = random_weights(TINY)
    moments = {layer.key: (lambda a: a.t() @ a / len(a))(chance(200, n, seed=n) * torch.linspace(0.1, 3, n))
               for layer in TINY.layers for n in [TINY.channels[-1] if layer.name == "fc6" else
                                                  layer.inputs * max(1, layer.kernel) ** 2 + 1]}
    net = whitened.Whitened(TINY, weights, moments, 1)
    equal({layer.key for layer in TINY.layers if layer.key not in net.values}, {"features.0", "features.2"}, "what is fixed")
    for (key, want), got in zip(weights.items(), net.weights().values()):
        for one, other in zip(want, got):
            near(other, one, float(one.abs().max()), 1e-4, f"{key} there and back")


# ---- stages ----

def embedded(full, small, units, seed=5):
    """Weights of the full network in which the units that are named hear one another alone, as `small` has it."""
    weights, before = random_weights(full, seed), None
    for layer, (weight, bias) in zip(full.layers, small.values()):
        chosen, (w, b) = units.get(layer.name, torch.arange(layer.outputs)), weights[layer.key]
        if layer.name == "fc6":
            w = w.view(len(w), full.channels[-1], -1)
            weight = weight.view(len(weight), len(before), -1)
        w[chosen] = 0
        b[chosen] = bias
        if before is None:
            w[chosen] = weight
        else:
            w[chosen[:, None], before] = weight
        before = chosen
    return weights


def check_recovered(folder):
    """A slim network that is hidden in a full one is found again."""
    small = {key: (weight, bias.abs() + 0.3) for key, (weight, bias) in random_weights(TINY.slim("vgg13", 2)).items()}
    units = {layer.name: torch.randperm(layer.outputs, generator=torch.Generator().manual_seed(n))[:layer.outputs // 2]
             for n, layer in enumerate(TINY.layers[:-1])}
    write_float32(folder / "hides.safetensors", embedded(TINY, small, units))
    made_up_photos(folder / "made-up", 100)
    job = job_of(folder, folder / "hides.safetensors", folder / "made-up", "recovered", "--views", 100)
    job.keep("units", units)
    for stage in (responses, convolutions, connected):
        stage.make(job)
    found = job.kept("connected")
    for layer in job.slim.convs[:5]:  # in deeper ones of so few maps some are 0 everywhere, and their weights any
        for got, want in zip(found[layer.key], small[layer.key]):
            near(got, want, float(small[layer.key][0].abs().max()), 0.02, f"what is found of {layer.name}")
    for layer in job.slim.convs:
        assert job.reached["convolutions"][layer.name]["unexplained"] < 1e-3, job.reached["convolutions"]
    assert job.reached["connected"]["fc6, the prior alone"]["unexplained"] < 0.01, job.reached["connected"]
    batch = job.views.batch(range(100))
    with torch.no_grad():
        want, got = (network.forward(job.slim, weights, batch) for weights in (small, found))
    left = squares.unexplained(got, want)
    assert left < 0.01, f"{left} of the hidden network's scores are unexplained"


def check_learning(folder):
    """A step makes less what it is to make less, first following, then answers; validation photos are out of it."""
    write_float32(folder / "tiny.safetensors", random_weights(TINY))
    job = job_of(folder, folder / "tiny.safetensors", ROOT / "assets/photos", "learning", "--views", 100, "--pictures", 960)
    for stage in train.STAGES[:4]:
        stage.make(job)
    learner = answers.Learner(job)
    held = [view for view in range(job.total) if job.views.photo(view) == 19]
    assert held and not set(held) & set(learner.train), "what is held out is learned from"
    equal(sorted(learner.views_of(0) + learner.views_of(1)), sorted(set(learner.views_of(0) + learner.views_of(1))),
          "the views of two steps")
    for step in (0, 15):  # before a fifth of the twenty, and behind it
        views, losses = learner.views_of(0), []
        learner.done = step
        for _ in range(4):
            with torch.no_grad():
                losses.append(float(learner.loss_of(step, views, job.views.batch(views))[0]))
            learner.step(views, job.views.batch(views))
            learner.done = step
        assert losses[-1] < losses[0], f"step {step}: from {losses[0]} to {losses[-1]}"


# ---- files ----

def check_file(folder):
    """What is written is what was made, within half a step of a byte; the program reads it, follows and all."""
    full = network.Plan("vgg19", (64, 128, 256, 512, 512), (4096, 4096), 1000)
    plan, path = full.slim("vgg11", 8), folder / "vgg11-slim.safetensors"
    weights = random_weights(plan)
    units = {layer.name: torch.randperm(layer.outputs, generator=torch.Generator().manual_seed(n))[:layer.outputs // 8]
             for n, layer in enumerate(full.layers[:-1])}
    kept = {"answers": dict(weights), "units": units}
    export.make(types.SimpleNamespace(kept=kept.get, slim=plan, full=full, follows=network.followed(plan, full), aside=[],
                                      about={}, say=str, args=types.SimpleNamespace(width=8, out=path)))
    loaded, stored, about = network.read(path)
    equal(loaded, plan, "the plan that was read")
    last, bias = weights["classifier.6"]
    weights["classifier.6"] = last - last.mean(0), bias - bias.mean()
    for layer in plan.layers:
        want, got = (pair[layer.key][0].flatten(1) for pair in (weights, stored))
        step = (want.max(1).values - want.min(1).values) / 255
        off = float(((got - want).abs().max(1).values / step).max())
        assert off <= 0.501, f"{layer.name}: {off} steps beside what was made"
        near(stored[layer.key][1], weights[layer.key][1], 1, 1e-6, f"the bias of {layer.name}")
    told = json.loads(about["follows"])
    equal(told["network"], "vgg19", "the network that is followed")
    equal(told["layers"]["conv3_2"], {"layer": "conv3_4", "units": units["conv3_4"].tolist()}, "what conv3_2 follows")
    check = output("weights", "check", path)
    assert "VGG-19" in check, f"weights check says nothing of whom it follows: {check}"
    out = folder / "activations"
    done = run("run", "--net", "vgg11", "--weights", path, "--image", PHOTOS[0], "--save-activations", out)
    equal(done.returncode, 0, f"the exit status ({done.stderr})")
    with torch.no_grad():
        want = network.forward(plan, stored, torch.from_numpy(np.load(out / "input.npy"))[None])[0]
    near(np.load(out / "fc8.npy").ravel(), want, float(want.abs().max()), 1e-3, "the program's fc8")


def check_views(folder):
    """The first view is the program's own; the same from a folder and a zip; a view depends on its number alone."""
    output("run", "--net", "vgg11", "--weights", "random:1", "--until", "conv1_1", "--image", PHOTOS[0], "--save-activations",
           folder / "input")
    source = photos.Photos([ROOT / "assets/photos"], 0)
    views = photos.Views(source, [PHOTOS[0].stem], 224, 1)
    near(views.batch([0])[0], np.load(folder / "input/input.npy"), 1, 1e-5, "the middle of a photo")
    packed = folder / "photos.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for photo in PHOTOS:
            file.write(photo, f"some/folder/{photo.name}")
    other = photos.Views(photos.Photos([packed], 10**9), [PHOTOS[0].stem], 224, 1)
    for numbers in ([0], [3, 1], [1, 3]):
        assert torch.equal(views.batch(numbers), other.batch(numbers)), f"views {numbers} of a folder and a zip differ"
    assert torch.equal(views.batch([3, 1])[0], views.batch([1, 3])[1]), "a view depends on what is beside it"
    return packed


def check_killed(folder):
    """Killed in each stage, and started again each time."""
    packed, teacher = check_views(folder), folder / "teacher.safetensors"
    write_float32(teacher, random_weights(TINY))

    def command(source, out, *more):
        return ["/usr/bin/python3", "-B", str(TRAIN / "train.py"), str(teacher), str(source), str(folder / out), "--net", "vgg16",
                "--width", "1/2", "--views", "160", "--pictures", "960", "--every", "0", *more]

    alone = subprocess.Popen(command(packed, "alone.safetensors"), stdout=subprocess.DEVNULL)
    parts, killed = folder / "killed.safetensors.parts", []
    for name in ("units.part", "responses.00002", "convolutions.part", "pools", "answers.part"):
        going = subprocess.Popen(command(ROOT / "assets/photos", "killed.safetensors"), stdout=subprocess.DEVNULL)
        while going.poll() is None and not (parts / name).exists():
            time.sleep(0.002)
        going.send_signal(signal.SIGKILL)
        killed.append(going.wait())
    equal(killed, [-signal.SIGKILL] * len(killed), "how the runs ended")
    assert not (folder / "killed.safetensors").exists(), "the run was over before it was killed"
    last = subprocess.run(command(ROOT / "assets/photos", "killed.safetensors"), capture_output=True, text=True)
    equal((last.returncode, alone.wait()), (0, 0), f"the exit status ({last.stderr})")
    assert "responses: done before" in last.stdout, last.stdout
    for name in ("killed.safetensors", "killed.safetensors.parts/reached.json"):
        same = (folder / name).read_bytes() == (folder / name.replace("killed", "alone")).read_bytes()
        assert same, f"{name} is not what a run makes that is left alone"
    for more, word in ((["--seed", "2"], "seed"), (["--views", "170"], "views")):
        other = subprocess.run(command(packed, "killed.safetensors", *more), capture_output=True, text=True)
        equal((other.returncode, len(other.stderr.splitlines())), (1, 1), f"status and lines ({other.stderr!r})")
        assert word in other.stderr, other.stderr


def check_refused(folder):
    """One line each, for what cannot be learned from."""
    (folder / "no.safetensors").write_text("<html>")
    write_float32(folder / "alexnet.safetensors", {"features.0": (chance(64, 3, 11, 11), chance(64))})
    write_float32(folder / "large.safetensors", {key: (weight * 100, bias) for key, (weight, bias) in random_weights(TINY).items()})
    for name, word in (("no", "no safetensors"), ("alexnet", "holds none of"), ("missing", "No such file"), ("large", "too large")):
        done = subprocess.run(["/usr/bin/python3", "-B", str(TRAIN / "train.py"), str(folder / f"{name}.safetensors"),
                               str(ROOT / "assets/photos"), str(folder / f"{name}-out.safetensors"), "--views", "64"],
                              capture_output=True, text=True)
        equal((done.returncode, len(done.stderr.splitlines())), (1, 1), f"status and lines ({done.stderr!r})")
        assert word in done.stderr, done.stderr


def main():
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    torch.set_num_threads(2)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, check, arguments in (
                ("the plans", check_plans, []), ("a pass", check_forward, []), ("who follows whom", check_followed, []),
                ("the choice of units", check_choice, []), ("a fit through the ReLU", check_fit, []),
                ("the composed prior", check_composed, []), ("patches", check_patches, []),
                ("whitened weights", check_whitened, []), ("a hidden network", check_recovered, [folder]),
                ("learning", check_learning, [folder]), ("the file", check_file, [folder]),
                ("killed and resumed", check_killed, [folder]), ("what is refused", check_refused, [folder])):
            with tally.test(name):
                check(*arguments)
    tally.close()


if __name__ == "__main__":
    main()
