// Numbers of the MIDI controllers and registered parameters that have a meaning of their own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace kiln {

namespace cc {
inline constexpr int kBank = 0;
inline constexpr int kWheel = 1;
inline constexpr int kBreath = 2;
inline constexpr int kDataEntry = 6;
inline constexpr int kVolume = 7;
inline constexpr int kBalance = 8;
inline constexpr int kPan = 10;
inline constexpr int kExpression = 11;
inline constexpr int kFirstLsb = 32;  // the fine halves of 0 … 31
inline constexpr int kEndOfLsbs = 64;
inline constexpr int kDataEntryLsb = 38;
inline constexpr int kSustainPedal = 64;
inline constexpr int kPortamento = 65;
inline constexpr int kSostenutoPedal = 66;
inline constexpr int kSoftPedal = 67;
inline constexpr int kSlide = 74;  // the third dimension of MPE
inline constexpr int kDataIncrement = 96;
inline constexpr int kDataDecrement = 97;
inline constexpr int kNrpnLsb = 98;
inline constexpr int kNrpnMsb = 99;
inline constexpr int kRpnLsb = 100;
inline constexpr int kRpnMsb = 101;
inline constexpr int kFirstModeMessage = 120;
inline constexpr int kAllSoundOff = 120;
inline constexpr int kResetControllers = 121;
inline constexpr int kLocalControl = 122;
inline constexpr int kAllNotesOff = 123;
inline constexpr int kCentre = 64;  // of pan, balance, slide and coarse tuning
}  // namespace cc

namespace rpn {
inline constexpr int kBendRange = 0;
inline constexpr int kFineTuning = 1;
inline constexpr int kCoarseTuning = 2;
inline constexpr int kMpeZone = 6;
inline constexpr int kNull = 127;  // in both halves: none is selected
}  // namespace rpn

}  // namespace kiln
