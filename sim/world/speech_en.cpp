#include "sim/world/speech_bank.hpp"

namespace parley::sim {

const speech_bank& english_bank() {
  static const speech_bank bank = {
      .opener =
          {"I am honestly fed up with this.|The same story with you people again.|This is turning "
           "into a joke.|I can't believe you write to me like this.",
           "Look, I am not happy with this at all.|I am still waiting for a real answer.|I read "
           "the message and nothing has changed for me.|It annoys me that I have to insist so "
           "much.",
           "Hi, thanks for writing.|Hello, I read your message.|OK, here is where I am.|Hi there.",
           "Thanks for writing, I do appreciate it.|Hi, good of you to ask.|Good afternoon and "
           "thanks for the message.|Thanks, it helps that you got in touch.",
           "Thank you so much for the message!|What a nice thing to read!|Excellent, I did not "
           "expect this at all.|Thanks, I really mean it!"},
      .follow_up = {"You are not answering what I said.|I am where I was, or worse.|I repeat, and "
                    "not for the first time.|No, not like this.",
                    "That does not really solve anything for me.|I get it, but I am not "
                    "convinced.|Hmm, I still don't see it.|That is not enough for me.",
                    "OK, understood.|Fine, I will wait and see.|Well, that is something.|All "
                    "right, let's see.",
                    "Thanks, that helps me.|Perfect, that is different already.|Good, now we are "
                    "talking.|What you say sounds right to me.",
                    "Perfect, thank you so much!|That was exactly what I needed.|Excellent answer, "
                    "thanks.|What a difference, thank you!"},
      .trouble = {"I have spent {days} days on {issue} and nobody gives me a date.|There is still "
                  "no sign of {issue} and weeks have gone by.|They said {issue} was nearly ready "
                  "and here I am, waiting.|Each time I ask about {issue} they tell me tomorrow.",
                  "My {vehicle} still has the same problem with {issue}.|I went to the workshop "
                  "about {issue} and it is the same.|The matter of {issue} is not fixed and I am "
                  "afraid to drive it.|The trouble with {issue} came back after a few days.",
                  "I paid {price} and now there is another charge for {issue}.|The numbers on "
                  "{issue} don't match what I signed.|I feel that I am being overcharged on "
                  "{issue}.|Nobody explains the figures on {issue} to me.",
                  "After I bought my {vehicle} from you I did not get one call.|I have been a "
                  "customer for long and you don't seem to care.|When it comes to {issue} I am "
                  "just a number.|Before I signed it was all smiles and now nobody remembers me.",
                  "Nobody explains properly what is going on with {issue}.|Everybody tells me "
                  "something different about {issue}.|I don't know who to turn to if my {vehicle} "
                  "gives trouble.|I was left with questions on {issue} and no reply."},
      .content =
          {"I am only waiting for {issue}, all else is fine.|The one thing open is {issue}, no "
           "rush.|I am just keeping an eye on {issue}.|All good, although {issue} took a little "
           "while.",
           "My {vehicle} runs very well, I only watch {issue}.|The thing with {issue} turned out "
           "fine, I think.|My {vehicle} gives no trouble for now.|Nothing serious, a small detail "
           "with {issue}.",
           "My payments are up to date and the price seemed fair.|If there is a better deal on "
           "{issue} I am interested.|The numbers on {issue} are fine so far.|I always watch what I "
           "spend, above all on {issue}.",
           "I have already recommended you to my family.|I like it when a company remembers its "
           "customers.|I am happy with my {vehicle} and tell all my friends.|I have been with you "
           "for years and it shows in how you treat me.",
           "I feel at ease with my {vehicle}, to be honest.|I just want to confirm {issue}.|All in "
           "order, only one question on {issue}.|It is reassuring to know that somebody is there."},
      .trouble_detail =
          {"I can't drive around in peace like this and I lose working time with each call.|Nobody "
           "takes responsibility and a different person answers each time.|They promised a date "
           "and moved it without telling me.",
           "I had to borrow another car to take my kids to school.|The workshop said that it was "
           "normal, but it is not.|Each visit costs me hours and nothing changes.",
           "I plan my money every month and this was not in the plan.|Elsewhere I was offered "
           "better terms for the same thing.|I asked for a breakdown in writing and never got it.",
           "You expect some attention after spending that much.|They don't even know my name when "
           "I ring.|New customers are treated better than the old ones.",
           "I asked twice and got two different answers.|I don't like guessing what comes next.|A "
           "clear explanation would have been enough from the start."},
      .content_detail =
          {"It is not urgent, but I like to have everything in order.|So far you told me things in "
           "time and I value that.|Just tell me when and I will plan around it.",
           "I always take it to its service on time.|The workshop treated me well the last time.|I "
           "look after it because I need it for work.",
           "I compare before I decide, like everybody.|Any saving helps at home.|I like clear "
           "numbers and so far they have been.",
           "My brother-in-law is asking about the same model.|Details like that make people come "
           "back.|It feels good to be called by your name.",
           "It is my first car, that is why I ask so much.|I like to know what comes next and "
           "when.|As long as you answer like now, I have no complaint."},
      .wish = {"I want a firm date and somebody who keeps it.|Tell me which day it will be "
               "done.|All I ask is that you say when, and keep to it.",
               "I want somebody to check my car properly and tell me what it is.|I need it fixed "
               "once and for all.|Tell me who will look at it and when.",
               "I want to see what can be done about that cost.|If you help me with the price we "
               "can talk.|I ask for clear numbers and something fair.",
               "Being remembered is enough for me.|More personal treatment would make the "
               "difference.|I would like to feel that I matter as a customer.",
               "If somebody explains it well I will be at ease.|I would like someone to clear it "
               "up.|I only want to know what comes next."},
      .good_bye =
          {"Don't write to me again, I will see what I do.|That is it, thanks.|Let's leave it "
           "there, please don't insist.",
           "I will leave it here for now.|We will see, I have to go.|That is all for today.",
           "That will do, regards.|I will wait to hear, thanks.|Done, see you.",
           "I am fine with that, thanks.|Perfect, agreed then.|Very well, thanks for your "
           "attention.",
           "Thanks a lot, this is how it should be!|All clear, have an excellent day.|I am very "
           "pleased, see you soon."},
      .short_trouble = {"And {issue}, when?|Still no {issue}.|Which day will {issue} be "
                        "done?|Still missing {issue}.",
                        "Still failing, {issue}.|The car is the same as before.|Not fixed, "
                        "{issue}.|Who checks {issue}?",
                        "Too expensive, {issue}.|Why that charge?|The numbers on {issue} are "
                        "wrong.|Everything costs too much.",
                        "Nobody remembers you here.|Only promises for customers.|You never "
                        "called.|We don't matter to you.",
                        "I am not clear on {issue}.|Who explains {issue}?|I still have "
                        "questions.|Nobody clears anything up."},
      .short_content =
          {"Only {issue} is missing.|All fine, waiting for {issue}.|OK, when does {issue} "
           "arrive?|Keeping an eye on {issue}.",
           "The car is fine.|No faults for now.|All good with {issue}.|Going well, thanks.",
           "Is there any discount?|The price was fine.|If {issue} gets cheaper, I am in.|All good "
           "with the payments.",
           "Thanks for remembering me.|What a nice touch.|You always treat me well.|Thanks, it "
           "shows.",
           "All calm, thanks.|One question on {issue}, that is all.|All in order.|OK, I am at "
           "ease."},
      .short_mood = {"Not interested.|Stop writing to me.|Leave it.|What a waste of time.",
                     "Hmm, don't know.|Not convinced.|We will see.|I will look later.",
                     "OK.|Noted.|All right.|I will check.",
                     "OK, thanks.|Fine, thanks.|Yes, all right.|Sounds good.",
                     "Yes, thanks!|Perfect, thanks.|Excellent!|Yes, go ahead."},
      .hedge = "Honestly,|Well, I don't know,|I think|I mean,|To be fair,",
      .sarcasm =
          "Such efficiency, really, my congratulations.|Wonderful service, as always, I would "
          "say.|Surely this time it works, like the other three.",
      .aside =
          "And by the way, the waiting room was freezing.|Besides, the website hardly ever "
          "loads.|Also, the car park is a mess.",
      .usual_issue = {"the paperwork", "the fault", "the charge", "the treatment", "the warranty"}};
  return bank;
}

}  // namespace parley::sim
