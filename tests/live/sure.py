#!/usr/bin/env python3
"""The photos that the bundled networks are sure of, as assets/photos/sure.json has them: what the networks answer."""
import json
import pathlib
import re
import sys

import _common as common

sys.path.insert(0, str(common.ROOT / "assets" / "photos"))
import sure  # noqa: E402

SURE = 0.5  # UNSURE of src/view/screens.h
NO_CLASS = {"giraffe", "noise"}  # what the lessons show because no class is theirs


def shown(lesson):
    """The photos that a lesson's cards load."""
    return re.findall(r"^image (\w+)$", lesson.read_text(), re.M)


def main():
    tally = common.Tally()
    written = json.loads((common.ROOT / "assets/photos/sure.json").read_text())
    with tally.test("what the networks answer"):
        for photo, answers in written.items():
            for net, p in answers.items():
                _, now = sure.first_answer(common.ROOT / f"assets/photos/{photo}.jpg", net, "bundled")
                common.near(now, p, 1, 0.006, f"{photo}, {net}")
    if common.DATA:
        with tally.test("which of them are the full VGG-19's"):
            common.equal(sure.table(pathlib.Path(common.DATA) / "vgg19-imagenet-u8.safetensors"), written, "the table")
    else:
        tally.skip("which of them are the full VGG-19's", "VGGSCOPE_TEST_DATA is not set")
    with tally.test("the photos of the lessons"):
        for lesson in sorted((common.ROOT / "lessons").glob("*/*.md")):
            for photo in set(shown(lesson)) - NO_CLASS:
                assert max(written.get(photo, {}).values(), default=0) >= SURE, f"{lesson.name}: {photo}"
    tally.close()


main()
