#include "agents/guard_phrases.hpp"

namespace parley::guard_phrases {
namespace {

// clang-format off: one phrase a line would be five hundred lines.

// Folded: lower case, no accents, no punctuation ("I'm" is "im"), whole words.
constexpr std::string_view instruction_phrases[] = {
    // Spanish: what it is
    "soy un modelo de lenguaje", "como modelo de lenguaje", "soy una ia", "soy ia",
    "soy solo una ia", "como una ia no", "como una ia yo", "como ia no", "al ser una ia",
    "siendo una ia", "soy una inteligencia artificial", "como inteligencia artificial no",
    "soy un asistente virtual", "soy un asistente de ia", "como asistente virtual",
    "soy un chatbot", "soy un bot", "soy chatgpt", "soy gpt",
    // Spanish: what it was told
    "el prompt", "mi prompt", "este prompt", "prompt del sistema", "segun mis instrucciones",
    "mis instrucciones son", "mis instrucciones dicen", "mis instrucciones indican",
    "mis instrucciones me", "mis instrucciones no me", "de acuerdo con mis instrucciones",
    "conforme a mis instrucciones", "mis instrucciones del sistema", "mis instrucciones de sistema",
    "mis instrucciones internas",
    // Spanish: the play
    "cliente simulado", "cliente simulada", "clienta simulada", "simulo a un cliente", "simulo ser",
    "simulando a un cliente", "simulando ser", "juego de rol", "salir del personaje",
    "salirme del personaje", "mi personaje es", "en mi papel de cliente", "mi papel es ser",
    "mi papel es el de", "mi papel como cliente", "interpreto a un cliente",
    "interpreto a una clienta", "interpretando a un cliente", "interpretando a una clienta",
    "interpretar el papel", "actuo como cliente", "actuar como cliente", "actuando como cliente",
    "el rol de cliente", "el papel de cliente", "mi rol es", "mi rol como cliente",
    "bloque de datos", "mi cohorte", "vocal insatisfecho", "vocal satisfecho",
    // English: what it is
    "as an ai", "i am an ai", "im an ai", "im just an ai", "i am just an ai", "as a language model",
    "i am a language model", "im a language model", "as a large language model", "i am a chatbot",
    "im a chatbot", "i am a bot", "im a bot", "i am chatgpt", "im chatgpt", "as an ai assistant",
    "as a virtual assistant", "im a virtual assistant", "i am a virtual assistant",
    // English: what it was told
    "system prompt", "my prompt says", "my prompt is", "my prompt tells", "my prompt asks",
    "my prompt instructs", "the prompt says", "the prompt asks", "the prompt tells",
    "the prompt i was", "my instructions are", "my instructions say", "my instructions state",
    "my instructions tell", "my instructions require", "my instructions do not",
    "my instructions dont", "according to my instructions", "per my instructions",
    "my system instructions", "i was instructed to act", "i have been instructed to act",
    "instructed to play",
    // English: the play
    "simulated customer", "simulating a customer", "im simulating", "i am simulating",
    "in this simulation i", "role play", "roleplay", "roleplaying", "out of character",
    "break character", "stay in character", "my character is", "my persona is", "playing the role",
    "play the role", "playing the part of", "my role is to", "my role as a customer",
    "acting as the customer", "acting as a customer", "data block", "my cohort",
    "the customer persona",
    // the reply's form
    "wants_to_end", "churn_est", "past_nps", "risk_signals", "value_segment", "customer_id",
    "vocal_satisfecho", "vocal_insatisfecho", "no_vocal_satisfecho", "no_vocal_insatisfecho",
    "last_touch_days", "last_purchase_days", "json", "additionalproperties", "silent true",
    "silent false", "output format", "formato de salida",
};

constexpr std::string_view company_phrases[] = {
    // Spanish: offering help
    "en que puedo ayudarte", "en que puedo ayudarle", "en que te puedo ayudar",
    "en que le puedo ayudar", "en que podemos ayudarte", "en que podemos ayudarle",
    "como puedo ayudarte", "como puedo ayudarle", "como podemos ayudarte", "como podemos ayudarle",
    "como puedo asistirte", "como puedo asistirle", "hay algo mas en lo que pueda ayudar",
    "algo mas en lo que pueda ayudarte", "algo mas en lo que pueda ayudarle",
    "algo mas en que pueda ayudarte", "algo mas en que pueda ayudarle", "estoy aqui para ayudarte",
    "estoy aqui para ayudarle", "estamos aqui para ayudarte", "estamos aqui para ayudarle",
    "estoy para ayudarte", "estoy para ayudarle", "estamos para ayudarte", "estamos para ayudarle",
    "estamos para servirle", "estamos para servirte", "te ofrecemos un", "te ofrecemos una",
    "le ofrecemos un", "le ofrecemos una", "nos complace ofrecer", "nos complace informar",
    // Spanish: addressing a customer
    "estimado cliente", "estimada cliente", "estimada clienta", "apreciado cliente",
    "apreciada clienta", "querido cliente", "querida clienta", "gracias por contactarnos",
    "gracias por contactar con nosotros", "gracias por comunicarse con nosotros",
    "gracias por comunicarte con nosotros", "gracias por ponerse en contacto con nosotros",
    "gracias por ponerte en contacto con nosotros", "gracias por su preferencia",
    "gracias por tu preferencia", "gracias por elegirnos", "gracias por confiar en nosotros",
    "agradecemos su preferencia", "agradecemos tu preferencia", "agradecemos su confianza",
    "agradecemos tu confianza", "agradecemos su paciencia", "agradecemos tu paciencia",
    "agradecemos su comprension", "agradecemos tu comprension", "su satisfaccion es",
    "tu satisfaccion es", "como cliente nuestro",
    // Spanish: apologising, understanding
    "lamentamos los inconvenientes", "lamentamos el inconveniente", "lamentamos las molestias",
    "lamentamos la molestia", "lamentamos la demora", "lamentamos el retraso",
    "lamentamos lo ocurrido", "lamentamos lo sucedido", "lamentamos cualquier",
    "sentimos las molestias", "sentimos mucho las molestias", "sentimos los inconvenientes",
    "nos disculpamos por", "le pedimos disculpas por", "te pedimos disculpas por",
    "le pedimos una disculpa", "te pedimos una disculpa", "le ofrecemos una disculpa",
    "te ofrecemos una disculpa", "entiendo su molestia", "entiendo tu molestia",
    "entiendo su frustracion", "entiendo tu frustracion", "comprendo su molestia",
    "comprendo tu molestia", "comprendo su frustracion", "comprendo tu frustracion",
    "entendemos su molestia", "entendemos tu molestia",
    // Spanish: handling a case
    "he escalado su caso", "he escalado tu caso", "hemos escalado su caso",
    "hemos escalado tu caso", "escalare su caso", "escalare tu caso", "voy a escalar su caso",
    "voy a escalar tu caso", "revisare su caso", "revisare tu caso", "revisaremos su caso",
    "revisaremos tu caso", "daremos seguimiento a su caso", "daremos seguimiento a tu caso",
    "dare seguimiento a su caso", "dare seguimiento a tu caso", "su caso ha sido",
    "tu caso ha sido", "su caso fue escalado", "tu caso fue escalado", "su numero de caso es",
    "tu numero de caso es", "su solicitud ha sido", "tu solicitud ha sido",
    "nos pondremos en contacto contigo", "nos pondremos en contacto con usted",
    "nos comunicaremos contigo", "nos comunicaremos con usted",
    // Spanish: being the company
    "nuestro equipo de soporte", "nuestro equipo de atencion", "nuestro equipo de servicio",
    "nuestro equipo de postventa", "nuestro equipo de documentacion", "nuestro equipo revisara",
    "nuestro equipo se pondra", "nuestro equipo esta trabajando", "nuestro departamento de",
    "nuestra area de", "nuestros ejecutivos", "nuestra politica de", "nuestras politicas",
    "soy su asesor", "soy tu asesor", "soy su asesora", "soy tu asesora", "soy su ejecutivo",
    "soy tu ejecutivo", "soy su ejecutiva", "soy tu ejecutiva", "soy del equipo de soporte",
    "soy del equipo de atencion", "soy del equipo de servicio", "soy del equipo de ventas",
    "soy del equipo de postventa", "como parte de nuestro compromiso", "de parte de nuestro equipo",
    "de parte de todo el equipo", "en nombre de nuestro equipo", "en nombre de todo el equipo",
    "en nombre de nuestra empresa", "hablo en nombre de la empresa",
    // English: offering help
    "how can i help you", "how may i help you", "how can we help you", "how may we help you",
    "how can i assist you", "how may i assist you", "how can we assist you",
    "anything else i can help", "anything else i can do for you", "anything else we can help",
    "we are here to help", "were here to help", "im here to help", "i am here to help",
    "we are pleased to offer", "were pleased to offer", "we are happy to offer",
    "were happy to offer", "we can offer you a", "wed like to offer you",
    "we would like to offer you", "i can offer you a", "id like to offer you",
    "i would like to offer you",
    // English: addressing a customer
    "dear customer", "dear valued customer", "as a valued customer you",
    "thank you for contacting us", "thanks for contacting us", "thank you for reaching out to us",
    "thanks for reaching out to us", "thank you for your business", "thank you for choosing",
    "thank you for being a valued", "thank you for being a loyal", "we value your",
    "we appreciate your business", "we appreciate your patience", "we appreciate your feedback",
    "we appreciate your loyalty", "we appreciate your understanding", "your satisfaction is",
    // English: apologising, understanding
    "we apologize for", "we apologise for", "we sincerely apologize", "we sincerely apologise",
    "we are sorry to hear", "were sorry to hear", "we are sorry for the", "were sorry for the",
    "i understand your frustration", "we understand your frustration", "i understand your concern",
    "i understand your concerns",
    // English: handling a case
    "i have escalated your", "ive escalated your", "i will escalate your", "ill escalate your",
    "we have escalated your", "weve escalated your", "your case has been", "your case number is",
    "your request has been", "your ticket has been", "i will look into your case",
    "ill look into your case", "we will look into your", "well look into your",
    // English: being the company
    "our support team", "our service team", "our customer service", "our customer care",
    "our documentation team", "our team will", "our team is working", "our advisors will",
    "our agents will", "our policy does not allow", "im your advisor", "i am your advisor",
    "im your account manager", "i am your account manager", "on behalf of our company",
    "on behalf of our team", "on behalf of everyone at",
};

constexpr std::string_view manner_phrases[] = {
    // Spanish
    "quedo a su disposicion", "quedo a tu disposicion", "quedamos a su disposicion",
    "quedamos a tu disposicion", "gracias por su paciencia", "gracias por tu paciencia",
    "gracias por su comprension", "gracias por tu comprension", "lamento las molestias",
    "lamento los inconvenientes", "lamentamos mucho", "lamentamos que", "valoramos su",
    "valoramos tu", "le enviaremos", "te enviaremos", "le llamaremos", "te llamaremos",
    "le contactaremos", "te contactaremos", "te mantendre informado", "te mantendre informada",
    "le mantendre informado", "le mantendre informada", "te mantendremos", "le mantendremos",
    "su expediente", "tu expediente", "su vehiculo", "tu vehiculo", "tu solicitud", "su caso",
    "tu caso", "tus papeles", "tus documentos", "voy a revisar su", "voy a revisar tu",
    "le confirmo que su", "te confirmo que tu", "te ofrezco", "le ofrezco", "puedo ofrecerte",
    "puedo ofrecerle", "nuestro asesor", "nuestra asesora", "nuestros asesores", "sentimos mucho",
    // English
    "thank you for your patience", "thanks for your patience", "thank you for your understanding",
    "rest assured", "we will contact you", "well contact you", "we will call you", "well call you",
    "we will send you", "well send you", "we will get back to you", "well get back to you",
    "ill keep you updated", "i will keep you updated", "we will keep you", "well keep you",
    "your vehicle", "your case", "let me check your", "let me look into", "happy to help",
    "glad to help", "i do apologize", "i apologize for", "i apologise for",
    "sorry for any inconvenience", "apologize for any inconvenience",
    "apologise for any inconvenience", "apologize for the inconvenience",
    "apologise for the inconvenience", "our apologies",
};

// clang-format on

}  // namespace

std::span<const std::string_view> instructions() {
  return instruction_phrases;
}
std::span<const std::string_view> company() {
  return company_phrases;
}
std::span<const std::string_view> company_manner() {
  return manner_phrases;
}

}  // namespace parley::guard_phrases
