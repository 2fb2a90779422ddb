#include "profiles/generator_text.hpp"

namespace parley::generator_text {

std::span<const first_name> first_names() {
  static constexpr first_name all[] = {
      {"María", true},      {"Guadalupe", true}, {"Verónica", true},  {"Leticia", true},
      {"Mónica", true},     {"Sofía", true},     {"Ximena", true},    {"Fernanda", true},
      {"Andrea", true},     {"Lucía", true},     {"Rocío", true},     {"Beatriz", true},
      {"Araceli", true},    {"Daniela", true},   {"Paola", true},     {"Inés", true},
      {"Begoña", true},     {"Yolanda", true},   {"Gabriela", true},  {"Renata", true},
      {"José", false},      {"Jesús", false},    {"Andrés", false},   {"Martín", false},
      {"Óscar", false},     {"Raúl", false},     {"Héctor", false},   {"Iván", false},
      {"Sebastián", false}, {"Tomás", false},    {"Ángel", false},    {"Rubén", false},
      {"Ramón", false},     {"Nicolás", false},  {"Emiliano", false}, {"Diego", false},
      {"Luis", false},      {"Arturo", false},   {"Joaquín", false},  {"Fabián", false}};
  return all;
}

std::span<const std::string_view> surnames() {
  static constexpr std::string_view all[] = {
      "Hernández", "García",    "Martínez",  "López",   "González",  "Rodríguez", "Pérez",
      "Sánchez",   "Ramírez",   "Cruz",      "Flores",  "Gómez",     "Morales",   "Vázquez",
      "Jiménez",   "Reyes",     "Díaz",      "Torres",  "Gutiérrez", "Ruiz",      "Mendoza",
      "Aguilar",   "Ortiz",     "Castillo",  "Romero",  "Álvarez",   "Méndez",    "Chávez",
      "Rivera",    "Juárez",    "Domínguez", "Herrera", "Medina",    "Castro",    "Vargas",
      "Guzmán",    "Velázquez", "Muñoz",     "Rojas",   "Ibáñez",    "Peña",      "Núñez",
      "Cervantes", "Salazar",   "Luna",      "Ávila",   "Zúñiga",    "Quiñones"};
  return all;
}

std::span<const place> places() {
  static constexpr place all[] = {{"CDMX", 22},
                                  {"Guadalajara", 10},
                                  {"Monterrey", 10},
                                  {"Puebla", 6},
                                  {"Querétaro", 6},
                                  {"Toluca", 4},
                                  {"León", 4},
                                  {"Mérida", 4},
                                  {"Tijuana", 4},
                                  {"San Luis Potosí", 3},
                                  {"Cancún", 3},
                                  {"Aguascalientes", 3},
                                  {"Morelia", 3},
                                  {"Chihuahua", 3},
                                  {"Hermosillo", 3},
                                  {"Saltillo", 2},
                                  {"Culiacán", 2},
                                  {"Veracruz", 2},
                                  {"Cuernavaca", 2},
                                  {"Oaxaca", 2},
                                  {"Torreón", 2},
                                  {"Villahermosa", 1},
                                  {"Pachuca", 1},
                                  {"Mazatlán", 1},
                                  {"Tuxtla Gutiérrez", 1},
                                  {"Ciudad Juárez", 2},
                                  {"Naucalpan", 2}};
  return all;
}

std::span<const car> cars() {
  static constexpr car all[] = {{"SUV", true, 520'000},
                                {"SUV compacta", true, 430'000},
                                {"Sedán", false, 340'000},
                                {"Sedán compacto", false, 290'000},
                                {"Hatchback", false, 280'000},
                                {"Pickup", true, 560'000},
                                {"Minivan", true, 540'000},
                                {"SUV híbrida", true, 640'000},
                                {"Sedán híbrido", false, 480'000},
                                {"Hatchback eléctrico", false, 520'000},
                                {"Camioneta", true, 470'000}};
  return all;
}

std::span<const std::string_view> channels() {
  static constexpr std::string_view all[] = {"online", "agencia", "agencia", "referido",
                                             "teléfono"};
  return all;
}

std::span<const std::string_view> trades() {
  static constexpr std::string_view all[] = {"Maestr{a|o} de primaria",
                                             "Contador{a|} independiente",
                                             "Enfermer{a|o} en un hospital",
                                             "Dueñ{a|o} de una papelería",
                                             "Ingenier{a|o} en sistemas",
                                             "Vendedor{a|} de seguros",
                                             "Jubilad{a|o}",
                                             "Arquitect{a|o}",
                                             "Repartidor{a|} por aplicación",
                                             "Emplead{a|o} de gobierno",
                                             "Estudiante de posgrado",
                                             "Chef de una fonda",
                                             "Abogad{a|o}",
                                             "Dentista",
                                             "Comerciante",
                                             "Diseñador{a|} gráfic{a|o}",
                                             "{Madre|Padre} de familia",
                                             "Técnic{a|o} electricista"};
  return all;
}

}  // namespace parley::generator_text
