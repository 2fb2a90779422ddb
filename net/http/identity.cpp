// Certificates made on the spot, for the simulated provider and for tests.
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "net/http/identity.hpp"
#include "net/http/openssl_internal.hpp"

namespace parley::http {
namespace {

struct authority {
  pkey_ptr key;
  x509_ptr certificate;
};

bool give_random_serial(X509* certificate) {
  bignum_ptr number(BN_new());
  // 159 bits: positive, and within the 20 octets that RFC 5280 allows.
  return number && BN_rand(number.get(), 159, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool name_it(X509_NAME* name, const char* common_name) {
  return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>("parley"), -1, -1, 0) &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
}

bool extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  x509_extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

x509_ptr blank(const char* common_name, EVP_PKEY* key, const identity_wish& wish) {
  x509_ptr made(X509_new());
  if (!made || X509_set_version(made.get(), X509_VERSION_3) != 1 ||
      !give_random_serial(made.get()) || X509_set_pubkey(made.get(), key) != 1 ||
      !name_it(X509_get_subject_name(made.get()), common_name))
    return nullptr;
  X509_gmtime_adj(X509_getm_notBefore(made.get()), wish.starts_in.count());
  X509_gmtime_adj(X509_getm_notAfter(made.get()), wish.ends_in.count());
  return made;
}

// The CA must outlive every certificate it signs, the expired ones too: it is valid around them.
std::optional<authority> make_authority(const identity_wish& wish) {
  authority ca{pkey_ptr(EVP_EC_gen("P-256")), nullptr};
  if (!ca.key) return std::nullopt;
  identity_wish lasting = wish;
  lasting.starts_in = std::min(wish.starts_in, std::chrono::seconds(-86'400));
  lasting.ends_in = std::max(wish.ends_in, std::chrono::seconds(86'400));
  ca.certificate = blank("parley local authority", ca.key.get(), lasting);
  X509* self = ca.certificate.get();
  if (!self || X509_set_issuer_name(self, X509_get_subject_name(self)) != 1 ||
      !extend(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !extend(self, self, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !extend(self, self, NID_subject_key_identifier, "hash") ||
      X509_sign(self, ca.key.get(), EVP_sha256()) <= 0)
    return std::nullopt;
  return ca;
}

bool is_address(const std::string& host) {
  unsigned char octets[16];
  return inet_pton(AF_INET, host.c_str(), octets) == 1 ||
         inet_pton(AF_INET6, host.c_str(), octets) == 1;
}

std::string alternative_names(const identity_wish& wish) {
  std::string names = (is_address(wish.host) ? "IP:" : "DNS:") + wish.host;
  if (!wish.only_host)
    for (const char* local : {"IP:127.0.0.1", "IP:::1", "DNS:localhost"})
      if (names != local) names += std::string(",") + local;
  return names;
}

x509_ptr make_leaf(EVP_PKEY* key, const authority* ca, const identity_wish& wish) {
  x509_ptr leaf = blank("parley local server", key, wish);
  if (!leaf) return nullptr;
  X509* issuer = ca ? ca->certificate.get() : leaf.get();
  if (X509_set_issuer_name(leaf.get(), X509_get_subject_name(issuer)) != 1 ||
      !extend(leaf.get(), issuer, NID_basic_constraints, "critical,CA:FALSE") ||
      !extend(leaf.get(), issuer, NID_key_usage, "critical,digitalSignature") ||
      !extend(leaf.get(), issuer, NID_ext_key_usage,
              wish.for_client ? "clientAuth" : "serverAuth") ||
      !extend(leaf.get(), issuer, NID_subject_key_identifier, "hash") ||
      (ca && !extend(leaf.get(), issuer, NID_authority_key_identifier, "keyid")) ||
      !extend(leaf.get(), issuer, NID_subject_alt_name, alternative_names(wish)) ||
      X509_sign(leaf.get(), ca ? ca->key.get() : key, EVP_sha256()) <= 0)
    return nullptr;
  return leaf;
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string pem(X509* certificate) {
  bio_ptr bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_X509(bio.get(), certificate) == 1 ? text_of(bio.get()) : std::string();
}

std::string pem(EVP_PKEY* key) {
  bio_ptr bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1
             ? text_of(bio.get())
             : std::string();
}

}  // namespace

result<fresh_identity> make_identity(const identity_wish& wish) {
  ERR_clear_error();
  const auto failed = [&] {
    return fail(failure_code::tls_failed,
                fmt::format("no certificate could be made for \"{}\" (expected a DNS name or an IP "
                            "address): {}",
                            wish.host, take_tls_errors()));
  };
  if (wish.host.empty() || wish.host.find_first_of(",: \t\r\n") != std::string::npos)
    if (!is_address(wish.host)) return failed();
  std::optional<authority> ca;
  if (!wish.self_signed && !(ca = make_authority(wish))) return failed();
  const pkey_ptr key(EVP_EC_gen("P-256"));
  if (!key) return failed();
  const x509_ptr leaf = make_leaf(key.get(), ca ? &*ca : nullptr, wish);
  if (!leaf) return failed();
  fresh_identity made;
  made.ca_pem = pem(ca ? ca->certificate.get() : leaf.get());
  made.server.certificate_chain_pem = pem(leaf.get());
  made.server.private_key_pem = pem(key.get());
  return made;
}

result<fresh_identity> make_identity(const std::string& host, int days) {
  identity_wish wish;
  wish.host = host;
  wish.starts_in = std::chrono::hours(-24);
  wish.ends_in = std::chrono::hours(24) * (days - 1);
  if (days <= 0)  // an identity that is no longer valid, for tests: it ended `days` - 1 days ago
    wish.starts_in = wish.ends_in - std::chrono::hours(24);
  return make_identity(wish);
}

}  // namespace parley::http
