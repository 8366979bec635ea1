// JOSE: signed tokens and the keys they are signed with.
//
// Owns strict compact JWS (RFC 7515), JWK and JWK sets (RFC 7517, 7518, 7638, 8037, 9864), the base64url they are
// written in, and reading claims (RFC 7519). A token never chooses its key kind or algorithm: both are fixed when a key
// is imported and narrowed by the caller's allow-list (RFC 8725 §3.1). Does not depend on issuers, audiences, clocks, key
// fetching or encryption (JWE): Identity decides which claims are required and where keys come from.
//
// Rules for headers: `crit`, `b64` and any `zip` other than `NONE` are refused; `jwk`, `jku`, `x5u` and `x5c` are
// refused and never followed; `x5t`, `x5t#S256`, `cty` and unknown parameters are ignored (RFC 7515 §4). Start reading
// at `JWSVerifier.swift`.
