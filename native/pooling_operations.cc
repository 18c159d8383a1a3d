// pooling.h as operations of TensorFlow:
//
//     AssayMaxPool(x) -> y
//     AssayMaxPoolGradient(x, dy) -> dx
//
// Attributes, for rows and for columns: `size` of the window, `stride`, and `before`: what of the first window lies outside; `out`:
// the rows and columns of the result.
#include "operation.h"
#include "operations.h"
#include "pooling.h"

namespace assay {
namespace {

struct Windows {
  int rows, columns, row_stride, column_stride, rows_before, columns_before, out_rows, out_columns;
  explicit Windows(Construction& from)
      : rows(from.integer("rows")),
        columns(from.integer("columns")),
        row_stride(from.integer("row_stride")),
        column_stride(from.integer("column_stride")),
        rows_before(from.integer("rows_before")),
        columns_before(from.integer("columns_before")),
        out_rows(from.integer("out_rows")),
        out_columns(from.integer("out_columns")) {}
};

Pooling pooling_of(const Windows& windows, const Tensor& x) {
  return {x.size(0),          x.size(1),          x.size(2),           x.size(3),           windows.out_rows, windows.out_columns, windows.rows,
          windows.columns,    windows.row_stride, windows.column_stride, windows.rows_before, windows.columns_before};
}

/** Reports images that are none, or that some window does not meet. */
bool check(Call& call, const Windows& windows, const Tensor& x) {
  const auto meets = [](int size, int stride, int before, int out, int length) {
    return size > before && before >= 0 && stride > 0 && out > 0 && int64_t{out - 1} * stride - before < length;
  };
  if (x.rank() != 4 || x.count() == 0 ||
      !meets(windows.rows, windows.row_stride, windows.rows_before, windows.out_rows, x.size(1)) ||
      !meets(windows.columns, windows.column_stride, windows.columns_before, windows.out_columns, x.size(2)))
    call.fail("AssayMaxPool: images and windows do not fit together");
  return call.ok();
}

void forward(const Windows& windows, Call& call) {
  const Tensor x = call.input(0);
  if (!call.ok() || !check(call, windows, x)) return;
  const Pooling of = pooling_of(windows, x);
  const Tensor y = call.output(0, {of.images, of.out_height, of.out_width, of.channels});
  if (call.ok()) call.compute([&] { max_pool(of, x.data(), y.data()); });
}

void gradient(const Windows& windows, Call& call) {
  const Tensor x = call.input(0), dy = call.input(1);
  if (!call.ok() || !check(call, windows, x)) return;
  const Pooling of = pooling_of(windows, x);
  if (dy.count() != int64_t{of.images} * of.out_height * of.out_width * of.channels)
    return call.fail("AssayMaxPoolGradient: the gradient has another size than the result");
  const Tensor dx = call.output(0, {of.images, of.height, of.width, of.channels});
  if (call.ok()) call.compute([&] { max_pool_gradient(of, x.data(), dy.data(), dx.data()); });
}

}  // namespace

std::vector<Declaration> pooling_operations() {
  const std::vector<const char*> attributes = {"rows: int",        "columns: int",        "row_stride: int", "column_stride: int",
                                               "rows_before: int", "columns_before: int", "out_rows: int",   "out_columns: int"};
  return {
      declaration<Windows, forward>("AssayMaxPool", {"x: float"}, {"y: float"}, attributes),
      declaration<Windows, gradient>("AssayMaxPoolGradient", {"x: float", "dy: float"}, {"dx: float"}, attributes),
  };
}

}  // namespace assay
