// The passes of winograd.h as operations of TensorFlow. Only its C interface is used, so one build serves every TensorFlow
// whose C interface has not changed.
//
//     AssayConv2D(x, kernel, bias) -> y                                            bias may be empty: none is added
//     AssayConv2DInputGradient(dy, y, kernel) -> dx                                y may be empty: see OutputGradient
//     AssayConv2DKernelGradient(x, dy, y) -> dkernel, dbias
//
// Attributes: `before` and `after`, rows and columns of zeros around the images; `relu`; `size`, rows of the kernel.
#include "operations.h"

#include <climits>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <new>
#include <string>

#include "direct.h"
#include "tensorflow.h"
#include "winograd.h"

namespace assay {
namespace {

/** One convolution at a time: they share threads and memory. */
std::mutex computing;

class Status {
 public:
  ~Status() { TF_DeleteStatus(status_); }
  operator TF_Status*() const { return status_; }
  bool ok() const { return TF_GetCode(status_) == TF_OK; }
  void fail(TF_Code code, const std::string& message) { TF_SetStatus(status_, code, message.c_str()); }

 private:
  TF_Status* status_ = TF_NewStatus();
};

/** A tensor of an operation, as long as the operation runs. */
class Tensor {
 public:
  explicit Tensor(TF_Tensor* tensor) : tensor_(tensor) {}
  Tensor(Tensor&& other) : tensor_(other.tensor_) { other.tensor_ = nullptr; }
  ~Tensor() {
    if (tensor_ != nullptr) TF_DeleteTensor(tensor_);
  }
  int rank() const { return TF_NumDims(tensor_); }
  /** Sizes that an int cannot hold are refused by `fits`. */
  int size(int axis) const { return static_cast<int>(TF_Dim(tensor_, axis)); }
  int64_t count() const { return TF_TensorElementCount(tensor_); }
  float* data() const { return static_cast<float*>(TF_TensorData(tensor_)); }
  /** Null for an empty one. */
  float* data_if_any() const { return count() == 0 ? nullptr : data(); }

