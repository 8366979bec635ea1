import Base
import JOSE

/// Gets a certificate: account, order, a challenge for each name, certificate request, download (RFC 8555 §7.1).
package struct CertificateIssuance: Sendable {
    private let transport: any AuthorityTransport
    private let place: any ChallengePlace
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameter sleep: throws when the server is stopping.
    package init(
        over transport: any AuthorityTransport,
        answeringAt place: any ChallengePlace,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.transport = transport
        self.place = place
        self.sleep = sleep
    }

    /// - Throws: `IssuanceFailure`, or the error of `sleep`.
    package func certificate(_ request: IssuanceRequest) async throws -> IssuedCertificate {
        let directory = try await AuthorityDirectory.read(from: request.directory, over: transport)
        guard !directory.needsExternalAccount else { throw IssuanceFailure(.externalAccountNeeded) }
        if let terms = directory.terms, !request.agreesToTerms { throw IssuanceFailure(.termsNotAgreed(terms)) }
        let session = AuthoritySession(transport, directory, key: request.account)
        try await session.open(contact: request.contact, agreesToTerms: request.agreesToTerms)
        let names = request.names.map { name -> JSONValue in ["type": "dns", "value": .string(name)] }
        let response = try await session.post(directory.newOrder, ["identifiers": .array(names)])
        guard let url = response.location, let order = Self.order(in: response) else {
            throw IssuanceFailure(.malformed("order"))
        }
        for authorization in order.authorizations {
            try await prove(authorization, request, session)
        }
        return try await collect(url, request.names, session)
    }

    /// Proves the control of one name.
    private func prove(_ url: String, _ request: IssuanceRequest, _ session: AuthoritySession) async throws {
        let authorization = try Self.authorization(in: try await session.post(url))
        guard authorization.status != .valid else { return }
        guard let (kind, challenge) = Self.choice(of: authorization, request.kinds) else {
            throw IssuanceFailure(
                .noChallenge(
                    name: authorization.name.escaped,
                    offered: authorization.challenges.map { $0.type.escaped }
                )
            )
        }
        // A path segment and a part of what is signed.
        guard challenge.token.isBase64URL, challenge.token.utf8.count <= 256, request.names.contains(authorization.name)
        else {
            throw IssuanceFailure(.malformed("challenge"))
        }
        let proof = "\(challenge.token).\(request.account.publicJWK.thumbprint)"
        try place.present(try Self.answer(kind, challenge.token, proof, authorization.name))
        defer { place.withdraw() }
        _ = try await session.post(challenge.url, [:])
        try await poll("verify \(authorization.name)") {
            let response = try await session.post(url)
            let judged = try Self.authorization(in: response)
            switch judged.status {
            case .valid: return .done(())
            case .pending: return .wait(response.retryAfter)
            case .invalid, .deactivated, .expired, .revoked:
                let problem = judged.challenges.first { $0.url == challenge.url }?.problem
                let reason = problem ?? AuthorityProblem(kind: judged.status.rawValue, detail: "No reason is given.")
                throw IssuanceFailure(.challengeFailed(name: judged.name.escaped, kind, reason))
            }
        }
    }

    /// Waits until the authority has seen every proof, sends the certificate request and takes the certificate.
    private func collect(_ url: String, _ names: [String], _ session: AuthoritySession) async throws
        -> IssuedCertificate
    {
        let key = CertificateKey()
        let request = Base64URL.encode(try CertificateRequest.bytes(for: names, key))
        var isFinalized = false
        let place: String = try await poll("issue the certificate") {
            let response = try await session.post(url)
            guard let order = Self.order(in: response) else { throw IssuanceFailure(.malformed("order")) }
            switch order.status {
            case .invalid: throw IssuanceFailure(.orderInvalid(order.problem))
            case .ready where !isFinalized:
                isFinalized = true
                _ = try await session.post(order.finalize, ["csr": .string(request)])
                return .wait(.zero)
            case .pending, .ready, .processing: return .wait(response.retryAfter)
            case .valid:
                guard let certificate = order.certificate else { throw IssuanceFailure(.malformed("order")) }
                return .done(certificate)
            }
        }
        let download = try await session.post(place)
        let chain = String(decoding: download.body, as: UTF8.self)
        guard download.mediaType == "application/pem-certificate-chain", chain.contains("-----BEGIN CERTIFICATE-----")
        else {
            throw IssuanceFailure(.malformed("certificate"))
        }
        return IssuedCertificate(chain: chain, key: key.pem)
    }

    private enum Turn<Value> {
        case done(Value)
        /// How long the authority asks to wait.
        case wait(Duration?)
    }

    /// Asks until there is an answer, with growing pauses, for three minutes at most.
    private func poll<Value>(_ what: String, _ question: () async throws -> Turn<Value>) async throws -> Value {
        var (waited, pause) = (Duration.zero, Duration.seconds(1))
        while waited <= .seconds(180) {
            switch try await question() {
            case .done(let value): return value
            case .wait(let asked):
                let wait = asked.map { min($0, .seconds(60)) } ?? pause
                try await sleep(wait)
                // Never nothing, so that the loop ends.
                waited += max(wait, .seconds(1))
                pause = min(pause * 2, .seconds(8))
            }
        }
        throw IssuanceFailure(.tooSlow(what))
    }

    private static func choice(of authorization: NameAuthorization, _ kinds: [ChallengeKind]) -> (
        ChallengeKind, NameAuthorization.Challenge
    )? {
        for kind in kinds {
            if let found = authorization.challenges.first(where: { $0.type == kind.rawValue }) { return (kind, found) }
        }
        return nil
    }

    private static func answer(_ kind: ChallengeKind, _ token: String, _ proof: String, _ name: String) throws
        -> ChallengeAnswer
    {
        switch kind {
        case .http: return .http(token: token, proof: proof)
        case .tls:
            let key = CertificateKey()
            let certificate = try ChallengeCertificate.pem(for: name, proof: proof, key)
            return .tls(name: name, certificate: certificate, key: key.pem)
        }
    }

    private static func order(in response: AuthorityResponse) -> CertificateOrder? {
        (try? StrictJSON.parse(response.body)).flatMap { CertificateOrder($0) }
    }

    private static func authorization(in response: AuthorityResponse) throws -> NameAuthorization {
        guard let value = try? StrictJSON.parse(response.body), let found = NameAuthorization(value) else {
            throw IssuanceFailure(.malformed("authorization"))
        }
        return found
    }
}
