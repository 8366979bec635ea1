// TestSupport: code that the tests of several targets need.
//
// Owns clocks and randomness that a test controls, the storage backends to test against, and people to act for.
// Imported by tests only. Start reading at `Backend.swift`.
