#!/usr/bin/env python3
"""Trains the bundled networks: a slim VGG learns to answer as the full VGG-19 does.

  train.py --photos photos-1.zip photos-2.zip --answers teacher.npz --validation validation.txt --out vgg16-slim.safetensors
  train.py --net vgg19 --from vgg16-slim.safetensors ... --out vgg19-slim.safetensors    grown from the 16
  train.py --from vgg16-slim.safetensors ... --out better.safetensors                    goes on from a network

Without --answers the teacher itself (--teacher) is asked for every crop. A run that was stopped goes on from its
checkpoint, OUT.checkpoint, when it is started again with the same arguments.
"""
import argparse
import ctypes
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

import photos as pictures
import slim

# (share of all pictures, side in pixels, pictures a batch): small and many first, the size of the program last
FROM_NOTHING = ((0.60, 64, 64), (0.25, 112, 64), (0.15, 224, 32))
GOING_ON = ((0.60, 112, 64), (0.40, 224, 32))
RATES = {True: 1.5e-3, False: 3e-4}  # with batch norm, and without
WARM_UP = 0.05                       # of the run, in which the rate rises
CHECKS = 20                          # validations in a run


def fail(text):
    sys.exit(f"train.py: {text}")


def arguments():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--net", choices=sorted(slim.CONVOLUTIONS), default="vgg16")
    parse.add_argument("--photos", nargs="+", required=True, help="folders and zips")
    parse.add_argument("--answers", help="the teacher's stored answers (.npz), by the photos' numbers")
    parse.add_argument("--teacher", help="the full VGG-19 (.safetensors)")
    parse.add_argument("--validation", help="a text file of photos' names, a line each, that are never trained on")
    parse.add_argument("--from", dest="start", help="a slim network (.safetensors) to go on from")
    parse.add_argument("--out", required=True)
    length = parse.add_mutually_exclusive_group()
    length.add_argument("--pictures", type=int, help="how many pictures to learn from, in all (default: 1,000,000)")
    length.add_argument("--minutes", type=float, help="as many as this machine manages in that time")
    parse.add_argument("--most", type=int, help="use only so many of the photos")
    parse.add_argument("--rate", type=float, help="the highest learning rate")
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--every", type=float, default=60, help="seconds between checkpoints")
    parse.add_argument("--memory", type=float, default=4, help="GB for decoded photos")
    parse.add_argument("--threads", type=int, default=os.cpu_count())
    args = parse.parse_args()
    if not args.answers and not args.teacher:
        fail("nobody to learn from; name --answers or --teacher")
    return args


def has_bfloat16():
    """Whether the processor multiplies bfloat16 faster than float32."""
    try:
        with open("/proc/cpuinfo") as file:
            flags = file.read()
    except OSError:
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


def keep_memory():
    """Lets glibc keep what is freed for the next batch: pages that are new cost as much as the arithmetic on them."""
    mmap_most, trim_from = -4, -1  # malloc.h
    try:
        library = ctypes.CDLL(None)
        library.mallopt(mmap_most, 0)
        library.mallopt(trim_from, 2**31 - 1)
    except (OSError, AttributeError, TypeError):
        pass  # another system's; it is slower, no more


def loss_of(logits, target):
    """Cross-entropy (nats) against probabilities, the mean over the batch."""
    return -(target * F.log_softmax(logits.float(), 1)).sum(1).mean()


