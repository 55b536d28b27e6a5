"""What the stages share: the networks, the photos, what was asked for, and what is kept so that a killed run goes on."""
import hashlib
import json
import os
import pathlib
import time

import numpy
import torch

import network
import photos as pictures

ASIDE = 20         # of the photos one in so many is fitted to by nothing, and tells how good a fit is
PLACES = 150       # at which the responses of a convolution are taken in a picture
SAY_EVERY = 10     # seconds


def has_bfloat16():
    """Whether the processor multiplies bfloat16 faster than float32."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


class Job:
    """A run: from `args` (train.py's) to OUT. What is kept lies in the folder OUT.parts."""

    def __init__(self, args):
        self.args, self.began, self.checked = args, time.monotonic(), time.monotonic()
        self.full, self.weights, self.about = network.read(args.teacher)
        args.net = args.net or self.full.net
        self.slim = self.full.slim(args.net, args.width)
        self.follows = network.followed(self.slim, self.full)
        self.kind = torch.bfloat16 if has_bfloat16() and not args.float32 else torch.float32
        photos = pictures.Photos(args.photos, int(args.memory * 1e9))
        names, self.aside = self.photos_of(photos)
        self.views = pictures.Views(photos, names, 32 * self.full.side, args.seed)
        self.total = max(args.views, len(names))
        self.folder = pathlib.Path(f"{args.out}.parts")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.check_settings()
        file = self.folder / "reached.json"
        self.reached = json.loads(file.read_text()) if file.exists() else {}

    def photos_of(self, photos):
        """The names to learn from, drawn by lot, and those kept aside, which no stage but the last sees."""
        aside = set()
        if self.args.aside:
            aside = set(pathlib.Path(self.args.aside).read_text().split())
        names = sorted(set(photos.entries) - aside)
        if len(names) < 2:
            raise ValueError("there are no photos to learn from")
        chance = numpy.random.default_rng(self.args.seed)
        drawn = [names[at] for at in chance.permutation(len(names))]
        return drawn[:self.args.most], sorted(aside & set(photos.entries))

    def check_settings(self):
        """What lies in the folder has to be this run's own."""
        teacher = hashlib.sha256(pathlib.Path(self.args.teacher).read_bytes()).hexdigest()
        photos = hashlib.sha256("\n".join(self.views.names).encode()).hexdigest()
        settings = {name: getattr(self.args, name) for name in ("net", "width", "views", "pictures", "seed", "threads")}
        settings.update(kind=str(self.kind), teacher=teacher, photos=photos)
        file = self.folder / "settings.json"
        if not file.exists():
            self.write("settings.json", json.dumps(settings).encode())
        stored = json.loads(file.read_text())
        for name, value in settings.items():
            if stored.get(name) != value:
                raise ValueError(f"{self.folder} belongs to another run ({name}: {stored.get(name)}, not {value}); "
                                 "remove it to start anew")

    # ---- views ----

    def held_out(self, views):
        """Which of the views are of photos that nothing is fitted to."""
        return torch.tensor([self.views.photo(view) % ASIDE == ASIDE - 1 for view in views])

    def places(self, views, side):
        """PLACES pixels of each view in a map `side` wide: two tensors x and y (views, PLACES). The same for all layers,
        but for rounding."""
        shares = numpy.stack([numpy.random.default_rng([self.args.seed, view, 1]).random((2, PLACES)) for view in views])
        x, y = torch.from_numpy((shares * side).astype(numpy.int64)).unbind(1)
        return x, y

    # ---- what is kept ----

    def write(self, name, data):
        """A file is there whole or not at all."""
        (self.folder / "part").write_bytes(data)
        os.replace(self.folder / "part", self.folder / name)

    def has(self, name):
        return (self.folder / name).exists()

    def keep(self, name, what):
        torch.save(what, self.folder / "part")
        os.replace(self.folder / "part", self.folder / name)

    def kept(self, name):
        return torch.load(self.folder / name, weights_only=True)

    def drop(self, name):
        (self.folder / name).unlink(missing_ok=True)

    def due(self):
        """Whether it is time to keep what has been done."""
        if time.monotonic() - self.checked < self.args.every:
            return False
        self.checked = time.monotonic()
        return True

    # ---- what is told ----

    def say(self, text):
        """Prints a line, and adds it to the log."""
        line = f"{time.monotonic() - self.began:6.0f} s  {text}"
        print(line, flush=True)
        with open(self.folder / "log", "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def reach(self, stage, what, **figures):
        """Prints what a stage has reached, and keeps it in reached.json."""
        self.reached.setdefault(stage, {})[what] = figures
        self.write("reached.json", json.dumps(self.reached, indent=1).encode())
        told = (f"{name.replace('_', ' ')} {value:.3f}" for name, value in figures.items())
        self.say(f"{stage}, {what}: {', '.join(told)}")

    def progress(self, stage, what, first, total, step=1):
        """Counts from `first` on in steps, and says now and then how far it is and how long the rest will take."""
        began = said = time.monotonic()
        for at in range(first, total, step):
            yield at
            now, done = time.monotonic(), min(at + step, total) - first
            if now - said > SAY_EVERY:
                said, rate = now, done / (now - began)
                left = (total - first - done) / rate
                self.say(f"{stage}: {first + done:,} of {total:,} {what}, {rate:.1f} a second, "
                         f"{left / 60:.0f} min left of this stage")
