// Asio's non-template half, compiled once for the whole program. Its TLS half is in
// net/asio_ssl_impl.cpp.
#include <boost/asio/impl/src.hpp>
