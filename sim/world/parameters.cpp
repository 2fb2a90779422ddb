#include "sim/world/parameters.hpp"

namespace parley::sim {

// One table for all magnitudes. They are design choices; signs and order follow the studies named.
const parameters& base_parameters() {
  static const parameters numbers = [] {
    parameters p;
    // Columns: vocal satisfied, vocal unsatisfied, quiet satisfied, quiet unsatisfied.
    // Apology: Roschk and Kaiser 2013 (empathy before intensity; late apologies hurt).
    // Interactional before distributive for loyalty: Gelbrich and Roschk 2011.
    p.effect[at(dimension::recommend)] = {{{-.20, .40, -.15, .25},   // ack
                                           {-.15, .35, -.10, .20},   // sla
                                           {-.30, .25, -.30, .15},   // apol
                                           {.10, .15, .15, .30},     // ben
                                           {.30, .15, .20, -.15}}};  // pers
    p.effect[at(dimension::engage)] = {{{-.10, .35, -.10, .20},
                                        {-.05, .30, -.10, .15},
                                        {-.15, .10, -.20, .05},
                                        {.15, .10, .25, .30},
                                        {.35, .15, .25, -.10}}};
    // Churn moves less than the likelihood to recommend: de Matos et al. 2007.
    p.effect[at(dimension::churn)] = {{{.10, -.30, .05, -.20},
                                       {.05, -.35, .05, -.25},
                                       {.15, -.10, .15, -.05},
                                       {-.05, -.05, -.10, -.15},
                                       {-.10, -.10, -.05, .10}}};
    // Columns: delay, fault, price, recognition, reassurance. Fit of remedy and loss: Orsingher
    // 2010.
    p.need_effect = {{{.35, .45, .05, -.15, .05},    // ack
                      {.50, .30, -.10, -.20, .10},   // sla
                      {.30, .20, -.05, -.20, -.05},  // apol
                      {.05, .05, .50, .20, -.10},    // ben
                      {-.05, 0, -.10, .45, .30}}};   // pers
    // Rows: cohorts. Columns: warm, formal, plain, pushy; none, one click, callback, visit.
    p.tone_effect = {{{.30, -.10, .05, -.50},
                      {-.20, .25, .10, -.80},
                      {.05, -.10, .25, -.55},
                      {.20, -.15, .10, -.70}}};
    p.cta_effect = {
        {{0, .25, .35, .45}, {0, .15, .60, .05}, {0, .55, -.35, -.20}, {0, .60, .05, -.30}}};
    p.ideal_words = {65, 110, 40, 70};
    p.length_cost = {.25, .15, .45, .30};
    // More is not better: Boshoff 2012 (over-benefitting), Albrecht 2018 (diminishing returns).
    p.clutter_cost = {.10, .05, .16, .12};
    return p;
  }();
  return numbers;
}

}  // namespace parley::sim
