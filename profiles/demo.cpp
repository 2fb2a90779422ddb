#include "profiles/demo.hpp"

#include "profiles/collect.hpp"

namespace parley {

loaded_profiles demo_profiles() {
  profile_collector collector;
  for (const embedded_file& file : demo_profile_files())
    collector.add(file.bytes, std::string(file.name));
  return collector.take();
}

}  // namespace parley
