# vggscope: make run builds the program and opens it, make test proves it. make help lists the rest.

PREFIX  ?= /usr/local
UNAME   := $(shell uname -s)

# SAN=asan or SAN=tsan builds beside the plain program, in a folder of its own.
SAN     ?=
B       := build$(if $(SAN),/$(SAN))
PROGRAM := $(B)/vggscope

PACKAGES := sdl2 SDL2_ttf fontconfig jansson libexif libzip libcurl nettle md4c libpng libjpeg libwebpdemux libtiff-4 libheif hdf5 pangocairo
CMOCKA   := -lcmocka
# ONNX files are read where there are its schema and what makes C of it; tests/deps installs both.
ONNX     := $(and $(shell command -v protoc-c 2>/dev/null),$(shell pkg-config --exists libprotobuf-c 2>/dev/null && echo yes),$(firstword \
    $(wildcard $(addsuffix /onnx/onnx.proto,/usr/include /usr/local/include /opt/homebrew/include $(MINGW_PREFIX)/include))))
HAVE     := $(shell pkg-config --exists $(PACKAGES) 2>/dev/null && echo yes)

# A sanitizer's report needs no more than lines. With -O1 most files compile in two thirds of the time; its tests take a twentieth more.
OPT     := $(if $(filter asan tsan,$(SAN)),-O1,-O2) $(if $(SAN),-g1,-g)
WARN    := -Wall -Wextra -Wpedantic
HARDEN  := -fstack-protector-strong
ifneq ($(SAN),)
  SANFLAGS_asan := -DSANITIZED -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
  SANFLAGS_fuzz := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  SANFLAGS_tsan := -fsanitize=thread -fno-omit-frame-pointer
  SANFLAGS := $(SANFLAGS_$(SAN))
  WARN     += $(if $(filter fuzz,$(SAN)),,-Wno-format-truncation) # GCC's -O1 does not see how large a number can be
else
  HARDEN += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
# macOS and Windows place programs anywhere without being asked; with -pie, MinGW's do not start.
ifeq ($(UNAME),Linux)
  HARDEN  += -fPIE
  LHARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack
endif
ifeq ($(UNAME),Darwin)
  BREW := $(shell brew --prefix 2>/dev/null)
  export CPATH := $(BREW)/include$(if $(CPATH),:$(CPATH))
  export LIBRARY_PATH := $(BREW)/lib$(if $(LIBRARY_PATH),:$(LIBRARY_PATH))
endif

FLAGS := -std=c11 $(OPT) $(WARN) $(HARDEN) $(SANFLAGS) -Isrc -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
         -MMD -MP $(if $(HAVE),$(shell pkg-config --cflags $(PACKAGES)))
# These are opened when they are needed (io/library.h). giflib has its description for pkg-config in Debian only.
OPENED := libcurl libwebpdemux libtiff-4 libheif hdf5 pangocairo
LIBS  := $(if $(HAVE),$(shell pkg-config --libs $(filter-out $(OPENED),$(PACKAGES))) -lgif) \
         $(if $(ONNX),$(shell pkg-config --libs libprotobuf-c)) -lm -lpthread -ldl

SRC     := $(filter-out src/web/% src/windows/% $(if $(ONNX),,$(filter-out %/open.c,$(wildcard src/io/onnx/*.c))),$(wildcard src/*/*.c src/*/*/*.c))
OBJ     := $(SRC:src/%.c=$(B)/obj/%.o)
# All but the entry point; the program and the programs of tests/ take from it what they need.
LIBRARY := $(B)/libvggscope.a
PARTS   := $(filter-out $(B)/obj/cli/main.o,$(OBJ)) $(if $(ONNX),$(B)/onnx/onnx.pb-c.o)
TESTS   := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*_test.c))

# The fast layers: one file an instruction set, chosen when the program runs. Multiply-adds may be
# fused there, but not in the portable file, whose bits are the same everywhere.
ISA := $(shell uname -m)
define LAYERS
$(1)/nn/%.o: MORE := -O3
$(1)/nn/kernels/portable.o: MORE := -O3 -ffp-contract=off
ifneq ($(filter x86_64 amd64 i%86,$(ISA)),)
$(1)/nn/kernels/sse2.o: MORE := -O3 -msse2
$(1)/nn/kernels/avx2.o: MORE := -O3 -mavx2 -mfma -mf16c -ffp-contract=fast
$(1)/nn/kernels/avx512.o: MORE := -O3 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mfma -mf16c -ffp-contract=fast
endif
$(1)/nn/kernels/neon.o: MORE := -O3 -ffp-contract=fast
endef
$(eval $(call LAYERS,$(B)/obj))
$(eval $(call LAYERS,$(B)/watched))
ifeq ($(SAN),fuzz) # what the layers compute no input steers: they need not be watched, which takes half of the time
$(B)/obj/nn/%.o: FLAGS += -fno-sanitize=fuzzer-no-link
endif
# Pictures are enlarged and painted number by number.
$(B)/obj/view/picture.o: MORE := -O3

