// Beast's non-template half, compiled once.
//
// Without its assertions: basic_parser (Boost 1.81) asserts that a final chunk's header comes with
// at least 5 bytes, but an empty chunked body that arrives as "0\r\n" and then one byte has 4. The
// code after the assertion handles that; with it, a peer could end the process.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/src.hpp>
