// What the played outreach agent writes in English. Format: lexicon.hpp.
#include "sim/world/lexicon.hpp"

namespace parley::sim {

std::string_view compiled_sentences_en() {
  return R"(say.greet.warm en Hi {name}, so glad to reach you!
say.greet.warm en Hello {name}, I'm happy to write to you on behalf of the whole team.
say.greet.formal en Good day, {name}, kind regards from your dealership.
say.greet.plain en Hi {name}.
say.greet.plain en Hello {name}.
say.greet.pushy en {name}, listen!
say.greet_anon.warm en Hi, so glad to reach you!
say.greet_anon.formal en Good day and kind regards from your dealership.
say.greet_anon.plain en Hello, this is your dealership writing.
say.greet_anon.plain en Good day from your dealership.
say.greet_anon.pushy en Listen!
say.generic en We would like to know how things are going with your purchase and if we can help.
say.generic en We are interested in your experience with us so far.
say.generic en This is part of our regular contact with people who bought a car from us.
say.generic en Your opinion helps us improve what we do every day.
say.generic en You can tell us anything you like in this chat, with no obligation at all.
say.generic en Our team reads each message that arrives through this channel.
say.generic_later en We have noted your comment and passed it to the department in question.
say.generic_later en You can write to us in this chat whenever you need to.
say.generic_later en Your comment is on file together with the earlier ones.
say.generic_later en It helps us a lot to hear these details first hand.
say.generic_later en The department in question has these data in view.
say.generic_later en Tell us if there is anything else that you want us to know.
say.pers en Ever since you got your {vehicle} we have followed how it goes for you.
say.pers en I went through your history with us and everything about your {vehicle}.
say.pers en I wrote this with you in mind, and your {vehicle}.
say.pers_thing en I am writing about your {vehicle}.
say.ack en I understand how tiring the matter of {issue} has been, and you are right to raise it.
say.ack en We know that with {issue} we fell short of what was promised.
say.ack en I recognise how frustrating {issue} has been for you.
say.apol en I apologise for that.
say.apol en We are sorry about it.
say.apol en I regret what happened.
say.apol_heavy en A thousand apologies, we are deeply sorry and beg your pardon, sorry again.
say.sla en Within 48 hours you will have the answer in writing, and I will close it myself.
say.sla en You have my commitment that it is settled in 2 business days, with one person in charge.
say.sla en By Friday you have the solution confirmed, with the name of the person in charge.
say.sla_vague en We will look into it as soon as possible.
say.sla_vague en There will be news soon.
say.ben en On top of that, your next minor service is free of charge.
say.ben en We also put 10 % off your next service on us.
say.ben en You also get a complimentary check-up whenever it suits you.
say.ben_big en And there is more: a 50 % discount on everything this year, with a gift included.
say.cta.oneclick en If that works for you, just reply YES and it is done; it takes one click.
say.cta.oneclick en Confirm it with one tap on this link and that is all.
say.cta.callback en Shall I call you today, or at another hour? Name it and I will.
say.cta.callback en If you like, we call you at the hour you choose to talk it over.
say.cta.visit en Come by the dealership whenever you like and we look at it together over a coffee.
say.cta.visit en Drop in on the day that suits you and we look at it together.
say.close.warm en You can count on me, from the heart.
say.close.warm en We care about you. Warmly, your dealership.
say.close.formal en We remain at your service. Sincerely, your dealership.
say.close.formal en Kind regards, at your service, your dealership.
say.close.plain en Regards.
say.close.plain en Thanks for reading.
say.close.pushy en Last chance, act now!
say.close.pushy en Hurry, today only!
say.filler en I preferred to put this in writing so that it is clear and you have it at hand.
say.filler en I have spoken with the departments involved and all of them have the same information.
say.filler en If anything above does not match what you were told, correct me and I will adjust it.
say.filler en That way you need not repeat the story each time you contact us.
say.filler en Each step is noted in your file and you can look it up whenever you want.
say.answer.delay en Thank you for saying so. About {issue}, here is what happens next.
say.answer.delay en Here is the straight answer about {issue}.
say.answer.fault en Thank you for the detail. The workshop has {issue} on its list.
say.answer.fault en I have noted what you tell me about {issue}.
say.answer.price en Here are the figures on {issue}, plainly.
say.answer.price en Thank you for asking about the numbers; I checked {issue}.
say.answer.recognition en Thank you for trusting us for so long.
say.answer.recognition en What you say counts a lot here.
say.answer.reassurance en Here is the explanation about {issue}, step by step.
say.answer.reassurance en Good question; let me clear it up.
say.answer.none en Thank you for replying.
say.answer.none en Read, thank you.
say.answer.thanks en Thank you for the reply!
say.answer.thanks en That is good to read.
)";
}

}  // namespace parley::sim
