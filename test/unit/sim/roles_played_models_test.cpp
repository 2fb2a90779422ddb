#include <catch2/catch_test_macros.hpp>

#include <set>

#include "sim/world/customer.hpp"
#include "world_test_support.hpp"

using namespace parley;
using namespace parley::sim;
using testing::customer_call;
using testing::judge_call;
using testing::models;

namespace {

const std::string greeting =
    "Hola, le escribimos de su agencia para saber cómo va todo con su compra.";

json::object answer(const played_models& m, const model_call& call) {
  return parse_json(m.play(call).value()).value().get_object();
}

std::vector<std::string> members(const json::object& o) {
  std::vector<std::string> out;
  for (const auto& member : o) out.emplace_back(std::string_view(member.key()));
  return out;
}

}  // namespace

TEST_CASE("the same call gives the same bytes, in any order") {
  const auto profiles = generate_profiles(30, 3);
  const auto a = models(), b = models();
  std::vector<model_call> calls;
  for (const auto& p : profiles) {
    calls.push_back(customer_call(p, greeting));
    calls.push_back(judge_call(p, greeting));
    calls.push_back(
        testing::outreach_call(p, testing::outreach_prompt(testing::baseline_plan(), p.cohort)));
  }
  std::vector<std::string> forward, backward(calls.size());
  for (const auto& call : calls) forward.push_back(a->play(call).value());
  for (std::size_t i = calls.size(); i-- > 0;) backward[i] = b->play(calls[i]).value();
  CHECK(forward == backward);
}

TEST_CASE("another iteration number leaves the customer's luck as it was") {
  const auto m = models();
  for (const auto& p : generate_profiles(40, 3)) {
    CHECK(m->play(customer_call(p, greeting, 0, 1)) == m->play(customer_call(p, greeting, 0, 4)));
    CHECK(m->play(judge_call(p, greeting, 0, 1)) == m->play(judge_call(p, greeting, 0, 4)));
  }
}

TEST_CASE("a replicate is another conversation with the same customer") {
  const auto m = models();
  int different = 0;
  const auto profiles = generate_profiles(40, 3);
  for (const auto& p : profiles)
    different += m->play(judge_call(p, greeting, 0)) != m->play(judge_call(p, greeting, 1));
  CHECK(different > 35);
}

TEST_CASE("a drifting world changes from the fifth iteration on") {
  const auto m = models("W5");
  int before = 0, after = 0;
  for (const auto& p : generate_profiles(40, 3)) {
    const std::string text = "Hola, entiendo tu molestia; en 48 horas queda. ¿Te llamo hoy?";
    before += m->play(judge_call(p, text, 0, 1)) != m->play(judge_call(p, text, 0, 4));
    after += m->play(judge_call(p, text, 0, 4)) != m->play(judge_call(p, text, 0, 5));
  }
  CHECK(before == 0);
  CHECK(after > 10);
}

TEST_CASE("customer replies have the schema's members in range") {
  const auto m = models();
  int silent = 0, talked = 0;
  for (const auto& p : generate_profiles(150, 4)) {
    const auto reply = answer(*m, customer_call(p, greeting, 0, 1, 1));
    CHECK(members(reply) ==
          std::vector<std::string>{"message", "sentiment", "wants_to_end", "silent"});
    const double sentiment = number_member(reply, "sentiment").value();
    CHECK((sentiment >= -1 && sentiment <= 1));
    const bool quiet = reply.at("silent").as_bool();
    const std::string text = text_member(reply, "message");
    CHECK(text.find('{') == std::string::npos);
    CHECK(text.find('|') == std::string::npos);
    CHECK(text.find('*') == std::string::npos);
    if (quiet) CHECK(text.empty());
    silent += quiet;
    talked += !quiet;
  }
  CHECK(silent > 40);
  CHECK(talked > 40);
}

TEST_CASE("vocal customers talk, quiet ones are often silent and short") {
  const auto m = models();
  int vocal_answers = 0, vocal = 0, quiet_answers = 0, quiet = 0;
  double vocal_words = 0, quiet_words = 0;
  for (const auto& p : generate_profiles(400, 6)) {
    const auto reply = answer(*m, customer_call(p, greeting, 0, 1, 1));
    const int words = count_words(text_member(reply, "message"));
    const bool answered = words > 0;
    if (is_vocal(p.cohort)) {
      ++vocal;
      vocal_answers += answered;
      vocal_words += words;
    } else {
      ++quiet;
      quiet_answers += answered;
      quiet_words += words;
      // A recorded flag may be wrong (5 %), so a few "quiet" customers talk at length.
    }
  }
  CHECK(vocal_answers > vocal / 2);
  CHECK(quiet_answers < quiet / 2);
  CHECK(quiet_answers > 0);
  CHECK(vocal_words / vocal_answers > 22);
  CHECK(vocal_words / vocal_answers < 60);
  CHECK(quiet_words / quiet_answers < 14);
}

