// A Node addon that closes standard error for a moment, and opens it again. TensorFlow writes two lines there from
// static initializers while it is being loaded, which no setting of its own prevents, and which would break progress
// displays. JavaScript cannot redirect a file descriptor.

#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static int kept = -1;

static napi_value Close(napi_env, napi_callback_info) {
  if (kept != -1) return nullptr;
  const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing == -1) return nullptr;
  kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (kept != -1) dup2(nothing, STDERR_FILENO);
  close(nothing);
  return nullptr;
}

static napi_value Open(napi_env, napi_callback_info) {
  if (kept == -1) return nullptr;
  dup2(kept, STDERR_FILENO);
  close(kept);
  kept = -1;
  return nullptr;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "close", NAPI_AUTO_LENGTH, Close, nullptr, &function);
  napi_set_named_property(env, exports, "close", function);
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, Open, nullptr, &function);
  napi_set_named_property(env, exports, "open", function);
  return exports;
}
