// Base: the vocabulary that every target shares.
//
// Owns ids, time, randomness, digests, secrets, faults, pages, JSON values and strict JSON.
// Knows nothing of HTTP, SQL or JSON-RPC. Start reading at `Fault.swift`.
