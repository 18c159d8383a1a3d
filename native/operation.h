// How an operation of TensorFlow is written here: through its C interface alone, so that one build serves every TensorFlow whose C
// interface has not changed.
#pragma once

#include <climits>
#include <cstdint>
#include <mutex>
#include <new>
#include <string>
#include <vector>

#include "tensorflow.h"

namespace assay {

/** One operation at a time: they share threads and memory. */
inline std::mutex computing;

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
  uint8_t* bytes() const { return static_cast<uint8_t*>(TF_TensorData(tensor_)); }
  uint8_t* bytes_if_any() const { return count() == 0 ? nullptr : bytes(); }
  const int32_t* integers() const { return static_cast<const int32_t*>(TF_TensorData(tensor_)); }
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
  Tensor output(int index, const int64_t (&shape)[rank], TF_DataType type = TF_FLOAT) {
    int64_t count = 1;
    for (const int64_t size : shape) count *= size;
    return Tensor(TF_AllocateOutput(context_, index, type, shape, rank, count * (type == TF_FLOAT ? sizeof(float) : 1), status_));
  }
  /** Of the same shape. */
  Tensor output_like(int index, const Tensor& other) {
    std::vector<int64_t> shape(other.rank());
    for (int axis = 0; axis < other.rank(); axis++) shape[axis] = other.size(axis);
    return Tensor(TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), other.rank(), other.count() * sizeof(float), status_));
  }
  bool ok() const { return status_.ok(); }
  void fail(const std::string& message) { status_.fail(TF_INVALID_ARGUMENT, message); }

  template <class Work>
  void compute(Work work) {
    const std::lock_guard<std::mutex> lock(computing);
    try {
      work();
    } catch (const std::bad_alloc&) {
      status_.fail(TF_RESOURCE_EXHAUSTED, "There is no memory for an operation");
    }
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
};

/** The attributes of an operation of a graph, while they are read. */
class Construction {
 public:
  explicit Construction(TF_OpKernelConstruction* construction) : construction_(construction) {}
  ~Construction() {
    if (!status_.ok()) TF_OpKernelConstruction_Failure(construction_, status_);
  }
  int integer(const char* name) {
    int32_t value = 0;
    if (status_.ok()) TF_OpKernelConstruction_GetAttrInt32(construction_, name, &value, status_);
    return value;
  }
  float number(const char* name) {
    float value = 0;
    if (status_.ok()) TF_OpKernelConstruction_GetAttrFloat(construction_, name, &value, status_);
    return value;
  }
  bool boolean(const char* name) {
    unsigned char value = 0;
    if (status_.ok()) TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status_);
    return value != 0;
  }

 private:
  TF_OpKernelConstruction* construction_;
  Status status_;
};

/** What TensorFlow is told of an operation. */
struct Declaration {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  /** Makes what `compute` and `destroy` get first. */
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*destroy)(void*);
};

/** The declaration of an operation whose attributes are an `Attributes`, which a `Construction` makes. */
template <class Attributes, void compute(const Attributes&, Call&)>
Declaration declaration(const char* name, std::vector<const char*> inputs, std::vector<const char*> outputs,
                        std::vector<const char*> attributes) {
  return {name,
          inputs,
          outputs,
          attributes,
          [](TF_OpKernelConstruction* construction) -> void* {
            Construction from(construction);
            return new Attributes(from);
          },
          [](void* read, TF_OpKernelContext* context) {
            Call call(context);
            compute(*static_cast<const Attributes*>(read), call);
          },
          [](void* read) { delete static_cast<Attributes*>(read); }};
}

}  // namespace assay
