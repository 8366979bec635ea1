// ACME: certificates from a certificate authority without an operator (RFC 8555).
//
// Owns the conversation with the authority, the documents it needs (certificate request, challenge certificate) and when
// the next attempt is due. Does not know sockets, HTTP libraries or files: requests, answers to challenges and pauses go
// through `AuthorityTransport` and `ChallengePlace`. Start reading at `Issuance/CertificateIssuance.swift`.
