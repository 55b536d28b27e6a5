/* browser.h in JavaScript: hands on to the page (page/page.js), which lives on the main thread. */
mergeInto(LibraryManager.library, {
    browser_file__proxy: "sync",
    browser_file__sig: "di",
    browser_file: function (path) { return Module.page.file(UTF8ToString(path)); },

    browser_stream__proxy: "sync",
    browser_stream__sig: "viii",
    browser_stream: function (path, number, bytes) { Module.page.stream(UTF8ToString(path), number, bytes); },

    browser_show: function (rgba, x, y, w, h) {
        var pixels = new Uint8ClampedArray(w * h * 4);
        pixels.set(HEAPU8.subarray(rgba, rgba + pixels.length));
        Module.page.show(new ImageData(pixels, w, h), x, y);
    },

    browser_turn: function () { Module.page.turnSoon(); },

    browser_wake__proxy: "async",
    browser_wake__sig: "v",
    browser_wake: function () { Module.page.wake(); },

    browser_cursor: function (name) { Module.page.cursor(UTF8ToString(name)); },
    browser_full_screen: function (on) { Module.page.fullScreen(on); },
    browser_keeps: function (key) { return Module.page.keeps(UTF8ToString(key)) ? 1 : 0; },
    browser_copy: function (text) { Module.page.copy(UTF8ToString(text)); },
    browser_paste: function (text) { Module.page.paste(!!text); },
    browser_typing: function (on) { Module.page.typing(!!on); },
    browser_title: function (text) { document.title = UTF8ToString(text); },
    browser_download: function (path) { Module.page.download(UTF8ToString(path)); },

    browser_camera: function (number, after) { Module.page.camera.start(number, !!after); },
    browser_camera_look: function (w, h) {
        var size = Module.page.camera.look();
        if (!size) return 0;
        HEAP32[w >> 2] = size[0];
        HEAP32[h >> 2] = size[1];
        return 1;
    },
    browser_camera_pixels: function (rgba) { HEAPU8.set(Module.page.camera.pixels(), rgba); },
    browser_camera_stop: function () { Module.page.camera.stop(); },
});
