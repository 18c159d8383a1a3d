// The passes of winograd.h and thin.h as operations of TensorFlow:
//
//     AssayConv2D(x, kernel, bias) -> y                                  bias may be empty: none is added
//     AssayConv2DMaxPool(x, kernel, bias) -> y, places                   only the largest of each 2 x 2 outputs
//     AssayConv2DInputGradient(dy, y, places, kernel) -> dx              y and places may be empty: see OutputGradient
//     AssayConv2DKernelGradient(x, dy, y, places) -> dkernel, dbias
//
// Attributes: `before` and `after`, rows and columns of zeros around the images; `relu`; `height` and `width` of the images; `size`,
// rows of the kernel.
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

struct InputGradient : Around {
  int height, width;
  explicit InputGradient(Construction& from) : Around(from), height(from.integer("height")), width(from.integer("width")) {}
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

/** Reports a gradient whose size is not that of the outputs, or of what was kept of them. */
bool check_gradient(Call& call, const Convolution& of, const Tensor& dy, const Tensor& y, const Tensor& places) {
  const bool pooled = places.count() != 0;
  const int64_t height = pooled ? of.out_height / 2 : of.out_height, width = pooled ? of.out_width / 2 : of.out_width;
  if (dy.rank() != 4 || dy.size(0) != of.images || dy.size(1) != height || dy.size(2) != width || dy.size(3) != of.filters ||
      (pooled && (places.count() != dy.count() || y.count() != 0 || is_thin(of))) || (y.count() != 0 && y.count() != dy.count()))
    call.fail("The gradient of a convolution has another size than its outputs");
  return call.ok();
}

struct Operands {
  const float *x, *kernel;
};

void pooled_forward(Call& call, const Convolution& of, Operands from, Epilogue epilogue) {
  if (is_thin(of) || tile_size(of) % 2 != 0 || of.out_height < 2 || of.out_width < 2)
    return call.fail("AssayConv2DMaxPool: no tile of this convolution holds windows of 2 x 2 outputs");
  const int64_t shape[] = {of.images, of.out_height / 2, of.out_width / 2, of.filters};
  const Tensor y = call.output(0, shape);
  if (!call.ok()) return;
  const Tensor places = call.output(1, shape, TF_UINT8);
  if (!call.ok()) return;
  epilogue.places = places.bytes();
  call.compute([&] {
    if (!forward(of, from.x, from.kernel, epilogue, y.data())) direct::forward(of, from.x, from.kernel, epilogue, y.data());
  });
}

void forward_operation(const Forward& attributes, Call& call, bool pools) {
  const Tensor x = call.input(0), kernel = call.input(1), bias = call.input(2);
  if (!call.ok()) return;
  if (!fits(x) || !fits(kernel) || kernel.size(0) != kernel.size(1) || kernel.size(2) != x.size(3) ||
      (bias.count() != 0 && bias.count() != kernel.size(3)))
    return call.fail("AssayConv2D: images, kernel and bias do not fit together");
  const int rest = attributes.before + attributes.after - kernel.size(0) + 1;
  const Convolution of = {x.size(0),      x.size(1), x.size(2),        x.size(3),       kernel.size(3),
                          kernel.size(0), attributes.before, x.size(1) + rest, x.size(2) + rest};
  if (!check(call, of)) return;
  const Epilogue epilogue = {bias.data_if_any(), attributes.relu, nullptr};
  if (pools) return pooled_forward(call, of, {x.data(), kernel.data()}, epilogue);
  const Tensor y = call.output(0, {of.images, of.out_height, of.out_width, of.filters});
  if (!call.ok()) return;
  call.compute([&] {
    if (is_thin(of)) return thin::forward(of, x.data(), kernel.data(), epilogue, y.data());
    if (!forward(of, x.data(), kernel.data(), epilogue, y.data())) direct::forward(of, x.data(), kernel.data(), epilogue, y.data());
  });
}

void plain_forward_operation(const Forward& attributes, Call& call) { forward_operation(attributes, call, false); }
void pooled_forward_operation(const Forward& attributes, Call& call) { forward_operation(attributes, call, true); }

void input_gradient_operation(const InputGradient& attributes, Call& call) {
  const Tensor dy = call.input(0), y = call.input(1), places = call.input(2), kernel = call.input(3);
  if (!call.ok()) return;
  if (!fits(dy) || !fits(kernel) || kernel.size(0) != kernel.size(1))
    return call.fail("AssayConv2DInputGradient: gradient and kernel do not fit together");
  const int rest = attributes.before + attributes.after - kernel.size(0) + 1;
  const Convolution of = {dy.size(0),     attributes.height, attributes.width,         kernel.size(2),         kernel.size(3),
                          kernel.size(0), attributes.before, attributes.height + rest, attributes.width + rest};
  if (!check(call, of) || !check_gradient(call, of, dy, y, places)) return;
  const Tensor dx = call.output(0, {of.images, of.height, of.width, of.channels});
  if (!call.ok()) return;
  const OutputGradient gradient = {dy.data(), y.data_if_any(), places.bytes_if_any()};
  call.compute([&] {
    if (tile_size(of) == 0 || !input_gradient(of, gradient, kernel.data(), dx.data()))
      direct::input_gradient(of, gradient, kernel.data(), dx.data());
  });
}

void kernel_gradient_operation(const KernelGradient& attributes, Call& call) {
  const Tensor x = call.input(0), dy = call.input(1), y = call.input(2), places = call.input(3);
  if (!call.ok()) return;
  if (!fits(x) || !fits(dy)) return call.fail("AssayConv2DKernelGradient: images and gradient do not fit together");
  const int rest = attributes.before + attributes.after - attributes.size + 1;
  const Convolution of = {x.size(0),       x.size(1),         x.size(2),        x.size(3),       dy.size(3),
                          attributes.size, attributes.before, x.size(1) + rest, x.size(2) + rest};
  if (!check(call, of) || !check_gradient(call, of, dy, y, places)) return;
  const Tensor dkernel = call.output(0, {of.kernel, of.kernel, of.channels, of.filters});
  if (!call.ok()) return;
  const Tensor dbias = call.output(1, {of.filters});
  if (!call.ok()) return;
  const OutputGradient gradient = {dy.data(), y.data_if_any(), places.bytes_if_any()};
  call.compute([&] {
    if (is_thin(of)) return thin::kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data());
    if (!kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data()))
      direct::kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data());
  });
}

}  // namespace

std::vector<Declaration> convolution_operations() {
  const std::vector<const char*> operands = {"x: float", "kernel: float", "bias: float"};
  const std::vector<const char*> attributes = {"before: int", "after: int", "relu: bool"};
  return {
      declaration<Forward, plain_forward_operation>("AssayConv2D", operands, {"y: float"}, attributes),
      declaration<Forward, pooled_forward_operation>("AssayConv2DMaxPool", operands, {"y: float", "places: uint8"}, attributes),
      declaration<InputGradient, input_gradient_operation>("AssayConv2DInputGradient",
                                                           {"dy: float", "y: float", "places: uint8", "kernel: float"}, {"dx: float"},
                                                           {"before: int", "after: int", "height: int", "width: int"}),
      declaration<KernelGradient, kernel_gradient_operation>(
          "AssayConv2DKernelGradient", {"x: float", "dy: float", "y: float", "places: uint8"}, {"dkernel: float", "dbias: float"},
          {"before: int", "after: int", "size: int"}),
  };
}

}  // namespace assay
