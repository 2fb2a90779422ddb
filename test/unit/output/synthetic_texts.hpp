// Spanish sentences for made-up conversations.
// Must not know: records.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/random_stream.hpp"

namespace parley::test {

template <class List>
std::string pick(random_stream& random, const List& list) {
  return std::string(list[static_cast<std::size_t>(random.below(list.size()))]);
}

inline constexpr std::array<std::string_view, 8> names = {
    "Karen Ruiz",
    "José Ángel Núñez Echeverría",
    "María Fernanda Gutiérrez de la Concepción",
    "Íñigo Pérez",
    "Guadalupe Xochitlcalli Tlahuicole",
    "Ana Peña",
    "Óscar Zúñiga",
    "Begoña Übeda"};
inline constexpr std::array<std::string_view, 3> openings = {
    "Ya pasaron dos semanas y nadie me entrega los papeles.",
    "¡Estoy feliz con la camioneta, gracias!", "¿Por qué me cobraron dos veces el seguro?"};
inline constexpr std::array<std::string_view, 4> agent_lines = {
    "Hola Karen, soy Luis, de posventa. Vi que sus papeles llevan dos semanas de retraso: es un "
    "error nuestro. "
    "Los tiene en 48 horas y yo mismo le aviso. ¿Prefiere que la llame hoy o mañana?",
    "Gracias por contármelo. Ya pedí que revisen su caso; le escribo mañana antes de las 12 con "
    "una respuesta.",
    "¿Le parece bien si agendamos una cita en el taller el jueves a las 10?",
    "Entiendo la molestia.\nResumo lo que sigue:\n1. Reviso el expediente.\n2. Le confirmo la "
    "fecha.\n3. Le llamo."};
inline constexpr std::array<std::string_view, 4> customer_lines = {
    "Gracias, pero aún no tengo papeles.", "Está bien, llámeme mañana por la tarde.",
    "Eso mismo me dijeron la última vez. Desoxirribonucleicamenteimpronunciabilísimo, la verdad.",
    "Ok, gracias. Quedo al pendiente."};
inline constexpr std::array<std::string_view, 3> rationales = {
    "Mensaje reconoce error, da SLA 48h y una sola pregunta; el cliente acepta la llamada.",
    "El tono es correcto, pero no hay un plazo: el cliente sigue dudando.",
    "El cliente no contestó; el mensaje era claro, aunque no ofrecía nada que responder."};
inline constexpr std::array<std::string_view, 4> prompt_seeds = {
    "Eres el agente de posventa de una agencia de autos. Escribe a cada cliente con un saludo "
    "cordial, pregunta cómo va "
    "todo y ofrece ayuda con lo que necesite. No prometas lo que no puedes cumplir.",
    "Eres el agente de posventa de una agencia de autos. Escribe a cada cliente, reconoce el "
    "problema concreto en la "
    "primera frase y da un plazo. No prometas lo que no puedes cumplir.",
    "Eres el agente de posventa de una agencia de autos. Reconoce el problema concreto en la "
    "primera frase, da un plazo "
    "de 48 horas y di quién es responsable. Haz una sola pregunta. No prometas lo que no puedes "
    "cumplir.",
    "Eres el agente de posventa de una agencia de autos. Reconoce el problema concreto en la "
    "primera frase, da un plazo "
    "de 48 horas y di quién es responsable, con nombre y teléfono. No prometas lo que no puedes "
    "cumplir."};

}  // namespace parley::test
