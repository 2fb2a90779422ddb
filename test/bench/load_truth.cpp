#include "test/bench/load_truth.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/load/prompts.hpp"
#include "net/wire/codec.hpp"
#include "sim/model.hpp"
#include "sim/service/composer.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/generation.hpp"
#include "sim/service/responses_request.hpp"

namespace parley::bench {

std::vector<injected> injected_timings(std::uint64_t from, std::size_t count, double time_scale) {
  namespace service = sim::service;
  const auto models = sim::played_models::create(sim_settings{}).value();
  const service::model_speeds speeds(sim_settings{}.latency);
  const auto dialect = wire::make_codec("responses").value();
  load::prompt_settings prompts;
  prompts.model = "gpt-4.1-mini";
  const auto asks = load::make_prompts(prompts);
  std::vector<injected> out;
  for (std::uint64_t index = 0; index < from + count; ++index) {
    const auto job = asks->next();
    if (index < from) continue;
    const auto document = service::parse_body(dialect->encode(job->request, true));
    const auto request = service::read_responses_request(*document, service::responses_use::create);
    const auto answer = service::compose_answer(*request, *models, 0);
    const auto input = service::count_prompt(*request, "", nullptr, nullptr);
    const auto timing = service::draw_timing(speeds.of(*request->model), request->hash, 0, input,
                                             answer.tokens, time_scale);
    const auto sec = [](duration d) { return std::chrono::duration<double>(d).count(); };
    injected one;
    one.first_token = sec(timing.first_token);
    one.end_to_end = sec(timing.first_token + timing.generation);
    one.output_tokens = answer.tokens;
    one.per_token = sec(timing.generation) / static_cast<double>(answer.tokens - 1);
    out.push_back(one);
  }
  return out;
}

double quantile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  const auto rank = std::ceil(p * static_cast<double>(values.size()) - 1e-9);
  return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace parley::bench
