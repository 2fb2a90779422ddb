#include "sim/world/speech_bank.hpp"

namespace parley::sim {

const speech_bank& spanish_bank() {
  static const speech_bank bank = {
      .opener =
          {"La verdad ya estoy hart* de esto.|Otra vez lo mismo con ustedes.|Esto ya es una "
           "burla.|No puede ser que me escriban así.",
           "Pues mire, no estoy nada content* con esto.|Sigo esperando una respuesta de "
           "verdad.|Leí el mensaje y me quedo igual.|Me molesta que haya que insistir tanto.",
           "Hola, gracias por escribir.|Buenas, leí su mensaje.|Ok, le comento.|Hola, qué tal.",
           "Gracias por escribirme, se aprecia.|Hola, qué bueno que preguntan.|Buenas tardes, "
           "gracias por el mensaje.|Gracias, me sirve que me busquen.",
           "¡Muchas gracias por el mensaje!|¡Qué gusto leer esto!|Excelente, la verdad no lo "
           "esperaba.|¡Gracias, de verdad!"},
      .follow_up =
          {"No me está contestando lo que le dije.|Sigo igual o peor que antes.|Le repito, y ya "
           "van varias.|No, así no.",
           "Eso no termina de resolverme nada.|Lo entiendo, pero no me convence.|Mmm, todavía no "
           "veo claro.|Con eso no me alcanza.",
           "Ok, entiendo.|Va, quedo al pendiente.|Bueno, eso ya dice algo.|De acuerdo, a ver.",
           "Gracias, eso me ayuda.|Perfecto, ya es otra cosa.|Bien, así sí se puede.|Me parece "
           "bien lo que dice.",
           "¡Perfecto, muchas gracias!|Eso era justo lo que necesitaba.|Excelente respuesta, "
           "gracias.|¡Qué diferencia, gracias!"},
      .trouble =
          {"Llevo {days} días con lo de {issue} y nadie me da una fecha.|Lo de {issue} sigue sin "
           "llegar y ya pasaron semanas.|Me dijeron que lo de {issue} estaba casi listo y aquí "
           "sigo, esperando.|Cada que pregunto por {issue} me dicen que mañana.",
           "Mi {vehicle} sigue con el mismo problema de {issue}.|Ya fui al taller por {issue} y "
           "quedó igual.|Lo de {issue} no se ha arreglado y me da miedo usarlo.|El problema de "
           "{issue} volvió a los pocos días.",
           "Pagué {price} y ahora sale otro cargo por {issue}.|Lo de {issue} no cuadra con lo que "
           "firmé.|Siento que me están cobrando de más en {issue}.|Las cuentas de {issue} nadie me "
           "las explica.",
           "Después de comprarles mi {vehicle} ni una llamada recibí.|Llevo tiempo siendo cliente "
           "y parece que les da igual.|Para {issue} soy un número más.|Antes de firmar todo era "
           "sonrisas y ahora nadie se acuerda de mí.",
           "Nadie me explica bien qué pasa con {issue}.|Cada quien me dice algo distinto sobre "
           "{issue}.|No sé a quién acudir si algo sale mal con mi {vehicle}.|Me quedé con dudas de "
           "{issue} y nadie responde."},
      .content =
          {"Solo me falta saber de {issue}, por lo demás todo bien.|Lo único pendiente es lo de "
           "{issue}, sin mayor prisa.|Nada más quedo atent* a {issue}.|Todo bien, aunque lo de "
           "{issue} ha tardado un poquito.",
           "Mi {vehicle} anda muy bien, solo vigilo lo de {issue}.|Lo de {issue} quedó bien, "
           "creo.|Por ahora mi {vehicle} no da lata.|Nada grave, un detallito de {issue}.",
           "Estoy al corriente y el precio me pareció justo.|Si hay algo mejor en {issue} me "
           "interesa.|Los números de {issue} van bien hasta ahora.|Siempre busco cuidar el gasto, "
           "sobre todo en {issue}.",
           "Ya los recomendé con mi familia por cómo me trataron.|Me gusta cuando se acuerdan de "
           "uno como cliente.|Con mi {vehicle} feliz, se los digo siempre a mis amigos.|Llevo años "
           "con ustedes y se nota el trato.",
           "Estoy tranquil* con mi {vehicle}, la verdad.|Nomás quiero confirmar lo de "
           "{issue}.|Todo en orden, solo una duda de {issue}.|Me da paz saber que hay alguien al "
           "otro lado."},
      .trouble_detail =
          {"No puedo circular tranquil* así y pierdo tiempo del trabajo cada vez que llamo.|Nadie "
           "se hace responsable y siempre contesta una persona distinta.|Me prometieron una fecha "
           "y la cambiaron sin avisar.",
           "Tuve que pedir prestado otro coche para llevar a mis hijos a la escuela.|En el taller "
           "me dijeron que era normal, pero no lo es.|Cada visita son horas perdidas y sale igual.",
           "Hago cuentas cada quincena y ese dinero no estaba previsto.|En otro lado me daban "
           "mejor trato por lo mismo.|Pedí el desglose por escrito y no me lo dan.",
           "Uno espera un poco de atención después de gastar tanto.|Ni siquiera mi nombre saben "
           "cuando marco.|A los clientes nuevos los tratan mejor que a los de siempre.",
           "Pregunté dos veces y me dieron dos respuestas.|No me gusta estar adivinando qué "
           "sigue.|Con una explicación clara me bastaba desde el principio."},
      .content_detail =
          {"No es urgente, pero me gusta tener todo en regla.|Hasta ahora me han avisado a tiempo "
           "y eso se agradece.|Con que me digan cuándo, yo me organizo.",
           "Lo llevo siempre a tiempo al servicio.|En el taller me atendieron bien la última "
           "vez.|Lo cuido mucho porque es mi herramienta de trabajo.",
           "Comparo antes de decidir, como todos.|Cualquier ahorro ayuda en casa.|Prefiero las "
           "cuentas claras y hasta hoy lo han sido.",
           "Mi cuñado ya anda preguntando por uno igual.|Esos detalles hacen que uno regrese.|Se "
           "siente bien cuando te llaman por tu nombre.",
           "Es mi primer coche y por eso pregunto tanto.|Me gusta saber qué sigue y "
           "cuándo.|Mientras respondan como ahora, no tengo queja."},
      .wish = {"Quiero una fecha concreta y alguien que la cumpla.|Díganme qué día queda.|Solo "
               "pido que me digan cuándo y lo cumplan.",
               "Quiero que alguien revise bien mi coche y me diga qué tiene.|Necesito que lo "
               "arreglen de una vez.|Díganme quién lo va a revisar y cuándo.",
               "Quiero ver qué se puede hacer con ese costo.|Si me ayudan con el precio, lo "
               "platicamos.|Pido cuentas claras y algo justo.",
               "Con que se acuerden de uno es suficiente.|Un trato más personal haría la "
               "diferencia.|Quisiera sentir que sí les importo como cliente.",
               "Con que me expliquen bien me quedo tranquil*.|Me gustaría que alguien me lo "
               "aclare.|Solo quiero saber qué sigue."},
      .good_bye = {"No me escriban más, ya veré qué hago.|Hasta aquí, gracias.|Mejor lo dejamos "
                   "así, no insistan.",
                   "Lo dejo hasta aquí por ahora.|Ya lo veremos, tengo que irme.|Por hoy es todo.",
                   "Con eso me quedo, saludos.|Quedo al pendiente, gracias.|Listo, hasta luego.",
                   "Con eso quedo conforme, gracias.|Perfecto, quedamos así.|Muy bien, gracias por "
                   "la atención.",
                   "¡Mil gracias, así da gusto!|Todo claro, que tengan excelente día.|Quedo muy "
                   "content*, hasta pronto."},
      .short_trouble = {"¿Y lo de {issue} para cuándo?|Sigo sin {issue}.|¿Qué día queda lo de "
                        "{issue}?|Falta lo de {issue} todavía.",
                        "Sigue fallando lo de {issue}.|El coche sigue igual.|No quedó lo de "
                        "{issue}.|¿Quién revisa {issue}?",
                        "Sale caro lo de {issue}.|¿Por qué ese cobro?|No me cuadra lo de "
                        "{issue}.|Muy caro todo.",
                        "Nadie se acuerda de uno.|Pura promesa con los clientes.|Ni me "
                        "llamaron.|Uno no les importa.",
                        "No me queda claro lo de {issue}.|¿Quién me explica {issue}?|Tengo dudas "
                        "todavía.|Nadie me aclara nada."},
      .short_content =
          {"Solo falta lo de {issue}.|Todo bien, espero {issue}.|Ok, ¿cuándo llega lo de "
           "{issue}?|Quedo atent* a {issue}.",
           "El coche va bien.|Por ahora sin fallas.|Todo bien con {issue}.|Va bien, gracias.",
           "¿Hay algún descuento?|El precio estuvo bien.|Si baja lo de {issue}, me interesa.|Todo "
           "bien con los pagos.",
           "Gracias por acordarse.|Qué buen detalle.|Siempre me tratan bien.|Gracias, se nota el "
           "trato.",
           "Todo tranquilo, gracias.|Una duda de {issue}, nada más.|Todo en orden.|Ok, quedo "
           "tranquil*."},
      .short_mood = {"No me interesa.|Ya no me escriban.|Déjenlo así.|Qué pérdida de tiempo.",
                     "Mmm, no sé.|No me convence.|Ya veremos.|Luego lo veo.",
                     "Ok.|Enterad*.|Está bien.|Lo reviso.",
                     "Ok, gracias.|Va, gracias.|Sí, está bien.|Me parece bien.",
                     "¡Sí, gracias!|Perfecto, gracias.|¡Excelente!|Sí, va."},
      .hedge = "La verdad,|Pues no sé,|Creo que|Digo,|Honestamente,",
      .sarcasm =
          "Qué eficiencia la suya, de verdad, los felicito.|Maravilloso servicio, como siempre, "
          "digo yo.|Seguro esta vez sí, como las otras tres.",
      .aside =
          "Y por cierto, la sala de espera estaba helada.|Aparte, la página de internet casi nunca "
          "abre.|También el estacionamiento es un relajo.",
      .usual_issue = {"los papeles", "la falla", "el cobro", "el trato", "la garantía"}};
  return bank;
}

}  // namespace parley::sim
