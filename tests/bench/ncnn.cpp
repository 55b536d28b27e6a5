// ncnn THREADS INPUT KIND OUTPUTS ...: times a chain of layers by ncnn, as it comes, once for each line on standard
// input; answers with a line of JSON: {"features", "total", "layers": [ms]}. KIND is conv (3x3 with its ReLU), pool
// (2x2), fc (with its ReLU) or last (fc without one, and a softmax); INPUT the side of the photo. Weights are random.
// One pass is timed from the photo to the answers, a second one a layer at a time, with the maps as ncnn has them.
#include <datareader.h>
#include <net.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

static double clock_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// A file of weights that has as many as are asked for; four bytes alone say that they are float32.
class Random : public ncnn::DataReader {
public:
    int scan(const char *, void *) const override { return 0; }
    size_t read(void *to, size_t bytes) const override {
        float *out = static_cast<float *>(to);
        if (bytes == sizeof(uint32_t)) std::memset(to, 0, bytes);
        else
            for (size_t i = 0; i < bytes / sizeof(float); i++) {
                seed = seed * 1664525u + 1013904223u;
                out[i] = (float(seed >> 8) / 8388608 - 1) / 32;
            }
        return bytes;
    }

private:
    mutable uint32_t seed = 1;
};

struct Chain {
    std::string text;
    std::vector<std::string> blob; // what each layer makes
    int features = 0, n = 0;

    void add(const char *type, const std::string &arguments, bool counts) {
        std::string from = n ? "b" + std::to_string(n - 1) : "in", to = "b" + std::to_string(n);
        text += std::string(type) + " l" + std::to_string(n) + " 1 1 " + from + " " + to + " " + arguments + "\n";
        n++;
        if (counts) blob.push_back(to);
    }
};

static Chain read_chain(int argc, char **argv) {
    Chain c;
    long channels = 3, side = std::atol(argv[2]);
    for (int i = 3; i + 1 < argc; i += 2) {
        std::string kind = argv[i];
        long outputs = std::atol(argv[i + 1]);
        if (kind == "conv")
            c.add("Convolution", "0=" + std::to_string(outputs) + " 1=3 4=1 5=1 6=" +
                                     std::to_string(outputs * channels * 9) + " 9=1", true);
        else if (kind == "pool") {
            c.add("Pooling", "0=0 1=2 2=2", true);
            side /= 2;
            c.features = int(c.blob.size());
        } else {
            long inputs = side ? channels * side * side : channels;
            c.add("InnerProduct", "0=" + std::to_string(outputs) + " 1=1 2=" + std::to_string(outputs * inputs) +
                                      (kind == "fc" ? " 9=1" : ""), true);
            side = 0;
            if (kind == "last") c.add("Softmax", "0=0", false), c.blob.back() = "b" + std::to_string(c.n - 1);
        }
        if (kind != "pool") channels = outputs;
    }
    c.text = "7767517\n" + std::to_string(c.n + 1) + " " + std::to_string(c.n + 1) + "\nInput in 0 1 in\n" + c.text;
    return c;
}

// Milliseconds until a layer's maps are there, in the form that ncnn has them in.
static double extract(ncnn::Extractor &by, const std::string &blob) {
    ncnn::Mat out;
    double began = clock_ms();
    if (by.extract(blob.c_str(), out, 1)) std::exit(1);
    return clock_ms() - began;
}

int main(int argc, char **argv) {
    if (argc < 5) return 2;
    Chain chain = read_chain(argc, argv);
    ncnn::UnlockedPoolAllocator blobs;
    ncnn::PoolAllocator workspace;
    ncnn::Net net;
    net.opt.num_threads = std::atoi(argv[1]);
    net.opt.blob_allocator = &blobs;
    net.opt.workspace_allocator = &workspace;
    if (net.load_param_mem(chain.text.c_str()) || net.load_model(Random())) return 1;
    int side = std::atoi(argv[2]);
    ncnn::Mat photo(side, side, 3);
    for (int i = 0; i < 3; i++)
        for (int at = 0; at < side * side; at++) photo.channel(i)[at] = float((at * 7 + i) % 255) / 64 - 2;
    for (std::string line; std::getline(std::cin, line);) {
        ncnn::Extractor whole = net.create_extractor(), each = net.create_extractor();
        whole.input("in", photo);
        each.input("in", photo);
        double features = extract(whole, chain.blob[size_t(chain.features) - 1]);
        std::printf("{\"features\": %.4f, \"total\": %.4f, \"layers\": [", features,
                    features + extract(whole, chain.blob.back()));
        for (size_t i = 0; i < chain.blob.size(); i++)
            std::printf("%s%.4f", i ? ", " : "", extract(each, chain.blob[i]));
        std::puts("]}");
        std::fflush(stdout);
    }
}
