import Authorization
import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("RFC 7591, registration over HTTP") struct RFC7591HTTPTests {
    @Test(
        "§3.2.1 a registration gets 201 with all registered metadata, never stored",
        arguments: ["/oauth/register", "/register"]
    )
    func theAnswer(path: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(
                .post,
                path,
                json: [
                    "client_name": "Test", "client_uri": "https://c.example", "logo_uri": "https://c.example/logo.png",
                    "redirect_uris": ["https://c.example/cb"], "token_endpoint_auth_method": "client_secret_post",
                    "software_id": "s",
                    "software_version": "1", "scope": "memory:read",
                    "grant_types": ["authorization_code", "urn:x:unknown"], "x": 1,
                ]
            )
            #expect(
                answer.status == 201 && answer.headers[.cacheControl] == "no-store"
                    && answer.headers[.contentType] == "application/json"
            )
            let expected: [String: JSONValue] = [
                "client_name": "Test", "client_uri": "https://c.example", "logo_uri": "https://c.example/logo.png",
                "redirect_uris": ["https://c.example/cb"], "token_endpoint_auth_method": "client_secret_post",
                "software_id": "s",
                "software_version": "1", "scope": "memory:read", "grant_types": ["authorization_code"],
                "response_types": ["code"],
                "client_secret_expires_at": 0, "application_type": "web",
            ]
            for (name, value) in expected { #expect(answer.json[name] == value, "\(name)") }
            let id = try #require(answer.json["client_id"]?.string)
            #expect(id.hasPrefix("amc_") && answer.json["client_id_issued_at"]?.integer != nil)
            #expect(answer.json["client_secret"]?.string?.hasPrefix("ams_") == true)
            #expect(answer.json["registration_client_uri"] == .string("\(OAuthFixture.issuer)/oauth/register/\(id)"))
            #expect(answer.json["x"] == nil)
            let read = try await call(.get, path)
            #expect(read.status == 405 && read.headers[.allow] == "POST")
        }
    }

    @Test("§3.2.1 a public client gets neither a secret nor an expiry of one")
    func publicClients() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"], "token_endpoint_auth_method": "none"]
            let answer = try await call(.post, "/oauth/register", json: body).json
            #expect(
                answer["client_secret"] == nil && answer["client_secret_expires_at"] == nil
                    && answer["client_id"] != nil
            )
        }
    }

    @Test(
        "§3.2.2 an unreadable body gets its own error, never a 500",
        arguments: [
            ("", "400 invalid_client_metadata"), ("x", "400 invalid_client_metadata"),
            ("[]", "400 invalid_client_metadata"),
            ("null", "400 invalid_client_metadata"),
            (#"{"redirect_uris":["https://c.example/cb"],}"#, "400 invalid_client_metadata"),
            (
                #"{"redirect_uris":["https://c.example/cb"],"redirect_uris":["https://evil.example/cb"]}"#,
                "400 invalid_client_metadata"
            ),
            (#"{"redirect_uris":["javascript:alert(1)"]}"#, "400 invalid_redirect_uri"),
            (#"{"redirect_uris":[]}"#, "400 invalid_redirect_uri"),
            ("{}", "400 invalid_redirect_uri"), (#"{"redirect_uris":{}}"#, "400 invalid_client_metadata"),
            (String(repeating: "[", count: 10_000), "400 invalid_client_metadata"),
            (
                #"{"redirect_uris":["https://c.example/cb"],"x":""# + String(repeating: "x", count: 65_536) + "\"}",
                "413 invalid_request"
            ),
            (
                #"{"redirect_uris":["https://c.example/cb"],"client_name":""# + String(repeating: "x", count: 300)
                    + "\"}",
                "400 invalid_client_metadata"
            ),
        ] as [(String, String)]
    )
    func unreadableBodies(body: String, expected: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(
                .post,
                "/oauth/register",
                headers: [.contentType: "application/json"],
                body: body
            )
            #expect("\(answer.status) \(answer.json["error"]?.string ?? "-")" == expected)
            #expect(answer.headers[.cacheControl] == "no-store" && answer.json["error_description"]?.string != nil)
        }
    }

    @Test("§3 when an initial access token is required, a request without it gets 401 and a challenge")
    func initialAccessToken() async throws {
        let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
        try await OAuthFixture(registration: .token(Secret("initial-token"))).serve { (call) async throws in
            let bare = try await call(.post, "/oauth/register", json: body)
            #expect(bare.status == 401 && bare.headers[.wwwAuthenticate] == "Bearer realm=\"agent-memory\"")
            let wrong = try await call(.post, "/oauth/register", token: "wrong", json: body)
            #expect(wrong.status == 401 && wrong.json["error"] == "invalid_token")
            #expect(wrong.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
            #expect(try await call(.post, "/oauth/register", token: "initial-token", json: body).status == 201)
        }
        try await OAuthFixture(registration: .off).serve { (call) async throws in
            #expect(try await call(.post, "/oauth/register", json: body).status == 403)
        }
    }

    @Test("§5 an address may register a few clients a minute, and its own headers cannot raise the limit")
    func registrationsAreLimited() async throws {
        try await OAuthFixture().serve(live: true) { (call) async throws in
            let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
            var statuses: [Int] = []
            for index in 0..<30 {
                let answer = try await call(
                    .post,
                    "/oauth/register",
                    headers: [.forwardedFor: "198.51.100.\(index)"],
                    json: body
                )
                statuses.append(answer.status)
                if answer.status == 429 {
                    #expect(answer.headers[.retryAfter] != nil && answer.json["error"] == "temporarily_unavailable")
                }
            }
            #expect(statuses.prefix(20).allSatisfy { $0 == 201 } && statuses.dropFirst(20).allSatisfy { $0 == 429 })
        }
    }

    @Test("§5 behind a trusted proxy each caller has its own limit")
    func registrationsBehindAProxy() async throws {
        let proxies = TrustedProxies(["127.0.0.1", "::1"].compactMap { IPBlock($0) })
        try await OAuthFixture(proxies: proxies).serve(live: true) { (call) async throws in
            let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
            for index in 0..<25 {
                let headers: HTTPFields = [.forwardedFor: "203.0.113.9, 198.51.100.\(index)"]
                #expect(try await call(.post, "/oauth/register", headers: headers, json: body).status == 201)
            }
        }
    }

    // MARK: RFC 7592

    @Test("§5 a site that uses many addresses may register sixty clients a minute in all")
    func registrationsOfASite() async throws {
        let proxies = TrustedProxies(["127.0.0.1", "::1"].compactMap { IPBlock($0) })
        try await OAuthFixture(proxies: proxies).serve(live: true) { (call) async throws in
            let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
            func register(_ address: String) async throws -> Int {
                try await call(.post, "/oauth/register", headers: [.forwardedFor: address], json: body).status
            }
            for index in 0..<60 { #expect(try await register("2001:db8:1:\(index)::1") == 201) }
            #expect(try await register("2001:db8:1:ffff::1") == 429)
            #expect(try await register("2001:db8:2::1") == 201, "another site")
        }
    }

    @Test("RFC 7592 §2 reading, replacing and deleting a registration needs its own token")
    func management() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let made = try await call(
                .post,
                "/oauth/register",
                json: ["redirect_uris": ["https://c.example/cb"], "client_name": "Old"]
            )
            .json
            let (id, token) = (
                try #require(made["client_id"]?.string), try #require(made["registration_access_token"]?.string)
            )
            let path = "/oauth/register/\(id)"
            let read = try await call(.get, path, token: token)
            #expect(
                read.status == 200 && read.json["client_id"] == .string(id)
                    && read.json["registration_access_token"] == .string(token)
            )
            #expect(read.headers[.cacheControl] == "no-store" && read.json["client_secret"] == nil)
            #expect(read.json["registration_client_uri"] == made["registration_client_uri"])
            let body: JSONValue = [
                "client_id": .string(id), "redirect_uris": ["https://c.example/new"], "client_name": "New",
            ]
            let replaced = try await call(.put, path, token: token, json: body)
            #expect(
                replaced.status == 200 && replaced.json["client_name"] == "New"
                    && replaced.json["redirect_uris"] == ["https://c.example/new"]
            )
            let another: JSONValue = ["client_id": "amc_x", "redirect_uris": ["https://c.example/new"]]
            #expect(try await call(.put, path, token: token, json: another).status == 400)
            for (method, path, token) in [
                (HTTPRequest.Method.get, path, "wrong"), (.delete, path, "wrong"),
                (.get, "/oauth/register/amc_unknown", token),
            ] {
                let answer = try await call(method, path, token: token)
                #expect(answer.status == 401 && answer.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
            }
            #expect(try await call(.get, path).status == 401)
            let wrongMethod = try await call(.post, path, token: token, json: body)
            #expect(wrongMethod.status == 405 && wrongMethod.headers[.allow] == "GET, PUT, DELETE, HEAD")
            #expect(try await call(.delete, path, token: token).status == 204)
            #expect(try await call(.get, path, token: token).status == 401)
        }
    }
}
