#include "store/mail_queue.hpp"

#include "store/mail_queue_changes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chant::store {
namespace {

constexpr std::array<std::string_view, queued_letter::phases> names{
    "waiting", "deferred", "in_doubt", "claimed", "held", "sent", "failed"};

}  // namespace

std::string_view to_text(queued_letter::phase p) { return names.at(static_cast<std::size_t>(p)); }

std::optional<queued_letter::phase> parse_phase(std::string_view text) {
  const auto* const found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<queued_letter::phase>(found - names.begin());
}

result<void> mail_queue::update(const campaign::event_id& letter, const change& how) {
  return change_all([&](mail_queue_changes& changes) { return changes.update(letter, how); });
}

result<void> mail_queue::change_all(const std::function<result<void>(mail_queue_changes&)>& how) {
  const std::lock_guard lock(changing_);
  mail_queue_changes changes(*this);
  if (auto done = how(changes); !done) return done;
  const auto all = changes.take();
  return all.empty() ? result<void>() : write(all);
}

result<std::size_t> mail_queue::forget_settled(timestamp before, std::size_t limit) {
  std::vector<queued_letter> old;
  for (const auto p : {queued_letter::phase::sent, queued_letter::phase::failed}) {
    auto some = list(p, {}, limit - old.size());
    if (!some) return std::unexpected(std::move(some.error()));
    std::ranges::copy_if(*some, std::back_inserter(old),
                         [&](const auto& letter) { return letter.due < before; });
  }
  auto forgotten = change_all([&](mail_queue_changes& changes) {
    result<void> done;
    for (std::size_t i = 0; done && i < old.size(); ++i)
      done = changes.update(old[i].letter, [&](std::optional<queued_letter> standing) {
        return standing == old[i] ? std::nullopt : std::move(standing);  // tried again meanwhile?
      });
    return done;
  });
  if (!forgotten) return std::unexpected(std::move(forgotten.error()));
  return old.size();
}

}  // namespace chant::store
