#!/usr/bin/env python3
"""Writes labels.txt: torchvision's names of the 1,000 classes, one a line, in their order."""
import pathlib
from torchvision.models._meta import _IMAGENET_CATEGORIES

path = pathlib.Path(__file__).with_name("labels.txt")
path.write_text("\n".join(_IMAGENET_CATEGORIES) + "\n", encoding="utf-8")
