import Base
import Crypto
import Foundation
import JOSE

@testable import ACME

/// A certificate authority in memory that follows RFC 8555, checks every signed request, and can be told to misbehave.
actor ScriptedAuthority: AuthorityTransport {
    /// How it differs from an authority in good order.
    struct Script: Sendable {
        /// Signed requests refused with badNonce, at the beginning.
        var refusedNonces = 0
        /// The response to every request whose URL ends with a name.
        var instead: [String: AuthorityResponse] = [:]
        var meta: JSONValue = ["termsOfService": "https://ca.example/terms"]
        var kinds = ["dns-01", "http-01", "tls-alpn-01"]
        /// Polls before an authorization and an order are ready.
        var polls = 2
        var retryAfter: Duration?
        /// The problems that the authority finds at names.
        var failing: [String: JSONValue] = [:]
        /// The status of the order after its certificate request.
        var outcome: JSONValue = "valid"
        var token = "tok-en_1"
    }

    static let root = "https://ca.example/"
    let script: Script
    /// The answers that the server presents, seen when the challenge is started.
    private(set) var seen: [ChallengeAnswer] = []
    private(set) var requests: [String] = []
    private(set) var csr: [UInt8] = []
    private(set) var contact: JSONValue?
    private let place: PlaceRecorder
    private var nonces: Set<String> = []
    private var issuedNonces = 0
    private var refused = 0
    private var accountKey: JSONValue?
    private var names: [String] = []
    private var started: [Int: Int] = [:]
    private var finalized: Int?

    init(_ script: Script, _ place: PlaceRecorder) {
        (self.script, self.place) = (script, place)
    }

    func exchange(_ request: AuthorityRequest) async throws -> AuthorityResponse {
        let path = String(request.url.dropFirst(Self.root.count))
        requests.append(path)
        if let other = script.instead[path] { return other }
        switch (request.method, path) {
        case (.get, "dir"):
            return answer(
                200,
                [
                    "newNonce": .string(Self.root + "nonce"), "newAccount": .string(Self.root + "account"),
                    "newOrder": .string(Self.root + "new"), "meta": script.meta,
                ]
            )
        case (.head, "nonce"): return AuthorityResponse(status: 200, nonce: nonce())
        case (.post, _): return try post(path, request)
        default: return problem(405, "malformed", "no such resource")
        }
    }

    private func post(_ path: String, _ request: AuthorityRequest) throws -> AuthorityResponse {
        guard let envelope = try StrictJSON.parse(request.body).object, let protected = envelope["protected"]?.string,
            let content = envelope["payload"]?.string,
            let header = try StrictJSON.parse(Base64URL.decode(protected) ?? []).object,
            let signature = envelope["signature"]?.string.flatMap({ Base64URL.decode($0) }), header["alg"] == "ES256",
            header["url"] == .string(request.url), let nonce = header["nonce"]?.string
        else { return problem(400, "malformed", "not a signed request") }
        guard nonces.remove(nonce) != nil else { return problem(400, "badNonce", "unknown nonce") }
        if refused < script.refusedNonces {
            refused += 1
            return problem(400, "badNonce", "expired nonce")
        }
        if path == "account" {
            guard let key = header["jwk"], key["use"] == nil, header["kid"] == nil else {
                return problem(400, "malformed", "a new account shows its key")
            }
            accountKey = key
        } else if header["kid"] != .string(Self.root + "account/1") || header["jwk"] != nil {
            return problem(401, "unauthorized", "not the account")
        }
        guard isSigned("\(protected).\(content)", signature) else {
            return problem(400, "malformed", "the signature is wrong")
        }
        let payload: JSONValue? = content.isEmpty ? .none : try StrictJSON.parse(Base64URL.decode(content) ?? [])
        return route(path, payload)
    }

    private func route(_ path: String, _ payload: JSONValue?) -> AuthorityResponse {
        let parts = path.split(separator: "/").map(String.init)
        switch (parts[0], payload) {
        case ("account", let payload?):
            contact = payload["contact"]
            guard script.meta["termsOfService"] == nil || payload["termsOfServiceAgreed"] == true else {
                return problem(403, "userActionRequired", "agree first")
            }
            return answer(201, ["status": "valid"], at: "account/1")
        case ("new", let payload?):
            names = payload["identifiers"]?.array?.compactMap { $0["value"]?.string } ?? []
            return answer(201, order, at: "order/1")
        case ("order", .none): return answer(200, order)
        case ("authz", .none):
            let index = Int(parts[1]) ?? 0
            if let polls = started[index] { started[index] = polls + 1 }
            return answer(200, authorization(index))
        case ("challenge", .object?):
            let index = Int(parts[1]) ?? 0
            started[index] = 0
            if let present = place.current { seen.append(present) }
            return answer(200, ["status": "processing"])
        case ("finalize", let payload?):
            guard isReady else { return problem(403, "orderNotReady", "not ready") }
            csr = payload["csr"]?.string.flatMap { Base64URL.decode($0) } ?? []
            finalized = 0
            return answer(200, order)
        case ("certificate", .none):
            return AuthorityResponse(
                status: 200,
                contentType: "application/pem-certificate-chain; charset=utf-8",
                nonce: nonce(),
                body: Array("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".utf8)
            )
        default: return problem(404, "malformed", "no such resource")
        }
    }

    private var isReady: Bool { names.indices.allSatisfy { started[$0, default: -1] >= script.polls } }

    private var order: JSONValue {
        if let polls = finalized { finalized = polls + 1 }
        let status: JSONValue =
            switch finalized {
            case nil: isReady ? "ready" : "pending"
            case let polls? where polls <= script.polls: "processing"
            default: script.outcome
            }
        return [
            "status": status, "finalize": .string(Self.root + "finalize/1"),
            "authorizations": .array(names.indices.map { .string(Self.root + "authz/\($0)") }),
            "certificate": .string(Self.root + "certificate/1"),
            "error": script.outcome == "invalid" ? ["type": "about:blank", "detail": "The key is weak."] : nil,
        ]
    }

    private func authorization(_ index: Int) -> JSONValue {
        let name = names[index]
        let flaw = script.failing[name]
        let isDone = started[index, default: -1] >= script.polls
        let challenges = script.kinds.map { kind -> JSONValue in
            [
                "type": .string(kind), "url": .string(Self.root + "challenge/\(index)/\(kind)"),
                "token": .string(script.token), "error": flaw ?? nil,
            ]
        }
        return [
            "status": isDone ? (flaw == nil ? "valid" : "invalid") : "pending",
            "identifier": ["type": "dns", "value": .string(name)], "challenges": .array(challenges),
        ]
    }

    private func isSigned(_ text: String, _ signature: [UInt8]) -> Bool {
        guard let x = accountKey?["x"]?.string.flatMap({ Base64URL.decode($0) }),
            let y = accountKey?["y"]?.string.flatMap({ Base64URL.decode($0) }),
            let key = try? P256.Signing.PublicKey(rawRepresentation: x + y),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(signature, for: Data(text.utf8))
    }

    private func nonce() -> String {
        issuedNonces += 1
        nonces.insert("nonce\(issuedNonces)")
        return "nonce\(issuedNonces)"
    }

    private func answer(_ status: Int, _ value: JSONValue, at place: String? = nil) -> AuthorityResponse {
        // Members without a value are left out.
        let members = (value.object ?? [:]).filter { !$0.value.isNull }
        return AuthorityResponse(
            status: status,
            contentType: "application/json",
            nonce: nonce(),
            location: place.map { Self.root + $0 },
            retryAfter: script.retryAfter,
            body: (try? StrictJSON.encode(.object(members))) ?? []
        )
    }

    private func problem(_ status: Int, _ kind: String, _ detail: String) -> AuthorityResponse {
        .problem(status, kind, detail, nonce: nonce())
    }
}

extension AuthorityResponse {
    static func problem(
        _ status: Int,
        _ kind: String,
        _ detail: String,
        nonce: String? = nil,
        retryAfter: Duration? = nil
    ) -> AuthorityResponse {
        AuthorityResponse(
            status: status,
            contentType: "application/problem+json",
            nonce: nonce,
            retryAfter: retryAfter,
            body: StrictJSON.encode(["type": "urn:ietf:params:acme:error:\(kind)", "detail": detail])
        )
    }
}
