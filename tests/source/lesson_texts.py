#!/usr/bin/env python3
"""Lessons and the program's texts use the words of lessons/README.md; no lesson types a figure that could be referred to; both
languages have the same cards."""
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

from _common import ROOT, Tally, equal

LANGUAGES = ("en", "zh")

# Numbers that are names of things, and stay typed.
NAMES = [
    r"\{[^}]*\}",  # references
    r"VGG-?1[1369]", r"vgg1[1369](_bn)?", r"(conv|bn|relu|pool|fc|lrn)\d(_\d)?", r"[Tt]op-[15]", r"CS231n",
    r"(features|classifier)\[-?\d*(:\d+)?\]", r"\[\d*:\d+\]",  # what is typed in Python
    r"(1×1|2×2|3×3|5×5|7×7|11×11)(×C~in~)?",  # kernels, and fields as large as one
    r"C(\^2\^|²)",
    r"\b(19|20)\d\d\b",
    r"^\| [1-5] \|", r"[Bb]locks? \d(, \d)*( (and|to) \d)?", r"第 \d(、\d)* 块",
    r"[Mm]ap \d+", r"第 \d+ 号特征图",
    r"[Tt]able \d|[Ss]ection \d\.\d|表 \d|\d\.\d 节",
    r"\b[xy] \d+\b",  # a place that is selected
    r"stride 1\b|步长(为|全是)? ?1(?!\d)|every stride is 1\b",  # "no stride"
    r"(?<![\d.,])0(?!\d|[.,]\d)",  # what a ReLU makes, what padding holds, where indices begin
    r"D ?[(（]16[)）]|E ?[(（]19[)）]|\(16\)|\(19\)",  # the paper's columns
]

# What is left, and why.
FINE = {
    "answers": {"IMAGENET1K_V1": "the name of torchvision's weights"},
    "one-step": {"2·": "the formula of a map's side", "/stride + 1": "the same", "/步长 + 1": "the same",
                 "} + 1 =": "the same, with its figures", "(k − 1)/2": "a formula"},
    "what-is-vgg": {"} + 1 =": "the formula of a map's side", "why 19": "the number in VGG-19's name",
                    "为什么叫 19": "the number in VGG-19's name"},
    "receptive-field": {"1 + 2n": "a formula", "(k − 1)": "a formula", " − 1)": "the same, with its figures",
                        "n − 11 + 1 = n + (−3 + 1)·5": "the identity itself",
                        "95 %": "how the screen's square is defined", "一个 1 ": "a single one, sent back"},
    "alexnet-to-vgg": {"(k − 1)": "a formula", "} + 1": "the formula of a map's side"},
    "one-by-one": {"(k − 1)": "a formula", "k − 1": "a formula"},
    "sixteen-nineteen": {"2·j": "a formula"},
    "pooling": {" − 1)·": "a formula, with its figures"},
    "texture-and-style": {"`weigh content 4`": "a command"},
    "perceptual-losses": {"`shift 1 0`": "a command", "VGG22": "a name", "VGG54": "a name"},
    "texture-extractor": {"`blur 3`": "a command", "2·{": "a formula", "relevance 1": "of what is the same",
                          "相关度是 1": "the same", ": 1 for": "the same", "方向相同时是 1": "the same",
                          "below 1": "the same", "小于 1": "the same"},
    "how-it-was-trained": {"`weights random:1`": "a command", "weights random:2": "a command", "2/fan-in": "a formula",
                           "CIFAR-10": "a name"},
    "after-vgg": {"k − 1": "a formula", " − 1)·": "the same, with its figures", "jump 1": "no stride before",
                  "累积步长还是 1": "the same", "VGG 16": "as the table has it"},
    "mistakes": {"0 to 1": "a range, quoted", "0 到 1": "a range, quoted", "一个 1": "a single one, put into the picture"},
    "why-224": {"Why 224": "the number that is asked about", "为什么是 224": "the same", "} + 1": "the formula of a map's side",
                "`3`": "a key", "AdaptiveAvgPool2d": "a name"},
    "transfer-learning": {"random:7": "a command", "Linear(4096, 10)": "a block of code", "class 3": "how a class is called"},
}


