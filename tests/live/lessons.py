#!/usr/bin/env python3
"""Lessons on the command line: all are without mistakes, mistakes are named, a handout is whole."""
import pathlib
import tempfile
from html.parser import HTMLParser

from PIL import Image

from _common import ROOT, Tally, equal, output, run

LESSONS = sorted((ROOT / "lessons").glob("*/*.md"))


def check_all():
    """Each file, played with the weights of the program; both languages have the same lessons and cards."""
    cards = {}
    for file in LESSONS:
        if file.name == "README.md":
            continue
        says = output("lesson", "check", file)
        assert "no mistakes" in says, says
        cards.setdefault(file.name, set()).add(sum(line.startswith("# ") for line in outside_fences(file)))
    for name, numbers in cards.items():
        equal(len(numbers), 1, f"the numbers of cards of {name} in its languages")


def outside_fences(file):
    fence = False
    for line in file.read_text().splitlines():
        if line.startswith("```"):
            fence = not fence
        elif not fence:
            yield line


def check_mistakes(folder):
    """A mistake is named with line and column, and the status is 1; so is one that shows only when it is played."""
    bad = folder / "bad.md"
    bad.write_text("---\ntitle: t\n---\n# Card\n```do\nfly away\n```\nSee {vgg16.wings}.\n# Two\n```do\nnet vgg99\n```\n")
    done = run("lesson", "check", bad)
    equal(done.returncode, 1, "the status")
    for place in (f"{bad}:6:1: ", f"{bad}:8:6: ", f"{bad}:11:1: "):
        assert place in done.stderr, f"{place} is not in {done.stderr}"
    bad.write_text("---\ntitle: T\n---\n\n# Card\n")
    assert "T, 1 card, no" in output("lesson", "check", bad), "one card is 'cards'"
    bad.write_text("---\ntitle: T\n---\n\n# Card\n\n```do\nstep\nimage gone.png\n```\n")
    assert f"{bad}:9:1: gone.png" in run("lesson", "check", bad).stderr, "a photo that is not there has no place"
    bad.write_text("---\ntitle: T\n---\n\n# Card\n\n```try\nRun.\nseen until conv1_2\nseen step *\ndo step\n```\n")
    stderr = run("lesson", "check", bad).stderr
    assert f"{bad}:9:6: " in stderr and "1 mistake\n" in stderr, f"what a task's own commands do not meet has no place: {stderr}"
    equal(run("lesson", "check").returncode, 2, "the status without a file")
    equal(run("lesson", "check", folder / "none.md").returncode, 1, "the status of a missing file")


def check_reach(folder):
    """A lesson that would write, fetch or touch the window is refused, and nothing of it is done."""
    written = folder / "written.csv"
    for command in (f"save {written}", f"shot {written}", "copy", "state", "weights get vgg16", "renderer software", "freeze on",
                    "quit", f"step; save {written}"):
        bad = folder / "reach.md"
        bad.write_text(f"---\ntitle: t\n---\n# Card\nText.\n\n```do\n{command}\n```\n")
        done = run("lesson", "check", bad)
        equal(done.returncode, 1, f"the status of {command}")
        assert f"{bad}:8:" in done.stderr and "lesson" in done.stderr, done.stderr
        assert "reach.md has 1 mistake\n" in done.stderr, done.stderr
        equal(run("read", "--do", f"lesson '{bad}'").returncode, 1, f"the status of a lesson with {command}")
        assert not written.exists(), f"{command} was carried out"


class Pictures(HTMLParser):
    """The pictures of a page, in order; every tag that opens has to close."""

    def __init__(self):
        super().__init__()
        self.files, self.open = [], []

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.files.append(dict(attributes)["src"])
        elif tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        equal(self.open.pop(), tag, "the tag that closes")


def check_handout(folder):
    there = folder / "new" / "handout"
    output("lesson", "export", "receptive-field", there)
    page = (there / "index.html").read_text()
    parser = Pictures()
    parser.feed(page)
    equal(parser.open, [], "open tags")
    files = sorted(path.name for path in there.iterdir())
    equal(files, sorted(parser.files + ["index.html"]), "the files")
    equal({Image.open(there / file).size for file in parser.files}, {(1280, 720)}, "the sizes of the pictures")
    assert "How many" in page and "<strong>" in page and "11×11" in page, "the text is not there"
    output("shot", "--do", "lesson receptive-field 4", "--out", folder / "four.png")
    assert (there / parser.files[3]).read_bytes() == (folder / "four.png").read_bytes(), "the fourth is another"
    output("lesson", "export", ROOT / "tests/lessons/tasks.md", folder / "tasks")
    page = (folder / "tasks" / "index.html").read_text()
    (parser := Pictures()).feed(page)
    equal(parser.open, [], "open tags of tasks")
    tasks, answers = page.split("<h2>Answers</h2>")
    equal((tasks.count("☐</span>"), tasks.count("☑"), answers.count("☐")), (12, 0, 0), "the boxes to tick")
    assert "map next" in answers and "map next" not in tasks and "Shown later" not in tasks, "a task tells how it is done"
    equal(run("lesson", "export", "no-such-lesson", folder / "x").returncode, 1, "the status of a missing lesson")
    assert not (folder / "x").exists(), "a folder for nothing"


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for test, arguments in ((check_all, ()), (check_mistakes, (folder,)), (check_reach, (folder,)),
                                (check_handout, (folder,))):
            with tally.test(test.__name__.replace("check_", "").replace("_", " ")):
                test(*arguments)
    tally.close()


main()
