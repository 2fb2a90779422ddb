#include "sim/service/composer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/asked_length.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/schema_output.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::int64_t echoed_tokens = 16;

struct phrase_set {
  std::array<std::string_view, 4> openings;
  std::array<std::string_view, 6> bodies;
  std::array<std::string_view, 4> closings;
  std::string_view about;
  std::string_view tool;
};

constexpr phrase_set english{
    {"Here is a short answer.", "Thanks for the question.", "Let me summarise.", "Sure."},
    {"The main point depends on what matters most to you.",
     "There are two things to weigh: the time it takes and what it costs.",
     "A simple plan works best: start small, check the result, then go on.",
     "The usual approach is to compare a few options side by side.",
     "It helps to write down what is known and what is still open.",
     "Most people begin with the clearest part and leave the rest for later."},
    {"Tell me if you want more detail.", "I can go deeper into any part.", "Shall I go on?",
     "That is the short version."},
    "You asked about \"{}\".",
    "The tool answered \"{}\"."};

constexpr phrase_set spanish{
    {"Te respondo en breve.", "Gracias por la pregunta.", "Te lo resumo.", "Claro."},
    {"Lo principal depende de lo que más te importe.",
     "Hay dos cosas que valorar: el tiempo que lleva y lo que cuesta.",
     "Un plan sencillo funciona mejor: empezar poco a poco, comprobar y seguir.",
     "Lo habitual es comparar varias opciones una al lado de otra.",
     "Ayuda anotar lo que ya se sabe y lo que sigue abierto.",
     "Casi todos empiezan por la parte más clara y dejan el resto para después."},
    {"Dime si quieres más detalle.", "Puedo entrar en cualquier parte.", "¿Sigo?",
     "Esa es la versión corta."},
    "Preguntas por «{}».",
    "La herramienta respondió «{}»."};

bool looks_spanish(std::string_view text) {
  static constexpr std::array<std::string_view, 12> signs{
      "¿", "¡", "ñ", "á", "é", "í", "ó", " que ", " el ", " los ", " una ", "Hola"};
  return std::count_if(signs.begin(), signs.end(), [&](std::string_view sign) {
           return text.find(sign) != std::string_view::npos;
         }) >= 2;
}

const model_message* last_of(const generation_request& request, std::string_view role) {
  const auto found = std::find_if(request.messages.rbegin(), request.messages.rend(),
                                  [&](const auto& message) { return message.role == role; });
  return found == request.messages.rend() ? nullptr : &*found;
}

std::string excerpt(std::string_view text) {
  std::string part(text.substr(0, prefix_of_tokens(text, echoed_tokens)));
  std::replace(part.begin(), part.end(), '\n', ' ');
  return part;
}

std::string small_talk(const generation_request& request, random_stream& random) {
  const auto* asked = last_of(request, "user");
  const std::string_view question = asked ? std::string_view(asked->text) : request.instructions;
  const phrase_set& phrases = looks_spanish(question) ? spanish : english;
  if (const auto words = asked_words(question))
    return text_of_tokens(*words, phrases.bodies, random);
  std::string text(phrases.openings[random.below(phrases.openings.size())]);
  const auto say = [&text](std::string_view sentence) { (text += ' ') += sentence; };
  if (request.tool_results_given) {
    if (const auto* result = last_of(request, "tool"))
      say(fmt::format(fmt::runtime(phrases.tool), excerpt(result->text)));
  } else if (!question.empty()) {
    say(fmt::format(fmt::runtime(phrases.about), excerpt(question)));
  }
  const auto sentences = 1 + random.below(3);
  const auto first = random.below(phrases.bodies.size());
  for (std::uint64_t i = 0; i < sentences; ++i)
    say(phrases.bodies[(first + i) % phrases.bodies.size()]);
  say(phrases.closings[random.below(phrases.closings.size())]);
  return text;
}

std::vector<const function_tool*> callable(const generation_request& request) {
  const tool_choice& choice = request.choice;
  const auto is_listed = [&](const function_tool& tool) {
    if (choice.kind == choice_kind::function) return tool.name == choice.function;
    return choice.allowed.empty() || std::find(choice.allowed.begin(), choice.allowed.end(),
                                               tool.name) != choice.allowed.end();
  };
  std::vector<const function_tool*> list;
  for (const auto& tool : request.tools)
    if (is_listed(tool)) list.push_back(&tool);
  return list;
}

