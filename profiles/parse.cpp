// One profile document: text in, a profile or every problem of it out. Alone in using simdjson.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/nearest_name.hpp"
#include "profiles/found_text.hpp"
#include "profiles/limits.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

using simdjson::dom::element;
using namespace profile_limits;

std::string shown(element value) {
  const std::string text = simdjson::minify(value);
  return shorten_found(text);
}

/// A member that we know: how to read it, and what to say when it is not there.
struct member {
  std::string_view key;
  bool required;
  std::string expected;
  std::function<void(element, const std::string&)> read;
};

class reader {
 public:
  explicit reader(std::string_view file) : file_(file) {}

  void report(std::string pointer, std::string found, std::string expected) {
    problems_.push_back({file_, std::move(pointer), std::move(found), std::move(expected)});
  }
  std::vector<profile_problem> take() { return std::move(problems_); }
  std::vector<unknown_member> take_unknown() { return std::move(unknown_); }

  /// Goes through the members as they stand, so problems come in document order; a missing member
  /// is told after those that are there. Unknown members are somebody else's: noted, left alone.
  void object(element value, const std::string& pointer, const std::string& expected,
              const std::vector<member>& members) {
    simdjson::dom::object fields;
    if (value.get(fields)) return report(pointer, shown(value), expected);
    std::vector<bool> seen(members.size());
    for (const auto field : fields) {
      const auto known = std::find_if(members.begin(), members.end(),
                                      [&](const member& m) { return m.key == field.key; });
      if (known == members.end()) {
        note_unknown(pointer, field.key, members);
        continue;
      }
      const std::string here = fmt::format("{}/{}", pointer, known->key);
      const auto index = static_cast<std::size_t>(known - members.begin());
      if (seen[index]) {
        report(here, "the same member a second time", "each member once");
        continue;
      }
      seen[index] = true;
      if (field.value.is_null() && !known->required) continue;
      known->read(field.value, here);
    }
    for (std::size_t i = 0; i < members.size(); ++i)
      if (members[i].required && !seen[i])
        report(fmt::format("{}/{}", pointer, members[i].key), "nothing", members[i].expected);
  }

  void note_unknown(const std::string& pointer, std::string_view key,
                    const std::vector<member>& members) {
    std::vector<std::string> names;
    for (const member& m : members) names.emplace_back(m.key);
    const std::string inside = every_item(pointer);
    const auto near = nearest_name(key, names);
    unknown_member stranger{fmt::format("{}/{}", inside, shorten_found(key)),
                            near ? fmt::format("{}/{}", inside, *near) : "", file_, 1};
    const bool noted = std::any_of(unknown_.begin(), unknown_.end(), [&](const auto& other) {
      return other.pointer == stranger.pointer;
    });
    if (!noted && unknown_.size() < most_items) unknown_.push_back(std::move(stranger));
  }

  template <class Read>
  member list(std::string_view key, std::size_t most, const char* of, Read read) {
    std::string expected = fmt::format("a list of at most {} {}", most, of);
    return {key, false, expected,
            [this, most, expected, read](element value, const std::string& at) {
              simdjson::dom::array items;
              if (value.get(items)) return report(at, shown(value), expected);
              if (items.size() > most)  // saturates far above any limit of ours
                return report(at, fmt::format("a list of {}", items.size()), expected);
              std::size_t index = 0;
              for (const element item : items) read(item, fmt::format("{}/{}", at, index++));
            }};
  }

  member text(std::string_view key, bool required, std::string& out, std::size_t most) {
    std::string expected = required ? fmt::format("text of 1 to {} characters, not blank", most)
                                    : fmt::format("text of at most {} characters", most);
    return {key, required, expected,
            [this, required, &out, most, expected](element value, const std::string& at) {
              std::string_view said;
              if (value.get(said)) return report(at, shown(value), expected);
              if (const auto size = code_points(said); size > most)
                return report(at, fmt::format("{} characters: {}", size, shown(value)), expected);
              if (required && said.find_first_not_of(" \t\r\n") == std::string_view::npos)
                return report(at, shown(value), expected);
              out = said;
            }};
  }

  /// Out is a double, an int, or an optional of either.
  template <class Out>
  member number(std::string_view key, bool required, Out& out, double low, double high) {
    std::string expected = fmt::format("a number from {} to {}", low, high);
    return {key, required, expected,
            [this, &out, low, high, expected](element value, const std::string& at) {
              double said = 0;
              if (!value.is_number() || value.get(said) || !(said >= low && said <= high))
                return report(at, shown(value), expected);
              out = said;
            }};
  }

  template <class Out>
  member whole(std::string_view key, bool required, Out& out, int low, int high) {
    std::string expected = fmt::format("a whole number from {} to {}", low, high);
    return {key, required, expected,
            [this, &out, low, high, expected](element value, const std::string& at) {
              double said = 0;  // exact for every whole number in our ranges; 36.0 is one too
              if (!value.is_number() || value.get(said) || !(said >= low && said <= high) ||
                  said != std::floor(said))
                return report(at, shown(value), expected);
              out = static_cast<int>(said);
            }};
  }

 private:
  std::string file_;
  std::vector<profile_problem> problems_;
  std::vector<unknown_member> unknown_;
};

bool is_customer_id(std::string_view id) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
  return !id.empty() && id.size() <= id_characters &&
         id.find_first_not_of(allowed) == std::string_view::npos;
}

member customer_id(reader& in, std::string& out) {
  std::string expected =
      fmt::format("text of 1 to {} characters of A-Z a-z 0-9 . _ : -", id_characters);
  return {"customer_id", true, expected,
          [&in, &out, expected](element value, const std::string& at) {
            std::string_view said;
            if (value.get(said) || !is_customer_id(said))
              return in.report(at, shown(value), expected);
            out = said;
          }};
}

