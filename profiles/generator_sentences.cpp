#include "profiles/generator_text.hpp"

namespace parley::generator_text {
namespace {

using sentences = std::span<const std::string_view>;

/// Picks a row of a table that has one row for each need.
template <std::size_t Columns>
sentences row(const std::string_view (&table)[need_count][Columns], need why) {
  return table[static_cast<std::size_t>(why)];
}

}  // namespace

sentences issues(need why) {
  static constexpr std::string_view table[need_count][4] = {
      {"documentación", "documentación", "entrega", "placas"},
      {"motor", "garantía", "taller", "frenos"},
      {"precio", "financiamiento", "seguro", "cobro duplicado"},
      {"servicio", "atención en agencia", "programa de lealtad", "cita de servicio"},
      {"seguimiento", "mantenimiento", "garantía extendida", "comunicación"}};
  return row(table, why);
}

sentences bio_moods(need why, bool satisfied) {
  static constexpr std::string_view unhappy[need_count][4] = {
      {"Enojad{a|o} por el retraso en los papeles.",
       "Lleva %n semanas esperando la factura original y las placas.",
       "No puede circular tranquil{a|o} porque le falta la tarjeta de circulación.",
       "Le prometieron la documentación en %n días y sigue sin ella."},
      {"El motor hace un ruido que el taller no ha podido explicar.",
       "Ha ido %n veces al taller por la misma falla.", "Siente que la garantía no le responde.",
       "Dejó de confiar en el coche desde que se quedó parad{a|o} en carretera."},
      {"Cree que pagó de más por el financiamiento.",
       "Encontró un cargo que nadie le explicó en su mensualidad.",
       "Compara precios y siente que otra agencia le daba mejor trato.",
       "El seguro le subió y le pesa cada mes."},
      {"Nadie de la agencia le ha vuelto a llamar desde la compra.",
       "Siente que dejó de importarle a la agencia en cuanto pagó.",
       "Es cliente desde hace años y esperaba un mejor trato.",
       "Le cancelaron una cita de servicio sin avisar."},
      {"No sabe a quién acudir cuando tiene una duda.",
       "Le preocupa no entender qué cubre su garantía.",
       "Recibe respuestas distintas según quién le contesta.",
       "Le inquieta que nadie le confirme su próximo servicio."}};
  static constexpr std::string_view happy[need_count][4] = {
      {"Content{a|o} con el coche; solo falta que llegue una constancia.",
       "La entrega tardó un poco más de lo dicho, pero salió bien.",
       "Espera las placas definitivas sin mayor prisa.",
       "Valora que le avisen a tiempo cuando algo se retrasa."},
      {"Tuvo una falla menor que el taller resolvió.",
       "Cuida mucho el coche y pregunta por cada ruido.",
       "Quedó conforme después de una reparación en garantía.", "Lleva el mantenimiento al día."},
      {"Siente que pagó un precio justo.",
       "Está al corriente en sus mensualidades y cuida cada gasto.",
       "Le interesaría bajar el costo de su seguro.",
       "Busca siempre la mejor oferta antes de decidir."},
      {"Ha recomendado la agencia a su familia.",
       "Es cliente de varios años y le gusta que la agencia lo note.",
       "Agradece los detalles y que le llamen por su nombre.",
       "Presume su coche y participa en los eventos de la agencia."},
      {"Tranquil{a|o} con su compra, prefiere mensajes cortos.",
       "Le gusta saber cuándo toca el siguiente servicio.",
       "Confía en la agencia y casi no pregunta.",
       "Es su primer coche y agradece que le expliquen las cosas."}};
  return satisfied ? row(happy, why) : row(unhappy, why);
}

sentences complaints(need why) {
  static constexpr std::string_view table[need_count][5] = {
      {"Ya pasaron %n semanas y nadie me entrega los papeles de mi %c.",
       "Me prometieron las placas en %n días y sigo igual. ¿Quién me da una fecha?",
       "Sin factura no puedo ni asegurar el coche. Esto ya es una falta de respeto.",
       "Cada vez que marco me dicen que mañana. Llevo así %n semanas.",
       "¿Para cuándo la tarjeta de circulación? Ya me paró tránsito una vez."},
      {"El motor de mi %c sigue haciendo el mismo ruido después de %n visitas al taller.",
       "Dejé el coche en el taller hace %n días y nadie me dice qué tiene.",
       "La garantía es puro cuento: me quieren cobrar una pieza que debería estar cubierta.",
       "Me quedé tirad{a|o} en la carretera con mi familia. Así no se puede confiar.",
       "Los frenos rechinan desde que me entregaron el coche y ustedes dicen que es normal."},
      {"Pagué %m pesos y ahora me sale un cargo que nadie me explicó.",
       "La mensualidad no es la que firmé. Quiero que me lo aclaren por escrito.",
       "Me cobraron dos veces el seguro y llevo %n semanas pidiendo el reembolso.",
       "En otra agencia el mismo coche costaba mucho menos. Me siento engañad{a|o}.",
       "¿De dónde salió esa comisión por apertura? A mí nadie me la mencionó."},
      {"Les he comprado tres coches y ni una llamada para saber cómo me fue.",
       "Me cancelaron la cita de servicio sin avisar y perdí toda la mañana.",
       "Antes de firmar todo era sonrisas; ahora ni contestan.",
       "Pregunté por el programa de lealtad y me dejaron en visto %n días.",
       "Pésima atención: %n personas distintas y ninguna sabía de mi caso."},
      {"Cada quien me dice una cosa distinta. ¿Quién lleva mi caso?",
       "Nadie me explica qué cubre la garantía extendida y ya llevo %n mensajes.",
       "¿Me pueden confirmar por escrito cuándo toca el servicio? Ya pregunté %n veces.",
       "No sé si el coche quedó bien o no, porque nadie me da seguimiento.",
       "Solo quiero que alguien me conteste y me diga qué sigue."}};
  return row(table, why);
}

sentences praises(need why) {
  static constexpr std::string_view table[need_count][4] = {
      {"Gracias por avisarme del retraso; mi %c llegó muy bien.",
       "Ya casi tengo todos mis papeles, solo me falta la constancia.",
       "La entrega fue buena, ojalá las placas salgan pronto.",
       "Todo bien con el coche. ¿Saben cuándo llega la factura original?"},
      {"El taller me resolvió rápido lo del ruido, muchas gracias.",
       "Muy buen servicio en la garantía, mi %c quedó como nuev[a|o].",
       "Quedó bien la reparación, aunque tardaron %n días.",
       "Solo quería decir que los frenos ya no suenan. ¡Gracias!"},
      {"Buen precio y buen trato. ¿Tienen alguna promoción en seguros?",
       "El financiamiento salió más claro de lo que pensaba.",
       "Me gustó que respetaran el precio. ¿Hay descuento en el servicio?",
       "Estoy content{a|o} con mi %c y con lo que pagué."},
      {"¡Me encanta mi %c! Ya los recomendé con mi cuñado.",
       "Siempre me atienden de maravilla, se nota que les importa.",
       "Es el segundo coche que les compro y volvería a hacerlo.",
       "Gracias por la llamada en mi cumpleaños, qué detalle."},
      {"Todo excelente. ¿Cuándo me toca el próximo servicio?",
       "Gracias por explicarme con calma lo de la garantía.",
       "Me da mucha tranquilidad que respondan tan rápido.",
       "Muy content{a|o}; solo quiero confirmar la cita del servicio."}};
  return row(table, why);
}

sentences company_answers(bool satisfied) {
  static constexpr std::string_view sorry[] = {
      "Lamentamos la demora. Estamos revisando su caso.",
      "Gracias por su mensaje, un asesor se comunicará con usted.",
      "Su reporte quedó registrado. Le pedimos un poco de paciencia.",
      "Ya lo canalizamos con el área correspondiente."};
  static constexpr std::string_view glad[] = {
      "¡Gracias por su confianza! Estamos para servirle.",
      "Nos alegra mucho saberlo. Cualquier duda, aquí estamos.",
      "Con gusto. Le avisaremos con tiempo.",
      "Gracias por escribirnos, le compartimos la información por correo."};
  return satisfied ? sentences(glad) : sentences(sorry);
}

}  // namespace parley::generator_text
