#!/bin/sh
# libraries.sh FOLDER KIND...: what is linked, from Debian's sources, in FOLDER: include/ and KIND.a. KIND is one or threads
# (the page, by Emscripten) or windows (by MinGW; FOLDER/windows has SDL, what lies beside the program, in bin/, and what all
# of them ask to be said, in licenses/). The sources are fetched by apt-get source with lists of its own, so that the system
# stays as it is; what is there is not made again.
set -eu
self=$(realpath "$0")
packages="freetype giflib harfbuzz jansson libexif libjpeg-turbo libpng1.6 libsdl2 libsdl2-ttf libzip md4c nettle protobuf-c zlib"
more="curl libde265 libheif libwebp tiff" # for windows
mkdir -p "$1"
cd "$1"
folder=$PWD
shift
jobs=$(getconf _NPROCESSORS_ONLN)
mingw=x86_64-w64-mingw32

apt() {
    apt-get -qq -o "Dir::Etc::SourceList=$folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o "Dir::State::Lists=$folder/apt/lists" -o "Dir::Cache=$folder/apt/cache" -o APT::Sandbox::User= "$@"
}

# What dpkg-source cannot unpack, since Debian's own changes are missing, is taken as its authors published it.
fetch() { # PACKAGE...
    mkdir -p apt/lists/partial apt/cache/archives/partial packed
    . /etc/os-release
    echo "deb-src http://deb.debian.org/debian ${VERSION_CODENAME:-stable} main" >apt/sources.list
    apt update
    (cd packed && apt --download-only source "$@" || true) 2>fetch.log
    for package; do
        [ -d "$package" ] && continue
        dpkg-source --no-check -x packed/"$package"_*.dsc "$package" >>fetch.log 2>&1 && continue
        rm -rf "$package" && mkdir "$package.part"
        tar -xf packed/"$package"_*.orig.tar.* -C "$package.part" --strip-components=1 || {
            echo "The sources of $package could not be fetched; $folder/fetch.log says why." >&2
            exit 1
        }
        mv "$package.part" "$package"
    done
}

define() { # FILE NAME[=VALUE]...
    file=$1
    shift
    for name; do
        case $name in *=*) echo "#define ${name%%=*} ${name#*=}" ;; *) echo "#define $name 1" ;; esac
    done >"$file"
}

