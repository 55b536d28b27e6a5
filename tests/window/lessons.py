#!/usr/bin/env python3
"""Every lesson in the real window, from its first card to its last: with keys alone, and with a clicker's three keys."""
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy as np
from PIL import Image

from _common import Tally, equal, output
from keys import USUAL, Display, Opened, Window, wait

# What is answered, and the keys for it.
ANSWERS = {"ask": (1, ["1"]), "number": (7, ["7", "Return"])}
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "lessons/en"

TASKS = f"lesson {pathlib.Path(__file__).resolve().parents[1] / 'lessons/tasks.md'}"


def lessons():
    """Names and numbers of cards, as the program lists them."""
    rows = [line.split(None, 2) for line in output("lesson", "list").splitlines()]
    return [(name, int(cards)) for name, cards, _ in rows]


def questions(name):
    """What is asked on each card: "ask", "number", "try" for a task, or None, read from the file itself."""
    cards, fence = [], False
    for line in (FOLDER / f"{name}.md").read_text().splitlines():
        if line.startswith("```"):
            if not fence and cards and line[3:].split()[:1] in (["ask"], ["number"], ["try"]):
                cards[-1] = line[3:].split()[0]
            fence = not fence
        elif line.startswith("# ") and not fence:
            cards.append(None)
    return cards


def draw(folder, name):
    """The pictures of all cards, before and after their answers, by one run of the program."""
    scripts = []
    for card, question in enumerate(questions(name), 1):
        here = f"lesson {name} {card}"
        scripts.append(here)
        if question in ANSWERS:
            scripts.append(f"{here}; answer {ANSWERS[question][0]}")
        if question:
            scripts.append(f"{here}; answer")
    files = [folder / f"{i}.png" for i in range(len(scripts))]
    output("shot", "--do", "; ".join(f"{script}; shot '{file}'" for script, file in zip(scripts, files)),
           "--out", folder / "last.png")
    for script, file in zip(scripts, files):
        Window.shots[script, USUAL] = np.asarray(Image.open(file).convert("RGB"))


def passed(name):
    """The cards that ask about a map which is not here: the way leads over them."""
    asks, text = [], (FOLDER / f"{name}.md").read_text()
    for card, words in enumerate(re.split(r"^# ", text, flags=re.MULTILINE)[1:], 1):
        if "\nguess on\n" in words and '"missing": true' in output("read", "--json", "--do", f"lesson {name} {card}"):
            asks.append(card)
    return asks


EDITS = re.compile(r"^(do )?(.*; *)?(draw|occlude|shift|mirror|rotate|blur|grey|measure)\b", re.MULTILINE)
CARD = slice(0, 470)  # the columns of the card beside the stage


def changes(name):
    """Of each card, whether it or its task changes the photo or measures times. What the stage shows then depends on what was there
    before (the answers to the unchanged photo, beside those to the changed one), or is never the same twice."""
    cards, fence, text = [], False, (FOLDER / f"{name}.md").read_text()
    for line in text.splitlines():
        if line.startswith("```"):
            fence = not fence
        elif line.startswith("# ") and not fence:
            cards.append(False)
        elif fence and cards and EDITS.match(line):
            cards[-1] = True
    return [slice(None) if not changed else CARD for changed in cards]


def with_keys(window, name, cards):
    """Answers by number keys, has tasks shown, goes on with Space, comes back with PageUp."""
    asked = questions(name)
    equal(len(asked), cards, "the cards of the file")
    over = passed(name)
    for card, (question, columns) in enumerate(zip(asked, changes(name)), 1):
        here = f"lesson {name} {card}"
        if card in over:
            continue
        window.shows(here, columns)
        if question in ANSWERS:
            answer, keys = ANSWERS[question]
            window.press(*keys)
            window.shows(f"{here}; answer {answer}", columns)
        elif question:
            window.press("Next")
            window.shows(f"{here}; answer", columns)
        if card < cards:
            window.press("space")
    window.press("Prior")
    window.shows(f"lesson {name} {cards - 1}", changes(name)[cards - 2])


def with_a_clicker(window, name, cards):
    """PageDown alone leads through: one press reveals, the next goes on; B is black, and gives the card back."""
    over = passed(name)
    for card, (question, columns) in enumerate(zip(questions(name), changes(name)), 1):
        here = f"lesson {name} {card}"
        if card in over:
            continue
        window.shows(here, columns)
        if card == 2:
            window.press("b")
            wait(lambda: not window.pixels().any(), "the screen is not black")
            window.press("b")
            window.shows(here, columns)
        if question:
            window.press("Next")
            window.shows(f"{here}; answer", columns)
        if card < cards:
            window.press("Next")
    window.press("Prior", "Prior")
    window.shows(f"lesson {name} {cards - 2}", changes(name)[cards - 3])


def tasks(window):
    """What a learner does with keys, and with the mouse, is seen; then Space goes on."""
    window.press("space")
    window.shows(f"{TASKS} 1; step")
    window.press("Down")
    window.shows(f"{TASKS} 1; step; map next")
    window.press("space")
    window.shows(f"{TASKS} 2")
    window.press("w")
    window.shows(f"{TASKS} 2; tool brush")
    window.click((600, 400))
    wait(lambda: "draw" in window.state() and "seen 1; answer" in window.state(), "what was drawn is not seen")
    window.press("Escape", "space")
    window.shows(f"{TASKS} 3")
    window.press("2")
    wait(lambda: "seen none" not in window.state(), "the screen that was opened is not seen")


def from_the_list(window):
    """F3 lists the lessons, Enter opens one; M leaves it, Backspace comes back; Escape closes it."""
    first = lessons()[0][0]
    window.press("F3")
    window.shows("lesson list")
    window.press("Return")
    window.shows(f"lesson {first} 1")
    window.press("m", "5")
    wait(lambda: "view parameters" in window.state(), "no detour")
    window.press("BackSpace")
    window.shows(f"lesson {first} 1")
    window.press("Escape")
    window.shows("")


def asked(window):
    """F7 has a question typed; Enter lists the cards that answer, opens one, and Backspace comes back."""
    window.press("space")
    window.shows("step")
    window.press("F7")
    window.type("why 4096")
    window.press("Return")
    window.shows("step; ask why 4096")
    window.press("Return")
    window.shows("lesson answers 3")
    window.press("BackSpace")
    window.shows("step")


def try_window(display, folder, script, check):
    with Opened(display, folder, script) as window:
        window.shows(script)
        check(window)


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        try:
            with tally.test("the list of lessons"):
                try_window(display, folder, "", from_the_list)
            with tally.test("a question"):
                try_window(display, folder, "", asked)
            with tally.test("tasks"):
                try_window(display, folder, f"{TASKS} 1", tasks)
            for lesson, cards in lessons():
                with tally.test(f"{lesson} drawn"):
                    draw(folder, lesson)
                for check in (with_keys, with_a_clicker):
                    with tally.test(f"{lesson} {check.__name__.replace('_', ' ')}"):
                        try_window(display, folder, f"lesson {lesson} 1", lambda w: check(w, lesson, cards))
        finally:
            display.close()
    tally.close()


main()
