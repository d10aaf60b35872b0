// SHA-256 by OpenSSL, which the test program links anyway.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/digest.h"

#include <openssl/evp.h>

#include <array>

namespace kiln::test {

struct Digest::Hidden {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Hidden() { EVP_MD_CTX_free(context); }
};

Digest::Digest() : hidden_(std::make_unique<Hidden>()) {
  EVP_DigestInit_ex(hidden_->context, EVP_sha256(), nullptr);
}

Digest::~Digest() = default;

void Digest::bytes(const void* data, std::size_t size) {
  EVP_DigestUpdate(hidden_->context, data, size);
}

std::string Digest::text() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw = {};
  unsigned size = 0;
  EVP_DigestFinal_ex(hidden_->context, raw.data(), &size);
  std::string text;
  constexpr char kHex[] = "0123456789abcdef";
  for (unsigned i = 0; i < size; ++i) {
    text += kHex[raw[i] >> 4];
    text += kHex[raw[i] & 15];
  }
  return text;
}

}  // namespace kiln::test
