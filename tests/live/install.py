#!/usr/bin/env python3
"""`make install` into a folder: the program runs from there, what goes with it is valid, and uninstall leaves nothing."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.dont_write_bytecode = True

from _common import PROGRAM, Tally, equal

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done


def make(goal, folder):
    run("make", goal, f"DESTDIR={folder}", "PREFIX=/opt/vgg", cwd=ROOT)


def check_program(prefix):
    """It finds its own folder, from anywhere."""
    program = prefix / "bin/vggscope"
    table = run(program, "table", "--net", "vgg19", cwd="/").stdout
    assert "143667240 parameters" in table, table
    run(program, "shot", "--do", "lang zh; step 2", "--out", prefix / "x.png", cwd="/")
    (prefix / "x.png").unlink()
    lessons = run(program, "lesson", "list", cwd="/").stdout
    assert "one-step" in lessons, lessons


def check_desktop(prefix):
    file = prefix / "share/applications/vggscope.desktop"
    equal(run("desktop-file-validate", file).stdout, "", "what desktop-file-validate says")
    icon = prefix / "share/icons/hicolor/scalable/apps/vggscope.svg"
    assert re.search("^Icon=vggscope$", file.read_text(), re.M) and icon.exists()


def check_files_that_it_opens(prefix):
    """Photos and weights: every kind is known to the system, or to what is installed beside."""
    entry = (prefix / "share/applications/vggscope.desktop").read_text()
    assert re.search("^Exec=vggscope %F$", entry, re.M), entry
    kinds = re.search("^MimeType=(.*);$", entry, re.M)[1].split(";")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    own = xml.etree.ElementTree.parse(prefix / "share/mime/packages/vggscope.xml").findall("m:mime-type", space)
    equal(sorted(kind for kind in kinds if "vggscope" in kind), sorted(kind.get("type") for kind in own), "kinds of weights")
    globs = {glob.get("pattern") for kind in own for glob in kind.findall("m:glob", space)}
    assert {"*.pth", "*.safetensors"} <= globs, globs
    assert {"image/jpeg", "image/png", "image/webp", "image/tiff", "image/gif", "image/bmp"} <= set(kinds), kinds


def check_metainfo(prefix):
    for file in (prefix / "share/metainfo").iterdir():
        run("appstreamcli", "validate", "--no-net", file)


def check_icon(prefix):
    icon = xml.etree.ElementTree.parse(prefix / "share/icons/hicolor/scalable/apps/vggscope.svg").getroot()
    equal(icon.get("viewBox"), "0 0 128 128", "the icon's size")
    assert len(list(icon.iter())) > 10, "the icon is nearly empty"


def check_man(prefix):
    page = prefix / "share/man/man1/vggscope.1"
    environment = dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="100", MANROFFSEQ="")
    done = run("man", "--warnings", "-E", "UTF-8", "-l", page, env=environment)
    equal(done.stderr, "", "man's warnings")
    commands = set(re.findall(r"^  (\w+) .*", run(PROGRAM, "--help", env=environment).stdout.split("parted by")[1].split("Keys:")[0], re.M))
    assert len(commands) > 50, commands
    for command in commands:
        assert re.search(rf"^\s+{command}\b", done.stdout, re.M), f"the man page lacks {command}"


def check_completion(prefix):
    script = prefix / "share/bash-completion/completions/vggscope"
    reply = run("bash", "-c", f"source {script}; COMP_WORDS=(vggscope table --net vgg1); COMP_CWORD=3; _vggscope; echo ${{COMPREPLY[@]}}").stdout
    equal(reply.split(), ["vgg11", "vgg13", "vgg16", "vgg19", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn"], "what completes vgg1")


def check_help_is_whole(_):
    """The words of a command are not cut off, however many it has."""
    help_ = run(PROGRAM, "--help", env=dict(os.environ, LC_ALL="C.UTF-8")).stdout
    line = next(line for line in help_.splitlines() if line.startswith("  asks "))
    assert "|go|off What Asks paints" in line, line


def check_help_in_chinese(_):
    help_ = run(PROGRAM, "--help", env=dict(os.environ, LC_ALL="zh_CN.UTF-8")).stdout
    assert "再运行 N 步" in help_, help_
    done = subprocess.run([PROGRAM, "table", "--net", "nothing"], env=dict(os.environ, LC_ALL="zh_CN.UTF-8"), capture_output=True, text=True)
    assert "没有网络" in done.stderr and done.returncode, done


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make("install", folder)
        for check in (check_program, check_desktop, check_files_that_it_opens, check_metainfo, check_icon, check_man, check_completion, check_help_is_whole, check_help_in_chinese):
            with tally.test(check.__name__):
                check(folder / "opt/vgg")
        make("uninstall", folder)
        left = [p for p in folder.rglob("*") if not p.is_dir()]
        with tally.test("uninstall"):
            equal(left, [], "what is left")
    tally.close()


if __name__ == "__main__":
    main()
