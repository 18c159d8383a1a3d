#pragma once

#include <string>
#include <vector>

#include "operation.h"

namespace assay {

std::vector<Declaration> convolution_operations();
std::vector<Declaration> pooling_operations();
std::vector<Declaration> dropout_operations();

/**
 * Makes all operations known to TensorFlow, once per process.
 *
 * @returns the empty string, or why TensorFlow does not take them
 */
std::string declare_operations();

}  // namespace assay