# What each one's configure would find out.
configure() {
    mkdir -p include/nettle config/jpeg config/jansson config/zip config/exif config/nettle config/protobuf
    cp libpng1.6/scripts/pnglibconf.h.prebuilt include/pnglibconf.h
    cp libpng1.6/png.h libpng1.6/pngconf.h zlib/zlib.h zlib/zconf.h md4c/src/md4c.h giflib/gif_lib.h jansson/src/jansson.h \
        libjpeg-turbo/jpeglib.h libjpeg-turbo/jmorecfg.h libjpeg-turbo/jerror.h libzip/lib/zip.h libsdl2-ttf/SDL_ttf.h include
    cp nettle/sha2.h nettle/nettle-types.h include/nettle
    mkdir -p include/libexif include/protobuf-c
    cp libexif/libexif/*.h include/libexif
    cp protobuf-c/protobuf-c/*.h include/protobuf-c
    cp libsdl2/include/*.h include
    echo '#include <stdint.h>' >include/libexif/_stdint.h
    cp include/libexif/_stdint.h libexif/libexif
    sed -e 's/@json_inline@/inline/' -e 's/@json_have_[a-z_]*@/1/' jansson/src/jansson_config.h.in >include/jansson_config.h
    define config/jansson/jansson_private_config.h HAVE_STDINT_H HAVE_UNISTD_H HAVE_SYS_TIME_H HAVE_GETTIMEOFDAY HAVE_GETPID HAVE_ATOMIC_BUILTINS
    define include/jconfig.h JPEG_LIB_VERSION=62 LIBJPEG_TURBO_VERSION=2.1.5 LIBJPEG_TURBO_VERSION_NUMBER=2001005 \
        C_ARITH_CODING_SUPPORTED D_ARITH_CODING_SUPPORTED MEM_SRCDST_SUPPORTED BITS_IN_JSAMPLE=8
    define config/jpeg/jconfigint.h 'BUILD="web"' 'INLINE=inline __attribute__((always_inline))' THREAD_LOCAL=__thread \
        'PACKAGE_NAME="libjpeg-turbo"' 'VERSION="2.1.5"' SIZEOF_SIZE_T=__SIZEOF_SIZE_T__ 'FALLTHROUGH=__attribute__((fallthrough));'
    { echo '#if __SIZEOF_LONG__ == __SIZEOF_SIZE_T__'; echo '#define HAVE_BUILTIN_CTZL 1'; echo '#endif'; } >>config/jpeg/jconfigint.h
    define config/jpeg/jversion.h 'JVERSION="6b"' 'JCOPYRIGHT_SHORT=""'
    { echo '#ifndef ZIPCONF_H'; echo '#define ZIPCONF_H'; echo '#include <stdint.h>'
      for bits in 8 16 32 64; do
          echo "typedef int${bits}_t zip_int${bits}_t; typedef uint${bits}_t zip_uint${bits}_t;"
          echo "#define ZIP_INT${bits}_MIN INT${bits}_MIN"
          echo "#define ZIP_INT${bits}_MAX INT${bits}_MAX"
          echo "#define ZIP_UINT${bits}_MAX UINT${bits}_MAX"
      done
      echo '#define LIBZIP_VERSION "1.7.3"'; echo '#define ZIP_STATIC'; echo '#define _Nullable'; echo '#define _Nonnull'
      echo '#endif'; } >include/zipconf.h
    define config/zip/config.h HAVE_FILENO HAVE_FSEEKO HAVE_FTELLO HAVE_SNPRINTF HAVE_STRCASECMP \
        HAVE_STRDUP HAVE_STRTOLL HAVE_STRTOULL HAVE_STDBOOL_H HAVE_STRINGS_H HAVE_UNISTD_H HAVE_DIRENT_H SIZEOF_OFF_T=8 \
        SIZEOF_SIZE_T=__SIZEOF_SIZE_T__ 'PACKAGE="libzip"' 'VERSION="1.7.3"'
    { echo '#include "zipconf.h"'; echo '#ifndef _WIN32'; echo '#define HAVE_LOCALTIME_R 1'; echo '#define HAVE_MKSTEMP 1'; echo '#endif'
      cat config/zip/config.h; } >config/zip/with && mv config/zip/with config/zip/config.h
    { echo '#include "zipint.h"'
      echo 'const char *const _zip_err_str[] = {'
      sed -n 's/^#define ZIP_ER_[A-Z0-9_]* *[0-9]* *\/\* [A-Z] \(.*\) \*\/.*/    "\1",/p' libzip/lib/zip.h
      echo '};'; echo 'const int _zip_nerr_str = sizeof _zip_err_str / sizeof *_zip_err_str;'
      echo '#define N ZIP_ET_NONE'; echo '#define S ZIP_ET_SYS'; echo '#define Z ZIP_ET_ZLIB'; echo 'const int _zip_err_type[] = {'
      sed -n 's/^#define ZIP_ER_[A-Z0-9_]* *[0-9]* *\/\* \([A-Z]\) .*/    \1,/p' libzip/lib/zip.h
      echo '};'; } >config/zip/zip_err_str.c
    mkdir -p config/freetype
    sed -n '/autofit\|tt_driver\|cff_driver\|psaux\|psnames\|pshinter\|sfnt_module\|smooth\|raster1/p' \
        freetype/include/freetype/config/ftmodule.h >config/freetype/modules.h
    define config/exif/config.h 'GETTEXT_PACKAGE="libexif"' HAVE_STDINT_H
    define config/nettle/config.h HAVE_INTTYPES_H
    define config/protobuf/config.h 'PACKAGE_STRING="protobuf-c"' HAVE_INTTYPES_H
}

