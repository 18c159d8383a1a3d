#include "operations.h"

namespace assay {
namespace {

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
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(operation.name, "CPU", operation.create, operation.compute, operation.destroy);
    TF_RegisterKernelBuilder(operation.name, kernel, status);
  }
  return status.ok() ? "" : std::string(operation.name) + ": " + TF_Message(status);
}

}  // namespace

std::string declare_operations() {
  std::string problems;
  for (const auto& operations : {convolution_operations(), pooling_operations(), dropout_operations()})
    for (const Declaration& operation : operations) {
      const std::string problem = declare(operation);
      if (!problem.empty()) problems += (problems.empty() ? "" : "; ") + problem;
    }
  return problems;
}

}  // namespace assay
