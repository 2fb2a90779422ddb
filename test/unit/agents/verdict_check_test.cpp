#include "agents/verdict_check.hpp"

#include <catch2/catch_test_macros.hpp>
#include <tuple>

using namespace parley;

namespace {

score verdict(double nps, double engagement, double churn, std::string rationale = "") {
  score out;
  out.nps_expected = nps;
  out.engagement_prob = engagement;
  out.churn_prob = churn;
  out.rationale = std::move(rationale);
  return out;
}

}  // namespace

TEST_CASE("numbers that cannot both be true are told") {
  CHECK(conflicts_of(verdict(9, 0.5, 0.7)).numbers);
  CHECK(conflicts_of(verdict(2, 0.5, 0.05)).numbers);
  CHECK_FALSE(conflicts_of(verdict(9, 0.5, 0.1)).numbers);
  CHECK_FALSE(conflicts_of(verdict(2, 0.1, 0.6)).numbers);
  score praised = verdict(2, 0.1, 0.5);
  praised.aspect_sentiment = {{"servicio", 0.8}, {"vehiculo", 0.4}};
  CHECK(conflicts_of(praised).numbers);
}

TEST_CASE("reasons that say the opposite of the numbers are told, in both languages") {
  for (const auto& [text, bad, good] : {
           std::tuple{"Está molesto. Se irá en cuanto pueda.", verdict(5, 0.3, 0.1),
                      verdict(3, 0.1, 0.8)},
           std::tuple{"Es poco probable que se vaya; quedó tranquilo.", verdict(6, 0.3, 0.7),
                      verdict(6, 0.3, 0.1)},
           std::tuple{"La recomendaría a sus amigos.", verdict(3, 0.3, 0.3), verdict(9, 0.6, 0.1)},
           std::tuple{"No la recomendaría.", verdict(8, 0.3, 0.3), verdict(2, 0.1, 0.6)},
           std::tuple{"El cliente no contestó.", verdict(6, 0.8, 0.2), verdict(6, 0.05, 0.2)},
           std::tuple{"She accepted the step at once.", verdict(7, 0.1, 0.2), verdict(8, 0.9, 0.1)},
           std::tuple{"He is likely to leave.", verdict(6, 0.3, 0.1), verdict(4, 0.2, 0.7)},
           std::tuple{"They would not recommend the company.", verdict(8, 0.3, 0.2),
                      verdict(2, 0.1, 0.6)},
           std::tuple{"Le doy un NPS de 8.5 por el trato.", verdict(5, 0.3, 0.2),
                      verdict(8, 0.3, 0.2)},
           std::tuple{"Abandono del 60 % según lo dicho.", verdict(5, 0.3, 0.2),
                      verdict(5, 0.3, 0.55)},
       }) {
    INFO(text);
    score wrong = bad, right = good;
    wrong.rationale = right.rationale = text;
    CHECK(conflicts_of(wrong).rationale);
    CHECK_FALSE(conflicts_of(right).rationale);
  }
}

TEST_CASE("what is denied, conditional, of before, or weighed both ways is no claim") {
  for (const char* text :
       {"No es cliente de riesgo alto.", "Partía de un riesgo alto, y la respuesta lo tranquilizó.",
        "Si no le cumplen se irá.", "Tenía un NPS de 2.", "He had high churn before.",
        "Riesgo alto por la demora. Pero se queda porque el coche le gusta.",
        "The earlier NPS 2 weighed little.", "El tono es acertado. Falta reconocer lo vivido.",
        "El cliente contestó, y su respuesta apoya la estimación.",
        "Compró el coche por 0.3 más."}) {
    INFO(text);
    CHECK_FALSE(conflicts_of(verdict(7, 0.4, 0.1, text)).rationale);
  }
}

TEST_CASE("any text can be a rationale") {
  const std::string hostile =
      std::string("NPS ") + std::string(2000, '9') + " churn .;,\n%\xff\xfe";
  for (std::size_t cut = 0; cut <= hostile.size(); cut += 37)
    (void)claims_of(std::string_view(hostile).substr(0, cut));
  CHECK_FALSE(claims_of(hostile).nps);
  CHECK_FALSE(claims_of("").leaves);
}
