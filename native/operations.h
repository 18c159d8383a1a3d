#pragma once

#include <string>

namespace assay {

/**
 * Makes the operations of operations.cc known to TensorFlow, once per process.
 *
 * @returns the empty string, or why TensorFlow does not take them
 */
std::string declare_operations();

}  // namespace assay
