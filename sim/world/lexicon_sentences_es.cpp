// What the played outreach agent writes in Spanish. Format: lexicon.hpp.
#include "sim/world/lexicon.hpp"

namespace parley::sim {

std::string_view compiled_sentences_es() {
  return R"(# Greetings, with and without the name.
say.greet.warm es ¡Hola, {name}! Qué gusto saludarte.
say.greet.warm es Hola, {name}, te escribo con gusto de parte de todo el equipo.
say.greet.formal es Buen día, {name}, reciba un saludo.
say.greet.formal es {name}, reciba un saludo de su agencia.
say.greet.plain es Hola, {name}.
say.greet.plain es Buen día, {name}.
say.greet.pushy es ¡{name}, atención!
say.greet_anon.warm es ¡Hola! Qué gusto saludarte.
say.greet_anon.warm es Hola, te escribo con gusto de parte de todo el equipo.
say.greet_anon.formal es Estimado cliente:
say.greet_anon.formal es Buen día, reciba un saludo de su agencia.
say.greet_anon.plain es Hola, le escribimos de su agencia.
say.greet_anon.plain es Buen día, le escribe su agencia.
say.greet_anon.pushy es ¡Atención!
# What the generic outreach says when nothing particular is asked of it.
say.generic es Queremos saber cómo va todo con su compra y si hay algo en lo que podamos ayudar.
say.generic es Nos gustaría conocer su experiencia con nosotros hasta ahora.
say.generic es Es parte de nuestro contacto habitual con quienes nos compraron un auto.
say.generic es Su opinión nos sirve para mejorar lo que hacemos todos los días.
say.generic es Puede contarnos lo que guste por este medio, sin compromiso alguno.
say.generic es Nuestro equipo revisa cada mensaje que llega por este canal.
# The same, in later messages.
say.generic_later es Tomamos nota de su comentario y lo pasamos al área que corresponde.
say.generic_later es Puede escribirnos por este medio cuando lo necesite.
say.generic_later es Su comentario queda registrado junto con los anteriores.
say.generic_later es Nos sirve mucho conocer estos detalles de primera mano.
say.generic_later es El área que corresponde ya tiene estos datos a la vista.
say.generic_later es Seguimos atentos a cualquier otra cosa que quiera contarnos.
# Personal touch.
say.pers.tu es Desde que estrenaste tu {vehicle} hemos seguido de cerca cómo te va.
say.pers.tu es Revisé tu historial y lo que te ha pasado con tu {vehicle}.
say.pers.tu es Este mensaje está pensado para ti y tu {vehicle}.
say.pers.usted es Revisé su historial con nosotros y lo relacionado con su {vehicle}.
say.pers.usted es Escribo por su caso en particular y por su {vehicle}.
say.pers_thing.tu es Te escribo por tu {vehicle}.
say.pers_thing.usted es Escribo por su {vehicle}.
# Acknowledgement.
say.ack.tu es Entiendo lo pesado que ha sido el tema de {issue} y tienes razón en señalarlo.
say.ack.tu es Sé lo que ha significado para ti {issue}; reconozco que no estuvimos a la altura.
say.ack.tu es Comprendo tu molestia por {issue} y la tomo muy en cuenta.
say.ack.usted es Entiendo lo pesado que ha sido el tema de {issue} y tiene razón en señalarlo.
say.ack.usted es Reconocemos que en {issue} no estuvimos a la altura de lo prometido.
say.ack.usted es Comprendemos su molestia por {issue} y la atendemos con seriedad.
# Apology: one, brief.
say.apol.tu es Te pido una disculpa.
say.apol.tu es Lamento lo sucedido.
say.apol.tu es Perdón por eso.
say.apol.usted es Le ofrezco una disculpa.
say.apol.usted es Lamentamos lo sucedido.
say.apol_heavy es Mil disculpas, perdón de verdad, lo siento profundamente y te ruego paciencia.
# Time commitment.
say.sla.tu es En 48 horas tendrás la respuesta por escrito y yo misma le doy cierre.
say.sla.tu es Queda resuelto en 2 días hábiles, con una persona responsable: es un compromiso.
say.sla.tu es Antes del viernes tienes la solución confirmada, con nombre de quien la lleva.
say.sla.usted es En 48 horas tendrá la respuesta por escrito, con una persona responsable.
say.sla.usted es Nos comprometemos a resolverlo en 2 días hábiles y a confirmarlo por escrito.
say.sla.usted es Antes del viernes tendrá la solución confirmada, con nombre de quien la lleva.
say.sla_vague es Lo revisaremos lo antes posible.
say.sla_vague es Tendremos novedades pronto.
# Benefit: a modest one and a large one.
say.ben.tu es Además, tu próximo servicio menor va sin costo.
say.ben.tu es Y te dejamos una bonificación del 10 % en tu siguiente servicio.
say.ben.tu es También te damos una revisión de cortesía cuando te acomode.
say.ben.usted es Además, su próximo servicio menor va sin costo.
say.ben.usted es También le aplicamos una bonificación del 10 % en su siguiente servicio.
say.ben.usted es Le damos asimismo una revisión de cortesía en la fecha que prefiera.
say.ben_big es Y además: 50 % de descuento en todo durante el año, con regalo incluido.
# Calls to action.
say.cta.oneclick.tu es Si te parece bien, responde SÍ y con eso queda; es un solo clic.
say.cta.oneclick.tu es Confírmalo con un toque en este enlace y listo.
say.cta.oneclick.usted es Si está de acuerdo, responda SÍ y con eso queda confirmado.
say.cta.oneclick.usted es Puede confirmarlo con un solo clic en este enlace.
say.cta.callback.tu es ¿Te llamo hoy o prefieres otra hora? Dime cuál y así lo hago.
say.cta.callback.tu es Si quieres, te llamamos a la hora que nos digas para verlo de voz.
say.cta.callback.usted es ¿A qué hora le llamamos para verlo de voz? Indíquenos cuál y lo haremos.
say.cta.callback.usted es Si lo prefiere, le llamamos a la hora que nos indique.
say.cta.visit.tu es Pasa a la agencia cuando quieras y lo vemos juntos con un café.
say.cta.visit.tu es Te esperamos en la agencia el día que te acomode.
say.cta.visit.usted es Le esperamos en la agencia el día que le acomode.
say.cta.visit.usted es Pase a la agencia cuando guste y lo vemos juntos.
# Closings by tone: they carry the tone.
say.close.warm es Cuenta conmigo, de corazón.
say.close.warm es Nos importas mucho; un abrazo.
say.close.formal es Quedamos a sus órdenes. Atentamente, su agencia.
say.close.formal es Reciba un saludo. Cordialmente, su agencia.
say.close.plain es Saludos.
say.close.plain es Gracias por leer.
say.close.pushy es ¡No lo dejes pasar, es tu última oportunidad!
say.close.pushy es ¡Actúa ahora, solo por hoy!
# Sentences that only make a message longer.
say.filler.tu es Preferí ponerlo por escrito para que quede claro y lo tengas a la mano.
say.filler.tu es Ya hablé con las áreas que intervienen y todas tienen la misma información.
say.filler.tu es Si algo de lo anterior no coincide con lo que sabes, corrígeme y lo ajusto.
say.filler.tu es Así no tienes que repetir la historia cada vez que nos contactas.
say.filler.tu es Cada paso queda anotado en el expediente y lo puedes consultar cuando quieras.
say.filler.usted es Preferimos ponerlo por escrito para que quede claro y lo tenga a la mano.
say.filler.usted es Ya se habló con las áreas que intervienen y todas tienen la misma información.
say.filler.usted es Si algo de lo anterior no coincide con lo que sabe, indíquelo y se ajusta.
say.filler.usted es Así no tiene que repetir la historia cada vez que nos contacta.
say.filler.usted es Cada paso queda anotado en el expediente y lo puede consultar cuando quiera.
# First words of a later message, by what the customer last talked about.
say.answer.delay es Gracias por decirlo. Sobre {issue}, esto es lo que sigue.
say.answer.delay es Va la respuesta directa sobre {issue}.
say.answer.fault es Gracias por el detalle. El taller ya tiene lo de {issue} en su lista.
say.answer.fault es Tomo nota de lo que cuentas sobre {issue}.
say.answer.price es Va claro lo de las cuentas y {issue}.
say.answer.price es Gracias por preguntar por los números; revisé {issue}.
say.answer.recognition es Gracias por tu confianza de tanto tiempo.
say.answer.recognition es Lo que dices cuenta mucho aquí.
say.answer.reassurance es Va la explicación paso a paso sobre {issue}.
say.answer.reassurance es Buena pregunta; lo aclaro enseguida.
say.answer.none es Gracias por responder.
say.answer.none es Leído, gracias.
say.answer.thanks es ¡Gracias por la respuesta!
say.answer.thanks es Me da gusto leerlo.
)";
}

}  // namespace parley::sim
