#include "cli/label_session.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/label_files.hpp"
#include "cli/label_input.hpp"
#include "cli/label_sample.hpp"
#include "cli/label_screen.hpp"
#include "cli/people_text.hpp"
#include "cli/provider_setup.hpp"
#include "engine/people/label_flow.hpp"
#include "engine/people/label_sheet.hpp"
#include "output/open_run.hpp"
#include "output/read_journal.hpp"
#include "output/run_logger.hpp"
#include "output/store/label_rows.hpp"
#include "output/store/schema.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

class label_session {
 public:
  label_session(const label_wish& wish, const settings& config, console& con)
      : wish_(wish), config_(config), con_(con) {}

  int run() {
    if (const auto ready = open(); !ready) return usage(ready.error());
    if (!wish_.import_csv.empty()) return import_sheet();
    auto sample = settle_sample(*db_, *labelled_, wish_);
    if (!sample) return usage(sample.error());
    sample_ = std::move(*sample);
    return wish_.export_csv.empty() ? ask() : export_sheet();
  }

 private:
  int usage(const failure& why) {
    refuse(why, con_);
    return why.code == failure_code::io_error ? exit_provider : exit_usage;
  }

  result<void> open() {
    const auto folder = find_run(config_.run.output, wish_.run);
    if (!folder) return folder.error();
    folder_ = *folder;
    std::error_code ec;
    if (!fs::exists(folder_ / journal_name, ec))
      return fail(
          failure_code::invalid_input,
          fmt::format("{} has no {}: it was run without a journal (run.journal = \"none\"), "
                      "so there is nowhere to keep what people say; label a run that has one",
                      folder_.string(), journal_name));
    // Brings an older journal up to date, unless somebody works on it.
    if (auto readable = open_to_read(folder_); !readable) return readable.error();
    auto db = open_journal_file(folder_ / journal_name, open_mode::read_write);
    if (!db) return db.error();
    db_.emplace(std::move(*db));
    auto labelled = read_labelled(*db_);
    if (!labelled) return labelled.error();
    labelled_ = std::move(*labelled);
    return {};
  }

  void say(const std::string& line) {
    if (wish_.json)
      con_.err_line(line);
    else
      con_.out_line(line);
  }

  void say_below(const std::string& text) {
    const std::size_t room = width() - 2;
    for (const std::string& line :
         display_width(text) <= room ? std::vector{text} : wrap(text, room))
      say("  " + line);
  }

  // --- questions and answers

  int ask() {
    std::vector<person_label> labels;
    for (const drawn_talk& one : sample_) labels.push_back(label_so_far(one.talk));
    people::label_flow flow(std::move(labels), labelled_->config.scoring.churn_horizon_months);
    greet(flow);
    line_input input;
    bool show = true, quit = false;
    while (!flow.done() && !quit) {
      if (show) show_talk(flow);
      if (!prompt(flow.prompt())) return exit_provider;
      const auto line = input.next();
      if (!line || !input.is_terminal()) say(line ? printable_line(*line) : "");
      people::flow_step step;
      if (line) step = flow.on_line(*line);
      quit = !line || step.quit;
      for (const std::size_t i : step.changed)
        if (auto kept = keep(flow.labels()[i]); !kept) return usage(kept.error());
      for (const std::string& said : step.say) say_below(said);
      show = step.show;
    }
    say("");
    const std::string end =
        flow.done() ? fmt::format("{} conversations scored, {} skipped: that was the whole sample.",
                                  flow.complete(), flow.skipped())
                    : fmt::format(
                          "Stopped: {} scored, {} skipped, {} left; everything answered is "
                          "saved, and the same command goes on.",
                          flow.complete(), flow.skipped(), flow.left());
    for (const std::string& line : wrap(end, width())) say(line);
    // Who has some left to score is not told what the judge said of the others.
    const int told = conclude(flow.done());
    return told != exit_ok ? told : flow.done() ? exit_ok : exit_incomplete;
  }

  void greet(const people::label_flow& flow) {
    const auto text = [this](const std::string& paragraph) {
      for (const std::string& line : wrap(paragraph, width())) say(line);
    };
    text(fmt::format(
        "{}: {} conversations, drawn at random within each cohort; {} scored by {} so far. You are "
        "not shown what the judge said, nor which prompt it was.",
        labelled_->run.run_id, sample_.size(), flow.complete(), wish_.rater));
    if (flow.done()) return;
    text("Three numbers for each, then a remark if you like. Each answer is saved at once.");
    for (const std::string& line : people::flow_help()) say(line);
  }

