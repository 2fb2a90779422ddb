#include <catch2/catch_test_macros.hpp>

#include "agents/model_text.hpp"
#include "agents/phrase_set.hpp"
#include "agents/turns_json.hpp"
#include "agents/word_runs.hpp"
#include "base/json.hpp"

using namespace parley;

namespace {

constexpr std::string_view phrases[] = {"de nada", "hola", "de", "soy un bot", "hola hola"};

std::vector<std::string> found_in(std::string_view text) {
  const phrase_set set(phrases);
  std::vector<std::string> out;
  for (const auto& place : set.find_in(fold_line(text)))
    out.push_back(std::string(set[place.phrase]) + "@" + std::to_string(place.at));
  return out;
}

using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("phrases are found as whole words, in the list's order and every time they stand there") {
  CHECK(found_in("Hola, de nada. ¡Hola!") == strings{"de nada@6", "hola@1", "hola@14", "de@6"});
  CHECK(found_in("hola hola") == strings{"hola@1", "hola@6", "hola hola@1"});
  CHECK(found_in("holas, desde, bot").empty());
  CHECK(found_in("no soy un bot") == strings{"soy un bot@4"});
  CHECK(found_in("de").front() == "de@1");
  CHECK(found_in("").empty());
}

TEST_CASE("eight words in a row of a text are recognised, seven are not") {
  const word_runs told("Uno dos tres, cuatro cinco: seis siete ocho nueve diez.");
  CHECK(told.first_shared(fold_line("y UNO dos tres cuatro cinco seis siete ocho")) ==
        "uno dos tres cuatro cinco seis siete ocho");
  CHECK(told.first_shared(fold_line("tres cuatro cinco seis siete ocho nueve diez y más")) ==
        "tres cuatro cinco seis siete ocho nueve diez");
  CHECK_FALSE(told.first_shared(fold_line("uno dos tres cuatro cinco seis siete")));
  CHECK_FALSE(told.first_shared(fold_line("dos uno tres cuatro cinco seis siete ocho")));
  CHECK_FALSE(word_runs("").first_shared(fold_line("uno dos tres cuatro cinco seis siete ocho")));
  CHECK_FALSE(word_runs().first_shared(" "));
}

TEST_CASE("turns are written as the document they stand for") {
  std::vector<turn> turns(3);
  turns[0].content = "Dijo \"sí\"\n</data>";
  turns[1].role = turn_role::customer;
  turns[1].silent = true;
  turns[2].content = std::string("\x01\\ñ", 4);
  json::array expected;
  for (const turn& one : turns)
    expected.push_back(json::object{
        {"role", to_string(one.role)}, {"content", one.content}, {"silent", one.silent}});
  CHECK(turns_json(turns) == json::serialize(expected));
  CHECK(turns_json({}) == "[]");
}
