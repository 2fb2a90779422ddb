#include "net/http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/http/openssl_internal.hpp"

namespace parley::http {

void ssl_deleter::operator()(ssl_st* tls) const {
  SSL_free(tls);
}

std::string take_tls_errors() {
  std::string line;
  while (const unsigned long code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    if (!line.empty()) line += "; ";
    line += reason ? std::string(reason) : fmt::format("error {:#x}", code);
  }
  return line.empty() ? "no further detail" : line;
}

namespace {

constexpr unsigned char alpn_http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

result<ssl_ctx_ptr> new_context(const SSL_METHOD* method) {
  ERR_clear_error();
  ssl_ctx_ptr context(SSL_CTX_new(method));
  if (!context) return fail(failure_code::tls_failed, "TLS could not start: " + take_tls_errors());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_read_ahead(context.get(), 1);  // one system call a record instead of two
  // AES-128 first: the cheapest on machines with AES instructions, and strong enough.
  SSL_CTX_set_ciphersuites(context.get(),
                           "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                           "TLS_CHACHA20_POLY1305_SHA256");
  return context;
}

std::optional<failure> use_chain(SSL_CTX* context, const std::string& pem) {
  bio_ptr text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  x509_ptr leaf(PEM_read_bio_X509_AUX(text.get(), nullptr, nullptr, nullptr));
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1)
    return fail(failure_code::tls_failed,
                "the certificate chain is not readable PEM (expected the own certificate first): " +
                    take_tls_errors());
  SSL_CTX_clear_chain_certs(context);
  while (x509_ptr next{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)})
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1)
      return fail(failure_code::tls_failed,
                  "the certificate chain was not accepted: " + take_tls_errors());
  ERR_clear_error();  // "no start line" marks the end of the text
  return std::nullopt;
}

std::optional<failure> use_identity(SSL_CTX* context, const std::string& chain,
                                    const std::string& key_pem) {
  if (auto wrong = use_chain(context, chain)) return wrong;
  bio_ptr text(BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())));
  pkey_ptr key(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr));
  if (!key)
    return fail(failure_code::tls_failed,
                "the private key is not readable PEM without a passphrase: " + take_tls_errors());
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return fail(failure_code::tls_failed,
                "the private key does not belong to the certificate: " + take_tls_errors());
  return std::nullopt;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, alpn_http11, sizeof alpn_http11, offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

class server_context final : public tls_context {
 public:
  explicit server_context(ssl_ctx_ptr context) : context_(std::move(context)) {}
  ssl_ptr connection() override {
    ssl_ptr tls(SSL_new(context_.get()));
    if (tls) SSL_set_accept_state(tls.get());
    return tls;
  }

 private:
  ssl_ctx_ptr context_;
};

class client_context final : public tls_context {
 public:
  client_context(ssl_ctx_ptr context, std::string host, bool host_is_address)
      : context_(std::move(context)), host_(std::move(host)), host_is_address_(host_is_address) {
    SSL_CTX_set_app_data(context_.get(), this);
    SSL_CTX_set_session_cache_mode(context_.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context_.get(), [](SSL* tls, SSL_SESSION* session) -> int {
      auto* self = static_cast<client_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls)));
      self->newest_.reset(session);
      return 1;  // the session is ours now
    });
  }

  ssl_ptr connection() override {
    ssl_ptr tls(SSL_new(context_.get()));
    if (!tls) return tls;
    SSL_set_connect_state(tls.get());
    X509_VERIFY_PARAM* rules = SSL_get0_param(tls.get());
    if (host_is_address_) {
      X509_VERIFY_PARAM_set1_ip_asc(rules, host_.c_str());
    } else {
      SSL_set_tlsext_host_name(tls.get(), host_.c_str());
      X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      X509_VERIFY_PARAM_set1_host(rules, host_.data(), host_.size());
    }
    if (newest_ && SSL_SESSION_is_resumable(newest_.get()) == 1)
      SSL_set_session(tls.get(), newest_.get());
    return tls;
  }

 private:
  ssl_ctx_ptr context_;
  std::string host_;
  bool host_is_address_;
  ssl_session_ptr newest_;
};

std::optional<failure> trust(SSL_CTX* context, const std::string& pem) {
  if (pem.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) == 1) return std::nullopt;
    return fail(failure_code::tls_failed,
                "the system's certificate store could not be read: " + take_tls_errors() +
                    "; install ca-certificates or name a CA file");
  }
  bio_ptr text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  int added = 0;
  while (x509_ptr root{PEM_read_bio_X509_AUX(text.get(), nullptr, nullptr, nullptr)})
    added += X509_STORE_add_cert(store, root.get());
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string why = take_tls_errors();
  if (added > 0 && ended) return std::nullopt;
  return fail(failure_code::tls_failed,
              "the CA file holds no readable certificate (expected PEM, one or more blocks "
              "\"-----BEGIN CERTIFICATE-----\"): " +
                  why + "; check --ca-file or openai.ca_file");
}

std::string_view what_to_do(long code) {
  switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the certificate has expired: it must be renewed on the server (or this machine's "
             "clock is wrong)";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the certificate is not valid yet: check this machine's clock";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the certificate is for another host: check the base URL, or use the name that the "
             "certificate was issued for";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "the server's certificate is self-signed: if you trust it, give it with --ca-file "
             "or openai.ca_file";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "the certificate was issued by an unknown authority: if you trust it, give its CA "
             "certificate (PEM) with --ca-file or openai.ca_file";
    case X509_V_ERR_INVALID_PURPOSE:
      return "the certificate is not one for servers";
    default:
      return "the server's certificate cannot be trusted; see --ca-file or openai.ca_file";
  }
}

}  // namespace

std::string describe_verification(long code, const std::string& place) {
  return fmt::format("the certificate of {} was refused ({}); {}", place,
                     X509_verify_cert_error_string(code), what_to_do(code));
}

result<std::unique_ptr<tls_context>> make_server_tls(const tls_identity& identity) {
  auto context = new_context(TLS_server_method());
  if (!context) return context.error();
  if (auto wrong =
          use_identity(context->get(), identity.certificate_chain_pem, identity.private_key_pem))
    return std::move(*wrong);
  if (!identity.client_ca_pem.empty()) {
    if (auto wrong = trust(context->get(), identity.client_ca_pem)) return std::move(*wrong);
    SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  static constexpr unsigned char session_group[] = "parley";
  SSL_CTX_set_session_id_context(context->get(), session_group, sizeof session_group - 1);
  SSL_CTX_set_alpn_select_cb(context->get(), choose_protocol, nullptr);
  return std::unique_ptr<tls_context>(std::make_unique<server_context>(std::move(*context)));
}

result<std::unique_ptr<tls_context>> make_client_tls(const client_tls& settings) {
  auto context = new_context(TLS_client_method());
  if (!context) return context.error();
  if (auto wrong = trust(context->get(), settings.ca_pem)) return std::move(*wrong);
  if (!settings.certificate_chain_pem.empty())
    if (auto wrong =
            use_identity(context->get(), settings.certificate_chain_pem, settings.private_key_pem))
      return std::move(*wrong);
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context->get(), alpn_http11, sizeof alpn_http11);
  const ip_octets_ptr address(a2i_IPADDRESS(settings.host.c_str()));
  return std::unique_ptr<tls_context>(
      std::make_unique<client_context>(std::move(*context), settings.host, address != nullptr));
}

}  // namespace parley::http
