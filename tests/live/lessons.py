#!/usr/bin/env python3
"""Lessons on the command line: all are without mistakes, mistakes are named, a handout is whole."""
import csv
import json
import pathlib
import re
import subprocess
import tempfile
import urllib.parse
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


def page_of(file):
    """The text of a page, and its pictures."""
    page = file.read_text()
    (parser := Pictures()).feed(page)
    equal(parser.open, [], f"open tags of {file.name}")
    return page, parser.files


def check_handout(folder):
    there = folder / "new" / "handout"
    output("lesson", "export", "receptive-field", there)
    (page, pictures), (answers, others) = page_of(there / "index.html"), page_of(there / "teacher.html")
    equal(pictures, others, "the pictures of both")
    equal(sorted(path.name for path in there.iterdir()), sorted(pictures + ["index.html", "teacher.html"]), "the files")
    equal({Image.open(there / file).size for file in pictures}, {(1280, 720)}, "the sizes of the pictures")
    assert "How many" in page and "11×11" in page, "the text is not there"
    assert "✓" in answers and 'class="why"' in answers and 'class="note"' in answers, "the teacher has no answers"
    assert not any(sign in page for sign in ("✓", "✗", 'class="why"', 'class="note"')), "the students have answers"
    output("shot", "--do", "theme light; lesson receptive-field 4", "--out", folder / "four.png")
    assert (there / pictures[3]).read_bytes() == (folder / "four.png").read_bytes(), "the fourth is another"
    output("lesson", "export", ROOT / "tests/lessons/tasks.md", folder / "tasks")
    (tasks, _), (answers, _) = page_of(folder / "tasks/index.html"), page_of(folder / "tasks/teacher.html")
    equal((tasks.count("☐</span>"), tasks.count("☑"), answers.count("☐</span>")), (12, 0, 12), "the boxes to tick")
    assert "map next" in answers and "map next" not in tasks and "Shown later" not in tasks, "a task tells how it is done"
    equal(run("lesson", "export", "no-such-lesson", folder / "x").returncode, 1, "the status of a missing lesson")
    assert not (folder / "x").exists(), "a folder for nothing"


def check_links(folder):
    """With the address of the page each card has a link to it, in both papers and for the printer; without one there is none."""
    address = "https://school.example/vgg/"
    output("lesson", "export", "receptive-field", folder / "plain")
    output("lesson", "export", "receptive-field", folder / "linked", "--page", address, "--pdf")
    assert "href" not in (folder / "plain/index.html").read_text(), "a link that nobody asked for"
    for name in ("index.html", "teacher.html"):
        page = (folder / "linked" / name).read_text()
        cards = len(list((folder / "linked").glob("card-*.png")))
        links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', page)
        equal(links, [(f"{address}#do=lesson+receptive-field+{n}",) * 2 for n in range(1, cards + 1)], f"the links of {name}")
    pdf = (folder / "linked/students.pdf").read_bytes()
    assert b"lesson+receptive-field+3" in pdf or pdf.count(b"/URI") >= cards, "the PDF has no links"
    own = folder / "own.md"
    own.write_text("---\ntitle: T\n---\n# Card\nText.\n```do\nimage owl; until conv2_1; view layer\n```\n# Two\nText.\n")
    output("lesson", "export", own, folder / "own", "--page", address)
    first, second = re.findall(r'<a href="([^"]*)">', (folder / "own/index.html").read_text())
    script = urllib.parse.unquote_plus(first.split("#do=")[1])
    assert 'image "owl"' in script and "view layer" in script and str(folder) not in script and "lesson" not in script, script
    said = [json.loads(output("read", "--json", "--do", s)) for s in (script, "image owl; until conv2_1; view layer")]
    equal(*said, "what the link of one's own lesson shows")
    for bad in ("javascript:alert(1)", "school.example", "https://a/#b", "https://a b/"):
        done = run("lesson", "export", "receptive-field", folder / "bad", "--page", bad)
        equal(done.returncode, 1, f"the status with {bad}")
        assert bad in done.stderr and "https://" in done.stderr, done.stderr
    assert not (folder / "bad").exists(), "a folder for nothing"


def check_paper(folder):
    """The same for the printer, in both languages: a page a card at least, the answers on the teacher's alone."""
    for lang, question, why in (("en", "How many 3×3 layers does it take to see 11×11?", "One pixel is there from the start"),
                                ("zh", "要看到 11×11，需要几个 3×3 的层？", "本来就有一个像素，每层多看两个")):
        there = folder / lang
        output("lesson", "export", "receptive-field", there, "--pdf", "--lang", lang)
        cards = len(list(there.glob("card-*.png")))
        text = {}
        for name in ("students", "teacher"):
            done = subprocess.run(["pdftotext", "-layout", there / f"{name}.pdf", "-"], capture_output=True, text=True, check=True)
            pages = done.stdout.split("\f")[:-1]
            assert cards <= len(pages) <= cards + 4, f"{name}, {lang}: {len(pages)} pages for {cards} cards"
            text[name] = "".join(done.stdout.split())
        squeezed = "".join(question.split()), "".join(why.split())
        assert squeezed[0] in text["students"] and squeezed[0] in text["teacher"], f"{lang}: the question is not there"
        assert squeezed[1] in text["teacher"] and squeezed[1] not in text["students"], f"{lang}: {why}"


def check_course():
    """The plans fit: their minutes are said, and what a lesson needs is named under it."""
    for plan, most in (("45", 45), ("90", 90), ("week", 5 * 45), ("7", 7 * 45)):
        said = output("lesson", "course", plan)
        minutes = [int(n) for n in re.findall(r"^ *(\d+)'", said, re.M)]
        equal(minutes[-1], sum(minutes[:-1]), "the sum")
        assert minutes[-1] <= most, said
    assert "先学" in output("lesson", "course", "--lang", "zh"), "nothing comes before"
    equal(run("lesson", "course", "3").returncode, 1, "the status of a plan that is none")


def check_answers(folder):
    """What was answered goes into a file of the learner's; nothing is kept by a script."""
    file = folder / "mine.csv"
    output("read", "--do", f"lesson one-step 2; answer 1; lesson one-step 2; answer 2; save {file} lesson")
    rows = list(csv.DictReader(file.open()))
    equal(len(rows), 1, "lines")
    equal((rows[0]["card"], rows[0]["answers"], rows[0]["right at first"], rows[0]["right at last"]), ("2", "2", "no", "yes"), "the line")
    equal(len(output("lesson", "answers").splitlines()), 1, "lines of what is kept")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for test, arguments in ((check_all, ()), (check_mistakes, (folder,)), (check_reach, (folder,)),
                                (check_handout, (folder,)), (check_links, (folder,)), (check_paper, (folder,)), (check_course, ()),
                                (check_answers, (folder,))):
            with tally.test(test.__name__.replace("check_", "").replace("_", " ")):
                test(*arguments)
    tally.close()


main()
