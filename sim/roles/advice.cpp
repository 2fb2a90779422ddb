#include "sim/roles/advice.hpp"

namespace parley::sim {
namespace {

constexpr advice vocal_satisfied[] = {
    {aspect::person,
     "Personaliza el mensaje: salúdale por su nombre y menciona su vehículo y su historial.",
     "Personalise the message: greet them by name and mention their vehicle and their history."},
    {aspect::tone, "Usa un tono cálido y cercano.", "Use a warm and friendly tone."},
    {aspect::step, "Invítale a una visita a la agencia como siguiente paso.",
     "Invite them to a visit to the dealership as the next step."},
    {aspect::apology, "No pidas disculpas ni hables de problemas que no mencionó.",
     "Do not apologise and do not bring up problems they never mentioned."},
    {aspect::length, "Escribe un mensaje de menos de 70 palabras.",
     "Write a message of fewer than 70 words."},
    {aspect::benefit, "Ofrece un pequeño beneficio de agradecimiento.",
     "Offer a small thank-you benefit."},
    {aspect::step, "Ofrece una llamada para conocer su opinión.",
     "Offer a call to hear their opinion."},
    {aspect::tone, "Escribe con un tono formal y profesional.",
     "Write in a formal and professional tone."}};

constexpr advice vocal_unsatisfied[] = {
    {aspect::substance,
     "Reconoce de forma concreta su problema y da un compromiso con fecha: respuesta en 48 horas.",
     "Acknowledge their problem concretely and give a dated commitment: an answer within 48 "
     "hours."},
    {aspect::step, "Ofrece una llamada como siguiente paso.", "Offer a call as the next step."},
    {aspect::tone, "Usa un tono formal y respetuoso; nunca presiones.",
     "Use a formal and respectful tone; never press."},
    {aspect::apology, "Ofrece una disculpa, una sola vez y en pocas palabras.",
     "Apologise once, in a few words."},
    {aspect::length, "Escribe un mensaje de unas 100 palabras que explique qué pasará después.",
     "Write a message of about 100 words that explains what happens next."},
    {aspect::person, "Salúdale por su nombre y menciona su vehículo.",
     "Greet them by name and mention their vehicle."},
    {aspect::benefit, "Ofrece un beneficio por las molestias.", "Offer a benefit for the trouble."},
    {aspect::tone, "Usa un tono cálido y amistoso.", "Use a warm, friendly tone."}};

constexpr advice quiet_satisfied[] = {
    {aspect::step, "Propón un solo paso que se resuelva con un clic.",
     "Propose a single step that takes one click."},
    {aspect::length, "Escribe un mensaje de menos de 40 palabras.",
     "Write a message of fewer than 40 words."},
    {aspect::benefit, "Ofrece un beneficio concreto en su próximo servicio.",
     "Offer a concrete benefit on their next service."},
    {aspect::person, "Salúdale por su nombre y menciona su vehículo.",
     "Greet them by name and mention their vehicle."},
    {aspect::apology, "No pidas disculpas.", "Do not apologise."},
    {aspect::tone, "Usa un tono directo y sencillo.", "Use a plain, direct tone."},
    {aspect::step, "Ofrece una llamada para resolver dudas.", "Offer a call to answer questions."},
    {aspect::substance, "Da un compromiso con fecha para cualquier asunto.",
     "Give a dated commitment on any matter."}};

constexpr advice quiet_unsatisfied[] = {
    {aspect::step, "Propón un solo paso que se resuelva con un clic.",
     "Propose a single step that takes one click."},
    {aspect::substance, "Reconoce su problema en una frase y da un compromiso con fecha: 48 horas.",
     "Acknowledge their problem in one sentence and give a dated commitment: 48 hours."},
    {aspect::tone, "Usa un tono cálido y cercano, sin presión.",
     "Use a warm and caring tone, without pressure."},
    {aspect::benefit, "Ofrece un beneficio concreto en su próximo servicio.",
     "Offer a concrete benefit on their next service."},
    {aspect::length, "Escribe un mensaje de menos de 70 palabras.",
     "Write a message of fewer than 70 words."},
    {aspect::apology, "Ofrece una disculpa breve, una sola vez.", "Apologise briefly, once."},
    {aspect::person, "Salúdale por su nombre y menciona su historial.",
     "Greet them by name and mention their history."},
    {aspect::step, "Invítale a una visita a la agencia.",
     "Invite them to a visit to the dealership."}};

constexpr advice useless[] = {
    {aspect::substance, "Cuida la ortografía y la puntuación.", "Mind spelling and punctuation."},
    {aspect::substance, "Procura que cada frase tenga sentido.",
     "See to it that each sentence makes sense."},
    {aspect::substance, "Piensa en el cliente antes de empezar.",
     "Think of the customer before you begin."},
    {aspect::substance, "Usa párrafos ordenados.", "Use orderly paragraphs."},
    {aspect::substance, "Mantén la coherencia de principio a fin.",
     "Stay coherent from start to end."},
    {aspect::substance, "Elige bien los verbos.", "Choose the verbs well."}};

constexpr advice harmful[] = {
    {aspect::tone, "Usa un tono insistente: última oportunidad, que decida hoy.",
     "Use a pushy tone: last chance, they must decide today."},
    {aspect::apology, "Pide mil disculpas y repite la disculpa.",
     "Offer a thousand apologies: apologise at length."},
    {aspect::step, "Pide siempre una visita a la agencia.",
     "Always ask for a visit to the dealership."},
    {aspect::benefit, "Promete un gran descuento del 50 %.", "Promise a large discount of 50 %."},
    {aspect::length, "Escribe mensajes de 200 palabras.", "Write messages of 200 words."}};

}  // namespace

std::span<const advice> advice_for(cohort c) {
  switch (c) {
    case cohort::vocal_satisfied:
      return vocal_satisfied;
    case cohort::vocal_unsatisfied:
      return vocal_unsatisfied;
    case cohort::quiet_satisfied:
      return quiet_satisfied;
    case cohort::quiet_unsatisfied:
      return quiet_unsatisfied;
  }
  return quiet_unsatisfied;
}

std::span<const advice> useless_advice() {
  return useless;
}
std::span<const advice> harmful_advice() {
  return harmful;
}

}  // namespace parley::sim
