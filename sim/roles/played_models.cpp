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

result<std::unique_ptr<played_models>> played_models::create(const sim_settings& how) {
  auto world = hidden_world::open(how);
  if (!world) return world.error();
  tuner_kind tuner = tuner_kind::sensible;
  if (how.tuner == "useless") tuner = tuner_kind::useless;
  if (how.tuner == "harmful") tuner = tuner_kind::harmful;
  return std::unique_ptr<played_models>(new cast_of_models(std::move(*world), tuner));
}

}  // namespace parley::sim
