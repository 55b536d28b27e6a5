# The program for Windows, cross-built, in build/windows/vggscope, and that folder as build/windows/vggscope.zip. make
# windows calls this.
W    := build/windows/vggscope
O    := build/windows/obj
DEPS := build/libraries
HOST := x86_64-w64-mingw32
CC   := $(HOST)-gcc-posix

# What src/windows does in its place.
LEFT_OUT := $(addprefix src/,base/file_map.c io/library.c io/hdf5.c io/hdf5_heap.c io/keras.c io/keras_chain.c io/keras_layers.c \
            shell/font_files.c cli/signals.c cli/paper_pdf.c cli/say.c) $(if $(ONNX),,$(filter-out %/open.c,$(wildcard src/io/onnx/*.c)))
SRC      := $(filter-out src/web/% $(LEFT_OUT),$(wildcard src/*/*.c src/*/*/*.c))

# GCC aligns no more than 16 bytes of a stack on Windows, so vectors are moved as if they were not aligned.
FLAGS := -std=c11 -O2 -g -Wall -Wextra -Isrc -Isrc/windows/posix -isystem $(DEPS)/windows/include -isystem $(DEPS)/include -D_GNU_SOURCE \
         -D_FILE_OFFSET_BITS=64 -D__USE_MINGW_ANSI_STDIO=1 -D_WIN32_WINNT=0x0A00 -DZIP_STATIC -Wa,-muse-unaligned-vector-move \
         -fstack-protector-strong -MMD -MP
LINK  := -static -Wl,--stack,8388608 -Wl,--nxcompat,--dynamicbase,--high-entropy-va
LIBS  := $(DEPS)/windows.a $(DEPS)/windows/lib/libSDL2.a -lsetupapi -limm32 -lversion -lwinmm -lole32 -loleaut32 -lgdi32 \
         -luuid -lshell32 -lole32 -lssp

Q := $(if $(V),,@)
.DELETE_ON_ERROR:

all: build/windows/vggscope.zip

$(O)/nn/%.o: MORE := -O3
$(O)/nn/kernels/portable.o: MORE := -O3 -ffp-contract=off
$(O)/nn/kernels/sse2.o: MORE := -O3 -msse2
$(O)/nn/kernels/avx2.o: MORE := -O3 -mavx2 -mfma -mf16c -ffp-contract=fast
$(O)/nn/kernels/avx512.o: MORE := -O3 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mfma -mf16c -ffp-contract=fast
$(O)/view/picture.o: MORE := -O3
$(O)/io/onnx/%.o: MORE := $(if $(ONNX),-DWITH_ONNX -Ibuild/onnx)
$(O)/cli/main.o: MORE := -Dmain=program_main

$(O)/%.o: src/%.c src/windows/program.mk
	$(if $(V),,@echo "CC $< (Windows)")
	$(Q)mkdir -p $(@D) && $(CC) $(FLAGS) $(MORE) -c $< -o $@

$(O)/onnx.o: build/onnx/onnx.pb-c.c
	$(Q)mkdir -p $(@D) && $(CC) $(FLAGS) -w -c $< -o $@

# The window's icon, and what Windows shows of a program.
$(O)/vggscope.ico: build/vggscope src/windows/icon.py
	$(Q)mkdir -p $(@D) && build/vggscope --icon | src/windows/icon.py $@
VERSION := $(shell sed -n 's/^#define VGGSCOPE_VERSION //p' src/cli/cli.h)
$(O)/program.o: src/windows/program.rc src/windows/program.manifest $(O)/vggscope.ico
	$(Q)$(HOST)-windres -I$(O) '-DVERSION=$(subst ",\",$(VERSION))' $< $@

OBJ := $(SRC:src/%.c=$(O)/%.o) $(if $(ONNX),$(O)/onnx.o) $(O)/program.o
# vggscope.exe is for the hand, vggscope.com for a terminal.
$(W)/vggscope.exe: KIND := -mwindows
$(W)/vggscope.com: KIND := -mconsole
$(W)/vggscope.exe $(W)/vggscope.com: $(OBJ) $(DEPS)/windows.a
	$(if $(V),,@echo "LD $@")
	$(Q)mkdir -p $(@D) && $(CC) $(LINK) $(KIND) -s $(OBJ) $(LIBS) -o $@

build/windows/vggscope.zip: src/windows/pack.py $(W)/vggscope.exe $(W)/vggscope.com $(wildcard assets/strings/* assets/photos/* assets/*.txt lessons/*/* \
                            weights/*.safetensors $(DEPS)/windows/bin/*)
	$(Q)src/windows/pack.py $(W) $(DEPS)/windows $@

-include $(SRC:src/%.c=$(O)/%.d)
