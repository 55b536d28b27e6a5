#!/usr/bin/env python3
"""Whether two built programs do the same: random scripts are said to both, and all that comes of them is compared byte for
byte.

    same.py OLD NEW [N [SEED]]

N scripts (500 unless told), of 1 to 8 commands each: those that `OLD --help` lists, with words that most of them know; then
a screen is chosen, or none. A command that fails has to fail in both with the same line, and is left out from then on. What
is compared: `read --json`, `read`, the arrays of `read --save`, the picture of 1280x720, and what `state` and `keys` print.
What touches the outside or measures time is left out. The first script that differs is printed, and ends it with status 1.
"""
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRIES = 8
OUTSIDE = {"quit", "fullscreen", "renderer", "paste", "camera", "copy", "state", "keys", "shot", "race", "measure"}
NETS = ["vgg16", "vgg19", "vgg16", "vgg19", "vgg11", "vgg13", "a-lrn", "c", "alexnet", "alexnet-2012"]
WORDS = {  # what stands for the words in capitals of --help
    "FILE": sorted(file.stem for file in (ROOT / "assets/photos").glob("*.jpg")) + ["noise", "noise:7"],
    "NAME": ["what-is-vgg", "one-step", "parameters", "features", "mistakes"],
    "LAYER": ["input", "conv1_1", "conv2_2", "relu2_2", "conv3_3", "pool3", "conv4_2", "conv5_1", "pool5", "fc6", "fc8", "softmax"],
    "NET": NETS, "PANEL": ["0", "1", "2", "3", "4", "5", "6"], "LANGUAGE": ["en", "zh"],
    "EXPR": ["lte", "srgan", "vgg19.features[2:7]", "vgg16.features[:9]"], "TEXT": ["'map 3'", "'sel'"],
    "COLOUR": ["red", "grey"], "CARD": ["1", "2", "3", "4", "5"], "CHOICE": ["1", "2"], "K": ["3", "5", "1"],
}
# Whole commands: they make something of what the others say.
USUAL = ["run", "run", "step", "reset; step 9", "view neuron", "view layer", "view compare", "view field", "select conv3_3",
         "select fc7", "slice lte", "reference jaguar", "photos all", "excite gradient", "stack 3 3 3", "family alexnet",
         "help", "gallery", "weights list", "save", "lesson list", "derive", "command 'map'", "textsize 2", "lang zh",
         "occlude 80 90 60", "difference unchanged", "lesson what-is-vgg", "lesson next", "lesson parameters 3", "pin",
         "compare vgg16 vgg19", "figures curves", "spotlight 0.4 0.5", "weights random:3", "topic 1x1", "net vgg19"]


def commands(program):
    """Name and arguments of each, as --help prints them."""
    text = subprocess.run([program, "--help"], stdout=subprocess.PIPE, check=True, text=True, env=surroundings("/nowhere")).stdout
    blocks = text.split("\n\n")
    lines = next(b for b in blocks if re.search(r"^  step ", b, re.M)).splitlines()
    found = [re.match(r"  (\S+) ?((?:\S+ )*)", line) for line in lines]
    return [(m[1], m[2].strip()) for m in found if m and m[1] not in OUTSIDE]


def surroundings(nowhere):
    """Nothing of the user's, and nothing is fetched."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": nowhere, "XDG_CACHE_HOME": nowhere,
            "XDG_CONFIG_HOME": nowhere, "VGGSCOPE_MIRROR": "file:///nowhere"}


def number(dice):
    return str(dice.randrange(dice.choice([3, 10, 40, 224, 600])))


def word(dice, choice):
    if choice in WORDS:
        return dice.choice(WORDS[choice])
    return choice if choice.islower() else number(dice)


def command(dice, name, args):
    """One of the alternatives; what is optional half of the time."""
    if name == "weights":
        return f"weights {dice.choice(['bundled', 'random:1', 'random:7', 'list'])}"
    if name == "image":
        return f"image {dice.choice(WORDS['FILE'])}"
    if name == "net":
        return f"net {dice.choice(NETS)}"
    if name == "save":
        return "save"
    if name == "sheet":  # a whole one takes minutes
        return f"sheet at {dice.randrange(3)}"
    out = [name]
    for part in re.findall(r"\[[^\]]*\]|[^\s\[\]]+", args):
        if part.startswith("[") and dice.random() < 0.4:
            continue
        out += [word(dice, w) for w in dice.choice(part.strip("[]").split("|")).split() if w.strip("().")]
    return " ".join(out)


def script(dice, table):
    said = [dice.choice(USUAL) if dice.random() < 0.5 else command(dice, *dice.choice(table)) for _ in range(dice.randint(1, 8))]
    if dice.random() < 0.7:
        said.append(f"view {dice.choice(['network', 'layer', 'neuron', 'field', 'parameters', 'compare', 'slices', 'family', 'why'])}")
    return "; ".join(said).split("; ")


def say(program, *args):
    """Exit status, output, errors and every file that was written."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, *args], cwd=folder, env=surroundings(folder + "/nobody"), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600)
        files = {str(f.relative_to(folder)): f.read_bytes() for f in sorted(pathlib.Path(folder).rglob("*")) if f.is_file()}
    return done.returncode, done.stdout, done.stderr.replace(program.encode(), b""), files


def say_both(old, new, *args):
    """What both answer. Where it depends on how far something has come when a command is said, a few tries find one that
    both give."""
    a, b = [say(old, *args)], [say(new, *args)]
    while len(a) < TRIES and not any(x in b for x in a):
        a.append(say(old, *args))
        b.append(say(new, *args))
    return next(((x, x) for x in a if x in b), (a[0], b[0]))


def differs(old, new, said):
    """What differs, or None; a command that fails leaves the list."""
    while True:
        text = "; ".join(said)
        ask = ["read", "--json", "--do", f"{text}{'; ' if said else ''}state; keys; shot shot.png"]
        a, b = say_both(old, new, *ask)
        if a != b:
            kinds = zip(("the exit status", "what is printed", "the error", "the picture"), a, b)
            return next(kind for kind, x, y in kinds if x != y), a, b
        wrong = re.search(rb"command (\d+)", a[2])
        if a[0] == 0 or not wrong or int(wrong[1]) > len(said):
            break
        del said[int(wrong[1]) - 1]
    ask = ["read", "--do", text, "--save", "arrays"]
    a, b = say_both(old, new, *ask)
    return None if a == b else ("the words or the arrays", a, b)


def main():
    old, new = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    n, seed = int((sys.argv[3:4] or ["500"])[0]), int((sys.argv[4:5] or ["1"])[0])
    table, left = commands(old), 0
    for i in range(n):
        said = script(random.Random(f"{seed} {i}"), table)
        found = differs(old, new, said)
        left += len(said)
        if found:
            what, a, b = found
            print(f"script {i} of seed {seed}: {what} differs:\n  {'; '.join(said)}")
            for name, of in (("old", a), ("new", b)):
                print(f"{name}: status {of[0]}, {of[2].decode(errors='replace').strip()[:300]}")
            before, after = a[1].decode(errors="replace").splitlines(), b[1].decode(errors="replace").splitlines()
            for x, y in zip(before, after):
                if x != y:
                    print(f"old: {x[:300]}\nnew: {y[:300]}")
                    break
            sys.exit(1)
        if i % 50 == 49:
            print(f"{i + 1} scripts, {left} commands understood: the same", flush=True)
    print(f"{n} scripts, {left} commands understood: the same")


if __name__ == "__main__":
    main()
