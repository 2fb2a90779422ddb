#include <set>

#include "config/registry.hpp"

namespace parley {

std::vector<setting_change> diff_settings(const settings& before, const settings& after) {
  // A model that only one side names has on the other side what held for it there.
  settings old_values = before, new_values = after;
  std::vector<setting_change> changes;
  for (const setting_row& row : setting_rows()) {
    std::set<std::string> names = {""};
    if (row.is_family()) {
      const auto old_names = family_names(before, row.family());
      const auto new_names = family_names(after, row.family());
      names = {old_names.begin(), old_names.end()};
      names.insert(new_names.begin(), new_names.end());
    }
    for (const std::string& name : names) {
      if (row.is_family()) {
        ensure_entry(old_values, row.family(), name);
        ensure_entry(new_values, row.family(), name);
      }
      std::string was = row.get(old_values, name), is = row.get(new_values, name);
      if (was != is)
        changes.push_back({row.key_for(name), std::move(was), std::move(is), row.info.live});
    }
  }
  return changes;
}

}  // namespace parley
