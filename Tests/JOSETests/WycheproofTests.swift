import Base
import Foundation
import Testing

@testable import JOSE

/// The vectors of C2SP/wycheproof, from `WYCHEPROOF_DIR` or else from `../shared/vectors/wycheproof` next to the
/// package. Without them the tests are skipped, unless `REQUIRE_VECTORS` is set.
enum Wycheproof {
    static let directory: URL =
        ProcessInfo.processInfo.environment["WYCHEPROOF_DIR"].map { URL(filePath: $0) }
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/vectors/wycheproof")
    static let isRequired = ProcessInfo.processInfo.environment["REQUIRE_VECTORS"] != nil
    static let isPresent = FileManager.default.fileExists(
        atPath: directory.appending(path: "json_web_signature_test.json").path
    )

    struct File: Decodable {
        let numberOfTests: Int
        let testGroups: [Group]
    }

    struct Group: Decodable {
        let `public`: JSONValue?
        let `private`: JSONValue?
        let tests: [Case]

        /// The public key if there is one: a verifier never gets the private one.
        var key: JSONValue { `public` ?? `private` ?? .null }
    }

    struct Case: Decodable {
        let tcId: Int
        let comment: String
        /// A text, or an object when the case tests the JSON serialisation.
        let jws: JSONValue?
        let jwe: JSONValue?
        let result: String

        var token: String? {
            guard let value = jws ?? jwe else { return nil }
            return value.string ?? (try? StrictJSON.encode(value)).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    static func file(_ name: String) throws -> File {
        try JSONDecoder().decode(File.self, from: Data(contentsOf: directory.appending(path: name)))
    }

    /// Whether a verifier configured with this group's key accepts the token.
    static func accepts(_ token: String, key: JSONValue) -> Bool {
        let verifier = JWSVerifier(algorithms: Set(Algorithm.allCases), types: TokenTypes(["JWT"], orAbsent: true))
        do {
            let jws = try JWS(compact: token)
            let keys = key["keys"]?.array ?? [key]
            if keys.count == 1, keys[0]["kty"] == "oct" {
                try verifier.verify(jws, sharedKey: try sharedKey(keys[0])).jws.withPayload { _ in }
            } else {
                let set = try JWKSet(json: try StrictJSON.encode(["keys": .array(keys)]))
                try verifier.verify(jws, keys: set).jws.withPayload { _ in }
            }
            return true
        } catch {
            return false
        }
    }

    /// The key that an operator would configure explicitly for one symmetric key.
    private static func sharedKey(_ key: JSONValue) throws -> SharedKey {
        guard let secret = key["k"]?.string.flatMap({ Base64URL.decode($0) }),
            key["alg"]?.string == SharedKey.algorithmName
        else {
            throw JOSEError.unusableKey(.algorithm)
        }
        return try SharedKey(bytes: secret, id: key["kid"]?.string)
    }
}

@Suite(
    "Wycheproof",
    .enabled(
        if: Wycheproof.isPresent || Wycheproof.isRequired,
        "no vectors at \(Wycheproof.directory.path); set WYCHEPROOF_DIR"
    )
)
struct WycheproofTests {
    /// Cases with the opposite verdict of the file's, and the reason.
    static let overruled: [String: [Int: String]] = [
        "json_web_signature_test.json": [
            346: "RFC 8725 §3.1: the key says PS256, the header PS384",
            347: "RFC 7518 §3.1: the key's alg is ES521, which does not exist",
            350: "RFC 8725 §3.1: the key says PS256, the header PS384",
            351: "RFC 7518 §3.1: the key's alg is ES521, which does not exist",
            367: "byte for byte the valid token of case 357: the file lost the padding that it tests",
            370: "byte for byte the valid token of case 357: the file lost the padding that it tests",
            372: "RFC 7515 §2: a question mark inside the encoded header",
            373: "RFC 7515 §2: a question mark inside the encoded payload",
        ],
        "json_web_key_test.json": [
            2: "RFC 8725 §2.1: symmetric keys are never taken from a key set",
            14: "HS384: the only supported MAC is HS256",
            15: "HS512: the only supported MAC is HS256",
        ],
        "json_web_crypto_test.json": [48: "RFC 8725 §2.1: symmetric keys are never taken from a key set"],
    ]

    @Test(
        "every signature vector has the file's verdict, or the opposite for a listed reason",
        arguments: overruled.keys.sorted()
    )
    func signatures(name: String) throws {
        let file = try Wycheproof.file(name)
        var unused = try #require(Self.overruled[name])
        var seen = 0
        for group in file.testGroups {
            for test in group.tests {
                seen += 1
                let token = try #require(test.token)
                let isOverruled = unused.removeValue(forKey: test.tcId) != nil
                // Encrypted tokens are never read, not even valid ones.
                let expected = test.jwe == nil && (test.result == "valid") != isOverruled
                #expect(Wycheproof.accepts(token, key: group.key) == expected, "\(name) \(test.tcId) \(test.comment)")
            }
        }
        #expect(seen == file.numberOfTests)
        #expect(unused.isEmpty)
    }
}
