#include "output/exports/export_table.hpp"

#include "output/exports/table_columns.hpp"

namespace parley {

std::string_view to_string(export_type type) {
  switch (type) {
    case export_type::integer:
      return "integer";
    case export_type::number:
      return "number";
    case export_type::text:
      return "string";
    case export_type::boolean:
      return "boolean";
    case export_type::timestamp:
      return "timestamp";
  }
  return "string";
}

std::span<const export_table> export_tables() {
  using namespace export_columns;
  static const export_table all[] = {
      {"calls", "a call to a model: what was asked, how it ended, what it cost", "v_calls", "call",
       calls},
      {"conversations", "a conversation", "conversations", "iteration, customer_id, replicate",
       conversations},
      {"transcripts", "a message, with how its conversation ended and was scored", "v_transcript",
       "iteration, customer_id, replicate, turn", transcripts},
      {"scores", "the judge's verdict on a conversation, with reward and lifetime value", "scores",
       "iteration, customer_id", scores},
      {"labels", "a person's scores of a conversation", "labels",
       "iteration, customer_id, side, rater", labels},
      {"label_sample", "a conversation that was drawn for people to score", "label_sample",
       "iteration, place, customer_id, side", label_sample},
      {"reports", "a cohort in an iteration, and all customers", "v_cohort", "iteration, cohort",
       reports},
      {"iterations", "an iteration: its prompt's author, results, cost, time", "v_iteration",
       "iteration", iterations},
      {"costs", "a role in an iteration: calls, tokens, money", "v_cost", "iteration, role", costs},
      {"prompts", "the prompt that an iteration ran with, who wrote it and why",
       "prompt_versions JOIN plans USING (iteration)", "iteration", prompts},
      {"proposals", "what the tuner proposed after an iteration", "proposals", "iteration",
       proposals},
      {"customers", "a customer's profile", "profiles", "customer_id", customers},
      {"quota", "a model's quota as it was seen, about once a second", "quota_log", "entry", quota},
      {"changes", "a setting, profile or prompt that was changed", "config_changes", "change",
       changes},
      {"settings", "a setting the run works with", "settings", "key", settings_rows},
      {"sessions", "a process that worked on the run", "sessions", "session", sessions},
      {"run", "the run: when, with what, why it ended", "run", "id", run}};
  return all;
}

const export_table* find_export_table(std::string_view name) {
  for (const export_table& each : export_tables())
    if (each.name == name) return &each;
  return nullptr;
}

std::string select_of(const export_table& table) {
  std::string out = "SELECT ";
  for (const export_column& column : table.columns) {
    if (&column != table.columns.data()) out += ", ";
    out += column.from.empty() ? column.name : column.from;
  }
  out += " FROM ";
  out += table.source;
  out += " ORDER BY ";
  return out += table.order;
}

}  // namespace parley
