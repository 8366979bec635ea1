import Base
import Crypto
import Identity
import JOSE
import SQLStorage
import Synchronization

/// Measures credential checks: known and unknown tokens, with few and with many stored tokens.
struct AuthGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        try await warm() + cold() + bcrypt()
    }

    /// Compares with a look-up by digest: SHA-256 of the token's bytes and a dictionary look-up.
    ///
    /// Eight callers take turns, and each kind of token has its own cache. Otherwise chance (two tokens sharing a table
    /// slot, or the position of a token and its copy in memory) would look like a difference between the kinds.
    private func warm() async throws -> [Figure] {
        let fixture = try await TokenFixture()
        let now = fixture.now
        let callers = 8
        let (foreign, verifier) = try fixture.foreign(.rs256, callers)
        let minted = try await fixture.mint(callers)
        let (texts, jwts) = (minted.map { $0.reveal() }, foreign.map { $0.reveal() })
        let authenticators = (fixture.authenticator(), fixture.authenticator(verifiers: [verifier]))
        for token in minted { _ = try await authenticators.0.authenticate(token, at: now) }
        for token in foreign { _ = try await authenticators.1.authenticate(token, at: now) }
        let principal = try await authenticators.0.authenticate(minted[0], at: now)

        func limit(_ name: String, _ texts: [String]) -> Measure.Case {
            let bytes = texts.map { Array($0.utf8) }
            let table = Dictionary(uniqueKeysWithValues: bytes.map { (SHA256.hash(data: $0), principal) })
            return Measure.Case(name) { count in
                for turn in 0..<count { keep(table[SHA256.hash(data: bytes[turn % callers])]) }
            }
        }
        // From the header's text to the principal, as in every request.
        func check(_ name: String, _ texts: [String], _ authenticator: TokenAuthenticator) -> Measure.Case {
            let headers = texts.map { "Bearer \($0)" }
            return Measure.Case(name) { count in
                for turn in 0..<count {
                    let token = try AuthorizationHeader.parse([headers[turn % callers]])
                    guard let principal = authenticator.known(token, at: now) else {
                        throw Problem("the token is not cached")
                    }
                    keep(principal)
                }
            }
        }
        let cases = [
            limit("by digest, API token: SHA-256 of \(texts[0].utf8.count) bytes + dictionary", texts),
            check("warm API token", texts, authenticators.0),
            limit("by digest, JWT: SHA-256 of \(jwts[0].utf8.count) bytes + dictionary", jwts),
            check("warm JWT", jwts, authenticators.1),
            Measure.Case("policy decision") { count in
                for _ in 0..<count { keep(try AccessPolicy.access(principal, to: .write)) }
            },
        ]
        let timings = try await Measure.together(cases, effort)
        return [
            .time(cases[0].name, timings[0]),
            .time(cases[1].name, timings[1], to: ("by digest, API token", timings[0])),
            .time(cases[2].name, timings[2]),
            .time(cases[3].name, timings[3], to: ("by digest, JWT", timings[2])),
            .time("warm JWT, against a warm API token", timings[3], to: (cases[1].name, timings[1]), aim: 1.1),
            .time(cases[4].name, timings[4], to: (cases[1].name, timings[1])),
        ]
    }

    /// Every check asks the store; the token changes each time.
    private func cold() async throws -> [Figure] {
        let sizes =
            switch effort {
            case .quick: [1, 1_000]
            case .full: [1, 1_000, 1_000_000]
            }
        var cases: [Measure.Case] = []
        for size in sizes {
            let fixture = try await TokenFixture()
            let tokens = try await fixture.mint(min(size, 1_000))
            try await fixture.fill(upTo: size, from: tokens.count)
            let authenticator = fixture.authenticator(lifetime: .zero)
            if size == 1 {
                let engine = try fixture.database.engine()
                let id = tokens[0].reveal().dropFirst(4).prefix(12)
                cases.append(
                    Measure.Case("limit, cold: one row by its key, engine alone") { count in
                        for _ in 0..<count {
                            guard
                                try await engine.row("SELECT digest FROM api_tokens WHERE id = \(String(id))")
                                    != nil
                            else {
                                throw Problem("the token was not found")
                            }
                        }
                    }
                )
            }
            let turns = Turns()
            cases.append(
                Measure.Case("cold API token, \(size) stored") { count in
                    for _ in 0..<count {
                        let token = tokens[turns.turn() % tokens.count]
                        keep(try await authenticator.authenticate(token, at: fixture.now))
                    }
                }
            )
        }
        let timings = try await Measure.together(cases, effort)
        return [
            .time(cases[0].name, timings[0]),
            .time(cases[1].name, timings[1], to: ("limit, cold", timings[0])),
        ]
            + (2..<cases.count).map {
                .time(cases[$0].name, timings[$0], to: (cases[1].name, timings[1]), aim: 1.25)
            }
    }

    private func bcrypt() async throws -> [Figure] {
        let fixture = try await TokenFixture()
        let token = try await fixture.mint(1, hashing: .bcrypt)[0]
        let plain = try await fixture.mint(1)[0]
        let authenticator = fixture.authenticator(lifetime: .zero)
        let cases = [("cold API token, SHA-256", plain), ("cold API token, bcrypt", token)].map {
            name,
            token in
            Measure.Case(name) { count in
                for _ in 0..<count { keep(try await authenticator.authenticate(token, at: fixture.now)) }
            }
        }
        let timings = try await Measure.together(cases, effort)
        return [
            .time(
                "cold API token kept as bcrypt (for contrast)",
                timings[1],
                to: (cases[0].name, timings[0])
            )
        ]
    }
}

/// A counter for tasks of one case.
final class Turns: Sendable {
    private let next = Atomic<Int>(0)

    func turn() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
