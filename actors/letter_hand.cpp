#include "actors/letter_hand.hpp"

#include <algorithm>

namespace chant::actors {

timestamp letter_work::asked_at(timestamp now) const {
  if (order.asked_at != timestamp{}) return order.asked_at;
  return letter.asked_at != timestamp{} ? letter.asked_at : now;
}

bool letter_work::may_be_lost() const {
  return at == step::opening || at == step::writing || at == step::postponing ||
         at == step::clearing;
}

bool letter_work::claimed() const {
  return at == step::claiming || at == step::at_relay || at == step::recording;
}

letter_work& letter_hand::take_up(const store::queued_letter& letter, std::uint32_t tick) {
  const auto number = next_number_++;
  known_[letter.letter] = number;
  auto& w = work_[number];
  w.letter = letter;
  w.number = number;
  w.since = tick;
  return w;
}

letter_work* letter_hand::find(std::uint64_t number) {
  const auto found = work_.find(number);
  return found == work_.end() ? nullptr : &found->second;
}

letter_work* letter_hand::find(std::uint64_t number, step at) {
  auto* const w = find(number);
  return w != nullptr && w->at == at ? w : nullptr;
}

letter_work* letter_hand::next_ready() {
  const auto found =
      std::ranges::find_if(work_, [](const auto& entry) { return entry.second.at == step::ready; });
  return found == work_.end() ? nullptr : &found->second;
}

std::vector<std::uint64_t> letter_hand::lost(std::uint32_t tick, std::uint32_t ticks) const {
  std::vector<std::uint64_t> all;
  for (const auto& [number, w] : work_)
    if (w.may_be_lost() && tick - w.since >= ticks) all.push_back(number);
  return all;
}

std::size_t letter_hand::claimed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(work_, [](const auto& entry) { return entry.second.claimed(); }));
}

void letter_hand::drop(const letter_work& w) {
  known_.erase(w.letter.letter);
  work_.erase(work_.find(w.number));
}

void letter_hand::recorded(const letter_work& w, campaign::log_offset head) {
  known_[w.letter.letter] = 0;
  unfolded_.emplace_back(head, w.letter.letter);
  work_.erase(work_.find(w.number));
}

void letter_hand::forget_folded(std::uint64_t folded) {
  while (!unfolded_.empty() && unfolded_.front().first.value() <= folded) {
    const auto known = known_.find(unfolded_.front().second);
    if (known != known_.end() && known->second == 0) known_.erase(known);
    unfolded_.pop_front();
  }
}

}  // namespace chant::actors
