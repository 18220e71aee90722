// Compiled with -mavx2: nothing here may run before the processor has been asked.
#include "render/kernel_loops.hpp"

namespace chant::render {

const kernels* avx2_kernels() { return __builtin_cpu_supports("avx2") ? &loops::table : nullptr; }

}  // namespace chant::render