member true_or_false(reader& in, std::string_view key, bool& out) {
  return {key, true, "true or false", [&in, &out](element value, const std::string& at) {
            if (value.get(out)) in.report(at, shown(value), "true or false");
          }};
}

member cohort_member(reader& in, cohort& out) {
  std::string expected =
      R"({"vocal": true|false, "satisfied": true|false}, or one of "vocal_satisfecho", )"
      R"("vocal_insatisfecho", "no_vocal_satisfecho", "no_vocal_insatisfecho")";
  return {"cohort", true, expected, [&in, &out, expected](element value, const std::string& at) {
            if (value.is_object()) {
              bool vocal = false, satisfied = false;
              in.object(
                  value, at, expected,
                  {true_or_false(in, "vocal", vocal), true_or_false(in, "satisfied", satisfied)});
              out = make_cohort(vocal, satisfied);
              return;
            }
            std::string_view name;
            const auto named = value.get(name) ? std::nullopt : cohort_from(name);
            if (!named) return in.report(at, shown(value), expected);
            out = *named;
          }};
}

member section(reader& in, std::string_view key, std::vector<member> members) {
  return {key, true, "an object",
          [&in, members = std::move(members)](element value, const std::string& at) {
            in.object(value, at, "an object", members);
          }};
}

void read_ticket(reader& in, element value, const std::string& at, customer_history& out) {
  ticket one;
  in.object(value, at, "an object with issue, sentiment and last_touch_days",
            {in.text("issue", true, one.issue, issue_characters),
             in.number("sentiment", true, one.sentiment, -1, 1),
             in.whole("last_touch_days", true, one.last_touch_days, 0, most_days)});
  out.tickets.push_back(std::move(one));
}

void read_message(reader& in, element value, const std::string& at, customer_history& out) {
  past_message one;
  member role = {"role", true, R"("customer" or "agent")",
                 [&](element said, const std::string& here) {
                   std::string_view name;
                   if (said.get(name) || (name != "customer" && name != "agent"))
                     return in.report(here, shown(said), R"("customer" or "agent")");
                   one.role = name;
                 }};
  in.object(value, at, "an object with role and content",
            {role, in.text("content", true, one.content, content_characters)});
  out.messages.push_back(std::move(one));
}

void read_profile(reader& in, element root, customer_profile& out) {
  persona& who = out.persona;
  purchase_info& bought = out.purchase;
  customer_history& past = out.history;
  in.object(
      root, "", "an object with the members of a customer profile",
      {customer_id(in, out.customer_id), cohort_member(in, out.cohort),
       section(in, "persona",
               {in.text("name", true, who.name, name_characters),
                in.whole("age", false, who.age, youngest, oldest),
                in.text("location", false, who.location, name_characters),
                in.text("bio", false, who.bio, content_characters)}),
       section(in, "purchase",
               {in.text("vehicle", true, bought.vehicle, name_characters),
                in.number("price", true, bought.price, 0, highest_price),
                in.whole("last_purchase_days", true, bought.last_purchase_days, 0, most_days),
                in.text("channel", false, bought.channel, word_characters)}),
       section(in, "history",
               {in.whole("past_nps", false, past.past_nps, 0, 10),
                in.list("tickets", most_items, "tickets",
                        [&](element v, const std::string& at) { read_ticket(in, v, at, past); }),
                in.list("messages", most_items, "messages",
                        [&](element v, const std::string& at) { read_message(in, v, at, past); })}),
       section(in, "risk_signals",
               {in.number("churn_est", false, out.risk.churn_est, 0, 1),
                in.text("value_segment", false, out.risk.value_segment, word_characters)})});
}

void report_unreadable(reader& in, simdjson::error_code error, std::string_view text) {
  if (error == simdjson::EMPTY) return in.report("", "an empty file", "one JSON object");
  const auto at = where_json_breaks(text);
  const std::string where = at ? " (" + place_of(text, *at) + ")" : "";
  if (error == simdjson::UTF8_ERROR)
    return in.report("", "bytes that are not UTF-8" + where, "JSON in UTF-8");
  in.report("",
            at ? "text that is not JSON" + where
               : fmt::format("text that is not JSON: {}", simdjson::error_message(error)),
            "one complete JSON object");
}

}  // namespace

parsed_profile parse_profile(std::string_view text, std::string_view file) {
  reader in(file);
  if (text.size() > file_bytes) {
    in.report("", fmt::format("{} bytes", text.size()),
              fmt::format("at most {} bytes", file_bytes));
    return {std::nullopt, in.take()};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const auto at = where_too_deep(text, levels)) {
    in.report("", fmt::format("nesting that is too deep ({})", place_of(text, *at)),
              fmt::format("at most {} levels", levels));
    return {std::nullopt, in.take()};
  }
  if (text.empty()) {  // simdjson may not be given a null pointer, which an empty view may hold
    report_unreadable(in, simdjson::EMPTY, text);
    return {std::nullopt, in.take()};
  }
  simdjson::dom::parser parser;
  element root;
  if (const auto error = parser.parse(text.data(), text.size()).get(root)) {
    report_unreadable(in, error, text);
    return {std::nullopt, in.take()};
  }
  customer_profile profile;
  read_profile(in, root, profile);
  auto problems = in.take();
  if (!problems.empty()) return {std::nullopt, std::move(problems), in.take_unknown()};
  return {std::move(profile), {}, in.take_unknown()};
}

}  // namespace parley
