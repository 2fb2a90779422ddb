// The compiled ("dev") word list. Format: lexicon.hpp.
#include "sim/world/lexicon.hpp"

namespace parley::sim {

std::string_view compiled_signs() {
  return R"(# Acknowledgement: the message says that it knows what happened and how that feels.
ack es .6 entiendo
ack es .6 entendemos
ack es .6 comprendo
ack es .6 comprendemos
ack es .6 reconozco
ack es .6 reconocemos
ack es .5 tienes razon
ack es .5 tiene razon
ack es .5 no estuvimos a la altura
ack es .4 frustra*
ack es .4 molest*
ack es .4 se lo que
ack es .5 lei tu mensaje
ack es .5 leimos su mensaje
ack es .5 tomamos en serio
ack es .5 sabemos que
ack en .6 i understand
ack en .6 we understand
ack en .6 i recognise
ack en .6 we recognise
ack en .6 i recognize
ack en .6 we recognize
ack en .6 i see that
ack en .5 you are right
ack en .4 frustrat*
ack en .4 upset*
ack en .5 i read your
ack en .5 we know that
ack en .5 we take seriously
ack en .5 fell short
# Time commitment without a date.
sla_vague es 1 lo antes posible
sla_vague es 1 pronto
sla_vague es 1 a la brevedad
sla_vague es 1 cuanto antes
sla_vague es 1 en los proximos dias
sla_vague es 1 muy pronto
sla_vague en 1 as soon as possible
sla_vague en 1 shortly
sla_vague en 1 soon
sla_vague en 1 in the coming days
# Dated without a number.
sla_dated es 1 antes del viernes
sla_dated es 1 este viernes
sla_dated es 1 el lunes
sla_dated es 1 el viernes
sla_dated es 1 mañana mismo
sla_dated es 1 hoy mismo
sla_dated en 1 by friday
sla_dated en 1 by monday
sla_dated en 1 this friday
sla_dated en 1 by tomorrow
sla_dated en 1 within today
# Apology.
apol es 1 disculp*
apol es 1 perdon*
apol es 1 lo siento
apol es 1 lo sentimos
apol es 1 lamento*
apol es 1 lamentamos
apol es 1 una pena lo ocurrido
apol_heavy es 1 mil disculpas
apol_heavy es 1 mil perdones
apol_heavy es 1 te ruego
apol_heavy es 1 le ruego
apol_heavy es 1 le suplic*
apol_heavy es 1 te suplic*
apol_heavy es 1 infinitas disculpas
apol_heavy es 1 no tenemos perdon
apol_heavy es 1 profundamente
apol en 1 sorry
apol en 1 apolog*
apol en 1 we regret
apol en 1 i regret
apol_heavy en 1 deeply sorry
apol_heavy en 1 beg your
apol_heavy en 1 sincerest apologies
apol_heavy en 1 a thousand apologies
apol_heavy en 1 cannot apologi*
# Benefit, the weight is its size.
ben es .45 sin costo
ben es .45 sin cargo
ben es .45 gratuit*
ben es .45 gratis
ben es .4 cortesia
ben es .4 beneficio
ben es .4 bonificacion
ben es .4 descuento*
ben es .4 detalle para ti
ben es .35 regal*
ben es .4 obsequi*
ben en .45 free of charge
ben en .45 at no cost
ben en .4 complimentary
ben en .45 free service
ben en .4 discount*
ben en .4 voucher*
ben en .35 gift
ben en .4 on us
# Personal touch beyond name and vehicle (those are looked up in the profile).
pers es .25 desde que
pers es .25 tu historial
pers es .25 su historial
pers es .25 tu caso en particular
pers es .25 su caso en particular
pers es .25 pensado para ti
pers en .25 ever since you
pers en .25 your history with us
pers en .25 your particular case
pers en .25 with you in mind
# Tone.
warm es 1 con mucho gusto
warm es 1 con gusto
warm es 1 nos alegra
warm es 1 me alegra
warm es 1 nos importas
warm es 1 nos importa mucho
warm es 1 estamos contigo
warm es 1 un abrazo
warm es 1 de corazon
warm es 1 cuenta conmigo
warm es 1 que gusto
warm en 1 warmly
warm en 1 happy to
warm en 1 glad to
warm en 1 lovely to
warm en 1 we care about you
warm en 1 you can count on me
warm en 1 from the heart
formal es 1 estimad*
formal es 1 atentamente
formal es 1 cordialmente
formal es .5 usted
formal es .5 le informamos
formal es 1 a sus ordenes
formal es 1 reciba un saludo
formal en 1 dear mr*
formal en 1 dear ms*
formal en 1 sincerely
formal en 1 yours faithfully
formal en 1 at your service
formal en 1 kind regards
formal en .5 we hereby
pushy es 1 aprovecha ya
pushy es 1 ultima oportunidad
pushy es 1 no lo dejes pasar
pushy es 1 no deje pasar
pushy es 1 actua ahora
pushy es 1 solo por hoy
pushy es 1 decide ya
pushy es 1 sin falta hoy
pushy en 1 last chance
pushy en 1 act now
pushy en 1 dont miss
pushy en 1 today only
pushy en 1 hurry
pushy en 1 decide now
# Calls to action.
oneclick es 1 un clic
oneclick es 1 un solo clic
oneclick es 1 un toque
oneclick es 1 responde 1
oneclick es 1 responda 1
oneclick es 1 responde si
oneclick es 1 responda si
oneclick es 1 este enlace
oneclick en 1 one click
oneclick en 1 a single click
oneclick en 1 one tap
oneclick en 1 reply 1
oneclick en 1 reply yes
oneclick en 1 this link
callback es 1 te llamo
callback es 1 te llamamos
callback es 1 le llamo
callback es 1 le llamamos
callback es 1 te marco
callback es 1 le marcamos
callback es 1 llamarte
callback es 1 llamarle
callback es 1 una llamada
callback en 1 call you
callback en 1 give you a call
callback en 1 a phone call
callback en 1 a short call
callback en 1 a call from
visit es 1 visitanos
visit es 1 visitenos
visit es 1 pasa a la agencia
visit es 1 pase a la agencia
visit es 1 te esperamos en la agencia
visit es 1 le esperamos en la agencia
visit es 1 una visita
visit es 1 ven a la agencia
visit en 1 visit us
visit en 1 come by
visit en 1 drop in
visit en 1 a visit to
visit en 1 stop by the dealership
)";
}

}  // namespace parley::sim
