#!/usr/bin/env python3
"""`ask` finds the cards that answer: each of the questions of lessons/*/answers.md, in two wordings in each language, comes first."""
from _common import ROOT, Tally, equal, output, run

# The questions, by the card of "What students ask" that answers them.
QUESTIONS = {
    "en": [
        ("why is the kernel not flipped", "does the convolution flip its filter or is it cross-correlation?"),
        ("Why do the channels double and stop at 512?", "why not 1024 channels in block 5"),
        ("why 4096", "where does the 4,096 of the fully connected layers come from"),
        ("where do the numbers in a kernel come from", "who chose the weights of a kernel, are they learned?"),
        ("Why ReLU?", "why is a nonlinear function needed between convolutions, and why not a sigmoid"),
        ("why are some maps always 0", "some maps are all black: is the unit dead?"),
        ("vgg16 or vgg16_bn", "should I take the network with batch normalization?"),
        ("`pretrained` or `weights`", "pretrained=True is deprecated: how do I load the model now"),
        ("eval() and dropout", "why do I get another answer each time, model.eval()?"),
        ("which layer for a perceptual loss", "what layers do SRGAN and ESRGAN compare for their loss"),
    ],
    "zh": [
        ("卷积核为什么不翻转", "这是卷积还是互相关？"),
        ("通道数为什么翻倍，停在 512", "第 5 块为什么不是 1024 个通道"),
        ("为什么是 4096", "全连接层的 4,096 是怎么来的"),
        ("卷积核里的数从哪里来", "卷积核的权重是谁写的，是学出来的吗"),
        ("为什么用 ReLU", "为什么要非线性函数，用 sigmoid 不行吗"),
        ("为什么有些特征图总是 0", "特征图全黑，是单元死了吗"),
        ("vgg16 还是 vgg16_bn", "要不要选带批归一化的网络"),
        ("pretrained 还是 weights", "pretrained=True 已弃用，现在怎么加载模型"),
        ("eval() 和 dropout", "为什么同一张照片每次答案都不同"),
        ("感知损失取哪一层", "SRGAN 和 ESRGAN 的损失用哪一层"),
    ],
}
MOST = 8


def asked(language, words):
    """(lesson, card) of what comes, the best first; each has a line with its title and one of its own."""
    lines = output("ask", *words.split(), "--lang", language).splitlines()
    equal([line.startswith("    ") for line in lines], [False, True] * (len(lines) // 2), f"the lines of {words}")
    return [tuple(line.split(None, 2)[:2]) for line in lines[::2]]


def check_questions(language):
    first = {words: asked(language, words)[0] for wordings in QUESTIONS[language] for words in wordings}
    want = {words: ("answers", str(card)) for card, wordings in enumerate(QUESTIONS[language], 1) for words in wordings}
    equal(first, want, "the cards that come first")


def check_all_lessons():
    """Other lessons answer, too; words of a why count, and endings do not; no more than eight come."""
    equal(asked("en", "texture extractor TTSR")[0][0], "features", "who knows TTSR")
    equal(asked("en", "hatched")[0][0], "receptive-field", "who says what is hatched")
    equal(asked("en", "windows side by side overlap")[0][0], "receptive-field", "what only a why says")
    equal(asked("en", "kernel flipping")[0], asked("en", "flip kernels")[0], "the first, whatever the endings")
    equal(asked("zh", "可学习纹理提取器")[0][0], "features", "谁知道它")
    equal(asked("en", "全连接层为什么是 4096")[0], ("answers", "3"), "what answers a question in the other language")
    equal(asked("zh", "kernel flipped")[0], ("answers", "1"), "英文问题")
    many = asked("en", "layer kernel unit map field network weights photo")
    assert len(many) == MOST and len(set(many)) == MOST, f"{len(many)} cards"
    for language in QUESTIONS:
        for lesson, card in asked(language, "conv3_1"):
            text = (ROOT / "lessons" / language / f"{lesson}.md").read_text()
            assert "conv3_1" in text, f"{lesson} {card} does not speak of conv3_1"


# Questions as they are asked, and the lessons that answer first.
WORDED = {
    "en": [("1x1", "one-by-one"), ("3x3", "receptive-field"), ("7x7", "why-224"), ("why is vgg so slow", "parameters"),
           ("which layer takes the most time", "parameters"), ("which layer is slowest", "parameters"),
           ("what does the 16 in vgg16 mean", "what-is-vgg"), ("vgg16 vgg19 difference between", "sixteen-nineteen"),
           ("what is a pool", "pooling"), ("bottleneck", "after-vgg")],
    "zh": [("瓶颈", "after-vgg"), ("VGG16和VGG19的区别", "sixteen-nineteen"), ("1×1卷积有什么用", "one-by-one"),
           ("数据增强", "what-decides"), ("为什么 4096", "answers"), ("为什么4096", "answers")],
}
SAME = {"en": [("1x1", "1×1"), ("3x3", "3×3"), ("7x7", "7×7"), ("VGG16", "VGG-16", "vgg 16", "vgg16"), ("VGG19", "vgg-19", "Vgg 19")],
        "zh": [("步幅", "步长"), ("为什么 4096", "为什么4096")]}


def check_wording(language):
    """Words of a question do not count, and others mean those of the lessons."""
    equal({words: asked(language, words)[0][0] for words, _ in WORDED[language]}, dict(WORDED[language]), "the lessons that come first")
    for wordings in SAME[language]:
        found = [asked(language, words) for words in wordings]
        equal(found, found[:1] * len(found), f"what comes for {', '.join(wordings)}")


def check_nothing():
    for words in ("xyzzy", "?!", "''"):
        done = run("ask", words)
        equal((done.returncode, done.stdout, len(done.stderr.splitlines())), (1, "", 1), f"what {words} prints")
        assert "try" in done.stderr, done.stderr
    equal(run("ask").returncode, 2, "the status without words")
    equal(run("ask", *["word"] * 200).returncode, 2, "the status of too many words")
    equal(run("ask", "x" * 600).returncode, 2, "the status of a word that is too long")


def main():
    tally = Tally()
    for language in QUESTIONS:
        with tally.test(f"questions, {language}"):
            check_questions(language)
        with tally.test(f"wording, {language}"):
            check_wording(language)
    with tally.test("all lessons"):
        check_all_lessons()
    with tally.test("nothing"):
        check_nothing()
    tally.close()


main()
