"""Photos from folders and zips, and the batches that are made of them."""
import io
import pathlib
import queue
import random
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import numpy
import torch
from PIL import Image

from slim import CLASSES

ENDINGS = {".webp", ".jpg", ".jpeg", ".png", ".bmp"}
SHORT_SIDE = 256  # what is kept of a larger photo
MIX = 0.2         # the share of batches that are mixed of two photos each


class Photos:
    """Decoded once, then kept as bytes (H, W, 3) as long as they fit into the memory that is allowed."""

    def __init__(self, sources, memory):
        self.entries, self.zips, self.kept, self.room = {}, {}, {}, memory
        self.lock = threading.Lock()
        for source in map(pathlib.Path, sources):
            if source.is_dir():
                found = [(path.stem, path) for path in sorted(source.rglob("*"))]
            else:
                self.zips[source] = zipfile.ZipFile(source)
                found = [(pathlib.Path(name).stem, (source, name)) for name in sorted(self.zips[source].namelist())]
            for name, where in found:
                ending = pathlib.Path(where[1] if isinstance(where, tuple) else where).suffix.lower()
                if ending in ENDINGS:
                    self.entries[name] = where

    def image(self, name):
        with self.lock:
            kept = self.kept.get(name)
            where = self.entries[name]
            if kept is None and isinstance(where, tuple):
                where = io.BytesIO(self.zips[where[0]].read(where[1]))
        if kept is not None:
            return Image.fromarray(kept)
        image = Image.open(where).convert("RGB")
        if min(image.size) > SHORT_SIDE:
            by = SHORT_SIDE / min(image.size)
            image = image.resize([round(by * side) for side in image.size], Image.BILINEAR)
        pixels = numpy.asarray(image)
        with self.lock:
            if pixels.nbytes <= self.room:
                self.kept[name] = pixels
                self.room -= pixels.nbytes
        return image


def whole(photos, name, size):
    """All of the photo as (3, size, size) bytes, as the stored answers were asked."""
    pixels = numpy.array(photos.image(name).resize((size, size), Image.BILINEAR))
    return torch.from_numpy(pixels).permute(2, 0, 1)


def cropped(photos, name, size, chance):
    """A square of 40 to 100 % of the area, sometimes mirrored, as (3, size, size) bytes."""
    image = photos.image(name)
    w, h = image.size
    side = min(w, h) * chance.uniform(0.4, 1) ** 0.5
    x, y = chance.uniform(0, w - side), chance.uniform(0, h - side)
    image = image.resize((size, size), Image.BILINEAR, box=(x, y, x + side, y + side))
    if chance.random() < 0.5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    return torch.from_numpy(numpy.array(image)).permute(2, 0, 1)


class Answers:
    """The teacher's stored answers: its largest logits, and the logarithm of the sum of all exponentials; the
    probability that is left is spread evenly over the other classes."""

    def __init__(self, path):
        stored = numpy.load(path)
        self.index = torch.from_numpy(stored["index"].astype(numpy.int64))
        self.p = torch.exp(torch.from_numpy(stored["logit"].astype(numpy.float32)) -
                           torch.from_numpy(stored["lse"])[:, None])

    def __contains__(self, name):
        return name.isdigit() and int(name) < len(self.index)

    def best(self, name):
        return int(self.index[int(name), self.p[int(name)].argmax()])

    def probabilities(self, names):
        """(N, 1000)."""
        rows = torch.tensor([int(name) for name in names])
        index, p = self.index[rows], self.p[rows]
        rest = (1 - p.sum(1, keepdim=True)).clamp(min=0) / (CLASSES - p.shape[1])
        return rest.expand(-1, CLASSES).clone().scatter_(1, index, p)


class Batches:
    """Batch n of a run depends on the seed and on n alone, so a run that goes on makes the same ones."""

    def __init__(self, photos, names, answers, seed):
        self.photos, self.names, self.answers, self.seed = photos, names, answers, seed
        self.pool = ThreadPoolExecutor(2)
        self.epoch, self.order = -1, []

    def name(self, n):
        epoch, at = divmod(n, len(self.names))
        if epoch != self.epoch:
            self.epoch, self.order = epoch, list(self.names)
            random.Random(f"{self.seed} {epoch}").shuffle(self.order)
        return self.order[at]

    def make(self, first, count, size):
        """Pictures first..first+count-1 of the run: (count, 3, size, size) float32 from 0 to 1, and the teacher's
        probabilities (count, 1000), None where it has to be asked."""
        names = [self.name(n) for n in range(first, first + count)]
        chances = [random.Random(f"{self.seed} {n}") for n in range(first, first + count)]
        pictures = torch.stack(list(self.pool.map(lambda one: cropped(self.photos, one[0], size, one[1]),
                                                  zip(names, chances)))).float() / 255
        chance = torch.Generator().manual_seed(self.seed * 1000003 + first)
        light = 0.8 + 0.4 * torch.rand(count, 1, 1, 1, generator=chance)
        colour = 0.92 + 0.16 * torch.rand(count, 3, 1, 1, generator=chance)
        pictures = (pictures * light * colour).clamp(0, 1)
        target = self.answers.probabilities(names) if self.answers else None
        if float(torch.rand(1, generator=chance)) < MIX:
            share = float(torch.rand(1, generator=chance))
            pictures = share * pictures + (1 - share) * pictures.flip(0)
            target = None if target is None else share * target + (1 - share) * target.flip(0)
        return pictures, target

    def ahead(self, plan):
        """The batches of a plan [(first, count, size)], each made while the one before is learnt from."""
        ready, ended = queue.Queue(2), threading.Event()

        def work():
            for item in plan:
                made = self.make(*item)
                while not ended.is_set():
                    try:
                        ready.put((item, made), timeout=0.2)
                        break
                    except queue.Full:
                        pass
                if ended.is_set():
                    return
            ready.put(None)

        threading.Thread(target=work, daemon=True).start()
        try:
            while (item := ready.get()) is not None:
                yield item
        finally:
            ended.set()
