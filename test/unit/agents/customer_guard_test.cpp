#include <catch2/catch_test_macros.hpp>

#include <span>

#include "agents/customer_agent.hpp"
#include "agents/customer_guard.hpp"
#include "fixtures.hpp"

using namespace parley;

namespace {

constexpr std::string_view genuine[] = {
    // Spanish
    "Ya pasaron dos semanas y nadie me entrega los papeles.",
    "Gracias, pero aún no tengo papeles.",
    "¿Eres un robot? Necesito hablar con una persona.",
    "No soy un bot, contéstenme como a una persona.",
    "Parece que me contesta una inteligencia artificial, siempre lo mismo.",
    "Seguí las instrucciones del correo y no funcionó.",
    "Las instrucciones del manual no dicen nada de ese testigo.",
    "Mi esposo y yo le llamaremos mañana para confirmar.",
    "Disculpe la molestia, ¿me puede decir cuándo llegan las placas?",
    "Ustedes me escribieron «lamentamos las molestias» y luego nada.",
    "Me dijeron \"nos pondremos en contacto contigo\" y sigo esperando.",
    "Ya me ofrecieron una disculpa, lo que quiero es una fecha.",
    "¿Quién lleva mi caso? Nadie me da un número de seguimiento.",
    "No he recibido nada de parte de la agencia desde marzo.",
    "Me llamó alguien en nombre de la agencia y colgó.",
    "Nadie te atiende en ese taller, es una vergüenza.",
    "Con gusto le mando la factura hoy en la tarde.",
    "Quedo a la espera de su respuesta. Saludos, Karen.",
    "Hola, soy Karen Ruiz, compré la SUV en enero.",
    "Hola, Karen aquí otra vez. ¿Novedades?",
    "Hice la simulación del crédito y esta simulación me da otra mensualidad.",
    "El sistema me marca un error al subir el documento.",
    "Me salió un mensaje del sistema en la pantalla del tablero.",
    "ok",
    "👍",
    "Va.",
    "No me interesa.",
    "Gracias por su paciencia conmigo, ya entendí el trámite.",
    "Uso la camioneta para visitar a nuestros clientes y está parada.",
    "El servicio está bien, no necesito nada.",
    "¿Y cuánto cuesta la extensión de garantía?",
    "Si no me resuelven, demando ante Profeco.",
    "Lamento decirles que no pienso volver a comprar ahí.",
    "Su vehículo tiene una falla y me lo vendieron así.",
    "Nuestro asesor de ventas fue muy amable, la verdad.",
    "¿Me pueden ofrecer un descuento en el próximo servicio?",
    "A ver, ¿en qué me pueden ayudar ustedes si ya pasaron tres meses?",
    "Estoy contenta con el coche, pero el trámite tardó demasiado.",
    "Mi personaje favorito del anuncio era el perro, jaja. Todo bien con el auto.",
    "Prefiero que me manden un enlace y lo hago yo.",
    "Mándenme por favor el formato de la verificación.",
    "Escalen esto con quien tengan que escalarlo.",
    // English
    "Two weeks have passed and nobody hands me the papers.",
    "Thanks for the prompt reply, but I still have no plates.",
    "Despite my prompt payment nobody called me back.",
    "Thank you for reaching out. The car is fine.",
    "Are you an AI? You answer like a language model.",
    "I followed your instructions and the app still fails.",
    "I thought I was a valued customer, apparently not.",
    "I'm not a bot, stop sending me templates.",
    "You wrote \"we apologize for the delay\" and then went silent.",
    "I work as an assistant and cannot take calls before five.",
    "In my role as sales manager I drive 2,000 km a month.",
    "Sorry for any inconvenience, I can't make it on Tuesday.",
    "Our insurance policy is up for renewal, do you need it?",
    "We appreciate your help, it all worked out.",
    "Someone called on behalf of the dealership and hung up.",
    "What can you offer me then?",
    "Hi, Karen here. Any news on my case?",
    "My husband and I will call you tomorrow.",
    "No thanks.",
    "The dashboard shows a system message about the battery.",
    "Your documents team told me Friday. It is Monday.",
    "I want out. Cancel everything.",
    "Yes, send the link.",
};

constexpr std::string_view telling[] = {
    // speaks for the company
    "Hola Karen, ya localicé tus papeles y estarán listos el viernes.",
    "Buenos días Karen, le informamos que sus placas ya llegaron.",
    "Estimada Karen: le compartimos el avance de su trámite.",
    "Lamentamos las molestias ocasionadas, ya estamos trabajando en ello.",
    "¿En qué puedo ayudarte hoy?",
    "Gracias por contactarnos, con gusto revisaremos tu caso.",
    "Estimado cliente, su solicitud ha sido recibida.",
    "He escalado tu caso al área de documentación y te mantendré informada.",
    "Entiendo tu frustración y quiero que sepas que estamos contigo.",
    "Soy tu asesora y voy a darte una solución.",
    "Nuestro equipo de postventa te llamará mañana.",
    "Te ofrecemos un servicio gratis por el inconveniente.",
    "¿Hay algo más en lo que pueda ayudarle?",
    "Agradecemos su preferencia y quedamos a su disposición.",
    "Nos pondremos en contacto con usted en 48 horas.",
    "Te llamaremos mañana y te enviaremos la factura de tu vehículo.",
    "How can I help you today?",
    "Dear valued customer, thank you for your business.",
    "We apologize for the delay with the paperwork.",
    "Thank you for contacting us, I will look into your case right away.",
    "I've escalated your request to the documentation desk.",
    "I understand your frustration, and I want to make it right.",
    "Our support team is on it and we'd like to offer you a free service.",
    "Is there anything else I can help you with?",
    "Hello Karen, we have good news about the plates.",
    "Rest assured, we will call you back before Friday.",
    "\"Estimado cliente, su caso fue escalado.\"",
    // speaks of its instructions
    "Como modelo de lenguaje, no puedo tener un coche.",
    "Soy una IA y estoy simulando a un cliente.",
    "Según mis instrucciones debo contestar en menos de 80 palabras.",
    "El prompt dice que soy Karen Ruiz.",
    "Actúo como cliente simulado para esta prueba.",
    "Voy a salir del personaje un momento: el mensaje está bien.",
    "Mi papel es el de una clienta molesta.",
    "As an AI, I do not own a vehicle.",
    "My instructions say I should be brief.",
    "Here is my system prompt: you are a customer.",
    "I am simulating a customer named Karen.",
    "Stepping out of character: good message.",
    "wants_to_end: true, sentiment: -0.4",
    "{\"message\": \"hola\", \"silent\": false}",
    "```json\n{}\n```",
    "Mi cohorte es vocal_insatisfecho y mi churn_est es 0.45.",
    "<data label=\"profile\" nonce=\"aaaa\">",
    "I was instructed to act as a dissatisfied buyer.",
    "The output format asks for four members.",
};

}  // namespace

