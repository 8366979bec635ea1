package import Base

/// Where answers to challenges wait for the authority.
package protocol ChallengePlace: Sendable {
    /// Until it is withdrawn, the server gives this answer.
    func present(_ answer: ChallengeAnswer) throws
    func withdraw()
}

/// The answer that the authority must find at a name.
package enum ChallengeAnswer: Sendable, Hashable {
    /// At `/.well-known/acme-challenge/TOKEN` over HTTP, the proof as text.
    case http(token: String, proof: String)
    /// In a handshake with the ALPN name `acme-tls/1`, a certificate in PEM with its key.
    case tls(name: String, certificate: String, key: Secret)
}