TEST_CASE("now and then a customer leaves its role, and is back when asked again") {
  const auto m = models();
  int slips = 0, slips_again = 0, asked = 0;
  for (const auto& p : generate_profiles(400, 8))
    for (int r = 0; r < 5; ++r) {
      ++asked;
      const auto slipped = [](const json::object& reply) {
        const std::string text = text_member(reply, "message");
        return (text.empty() && !reply.at("silent").as_bool()) ||
               text.find("asistente") != text.npos ||
               text.find("modelo de lenguaje") != text.npos ||
               text.find("le ofrecemos") != text.npos;
      };
      slips += slipped(answer(*m, customer_call(p, greeting, r)));
      slips_again += slipped(answer(*m, customer_call(p, greeting, r, 1, 1)));
    }
  CHECK(slips > asked / 130);
  CHECK(slips < asked / 35);
  CHECK(slips_again < slips / 3);
}

TEST_CASE("the judge's first try is malformed about once in twenty-five, the second never") {
  const auto m = models();
  int broken = 0, total = 0;
  const std::set<std::string> expected = {"rationale",    "AspectSentiment", "CTA_clarity",
                                          "NPS_expected", "EngagementProb",  "ChurnProb",
                                          "LTV_delta"};
  const auto usable = [&expected](const std::string& text) {
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) return false;
    const auto& o = parsed->get_object();
    std::set<std::string> names;
    for (const auto& member : o) names.emplace(std::string_view(member.key()));
    return names == expected && number_member(o, "NPS_expected").value_or(-1) >= 0 &&
           number_member(o, "NPS_expected").value_or(11) <= 10;
  };
  for (const auto& p : generate_profiles(300, 8))
    for (int r = 0; r < 4; ++r) {
      ++total;
      broken += !usable(m->play(judge_call(p, greeting, r)).value());
      CHECK(usable(m->play(judge_call(p, greeting, r, 1, 1)).value()));
    }
  CHECK(broken > total / 40);
  CHECK(broken < total / 17);
}

TEST_CASE("a judgement stands reasons before numbers, in the prompt's language") {
  const auto m = models();
  const auto p = generate_profiles(4, 8)[0];
  const auto es = answer(*m, judge_call(p, greeting, 0, 1, 1));
  CHECK(members(es) == std::vector<std::string>{"rationale", "AspectSentiment", "CTA_clarity",
                                                "NPS_expected", "EngagementProb", "ChurnProb",
                                                "LTV_delta"});
  CHECK(members(es.at("AspectSentiment").as_object()) ==
        std::vector<std::string>{"finanzas", "documentacion", "vehiculo", "servicio",
                                 "comunicacion"});
  CHECK(text_member(es, "rationale").find("cliente") != std::string::npos);
  const auto en = answer(*m, judge_call(p, greeting, 0, 1, 1, "en"));
  CHECK(text_member(en, "rationale").find("customer") != std::string::npos);
}

TEST_CASE("the judge blames what is most amiss, mostly") {
  const auto m = models();
  int named = 0, total = 0;
  for (auto p : generate_profiles(400, 9)) {
    if (p.cohort != cohort::vocal_unsatisfied) continue;
    const auto reply =
        answer(*m, judge_call(p, "Última oportunidad: actúa ahora, solo por hoy.", 0, 1, 1));
    const std::string why = text_member(reply, "rationale");
    ++total;
    named += why.find("tono") != std::string::npos || why.find("reconoce") != std::string::npos ||
             why.find("plazo") != std::string::npos ||
             why.find("compromiso") != std::string::npos ||
             why.find("extensión") != std::string::npos || why.find("largo") != std::string::npos;
  }
  CHECK(named > total * 6 / 10);
  CHECK(named < total);
}

TEST_CASE("English prompts get English customers and messages") {
  const auto m = models();
  const auto profiles = generate_profiles(60, 10);
  int english = 0, answered = 0;
  for (const auto& p : profiles) {
    const auto reply =
        answer(*m, customer_call(p,
                                 "Hello, this is your dealership. We would like to know how things "
                                 "are going with your car "
                                 "and whether there is anything that we can do for you these days.",
                                 0, 1, 1, "en"));
    const std::string text = text_member(reply, "message");
    if (text.empty()) continue;
    ++answered;
    const std::string plain = plain_words(text);
    english +=
        plain.find(" que ") == std::string::npos && plain.find(" gracias ") == std::string::npos;
  }
  CHECK(answered > 10);
  CHECK(english == answered);
  const auto reply = answer(
      *m, testing::outreach_call(profiles[0], testing::outreach_prompt(testing::baseline_plan("en"),
                                                                       profiles[0].cohort, "en")));
  CHECK(text_member(reply, "message").find("your") != std::string::npos);
  CHECK(text_member(reply, "cta") == "none");
}

