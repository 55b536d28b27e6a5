#!/usr/bin/env python3
"""Compare against PyTorch and NumPy: best correlated maps and their correlation, the answers, mean activity over
depth, and the figures of each pair against `table`."""
import json
import pathlib
import tempfile

import numpy as np
from PIL import Image

import _common as common
import _nets as nets

SLIM = {net: common.ROOT / "weights" / f"{net}-slim.safetensors" for net in ("vgg16", "vgg19")}


def correlations(a, b):
    """Pearson's r of each map of a with each of b; NaN where a map is the same everywhere."""
    with np.errstate(invalid="ignore", divide="ignore"):
        za, zb = ((x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
                  for x in (v.reshape(len(v), -1).astype(np.float64) for v in (a, b)))
        return za @ zb.T / za.shape[1]


def activations(net, photo, weights=None):
    model = nets.load(nets.slim({"vgg16": "D", "vgg19": "E"}[net]), SLIM[net]) if weights is None \
        else nets.load(nets.build(net), weights)
    batch = nets.prepare(224)(Image.open(photo))[None]
    return {name: x.detach().numpy()[0] for name, x in nets.activations(net, model, batch)}


def check_match(facts, a, b):
    """The best map is NumPy's, but for maps that are as good within rounding."""
    r = correlations(a, b)[facts["map"]]
    if np.isnan(r).all():
        common.equal((facts["best_map"], facts["correlation"]), (None, None), "the match of a dead map")
        return
    common.near(facts["correlation"], np.nanmax(r), 1, 2e-4, "the correlation")
    common.near(r[facts["best_map"]], np.nanmax(r), 1, 2e-4, "the best map's correlation")


def check_pair(left, right, layer, photo, values):
    best = [int(m) for m in np.argsort(-values[0][f"relu{layer}"].mean((1, 2)))]
    for map_ in (best[0], best[2], best[-1]):
        facts = common.answer("read", "--image", photo, "--do",
                              f"compare {left} {right}; view compare; select conv{layer}; map {map_}")
        common.equal(facts["map"], map_, "the map")
        check_match(facts, values[0][f"relu{layer}"], values[1][f"relu{layer}"])


def check_figures(left, right):
    """At every boundary the layer of each side, its figures, and the network's are those of its table."""
    tables = [common.answer("table", "--net", net) for net in (left, right)]
    rows = [{row["name"]: row for row in table["layers"]} for table in tables]
    names = [[n for n, row in r.items() if row["kind"] not in ("relu",)] for r in rows]
    seen = [set(), set()]
    steps = max(len(n) for n in names) + min(len(n) for n in names)
    for step in range(1, steps):
        facts = common.answer("read", "--do", f"compare {left} {right}; view compare; " + "together next; " * step)
        for i, side in enumerate(("left", "right")):
            f, row = facts[side], rows[i][facts[side]["layer"]]
            seen[i].add(f["layer"])
            for key, value in (("params", tables[i]["params"]), ("macs", tables[i]["macs"]),
                               ("field", rows[i]["pool5"]["field"])):
                common.equal(f[key], value, f"{key} of {f['net']}")
            for key in ("out", "params", "macs", "field", "jump"):
                common.equal(f["at"][key], row[key], f"{key} of {f['layer']}")
            box = f["at"]["box"]
            common.equal(box[2] - box[0] + 1, row["field"], "the side of the box")
            common.equal(len(f["top"]), 5, "the answers")
        if facts["left"]["layer"] == facts["right"]["layer"] == "prob":
            break
    for i in range(2):
        common.equal(seen[i], set(names[i]), f"the layers of {(left, right)[i]} that were seen")


def check_followed(folder, png, weights, slim, real):
    """Where the full network is in the user's folder: the correlation of maps of the slim VGG-16 with those they follow."""
    (folder / "vggscope").mkdir()
    (folder / "vggscope" / "vgg19.safetensors").symlink_to(weights)
    told = json.loads(common.read_header(SLIM["vgg16"])[0]["__metadata__"]["follows"])["layers"]
    for layer, full in (("conv3_3", "conv3_4"), ("conv5_3", "conv5_4")):
        for number, view in ((0, "layer"), (13, "compare"), (40, "layer")):
            said = json.loads(common.output("read", "--json", "--image", png, "--weights", "bundled", "--do",
                              f"view {view}; until {layer}; map {number}; followed on", env={"XDG_DATA_HOME": folder}))
            unit = told[layer]["units"][number]
            common.equal([said["follows"][key] for key in ("layer", "map")], [full, unit], "what is followed")
            a, b = slim[f"relu{layer[4:]}"][number], real[f"relu{full[4:]}"][unit]
            want = np.corrcoef(a.ravel().astype(np.float64), b.ravel().astype(np.float64))[0, 1]
            common.near(said["follows"]["correlation"], want, 1, 1e-4, f"the correlation of map {number} of {layer}")


def main():
    tally = common.Tally()
    with tempfile.TemporaryDirectory() as folder:
        png = pathlib.Path(folder) / "koala.png"
        Image.open(common.ROOT / "assets/photos/koala.jpg").convert("RGB").save(png)
        values = [activations(net, png) for net in ("vgg16", "vgg19")]
        for layer in ("1_1", "2_2", "3_3", "4_2", "5_3"):
            with tally.test(f"best matches of conv{layer}"):
                check_pair("vgg16", "vgg19", layer, png, values)
        with tally.test("an extra layer against the one where the other waits"):
            facts = common.answer("read", "--net", "vgg19", "--image", png, "--do", "view compare; select conv4_4; map 9")
            common.equal((facts["left"]["layer"], facts["right"]["layer"], facts["left"]["waits"]),
                         ("conv4_3", "conv4_4", True), "where the two are")
            check_match(facts, values[1]["relu4_4"], values[0]["relu4_3"])
        with tally.test("answers and mean activity"):
            facts = common.answer("read", "--image", png, "--do",
                                  "compare vgg16 vgg19; view compare; figures curves; run")
            for side, of, curve in zip(("left", "right"), values, facts["curves"]):
                for top in facts[side]["top"]:
                    common.near(top["p"], of["prob"][top["class"]], 1, 1e-3, "a probability")
                for name, mean in zip(curve["layers"], curve["mean"]):
                    if mean is None:
                        continue
                    want = of[name.replace("conv", "relu").replace("fc", "relu")].mean(dtype=np.float64)
                    common.near(mean, want, abs(want), 1e-3, f"the mean of {name}")
        if common.DATA:
            with tally.test("the real VGG-19 beside the slim one"):
                weights = pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"
                real = activations("vgg19", png, weights)
                facts = common.answer("read", "--image", png, "--do",
                                      f"compare vgg19 vgg19 '{weights}'; view compare; select conv3_1; map 5")
                common.equal(facts["kinship"], "follows", "what the two have to do with each other")
                told = json.loads(common.read_header(SLIM["vgg19"])[0]["__metadata__"]["follows"])["layers"]["conv3_1"]
                followed = {"net": "vgg19", "layer": told["layer"], "map": told["units"][5]}
                common.equal(facts["follows"], followed, "what map 5 follows")
                common.equal(facts["best_map"], followed["map"], "the map that is most like it")
                check_match(facts, values[1]["relu3_1"], real["relu3_1"])
            with tally.test("a map beside the one that it follows, on Layer"):
                check_followed(pathlib.Path(folder), png, weights, values[0], real)
        else:
            tally.skip("the real VGG-19 beside the slim one", "VGGSCOPE_TEST_DATA is not set")
    with tally.test("figures at every boundary: vgg16, vgg19"):
        check_figures("vgg16", "vgg19")
    for left, right in (("vgg11", "vgg19"), ("c", "vgg16"), ("alexnet", "vgg16")):
        with tally.test(f"figures: {left}, {right}"):
            check_some(left, right)
    tally.close()


def check_some(left, right):
    """Random weights at full width take long: the ends of the blocks alone."""
    tables = [common.answer("table", "--net", net) for net in (left, right)]
    for layer in ("conv1", "pool2", "pool5", "prob"):
        name = layer if left == "alexnet" or layer != "conv1" else "conv1_1"
        facts = common.answer("read", "--do", f"compare {left} {right}; view compare; until {name}")
        for i, side in enumerate(("left", "right")):
            row = next(r for r in tables[i]["layers"] if r["name"] == facts[side]["layer"])
            common.equal(facts[side]["params"], tables[i]["params"], "the parameters")
            for key in ("out", "params", "macs", "field", "jump"):
                common.equal(facts[side]["at"][key], row[key], f"{key} of {row['name']}")
            if layer != "conv1":
                common.equal(facts[side]["layer"], layer, "the layer")


main()
