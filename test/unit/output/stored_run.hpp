// Writes a whole record to a journal, as the engine's events would bring it.
// Must not know: what is tested.
#pragma once

#include "output/run_record.hpp"
#include "output/store/run_store.hpp"

namespace parley::test {

/// A new journal. Fails the test when it cannot be made.
run_store new_store(const std::filesystem::path& file);

void require(const result<void>& done);

/// Everything of a finished run, in one transaction, without calls.
void write_run(run_store& store, const run_record& run);

/// A customer's call in an iteration.
call_intent intent_for(int iteration, const std::string& customer);

}  // namespace parley::test
