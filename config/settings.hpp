// Every setting of the program with its default and range. Plain data.
// Must not know: TOML, flags, environment (see config/loader.hpp), or who reads a setting.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "base/chat.hpp"

namespace parley {

/// [run]
struct run_settings {
  std::string profiles = "";        ///< folder; empty: the 52 compiled-in sample customers
  std::string output = "runs";      ///< folder for results, created when missing
  std::string provider = "";        ///< "sim" | "openai"; empty: openai when a key is set, else sim
  std::string language = "es";      ///< "es" | "en": prompts and sample texts
  std::string prompts = "";         ///< folder that overrides prompts; empty: compiled-in
  std::uint64_t seed = 1;           ///< random choices of the engine
  bool skip_invalid = false;        ///< go on without bad profile files
  bool csv = false;                 ///< also write CSV files
  std::string journal = "durable";  ///< "durable" | "fast" | "none": docs/durability.md
  bool reproducible = false;        ///< leave measured times out of files
};

/// [loop]
struct loop_settings {
  int max_iterations = 5;               ///< 1..1000
  int min_iterations = 3;               ///< 1..max_iterations; convergence is not tested before
  double convergence_threshold = 0.01;  ///< LTV ratio, 0..1: a change below this has converged
  std::chrono::seconds iteration_deadline{1800};  ///< 1 s..24 h
  std::chrono::seconds time_budget{0};            ///< whole run, 0: none
  std::int64_t max_tokens = 0;                    ///< whole run, 0: none
  double max_cost = 0;                            ///< whole run in the prices' currency, 0: none
  std::int64_t max_requests = 0;                  ///< whole run, 0: none
  std::string until = "";  ///< the run stops then (config/clock_time.hpp); empty: none
};

/// [conversation]
struct talk_settings {
  int max_turns = 3;                 ///< agent messages, 1..10
  int negative_replies_to_stop = 2;  ///< in a row, 1..10
  double negative_below = -0.5;      ///< sentiment, -1..0
  int max_open = 4000;               ///< conversations at once, 1..100000; live
  int judge_queue = 1024;            ///< finished conversations waiting for the judge, 1..100000
  int judges = 1024;                 ///< judge calls at once, 1..10000; live
};

/// [agents.<role>]
struct agent_settings {
  std::string model = "gpt-4.1-mini";
  double temperature = 1.0;     ///< 0..2
  int max_output_tokens = 512;  ///< 16..32768
};

/// [limits."<model>"]; live. 0: not limited by us (the provider's headers still are).
struct model_limits {
  std::int64_t requests_per_minute = 0;  ///< 0..10^7
  std::int64_t tokens_per_minute = 0;    ///< 0..10^10
  int in_flight = 0;                     ///< calls at once, 1..20000; 0: found out
};

/// [prices."<model>"]: currency per million tokens, >= 0.
struct model_price {
  double input = 0;
  double cached_input = 0;
  double output = 0;
};

/// [scoring]: docs/scoring.md explains each.
struct scoring_settings {
  double weight_nps = 0.6;         ///< of NPS_expected, 0..10
  double weight_engagement = 0.3;  ///< of 10 * EngagementProb
  double weight_churn = 0.3;       ///< of 10 * ChurnProb, subtracted
  int best_strategy_min_n = 3;     ///< conversations a strategy needs to be called best, >= 1
  double confidence = 0.95;        ///< of every interval, 0.5..0.999
  bool use_judge_ltv = false;      ///< true: LTV from the judge's LTV_delta instead of the model
  int churn_horizon_months = 12;   ///< what churn_est means, 1..120
  double discount_rate = 0.10;     ///< a year, 0..1
  int service_years = 5;           ///< H, 1..30
  double margin_low = 180;         ///< service margin a year by value segment, >= 0
  double margin_mid = 330;
  double margin_high = 560;
  double gross_share = 0.06;        ///< g: of the price, earned when they buy again, 0..1
  double base_loyalty = 0.5;        ///< P_rb: buys again here, given still active, 0..1
  double purchase_cycle_years = 6;  ///< T_cycle, > 0
  double referral_value = 0;        ///< v_ref per full point of LTR/10, >= 0
  std::map<std::string, std::string> segment_margin = {  ///< value_segment -> low | mid | high
      {"VE", "high"},  {"VA", "mid"},    {"VB", "low"},  {"alto", "high"}, {"medio", "mid"},
      {"bajo", "low"}, {"high", "high"}, {"mid", "mid"}, {"low", "low"}};
};

/// [truth]: docs/truth.md explains each.
struct truth_settings {
  bool gate = true;           ///< `parley run` splits customers and promotes by the gate alone
  double baseline_share = 0;  ///< of the customers, talked to under the baseline: A/B, 0..0.9
  std::string outcomes;       ///< outcomes.json, a run's folder or id: calibrates; empty: none
  int anchors = 8;            ///< frozen transcripts that are scored again each iteration, 0..1000
  int conversations = 0;      ///< of one search altogether, 0..10^7; 0: ten for each customer
  int iterations = 6;         ///< at most, 1..100
  int proposals = 3;          ///< asked of the tuner in each iteration, 1..20
  int patience = 3;           ///< iterations without a promotion that end the search, 1..100
  double search_share = 0.4;  ///< of the customers that are searched on, 0.1..0.8
  double selection_share = 0.3;     ///< of those that decide, 0.1..0.8; the rest reports
  double alpha = 0.05;              ///< error of all promotions of a search together, 0.0001..0.5
  double margin = 0.03;             ///< no cohort may be worse by more, in reward, 0..1
  double worth = 0.005;             ///< a rule that surely brings less is taken out, 0..1
  double expected_sd = 0.07;        ///< of customers' paired differences, before any is known, 0..1
  double inclusion = 0.15;          ///< share of the search in which rules are left out, 0..0.9
  double judge_repeats = 0.1;       ///< share of conversations that are judged twice, 0..1
  int resamples = 10'000;           ///< of the bootstrap, 200..100000
  int most_rules = 6;               ///< of one cohort, 1..8
  int most_rule_characters = 1600;  ///< of one cohort's rules together, 100..4800
};

/// [openai]
struct openai_settings {
  std::string base_url = "https://api.openai.com/v1";  ///< https:// or http:// (loopback only)
  std::string api = "responses";                       ///< "responses" | "chat"
  std::string api_key_file = "";  ///< file whose first line is the key; empty: OPENAI_API_KEY
  std::string ca_file = "";       ///< PEM; empty: the system's store
  std::string client_certificate_file = "";  ///< PEM, our own first; empty: none
  std::string client_key_file = "";          ///< PEM without a passphrase
  std::string organization = "";
  std::string project = "";
};

/// [transport]
struct transport_settings {
  std::chrono::milliseconds connect_timeout{10'000};  ///< 100 ms..5 min; name, TCP and TLS
  std::chrono::milliseconds first_byte_timeout{60'000};
  std::chrono::milliseconds idle_timeout{60'000};   ///< between two reads of one reply
  std::chrono::milliseconds call_timeout{180'000};  ///< one attempt, all together
  std::chrono::milliseconds max_idle{45'000};  ///< a pooled connection unused this long is closed
  int min_connections = 0;                     ///< kept however long unused, 0..4000
  int max_connections = 4000;                  ///< per host, 1..20000
  std::int64_t max_reply_bytes = 8 << 20;      ///< 64 KiB..1 GiB
  bool stream = true;                          ///< SSE replies: headers at the first token
};

/// [quota]: how a model's quota is used.
struct quota_settings {
  double share = 1;                ///< of each quota, 0.01..1; live
  std::string order = "balanced";  ///< of admission: see net/quota/admission_order.hpp
  bool tighten_output = true;      ///< send less than max_output_tokens once lengths are known
  double hedge = 0;                ///< calls that may be asked twice, share of all, 0..0.2
};

/// [retry]
struct retry_settings {
  int max_attempts = 4;                       ///< 1..20, the first included
  std::chrono::milliseconds base_delay{500};  ///< full jitter: U(0, min(cap, base * 2^n))
  std::chrono::milliseconds max_delay{30'000};
  double budget = 100;  ///< tokens of the run's retry budget, 1..10^6
};

/// [sim.latency."<model>"]: how fast a simulated model is. 0: what the model's catalogue entry
/// says.
struct sim_latency {
  std::chrono::milliseconds first_token{0};  ///< median, 0..10 min
  double tokens_per_second = 0;              ///< median, 0..100000
  double first_token_spread = 0.35;          ///< sigma of the log-normal, 0..3
  double speed_spread = 0.25;                ///< sigma of the log-normal, 0..3
  double stragglers = 0.01;                  ///< share of calls, 0..1
  double straggler_factor = 20;  ///< their first token takes 4 to this many times as long, 4..1000
};

/// [sim]: the embedded provider.
struct sim_settings {
  std::uint64_t seed = 7;                ///< of the hidden world
  std::string world = "W1";              ///< W0..W9
  double time_scale = 0.05;              ///< 1: latencies of a real service; 0: none
  std::int64_t requests_per_minute = 0;  ///< the limits it enforces per model, 0: none
  std::int64_t tokens_per_minute = 0;
  double burst_seconds = 10;       ///< of refill that a full bucket holds, 0.1..3600
  bool refund_output = true;       ///< reserved and unused output goes back at the end of a call
  bool show_limits = true;         ///< x-ratelimit headers on replies
  bool refuse_in_stream = false;   ///< a stream gets its 429 inside a 200
  std::string lexicon = "";        ///< file with another word list; empty: the compiled one
  std::string tuner = "sensible";  ///< "sensible" | "useless" | "harmful"
  std::map<std::string, sim_latency> latency = {{"gpt-4.1", {}}};  ///< by model
};

/// [display]
struct display_settings {
  std::string color = "auto";     ///< "auto" | "always" | "never"; NO_COLOR wins over auto
  std::string progress = "auto";  ///< "auto" | "always" | "never"
};

struct settings {
  run_settings run;
  loop_settings loop;
  talk_settings conversation;
  std::array<agent_settings, agent_role_count> agents;  ///< by agent_role
  std::map<std::string, model_limits> limits;           ///< by model
  std::map<std::string, model_price> prices;            ///< by model
  scoring_settings scoring;
  truth_settings truth;
  openai_settings openai;
  transport_settings transport;
  quota_settings quota;
  retry_settings retry;
  sim_settings sim;
  display_settings display;

  /// The documented defaults: what config/parley.toml says (a test compares them).
  static settings defaults();

  const agent_settings& agent(agent_role role) const {
    return agents[static_cast<std::size_t>(role)];
  }
  /// The limits of `model`: its own entry, else that of the longest entry that is a prefix of it
  /// (so "gpt-4.1-mini" covers "gpt-4.1-mini-2025-04-14"), else the defaults of model_limits.
  model_limits limits_for(const std::string& model) const;
  /// Same rule for prices; nothing: unknown, the run says so and counts its cost as unknown.
  const model_price* price_for(const std::string& model) const;
};

}  // namespace parley
