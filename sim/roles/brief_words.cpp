#include "sim/roles/brief_words.hpp"

#include "sim/world/types.hpp"

namespace parley::sim {
namespace {

struct entry {
  topic about;
  std::string_view stems;  // separated by '|'
};

constexpr entry entries[] = {
    {topic::ack,
     "reconoc*|reconozca*|empati*|valida su*|nombra el problema|nombra su problema|menciona el "
     "problema|"
     "menciona su problema|muestra que entiendes|muestra "
     "comprension|acknowledg*|recognise*|recognize*|"
     "empathy|empathise*|name the problem|show that you understand|show understanding"},
    {topic::sla,
     "sla|plazo*|fecha*|compromiso*|comprometete|48 horas|24 "
     "horas|48h|24h|deadline*|date|dates|dated|"
     "timeline|commitment|48 hours|24 hours|two business days|2 dias habiles"},
    {topic::apol, "disculp*|perdon|lamenta*|apolog*|say sorry"},
    {topic::ben,
     "beneficio*|descuento*|cortesia|bonific*|regalo*|obsequio*|compensacion*|gratis|benefit*|"
     "discount*|gift*|voucher*|compensation|complimentary|free service"},
    {topic::pers,
     "personaliz*|por su nombre|por nombre|usa el nombre|usa su nombre|su vehiculo|el vehiculo|"
     "su historial|su historia|personalis*|by name|by their name|first name|the name|their vehicle|"
     "the vehicle|their history|his or her name"},
    {topic::vague_time,
     "lo antes posible|sin fecha exacta|as soon as possible|without an exact date"},
    {topic::heavy_apology,
     "disculpas amplias|disculpas extensas|disculpate varias veces|repite la disculpa|mil "
     "disculpas|"
     "disculparte ampliamente|apologise at length|apologize at length|apologise repeatedly|"
     "apologize repeatedly|apologise several times"},
    {topic::big_benefit,
     "gran descuento|descuento grande|beneficio grande|50 %|descuento fuerte|large discount|big "
     "discount|"
     "generous discount"},
    {topic::warm,
     "calid*|cercan*|afectuos*|amable|amistos*|tono empatic*|empatico "
     "directo|empatico|warm*|friendly|"
     "caring|empathetic"},
    {topic::formal,
     "formal|formalmente|respetuos*|profesional|de usted|professional|respectful|formally"},
    {topic::plain,
     "direct*|sencill*|neutr*|sobri*|llano|plain*|straightforward|matter of fact|simple"},
    {topic::pushy,
     "insist*|urgen*|presion*|ultima oportunidad|apremi*|pressure|press|pushy|last "
     "chance|pressing"},
    {topic::no_cta,
     "no pidas nada|sin pedir nada|sin llamada a la accion|sin cta|sin siguiente paso|ask for "
     "nothing|"
     "without asking for anything|no call to action|without a call to action|no next step"},
    {topic::oneclick,
     "un clic|un solo clic|un toque|responder si|respondiendo si|responda si|responde si|paso "
     "facil|"
     "un solo paso sencillo|one click|a single click|one tap|reply yes|replying yes|easy step"},
    {topic::callback,
     "llamada|llamadas|una llamada|llamar|llamarle|llamarlo|llamarla|telefon*|phone|a call|call "
     "back|"
     "callback|call them|calls|telephone"},
    {topic::visit,
     "visita|visitas|visitar*|pasar a la agencia|ir a la agencia|a la "
     "agencia|visit|visits|visiting|come in|"
     "to the dealership"},
    {topic::brief_text, "breve|breves|brevemente|corto|cortos|corta|conciso|short|brief|concise"},
    {topic::long_text,
     "detallad*|extens*|largo|completo|con detalle|long|detailed|thorough|in detail"},
    {topic::negation,
     "no|sin|nunca|jamas|evit*|omit*|quita|quitar|nada de|tampoco|prescinde*|avoid*|never|without|"
     "dont|not|skip|leave out|refrain*"},
    {topic::command,
     "ofrec*|da|dale|usa|propon|proponle|invita*|pide|reconoce|menciona|agradece|saluda*|escribe|"
     "llama|"
     "llamale|incluye|explica|personaliza|offer|give|use|propose|invite|ask|acknowledge|mention|"
     "thank|"
     "greet|write|call them|include|explain|keep|personalise"},
    {topic::tone_word,
     "tono|tonos|trato|estilo|habla|hablale|escribe|escribele|tone|style|write|sound|voice|de "
     "usted"},
    {topic::text_word,
     "mensaje|mensajes|texto|textos|escribe|message|messages|text|write|replies|respuesta|"
     "respuestas"},
};

}  // namespace

const phrase_matcher& instruction_words() {
  static const phrase_matcher matcher = [] {
    phrase_matcher m;
    for (const entry& e : entries) {
      std::string_view rest = e.stems;
      while (!rest.empty()) {
        const auto end = std::min(rest.find('|'), rest.size());
        m.add(rest.substr(0, end), static_cast<std::uint32_t>(at(e.about)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    m.build();
    return m;
  }();
  return matcher;
}

}  // namespace parley::sim
