#include <fmt/format.h>

#include "sim/model.hpp"
#include "sim/roles/cast.hpp"

namespace parley::sim {
namespace {

class cast_of_models final : public played_models {
 public:
  cast_of_models(hidden_world world, tuner_kind tuner) : world_(std::move(world)), tuner_(tuner) {}

  std::optional<std::string> play(const model_call& call) const override {
    const auto asked = read_prompt(call);
    if (!asked) return std::nullopt;
    switch (asked->role) {
      case played_role::planner:
        return play_planner(*asked);
      case played_role::customer:
        return play_customer(world_, *asked, call);
      case played_role::proactive:
        return play_proactive(world_, *asked);
      case played_role::judge:
        return play_judge(world_, *asked);
      case played_role::tuner:
        return play_tuner(*asked, tuner_);
    }
    return std::nullopt;
  }

 private:
  const hidden_world world_;
  const tuner_kind tuner_;
};

}  // namespace

result<std::unique_ptr<played_models>> played_models::create(const sim_settings& world) {
  return create(world, play_options{});
}

result<std::unique_ptr<played_models>> played_models::create(const sim_settings& world,
                                                             const play_options& options) {
  const auto family = world_family_from(world.world);
  if (!family)
    return fail(failure_code::invalid_config,
                fmt::format("sim.world: found '{}', expected one of W0 to W9", world.world));
  lexicon words = lexicon::compiled();
  if (!options.lexicon_file.empty()) {
    auto loaded = lexicon::load(options.lexicon_file);
    if (!loaded) return loaded.error();
    words = std::move(*loaded);
  }
  return std::unique_ptr<played_models>(
      new cast_of_models(hidden_world(*family, world.seed, std::move(words)), options.tuner));
}

}  // namespace parley::sim
