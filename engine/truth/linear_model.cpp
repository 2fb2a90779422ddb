#include "engine/truth/linear_model.hpp"

#include <cassert>
#include <cmath>
#include <map>

namespace parley::truth {
namespace {

using matrix = std::vector<std::vector<double>>;

constexpr double negligible = 1e-9;  // share of a column that the columns before leave of it

// Rows without their group's mean; groups of one row vanish.
std::vector<observation> centred(const std::vector<observation>& rows, std::size_t& groups) {
  std::map<std::size_t, std::vector<const observation*>> by_group;
  for (const observation& row : rows) by_group[row.group].push_back(&row);
  std::vector<observation> out;
  groups = 0;
  for (const auto& [group, members] : by_group) {
    if (members.size() < 2) continue;
    ++groups;
    const auto n = static_cast<double>(members.size());
    observation mean{std::vector<double>(members[0]->x.size()), 0, group};
    for (const observation* row : members) {
      mean.y += row->y / n;
      for (std::size_t k = 0; k < row->x.size(); ++k) mean.x[k] += row->x[k] / n;
    }
    for (const observation* row : members) {
      observation one = *row;
      one.y -= mean.y;
      for (std::size_t k = 0; k < one.x.size(); ++k) one.x[k] -= mean.x[k];
      out.push_back(std::move(one));
    }
  }
  return out;
}

// Inverse of a symmetric matrix by Gauss-Jordan; columns without a pivot of their own are skipped.
matrix invert(matrix a, std::vector<bool>& used) {
  const std::size_t n = a.size();
  matrix inverse(n, std::vector<double>(n, 0.0));
  std::vector<double> scale(n);
  for (std::size_t k = 0; k < n; ++k) {
    inverse[k][k] = 1;
    scale[k] = a[k][k];
  }
  used.assign(n, false);
  for (std::size_t k = 0; k < n; ++k) {
    if (a[k][k] <= negligible * scale[k] || scale[k] <= 0) continue;
    used[k] = true;
    const double pivot = a[k][k];
    for (std::size_t j = 0; j < n; ++j) {
      a[k][j] /= pivot;
      inverse[k][j] /= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = a[i][k];
      for (std::size_t j = 0; j < n; ++j) {
        a[i][j] -= factor * a[k][j];
        inverse[i][j] -= factor * inverse[k][j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (!used[i] || !used[j]) inverse[i][j] = 0;
  return inverse;
}

}  // namespace

linear_fit fit_within_groups(const std::vector<observation>& rows) {
  linear_fit out;
  if (rows.empty()) return out;
  const std::size_t columns = rows[0].x.size();
  out.columns.resize(columns);
  const std::vector<observation> data = centred(rows, out.groups);
  if (out.groups < 2) return out;

  matrix moments(columns, std::vector<double>(columns, 0.0));
  std::vector<double> with_y(columns, 0.0);
  for (const observation& row : data) {
    assert(row.x.size() == columns);
    for (std::size_t i = 0; i < columns; ++i) {
      with_y[i] += row.x[i] * row.y;
      for (std::size_t j = 0; j < columns; ++j) moments[i][j] += row.x[i] * row.x[j];
    }
  }
  std::vector<bool> used;
  const matrix inverse = invert(moments, used);
  for (std::size_t i = 0; i < columns; ++i) {
    out.columns[i].known = used[i];
    for (std::size_t j = 0; j < columns; ++j) out.columns[i].value += inverse[i][j] * with_y[j];
  }

  double squares = 0;
  std::map<std::size_t, std::vector<double>> scores;  // X'u by group
  for (const observation& row : data) {
    double residual = row.y;
    for (std::size_t k = 0; k < columns; ++k) residual -= out.columns[k].value * row.x[k];
    squares += residual * residual;
    auto& score = scores.try_emplace(row.group, columns, 0.0).first->second;
    for (std::size_t k = 0; k < columns; ++k) score[k] += residual * row.x[k];
  }
  const auto g = static_cast<double>(out.groups);
  const double free = static_cast<double>(data.size()) - g;
  if (free > 0) out.residual_sd = std::sqrt(squares / free);
  out.degrees = g - 1;
  for (std::size_t i = 0; i < columns; ++i) {
    double variance = 0;
    for (const auto& [group, score] : scores) {
      double pull = 0;
      for (std::size_t j = 0; j < columns; ++j) pull += inverse[i][j] * score[j];
      variance += pull * pull;
    }
    out.columns[i].standard_error = std::sqrt(g / (g - 1) * variance);
  }
  return out;
}

}  // namespace parley::truth
