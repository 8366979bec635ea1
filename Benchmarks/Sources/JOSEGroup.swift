import Base
import JOSE

/// What the check of a signed token costs when it is not in the cache, against the same signature in swift-crypto and in OpenSSL.
struct JOSEGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        let openSSL = try? OpenSSLSpeed(seconds: effort == .full ? 2 : 1)
        var figures: [Figure] = []
        for (algorithm, name) in [
            (Algorithm.rs256, "rsa2048"), (.es256, "ecdsap256"), (.ed25519, "ed25519"),
        ] {
            figures += try await verification(algorithm, openSSL: openSSL?.verifications[name], name)
        }
        if openSSL == nil { print("openssl is not here: its figures are left out") }
        return figures
    }

    private func verification(_ algorithm: Algorithm, openSSL: Double?, _ opensslName: String)
        async throws -> [Figure]
    {
        let now = TokenFixture.time.now()
        let pair = try RawKey(algorithm)
        let text = try JWSSigner(key: pair.signing, type: "at+jwt").sign(
            AccessTokenSample.claims(at: now))
        let keys = JWKSet(keys: [pair.signing.verificationKey])
        let verifier = JWSVerifier(algorithms: [algorithm], types: .accessToken)
        let raw = try pair.verification(of: text)
        let cases = [
            Measure.Case("\(algorithm.name): swift-crypto, digest given") { count in
                for _ in 0..<count where !raw.ofDigest() { throw Problem("the signature is not valid") }
            },
            Measure.Case("\(algorithm.name): swift-crypto") { count in
                for _ in 0..<count where !raw.whole() { throw Problem("the signature is not valid") }
            },
            Measure.Case("\(algorithm.name): token, claims and time") { count in
                for _ in 0..<count {
                    let claims = try Claims(verifier.verify(JWS(compact: text), keys: keys))
                    guard try claims.issuer() == TokenFixture.issuer,
                        try claims.audience().contains(TokenFixture.audience),
                        try claims.expiresAt().map({ now < $0 }) == true
                    else { throw Problem("the claims are not what was signed") }
                }
            },
        ]
        let timings = try await Measure.together(cases, effort)
        var figures = zip(cases, timings).map { Self.rate($0.name, $1) }
        let token = figures[2]
        figures[2].ratio = .init(to: "swift-crypto", value: token.value / figures[1].value, moreIsBetter: true, aim: 0.85)
        figures.append(
            Figure(
                name: "\(algorithm.name): token, against a digest given", value: token.value, unit: "/s",
                ratio: .init(to: "swift-crypto, digest given", value: token.value / figures[0].value, moreIsBetter: true, aim: nil)))
        if let openSSL {
            figures.append(
                Figure(name: "\(algorithm.name): openssl speed \(opensslName)", value: openSSL, unit: "/s"))
            figures.append(
                Figure(
                    name: "\(algorithm.name): token, against openssl", value: token.value, unit: "/s",
                    ratio: .init(
                        to: "openssl", value: token.value / openSSL, moreIsBetter: true, aim: nil)))
        }
        return figures
    }

    private static func rate(_ name: String, _ timing: Measure.Timing) -> Figure {
        Figure(name: name, value: 1e9 / timing.nanoseconds, unit: "/s", spread: timing.spread)
    }
}

/// What `openssl speed` says of this machine, in operations per second of processor time.
struct OpenSSLSpeed {
    /// By the name of the algorithm: `rsa2048`, `ecdsap256`, `ed25519`.
    let verifications: [String: Double]
    let signatures: [String: Double]

    init(seconds: Int) throws {
        let text = try Command.output(
            "openssl", ["speed", "-mr", "-seconds", "\(seconds)", "rsa2048", "ecdsap256", "ed25519"])
        var verifications: [String: Double] = [:]
        var signatures: [String: Double] = [:]
        // "+F2:1:2048:0.000562:0.000016": seconds per signature and per verification, or operations per second, by version.
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":")
            let name: String
            switch fields.first {
            case "+F2": name = "rsa2048"
            case "+F4": name = "ecdsap256"
            case "+F6": name = "ed25519"
            default: continue
            }
            guard let sign = fields.dropLast().last.flatMap({ Double($0) }),
                let verify = fields.last.flatMap({ Double($0) })
            else {
                continue
            }
            signatures[name] = sign < 1 ? 1 / sign : sign
            verifications[name] = verify < 1 ? 1 / verify : verify
        }
        guard verifications.count == 3 else {
            throw Problem("openssl speed said nothing we understand")
        }
        self.verifications = verifications
        self.signatures = signatures
    }
}