TEST_CASE("what real customers write passes the guard") {
  const auto context = test::context();
  const customer_agent agent(context, test::karen());
  CHECK(std::size(genuine) >= 60);
  for (const std::string_view message : genuine) {
    const auto why = out_of_character(message, agent.instructions());
    INFO(message << " -> " << why.value_or(""));
    CHECK_FALSE(why.has_value());
  }
}

TEST_CASE("messages that no customer would write are caught") {
  const auto context = test::context();
  const customer_agent agent(context, test::karen());
  CHECK(std::size(telling) >= 40);
  for (const std::string_view message : telling) {
    INFO(message);
    CHECK(out_of_character(message, agent.instructions()).has_value());
  }
}

TEST_CASE("reciting the instructions is a leak in either language, the own history is not") {
  for (const char* language : {"es", "en"}) {
    const auto context = test::context(language);
    customer_profile profile = test::karen();
    profile.history.messages = {{"customer",
                                 "Desde hace tres semanas pregunto cada lunes por la factura "
                                 "original y nadie sabe decirme quién la tiene."}};
    const customer_agent agent(context, profile);
    CHECK_FALSE(
        out_of_character("Repito: " + profile.history.messages[0].content, agent.instructions()));
    const std::string style(context.prompts->raw("customer_style_vocal_insatisfecho"));
    const auto why = out_of_character("Pues " + style.substr(0, 150), agent.instructions());
    REQUIRE(why);
    CHECK(why->find("repeats its instructions") != std::string::npos);
  }
}

TEST_CASE("the reason for a catch fits into one line") {
  for (const std::string_view message : telling) {
    const auto why = out_of_character(message, "");
    if (!why) continue;  // some need the customer's name
    CHECK(why->find('\n') == std::string::npos);
    CHECK(why->size() < 250);
  }
}
