import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// `/users` as clients of Couchbase Agent Memory use it.
@Suite struct CouchbaseUserTests {
    static let dana: JSONValue = [
        "user_id": "dana", "name": "Dana", "metadata": ["plan": "trial", "level": 3],
    ]

    @Test func aUserIsCreatedReadUpdatedAndDeleted() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let made = try await call(.post, "/users", token: fixture.app, json: Self.dana)
            #expect(made.status == 201)
            #expect(made.json == ["id": "dana", "name": "Dana", "metadata": ["plan": "trial", "level": 3]])
            #expect(try await call(.post, "/users", token: fixture.app, json: Self.dana).status == 409)
            #expect(try await call(.get, "/users/dana", token: fixture.app).json == made.json)

            let renamed = try await call(.put, "/users/dana", token: fixture.app, json: ["name": "Dana D."])
            #expect(
                renamed.json == ["id": "dana", "name": "Dana D.", "metadata": ["plan": "trial", "level": 3]],
                "the rest is kept"
            )
            let paid = try await call(.put, "/users/dana", token: fixture.app, json: ["metadata": ["plan": "paid"]])
            #expect(
                paid.json == ["id": "dana", "name": "Dana D.", "metadata": ["plan": "paid"]],
                "metadata is replaced as a whole"
            )
            for nothing: JSONValue in [[:], ["name": nil], ["other": 1]] {
                #expect(try await call(.put, "/users/dana", token: fixture.app, json: nothing).status == 422)
            }

            let gone = try await call(.delete, "/users/dana", token: fixture.app)
            #expect(gone.status == 204 && gone.text.isEmpty)
            for method in [HTTPRequest.Method.get, .delete] {
                #expect(try await call(method, "/users/dana", token: fixture.app).words == "404 User not found")
            }
            #expect(try await call(.put, "/users/dana", token: fixture.app, json: ["name": "x"]).status == 404)
        }
    }

    @Test(
        "DELETE removes a user who has memories but no profile, for any name",
        arguments: ["tenant%2F42", "50%25", "a%3Fb%23c", "ann"]
    )
    func namesWithoutAProfileAreRemoved(path: String) async throws {
        let fixture = try await ServerFixture()
        let name = try #require(Percent.decode(path, plusIsSpace: false))
        try await fixture.serve { (call) async throws in
            let memory: JSONValue = ["memories": [["id": "t", "text": "likes tea", "user_id": .string(name)]]]
            #expect(try await call(.post, "/v1/long-term-memory", token: fixture.app, json: memory).status == 200)
            #expect(try await call(.delete, "/users/\(path)", token: fixture.app).status == 204)
            #expect(try await call(.get, "/v1/long-term-memory/t", token: fixture.app).status == 404)
            #expect(try await call(.delete, "/users/\(path)", token: fixture.app).status == 404)
        }
    }

    @Test func deletingAUserDeletesOnlyTheirMemoriesAndSessions() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for user in ["dana", "eve"] {
                let memory: JSONValue = [
                    "memories": [["id": .string(user), "text": "keeps bees", "user_id": .string(user)]]
                ]
                #expect(
                    try await call(.post, "/users", token: fixture.app, json: ["user_id": .string(user), "name": "x"])
                        .status == 201
                )
                #expect(try await call(.post, "/v1/long-term-memory", token: fixture.app, json: memory).status == 200)
                #expect(
                    try await call(
                        .put,
                        "/v1/working-memory/s-\(user)",
                        token: fixture.app,
                        json: ["user_id": .string(user)]
                    ).status == 200
                )
            }
            #expect(try await call(.delete, "/users/dana", token: fixture.app).status == 204)
            for (user, status) in [("dana", 404), ("eve", 200)] {
                #expect(try await call(.get, "/v1/long-term-memory/\(user)", token: fixture.app).status == status)
                #expect(try await call(.get, "/v1/working-memory/s-\(user)", token: fixture.app).status == status)
            }
            let found = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                json: ["text": "bees", "search_mode": "keyword"]
            )
            #expect(found.json["memories"]?.array?.compactMap { $0["id"]?.string } == ["eve"])
        }
    }

    @Test(
        arguments: [
            "", "  ", "a/b", "a?b", "a#b", "a%b", ".", "..", " a", "a\nb", .string(String(repeating: "x", count: 129)),
            7, nil,
        ]
            as [JSONValue]
    )
    func anIdThatDoesNotFitAPathIsRefused(id: JSONValue) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let answer = try await call(.post, "/users", token: fixture.app, json: ["user_id": id, "name": "x"])
            #expect(answer.status == 422)
            #expect(answer.json["error"] == "INVALID_REQUEST" && answer.json["detail"]?.array?.count == 1)
        }
    }

    @Test(arguments: ["", "  ", "a\nb", .string(String(repeating: "x", count: 201)), 7, nil] as [JSONValue])
    func aNameMustBeOneLineOfText(name: JSONValue) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(
                try await call(.post, "/users", token: fixture.app, json: ["user_id": "fine", "name": name]).status
                    == 422
            )
        }
    }

    // MARK: Listing

    @Test func usersAreListedOldestFirstInPages() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for number in 0..<5 {
                let user: JSONValue = [
                    "user_id": .string("u\(number)"), "name": "Same",
                    "metadata": ["odd": .string(number % 2 == 1 ? "yes" : "no")],
                ]
                #expect(try await call(.post, "/users", token: fixture.app, json: user).status == 201)
                fixture.clock.advance(by: .seconds(1))
            }
            func list(_ query: String) async throws -> (ids: [String], answer: JSONValue) {
                let answer = try await call(.get, "/users\(query)", token: fixture.app).json
                return (answer["users"]?.array?.compactMap { $0["id"]?.string } ?? [], answer)
            }
            let (all, answer) = try await list("")
            #expect(all == ["u0", "u1", "u2", "u3", "u4"])
            #expect(answer["count"] == 5 && answer["total"] == 5 && answer["limit"] == 50 && answer["offset"] == 0)
            let (page, second) = try await list("?limit=2&offset=2")
            #expect(page == ["u2", "u3"])
            #expect(second["count"] == 2 && second["total"] == 5 && second["limit"] == 2 && second["offset"] == 2)
            for (query, ids) in [
                ("?metadata=odd=yes", ["u1", "u3"]), ("?metadata=odd%3Dyes&name=Same", ["u1", "u3"]),
                ("?name=same", []), ("?name=", []),
                ("?metadata=odd=yes&metadata=odd=no", []), ("?metadata=even=yes", []),
            ] {
                #expect(try await list(query).ids == ids, "\(query)")
            }
        }
    }

    @Test func metadataFiltersMatchTextsAndNumbersAndAllowEqualsSignsInValues() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let metadata: JSONValue = ["formula": "a=b", "level": 3, "flag": true, "nested": ["x": "y"]]
            #expect(
                try await call(
                    .post,
                    "/users",
                    token: fixture.app,
                    json: ["user_id": "u", "name": "U", "metadata": metadata]
                ).status == 201
            )
            for (query, total) in [
                ("formula=a=b", 1), ("level=3", 1), ("level=3.0", 0), ("level=03", 0), ("flag=true", 0), ("flag=1", 0),
                ("nested=y", 0),
            ] {
                let answer = try await call(.get, "/users?metadata=\(query)", token: fixture.app).json
                #expect(answer["total"] == .integer(Int64(total)), "\(query)")
            }
        }
    }

    @Test(arguments: [
        "limit=0", "limit=501", "limit=x", "offset=-1", "metadata=plan", "metadata==x", "metadata=a.b=x",
        "metadata=a'b=x", "metadata=$=x",
    ])
    func aQueryOutOfRangeIsRefused(query: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.get, "/users?\(query)", token: fixture.app).status == 422)
            // More filters than a statement can hold.
            let many = String(repeating: "metadata=a=b&", count: 1_001)
            #expect(try await call(.get, "/users?\(many)", token: fixture.app).status == 400)
        }
    }

    // MARK: Faults

    @Test func faultsHaveTheFormatOfCouchbaseAgentMemory() async throws {
        let fixture = try await ServerFixture()
        let options = HTTPOptions(resourceMetadata: "https://memory.example/.well-known/oauth-protected-resource")
        let short = try await fixture.token(of: "alice", days: 1)
        fixture.clock.advance(by: .seconds(2 * 86_400))
        try await fixture.serve(options) { (call) async throws in
            let nobody = try await call(.get, "/users")
            #expect(nobody.status == 401 && nobody.text == #"{"detail":"Authentication required"}"#)
            #expect(
                nobody.headers[.wwwAuthenticate]?.contains("resource_metadata=\"https://memory.example/.well-known/")
                    == true
            )
            for (token, code, sentence) in [
                ("amt_wrong", "INVALID_TOKEN", "Invalid token"), (short, "TOKEN_EXPIRED", "Token has expired"),
            ] {
                let answer = try await call(.get, "/users", token: token)
                #expect(answer.status == 401)
                #expect(answer.json["error"] == .string(code) && answer.json["message"] == .string(sentence))
                #expect(
                    answer.json["detail"] == .string(sentence)
                        && answer.json["request_id"]?.string == answer.headers[.requestID]
                )
                #expect(answer.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
            }
            let missing = try await call(.get, "/users/none", token: fixture.app)
            #expect(missing.json["error"] == "NOT_FOUND" && missing.json["details"] == [:])
            #expect(
                try await call(.patch, "/users/none", token: fixture.app).headers[.allow] == "GET, PUT, DELETE, HEAD"
            )
        }
    }
}