  void show_talk(const people::label_flow& flow) {
    const talk_key& key = sample_[flow.at()].talk;
    const customer_profile* profile = labelled_->book->profile(key.customer_id);
    const std::vector<turn>* turns = labelled_->book->turns(key);
    if (!profile || !turns) return;
    const shown_talk talk{*profile, *turns, flow.at() + 1, sample_.size(), flow.left()};
    for (const std::string& line : talk_screen(talk, con_, con_.width())) say(line);
  }

  bool prompt(const std::string& text) {
    if (wish_.json) {
      con_.err_raw(text);
      return true;
    }
    con_.out(text);
    return con_.flush_out();
  }

  person_label label_so_far(const talk_key& key) const {
    for (const person_label& one : labelled_->rows.labels)
      if (one.talk == key && one.rater == wish_.rater) return one;
    person_label out;
    out.talk = key;
    out.rater = wish_.rater;
    return out;
  }

  result<void> keep(person_label label) {
    const bool empty = !label.nps && !label.engagement && !label.churn && !label.skipped;
    if (empty && label.note.empty()) return drop_label(*db_, label.talk, label.rater);
    label.source = "terminal";
    label.labelled_at = utc_timestamp_ms_now();
    return keep_labels(*db_, std::span(&label, 1));
  }

  // --- sheets

  int export_sheet() {
    const std::string sheet =
        people::label_sheet(*labelled_->book, sample_, labelled_->rows.labels, wish_.rater);
    if (wish_.export_csv == "-") {
      con_.out(sheet);
      return exit_ok;
    }
    std::error_code ec;
    if (fs::exists(wish_.export_csv, ec) && !wish_.replace) {
      con_.error(fmt::format("{} exists, and may be filled in; choose another name, or --replace",
                             wish_.export_csv));
      return exit_usage;
    }
    if (auto written = write_file(wish_.export_csv, sheet); !written) return usage(written.error());
    if (wish_.json)
      con_.out_line(pretty_json(json::object{{"run_id", labelled_->run.run_id},
                                             {"file", wish_.export_csv},
                                             {"conversations", sample_.size()}}));
    else
      con_.out_line(
          fmt::format("{}: {} conversations. Fill in nps (0 to 10), engagement and churn "
                      "(0 to 1), then: parley label {} --import {}",
                      wish_.export_csv, sample_.size(), labelled_->run.run_id, wish_.export_csv));
    return exit_ok;
  }

  int import_sheet() {
    const auto table = read_sheet_file(wish_.import_csv);
    if (!table) return usage(table.error());
    const people::sheet_rules rules{*labelled_->book, labelled_->rows.labels, wish_.rater,
                                    wish_.replace, utc_timestamp_ms_now()};
    const people::read_sheet read = people::labels_from(*table, rules);
    if (!read.problems.empty()) return refuse_sheet(read.problems, wish_.import_csv, con_);
    if (!read.labels.empty())
      if (auto kept = keep_labels(*db_, read.labels); !kept) return usage(kept.error());
    if (!wish_.json)
      con_.out_line(fmt::format("{}: {} scores taken, {} known already, {} rows blank.",
                                wish_.import_csv, read.labels.size(), read.same, read.blank));
    return conclude(true);
  }

  // --- what it comes to

  int conclude(bool show) {
    auto again = read_labelled(*db_);
    if (!again) return usage(again.error());
    labelled_ = std::move(*again);
    const std::string document = people_document(*labelled_);
    if (!document.empty()) {
      if (auto written = write_file(folder_ / "people.json", document + "\n"); !written)
        return usage(written.error());
      renew_page(*labelled_, folder_, document, con_);
    }
    if (wish_.json) {
      con_.out_line(document.empty() ? "null" : document);
      return exit_ok;
    }
    if (document.empty()) return exit_ok;
    if (!show) {
      con_.out_line(
          fmt::format("`parley report {}` shows what it comes to by now.", labelled_->run.run_id));
      return exit_ok;
    }
    con_.out_line("");
    for (const std::string& line : people_lines(document, con_, width())) con_.out_line(line);
    return exit_ok;
  }

  std::size_t width() const { return std::clamp<std::size_t>(con_.width(), 40, 120); }

  const label_wish& wish_;
  const settings& config_;
  console& con_;
  fs::path folder_;
  std::optional<database> db_;
  std::unique_ptr<labelled_run> labelled_;
  std::vector<drawn_talk> sample_;
};

}  // namespace

int run_label(const label_wish& wish, const settings& config, console& con) {
  return label_session(wish, config, con).run();
}

}  // namespace parley::cli