class Run:
    def __init__(self, args):
        torch.manual_seed(args.seed)
        torch.set_num_threads(args.threads)
        self.args = args
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.half = self.device.type == "cuda" or has_bfloat16()
        self.answers = pictures.Answers(args.answers) if args.answers else None
        self.teacher = None if args.answers else slim.load(args.teacher).to(self.device)
        self.photos = pictures.Photos(args.photos, int(args.memory * 1e9))
        self.choose_photos()
        self.batches = pictures.Batches(self.photos, self.train, self.answers, args.seed)
        self.model = self.first_model().to(self.device, memory_format=torch.channels_last)
        norm = any(name.startswith("norms") for name in self.model.state_dict())
        self.phases = FROM_NOTHING if norm else GOING_ON
        self.rate = args.rate or RATES[norm]
        self.optimizer = torch.optim.AdamW(self.model.parameters(), self.rate, weight_decay=0.02)
        self.done, self.total, self.losses = 0, args.pictures or 1000000, []

    def choose_photos(self):
        kept_aside = set()
        if self.args.validation:
            with open(self.args.validation) as file:
                kept_aside = set(file.read().split())
        names = [name for name in self.photos.entries if not self.answers or name in self.answers]
        self.validation = sorted(name for name in names if name in kept_aside)
        self.train = [name for name in names if name not in kept_aside][:self.args.most]
        if not self.train:
            fail("none of the photos can be learned from: they need --answers by their numbers, or a --teacher")

    def first_model(self):
        if not self.args.start:
            return slim.Vgg(self.args.net, norm=True)
        model = slim.load(self.args.start)
        if model.net == "vgg16" and self.args.net == "vgg19":
            return model.grown()
        if model.net != self.args.net:
            fail(f"{self.args.start} is {model.net}; a {self.args.net} cannot go on from it")
        return model

    # ---- the checkpoint ----

    def settings(self):
        return {"net": self.args.net, "seed": self.args.seed, "photos": len(self.train), "rate": self.rate,
                "from": self.args.start}

    def save_checkpoint(self):
        path = self.args.out + ".checkpoint"
        torch.save({"settings": self.settings(), "total": self.total, "done": self.done, "losses": self.losses,
                    "model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}, path + ".part")
        os.replace(path + ".part", path)

    def load_checkpoint(self):
        path = self.args.out + ".checkpoint"
        if not os.path.exists(path):
            return False
        stored = torch.load(path, map_location=self.device)
        for key, value in self.settings().items():
            if stored["settings"][key] != value:
                fail(f"{path} belongs to another run ({key} {stored['settings'][key]}, not {value}); remove it to start anew")
        if self.args.pictures and self.args.pictures != stored["total"]:
            fail(f"{path} belongs to a run of {stored['total']} pictures; remove it to start anew")
        self.model.load_state_dict(stored["model"])
        self.optimizer.load_state_dict(stored["optimizer"])
        self.total, self.done, self.losses = stored["total"], stored["done"], stored["losses"]
        print(f"going on at picture {self.done:,} of {self.total:,}", flush=True)
        return True

    # ---- learning ----

    def plan(self, total):
        """(first picture, pictures, side) of every batch of a run."""
        batches, first, share = [], 0, 0
        for part, size, most in self.phases:
            share += part
            end = round(share * total)
            while first < end:
                count = min(most, end - first)
                batches.append((first, count, size))
                first += count
        return batches

    def rate_at(self, first):
        share = first / self.total
        if share < WARM_UP and not self.args.start:
            return self.rate * (share + 1e-3) / WARM_UP
        return self.rate * 0.5 * (1 + math.cos(math.pi * share))

    def logits(self, model, batch):
        batch = ((batch.to(self.device) - slim.MEAN.to(self.device)) / slim.DEVIATION.to(self.device))
        batch = batch.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            return model(batch)

    def ask(self, batch):
        """The teacher's probabilities for these very pictures."""
        with torch.no_grad():
            full = F.interpolate(batch, (224, 224), mode="bilinear", align_corners=False)
            return F.softmax(self.logits(self.teacher, full).float(), 1)

    def learn(self, batch, target):
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        loss = loss_of(self.logits(self.model, batch), target.to(self.device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5)
        self.optimizer.step()
        return float(loss.detach())

    def step(self, batch, target, first):
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate_at(first)
        return self.learn(batch, self.ask(batch) if target is None else target)

    def pictures_in(self, minutes):
        """Times some batches of each size, and takes back what was learned from them."""
        kept = {key: value.clone() for key, value in self.model.state_dict().items()}
        seconds = 0  # a picture
        for share, size, most in self.phases:
            for n in range(3):
                began = time.monotonic()
                self.step(*self.batches.make(0, most, size), 0)
                spent = time.monotonic() - began
            seconds += share * spent / most
        self.model.load_state_dict(kept)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), self.rate, weight_decay=0.02)
        return int(60 * minutes / seconds)

    def validate(self):
        """Share of the validation photos of which the best class is the teacher's, and the share of which the
        teacher's is among the five best, at 224 pixels."""
        if not self.validation:
            return None
        self.model.eval()
        first = five = 0
        with torch.no_grad():
            for at in range(0, len(self.validation), 32):
                names = self.validation[at:at + 32]
                batch = torch.stack([pictures.whole(self.photos, name, 224) for name in names]).float() / 255
                if self.answers:
                    best = torch.tensor([self.answers.best(name) for name in names])
                else:
                    best = self.ask(batch).argmax(1).cpu()
                top = self.logits(self.model, batch).float().topk(5, 1).indices.cpu()
                first += int((top[:, 0] == best).sum())
                five += int((top == best[:, None]).any(1).sum())
        return first / len(self.validation), five / len(self.validation)

    def report(self, seconds, count):
        recent = self.losses[-100:]
        rest = (self.total - self.done) * seconds / max(count, 1)
        print(f"{self.done:>9,} of {self.total:,} ({100 * self.done / self.total:.1f} %)  loss {sum(recent) / len(recent):.3f}  "
              f"{count / seconds:.0f} pictures a second  {rest / 60:.0f} min left at this size", flush=True)

    def run(self):
        going_on = self.load_checkpoint()
        if not going_on and self.args.minutes:
            self.total = self.pictures_in(self.args.minutes)
        kind = "bfloat16" if self.half else "float32"
        print(f"{self.args.net}, {len(self.train):,} photos, {len(self.validation):,} for validation, {self.total:,} pictures, "
              f"{kind} on {self.device.type}, seed {self.args.seed}", flush=True)
        saved = told = time.monotonic()
        told_at, checks = self.done, int(CHECKS * self.done / self.total)
        plan = [item for item in self.plan(self.total) if item[0] >= self.done]
        for (first, count, size), (batch, target) in self.batches.ahead(plan):
            self.losses.append(self.step(batch, target, first))
            self.done = first + count
            now = time.monotonic()
            if now - told > 10:
                self.report(now - told, self.done - told_at)
                told, told_at = now, self.done
            if int(CHECKS * self.done / self.total) > checks:
                checks = int(CHECKS * self.done / self.total)
                agreed = self.validate()
                if agreed:
                    print(f"{self.done:>9,} validation: the teacher's class first {100 * agreed[0]:.1f} %, "
                          f"in five {100 * agreed[1]:.1f} %", flush=True)
            if now - saved > self.args.every:
                self.save_checkpoint()
                saved = time.monotonic()
        self.finish()

    def finish(self):
        last = self.losses[-max(1, len(self.losses) // 20):]
        agreed = self.validate()
        slim.save(self.model.eval(), self.args.out)
        self.save_checkpoint()
        print(f"loss at the end {sum(last) / len(last):.4f} (at the beginning {self.losses[0]:.4f})")
        if agreed:
            print("| best class is the full VGG-19's | it is in the five best |\n|---|---|")
            print(f"| {100 * agreed[0]:.1f} % | {100 * agreed[1]:.1f} % |")
        print(f"{self.args.out} written; measure.py makes the table of the model card from it", flush=True)


if __name__ == "__main__":
    try:
        keep_memory()
        Run(arguments()).run()
    except (OSError, ValueError) as e:
        fail(e)
