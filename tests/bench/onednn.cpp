// onednn THREADS C K SIDE ...: times oneDNN's convolutions of those layers (3x3, bias and ReLU), direct and by
// Winograd, once for each line on standard input; answers with a JSON list of [direct, winograd], null where it
// has none. Each layer has weights of its own, in the order that oneDNN likes best.
#include <dnnl.hpp>
#include <omp.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace dnnl;

static double clock_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Conv {
    convolution_forward primitive;
    memory in, weights, bias, out;
};

static memory numbers(const memory::desc &desc, const engine &on) {
    memory m(desc, on);
    float *data = static_cast<float *>(m.get_data_handle());
    for (size_t i = 0; i < desc.get_size() / sizeof(float); i++) data[i] = float(i % 1000) / 1000 - 0.5f;
    return m;
}

static std::unique_ptr<Conv> convolution(const engine &on, algorithm how, int c, int k, int side) {
    using tag = memory::format_tag;
    auto type = memory::data_type::f32;
    memory::dims in{1, c, side, side}, weights{k, c, 3, 3}, bias{k}, out{1, k, side, side}, one{1, 1};
    try {
        convolution_forward::desc desc(prop_kind::forward_inference, how, {in, type, c < 8 ? tag::nchw : tag::any},
                                       {weights, type, tag::any}, {bias, type, tag::x}, {out, type, tag::any}, one,
                                       one, one);
        post_ops after;
        after.append_eltwise(1.0f, algorithm::eltwise_relu, 0.0f, 0.0f);
        primitive_attr attributes;
        attributes.set_post_ops(after);
        convolution_forward::primitive_desc made(desc, attributes, on);
        return std::make_unique<Conv>(Conv{convolution_forward(made), numbers(made.src_desc(), on),
                                           numbers(made.weights_desc(), on), numbers(made.bias_desc(), on),
                                           memory(made.dst_desc(), on)});
    } catch (const error &) {
        return nullptr;
    }
}

int main(int argc, char **argv) {
    omp_set_num_threads(std::atoi(argv[1]));
    engine on(engine::kind::cpu, 0);
    stream queue(on);
    std::vector<std::unique_ptr<Conv>> convs[2];
    for (int i = 2; i + 2 < argc; i += 3) {
        int c = std::atoi(argv[i]), k = std::atoi(argv[i + 1]), side = std::atoi(argv[i + 2]);
        convs[0].push_back(convolution(on, algorithm::convolution_direct, c, k, side));
        convs[1].push_back(convolution(on, algorithm::convolution_winograd, c, k, side));
    }
    for (std::string line; std::getline(std::cin, line);) {
        std::vector<double> ms[2];
        for (int how = 0; how < 2; how++) {
            for (auto &conv : convs[how]) {
                double began = clock_ms();
                if (conv) {
                    conv->primitive.execute(queue, {{DNNL_ARG_SRC, conv->in},
                                                    {DNNL_ARG_WEIGHTS, conv->weights},
                                                    {DNNL_ARG_BIAS, conv->bias},
                                                    {DNNL_ARG_DST, conv->out}});
                    queue.wait();
                }
                ms[how].push_back(conv ? clock_ms() - began : -1);
            }
        }
        std::cout << "[";
        for (size_t i = 0; i < ms[0].size(); i++) {
            std::cout << (i ? ", [" : "[") << ms[0][i] << ", ";
            if (ms[1][i] < 0) std::cout << "null]";
            else std::cout << ms[1][i] << "]";
        }
        std::cout << "]" << std::endl;
    }
}
