// Bytes that arrived and were not yet consumed, in one contiguous piece; kept with the connection.
// Must not know: what the bytes mean.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace parley::http {

class byte_buffer {
 public:
  std::string_view data() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }

  /// Room for at least `size` more bytes after data(); invalidates earlier views.
  char* prepare(std::size_t size) {
    if (capacity_ - end_ >= size) return bytes_.get() + end_;
    const std::size_t kept = end_ - begin_;
    if (capacity_ >= kept + size) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, kept);
    } else {
      std::size_t capacity = std::max(kept + size, capacity_ * 2);
      auto larger = spare_for(capacity);
      if (kept > 0) std::memcpy(larger.get(), bytes_.get() + begin_, kept);
      bytes_ = std::move(larger);
      capacity_ = capacity;
    }
    begin_ = 0;
    end_ = kept;
    return bytes_.get() + end_;
  }
  std::size_t room() const { return capacity_ - end_; }
  void commit(std::size_t size) { end_ += size; }
  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  /// Gives the memory back when nothing is held: a waiting connection should be small.
  void release_if_empty() {
    if (!empty()) return;
    if (capacity_ == usual) spare() = std::move(bytes_);
    bytes_.reset();
    begin_ = end_ = capacity_ = 0;
  }

 private:
  // What one connection gives back the next one takes: of thousands that read in turn, each would
  // ask the allocator for a block this large at every piece of its reply.
  static constexpr std::size_t usual = 16 * 1024;
  static std::unique_ptr<char[]>& spare() {
    thread_local std::unique_ptr<char[]> block;
    return block;
  }
  static std::unique_ptr<char[]> spare_for(std::size_t& capacity) {
    if (capacity > usual) return std::make_unique_for_overwrite<char[]>(capacity);
    capacity = usual;
    if (spare()) return std::move(spare());
    return std::make_unique_for_overwrite<char[]>(usual);
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace parley::http
