import Foundation
import TestSupport
import Testing

@testable import Authorization

@Suite("RFC 8949: CBOR as authenticators write it") struct CBORTests {
    @Test(
        "Values are read",
        arguments: [
            ("00", .unsigned(0)), ("17", .unsigned(23)), ("1818", .unsigned(24)), ("190100", .unsigned(256)),
            ("1bffffffffffffffff", .unsigned(.max)), ("20", .negative(0)), ("26", .negative(6)),
            ("390100", .negative(256)), ("40", .bytes([])), ("42c0de", .bytes([0xc0, 0xde])), ("6161", .text("a")),
            ("80", .array([])), ("820120", .array([.unsigned(1), .negative(0)])), ("a0", .map([:])),
            ("a1616101", .map([.text("a"): .unsigned(1)])), ("f5", .simple(21)), ("fa47c35000", .simple(0x47c3_5000)),
        ] as [(String, CBOR)]
    )
    func read(hexadecimal: String, value: CBOR) throws {
        #expect(try CBOR.parse(PasskeyVector.bytes(hexadecimal)) == value)
    }

    @Test(
        "Truncated, indefinite, tagged, repeated, too long and too deep is refused",
        arguments: [
            "", "18", "1901", "1c", "1f", "3f", "41", "5f4100ff", "7f6161ff", "62c328", "61ff", "81", "9f00ff", "a1",
            "a101", "bf0000ff", "c000", "d9d9f700", "ff", "0000", "a201010102", "a2616101616102", "a2010118010a",
            "5bffffffffffffffff", "7b7fffffffffffffff", "9bffffffffffffffff", "9b7fffffffffffffff00",
            "bbffffffffffffffff", "bb7fffffffffffffff0000", "5affffffff00", "9a00ffffff00", "ba00ffffff0000",
            "818181818181818100", String(repeating: "81", count: 100_000),
        ]
    )
    func refused(hexadecimal: String) {
        #expect(throws: PasskeyFlaw.cbor) { try CBOR.parse(PasskeyVector.bytes(hexadecimal)) }
    }

    @Test("Any bytes end in an answer: values, keys, authenticator data, both ceremonies (FUZZ_SECONDS, FUZZ_SEED)")
    func fuzz() throws {
        let environment = ProcessInfo.processInfo.environment
        let deadline = environment["FUZZ_SECONDS"].flatMap(Double.init).map { ContinuousClock.now + .seconds($0) }
        var random = SplitMix64(seed: environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 20_261_129)
        let party = try #require(RelyingParty(origin: "https://example.org", requiresVerification: false))
        let seeds = PasskeyVector.all.flatMap { vector in
            [PasskeyVector.bytes(vector.attestation), PasskeyVector.bytes(vector.data)]
        }
        let ceremonies = PasskeyVector.all.map { vector in
            [vector.credential, vector.created, vector.registered].map(PasskeyVector.bytes)
        }
        var round = 0
        var accepted = 0
        while deadline.map({ .now < $0 }) ?? (round < 20_000) {
            round += 1
            let bytes = Self.damaged(seeds[round % seeds.count], with: &random)
            if let value = try? CBOR.parse(bytes) {
                accepted += 1
                _ = try? PasskeyKey(value)
            }
            _ = try? AuthenticatorStatement(bytes)
            let ceremony = ceremonies[round % ceremonies.count]
            _ = try? PasskeyCeremony.register(
                .init(credential: ceremony[0], clientData: ceremony[1], attestationObject: bytes),
                challenge: ceremony[2],
                at: party
            )
            _ = try? PasskeyResponse.login(String(decoding: bytes, as: UTF8.self))
        }
        #expect(accepted > 0 && accepted < round)
    }

    private static func damaged(_ seed: [UInt8], with random: inout SplitMix64) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let at = Int.random(in: 0...max(0, bytes.count - 1), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where !bytes.isEmpty: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 2 where !bytes.isEmpty: bytes.remove(at: at)
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: min(at, bytes.count))
            default: bytes = Array(bytes.prefix(at))
            }
        }
        return bytes
    }
}
