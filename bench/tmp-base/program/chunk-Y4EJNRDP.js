import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// nn/backends/backend.js
var BackendUnavailable = class extends Error {
  name = "BackendUnavailable";
  backend;
  constructor(backend, message, options) {
    super(message, options);
    this.backend = backend;
  }
};
async function loadBackend(name, options) {
  if (name === "tensorflow") {
    const { loadTensorflow } = await import("./tensorflow-DTX3DVRP.js");
    return loadTensorflow(options);
  }
  const { loadPortable } = await import("./portable-YOVOF5IZ.js");
  return loadPortable();
}

export {
  BackendUnavailable,
  loadBackend
};
