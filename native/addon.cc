// What Node loads: `start(threads)` makes the operations known to the TensorFlow that is loaded already.
#include <node_api.h>

#include <string>

#include "operations.h"
#include "vectors.h"
#include "workers.h"

namespace {

/** start(threads): returns the numbers in one register, by which the caller sees what this was compiled for. */
napi_value Start(napi_env env, napi_callback_info info) {
  static bool started = false;
  size_t count = 1;
  napi_value argument = nullptr;
  int32_t threads = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count != 1 || napi_get_value_int32(env, argument, &threads) != napi_ok || threads < 1) {
    napi_throw_type_error(env, nullptr, "start() takes a number of threads");
    return nullptr;
  }
  assay::use_threads(threads);
  const std::string problem = started ? "" : assay::declare_operations();
  started = true;
  if (!problem.empty()) napi_throw_error(env, nullptr, problem.c_str());
  napi_value lanes = nullptr;
  napi_create_int32(env, assay::LANES, &lanes);
  return lanes;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function = nullptr;
  napi_create_function(env, "start", NAPI_AUTO_LENGTH, Start, nullptr, &function);
  napi_set_named_property(env, exports, "start", function);
  return exports;
}
