"""Photos from folders and zips, and the views of them that networks are shown."""
import io
import pathlib
import zipfile
from concurrent.futures import ThreadPoolExecutor

import numpy
import torch
from PIL import Image, ImageOps, UnidentifiedImageError

ENDINGS = {".webp", ".jpg", ".jpeg", ".png", ".bmp"}
SHORT_SIDE = 256      # what is kept of a larger photo
MIDDLE = 224 / 256    # of the short side: what torchvision's preparation leaves
AREA = (0.35, 1.0)    # of the largest square: what the other views show
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(1, 3, 1, 1)
DEVIATION = torch.tensor((0.229, 0.224, 0.225)).view(1, 3, 1, 1)


class Photos:
    """By name, the file's without its ending. Decoded once, then kept as long as they fit into `memory` bytes."""

    def __init__(self, sources, memory):
        self.entries, self.zips, self.kept, self.room = {}, {}, {}, memory
        for source in map(pathlib.Path, sources):
            if source.is_dir():
                found = [(path.stem, path) for path in sorted(source.rglob("*")) if path.suffix.lower() in ENDINGS]
            else:
                try:
                    self.zips[source] = zipfile.ZipFile(source)
                except zipfile.BadZipFile:
                    raise ValueError(f"{source} is neither a folder nor a zip of photos") from None
                found = [(pathlib.Path(name).stem, (source, name)) for name in sorted(self.zips[source].namelist())
                         if pathlib.Path(name).suffix.lower() in ENDINGS]
            self.entries.update(found)

    def image(self, name):
        if name in self.kept:
            return Image.fromarray(self.kept[name])
        where = self.entries[name]
        try:
            image = Image.open(io.BytesIO(self.zips[where[0]].read(where[1])) if isinstance(where, tuple) else where)
            image = ImageOps.exif_transpose(image).convert("RGB")
        except (UnidentifiedImageError, OSError) as wrong:
            raise ValueError(f"the photo {name} cannot be read ({wrong}); take it out") from None
        if min(image.size) > SHORT_SIDE:
            image = resized(image, SHORT_SIDE)
        pixels = numpy.asarray(image)
        if pixels.nbytes <= self.room:
            self.kept[name] = pixels
            self.room -= pixels.nbytes
        return image


def resized(image, short):
    """As torchvision does it: the short side to so many pixels, the long one in proportion, rounded down."""
    return image.resize([int(short * side / min(image.size)) for side in image.size], Image.BILINEAR)


def middle(image, size):
    """A square of size pixels from the middle, as torchvision prepares a photo."""
    image = resized(image, round(size / MIDDLE))
    left, top = (round((side - size) / 2) for side in image.size)
    return image.crop((left, top, left + size, top + size))


def prepared(pictures):
    """PIL images of one size as torchvision prepares them: (N, 3, size, size), channels last."""
    batch = torch.from_numpy(numpy.stack([numpy.asarray(picture) for picture in pictures])).permute(0, 3, 1, 2)
    return ((batch.float() / 255 - MEAN) / DEVIATION).contiguous(memory_format=torch.channels_last)


class Views:
    """View n is of photo n modulo their number. The first view of each is its middle, as the program takes it; the others
    are squares anywhere in it, half of them mirrored. A view depends on the seed and its number alone."""

    def __init__(self, photos, names, size, seed):
        self.photos, self.names, self.size, self.seed = photos, names, size, seed
        self.pool = ThreadPoolExecutor(1)

    def of(self, names):
        """The same of other photos."""
        return Views(self.photos, names, self.size, self.seed)

    def photo(self, number):
        return number % len(self.names)

    def picture(self, number):
        image = self.photos.image(self.names[self.photo(number)])
        if number < len(self.names):
            return middle(image, self.size)
        chance = numpy.random.default_rng([self.seed, number])
        side = min(image.size) * chance.uniform(*AREA) ** 0.5
        left, top = (chance.random() * (of - side) for of in image.size)
        image = image.resize((self.size, self.size), Image.BILINEAR, box=(left, top, left + side, top + side))
        return image.transpose(Image.FLIP_LEFT_RIGHT) if chance.random() < 0.5 else image

    def batch(self, numbers):
        return prepared([self.picture(number) for number in numbers])

    def batches(self, plan):
        """(numbers, batch) for each list of numbers in turn, the next one made while the last is used."""
        waiting = None
        for numbers in plan:
            coming = numbers, self.pool.submit(self.batch, numbers)
            if waiting:
                yield waiting[0], waiting[1].result()
            waiting = coming
        if waiting:
            yield waiting[0], waiting[1].result()
