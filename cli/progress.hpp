// The live display of a run: a few lines on a terminal that are drawn again and again, or plain
// lines where there is no terminal.
// Must not know: the engine's insides; it only listens.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "engine/events.hpp"
#include "net/provider.hpp"

namespace parley::cli {

/// What the display shows; updated by events, drawn by render_progress().
struct progress_state {
  int iteration = 1;
  int last_iteration = 1;  ///< at most
  std::size_t customers = 0;
  std::size_t talked = 0;
  std::size_t judged = 0;
  std::size_t silent = 0;
  std::size_t invalid = 0;
  std::size_t failed = 0;
  double elapsed_sec = 0;
  double calls_per_sec = 0;
  double tokens_per_sec = 0;
  std::int64_t tokens = 0;
  std::vector<model_state> models;
  struct running_mean {
    double sum = 0;
    std::size_t n = 0;
    double mean() const { return n == 0 ? 0 : sum / static_cast<double>(n); }
  };
  std::array<running_mean, 4> nps;      ///< by cohort, of this iteration
  std::vector<std::string> last_words;  ///< newest last, at most 2; "C0012 agent: ..."
};

/// At most `width` columns a line, always the same number of lines for the same number of models.
std::vector<std::string> render_progress(const progress_state& state, std::size_t width,
                                         const console& con);

class progress_display final : public run_observer {
 public:
  /// Iterations are numbered from `first` to at most `last`.
  progress_display(console& con, int first, int last, std::size_t sample_conversations = 1);

  /// Draws the current state; call about ten times a second. No-op without animation.
  void tick(const provider& llm, double elapsed_sec);
  /// Removes the drawn block, so that other lines can be written.
  void clear();

  void iteration_started(int iteration, const plan& used, std::size_t customers) override;
  void turn_spoken(const conversation_record& so_far, const turn& latest) override;
  void conversation_ended(const conversation_record& record) override;
  void judged(const judgement& verdict, const customer_value* value) override;
  void iteration_finished(const iteration_record& record) override;
  void setting_changed(const config_change& change) override;
  void notice(const std::string& text) override;

 private:
  void line(const std::string& text);       ///< a lasting line above the block
  void paragraph(const std::string& text);  ///< the same, wrapped and indented
  void show_sample(const conversation_record& record, const score& verdict);

  console& con_;
  progress_state state_;
  std::vector<conversation_record> waiting_samples_;  ///< ended, not judged yet
  std::size_t samples_wanted_;
  std::size_t samples_shown_ = 0;
  std::size_t drawn_lines_ = 0;
  std::int64_t last_calls_ = 0, last_tokens_ = 0;
  double last_rate_at_ = 0;
};

}  // namespace parley::cli
