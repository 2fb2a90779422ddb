#include "output/reproducible.hpp"

namespace parley {

void leave_out_times(iteration_record& record) {
  record.started_at = record.finished_at = no_time;
  record.report.wall_sec = 0;
  record.makespan_ratio = 0;
  record.binding_term.clear();
  for (conversation_record& talk : record.conversations) talk.duration_sec = 0;
  for (config_change& change : record.config_changes) change.at = no_time;
}

void leave_out_times(run_record& record) {
  record.started_at = record.finished_at = no_time;
  record.wall_sec = 0;
  record.lost = {};
  for (iteration_record& each : record.iterations) leave_out_times(each);
}

}  // namespace parley
