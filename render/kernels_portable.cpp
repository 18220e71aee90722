#include "render/kernel_loops.hpp"

namespace chant::render {

const kernels& portable_kernels() { return loops::table; }

const kernels& best_kernels() {
  static const kernels* const best = avx2_kernels() ? avx2_kernels() : &portable_kernels();
  return *best;
}

}  // namespace chant::render
