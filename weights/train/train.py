#!/usr/bin/env python3
"""Makes a slim VGG that follows a full one map by map: the bundled networks and their like.

  train.py vgg19.safetensors photos.zip vgg16-slim.safetensors --net vgg16 --width 1/4

TEACHER is any VGG of the catalogue (vgg11, vgg13, c, vgg16, vgg19) with any head, a safetensors file; PHOTOS are folders
and zips. Six stages, a file of this folder each, say what they reach and keep it in OUT.parts (log, reached.json). A run
that was killed goes on from there when it is started again with the same arguments, and ends with the same bytes. Once
OUT is there, OUT.parts can go.
"""
import argparse
import ctypes
import os
import sys
import time

import torch

import answers
import connected
import convolutions
import export
import network
import responses
import units
from job import Job

STAGES = (units, responses, convolutions, connected, answers, export)


def arguments(words=None):
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("teacher", metavar="TEACHER")
    parse.add_argument("photos", metavar="PHOTOS", nargs="+")
    parse.add_argument("out", metavar="OUT")
    parse.add_argument("--net", choices=sorted(network.NETS), help="default: the teacher's")
    parse.add_argument("--width", choices=("1/2", "1/4", "1/8"), default="1/4")
    parse.add_argument("--aside", metavar="FILE",
                       help="names of photos, a line each, that nothing is fitted to; the end is measured on them")
    parse.add_argument("--most", type=int, metavar="N", help="use only so many of the photos")
    parse.add_argument("--views", type=int, default=12000, metavar="N",
                       help="of the photos in all, that the full network is asked about (default: %(default)s)")
    parse.add_argument("--pictures", type=int, default=36000, metavar="N",
                       help="that the fifth stage learns from; three times the views is enough (default: %(default)s)")
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--threads", type=int, default=os.cpu_count(), help="another number gives other roundings")
    parse.add_argument("--every", type=float, default=60, metavar="SECONDS",
                       help="at least, between two times that a stage keeps what it has (default: %(default)s)")
    parse.add_argument("--memory", type=float, default=2, metavar="GB", help="for decoded photos (default: %(default)s)")
    parse.add_argument("--float32", action="store_true", help="also where the processor multiplies bfloat16 faster")
    args = parse.parse_args(words)
    args.width = int(args.width[2:])
    return args


def keep_memory():
    """Lets glibc keep what is freed for the next batch: pages that are new cost as much as the arithmetic on them."""
    mmap_most, trim_from = -4, -1  # malloc.h
    try:
        library = ctypes.CDLL(None)
        library.mallopt(mmap_most, 0)
        library.mallopt(trim_from, 2**31 - 1)
    except (OSError, AttributeError, TypeError):
        pass  # another system's; it is slower, no more


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    job = Job(args)
    job.say(f"{job.slim.net} at 1/{args.width} of the width follows {job.full.net}: {len(job.views.names):,} photos, "
            f"{job.total:,} views, {len(job.aside):,} photos kept aside, {str(job.kind)[6:]}, seed {args.seed}")
    for number, stage in enumerate(STAGES, 1):
        if job.has(stage.NAME):
            job.say(f"{number} of {len(STAGES)}, {stage.NAME}: done before")
            continue
        job.say(f"{number} of {len(STAGES)}, {stage.NAME}")
        began, busy = time.monotonic(), time.process_time()
        stage.make(job)
        job.say(f"{stage.NAME} took {time.monotonic() - began:.0f} s, {time.process_time() - busy:.0f} s of processors")


if __name__ == "__main__":
    try:
        keep_memory()
        main()
    except (OSError, ValueError) as wrong:
        sys.exit(f"train.py: {wrong}")
