// The passes of winograd.h and thin.h as operations of TensorFlow:
//
//     AssayConv2D(x, kernel, bias) -> y                                            bias may be empty: none is added
//     AssayConv2DInputGradient(dy, y, kernel) -> dx                                y may be empty: see OutputGradient
//     AssayConv2DKernelGradient(x, dy, y) -> dkernel, dbias
//
// Attributes: `before` and `after`, rows and columns of zeros around the images; `relu`; `size`, rows of the kernel.
#include "direct.h"
#include "operation.h"
#include "operations.h"
#include "thin.h"
#include "winograd.h"

namespace assay {
namespace {

struct Around {
  int before, after;
  explicit Around(Construction& from) : before(from.integer("before")), after(from.integer("after")) {}
};

struct Forward : Around {
  bool relu;
  explicit Forward(Construction& from) : Around(from), relu(from.boolean("relu")) {}
};

struct KernelGradient : Around {
  int size;
  explicit KernelGradient(Construction& from) : Around(from), size(from.integer("size")) {}
};

bool is_thin(const Convolution& of) { return of.channels <= thin::MOST_CHANNELS; }


bool fits(const Tensor& tensor) {
  if (tensor.rank() != 4) return false;
  for (int axis = 0; axis < 4; axis++)
    if (tensor.size(axis) <= 0) return false;
  return true;
}

/** Reports sizes that do not belong together, or that no algorithm here serves. */
bool check(Call& call, const Convolution& of) {
  if (of.out_height <= 0 || of.out_width <= 0 || of.height <= 0 || of.width <= 0)
    call.fail("The kernel of a convolution is larger than its image");
  else if (tile_size(of) == 0 && !is_thin(of))
    call.fail("There is no fast algorithm for kernels of " + std::to_string(of.kernel) + " rows");
  // Tiles are counted in an int.
  else if (int64_t{of.images} * of.out_height * of.out_width > INT_MAX)
    call.fail("A convolution has more outputs than can be counted");
  return call.ok();
}

void forward_operation(const Forward& attributes, Call& call) {
  const Tensor x = call.input(0), kernel = call.input(1), bias = call.input(2);
  if (!call.ok()) return;
  if (!fits(x) || !fits(kernel) || kernel.size(0) != kernel.size(1) || kernel.size(2) != x.size(3) ||
      (bias.count() != 0 && bias.count() != kernel.size(3)))
    return call.fail("AssayConv2D: images, kernel and bias do not fit together");
  const int rest = attributes.before + attributes.after - kernel.size(0) + 1;
  const Convolution of = {x.size(0),      x.size(1), x.size(2),        x.size(3),       kernel.size(3),
                          kernel.size(0), attributes.before, x.size(1) + rest, x.size(2) + rest};
  if (!check(call, of)) return;
  const Tensor y = call.output(0, {of.images, of.out_height, of.out_width, of.filters});
  if (!call.ok()) return;
  const Epilogue epilogue = {bias.data_if_any(), attributes.relu};
  call.compute([&] {
    if (is_thin(of)) return thin::forward(of, x.data(), kernel.data(), epilogue, y.data());
    if (!forward(of, x.data(), kernel.data(), epilogue, y.data())) direct::forward(of, x.data(), kernel.data(), epilogue, y.data());
  });
}

void input_gradient_operation(const Around& attributes, Call& call) {
  const Tensor dy = call.input(0), y = call.input(1), kernel = call.input(2);
  if (!call.ok()) return;
  if (!fits(dy) || !fits(kernel) || kernel.size(0) != kernel.size(1) || kernel.size(3) != dy.size(3) ||
      (y.count() != 0 && y.count() != dy.count()))
    return call.fail("AssayConv2DInputGradient: gradient, outputs and kernel do not fit together");
  const int rest = attributes.before + attributes.after - kernel.size(0) + 1;
  const Convolution of = {dy.size(0),     dy.size(1) - rest, dy.size(2) - rest, kernel.size(2), kernel.size(3),
                          kernel.size(0), attributes.before, dy.size(1),        dy.size(2)};
  if (!check(call, of)) return;
  const Tensor dx = call.output(0, {of.images, of.height, of.width, of.channels});
  if (!call.ok()) return;
  const OutputGradient gradient = {dy.data(), y.data_if_any()};
  call.compute([&] {
    if (tile_size(of) == 0 || !input_gradient(of, gradient, kernel.data(), dx.data()))
      direct::input_gradient(of, gradient, kernel.data(), dx.data());
  });
}

void kernel_gradient_operation(const KernelGradient& attributes, Call& call) {
  const Tensor x = call.input(0), dy = call.input(1), y = call.input(2);
  if (!call.ok()) return;
  const int rest = attributes.before + attributes.after - attributes.size + 1;
  if (!fits(x) || !fits(dy) || x.size(0) != dy.size(0) || x.size(1) + rest != dy.size(1) || x.size(2) + rest != dy.size(2) ||
      (y.count() != 0 && y.count() != dy.count()))
    return call.fail("AssayConv2DKernelGradient: images, gradient and outputs do not fit together");
  const Convolution of = {x.size(0), x.size(1), x.size(2), x.size(3), dy.size(3), attributes.size, attributes.before, dy.size(1), dy.size(2)};
  if (!check(call, of)) return;
  const Tensor dkernel = call.output(0, {of.kernel, of.kernel, of.channels, of.filters});
  if (!call.ok()) return;
  const Tensor dbias = call.output(1, {of.filters});
  if (!call.ok()) return;
  const OutputGradient gradient = {dy.data(), y.data_if_any()};
  call.compute([&] {
    if (is_thin(of)) return thin::kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data());
    if (!kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data()))
      direct::kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data());
  });
}

}  // namespace

std::vector<Declaration> convolution_operations() {
  return {
      declaration<Forward, forward_operation>("AssayConv2D", {"x: float", "kernel: float", "bias: float"}, {"y: float"},
                                              {"before: int", "after: int", "relu: bool"}),
      declaration<Around, input_gradient_operation>("AssayConv2DInputGradient", {"dy: float", "y: float", "kernel: float"},
                                                    {"dx: float"}, {"before: int", "after: int"}),
      declaration<KernelGradient, kernel_gradient_operation>("AssayConv2DKernelGradient", {"x: float", "dy: float", "y: float"},
                                                             {"dkernel: float", "dbias: float"},
                                                             {"before: int", "after: int", "size: int"}),
  };
}

}  // namespace assay
