#include "net/openai_provider.hpp"

#include "net/openai_calls.hpp"

namespace parley {

openai_provider_settings openai_provider_settings::from(const settings& config) {
  openai_provider_settings out;
  out.endpoint = config.openai;
  out.transport = config.transport;
  out.retry = config.retry;
  out.limits_source = config;
  out.seed = config.run.seed;
  return out;
}

result<std::unique_ptr<openai_provider>> openai_provider::create(
    asio::io_context& context, clock_source& clock, openai_provider_settings settings) {
  auto codec = wire::make_codec(settings.endpoint.api);
  if (!codec) return codec.error();
  auto origin = http::parse_origin(settings.endpoint.base_url);
  if (!origin) return origin.error();
  http::client_settings connection;
  connection.where = std::move(*origin);
  connection.ca_pem = settings.ca_pem;
  connection.certificate_chain_pem = settings.client_certificate_pem;
  connection.private_key_pem = settings.client_key_pem;
  connection.transport = settings.transport;
  auto client = http::client::create(context, clock, std::move(connection));
  if (!client) return client.error();
  std::unique_ptr<openai_provider> made = std::make_unique<openai_calls>(
      context.get_executor(), clock, std::move(*client), std::move(*codec), std::move(settings));
  return made;
}

}  // namespace parley