 private:
  TF_Tensor* tensor_;
};

/** What runs when an operation does. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}
  ~Call() {
    if (!status_.ok()) TF_OpKernelContext_Failure(context_, status_);
  }
  Tensor input(int index) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    return Tensor(tensor);
  }
  template <int rank>
  Tensor output(int index, const int64_t (&shape)[rank]) {
    int64_t count = 1;
    for (const int64_t size : shape) count *= size;
    return Tensor(TF_AllocateOutput(context_, index, TF_FLOAT, shape, rank, count * sizeof(float), status_));
  }
  bool ok() const { return status_.ok(); }
  void fail(const std::string& message) { status_.fail(TF_INVALID_ARGUMENT, message); }

  /** Runs `fast`, and `exact` if that says its result is of no use. */
  template <class Fast, class Exact>
  void compute(Fast fast, Exact exact) {
    const std::lock_guard<std::mutex> lock(computing);
    try {
      if (!fast()) exact();
    } catch (const std::bad_alloc&) {
      status_.fail(TF_RESOURCE_EXHAUSTED, "There is no memory for the transformed kernels of a convolution");
    }
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
};

/** The attributes of one operation of a graph. */
struct Attributes {
  int32_t before = 0, after = 0, size = 0;
  bool relu = false;
};

enum class Operation { forward, input_gradient, kernel_gradient };

template <Operation operation>
void* create(TF_OpKernelConstruction* construction) {
  auto* attributes = new Attributes;
  Status status;
  TF_OpKernelConstruction_GetAttrInt32(construction, "before", &attributes->before, status);
  if (status.ok()) TF_OpKernelConstruction_GetAttrInt32(construction, "after", &attributes->after, status);
  if (status.ok() && operation == Operation::forward) {
    unsigned char relu = 0;
    TF_OpKernelConstruction_GetAttrBool(construction, "relu", &relu, status);
    attributes->relu = relu != 0;
  }
  if (status.ok() && operation == Operation::kernel_gradient)
    TF_OpKernelConstruction_GetAttrInt32(construction, "size", &attributes->size, status);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

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
  else if (tile_size(of) == 0)
    call.fail("There is no fast algorithm for kernels of " + std::to_string(of.kernel) + " rows");
  // Tiles are counted in an int.
  else if (int64_t{of.images} * of.out_height * of.out_width > INT_MAX)
    call.fail("A convolution has more outputs than can be counted");
  return call.ok();
}

void forward_operation(void* kernel_attributes, TF_OpKernelContext* context) {
  const auto& [before, after, size, relu] = *static_cast<const Attributes*>(kernel_attributes);
  Call call(context);
  const Tensor x = call.input(0), kernel = call.input(1), bias = call.input(2);
  if (!call.ok()) return;
  if (!fits(x) || !fits(kernel) || kernel.size(0) != kernel.size(1) || kernel.size(2) != x.size(3) ||
      (bias.count() != 0 && bias.count() != kernel.size(3)))
    return call.fail("AssayConv2D: images, kernel and bias do not fit together");
  const int rest = before + after - kernel.size(0) + 1;
  const Convolution of = {x.size(0),      x.size(1), x.size(2),        x.size(3),       kernel.size(3),
                          kernel.size(0), before,    x.size(1) + rest, x.size(2) + rest};
  if (!check(call, of)) return;
  const Tensor y = call.output(0, {of.images, of.out_height, of.out_width, of.filters});
  if (!call.ok()) return;
  const Epilogue epilogue = {bias.data_if_any(), relu};
  call.compute([&] { return forward(of, x.data(), kernel.data(), epilogue, y.data()); },
               [&] { direct::forward(of, x.data(), kernel.data(), epilogue, y.data()); });
}

void input_gradient_operation(void* kernel_attributes, TF_OpKernelContext* context) {
  const auto& [before, after, size, relu] = *static_cast<const Attributes*>(kernel_attributes);
  Call call(context);
  const Tensor dy = call.input(0), y = call.input(1), kernel = call.input(2);
  if (!call.ok()) return;
  if (!fits(dy) || !fits(kernel) || kernel.size(0) != kernel.size(1) || kernel.size(3) != dy.size(3) ||
      (y.count() != 0 && y.count() != dy.count()))
    return call.fail("AssayConv2DInputGradient: gradient, outputs and kernel do not fit together");
  const int rest = before + after - kernel.size(0) + 1;
  const Convolution of = {dy.size(0),     dy.size(1) - rest, dy.size(2) - rest, kernel.size(2), kernel.size(3),
                          kernel.size(0), before,            dy.size(1),        dy.size(2)};
  if (!check(call, of)) return;
  const Tensor dx = call.output(0, {of.images, of.height, of.width, of.channels});
  if (!call.ok()) return;
  const OutputGradient gradient = {dy.data(), y.data_if_any()};
  call.compute([&] { return input_gradient(of, gradient, kernel.data(), dx.data()); },
               [&] { direct::input_gradient(of, gradient, kernel.data(), dx.data()); });
}

void kernel_gradient_operation(void* kernel_attributes, TF_OpKernelContext* context) {
  const auto& [before, after, size, relu] = *static_cast<const Attributes*>(kernel_attributes);
  Call call(context);
  const Tensor x = call.input(0), dy = call.input(1), y = call.input(2);
  if (!call.ok()) return;
  const int rest = before + after - size + 1;
  if (!fits(x) || !fits(dy) || x.size(0) != dy.size(0) || x.size(1) + rest != dy.size(1) || x.size(2) + rest != dy.size(2) ||
      (y.count() != 0 && y.count() != dy.count()))
    return call.fail("AssayConv2DKernelGradient: images, gradient and outputs do not fit together");
  const Convolution of = {x.size(0), x.size(1), x.size(2), x.size(3), dy.size(3), size, before, dy.size(1), dy.size(2)};
  if (!check(call, of)) return;
  const Tensor dkernel = call.output(0, {of.kernel, of.kernel, of.channels, of.filters});
  if (!call.ok()) return;
  const Tensor dbias = call.output(1, {of.filters});
  if (!call.ok()) return;
  const OutputGradient gradient = {dy.data(), y.data_if_any()};
  call.compute([&] { return kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data()); },
               [&] { direct::kernel_gradient(of, x.data(), gradient, dkernel.data(), dbias.data()); });
}

struct Declaration {
  const char* name;
  std::initializer_list<const char*> inputs, outputs, attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
};

/** The empty string, or why TensorFlow does not take the operation. */
std::string declare(const Declaration& operation) {
  Status status;
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, [](TF_ShapeInferenceContext* context, TF_Status* outcome) {
    TF_ShapeInferenceContextSetUnknownShape(context, outcome);
  });
  TF_RegisterOpDefinition(definition, status);
  if (status.ok()) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(operation.name, "CPU", operation.create, operation.compute, destroy);
    TF_RegisterKernelBuilder(operation.name, kernel, status);
  }
  return status.ok() ? "" : std::string(operation.name) + ": " + TF_Message(status);
}

}  // namespace

std::string declare_operations() {
  const Declaration operations[] = {
      {"AssayConv2D",
       {"x: float", "kernel: float", "bias: float"},
       {"y: float"},
       {"before: int", "after: int", "relu: bool"},
       create<Operation::forward>,
       forward_operation},
      {"AssayConv2DInputGradient",
       {"dy: float", "y: float", "kernel: float"},
       {"dx: float"},
       {"before: int", "after: int"},
       create<Operation::input_gradient>,
       input_gradient_operation},
      {"AssayConv2DKernelGradient",
       {"x: float", "dy: float", "y: float"},
       {"dkernel: float", "dbias: float"},
       {"before: int", "after: int", "size: int"},
       create<Operation::kernel_gradient>,
       kernel_gradient_operation},
  };
  std::string problems;
  for (const Declaration& operation : operations) {
    const std::string problem = declare(operation);
    if (!problem.empty()) problems += (problems.empty() ? "" : "; ") + problem;
  }
  return problems;
}

}  // namespace assay
