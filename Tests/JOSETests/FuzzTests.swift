import Base
import Foundation
import TestSupport
import Testing

@testable import JOSE

/// The length of a fuzz run: `FUZZ_SECONDS`, or a fixed number of rounds. `FUZZ_SEED` repeats a run.
struct FuzzBudget {
    private let deadline: ContinuousClock.Instant?
    private let rounds: Int
    let seed: UInt64

    init(rounds: Int) {
        let environment = ProcessInfo.processInfo.environment
        self.rounds = rounds
        deadline = environment["FUZZ_SECONDS"].flatMap(Double.init).map { .now + .seconds($0) }
        seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 20_260_101
    }

    /// The random numbers of this seed, which is printed.
    func random() -> SplitMix64 {
        print("fuzz seed \(seed)")
        return SplitMix64(seed: seed)
    }

    /// Runs `body` for each round within the budget.
    /// - Returns: the number of rounds.
    func forEachRound(_ body: (_ round: Int) throws -> Void) rethrows -> Int {
        var round = 0
        while allows(round) {
            round += 1
            try body(round)
        }
        return round
    }

    private func allows(_ round: Int) -> Bool {
        guard let deadline else { return round < rounds }
        return round % 64 != 0 || .now < deadline
    }
}

/// Random small damage to bytes.
enum Mutation {
    private static let tokens: [[UInt8]] = [
        ".", "..", "=", "{", "}", "[", "\"", "\\u0000", "\\ud800", "null", "none", "HS256", "1e999", "-", "e30",
        "\u{0}", "é", ",", ":",
    ].map { Array($0.utf8) }

    static func mutate(_ bytes: [UInt8], with others: [[UInt8]], using random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0...max(0, bytes.count - 1), using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where !bytes.isEmpty: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 2 where !bytes.isEmpty: bytes.remove(at: at)
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: min(at, bytes.count))
            case 4: bytes = Array(bytes.prefix(at))
            case 5: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: min(at, bytes.count))
            case 6 where !bytes.isEmpty:
                let end = Int.random(in: at...min(bytes.count, at + 40), using: &random)
                bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default:
                let other = others.randomElement(using: &random) ?? []
                bytes = Array(bytes.prefix(at)) + other.suffix(max(0, other.count - at))
            }
        }
        return bytes
    }

    /// Damages one decoded part and encodes it again, so that the damage passes the base64url and the dots.
    static func mutatePart(_ token: [UInt8], with others: [[UInt8]], using random: inout SplitMix64) -> [UInt8] {
        var parts = String(decoding: token, as: UTF8.self).split(separator: ".", omittingEmptySubsequences: false).map(
            String.init
        )
        let index = Int.random(in: 0..<3, using: &random)
        let plain = Base64URL.decode(parts[index]) ?? []
        let donors = others.compactMap { Base64URL.decode(part(index, of: String(decoding: $0, as: UTF8.self))) }
        parts[index] = Base64URL.encode(mutate(plain, with: donors, using: &random))
        return Array(parts.joined(separator: ".").utf8)
    }
}

@Suite("Fuzzing")
struct FuzzTests {
    static let signers: [(SigningKey, String)] = [
        (TestIssuer.rsa, "at+jwt"), (TestIssuer.pss, "JWT"), (TestIssuer.ec, "application/at+jwt"),
        (TestIssuer.ed, "at+jwt"),
    ]

    @Test("no damaged token is accepted and none crashes the verifier")
    func tokens() throws {
        let budget = FuzzBudget(rounds: 20_000)
        var random = budget.random()
        let valid = try Self.signers.flatMap { key, type in
            try [["sub": "ada"], ["sub": "eve", "exp": 1_700_000_000.5, "aud": ["a", "b"], "x": ["y": [nil]]]].map {
                Array(try JWSSigner(key: key, type: type).sign($0).utf8)
            }
        }
        let known = Set(valid)
        for token in valid { #expect(TestIssuer.error(String(decoding: token, as: UTF8.self)) == nil) }
        var verified = 0
        let rounds = budget.forEachRound { round in
            let token = valid[Int.random(in: valid.indices, using: &random)]
            let damaged =
                Bool.random(using: &random)
                ? Mutation.mutate(token, with: valid, using: &random)
                : Mutation.mutatePart(token, with: valid, using: &random)
            guard !known.contains(damaged) else { return }
            guard let jws = try? JWS(bytes: damaged) else { return }
            _ = try? UnverifiedClaims(jws)
            verified += 1
            guard (try? TestIssuer.verifier.verify(jws, keys: TestIssuer.keys)) != nil else { return }
            Issue.record("accepted in round \(round), seed \(budget.seed): \(String(decoding: damaged, as: UTF8.self))")
        }
        #expect(verified > rounds / 20, "the damage must reach the verifier")
    }

    @Test("no damaged key set crashes the reader or adds a foreign key")
    func keySets() throws {
        let budget = FuzzBudget(rounds: 5_000)
        var random = budget.random()
        let set = try StrictJSON.encode(TestIssuer.keys.json)
        let foreign = try TestIssuer.token(
            header: #"{"alg":"EdDSA","kid":"ed1"}"#,
            key: TestIssuer.key(.ed25519, "ed1")
        )
        let jws = try JWS(compact: foreign)
        var read = 0
        let rounds = budget.forEachRound { round in
            let damaged = Mutation.mutate(set, with: [set], using: &random)
            guard let keys = try? JWKSet(json: damaged) else { return }
            read += 1
            guard (try? TestIssuer.verifier.verify(jws, keys: keys)) != nil else { return }
            Issue.record("accepted in round \(round), seed \(budget.seed): \(String(decoding: damaged, as: UTF8.self))")
        }
        #expect(read > rounds / 50, "the damage must leave some sets readable")
    }

    @Test("damaged JSON is refused, or its value survives encoding and parsing")
    func json() throws {
        let budget = FuzzBudget(rounds: 20_000)
        var random = budget.random()
        let texts = [
            #"{"a":[1,-2.5e3,"x\n\u00e9\ud83d\ude00",{"b":null,"c":true}],"sub":"é😀","exp":1700000000}"#,
            #"[[[[[0]]]],{"":{"":{}}},"\\\"",9223372036854775807,1e-300]"#,
        ].map { Array($0.utf8) }
        var read = 0
        let rounds = try budget.forEachRound { round in
            let text = texts[Int.random(in: texts.indices, using: &random)]
            guard let value = try? StrictJSON.parse(Mutation.mutate(text, with: texts, using: &random)) else { return }
            read += 1
            let again = try StrictJSON.parse(try StrictJSON.encode(value))
            guard again != value else { return }
            Issue.record("did not come back in round \(round), seed \(budget.seed)")
        }
        #expect(read > rounds / 20)
    }
}