// Functions are called while the client offers some and none has answered the last question.
bool wants_function(const generation_request& request) {
  return request.choice.kind != choice_kind::none && !request.tool_results_given &&
         !callable(request).empty();
}

// One call; two different ones now and then, where several functions may be
// called in parallel.
std::vector<called_function> call_functions(const generation_request& request, std::uint64_t key,
                                            random_stream& random) {
  auto tools = callable(request);
  shuffle(tools, random);
  const bool two = request.parallel_tool_calls && tools.size() > 1 && random.chance(0.5);
  tools.resize(std::min<std::size_t>(tools.size(), two ? 2 : 1));
  std::vector<called_function> calls;
  for (const function_tool* tool : tools)
    calls.push_back({tool->name,
                     tool->parameters ? make_document(*tool->parameters, key + calls.size()) : "{}",
                     make_id("call_", key, calls.size()).substr(0, 29)});
  return calls;
}

// Cut where the limit falls; calls that had not begun by then are never made.
void cut(model_answer& answer, std::optional<std::int64_t> limit) {
  std::int64_t left = limit.value_or(INT64_MAX);
  answer.tokens = 0;
  const auto take = [&](std::string& body) {
    const auto tokens = std::max<std::int64_t>(1, count_tokens(body));
    answer.tokens += std::min(tokens, left);
    if (tokens > left) {
      body.resize(prefix_of_tokens(body, left));
      answer.end = reply_end::length;
    }
    left -= std::min(tokens, left);
  };
  if (answer.calls.empty()) return take(answer.text);
  for (std::size_t i = 0; i < answer.calls.size(); ++i) {
    if (left == 0) {
      answer.calls.resize(i);
      answer.end = reply_end::length;
      return;
    }
    take(answer.calls[i].arguments);
  }
}

void stop_at(std::string& text, const std::vector<std::string>& words) {
  for (const auto& word : words) text.resize(std::min(text.find(word), text.size()));
}

std::string compose_text(const generation_request& request, const played_models& models,
                         std::uint64_t key, random_stream& random) {
  if (auto played = models.play(as_model_call(request))) return std::move(*played);
  if (request.format.kind == format_kind::json_schema && request.format.schema)
    return make_document(*request.format.schema, key);
  if (request.format.kind != format_kind::json_object &&
      request.format.kind != format_kind::json_schema)
    return small_talk(request, random);
  json_text object;
  object.open('{');
  object.member("answer", small_talk(request, random));
  object.close('}');
  return object.take();
}

}  // namespace

model_call as_model_call(const generation_request& request) {
  model_call call;
  call.model = request.model->name;
  call.instructions = request.instructions;
  for (const auto& message : request.messages)
    if (message.role != "call" && message.role != "tool") call.input.push_back(message);
  if (request.format.kind == format_kind::json_schema) {
    call.schema_name = request.format.name;
    if (request.format.schema) call.schema_json = json::serialize(*request.format.schema);
  }
  call.metadata = request.metadata;
  return call;
}

model_answer compose_answer(const generation_request& request, const played_models& models,
                            int choice) {
  random_stream random(request.hash, "composer", "answer", static_cast<std::uint64_t>(choice));
  const std::uint64_t key = random.next();
  model_answer answer;
  if (wants_function(request))
    answer.calls = call_functions(request, key, random);
  else
    answer.text = compose_text(request, models, key, random);
  stop_at(answer.text, request.stop);
  cut(answer, request.max_output_tokens);
  return answer;
}

model_answer compose_refusal(const generation_request& request) {
  const auto* asked = last_of(request, "user");
  model_answer answer;
  answer.text = asked && looks_spanish(asked->text) ? "Lo siento, no puedo ayudar con eso."
                                                    : "I'm sorry, I can't help with that.";
  answer.end = reply_end::refusal;
  answer.tokens = count_tokens(answer.text);
  return answer;
}

}  // namespace parley::sim::service