# compile NAME FLAGS... -- FILE...: objects below objects/KIND/NAME, of what they are not yet there for.
compile() {
    name=$1
    shift
    flags=
    while [ "$1" != -- ]; do flags="$flags $1"; shift; done
    shift
    mkdir -p "objects/$kind/$name"
    for file; do
        object=objects/$kind/$name/$(basename "$file").o
        [ -e "$object" ] || echo "$compiler $kinds $flags -Iinclude -c $file -o $object.part && mv $object.part $object"
    done
}

commands() {
    no_zip=win32
    [ $kind != windows ] || no_zip='random_unix\|file_stdio'
    compile zlib -- zlib/adler32.c zlib/crc32.c zlib/deflate.c zlib/inf*.c zlib/trees.c zlib/zutil.c zlib/compress.c
    compile png -DPNG_INTEL_SSE_OPT=0 -Ilibpng1.6 -- libpng1.6/png*.c
    compile md4c -Imd4c/src -- md4c/src/md4c.c
    compile jansson -DHAVE_CONFIG_H -Iconfig/jansson -Ijansson/src -- jansson/src/*.c
    compile gif -- giflib/dgif_lib.c giflib/egif_lib.c giflib/gifalloc.c giflib/gif_err.c giflib/openbsd-reallocarray.c giflib/gif_hash.c
    compile jpeg -Iconfig/jpeg -Ilibjpeg-turbo -- $(sed -n 's/^set(JPEG_SOURCES/jaricom.c jcarith.c jdarith.c/; /jaricom/,/)/p' \
        libjpeg-turbo/CMakeLists.txt | sed '/)/q' | tr -d '()' | tr ' ' '\n' | grep '\.c$' | sed 's,^,libjpeg-turbo/,') libjpeg-turbo/jsimd_none.c
    compile zip -DHAVE_CONFIG_H -Iconfig/zip -Ilibzip/lib -- config/zip/zip_err_str.c $(ls libzip/lib/zip_*.c |
        grep -v "$no_zip"'\|crypto\|uwp\|bzip2\|_xz\|winzip\|clone')
    compile exif -Iconfig/exif -Ilibexif -- libexif/libexif/*.c libexif/libexif/*/*.c
    compile nettle -DHAVE_CONFIG_H -Iconfig/nettle -Inettle -- nettle/sha256.c nettle/sha256-compress.c nettle/write-be32.c
    compile protobuf -Iconfig/protobuf -Iprotobuf-c -- protobuf-c/protobuf-c/protobuf-c.c
    compile freetype '-DFT_CONFIG_MODULES_H=\<modules.h\>' -DFT2_BUILD_LIBRARY -DFT_CONFIG_OPTION_SYSTEM_ZLIB -Iconfig/freetype -Ifreetype/include -- freetype/src/base/ftbase.c freetype/src/base/ftinit.c \
        freetype/src/base/ftsystem.c freetype/src/base/ftdebug.c freetype/src/base/ftglyph.c freetype/src/base/ftbitmap.c \
        freetype/src/base/ftstroke.c freetype/src/base/ftsynth.c freetype/src/base/ftmm.c freetype/src/base/ftbbox.c \
        freetype/src/autofit/autofit.c freetype/src/truetype/truetype.c freetype/src/cff/cff.c freetype/src/psaux/psaux.c \
        freetype/src/psnames/psnames.c freetype/src/pshinter/pshinter.c freetype/src/raster/raster.c freetype/src/smooth/smooth.c \
        freetype/src/sfnt/sfnt.c freetype/src/gzip/ftgzip.c
    compile harfbuzz -fno-exceptions -fno-rtti -DHAVE_FREETYPE=1 -DHB_NO_MT -DHB_LEAN -Ifreetype/include -- harfbuzz/src/harfbuzz.cc
    compile ttf -DTTF_USE_HARFBUZZ=1 -Ifreetype/include -Iharfbuzz/src -- libsdl2-ttf/SDL_ttf.c
    [ $kind = windows ] || compile sdl -DSDL_VIDEO_DRIVER_DUMMY=1 -Ilibsdl2/include -- libsdl2/src/SDL.c libsdl2/src/SDL_assert.c libsdl2/src/SDL_error.c \
        libsdl2/src/SDL_hints.c libsdl2/src/SDL_log.c libsdl2/src/SDL_utils.c libsdl2/src/SDL_list.c libsdl2/src/SDL_dataqueue.c libsdl2/src/SDL_guid.c \
        libsdl2/src/atomic/*.c libsdl2/src/cpuinfo/*.c libsdl2/src/file/*.c libsdl2/src/libm/*.c libsdl2/src/stdlib/*.c libsdl2/src/thread/*.c libsdl2/src/thread/generic/*.c \
        libsdl2/src/video/SDL_RLEaccel.c libsdl2/src/video/SDL_blit*.c libsdl2/src/video/SDL_bmp.c libsdl2/src/video/SDL_fillrect.c \
        libsdl2/src/video/SDL_pixels.c libsdl2/src/video/SDL_rect.c libsdl2/src/video/SDL_stretch.c libsdl2/src/video/SDL_surface.c \
        libsdl2/src/video/SDL_yuv.c
}

built() { # NAME COMMAND...: runs it, with what it says in NAME.log
    log=$folder/$1.log
    shift
    "$@" >"$log" 2>&1 || {
        echo "A library for Windows could not be built; $log says why." >&2
        exit 1
    }
}

sdl() {
    mkdir -p building/sdl
    cd building/sdl
    ../../libsdl2/configure --host=$mingw --prefix="$folder/windows" --disable-shared --enable-static --disable-audio \
        --disable-joystick --disable-haptic --disable-sensor --disable-hidapi --disable-power --disable-video-opengl \
        --disable-video-opengles --disable-video-vulkan CC=$mingw-gcc-posix CFLAGS="-O2 -w" && make -j "$jobs" install
}

# made PACKAGE OPTION...: by its CMakeLists.txt, without what lies outside FOLDER; a DLL needs none but Windows's own.
made() {
    package=$1
    shift
    cmake --fresh -S "$package" -B "building/$package" -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_SYSTEM_PROCESSOR=x86_64 \
        -DCMAKE_C_COMPILER=$mingw-gcc-posix -DCMAKE_CXX_COMPILER=$mingw-g++-posix -DCMAKE_RC_COMPILER=$mingw-windres \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-w -DCMAKE_CXX_FLAGS=-w -DCMAKE_SHARED_LINKER_FLAGS="-static -s" \
        -DCMAKE_INSTALL_PREFIX="$folder/windows" -DCMAKE_FIND_ROOT_PATH="$folder/windows" \
        -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
        -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY -DPKG_CONFIG_EXECUTABLE=/bin/false "$@" &&
        cmake --build "building/$package" -j "$jobs" && cmake --install "building/$package"
}

# One DLL, since what it needs of libwebp would not be found through it.
webp() {
    made libwebp -DBUILD_SHARED_LIBS=OFF -DWEBP_BUILD_LIBWEBPMUX=OFF $(printf -- ' -DWEBP_BUILD_%s=OFF' ANIM_UTILS CWEBP DWEBP \
        GIF2WEBP IMG2WEBP VWEBP WEBPINFO WEBPMUX EXTRAS) &&
        $mingw-gcc-posix -shared -static -s -o windows/libwebpdemux.dll -Wl,--whole-archive windows/lib/libwebpdemux.a \
            windows/lib/libwebpdecoder.a -Wl,--no-whole-archive && mv windows/libwebpdemux.dll windows/bin
}

heif() {
    made libde265 -DBUILD_SHARED_LIBS=OFF -DENABLE_SDL=OFF -DENABLE_DECODER=OFF &&
        made libheif -DCMAKE_CXX_FLAGS="-w -DLIBDE265_STATIC_BUILD" -DENABLE_PLUGIN_LOADING=OFF -DWITH_EXAMPLES=OFF
}

# What each library asks to be said, and the compiler's own.
licenses() {
    mkdir -p windows/licenses
    for package in $packages $more; do
        cat $(ls -d $package/COPYING* $package/LICEN[CS]E* $package/docs/FTL.TXT $package/debian/copyright 2>/dev/null) \
            >windows/licenses/$package.txt
    done
    cp /usr/share/doc/mingw-w64-x86-64-dev/copyright windows/licenses/mingw-w64.txt
    cp /usr/share/doc/gcc-mingw-w64-x86-64-posix/copyright windows/licenses/gcc.txt
}

for kind; do
    case $kind in
        one | threads) continue ;;
        windows) needs="$mingw-gcc-posix $mingw-g++-posix cmake make" ;;
        *) echo "libraries.sh knows the kinds one, threads and windows, not $kind." >&2 && exit 1 ;;
    esac
    for tool in $needs; do
        command -v "$tool" >/dev/null && continue
        echo "The libraries for Windows need $tool: apt-get install gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix cmake make" >&2
        exit 1
    done
done

[ -e fetched ] || { fetch $packages && touch fetched; }
[ configured -nt "$self" ] || { configure && touch configured; }
for kind; do
    [ $kind.a -nt "$self" ] && continue
    case $kind in
        one) compiler=emcc compiler_cc=em++ ar=emar kinds="-O2 -w -msimd128" ;;
        threads) compiler=emcc compiler_cc=em++ ar=emar kinds="-O2 -w -msimd128 -pthread" ;;
        windows) compiler=$mingw-gcc-posix compiler_cc=$mingw-g++-posix ar=$mingw-ar
            kinds="-O2 -w -D__USE_MINGW_ANSI_STDIO=1 -D_FILE_OFFSET_BITS=64" ;;
    esac
    commands | sed "/harfbuzz\.cc/s/^$compiler/$compiler_cc/" | tr '\n' '\0' | xargs -0 -r -n 1 -P "$jobs" sh -ec
    $ar qcs $kind.part objects/$kind/*/*.o && mv $kind.part $kind.a
done

case " $* " in *" windows "*) ;; *) exit ;; esac
[ -e fetched.windows ] || { fetch $more && touch fetched.windows; }
[ -e windows/lib/libSDL2.a ] || (built sdl sdl)
[ -e windows/bin/libcurl.dll ] || built curl made curl -DCURL_USE_SCHANNEL=ON \
    $(printf -- ' -DCURL_DISABLE_%s=ON' DICT FTP GOPHER IMAP LDAP LDAPS MQTT POP3 RTSP SMB SMTP TELNET TFTP) \
    -DCURL_USE_LIBSSH2=OFF -DCURL_USE_LIBPSL=OFF -DCURL_ZLIB=OFF -DUSE_LIBIDN2=OFF -DBUILD_CURL_EXE=OFF -DENABLE_MANUAL=OFF \
    -DBUILD_TESTING=OFF
[ -e windows/bin/libwebpdemux.dll ] || built webp webp
[ -e windows/bin/libtiff.dll ] || built tiff made tiff -DZLIB_LIBRARY="$folder/windows.a" -DZLIB_INCLUDE_DIR="$folder/include" \
    -DJPEG_LIBRARY="$folder/windows.a" -DJPEG_INCLUDE_DIR="$folder/include" \
    $(printf -- ' -D%s=OFF' tiff-tools tiff-tests tiff-contrib tiff-docs tiff-opengl cxx webp)
[ -e windows/bin/libheif.dll ] || built heif heif
rm -f windows/bin/*-config
licenses