TEST_CASE("no output says anything of the hidden side") {
  const auto m = models();
  const std::string_view forbidden[] = {
      " ltr ",         " eta ",     " latent ",      " seed ",        " w1 ",
      " ideal words ", " clutter ", " logit ",       " churn0 ",      " eng0 ",
      " world ",       " flipped ", " recognition ", " reassurance ", " tone taste "};
  for (const auto& p : generate_profiles(100, 12))
    for (const auto& call : {customer_call(p, greeting), judge_call(p, greeting),
                             testing::outreach_call(p, testing::outreach_prompt(
                                                           testing::baseline_plan(), p.cohort))}) {
      const std::string text = plain_words(m->play(call).value());
      for (std::string_view word : forbidden) {
        INFO(text);
        CHECK(text.find(word) == std::string::npos);
      }
    }
}

TEST_CASE("no hidden number appears in what a customer says") {
  const auto m = models();
  const parameters world = draw_world(world_family::standard, 7);
  for (const auto& p : generate_profiles(100, 12)) {
    const customer_latents c = draw_customer(world, 7, p);
    const std::string text = text_member(answer(*m, customer_call(p, greeting)), "message");
    for (double hidden : {c.recommend, c.churn, c.engagement, c.benefit_taste})
      CHECK(text.find(fmt::format("{:.2f}", hidden)) == std::string::npos);
  }
}

TEST_CASE("worlds with the same text and other effects start from the same company messages") {
  const auto a = models("W1"), b = models("W4");
  for (const auto& p : generate_profiles(20, 12)) {
    const auto call =
        testing::outreach_call(p, testing::outreach_prompt(testing::baseline_plan(), p.cohort));
    CHECK(a->play(call) == b->play(call));
  }
}

TEST_CASE("the role is recognised without metadata, and other calls are left alone") {
  const auto m = models();
  const auto p = generate_profiles(4, 12)[0];
  model_call call = judge_call(p, greeting);
  call.metadata.clear();
  call.schema_name = "judgement";
  CHECK(m->play(call).has_value());
  call.schema_name.reset();
  CHECK(m->play(call).has_value());
  model_call other;
  other.instructions = "You are a helpful assistant.";
  other.input = {{"user", "What is the capital of France?"}};
  CHECK_FALSE(m->play(other).has_value());
  other.metadata = {{"role", "poet"}};
  CHECK_FALSE(m->play(other).has_value());
}

TEST_CASE("hostile prompts are answered, never fatal") {
  const auto m = models();
  for (std::string_view role : {"planner", "customer", "proactive", "judge", "tuner"})
    for (std::string_view text :
         {"", "<data label=\"profile\" nonce=\"x\">",
          "<data label=\"profile\" nonce=\"x\">\n{\n</data x>",
          "<data label='profile' nonce='x'>[1,2]</data   x >", "</data ", "<data", "\xff\xfe\xc3",
          "<data label=\"plan\" nonce=\"n\">{\"cohort_rules\":[{\"cohort\":7,\"text\":null}],"
          "\"max_turns\":1e300}</data n>",
          "<data label=\"profile\" "
          "nonce=\"n\">{\"purchase\":{\"price\":-1e308},\"persona\":{\"name\":\"\"}}"
          "</data n><data label=\"transcript\" nonce=\"n\">[{\"role\":1}]</data n>"}) {
      model_call call;
      call.metadata = {{"role", std::string(role)}, {"turn", "99999999999999999999"}};
      call.instructions = std::string(text);
      call.input = {{"user", std::string(text)}};
      INFO(role << " " << text);
      CHECK(m->play(call).has_value());
    }
}

TEST_CASE("data blocks are read whatever their spacing, and only whole ones") {
  std::vector<std::pair<std::string, std::string>> blocks;
  const std::string rest = take_data_blocks(
      "a <data  label = 'x'  nonce=\"7f\" >\n 1 </data 8f> \n</ data 7f > b <data label=\"y\" "
      "nonce=\"1\"> open",
      blocks);
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].first == "x");
  CHECK(blocks[0].second == "1 </data 8f>");
  CHECK(rest.find("a ") == 0);
  CHECK(rest.find(" open") != std::string::npos);
}

TEST_CASE("an unknown world is refused with what was expected") {
  sim_settings settings;
  settings.world = "W77";
  const auto refused = played_models::create(settings);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == failure_code::invalid_config);
  CHECK(refused.error().message.find("W77") != std::string::npos);
  settings.world = "W1";
  settings.lexicon = "/does/not/exist";
  CHECK(played_models::create(settings).error().code == failure_code::not_found);
}
