// Beast's non-template half, compiled once.
#include <boost/beast/src.hpp>
