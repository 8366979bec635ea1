/// Why there is no certificate: a sentence for the operator that says what to do.
package struct IssuanceFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// The transport's sentence.
        case unreachable(String)
        case notADirectory
        /// The URL of the terms.
        case termsNotAgreed(String)
        case externalAccountNeeded
        case refused(AuthorityProblem)
        /// The document that cannot be used.
        case malformed(String)
        /// The authority offers other kinds of challenges for the name.
        case noChallenge(name: String, offered: [String])
        case challengeFailed(name: String, ChallengeKind, AuthorityProblem)
        case orderInvalid(AuthorityProblem?)
        /// The step that did not end in time.
        case tooSlow(String)
    }

    package let reason: Reason
    /// How long the authority asks to wait.
    package let retryAfter: Duration?

    package init(_ reason: Reason, retryAfter: Duration? = nil) {
        (self.reason, self.retryAfter) = (reason, retryAfter)
    }

    package var description: String {
        switch reason {
        case .unreachable(let sentence):
            "The certificate authority cannot be reached: \(sentence). Check tls.acme.directory, and outbound.caFile for an authority of "
                + "your own."
        case .notADirectory:
            "The URL in tls.acme.directory is not an ACME directory. Use the URL that your certificate authority documents."
        case .termsNotAgreed(let url):
            "The certificate authority requires agreement to its terms of service. Read \(url) and set tls.acme.agree to true."
        case .externalAccountNeeded:
            "This certificate authority requires an account that was created elsewhere (external account binding), which is not "
                + "supported. Choose another one in tls.acme.directory."
        case .refused(let problem): "The certificate authority refused the request (\(problem.kind)): \(problem.detail)"
        case .malformed(let what): "The certificate authority sent an unusable \(what). Try again later."
        case .noChallenge(let name, let offered):
            "The certificate authority offers no usable challenge for \(name), only \(offered.joined(separator: ", "))."
        case .challengeFailed(let name, let kind, let problem):
            "The certificate authority could not verify \(name) (\(problem.kind)): \(problem.detail) \(kind.advice(name))"
        case .orderInvalid(let problem):
            "The certificate authority ended the order: \(problem?.detail ?? "No reason is given.")"
        case .tooSlow(let what): "The certificate authority did not \(what) in time. Try again later."
        }
    }
}

/// How the authority verifies that this server has a name.
package enum ChallengeKind: String, Sendable, Hashable, CaseIterable {
    /// A file at port 80 (RFC 8555 §8.3).
    case http = "http-01"
    /// A certificate at port 443 (RFC 8737).
    case tls = "tls-alpn-01"

    /// Tells the operator what to check when it fails.
    func advice(_ name: String) -> String {
        switch self {
        case .http:
            "The DNS entry of \(name) must be the public address of this machine, and its port 80 must lead to tls.acme.httpPort."
        case .tls:
            "The DNS entry of \(name) must be the public address of this machine, and its port 443 must lead to http.port without a "
                + "proxy that ends TLS. Set tls.acme.httpPort to use port 80 instead."
        }
    }
}
