// The thread of the rounds lives as long as an instance is registered.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/upkeep.h"

#include <algorithm>
#include <chrono>

#include "kiln/live/live_instrument.h"

namespace kiln {
namespace {

constexpr auto kRound = std::chrono::milliseconds(10);

}  // namespace

std::shared_ptr<Upkeep> Upkeep::shared() {
  static std::mutex mutex;
  static std::weak_ptr<Upkeep> present;
  const std::lock_guard lock(mutex);
  std::shared_ptr<Upkeep> upkeep = present.lock();
  if (upkeep == nullptr) present = upkeep = std::make_shared<Upkeep>();
  return upkeep;
}

Upkeep::Upkeep() : thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
  stop_.store(true);
  thread_.join();
}

void Upkeep::add(LiveInstrument& instrument) {
  const std::lock_guard lock(mutex_);
  instruments_.push_back(&instrument);
}

void Upkeep::remove(LiveInstrument& instrument) {
  const std::lock_guard lock(mutex_);
  std::erase(instruments_, &instrument);
}

void Upkeep::run() {
  while (!stop_.load()) {
    {
      const std::lock_guard lock(mutex_);
      for (LiveInstrument* const instrument : instruments_) instrument->upkeep();
    }
    std::this_thread::sleep_for(kRound);
  }
}

Upkeep::Registration::Registration(LiveInstrument& instrument)
    : instrument_(instrument), upkeep_(shared()) {
  upkeep_->add(instrument_);
}

Upkeep::Registration::~Registration() { upkeep_->remove(instrument_); }

}  // namespace kiln
