import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("RFC 6749, the token endpoint over HTTP") struct RFC6749TokenHTTPTests {
    /// A deviation from a valid request, and its status and error.
    struct Row: Sendable, CustomStringConvertible {
        let description: String
        let method: HTTPRequest.Method
        let path: String
        let headers: HTTPFields
        /// The body, built from the valid form.
        let body: @Sendable ([(String, String)]) -> String
        let answer: String

        init(
            _ name: String,
            method: HTTPRequest.Method = .post,
            path: String = "/oauth/token",
            headers: HTTPFields = [:],
            body: @escaping @Sendable ([(String, String)]) -> String = { $0.encoded },
            _ answer: String
        ) {
            description = name
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
            self.answer = answer
        }
    }

    static let form = "application/x-www-form-urlencoded"

    static let rows: [Row] = [
        Row("a valid request", "200 -"), Row("at the path clients guess", path: "/token", "200 -"),
        Row("a charset", headers: [.contentType: "\(form); charset=UTF-8"], "200 -"),
        Row("in capitals", headers: [.contentType: "Application/X-WWW-Form-Urlencoded"], "200 -"),
        Row("a parameter we do not know", body: { $0.encoded + "&audience=x&audience=y" }, "200 -"),
        Row("empty parameters", body: { $0.encoded + "&scope=&client_secret=" }, "200 -"),
        Row("GET", method: .get, "405 -"), Row("PUT", method: .put, "405 -"), Row("DELETE", method: .delete, "405 -"),
        Row("PATCH", method: .patch, "405 -"),
        Row("GET at the path clients guess", method: .get, path: "/token", "405 -"),
        Row(
            "JSON",
            headers: [.contentType: "application/json"],
            body: { _ in #"{"grant_type":"authorization_code"}"# },
            "400 invalid_request"
        ),
        Row("multipart", headers: [.contentType: "multipart/form-data; boundary=x"], "400 invalid_request"),
        Row("plain text", headers: [.contentType: "text/plain"], "400 invalid_request"),
        Row("a type with the same beginning", headers: [.contentType: "\(form)x"], "400 invalid_request"),
        Row("nothing", body: { _ in "" }, "400 invalid_request"),
        Row("compressed", headers: [.contentEncoding: "gzip"], "415 invalid_request"),
        Row(
            "more than 64 KiB",
            body: { $0.encoded + "&x=" + String(repeating: "x", count: 65_536) },
            "413 invalid_request"
        ),
        Row(
            "a hundred parameters too many",
            body: { $0.encoded + String(repeating: "&x=1", count: 100) },
            "400 invalid_request"
        ),
        Row("a broken escape", body: { $0.encoded + "&x=%zz" }, "400 invalid_request"),
        Row("an escape that is not UTF-8", body: { $0.encoded + "&x=%ff" }, "400 invalid_request"),
        Row("grant_type twice", body: { $0.encoded + "&grant_type=authorization_code" }, "400 invalid_request"),
        Row("code twice", body: { $0.encoded + "&code=x" }, "400 invalid_request"),
        Row("client_id twice", body: { $0.encoded + "&client_id=x" }, "400 invalid_request"),
        Row(
            "an unknown grant",
            body: { $0.replacing("grant_type", with: "password").encoded },
            "400 unsupported_grant_type"
        ),
        Row("no grant", body: { $0.replacing("grant_type", with: nil).encoded }, "400 invalid_request"),
        Row("an unknown client", body: { $0.replacing("client_id", with: "amc_x").encoded }, "401 invalid_client"),
        Row("no client", body: { $0.replacing("client_id", with: nil).encoded }, "401 invalid_client"),
        Row("a wrong code", body: { $0.replacing("code", with: "amc_x").encoded }, "400 invalid_grant"),
        Row("a foreign resource", body: { $0.encoded + "&resource=https%3A%2F%2Fother.example" }, "400 invalid_target"),
        Row("everything in the query", path: "QUERY", body: { _ in "" }, "400 invalid_request"),
        Row("a wrong Basic", headers: [.authorization: "Basic YW1jX3g6eA=="], "401 invalid_client"),
    ]

    @Test("§3.2, §5.2 each deviation from a valid request has its status and error, and is never stored")
    func deviations() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            _ = try await browser.consent(client.query())
            for row in Self.rows {
                let code = try #require(await browser.get("/oauth/authorize?\(client.query())").returned["code"])
                let good = client.redemption(code)
                var headers = row.headers
                if headers[.contentType] == nil { headers[.contentType] = Self.form }
                let path = row.path == "QUERY" ? "/oauth/token?\(good.encoded)" : row.path
                let answer = try await call(row.method, path, headers: headers, body: row.body(good))
                #expect("\(answer.status) \(answer.json["error"]?.string ?? "-")" == row.answer, "\(row)")
                #expect(answer.headers[.cacheControl] == "no-store", "\(row)")
                if answer.status == 405 {
                    #expect(answer.headers[.allow] == "POST", "\(row)")
                } else {
                    #expect(answer.headers[.pragma] == "no-cache", "\(row)")
                }
                let triedHeader = row.headers[.authorization] != nil
                #expect((answer.headers[.wwwAuthenticate] != nil) == triedHeader, "\(row)")
                if answer.status != 200 {
                    #expect(try await client.post(good).status == 200, "the wrong request used up the code: \(row)")
                }
            }
        }
    }

    @Test("§5.1 the response has the required members and no others")
    func theAnswer() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let answer = try await client.redeem(client.code())
            #expect(answer.headers[.contentType] == "application/json")
            #expect(
                answer.json.object?.keys.sorted() == [
                    "access_token", "expires_in", "refresh_token", "scope", "token_type",
                ]
            )
            #expect(answer.json["token_type"] == "Bearer" && answer.json["expires_in"] == 3600)
            #expect(answer.json["scope"] == "memory:read memory:write")
        }
    }

    @Test("§5.2 a client that tried Basic gets a Basic challenge")
    func challenge() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call, ["token_endpoint_auth_method": "client_secret_basic"])
            let form = [("grant_type", "refresh_token"), ("refresh_token", "x")]
            let answer = try await client.post(form, headers: [.authorization: "Basic YW1jX3g6eA=="])
            #expect(answer.status == 401 && answer.headers[.wwwAuthenticate] == "Basic realm=\"agent-memory\"")
        }
    }

    /// The only successful response; all others must say that the grant is invalid.
    private func onlyWinner(of answers: [Answer]) throws -> Answer {
        let (won, lost) = (answers.filter { $0.status == 200 }, answers.filter { $0.status != 200 })
        #expect(won.count == 1)
        #expect(lost.allSatisfy { $0.status == 400 && $0.json["error"] == "invalid_grant" })
        return try #require(won.first)
    }

    @Test("race: when fifty requests redeem one code, one gets tokens, and the replays revoke them")
    func fiftyRedeem() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let form = client.redemption(try await client.code())
            let answers = try await Self.fifty { try await client.post(form) }
            let won = try onlyWinner(of: answers)
            let token = try #require(won.json["access_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 401)
        }
    }

    @Test(
        "race: fifty requests with one refresh token all get the same new one; after the reuse window the old one ends all"
    )
    func fiftyRefresh() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.serve { (call) async throws in
            let client = try await ClientApplication(call)
            let refresh = try #require(await client.tokens()["refresh_token"]?.string)
            let answers = try await Self.fifty { try await client.refresh(refresh) }
            #expect(answers.allSatisfy { $0.status == 200 })
            let successors = Set(answers.compactMap { $0.json["refresh_token"]?.string })
            #expect(successors.count == 1)
            let token = try #require(answers.last?.json["access_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            fixture.server.clock.advance(by: .seconds(61))
            #expect(try await client.refresh(refresh).json["error"] == "invalid_grant")
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 401)
            #expect(try await client.refresh(#require(successors.first)).json["error"] == "invalid_grant")
        }
    }

    private static func fifty(_ ask: @escaping @Sendable () async throws -> Answer) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<50 { group.addTask { try await ask() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
