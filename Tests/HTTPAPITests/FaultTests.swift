import Base
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PeerAPIs
import TestSupport
import Testing

@testable import HTTPAPI

/// Routes that throw.
private struct Thrower: Feature {
    struct Odd: Error, CustomStringConvertible {
        let description = "the odd cause"
    }

    let error: @Sendable () -> any Error

    func mount(on doors: Doors) {
        doors.open().get("throws") { _, _ -> Response in throw error() }
    }
}

/// Throws every code at every door that has its own fault renderer.
private struct Doorway: Feature {
    let templates: PageTemplates

    func mount(on doors: Doors) {
        let metadata = "https://memory.example/.well-known/oauth-protected-resource"
        mount("problem", Problem(challenge: BearerChallenge(resourceMetadata: metadata)), doors)
        mount("oauth", OAuthFault(), doors)
        mount("couchbase", CouchbaseFault(challenge: BearerChallenge(resourceMetadata: metadata)), doors)
        mount("page", FaultPage(templates: templates), doors)
    }

    private func mount(_ name: String, _ renderer: any FaultRenderer, _ doors: Doors) {
        doors.open(faults: renderer).get("\(name)/{code}") { _, context -> Response in
            let code = try #require(FaultCode(rawValue: try context.pathParameter("code")))
            throw Fault(code, "A sentence with \"quotes\" & <tags>.", hints: Self.hints(code), cause: nil)
        }
    }

    private static func hints(_ code: FaultCode) -> Fault.Hints {
        switch code {
        case .insufficientScope: .init(scope: "memory:write")
        case .rateLimited, .unavailable: .init(retryAfter: 7)
        case .validationFailed:
            .init(fields: [.init(path: ["body", "memories", "0", "text"], kind: "missing", message: "Field required")])
        case .notImplemented: .init(advice: "Do something else.")
        default: .init()
        }
    }
}

extension EdgeContext {
    fileprivate func pathParameter(_ name: String) throws -> String { try #require(parameters.get(name)) }
}

@Suite struct FaultTests {
    @Test func anUnexpectedErrorShowsOnlyTheRequestId() async throws {
        let log = LogRecorder()
        try await serve([Thrower { Thrower.Odd() }], log: log) { (call) async throws in
            let answer = try await call(.get, "/throws")
            let id = try #require(answer.json["request_id"]?.string)
            #expect(answer.words == "500 Internal error; the server's log has the cause under request id \(id).")
            #expect(answer.headers[.requestID] == id)
            #expect(!answer.text.contains("odd"))
            #expect(log.lines.contains { $0.contains("the odd cause") && $0.contains(id) })
        }
    }

    @Test(
        arguments: [
            (StoreFailure.Kind.unavailable, 503, "1"), (.full, 507, nil), (.broken, 500, nil),
        ] as [(StoreFailure.Kind, Int, String?)]
    )
    func aStoreFailureHasItsOwnStatus(kind: StoreFailure.Kind, status: Int, retryAfter: String?) async throws {
        try await serve([Thrower { StoreFailure(kind, "table broken") }]) { (call) async throws in
            let answer = try await call(.get, "/throws")
            #expect(answer.status == status)
            #expect(answer.headers[.retryAfter] == retryAfter)
            #expect(!answer.text.contains("table"))
        }
    }

    @Test(arguments: [
        (HTTPResponse.Status.badRequest, 400), (.contentTooLarge, 413), (.unsupportedMediaType, 415),
        (.badGateway, 500),
    ])
    func errorsOfTheServerLibraryHaveOurFormatAndText(thrown: HTTPResponse.Status, status: Int) async throws {
        try await serve([Thrower { HTTPError(thrown, message: "its text") }]) { (call) async throws in
            let answer = try await call(.get, "/throws")
            #expect(answer.status == status)
            #expect(answer.json["status_code"] == .integer(Int64(status)))
            #expect(!answer.text.contains("its text"))
        }
    }

    /// The golden file holds the responses that clients see: a difference is a change of the API.
    @Test func everyFaultAtEveryDoorMatchesTheGoldenFile() async throws {
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/faults.txt")
        let seen = LogRecorder()
        let templates = PageTemplates()
        try await serve([Doorway(templates: templates)]) { (call) async throws in
            for door in ["problem", "oauth", "couchbase", "page"] {
                for code in FaultCode.allCases {
                    let answer = try await call(
                        .get,
                        "/\(door)/\(code.rawValue)",
                        headers: [.authorization: "Basic YTpi"]
                    )
                    seen.logger.info("\(Self.record(door, code, answer))")
                }
            }
        }
        let text = seen.lines.map { $0.dropFirst("info ".count) }.joined(separator: "\n") + "\n"
        let recorded = (try? String(contentsOf: golden, encoding: .utf8)) ?? ""
        if text != recorded {
            try text.write(
                to: FileManager.default.temporaryDirectory.appending(path: "faults.txt"),
                atomically: true,
                encoding: .utf8
            )
        }
        #expect(
            text == recorded,
            "if this change is intended, copy faults.txt from the temporary directory over the golden file"
        )
    }

    private static func record(_ door: String, _ code: FaultCode, _ answer: Answer) -> String {
        let names: [HTTPField.Name] = [.contentType, .cacheControl, .wwwAuthenticate, .retryAfter]
        let headers = names.compactMap { name in answer.headers[name].map { "\(name.canonicalName): \($0)" } }
        var body = answer.text
        if let start = body.firstRange(of: "<main"), let end = body.firstRange(of: "</main>") {
            body = body[start.lowerBound..<end.lowerBound].split(separator: "\n").joined()
        }
        let id = answer.headers[.requestID] ?? "none"
        return (["\(door) \(code.rawValue) \(answer.status)"] + headers + [body.replacing(id, with: "ID")]).joined(
            separator: "\n    "
        )
    }

    @Test func aDetailCannotEndTheQuotesOfAChallenge() {
        let fault = Fault(.invalidToken, "a\"b\\c\r\nX: y é")
        #expect(
            BearerChallenge().value(for: fault)
                == "Bearer realm=\"agent-memory\", error=\"invalid_token\", error_description=\"a?b?c??X: y ??\", scope=\"memory:read memory:write\""
        )
    }
}
