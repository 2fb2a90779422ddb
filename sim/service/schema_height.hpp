// How deep the shallowest document of each part of a schema is: what ends recursion.
// Must not know: how documents are made.
#pragma once

#include <boost/json/object.hpp>
#include <map>

namespace parley::sim::service {

/// Heights of every subschema that can be reached from a root; unreachable or endless: `endless`.
class schema_heights {
 public:
  static constexpr int endless = 1'000'000;
  explicit schema_heights(const boost::json::object& root);
  int of(const boost::json::value& schema) const;

 private:
  void collect(const boost::json::value& schema, int depth);
  int measure(const boost::json::object& schema) const;
  const boost::json::object& root_;
  // Keyed by address: never iterated into output, only to a fixed point.
  std::map<const boost::json::object*, int> heights_;
};

}  // namespace parley::sim::service
