import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// stages/load/downloads.js
var FASHION = [
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
  "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
];
var KMNIST = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/", "https://codh.rois.ac.jp/kmnist/dataset/kmnist/"];
var EMNIST = ["https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"];
var CIFAR = ["https://www.cs.toronto.edu/~kriz/", "http://www.cs.toronto.edu/~kriz/"];
var STL10 = ["http://ai.stanford.edu/~acoates/stl10/", "https://cs.stanford.edu/~acoates/stl10/"];
var SVHN = ["http://ufldl.stanford.edu/housenumbers/", "https://ufldl.stanford.edu/housenumbers/"];
var DOWNLOADS = [
  {
    name: "fashion-mnist",
    root: "data/fashion-mnist",
    licence: "MIT (Zalando)",
    files: [
      file("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", FASHION),
      file("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", FASHION),
      file("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", FASHION),
      file("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", FASHION)
    ]
  },
  {
    name: "kmnist",
    root: "data/kmnist",
    licence: "CC BY-SA 4.0 (CODH)",
    files: [
      file("train-images-idx3-ubyte.gz", 18165135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4", KMNIST),
      file("train-labels-idx1-ubyte.gz", 29497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17", KMNIST),
      file("t10k-images-idx3-ubyte.gz", 3041136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5", KMNIST),
      file("t10k-labels-idx1-ubyte.gz", 5120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c", KMNIST)
    ]
  },
  {
    name: "emnist",
    root: "data/emnist",
    licence: "none stated (NIST)",
    files: [file("gzip.zip", 561753746, "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e", EMNIST)]
  },
  {
    name: "cifar10",
    root: "data/cifar10",
    licence: "none stated (University of Toronto)",
    files: [
      file("cifar-10-binary.tar.gz", 170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", CIFAR)
    ]
  },
  {
    name: "cifar100",
    root: "data/cifar100",
    licence: "none stated (University of Toronto)",
    files: [
      file("cifar-100-binary.tar.gz", 168513733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", CIFAR)
    ]
  },
  {
    name: "stl10",
    root: "data/stl10",
    licence: "none stated (from ImageNet)",
    files: [
      file("stl10_binary.tar.gz", 2640397119, "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866", STL10)
    ]
  },
  {
    name: "svhn",
    root: "data/svhn",
    licence: "non-commercial use only",
    files: [
      file("train_32x32.mat", 182040794, "md5:e26dedcc434d2e4c54c9b2d4a06d8373", SVHN),
      file("test_32x32.mat", 64275384, "md5:eb5a983be6a315427106f1b164d9cef3", SVHN)
    ]
  }
];
function file(name, bytes, digest, mirrors) {
  const urls = mirrors.map((mirror) => `${mirror}${name}`);
  return { name, bytes, digest: digest.includes(":") ? digest : `sha256:${digest}`, urls };
}

export {
  DOWNLOADS
};
