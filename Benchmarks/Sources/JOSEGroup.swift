import Base
import JOSE

/// Measures the verification of a signed token that is not cached, against the same signature in swift-crypto and in
/// OpenSSL.
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
        if openSSL == nil { print("openssl is not installed: its figures are left out") }
        return figures
    }

    private func verification(_ algorithm: Algorithm, openSSL: Double?, _ opensslName: String)
        async throws -> [Figure]
    {
        let now = TokenFixture.time.now()
        let pair = try RawKey(algorithm)
        let text = try JWSSigner(key: pair.signing, type: "at+jwt").sign(
            AccessTokenSample.claims(at: now)
        )
        let keys = JWKSet(keys: [pair.signing.verificationKey])
        let verifier = JWSVerifier(algorithms: [algorithm], types: .accessToken)
        let raw = try pair.verification(of: text)
        func check(_ name: String, _ isValid: @escaping @Sendable () -> Bool) -> Measure.Case {
            Measure.Case("\(algorithm.name): \(name)") { count in
                for _ in 0..<count where !isValid() { throw Problem("the signature is not valid") }
            }
        }
        let cases =
            [
                check("swift-crypto", raw.whole),
                Measure.Case("\(algorithm.name): token, claims and time") { count in
                    for _ in 0..<count {
                        let claims = try Claims(verifier.verify(JWS(compact: text), keys: keys))
                        guard try claims.issuer() == TokenFixture.issuer,
                            try claims.audience().contains(TokenFixture.audience),
                            try claims.expiresAt().map({ now < $0 }) == true
                        else { throw Problem("the claims are not what was signed") }
                    }
                },
            ] + [raw.ofDigest.map { check("swift-crypto, digest given", $0) }].compactMap(\.self)
        let timings = try await Measure.together(cases, effort)
        var figures = zip(cases, timings).map { Self.rate($0.name, $1) }
        let token = figures[1].value
        func ratio(_ base: String, _ other: Double, aim: Double? = nil) -> Figure.Ratio {
            .init(to: base, value: token / other, moreIsBetter: true, aim: aim)
        }
        figures[1].ratio = ratio("swift-crypto", figures[0].value, aim: 0.85)
        func against(_ name: String, _ base: String, _ other: Double) -> Figure {
            Figure(
                name: "\(algorithm.name): token, against \(name)",
                value: token,
                unit: "/s",
                ratio: ratio(base, other)
            )
        }
        if let ofDigest = figures.dropFirst(2).first {
            figures.append(against("a digest given", "swift-crypto, digest given", ofDigest.value))
        }
        if let openSSL {
            figures.append(Figure(name: "\(algorithm.name): openssl speed \(opensslName)", value: openSSL, unit: "/s"))
            figures.append(against("openssl", "openssl", openSSL))
        }
        return figures
    }

    private static func rate(_ name: String, _ timing: Measure.Timing) -> Figure {
        Figure(name: name, value: 1e9 / timing.nanoseconds, unit: "/s", spread: timing.spread)
    }
}

/// Results of `openssl speed` on this machine, in operations per second of processor time.
struct OpenSSLSpeed {
    /// By the name of the algorithm: `rsa2048`, `ecdsap256`, `ed25519`.
    let verifications: [String: Double]
    let signatures: [String: Double]

    init(seconds: Int) throws {
        let text = try Command.output(
            "openssl",
            ["speed", "-mr", "-seconds", "\(seconds)", "rsa2048", "ecdsap256", "ed25519"]
        )
        var verifications: [String: Double] = [:]
        var signatures: [String: Double] = [:]
        // "+F2:1:2048:0.000562:0.000016": seconds per signature and per verification, or operations per second, by
        // version.
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
            throw Problem("cannot read the output of openssl speed")
        }
        self.verifications = verifications
        self.signatures = signatures
    }
}
