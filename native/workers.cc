#include "workers.h"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace assay {
namespace {

/** Looks at a number so often before a thread sleeps: waking one takes as long as a small convolution. */
constexpr int SPINS = 2000;
constexpr size_t HUGE_PAGE = 2u << 20;

/** Two threads may share a core: who only waits leaves it to the other. */
inline void relax() {
#ifdef __x86_64__
  _mm_pause();
#endif
}

/** Flushes denormal numbers to zero while it lives. */
class FlushDenormals {
 public:
#ifdef __x86_64__
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | _MM_FLUSH_ZERO_ON | 0x0040 /* denormals are zero */); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#elif defined(__aarch64__)
  FlushDenormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" : : "r"(before_ | (1ull << 24)));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" : : "r"(before_)); }

 private:
  uint64_t before_;
#endif
};

/** On huge pages: the points of a tile lie far apart, and each would need an entry for an ordinary page of its own. */
class Memory {
 public:
  ~Memory() { free(at_); }
  float* get(size_t count) {
    const size_t bytes = (count * sizeof(float) + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    if (bytes <= bytes_) return at_;
    free(at_);
    bytes_ = 0;
    at_ = static_cast<float*>(aligned_alloc(HUGE_PAGE, bytes));
    if (at_ == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    madvise(at_, bytes, MADV_HUGEPAGE);
#endif
    bytes_ = bytes;
    return at_;
  }

 private:
  float* at_ = nullptr;
  size_t bytes_ = 0;
};

class Workers {
 public:
  explicit Workers(int count) : memory_((count + 1) * SLOTS), count_(count) {
    for (int id = 1; id < count; id++) threads_.emplace_back([this, id] { serve(id); });
  }
  ~Workers() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ending_ = true;
      round_.fetch_add(1);
    }
    begin_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  int count() const { return count_; }
  Memory& memory(int thread, int slot) { return memory_[(thread + 1) * SLOTS + slot]; }

  void run(const std::function<void(int)>& work) {
    const FlushDenormals flush;
    if (count_ == 1) return work(0);
    work_ = &work;
    left_.store(count_ - 1, std::memory_order_relaxed);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      round_.fetch_add(1, std::memory_order_release);
    }
    begin_.notify_all();
    work(0);
    for (int spin = 0; left_.load(std::memory_order_acquire) > 0; spin++)
      if (spin < SPINS)
        relax();
      else
        std::this_thread::yield();
  }

 private:
  void serve(int id) {
    const FlushDenormals flush;
    for (uint64_t seen = 0;;) {
      for (int spin = 0; spin < SPINS && round_.load(std::memory_order_acquire) == seen; spin++) relax();
      if (round_.load(std::memory_order_acquire) == seen) {
        std::unique_lock<std::mutex> lock(mutex_);
        begin_.wait(lock, [&] { return round_.load() != seen; });
      }
      seen = round_.load(std::memory_order_acquire);
      if (ending_) return;
      (*work_)(id);
      left_.fetch_sub(1, std::memory_order_release);
    }
  }

  std::vector<Memory> memory_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable begin_;
  std::atomic<uint64_t> round_{0};
  std::atomic<int> left_{0};
  const std::function<void(int)>* work_ = nullptr;
  const int count_;
  bool ending_ = false;
};

int wanted = 1;
// Never destroyed: at the end of the process the system ends the threads, and another thread may still compute.
Workers* workers = nullptr;

Workers& current() {
  if (workers == nullptr || workers->count() != wanted) {
    delete workers;
    workers = new Workers(wanted);
  }
  return *workers;
}

}  // namespace

void use_threads(int count) { wanted = std::max(1, count); }
int threads() { return wanted; }
void in_parallel(const std::function<void(int)>& work) { current().run(work); }
float* scratch(int thread, int slot, size_t count) { return current().memory(thread, slot).get(count); }

}  // namespace assay