def lessons(language):
    return sorted((ROOT / "lessons" / language).glob("*.md"))


def task_text(block):
    """What is read of a task: it itself, and what it calls what it looks for."""
    lines = block.splitlines()[1:-1]
    return "\n".join(line.partition("::")[2] if line.startswith("seen ") else line for line in lines
                     if not line.startswith("do "))


def readable(text):
    """What a reader or the teacher reads of a lesson: no commands, and of the head the title alone."""
    _, head, body = text.split("---\n", 2)
    body = re.sub(r"```do.*?```", "", body, flags=re.S)
    body = re.sub(r"```try.*?```", lambda task: task_text(task[0]), body, flags=re.S)
    body = re.sub(r"```(ask|number|note)?|\|[-:| ]+\|\n", "", body)
    return re.search(r"title: (.*)", head)[1] + "\n" + body


# ---- figures ----

def typed(text, fine):
    """Lines with numbers that are neither references nor names, nor in `fine`, whose snippets that occur are also returned."""
    met, found = set(), []
    for line in text.splitlines():
        left = line
        for snippet in fine:
            bare = left.replace(snippet, " ")
            if bare != left:
                met.add(snippet)
            left = bare
        for name in NAMES:
            left = re.sub(name, " ", left)
        if re.search(r"\d", left):
            found.append(line)
    return found, met


def check_figures():
    used = {}
    found = []
    for language in LANGUAGES:
        for file in lessons(language):
            fine = FINE.get(file.stem, {})
            lines, met = typed(readable(file.read_text()), fine)
            found += [f"{language}/{file.name}: {line}" for line in lines]
            used.setdefault(file.stem, set()).update(met)
    assert len(used) >= 9, "the lessons are not to be seen"
    assert not found, f"{len(found)} lines with figures that are typed:\n" + "\n".join(found)
    for lesson, fine in FINE.items():
        equal(sorted(set(fine) - used[lesson]), [], f"what {lesson} no longer types")


def check_bare_references():
    """{224} is a typed figure in other clothes."""
    bare = [f"{language}/{file.name}: {found}" for language in LANGUAGES for file in lessons(language)
            for found in re.findall(r"\{[\d.,]+(?:\|[^}]*)?\}", readable(file.read_text()))]
    assert not bare, "\n".join(bare)


def check_figures_are_seen():
    equal(typed("It has 64 maps, {vgg16.convs} of 13 in conv3_3 of 2014.", {})[0] != [], True, "whether 64 is seen")
    equal(typed("VGG-16's {vgg16.convs} layers of 3×3, top-5, block 3.", {})[0], [], "what is seen in names")
    equal(typed("1 + 2n", {"1 + 2n": ""}), ([], {"1 + 2n"}), "what is seen in a formula")
    equal(typed(readable("---\ntitle: t\n---\n```try\nA map.\nseen pixel 0 7 :: a unit\ndo pixel 0 7\n```\n"), {})[0], [], "what is seen of a task")
    equal(len(typed(readable("---\ntitle: t\n---\n```try\n7 maps.\nseen map * :: 8 of them\n```\n"), {})[0]), 2,
          "the lines of a task that are seen")
    equal(len(typed("0.98\n16 层\n{a.b} 倍\n10", {})[0]), 3, "the lines that are seen")


# ---- both languages ----

def cards(text):
    """What is the same in every language, card by card: the stage, the kinds of blocks, which choice is right, the figures."""
    found = []
    for card in re.split(r"^# ", text, flags=re.M):
        stage = re.findall(r"```do.*?```", card, flags=re.S)
        for task in re.findall(r"```try.*?```", card, flags=re.S):
            stage += [line.partition("::")[0].strip() for line in task.splitlines() if re.match("seen |do ", line)]
        references = " ".join(re.findall(r"\{[^}]*\}", card))
        names = set(re.findall(r"[a-z][\w.\[\]-]*\.[\w.]+", references))
        found.append((stage, re.findall(r"^```(\w+)", card, re.M), re.findall(r"^\((.)\)", card, re.M), sorted(names)))
    return found


