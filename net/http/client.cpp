#include "net/http/client.hpp"

#include "net/http/pooled_client.hpp"

namespace parley::http {

result<std::unique_ptr<client>> client::create(asio::io_context& context, clock_source& clock,
                                               client_settings settings) {
  std::unique_ptr<tls_context> tls;
  if (settings.where.tls) {
    client_tls wanted;
    wanted.host = settings.where.host;
    wanted.ca_pem = settings.ca_pem;
    wanted.certificate_chain_pem = settings.certificate_chain_pem;
    wanted.private_key_pem = settings.private_key_pem;
    auto made = make_client_tls(wanted);
    if (!made) return made.error();
    tls = std::move(*made);
  }
  auto through = choose_proxy(settings.where, process_environment());
  if (!through) return through.error();
  auto timers = std::make_unique<deadlines>(clock);
  auto connections =
      make_socket_connector(context, *timers, settings.where, std::move(tls), std::move(*through));
  return make_pooled_client(context, std::move(timers), std::move(connections),
                            std::move(settings));
}

}  // namespace parley::http
