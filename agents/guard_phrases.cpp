#include "agents/guard_phrases.hpp"

#include <array>

namespace parley::guard_phrases {
namespace {

// Folded: lower case, no accents, no punctuation ("I'm" is "im"), whole words.
constexpr std::string_view instruction_phrases[] = {
    // Spanish: what it is
    "como modelo de lenguaje", "soy un modelo de lenguaje", "modelo de lenguaje", "como una ia",
    "como ia", "soy una ia", "soy ia", "soy una inteligencia artificial",
    "como inteligencia artificial", "soy un asistente virtual", "soy un asistente de ia",
    "como asistente virtual", "soy un chatbot", "soy un bot", "soy chatgpt", "soy gpt",
    // Spanish: what it was told
    "prompt del sistema", "el prompt", "mi prompt", "este prompt", "segun mis instrucciones",
    "mis instrucciones son", "mis instrucciones dicen", "mis instrucciones indican",
    "mis instrucciones me", "mis instrucciones no me", "de acuerdo con mis instrucciones",
    "conforme a mis instrucciones", "instrucciones del sistema", "mensaje del sistema",
    "mis instrucciones internas", "instrucciones que me dieron para actuar",
    // Spanish: the play
    "cliente simulado", "cliente simulada", "clienta simulada", "simulo a un cliente",
    "simulando a un cliente", "simulando ser", "estoy simulando", "esta simulacion",
    "juego de rol", "salir del personaje", "mi personaje", "en mi papel de", "mi papel es",
    "mi papel como cliente", "interpretar el papel", "interpreto a", "interpretando a",
    "actuo como cliente", "actuar como cliente", "el rol de cliente", "mi rol es",
    "mi rol como cliente", "bloque de datos", "mi cohorte", "vocal insatisfecho",
    "vocal satisfecho",
    // English
    "as an ai", "i am an ai", "im an ai", "as a language model", "language model",
    "i am a chatbot", "im a chatbot", "i am a bot", "im a bot", "i am chatgpt", "im chatgpt",
    "as an assistant", "as a virtual assistant", "im a virtual assistant",
    "i am a virtual assistant", "system prompt", "my prompt", "the prompt", "this prompt",
    "my instructions are", "my instructions say", "my instructions state", "my instructions tell",
    "my instructions require", "my instructions do not", "my instructions dont",
    "according to my instructions", "per my instructions", "system instructions",
    "system message", "i was instructed to act", "i have been instructed to act",
    "instructed to play", "simulated customer", "simulating a customer", "im simulating",
    "i am simulating", "this simulation", "role play", "roleplay", "roleplaying",
    "out of character", "break character", "stay in character", "my character is",
    "my persona", "playing the role", "play the role", "playing the part of",
    "my role is", "my role as a customer", "in my role as", "acting as the customer",
    "acting as a customer", "data block", "my cohort", "the customer persona",
    // the reply's form
    "wants_to_end", "churn_est", "past_nps", "risk_signals", "value_segment", "customer_id",
    "vocal_satisfecho", "vocal_insatisfecho", "no_vocal_satisfecho", "no_vocal_insatisfecho",
    "last_touch_days", "last_purchase_days", "json", "json schema", "additionalproperties",
    "sentiment 0", "sentiment 1", "silent true", "silent false", "output format",
    "formato de salida",
};

constexpr std::string_view company_phrases[] = {
    // Spanish
    "en que puedo ayudarte", "en que puedo ayudarle", "en que te puedo ayudar",
    "en que le puedo ayudar", "en que podemos ayudarte", "en que podemos ayudarle",
    "como puedo ayudarte", "como puedo ayudarle", "como podemos ayudarte",
    "como podemos ayudarle", "como puedo asistirte", "como puedo asistirle",
    "hay algo mas en lo que pueda ayudar", "algo mas en lo que pueda ayudarte",
    "algo mas en lo que pueda ayudarle", "algo mas en que pueda ayudarte",
    "algo mas en que pueda ayudarle", "estimado cliente", "estimada cliente", "estimada clienta",
    "apreciado cliente", "apreciada clienta", "querido cliente", "querida clienta",
    "lamentamos los inconvenientes", "lamentamos el inconveniente", "lamentamos las molestias",
    "lamentamos la molestia", "lamentamos la demora", "lamentamos el retraso",
    "lamentamos mucho", "lamentamos lo ocurrido", "lamentamos lo sucedido",
    "lamentamos cualquier", "lamentamos que", "sentimos las molestias",
    "sentimos mucho las molestias", "sentimos los inconvenientes",
    "nos disculpamos por", "le pedimos disculpas por", "te pedimos disculpas por",
    "le pedimos una disculpa", "te pedimos una disculpa", "le ofrecemos una disculpa",
    "te ofrecemos una disculpa", "gracias por contactarnos", "gracias por contactar con nosotros",
    "gracias por comunicarse con nosotros", "gracias por comunicarte con nosotros",
    "gracias por ponerse en contacto con nosotros", "gracias por ponerte en contacto con nosotros",
    "gracias por su preferencia", "gracias por tu preferencia", "gracias por elegirnos",
    "gracias por confiar en nosotros", "agradecemos su preferencia", "agradecemos tu preferencia",
    "agradecemos su confianza", "agradecemos tu confianza", "agradecemos su paciencia",
    "agradecemos tu paciencia", "agradecemos su comprension", "agradecemos tu comprension",
    "valoramos su", "valoramos tu", "su satisfaccion es", "tu satisfaccion es",
    "he escalado su caso", "he escalado tu caso", "hemos escalado su caso",
    "hemos escalado tu caso", "escalare su caso", "escalare tu caso", "voy a escalar su caso",
    "voy a escalar tu caso", "revisare su caso", "revisare tu caso", "revisaremos su caso",
    "revisaremos tu caso", "daremos seguimiento a su caso", "daremos seguimiento a tu caso",
    "dare seguimiento a su caso", "dare seguimiento a tu caso", "su caso ha sido",
    "tu caso ha sido", "su caso fue escalado", "tu caso fue escalado", "su numero de caso es",
    "tu numero de caso es", "su solicitud ha sido", "tu solicitud ha sido",
    "nuestro equipo de soporte", "nuestro equipo de atencion", "nuestro equipo de servicio",
    "nuestro equipo de postventa", "nuestro equipo de documentacion",
    "nuestro equipo revisara", "nuestro equipo se pondra", "nuestro equipo esta trabajando",
    "nuestro departamento de", "nuestra area de", "nuestros asesores", "nuestro asesor",
    "nuestros ejecutivos", "nuestra politica de", "nuestras politicas", "soy su asesor",
    "soy tu asesor", "soy su asesora", "soy tu asesora", "soy su ejecutivo", "soy tu ejecutivo",
    "soy su ejecutiva", "soy tu ejecutiva", "soy del equipo de", "le atiende", "te atiende",
    "como cliente nuestro", "como parte de nuestro compromiso", "nos complace ofrecer",
    "nos complace informar", "nos pondremos en contacto contigo",
    "nos pondremos en contacto con usted", "nos comunicaremos contigo",
    "nos comunicaremos con usted", "en nombre de la empresa", "en nombre de la agencia",
    "de parte de la empresa", "de parte de la agencia", "hablo por la empresa",
    "te ofrecemos un", "te ofrecemos una", "le ofrecemos un", "le ofrecemos una",
    // English
    "how can i help you", "how may i help you", "how can we help you", "how may we help you",
    "how can i assist you", "how may i assist you", "anything else i can help",
    "anything else i can do for you", "anything else we can help", "dear customer",
    "dear valued customer", "as a valued customer you", "thank you for contacting us",
    "thanks for contacting us", "thank you for reaching out to us", "thanks for reaching out to us",
    "thank you for your business", "thank you for choosing", "thank you for being a valued",
    "thank you for being a loyal", "we apologize for", "we apologise for", "we sincerely apologize",
    "we sincerely apologise", "our apologies for", "sorry for any inconvenience",
    "apologize for any inconvenience", "apologise for any inconvenience",
    "apologize for the inconvenience", "apologise for the inconvenience",
    "we are sorry to hear", "were sorry to hear", "we value your", "we appreciate your",
    "your satisfaction is", "i have escalated your", "ive escalated your", "i will escalate your",
    "ill escalate your", "we have escalated your", "weve escalated your", "your case has been",
    "your case number is", "your request has been", "your ticket has been",
    "i will look into your case", "we will look into your", "well look into your",
    "our support team", "our service team", "our customer service", "our customer care",
    "our team will", "our team is working", "our advisors", "our agents", "our policy is",
    "our department", "im your advisor", "i am your advisor", "im your account manager",
    "i am your account manager", "on behalf of the company", "on behalf of our company",
    "on behalf of the dealership", "on behalf of our team", "we are pleased to offer",
    "were pleased to offer", "we are happy to offer", "were happy to offer",
    "we can offer you", "wed like to offer you", "we would like to offer you",
    "i can offer you a", "id like to offer you", "i would like to offer you",
    "we are here to help", "were here to help", "im here to help", "i am here to help",
};

constexpr std::string_view manner_phrases[] = {
    // Spanish
    "quedo a su disposicion", "quedo a tu disposicion", "quedamos a su disposicion",
    "quedamos a tu disposicion", "estoy para ayudarte", "estoy para ayudarle",
    "estoy aqui para ayudarte", "estoy aqui para ayudarle", "estamos para servirle",
    "estamos para servirte", "para servirle", "gracias por su paciencia", "gracias por tu paciencia",
    "gracias por su comprension", "gracias por tu comprension", "entiendo su molestia",
    "entiendo tu molestia", "entiendo su frustracion", "entiendo tu frustracion",
    "comprendo su molestia", "comprendo tu molestia", "lamento las molestias",
    "lamento los inconvenientes", "lamento mucho lo", "le enviaremos", "te enviaremos",
    "le llamaremos", "te llamaremos", "le contactaremos", "te contactaremos", "te mantendre",
    "le mantendre", "te mantendremos", "le mantendremos", "su expediente", "tu expediente",
    "su vehiculo", "tu vehiculo", "su solicitud", "tu solicitud", "su caso", "tu caso",
    "voy a revisar su", "voy a revisar tu", "reviso su", "reviso tu", "le confirmo que su",
    "te confirmo que tu", "permitame", "permiteme", "con gusto le", "con gusto te",
    "sus papeles", "tus papeles", "sus documentos", "tus documentos", "a la brevedad",
    // English
    "thank you for your patience", "thanks for your patience", "thank you for your understanding",
    "i understand your frustration", "i understand your concern", "i understand your concerns",
    "rest assured", "we will contact you", "well contact you", "we will call you",
    "well call you", "we will send you", "well send you", "we will get back to you",
    "well get back to you", "ill keep you updated", "i will keep you updated",
    "keep you informed", "your vehicle", "your case", "your request", "your documents",
    "your paperwork", "your account", "let me check your", "let me look into", "happy to help",
    "glad to help", "at your earliest convenience", "as soon as possible we", "i do apologize",
    "i apologize for", "i apologise for",
};

}  // namespace

std::span<const std::string_view> instructions() { return instruction_phrases; }
std::span<const std::string_view> company() { return company_phrases; }
std::span<const std::string_view> company_manner() { return manner_phrases; }

}  // namespace parley::guard_phrases
