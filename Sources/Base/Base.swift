// Base: the vocabulary that every target shares.
//
// Owns ids, time, randomness, digests, secrets, faults, pages, JSON values and strict JSON.
// Does not depend on HTTP, SQL or JSON-RPC. Start reading at `Fault.swift`.
