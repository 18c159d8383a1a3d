// dropout.h as an operation of TensorFlow:
//
//     AssayDropout(x, key) -> y
//
// `key`: two int32. Attributes: `rate`, and `scale`, by which the others grow.
#include "dropout.h"
#include "operation.h"
#include "operations.h"

namespace assay {
namespace {

struct Rate {
  float rate, scale;
  explicit Rate(Construction& from) : rate(from.number("rate")), scale(from.number("scale")) {}
};

void forward(const Rate& rate, Call& call) {
  const Tensor x = call.input(0), key = call.input(1);
  if (!call.ok()) return;
  if (key.count() != 2) return call.fail("AssayDropout: a key is two numbers");
  const Tensor y = call.output_like(0, x);
  if (!call.ok()) return;
  call.compute([&] { dropout(x.data(), x.count(), key.integers(), rate.rate, rate.scale, y.data()); });
}

}  // namespace

std::vector<Declaration> dropout_operations() {
  return {declaration<Rate, forward>("AssayDropout", {"x: float", "key: int32"}, {"y: float"}, {"rate: float", "scale: float"})};
}

}  // namespace assay
