// A Node addon for what JavaScript cannot do itself while TensorFlow is loaded and asked what it is:
//
// - silence() and restore(): close standard error for a moment. TensorFlow writes two lines there from static
//   initializers, which no setting of its own prevents and which would break progress displays.
// - load(path): load a shared library by its absolute path, before the binding asks for it by its name only. The loader
//   then takes this one, wherever LD_LIBRARY_PATH leads.
// - capture() and captured(): what is printed on standard output in between, as text. oneDNN tells its instruction set so.
// - oneDNN(): TensorFlow's own answer to whether it uses oneDNN's kernels; undefined where the library does not have it.

#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdio>
#include <string>

static int kept_error = -1;
static int kept_output = -1;
static FILE* output = nullptr;

// Makes `descriptor` lead to `to`, and returns where it led before, or -1.
static int Redirect(int descriptor, int to) {
  const int kept = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (kept != -1) dup2(to, descriptor);
  return kept;
}

static napi_value Silence(napi_env, napi_callback_info) {
  if (kept_error != -1) return nullptr;
  const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing == -1) return nullptr;
  kept_error = Redirect(STDERR_FILENO, nothing);
  close(nothing);
  return nullptr;
}

static napi_value Restore(napi_env, napi_callback_info) {
  if (kept_error == -1) return nullptr;
  dup2(kept_error, STDERR_FILENO);
  close(kept_error);
  kept_error = -1;
  return nullptr;
}

static napi_value Load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  char path[4096];
  size_t length = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count != 1 || napi_get_value_string_utf8(env, argument, path, sizeof path, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "load() takes a path");
    return nullptr;
  }
  // It stays loaded: nobody closes it.
  if (dlopen(path, RTLD_LAZY | RTLD_GLOBAL) == nullptr) napi_throw_error(env, nullptr, dlerror());
  return nullptr;
}

static napi_value Capture(napi_env, napi_callback_info) {
  if (kept_output != -1) return nullptr;
  output = tmpfile();
  if (output == nullptr) return nullptr;
  fflush(stdout);
  kept_output = Redirect(STDOUT_FILENO, fileno(output));
  return nullptr;
}

static napi_value Captured(napi_env env, napi_callback_info) {
  std::string text;
  if (kept_output != -1) {
    fflush(stdout);
    dup2(kept_output, STDOUT_FILENO);
    close(kept_output);
    kept_output = -1;
    rewind(output);
    char piece[1024];
    for (size_t length; (length = fread(piece, 1, sizeof piece, output)) > 0;) text.append(piece, length);
  }
  if (output != nullptr) fclose(output);
  output = nullptr;
  napi_value result;
  napi_create_string_utf8(env, text.data(), text.size(), &result);
  return result;
}

static napi_value OneDnn(napi_env env, napi_callback_info) {
  napi_value result = nullptr;
  const auto ask = reinterpret_cast<bool (*)()>(dlsym(RTLD_DEFAULT, "_ZN10tensorflow12IsMKLEnabledEv"));
  if (ask != nullptr) napi_get_boolean(env, ask(), &result);
  return result;
}

static void Export(napi_env env, napi_value exports, const char* name, napi_callback call) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, call, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

NAPI_MODULE_INIT() {
  Export(env, exports, "silence", Silence);
  Export(env, exports, "restore", Restore);
  Export(env, exports, "load", Load);
  Export(env, exports, "capture", Capture);
  Export(env, exports, "captured", Captured);
  Export(env, exports, "oneDNN", OneDnn);
  return exports;
}
