import Authorization
import Base
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite("Client ID metadata documents (draft-ietf-oauth-client-id-metadata-document §4, §6)") struct ClientDocumentsTests
{
    private let clock = ManualClock()

    /// A web server for client.example and other.example, and documents fetched through `GuardedHTTP`, whose resolver
    /// points here.
    private func serve(
        allowed: Set<String> = [],
        _ script: @escaping @Sendable (StubHost.Request, StubHost) -> StubHost.Reply,
        _ body: (StubHost, ClientDocuments) async throws -> Void
    ) async throws {
        try await StubHost.serve(tls: true, script) { host in
            var limits = GuardedHTTP.Limits.patient
            limits.bytes = ClientDocuments.sizeLimit
            let http = try GuardedHTTP.trustingTests(limits: limits)
            try await body(host, ClientDocuments(http: http, allowedDomains: allowed))
        }
    }

    private func url(_ host: StubHost, name: String = "client.example", path: String = "/app") throws
        -> ClientDocumentURL
    {
        try #require(ClientDocumentURL("https://\(name):\(host.port)\(path)"))
    }

    private static func document(_ host: StubHost, _ changes: [String: JSONValue] = [:], path: String = "/app")
        -> String
    {
        let usual: [String: JSONValue] = [
            "client_id": .string("https://client.example:\(host.port)\(path)"), "client_name": "App",
            "redirect_uris": ["http://127.0.0.1/cb"], "token_endpoint_auth_method": "none",
        ]
        let members = usual.merging(changes) { _, new in new }.filter { $0.value != .null }
        return String(decoding: (try? StrictJSON.encode(.object(members))) ?? [], as: UTF8.self)
    }

    private func code(_ documents: ClientDocuments, _ url: ClientDocumentURL) async -> FaultCode? {
        do {
            _ = try await documents.client(url, at: clock.now())
            return nil
        } catch {
            return (error as? Fault)?.code
        }
    }

    @Test func aValidDocumentIsFetchedOnceInItsLifetime() async throws {
        try await serve { _, host in
            .json(Self.document(host), [("Cache-Control", "max-age=600")])
        } _: { host, documents async throws in
            let url = try url(host)
            for _ in 0..<3 {
                let client = try await documents.client(url, at: clock.now())
                #expect(client.origin == .document && client.name == "App" && client.id.rawValue == url.text)
            }
            clock.advance(by: .seconds(599))
            _ = try await documents.client(url, at: clock.now())
            #expect(host.requests.count == 1)
            clock.advance(by: .seconds(2))
            _ = try await documents.client(url, at: clock.now())
            #expect(host.requests.count == 2)
        }
    }

    @Test(
        arguments: [("max-age=999999999", 86_400), ("no-store", 60), ("max-age=1", 60), ("", 300)] as [(String, Int64)]
    )
    func theLifetimeHasLimits(header: String, seconds: Int64) async throws {
        try await serve { _, host in
            .json(Self.document(host), header.isEmpty ? [] : [("Cache-Control", header)])
        } _: { host, documents async throws in
            _ = try await documents.client(url(host), at: clock.now())
            clock.advance(by: .seconds(seconds - 1))
            _ = try await documents.client(url(host), at: clock.now())
            #expect(host.requests.count == 1)
            clock.advance(by: .seconds(1))
            _ = try await documents.client(url(host), at: clock.now())
            #expect(host.requests.count == 2)
        }
    }

    @Test(
        arguments: [
            ["client_id": "https://client.example/other"], ["client_id": nil], ["client_secret": "x"],
            ["client_secret_expires_at": 0], ["token_endpoint_auth_method": "client_secret_basic"],
            ["token_endpoint_auth_method": nil, "client_secret": "x"], ["client_name": nil], ["redirect_uris": []],
            ["redirect_uris": ["http://evil.example/cb"]], ["redirect_uris": ["javascript:alert(1)"]],
        ] as [[String: JSONValue?]]
    )
    func aDocumentThatBreaksTheRulesIsRefused(changes: [String: JSONValue?]) async throws {
        let changes = changes.mapValues { $0 ?? .null }
        try await serve { _, host in
            .json(Self.document(host, changes))
        } _: { host, documents async throws in
            #expect(await code(documents, try url(host)) == .invalidClient)
        }
    }

    @Test func theClientIdMustMatchExactly() async throws {
        for id in [
            "https://client.example:PORT/app/", "https://CLIENT.example:PORT/app", "https://client.example:PORT/App",
        ] {
            try await serve { _, host in
                .json(Self.document(host, ["client_id": .string(id.replacing("PORT", with: "\(host.port)"))]))
            } _: { host, documents async throws in
                #expect(await code(documents, try url(host)) == .invalidClient)
            }
        }
    }

    @Test func onlyA200WithJSONWithinTheSizeLimitIsAccepted() async throws {
        let replies: [@Sendable (StubHost) -> StubHost.Reply] = [
            { .answer(200, Self.document($0), [("Content-Type", "text/html")]) }, { .answer(200, Self.document($0)) },
            { .answer(404, Self.document($0), [("Content-Type", "application/json")]) },
            { .answer(201, Self.document($0), [("Content-Type", "application/json")]) },
            { .answer(301, "", [("Location", "https://client.example:\($0.port)/elsewhere")]) },
            { .json(Self.document($0, ["x": .string(String(repeating: "x", count: 6_144))])) },
            { _ in .json("<html>") },
            { _ in .json(#"{"client_id":"a","client_id":"a"}"#) }, { _ in .flood(10_000_000) },
        ]
        for reply in replies {
            try await serve { _, host in
                reply(host)
            } _: { host, documents async throws in
                #expect(await code(documents, try url(host)) == .invalidClient)
                #expect(host.requests.count == 1)
            }
        }
        try await serve { _, host in
            .answer(200, Self.document(host), [("Content-Type", "application/cimd+json; charset=utf-8")])
        } _: {
            host,
            documents async throws in
            #expect(await code(documents, try url(host)) == nil)
        }
    }

    @Test func aFailureIsNotCachedAndPausesOnlyItsOwnURL() async throws {
        try await serve { request, host in
            request.uri == "/bad" ? .answer(500, "") : .json(Self.document(host, path: request.uri))
        } _: { host, documents async throws in
            for _ in 0..<5 { #expect(await code(documents, try url(host, path: "/bad")) == .invalidClient) }
            #expect(host.requests.count { $0.uri == "/bad" } == 1)
            #expect(await code(documents, try url(host, path: "/good")) == nil)
            for (advance, requests) in [(9, 1), (1, 2), (-3_600, 3)] as [(Int64, Int)] {
                clock.advance(by: .seconds(advance))
                #expect(await code(documents, try url(host, path: "/bad")) == .invalidClient)
                #expect(host.requests.count { $0.uri == "/bad" } == requests)
            }
        }
    }

    /// A stranger who names `…/nope-1`, `…/nope-2` and so on must not be able to flood the host through this server,
    /// nor lock the host's clients out.
    @Test func inventedDocumentsHaveABudgetAndKnownDocumentsDoNot() async throws {
        try await serve { request, host in
            request.uri.hasPrefix("/nope") ? .answer(404, "") : .json(Self.document(host, path: request.uri))
        } _: { host, documents async throws in
            #expect(await code(documents, try url(host)) == nil)
            for number in 0..<500 {
                #expect(await code(documents, try url(host, path: "/nope-\(number)")) == .invalidClient)
            }
            #expect(host.requests.count { $0.uri.hasPrefix("/nope") } == 60 - 1)
            clock.advance(by: .seconds(300))
            for number in 500..<1_000 {
                #expect(await code(documents, try url(host, path: "/nope-\(number)")) == .invalidClient)
            }
            #expect(await code(documents, try url(host)) == nil)
            #expect(host.requests.count { $0.uri == "/app" } == 2, "it was fetched again meanwhile")
        }
    }

    /// RFC 5861 §4.
    @Test(
        arguments: [
            .answer(500, ""), .answer(403, "blocked"), .answer(429, ""), .answer(200, "<html>maintenance"), .hangUp,
        ]
            as [StubHost.Reply]
    )
    func aValidDocumentStaysInUseForADayWhileItsHostFails(failure: StubHost.Reply) async throws {
        let isDown = Mutex(false)
        try await serve { _, host in
            isDown.withLock { $0 } ? failure : .json(Self.document(host))
        } _: { host, documents async throws in
            let url = try url(host)
            #expect(await code(documents, url) == nil)
            isDown.withLock { $0 = true }
            clock.advance(by: .seconds(300))
            for _ in 0..<20 { #expect(await code(documents, url) == nil) }
            #expect(host.requests.count { _ in true } <= 3, "and the host is left alone")
            clock.advance(by: .seconds(86_400))
            #expect(await code(documents, url) == .invalidClient)
            isDown.withLock { $0 = false }
            clock.advance(by: .seconds(10))
            #expect(await code(documents, url) == nil)
        }
    }

    @Test func aRemovedOrInvalidDocumentEndsItsClientAtOnce() async throws {
        for end in [
            { _ in .answer(404, "") }, { _ in .answer(410, "") }, { .json(Self.document($0, ["redirect_uris": []])) },
        ]
            as [@Sendable (StubHost) -> StubHost.Reply]
        {
            let isWithdrawn = Mutex(false)
            try await serve { _, host in
                isWithdrawn.withLock { $0 } ? end(host) : .json(Self.document(host))
            } _: { host, documents async throws in
                #expect(await code(documents, try url(host)) == nil)
                isWithdrawn.withLock { $0 = true }
                clock.advance(by: .seconds(300))
                for _ in 0..<2 { #expect(await code(documents, try url(host)) == .invalidClient) }
            }
        }
    }

    @Test func concurrentRequestsShareOneFetch() async throws {
        try await serve { _, host in
            .json(Self.document(host), [("Cache-Control", "max-age=600")])
        } _: { host, documents async throws in
            let url = try url(host)
            let found = await withTaskGroup { group in
                for _ in 0..<100 { group.addTask { await code(documents, url) == nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(found == 100 && host.requests.count == 1)
        }
    }

    @Test func onlyAllowedDomainsCanBeClients() async throws {
        try await serve(allowed: ["client.example"]) { _, host in
            .json(Self.document(host))
        } _: { host, documents async throws in
            #expect(await code(documents, try url(host, name: "other.example")) == .invalidClient)
            #expect(host.connections == 0)
            #expect(await code(documents, try url(host)) == nil)
        }
    }

    @Test func documentsAreFetchedFromPublicAddressesOnly() async throws {
        try await StubHost.serve(tls: true) { _, _ in
            .silence
        } _: { host async throws in
            let http = GuardedHTTP(reach: .internet, limits: .patient, resolver: ScriptedNames(["127.0.0.1"]))
            #expect(await code(ClientDocuments(http: http), try url(host)) == .invalidClient)
            #expect(host.connections == 0)
        }
    }
}
