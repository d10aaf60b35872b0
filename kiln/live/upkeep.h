// One thread of the process that calls upkeep() of every instance a hundred times a second.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hosts need not have a message loop, and the audio thread may wake nobody: so somebody looks.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace kiln {

class LiveInstrument;

class Upkeep {
 public:
  // Keeps an instance in the rounds for as long as it lives.
  class Registration {
   public:
    explicit Registration(LiveInstrument& instrument);
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    LiveInstrument& instrument_;
    std::shared_ptr<Upkeep> upkeep_;
  };

  Upkeep();
  ~Upkeep();

 private:
  static std::shared_ptr<Upkeep> shared();
  void add(LiveInstrument& instrument);
  void remove(LiveInstrument& instrument);
  void run();

  std::mutex mutex_;  // held for a round
  std::vector<LiveInstrument*> instruments_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace kiln
