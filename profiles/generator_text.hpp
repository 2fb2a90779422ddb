// The words that generated customers are made of: names, places, cars, sentences by need.
// Must not know: how they are drawn.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace parley::generator_text {

/// What a customer needs most. Shows in the profile only through tickets, bio and messages.
enum class need : unsigned char { delay, fault, price, recognition, reassurance };
inline constexpr std::size_t need_count = 5;

struct first_name {
  std::string_view text;
  bool feminine;
};
struct place {
  std::string_view text;
  double weight;  ///< relative
};
struct car {
  std::string_view text;  ///< "SUV", "Sedán", …
  bool feminine;          ///< "seminueva", or "seminuevo"
  double median_price;    ///< Mexican pesos, as new
};

std::span<const first_name> first_names();
std::span<const std::string_view> surnames();
std::span<const place> places();
std::span<const car> cars();
std::span<const std::string_view> channels();
std::span<const std::string_view> trades();  ///< "{a|o}" stands for the ending that fits the person

/// Ticket issues that a need leads to.
std::span<const std::string_view> issues(need why);

/// Sentences; "{a|b}" is the feminine or masculine form of the person, "[a|b]" of the car,
/// "%c" the car, "%n" a small number of days or weeks, "%m" the price in pesos.
std::span<const std::string_view> bio_moods(need why, bool satisfied);
std::span<const std::string_view> complaints(need why);  ///< a vocal, unsatisfied customer's
std::span<const std::string_view> praises(need why);     ///< a vocal, satisfied customer's
std::span<const std::string_view> company_answers(bool satisfied);

}  // namespace parley::generator_text
