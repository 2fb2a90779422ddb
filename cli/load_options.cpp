#include "cli/load_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "engine/load/numbers.hpp"

namespace parley::cli {
namespace {

void add_shape(CLI::App& c, load::shape_options& s) {
  const char* group = "Shape of the load (one; default --concurrency 16)";
  c.add_option("--concurrency", s.concurrency, "So many requests in flight all the time")
      ->type_name("N")
      ->group(group);
  c.add_option("--rate", s.rate, "So many requests a second, however slow the server is")
      ->type_name("R")
      ->group(group);
  c.add_option(
       "--ramp", s.ramp,
       "A rate that rises (or falls) in a line, e.g. 1-100; 1-100:exp by the same factor each "
       "second")
      ->type_name("FROM-TO")
      ->group(group);
  c.add_option("--steps", s.steps,
               "One rate after the other, e.g. 10,20,40; or concurrency:1,2,4,8")
      ->type_name("LIST")
      ->group(group);
  c.add_option("--burst", s.burst, "So many requests at once")->type_name("N")->group(group);
  c.add_flag("--sweep", s.sweep,
             "Find the highest rate that meets --slo, by doubling and bisection, and the knee")
      ->group(group);
  c.add_flag("--max", s.max, "As fast as it goes: --max-in-flight (512) requests all the time")
      ->group(group);
  const char* more = "Length and variation";
  c.add_option("--duration", s.duration, "Measure this long (a step); default 10s")
      ->type_name("TIME")
      ->group(more);
  c.add_option("--requests", s.requests, "Stop after so many measured requests (a step)")
      ->type_name("N")
      ->group(more);
  c.add_option(
       "--warmup", s.warmup,
       "Load before the measured time, left out of all figures; default a fifth, at most 2s")
      ->type_name("TIME")
      ->group(more);
  c.add_option("--arrivals", s.arrivals,
               "Gaps of a rate: constant, poisson, or gamma:SHAPE (below 1 is burstier)")
      ->type_name("KIND")
      ->group(more)
      ->capture_default_str();
  c.add_option("--think", s.think,
               "Of --concurrency: each user pauses after a reply, so long on average "
               "(exponential)")
      ->type_name("TIME")
      ->group(more);
  c.add_option("--every", s.every, "Repeat the burst after this long, for --duration")
      ->type_name("TIME")
      ->group(more);
  c.add_option("--max-in-flight", s.max_in_flight,
               "Of a rate: what is due beyond waits, and the wait counts; default 4096")
      ->type_name("N")
      ->group(more);
}

void add_workload(CLI::App& c, load_options& o) {
  const char* group = "What is asked";
  c.add_option("--workload", o.workload,
               "prompts: synthetic, of given lengths (default); conversations: the product's own "
               "calls, turn by turn, with growing context")
      ->type_name("KIND")
      ->group(group);
  c.add_option("--input-tokens", o.input_tokens,
               "Length of a prompt: 256, uniform:100-1000, normal:512,64, lognormal:512,0.5")
      ->type_name("LENGTH")
      ->group(group)
      ->capture_default_str();
  c.add_option("--output-tokens", o.output_tokens, "Length of a reply, in the same forms")
      ->type_name("LENGTH")
      ->group(group)
      ->capture_default_str();
  c.add_option("--shared-prefix", o.shared_prefix,
               "Tokens that all prompts begin with, for a prompt cache; default none")
      ->type_name("TOKENS")
      ->group(group)
      ->check(CLI::Range(0, 1'000'000));
  c.add_option("--replay", o.replay,
               "Requests and timing of a trace (JSON lines with timestamp in ms, input_length, "
               "output_length; or one that --save-requests wrote)")
      ->type_name("FILE")
      ->group(group);
  c.add_option("--replay-run", o.replay_run,
               "The calls of a recorded run with their timing, lengths and models")
      ->type_name("RUN")
      ->group(group);
  c.add_option("--speed", o.speed, "Of a replay: 2 is twice as fast")
      ->type_name("X")
      ->group(group)
      ->check(CLI::Range(0.001, 1000.0));
  c.add_option("--model", o.model, "Model to ask (default: the customer agent's)")
      ->type_name("NAME")
      ->group(group);
  c.add_flag("--no-stream", o.no_stream, "Replies in one piece: no time to first token is seen")
      ->group(group);
  c.add_option("--extra-body", o.extra_body,
               "Members to add to every request, e.g. '{\"ignore_eos\": true}' for vLLM")
      ->type_name("JSON")
      ->group(group);
}

void add_judgement(CLI::App& c, load_options& o) {
  const char* group = "Objectives and results";
  c.add_option("--slo", o.objective,
               "When a request is good: ttft:500ms,e2e:5s (also tpot, itl); counted from when it "
               "was due")
      ->type_name("LIMITS")
      ->group(group);
  c.add_option("--good", o.good, "Share of good requests that a rate needs to pass in a sweep")
      ->type_name("SHARE")
      ->group(group)
      ->capture_default_str();
  c.add_option("--precision", o.precision, "How exactly a sweep finds the highest rate")
      ->type_name("SHARE")
      ->group(group)
      ->capture_default_str();
  c.add_option("--require", o.requirements,
               "Exit with 1 unless it holds, e.g. 'p95.e2e<4s', 'good>99%', 'max_rate>50' "
               "(repeatable)")
      ->type_name("FIGURE<VALUE")
      ->group(group)
      ->take_all()
      ->allow_extra_args(false);
  c.add_option("--max-errors", o.max_errors,
               "Stop when more than this share of the last 100 requests failed, e.g. 20%")
      ->type_name("SHARE")
      ->group(group);
  c.add_option("--drain", o.drain, "Wait this long for replies when a step is over")
      ->type_name("TIME")
      ->group(group)
      ->capture_default_str();
  c.add_option("--out", o.out, "Folder for results")
      ->type_name("DIR")
      ->group(group)
      ->capture_default_str();
  c.add_flag("--csv", o.csv, "Write steps.csv and seconds.csv too")->group(group);
  c.add_flag("--save-requests", o.save_requests,
             "Write requests.jsonl: every request's times and tokens; --replay takes it")
      ->group(group);
}

void add_target(CLI::App& c, load_options& o) {
  const auto flag = [&](const char* name, const char* key, const char* help, const char* value) {
    add_setting_flag(c, o.common, name, key, help, value);
  };
  flag("--provider", "run.provider", "sim (default), or openai; a --base-url means openai", "NAME");
  flag("--base-url", "openai.base_url", "Server that speaks the OpenAI API", "URL");
  flag("--api", "openai.api", "responses or chat (Chat Completions)", "NAME");
  flag("--api-key-file", "openai.api_key_file", "File that holds the API key", "FILE");
  flag("--ca-file", "openai.ca_file", "Certificate authorities to trust (PEM)", "FILE");
  flag("--profiles", "run.profiles", "Customers of conversations (default: 52 samples)", "DIR");
  flag("--seed", "run.seed", "Seed of prompts and arrivals", "N");
  flag("--time-scale", "sim.time_scale", "Simulated provider: 1 is real latency, 0 none", "X");
  flag("--rpm", "sim.requests_per_minute", "Simulated provider: enforced requests a minute", "N");
  flag("--tpm", "sim.tokens_per_minute", "Simulated provider: enforced tokens a minute", "N");
  flag("--progress", "display.progress", "Live display: auto, always or never", "WHEN");
}

result<double> share_of(std::string_view option, const std::string& text, double least,
                        double most) {
  const auto share = load::read_share(text);
  if (share && *share >= least && *share <= most) return *share;
  return fail(failure_code::invalid_input,
              fmt::format("{} {}: expected a share from {:g}% to {:g}%", option, text, 100 * least,
                          100 * most));
}

}  // namespace

void add_load_flags(CLI::App& command, load_options& options) {
  add_target(command, options);
  add_shape(command, options.shape);
  add_workload(command, options);
  add_judgement(command, options);
  add_common(command, options.common);
}

result<load_request> read_load_options(const load_options& options) {
  load_request made;
  if (!options.objective.empty()) {
    auto wanted = load::parse_objective(options.objective);
    if (!wanted) return wanted.error();
    made.wanted = std::move(*wanted);
  }
  const auto good = share_of("--good", options.good, 0.01, 1);
  if (!good) return good.error();
  made.good_share = *good;
  const auto precision = share_of("--precision", options.precision, 0.001, 0.5);
  if (!precision) return precision.error();
  made.precision = *precision;
  if (!options.max_errors.empty()) {
    const auto most = share_of("--max-errors", options.max_errors, 0, 1);
    if (!most) return most.error();
    made.max_errors = *most;
  }
  const auto drain = load::read_duration(options.drain);
  if (!drain || *drain > std::chrono::hours(1))
    return fail(failure_code::invalid_input,
                fmt::format("--drain {}: expected a time with its unit up to 1h", options.drain));
  made.drain = *drain;
  for (const std::string& text : options.requirements) {
    auto parsed = load::parse_requirement(text);
    if (!parsed) return parsed.error();
    made.requirements.push_back(std::move(*parsed));
  }
  if (options.replay.empty() && options.replay_run.empty() && options.speed != 1)
    return fail(failure_code::invalid_input, "--speed belongs to --replay or --replay-run");
  return made;
}

}  // namespace parley::cli
