#!/usr/bin/env python3
"""The names of the classes in other languages than English: each line is a name, and stands where the English one does."""
import re
import sys
import pathlib

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

from _common import ROOT, Tally, equal

CLASSES, LONGEST = 1000, 10

# Letters stay where nobody writes it without them.
WITH_LETTERS = {"iPod", "T恤", "CD播放机", "福特T型车"}

# Some of every group, and all that are easily mistaken: where a line is lost or doubled, one of these no longer fits.
KNOWN = {
    "goldfish": "金鱼", "great white shark": "大白鲨", "ostrich": "鸵鸟", "jay": "松鸦", "magpie": "喜鹊", "bullfrog": "牛蛙",
    "Komodo dragon": "科莫多巨蜥", "triceratops": "三角龙", "Indian cobra": "印度眼镜蛇", "trilobite": "三叶虫", "scorpion": "蝎子",
    "tick": "蜱虫", "centipede": "蜈蚣", "peacock": "孔雀", "hummingbird": "蜂鸟", "drake": "公鸭", "black swan": "黑天鹅",
    "platypus": "鸭嘴兽", "jellyfish": "水母", "hermit crab": "寄居蟹", "flamingo": "火烈鸟", "crane bird": "鹤",
    "killer whale": "虎鲸", "Chihuahua": "吉娃娃", "beagle": "比格犬", "golden retriever": "金毛寻回犬",
    "Border collie": "边境牧羊犬", "German shepherd": "德国牧羊犬", "Tibetan mastiff": "藏獒", "Siberian husky": "哈士奇",
    "Arctic fox": "北极狐", "tabby": "虎斑猫", "tiger cat": "虎纹猫", "snow leopard": "雪豹", "jaguar": "美洲豹",
    "cheetah": "猎豹", "ice bear": "北极熊", "ladybug": "瓢虫", "walking stick": "竹节虫", "monarch": "帝王蝶",
    "starfish": "海星", "hamster": "仓鼠", "sorrel": "栗色马", "zebra": "斑马", "hippopotamus": "河马", "mink": "水貂",
    "siamang": "合趾猿", "giant panda": "大熊猫", "lesser panda": "小熊猫", "sturgeon": "鲟鱼", "abacus": "算盘",
    "airliner": "客机", "bow": "弓", "bow tie": "领结", "cello": "大提琴", "crane": "起重机", "drumstick": "鼓槌",
    "electric guitar": "电吉他", "file": "文件柜", "groom": "新郎", "hook": "挂钩", "iPod": "iPod", "jean": "牛仔裤",
    "missile": "导弹", "mortar": "研钵", "mortarboard": "学位帽", "mouse": "鼠标", "nail": "钉子", "organ": "管风琴",
    "plane": "刨子", "refrigerator": "冰箱", "screw": "螺丝钉", "seat belt": "安全带", "submarine": "潜艇", "teapot": "茶壶",
    "umbrella": "雨伞", "violin": "小提琴", "wok": "炒锅", "yurt": "蒙古包", "traffic light": "红绿灯", "pizza": "披萨",
    "banana": "香蕉", "espresso": "意式浓缩咖啡", "volcano": "火山", "daisy": "雏菊", "bolete": "牛肝菌",
    "hen-of-the-woods": "灰树花", "ear": "玉米穗", "toilet tissue": "卫生纸",
}

# What an English name ends with, and what is then in the Chinese one.
KINDS = {
    "shark": "鲨", "snake": "蛇", "turtle": "龟", "crab": "蟹", "terrier": "梗", "retriever": "寻回犬", "setter": "塞特犬",
    "spaniel": "犬|狆", "hound": "犬", "schnauzer": "雪纳瑞", "poodle": "贵宾犬", "wolf": "狼", "fox": "狐", "cat": "猫|狐猴",
    "beetle": "甲|天牛|蜣螂|犀金龟", "butterfly": "蝶", "monkey": "猴", "elephant": "象", "bottle": "瓶", "shop": "店|铺",
    "clock": "钟", "guitar": "吉他", "squash": "瓜", "spider": "蛛", "ball": "球", "helmet": "盔",
}


def names(language):
    return (ROOT / f"assets/labels{language}.txt").read_text(encoding="utf-8").split("\n")


def check_lines():
    lines = names(".zh")
    equal(lines.pop(), "", "what is behind the last line")
    equal(len(lines), CLASSES, "the number of lines")
    equal([line for line in lines if line != line.strip() or not line], [], "lines that are empty, or have spaces around them")
    equal(sorted({line for line in lines if lines.count(line) > 1}), [], "names of two classes")
    equal([line for line in lines if len(line) > LONGEST], [], "names that are too long for a bar")


def check_characters():
    """Chinese ones, and of those that every Chinese font has: the ones of GBK."""
    lines = names(".zh")[:CLASSES]
    equal({line for line in lines if not re.fullmatch("[\u4e00-\u9fff]+", line)}, WITH_LETTERS, "the names with other characters")
    for line in lines:
        line.encode("gbk")


def check_each_is_of_its_class():
    pairs = dict(zip(names("")[:CLASSES], names(".zh")))
    equal({name: pairs.get(name) for name in KNOWN}, KNOWN, "the names that are known")
    wrong = [f"{english}: {other}" for english, other in pairs.items() for end, kind in KINDS.items()
             if re.search(rf"\b{end}$", english) and not re.search(kind, other)]
    equal(wrong, [], "names of something else")


def called_otherwise(text, pairs):
    """What a text calls a class otherwise, where it has the English name behind it in brackets."""
    found = re.findall("([\u4e00-\u9fff]+)（([^（）]+)）", text)
    return [f"{name}（{english}）" for name, english in found if english in pairs and not name.endswith(pairs[english])]


def check_lessons_call_them_so():
    pairs = dict(zip(names("")[:CLASSES], names(".zh")))
    for file in sorted((ROOT / "lessons/zh").glob("*.md")):
        equal(called_otherwise(file.read_text(encoding="utf-8"), pairs), [], f"what {file.name} calls classes")
    equal(called_otherwise("回答是猎豹（cheetah），不是金钱豹（leopard）", {"cheetah": "猎豹", "leopard": "雪豹"}), ["不是金钱豹（leopard）"],
          "what is seen")


def main():
    tally = Tally()
    for check in (check_lines, check_characters, check_each_is_of_its_class, check_lessons_call_them_so):
        with tally.test(check.__name__.replace("check_", "").replace("_", " ")):
            check()
    tally.close()


if __name__ == "__main__":
    main()
