#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "nn/engine_inside.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

static bool has_f16c(void) { /* clang's __builtin_cpu_supports does not know it */
    unsigned a, b, c = 0, d;
    return __get_cpuid(1, &a, &b, &c, &d) && c & bit_F16C;
}
#endif

static const char *const NAMES[] = {"portable", "sse2", "avx2", "avx512", "neon", "wasm"};
TABLE_HAS(NAMES, ISA_COUNT);

const char *isa_name(Isa isa) {
    return NAMES[isa];
}

static bool processor_has(Isa isa) {
    switch (isa) {
#if defined(__x86_64__) || defined(__i386__)
    case ISA_SSE2: return __builtin_cpu_supports("sse2");
    case ISA_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && has_f16c();
    case ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    default: return isa == ISA_PORTABLE || isa == ISA_NEON || isa == ISA_WASM; /* what is built for these has them */
    }
}

const Kernels *isa_kernels(Isa isa) {
    switch (isa) {
    case ISA_SSE2: return kernels_sse2();
    case ISA_AVX2: return kernels_avx2();
    case ISA_AVX512: return kernels_avx512();
    case ISA_NEON: return kernels_neon();
    case ISA_WASM: return kernels_wasm();
    default: return kernels_portable();
    }
}

bool isa_available(Isa isa) {
    return isa_kernels(isa) != NULL && processor_has(isa);
}

static Isa best_isa(void) {
    static const Isa by_speed[] = {ISA_AVX512, ISA_AVX2, ISA_NEON, ISA_WASM, ISA_SSE2};
    for (size_t i = 0; i < sizeof by_speed / sizeof *by_speed; i++)
        if (isa_available(by_speed[i])) return by_speed[i];
    return ISA_PORTABLE;
}

Error isa_choose(Isa *isa) {
    const char *named = getenv("VGGSCOPE_ISA");
    *isa = best_isa();
    if (!named || !*named) return NO_ERROR;
    for (int i = 0; i < ISA_COUNT; i++) {
        if (strcmp(named, NAMES[i]) != 0) continue;
        if (!isa_available((Isa)i)) return error("isa.missing", "%s\t%s", named, NAMES[*isa]);
        *isa = (Isa)i;
        return NO_ERROR;
    }
    return error("isa.unknown", "%s", named);
}
