import Base
import JOSE

/// Signed requests of one account (RFC 8555 §6.2), with the nonces that they need.
actor AuthoritySession {
    private let transport: any AuthorityTransport
    let directory: AuthorityDirectory
    private let key: SigningKey
    /// The URL of the account, once it is known.
    private var account: String?
    private var nonce: String?

    /// Attempts when a nonce is refused (RFC 8555 §6.5).
    private static let attempts = 6

    init(_ transport: any AuthorityTransport, _ directory: AuthorityDirectory, key: SigningKey) {
        (self.transport, self.directory, self.key) = (transport, directory, key)
    }

    /// - Parameter payload: nil reads what is there (POST-as-GET, RFC 8555 §6.3).
    /// - Returns: a response with a status of success.
    /// - Throws: `IssuanceFailure`.
    func post(_ url: String, _ payload: JSONValue? = nil) async throws -> AuthorityResponse {
        var attempt = 1
        while true {
            let body = try signed(payload, for: url, nonce: try await freshNonce())
            let response = try await transport.reach(AuthorityRequest(.post, url, body: body))
            nonce = response.nonce.flatMap(Self.usable)
            if (200..<300).contains(response.status) { return response }
            let problem = AuthorityProblem(response)
            guard problem.kind == "badNonce", attempt < Self.attempts else {
                throw IssuanceFailure(.refused(problem), retryAfter: response.retryAfter)
            }
            attempt += 1
        }
    }

    /// Creates the account, or finds the one that the key has already (RFC 8555 §7.3).
    func open(contact: String?, agreesToTerms: Bool) async throws {
        var payload: [String: JSONValue] = [:]
        if agreesToTerms { payload["termsOfServiceAgreed"] = true }
        if let contact { payload["contact"] = [.string("mailto:\(contact)")] }
        let response = try await post(directory.newAccount, .object(payload))
        guard let location = response.location else { throw IssuanceFailure(.malformed("account")) }
        account = location
    }

    private func freshNonce() async throws -> String {
        if let nonce {
            // Each one can be used once.
            self.nonce = nil
            return nonce
        }
        let response = try await transport.reach(AuthorityRequest(.head, directory.newNonce))
        guard let nonce = response.nonce.flatMap(Self.usable) else {
            guard (200..<300).contains(response.status) else {
                throw IssuanceFailure(.refused(AuthorityProblem(response)), retryAfter: response.retryAfter)
            }
            throw IssuanceFailure(.malformed("nonce"))
        }
        return nonce
    }

    /// RFC 8555 §6.5.1: clients ignore a nonce that is not base64url.
    private static func usable(_ nonce: String) -> String? {
        nonce.isBase64URL && nonce.utf8.count <= 1_024 ? nonce : nil
    }

    private func signed(_ payload: JSONValue?, for url: String, nonce: String) throws -> [UInt8] {
        var header: [String: JSONValue] = [
            "alg": .string(key.algorithm.name), "nonce": .string(nonce), "url": .string(url),
        ]
        if let account {
            header["kid"] = .string(account)
        } else {
            var members = JWK(material: key.publicJWK.material, id: nil, algorithm: nil).json.object ?? [:]
            members["use"] = nil
            header["jwk"] = .object(members)
        }
        let protected = Base64URL.encode(try StrictJSON.encode(.object(header)))
        let content = try payload.map { Base64URL.encode(try StrictJSON.encode($0)) } ?? ""
        let signature = try key.signature(for: Array("\(protected).\(content)".utf8))
        return StrictJSON.encode([
            "protected": protected, "payload": content, "signature": Base64URL.encode(signature),
        ])
    }
}

extension String {
    /// Whether it has only characters of base64url, and at least one.
    var isBase64URL: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