def check_languages_say_the_same():
    for file in lessons("en"):
        english, chinese = (cards((ROOT / "lessons" / language / file.name).read_text()) for language in LANGUAGES)
        equal(len(chinese), len(english), f"the number of cards of {file.stem}")
        for number, (one, other) in enumerate(zip(english, chinese)):
            equal(other, one, f"card {number} of {file.stem}, in Chinese,")


# ---- words ----

def glossary():
    """The rows of the table in lessons/README.md: words in English, the Chinese one, what is ruled out in each."""
    table = re.search(r"^\| English \|.*?(?=\n\n)", (ROOT / "lessons/README.md").read_text(), re.S | re.M)[0]
    rows = [[[word for word in cell.strip().split(", ") if word] for cell in line.strip("|").split("|")]
            for line in table.splitlines()[2:]]
    return [(english, chinese[0], not_english, not_chinese) for english, chinese, not_english, not_chinese in rows]


def ruled_out(text, rows, language):
    """The words of a text that the glossary rules out. One that begins within a right word is none, as 核 in 卷积核."""
    found = []
    for english, chinese, not_english, not_chinese in rows:
        if language == "en":
            found += [f"{match[0]}, not {english[0]}" for word in not_english for match in re.finditer(rf"\b{word}\b", text)]
            continue
        within = {at for match in re.finditer(chinese, text) for at in range(match.start() + 1, match.end())}
        found += [f"{match[0]}, not {chinese}" for word in not_chinese for match in re.finditer(word, text)
                  if match.start() not in within]
    return found


def texts(language):
    """(where, text) of everything that is read in a language."""
    for file in lessons(language):
        for number, line in enumerate(re.sub(r"\{[^}]*\}", "{}", file.read_text()).splitlines(), 1):
            yield f"{language}/{file.name}:{number}", line
    for key, text in json.loads((ROOT / f"assets/strings/{language}.json").read_text()).items():
        yield key, text
    if language == "zh":
        yield "lessons/README.md", (ROOT / "lessons/README.md").read_text().split("\n# 写一堂课", 1)[1]


def check_words():
    rows = glossary()
    assert len(rows) >= 20, "the glossary is not to be seen"
    found = [f"{where}: {word}" for language in LANGUAGES for where, text in texts(language)
             for word in ruled_out(text, rows, language)]
    assert not found, f"{len(found)} words that lessons/README.md rules out:\n" + "\n".join(found)


def check_words_are_used():
    """A word of the glossary that nothing uses would be a rule for nothing."""
    for language in LANGUAGES:
        everything = "\n".join(text for _, text in texts(language)).lower()
        for row in glossary():
            for word in row[0] if language == "en" else [row[1]]:
                assert word.lower() in everything, f"{word} is not used"


def check_words_are_seen():
    rows = glossary()
    for text, count in (("步幅是 4", 1), ("卷积核、步长", 0), ("三个小核", 1), ("用 SHA-256 核对", 0), ("自带的网络", 1), ("图 13", 1),
                        ("第 13 号特征图 {0}", 0), ("C 的 3、4、5 段", 1), ("softmax 的份额", 1), ("两个段落", 0), ("乘加运算", 1)):
        equal(len(ruled_out(text, rows, "zh")), count, f"the words that are seen in {text}")
    equal(len(ruled_out("Feature maps; a map; the MACs", rows, "en")), 1, "the English words that are seen")


def main():
    tally = Tally()
    for check in (check_figures, check_bare_references, check_figures_are_seen, check_languages_say_the_same,
                  check_words, check_words_are_used, check_words_are_seen):
        with tally.test(check.__name__.replace("check_", "").replace("_", " ")):
            check()
    tally.close()


if __name__ == "__main__":
    main()