Q := $(if $(V),,@)
comma := ,
# A compiler a processor, unless make was called with a number of its own.
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

.PHONY: all run test check tests neon web windows soak fuzz fuzzers bench pictures install uninstall deps test-deps clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: deps
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) $(PROGRAM)

run: all
	$(Q)$(PROGRAM)

test: test-deps all
	$(Q)tests/run

# A minute's worth of it, before each commit.
check: test-deps all
	$(Q)tests/run check

# Every fuzzer for a while, under AddressSanitizer and UndefinedBehaviorSanitizer: make fuzz FUZZ_SECONDS=600
FUZZ_SECONDS ?= 30
fuzz: deps
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) CC=clang SAN=fuzz fuzzers
	$(Q)tests/fuzz/run build/fuzz/fuzzers $(FUZZ_SECONDS)
fuzzers: $(patsubst tests/fuzz/%.c,$(B)/fuzzers/%,$(wildcard tests/fuzz/*.c))

# What takes long: every place that asks for memory is refused it once, many random commands are said, many damaged
# files read. make test does a sample of it.
SOAK_COMMANDS ?= 10000
SOAK_COPIES   ?= 5000
SOAK_PAGE     ?= 600# seconds
soak: test-deps all
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) SAN=asan build/asan/soak/refused build/asan/soak/commands
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) SAN=tsan build/tsan/soak/commands
	$(Q)build/asan/soak/refused
	$(Q)build/asan/soak/commands any $(SOAK_COMMANDS)
	$(Q)build/asan/soak/commands sizes $$(($(SOAK_COMMANDS) / 4))
	$(Q)build/tsan/soak/commands running $$(($(SOAK_COMMANDS) / 10))
	$(Q)/usr/bin/python3 tests/live/mutated.py $(SOAK_COPIES)
	$(Q)if { command -v emcc && command -v node && command -v npm && command -v chromium; } >/dev/null; then $(MAKE) web build/soak/commands && node tests/web/soak.mjs $(SOAK_PAGE); fi

# NEON's kernels on another processor: the units of nn/ are built across and run by qemu.
NEON := build/neon/tests/layers_test build/neon/tests/engine_test
neon:
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar ISA=aarch64 B=build/neon HAVE= ONNX= \
	    CMOCKA= CFLAGS=-Itests/neon LHARDEN=-static PARTS="$(patsubst src/%.c,build/neon/obj/%.o,$(filter src/base/% src/model/% \
	    src/nn/%,$(SRC)))" $(NEON)
	$(Q)for test in $(NEON); do qemu-aarch64 $$test || exit 1; done

# The program as a page, in build/web, by Emscripten.
web: all
	$(Q)command -v emcc >/dev/null || { echo "make web needs Emscripten: apt-get install emscripten" >&2; exit 1; }
	$(Q)src/libraries.sh build/libraries one threads
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) -f src/web/page.mk ONNX=$(ONNX)

# The program for Windows, in build/windows/vggscope.zip, by MinGW.
WINDOWS_NEEDS := gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix cmake librsvg2-bin
windows: all
	$(Q){ command -v x86_64-w64-mingw32-g++-posix && command -v cmake && command -v rsvg-convert; } >/dev/null || { echo "make windows needs MinGW: apt-get install $(WINDOWS_NEEDS)" >&2; exit 1; }
	$(Q)src/libraries.sh build/libraries windows
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) -f src/windows/program.mk ONNX=$(ONNX)

# All unit tests of one build, without running them.
tests: $(TESTS)

# The networks beside PyTorch and, where they are installed, oneDNN, OpenCV, ncnn (NCNN_DIR: what it was installed to) and
# onnxruntime (ORT_DIR: a folder with its Python module); then the window and the memory.
bench: test-deps all
	$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS) $(B)/bench/ours $(B)/bench/peak $(ONEDNN) $(NCNN)
	$(Q)for net in vgg16 vgg19; do for threads in 1 2; do \
	    tests/bench/compare.py --net $$net --threads $$threads || exit 1; done; done
	$(Q)/usr/bin/python3 tests/bench/window.py

# The pictures of README.md, by the program itself; with VGG19=FILE, the weights of a full VGG-19, also those that it painted.
pictures: test-deps all
	$(Q)mkdir -p assets/pictures
	$(Q)$(PROGRAM) shot --size 640x360 --do 'save assets/pictures/steps.gif steps' --out $(B)/steps.png
	$(Q)$(PROGRAM) shot --size 960x540 --do 'until conv3_3; select conv3_3; view neuron' --out assets/pictures/neuron.png
	$(Q)$(PROGRAM) shot --size 960x540 --do 'until prob; select conv4_2; space on' --out assets/pictures/space.png
	$(Q)/usr/bin/python3 assets/pictures/sheets.py $(PROGRAM) assets/pictures $(VGG19)

deps: build/.deps
build/.deps: tests/deps
	$(Q)mkdir -p build
	$(Q)tests/deps build
	$(Q)touch $@

test-deps: build/.test-deps
build/.test-deps: tests/deps
	$(Q)mkdir -p build
	$(Q)tests/deps build test
	$(Q)touch $@

COMPILE = $(Q)mkdir -p $(@D) && $(CC) $(FLAGS) $(MORE) $(CFLAGS) -c $< -o $@
LINK    = $(Q)mkdir -p $(@D) && $(CC) $(filter %.o,$^) $(LIBRARY) $(SANFLAGS) $(LHARDEN) $(LDFLAGS) -o $@ $(LIBS)

$(LIBRARY): $(PARTS)
	$(Q)rm -f $@ && $(AR) rcs $@ $(PARTS)

$(PROGRAM): $(B)/obj/cli/main.o $(LIBRARY)
	$(if $(V),,@echo "LD $@")
	$(LINK)

$(B)/obj/%.o: src/%.c Makefile
	$(if $(V),,@echo "CC $<")
	$(COMPILE)

# What unpacks ONNX, made of its own schema.
ifneq ($(ONNX),)
$(B)/onnx/onnx.pb-c.c: $(ONNX)
	$(Q)mkdir -p $(@D)
	$(Q)protoc-c --proto_path=$(dir $<) --c_out=$(@D) $(notdir $<)
$(B)/onnx/onnx.pb-c.o: $(B)/onnx/onnx.pb-c.c
	$(if $(V),,@echo "CC $<")
	$(COMPILE)
$(B)/obj/io/onnx/%.o: MORE := -DWITH_ONNX -I$(B)/onnx $(shell pkg-config --cflags libprotobuf-c)
$(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/io/onnx/*.c)): $(B)/onnx/onnx.pb-c.c
endif

# The programs of tests/, each of one file.
$(B)/obj/tests/unit/%.o: MORE := -Itests/unit
$(B)/obj/tests/fuzz/%.o: MORE := -Itests/fuzz
# Multiply-adds as fast as this processor makes them.
$(B)/obj/tests/bench/peak.o: MORE := -O3 -march=native -ffp-contract=fast
$(B)/obj/tests/%.o: tests/%.c Makefile
	$(if $(V),,@echo "CC $<")
	$(COMPILE)

$(B)/tests/%: $(B)/obj/tests/unit/%.o $(LIBRARY)
	$(LINK) $(CMOCKA)
# Half of a sanitized test's time would go into the arithmetic of layers. It is watched where it is tested, in programs
# that link what is watched of it; all others take it from the library, as it is in the program.
ifeq ($(SAN),asan)
WATCHED := $(patsubst src/%.c,$(B)/watched/%.o,$(wildcard src/nn/kernels/*.c) src/nn/layers/conv_back.c)
$(patsubst $(B)/watched/%,$(B)/obj/%,$(WATCHED)): FLAGS := $(filter-out $(SANFLAGS),$(FLAGS))
$(B)/tests/layers_test $(B)/tests/engine_test $(B)/tests/lab_test $(B)/tests/run_test: $(WATCHED)
$(B)/watched/%.o: src/%.c Makefile
	$(if $(V),,@echo "CC $< (watched)")
	$(COMPILE)
endif

$(B)/soak/refused: WRAP := $(addprefix -Wl$(comma)--wrap=,malloc calloc realloc aligned_alloc mmap64 fopen64 opendir \
    pthread_create)
$(B)/soak/%: $(B)/obj/tests/soak/%.o $(LIBRARY)
	$(LINK) $(WRAP)

$(B)/bench/%: $(B)/obj/tests/bench/%.o $(LIBRARY)
	$(LINK)

$(B)/live/%: $(B)/obj/tests/live/%.o $(LIBRARY)
	$(LINK)

$(B)/fuzzers/%: $(B)/obj/tests/fuzz/%.o $(LIBRARY)
	$(LINK) -fsanitize=fuzzer

ONEDNN := $(if $(wildcard /usr/include/dnnl.hpp),$(B)/bench/onednn)
$(B)/bench/onednn: tests/bench/onednn.cpp Makefile
	$(Q)mkdir -p $(@D)
	$(if $(V),,@echo "CXX $<")
	$(Q)$(CXX) -O2 -fopenmp $< -o $@ -ldnnl

# Where ncnn was installed to; its own OpenMP is GCC's.
NCNN_DIR ?= /usr/local
NCNN := $(if $(wildcard $(NCNN_DIR)/include/ncnn/net.h),$(B)/bench/ncnn)
$(B)/bench/ncnn: tests/bench/ncnn.cpp Makefile
	$(Q)mkdir -p $(@D)
	$(if $(V),,@echo "CXX $<")
	$(Q)$(CXX) -std=c++11 -O2 -fopenmp -I$(NCNN_DIR)/include/ncnn $< -o $@ -L$(NCNN_DIR)/lib -lncnn

# Besides the program and its folder: all below PREFIX.
INSTALLED := share/applications/vggscope.desktop share/metainfo/org.vggscope.vggscope.metainfo.xml \
             share/icons/hicolor/scalable/apps/vggscope.svg share/man/man1/vggscope.1 \
             share/bash-completion/completions/vggscope share/mime/packages/vggscope.xml

# The desktop is told what the program opens; a package does that by itself.
tell_desktop = [ -n "$(DESTDIR)" ] || { update-desktop-database -q $(PREFIX)/share/applications; \
    update-mime-database $(PREFIX)/share/mime; } 2>/dev/null || true

install: all
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin share/vggscope $(dir $(INSTALLED)))
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/vggscope
	install -m 644 assets/desktop/vggscope.desktop $(DESTDIR)$(PREFIX)/$(word 1,$(INSTALLED))
	install -m 644 assets/desktop/vggscope.metainfo.xml $(DESTDIR)$(PREFIX)/$(word 2,$(INSTALLED))
	$(PROGRAM) --icon >$(DESTDIR)$(PREFIX)/$(word 3,$(INSTALLED))
	$(PROGRAM) --man >$(DESTDIR)$(PREFIX)/$(word 4,$(INSTALLED))
	$(PROGRAM) --completion >$(DESTDIR)$(PREFIX)/$(word 5,$(INSTALLED))
	install -m 644 assets/desktop/vggscope.mime.xml $(DESTDIR)$(PREFIX)/$(word 6,$(INSTALLED))
	cp -R assets weights $(wildcard lessons) $(DESTDIR)$(PREFIX)/share/vggscope/
	$(Q)$(tell_desktop)

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/vggscope $(DESTDIR)$(PREFIX)/share/vggscope
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,$(INSTALLED))
	$(Q)$(tell_desktop)

clean:
	rm -rf build

help:
	@echo "make run      install what is missing, build, open the program"
	@echo "make test     the same set-up, then every test"
	@echo "make check    of these what takes no long, in a minute; the source itself, too"
	@echo "make neon     the layers on ARM, built across and run by qemu"
	@echo "make soak     refuse it memory everywhere, say $(SOAK_COMMANDS) random commands, read damaged files: an hour and a half"
	@echo "make fuzz     look for input that breaks it, with clang; FUZZ_SECONDS each, $(FUZZ_SECONDS) unless set"
	@echo "make web      the program as a page for a browser, in build/web"
	@echo "make windows  the program for Windows, in build/windows/vggscope.zip"
	@echo "make          build the program as build/vggscope"
	@echo "make bench    time every layer beside PyTorch, oneDNN, OpenCV, ncnn, onnxruntime; the start, the hand, the memory"
	@echo "make pictures the pictures of README.md anew, by the program; VGG19=FILE: those of a full VGG-19, too"
	@echo "make install  to PREFIX, $(PREFIX) unless set; DESTDIR is honoured"
	@echo "make deps     install the libraries and fonts that are missing"
	@echo "make clean    remove what was built"
	@echo "V=1 shows the commands; SAN=asan or SAN=tsan builds with a sanitizer"

-include $(OBJ:.o=.d) $(wildcard $(B)/obj/tests/*/*.d)
