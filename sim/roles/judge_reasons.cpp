#include "sim/roles/judge_reasons.hpp"

namespace parley::sim {
namespace {

struct reason_bank {
  std::array<std::string_view, term_count> blame_missing;  ///< alternatives separated by '|'
  std::array<std::string_view, term_count> blame_harm;     ///< when the term did harm
  std::array<std::string_view, term_count> praise;
  std::string_view nothing_to_blame, answered, silent;
};

constexpr reason_bank spanish = {
    {"El mensaje no reconoce el problema que el cliente tiene abierto.|Falta reconocer lo que el "
     "cliente ha vivido.",
     "No da un plazo con fecha ni responsable.|Falta un compromiso con fecha concreta.",
     "No hay una disculpa por lo ocurrido.|Falta una disculpa breve.",
     "No ofrece nada que compense o interese al cliente.|Faltó un beneficio concreto.",
     "El texto es impersonal; podría ser para cualquiera.|No se nota que conozcan a este cliente.",
     "El tono no es el que conviene a este cliente.|Otro tono habría llegado mejor.",
     "El siguiente paso no encaja con este cliente.|No queda un siguiente paso cómodo para el "
     "cliente.",
     "El mensaje quiere abarcar demasiado.|Hay demasiados elementos en un solo mensaje.",
     "La extensión del mensaje no ayuda.|El largo del texto no es el adecuado para este cliente."},
    {"Insiste en problemas que el cliente no siente como tales.|Tratarlo como caso problemático "
     "incomoda.",
     "El plazo prometido suena fuera de lugar.|Comprometer fechas aquí no aportó.",
     "La disculpa resulta excesiva o sobra.|Pedir perdón restó en lugar de sumar.",
     "El beneficio suena a exceso o a compra de voluntad.|El regalo genera desconfianza.",
     "La familiaridad se siente invasiva.|Tanto dato personal incomoda al cliente.",
     "El tono molesta al cliente.|El tono resulta inadecuado.",
     "La acción que se pide resulta incómoda.|Lo que se le pide al cliente es demasiado esfuerzo.",
     "El mensaje quiere abarcar demasiado.|Hay demasiados elementos en un solo mensaje.",
     "La extensión del mensaje cansa o se queda corta.|El largo del texto no es el adecuado."},
    {"Se reconoce lo que le pasa al cliente.", "El compromiso con fecha da confianza.",
     "La disculpa breve cae bien.", "El beneficio ofrecido interesa.",
     "El trato personal se agradece.", "El tono es acertado.", "El siguiente paso es cómodo.",
     "El mensaje es ordenado.", "La extensión es adecuada."},
    "No se observa un motivo claro que pese sobre los demás.",
    "El cliente contestó, y su respuesta apoya la estimación.",
    "El cliente no contestó: el interés parece bajo."};

constexpr reason_bank english = {
    {"The message does not acknowledge the problem that the customer has open.|What the customer "
     "went through is not acknowledged.",
     "It gives no dated commitment and names nobody in charge.|A firm date is missing.",
     "There is no apology for what happened.|A brief apology is missing.",
     "It offers nothing that makes up for it or interests the customer.|A concrete benefit was "
     "missing.",
     "The text is impersonal; it could be for anybody.|Nothing shows that they know this customer.",
     "The tone is not the one for this customer.|Another tone would have landed better.",
     "The next step does not suit this customer.|There is no comfortable next step for the "
     "customer.",
     "The message tries to cover too much.|There are too many elements in one message.",
     "The length of the message does not help.|The text's length is not right for this customer."},
    {"It dwells on problems that the customer does not feel.|Being treated as a problem case "
     "annoys.",
     "The promised date sounds out of place.|Committing to dates added nothing here.",
     "The apology is excessive or needless.|Apologising took away rather than added.",
     "The benefit sounds like too much, or like a bribe.|The gift raises distrust.",
     "The familiarity feels intrusive.|So much personal detail makes the customer uneasy.",
     "The tone annoys the customer.|The tone is unsuitable.",
     "The action asked for is uncomfortable.|What is asked of the customer is too much effort.",
     "The message tries to cover too much.|There are too many elements in one message.",
     "The length of the message tires, or falls short.|The text's length is not right."},
    {"What the customer goes through is acknowledged.", "The dated commitment builds trust.",
     "The brief apology lands well.", "The benefit on offer is of interest.",
     "The personal touch is welcome.", "The tone is right.", "The next step is comfortable.",
     "The message is orderly.", "The length is suitable."},
    "No single reason weighs more than the others.",
    "The customer answered, and the answer supports the estimate.",
    "The customer did not answer: interest seems low."};

std::string_view one_of(std::string_view alternatives, random_stream& random) {
  const auto bar = alternatives.find('|');
  const bool second = random.chance(.5);
  if (bar == std::string_view::npos) return alternatives;
  return second ? alternatives.substr(bar + 1) : alternatives.substr(0, bar);
}

}  // namespace

std::string judge_reasons(std::optional<effect_term> blamed, const term_values& heard,
                          bool answered, language lang, random_stream& random) {
  const reason_bank& bank = lang == language::es ? spanish : english;
  std::size_t best = 0;
  for (std::size_t k = 1; k < term_count; ++k)
    if (heard[k] > heard[best]) best = k;
  std::string out;
  if (heard[best] > .1 && (!blamed || at(*blamed) != best))
    out.append(bank.praise[best]).append(" ");
  if (blamed) {
    const std::size_t k = at(*blamed);
    out += one_of((heard[k] < -.02 ? bank.blame_harm : bank.blame_missing)[k], random);
  } else {
    out += bank.nothing_to_blame;
  }
  return out.append(" ").append(answered ? bank.answered : bank.silent);
}

}  // namespace parley::sim
