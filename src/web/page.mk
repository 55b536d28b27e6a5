# The page: the program as WebAssembly, with threads and without, and what it fetches, in build/web. make web calls this.
W    := build/web
O    := build/wasm
DEPS := build/libraries

# What the browser does, what it has not, and what src/web does in its place.
LEFT_OUT := $(addprefix src/,base/file_map.c io/library.c io/fetch.c io/webp.c io/tiff.c io/heif.c io/hdf5.c \
            io/hdf5_heap.c io/camera.c io/camera_device.c io/camera_film.c io/video.c io/keras.c io/keras_chain.c io/keras_layers.c shell/window.c shell/screen.c shell/layout.c shell/key_names.c \
            shell/paste.c shell/dpi.c shell/x_errors.c shell/font_files.c cli/main.c cli/window.c cli/ending.c cli/signals.c cli/weights.c \
            cli/weights_get.c cli/headless.c cli/help.c cli/icon.c cli/handout.c) $(wildcard src/cli/bench*.c src/cli/paper*.c) \
            $(if $(ONNX),,$(filter-out %/open.c,$(wildcard src/io/onnx/*.c)))
SRC      := $(filter-out src/windows/% $(LEFT_OUT),$(wildcard src/*/*.c src/*/*/*.c))

FLAGS    := -std=c11 -O2 -Wall -Wextra -Isrc -isystem $(DEPS)/include -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -msimd128 -MMD -MP
threads  := -pthread
LINK     := -O2 -msimd128 --js-library src/web/library.js -s ALLOW_MEMORY_GROWTH=1 -s INITIAL_MEMORY=64MB -s MAXIMUM_MEMORY=2GB \
            -s MODULARIZE=1 -s EXPORT_NAME=vggscope -s ENVIRONMENT=web,worker -s FORCE_FILESYSTEM=1 -s MINIFY_HTML=0 \
            -s EXPORTED_RUNTIME_METHODS=FS,ENV,callMain,cwrap,wasmMemory -s EXPORTED_FUNCTIONS=_main,_malloc,_free \
            -s NO_EXIT_RUNTIME=1 -Wno-pthreads-mem-growth
# The job, the engine's others, and those that write or look something up for a moment.
LINK_threads := -s PTHREAD_POOL_SIZE='Math.min(navigator.hardwareConcurrency,8)+3'

# Debian keeps there what Emscripten asks Node for.
export NODE_PATH := /usr/share/nodejs

Q := $(if $(V),,@)
.DELETE_ON_ERROR:

PAGE := $(addprefix $(W)/,$(notdir $(wildcard src/web/page/*)))
all: $(W)/files.json

define KIND
$(O)/$(1)/nn/%.o: MORE := -O3
$(O)/$(1)/nn/kernels/portable.o: MORE := -O3 -ffp-contract=off
$(O)/$(1)/view/picture.o: MORE := -O3
$(O)/$(1)/io/onnx/%.o: MORE := $(if $(ONNX),-DWITH_ONNX -Ibuild/onnx)
$(O)/$(1)/%.o: src/%.c src/web/page.mk
	$(if $(V),,@echo "EMCC $$< ($(1))")
	$(Q)mkdir -p $$(@D) && emcc $(FLAGS) $($(1)) $$(MORE) -c $$< -o $$@
$(O)/$(1)/onnx.o: build/onnx/onnx.pb-c.c
	$(Q)emcc $(FLAGS) $($(1)) -w -c $$< -o $$@
$(W)/$(1).js: $(SRC:src/%.c=$(O)/$(1)/%.o) $(if $(ONNX),$(O)/$(1)/onnx.o) $(DEPS)/$(1).a src/web/library.js
	$(if $(V),,@echo "LINK $$@")
	$(Q)mkdir -p $(W) $(O)/$(1)
	$(Q)emcc $($(1)) $(LINK) $(LINK_$(1)) $$(filter %.o %.a,$$^) -o $$@
endef
$(foreach kind,one threads,$(eval $(call KIND,$(kind))))

$(W)/serve: src/web/serve.py
	$(Q)mkdir -p $(W) && cp $< $@

$(W)/%: src/web/page/%
	$(Q)mkdir -p $(W) && cp $< $@

$(W)/icon.svg: build/vggscope
	$(Q)mkdir -p $(W) && build/vggscope --icon >$@

# Photos, lessons, texts, fonts and networks, and what is fetched first.
$(W)/files.json: src/web/pack.py $(W)/one.js $(W)/threads.js $(W)/icon.svg $(W)/serve $(PAGE) $(wildcard assets/strings/* assets/photos/* assets/*.txt \
                 lessons/*/* weights/*.safetensors)
	$(Q)src/web/pack.py $(W)

-include $(foreach kind,one threads,$(SRC:src/%.c=$(O)/$(kind)/%.d))
