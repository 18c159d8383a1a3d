export const digests = {
  "autoencode": {
    "digest": "sha256:de235d602d3381e729047bab336ac9102b4021c89543a282719abe180e59b1da",
    "packages": {
      "@tensorflow/tfjs": "4.22.0",
      "@tensorflow/tfjs-backend-wasm": "4.22.0",
      "@tensorflow/tfjs-core": "4.22.0",
      "@tensorflow/tfjs-node": "4.22.0",
      "csv-stringify": "6.9.0",
      "pure-rand": "8.4.2",
      "sharp": "0.35.5"
    }
  },
  "command": {
    "digest": "sha256:a1c645b41bc5cf446fc955fd5512e90f3a03d38cea1dd570500d52fb0d0fdf61",
    "packages": {
      "tinyglobby": "0.2.17"
    }
  },
  "extract-filters": {
    "digest": "sha256:db5e7c389865f354c2f57c1b0137c96d0c5e730883c42f80208cad0132d267c7",
    "packages": {
      "fastest-levenshtein": "1.0.16"
    }
  },
  "load": {
    "digest": "sha256:4a0a9b329805fbe6afd34a2d3388c0c6b3bd03fab04bfcf84534a75386699c65",
    "packages": {
      "pure-rand": "8.4.2",
      "sharp": "0.35.5"
    }
  },
  "similarity": {
    "digest": "sha256:baa91893a437584869cf0925b3f2c6eeddaed46a2698683ab338c0ed5136eb75",
    "packages": {
      "csv-stringify": "6.9.0",
      "pure-rand": "8.4.2"
    }
  },
  "train": {
    "digest": "sha256:ca41105082ec8cd10b7f4da0c7189ef004f565ba257ba8108aed69bc11d9c0be",
    "packages": {
      "@tensorflow/tfjs": "4.22.0",
      "@tensorflow/tfjs-backend-wasm": "4.22.0",
      "@tensorflow/tfjs-core": "4.22.0",
      "@tensorflow/tfjs-node": "4.22.0",
      "csv-stringify": "6.9.0",
      "pure-rand": "8.4.2"
    }
  },
  "visualize": {
    "digest": "sha256:42f28d299e17a69d82dfb40eacdc4733399628635149e32842819f9424dfb9db",
    "packages": {
      "csv-stringify": "6.9.0",
      "sharp": "0.35.5",
      "vega": "6.4.0",
      "vega-lite": "6.4.3"
    }
  }
};
export const rules = "sha256:c132b4f714fefd9b607d70e3fb3e5d47d74c2c87128f2c939536cabc906476fe";
