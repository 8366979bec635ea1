import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

/// The OpenAPI document is complete and correct.
@Suite struct OpenAPITests {
    private static let document = OpenAPIDocument.document(
        version: "1",
        publicURL: "https://memory.example",
        limits: MemoryLimits()
    )
    private static let schemas = Schemas.all(MemoryLimits())
    private static let operations = Operations.all(MemoryLimits())
    private static let checker = SchemaChecker(components: schemas)

    @Test func everyOperationOfEveryEndpointIsDescribedOnce() {
        let described = Self.operations.map { "\($0.method) \($0.endpoint.rawValue)" }
        let mounted = Endpoint.allCases.flatMap { endpoint in endpoint.methods.map { "\($0) \(endpoint.rawValue)" } }
        #expect(described.sorted() == mounted.sorted())
        #expect(Set(Self.operations.map(\.id)).count == Self.operations.count)
    }

    @Test func everyReferenceLeadsToASchemaAndEverySchemaIsUsed() {
        var used: Set<String> = []
        Self.collect(Self.document, into: &used)
        #expect(used == Set(Self.schemas.keys))
    }

    @Test("Every member of every schema has a description that says something")
    func everyMemberHasADescription() {
        for (name, schema) in Self.schemas.sorted(by: { $0.key < $1.key }) { Self.checkDescriptions(schema, at: name) }
    }

    @Test(
        "The sizes of lists that no setting changes are part of the schema",
        arguments: [
            ("TagFilter", "any", 1, 100), ("LabelFilter", "not_in", 1, 100), ("DateFilter", "between", 2, 2),
        ] as [(String, String, JSONValue, JSONValue)]
    )
    func sizes(schema: String, member: String, least: JSONValue, most: JSONValue) {
        let list = Self.schemas[schema]?["properties"]?[member]?["anyOf"]?.array?.first
        #expect(list?["minItems"] == least && list?["maxItems"] == most)
    }

    @Test("A request's labels have the size that the service accepts; a response's have no limit")
    func labels() {
        let received = Self.schemas["MemoryInput"]?["properties"]?["topics"]?["anyOf"]?.array?.first
        #expect(received?["maxItems"] == 64)
        let answered = Self.schemas["Memory"]?["properties"]?["topics"]
        #expect(answered != nil && answered?["maxItems"] == nil)
        #expect(answered?["anyOf"]?.array?.first?["maxItems"] == nil)
    }

    private static func checkDescriptions(_ schema: JSONValue, at place: String) {
        switch schema {
        case .object(let rules):
            for (name, member) in rules["properties"]?.object ?? [:] {
                #expect((member["description"]?.string ?? "").count > 5, "\(place).\(name)")
                checkDescriptions(member, at: "\(place).\(name)")
            }
            for (rule, argument) in rules where rule != "properties" { checkDescriptions(argument, at: place) }
        case .array(let elements): for element in elements { checkDescriptions(element, at: place) }
        case .null, .bool, .integer, .number, .decimal, .string: break
        }
    }

    private static func collect(_ value: JSONValue, into names: inout Set<String>) {
        switch value {
        case .object(let members):
            if let reference = members["$ref"]?.string {
                names.insert(String(reference.split(separator: "/").last ?? ""))
            }
            for member in members.values { collect(member, into: &names) }
        case .array(let elements): for element in elements { collect(element, into: &names) }
        case .null, .bool, .integer, .number, .decimal, .string: break
        }
    }

    @Test func everyParameterOfAPathIsDescribed() {
        for operation in Self.operations {
            let inPath = operation.endpoint.rawValue.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                String($0.dropFirst().dropLast())
            }
            #expect(operation.parameters.filter { $0.place == .path }.map(\.name) == inPath, "\(operation.id)")
        }
    }

    @Test func examplesFitTheirSchemas() throws {
        for operation in Self.operations {
            guard let body = operation.body else { continue }
            let example = try StrictJSON.parse(Array(body.example.utf8))
            #expect(Self.checker.problems(example, Schemas.reference(body.schema)) == [], "\(operation.id)")
        }
    }

    @Test func theSchemaCheckerFindsErrors() {
        let wrong: JSONValue = ["now": "late"]
        #expect(Self.checker.problems(wrong, Schemas.reference("Health")).count == 1)
        #expect(Self.checker.problems([:], Schemas.reference("Health")) == ["$.now: missing"])
        #expect(!Self.checker.problems(["status": "ok", "odd": 1], Schemas.reference("Memory")).isEmpty)
        #expect(Self.checker.problems(1, ["type": "integer", "unheardOf": 1]).count == 1)
    }

    private static func path(_ operation: Operation) -> String {
        operation.endpoint.rawValue.replacing("{session_id}", with: "trip").replacing("{memory_id}", with: "food-1")
            .replacing("{view_id}", with: "v").replacing("{task_id}", with: "t").replacing("{user_id}", with: "guest")
            .replacing("{operation}", with: "getHealth")
    }

    /// Calls every operation with its own example and checks the response against the document.
    @Test func everyRouteRespondsAsDescribed() async throws {
        let fixture = try await ServerFixture()
        _ = try await fixture.users.add(name: "operator", isAdministrator: true)
        let administrator = try await fixture.token(of: "operator")
        var options = HTTPOptions(version: "1.2.3")
        options.metrics = { _ in "" }
        try await fixture.serve(options) { (call) async throws in
            let order =
                Self.operations.filter { $0.method == .put } + Self.operations.filter { $0.method == .post }
                + Self.operations.filter { [.get, .patch].contains($0.method) }
                + Self.operations.filter { $0.method == .delete }
            #expect(order.count == Self.operations.count)
            #expect(
                try await call(.post, "/users", token: fixture.app, json: ["user_id": "guest", "name": "Guest"]).status
                    == 201,
                "what PUT changes"
            )
            for operation in order {
                let answer = try await call(
                    operation.method,
                    Self.path(operation),
                    token: operation.endpoint.isOpen
                        ? nil : operation.endpoint == .metrics ? administrator : fixture.app,
                    headers: operation.body == nil
                        ? [:] : [.contentType: "application/json", .accept: "application/json"],
                    body: operation.body?.example
                )
                #expect(answer.status == operation.success.status, "\(operation.id): \(answer.text)")
                guard let schema = operation.success.schema else { continue }
                #expect(Self.checker.problems(answer.json, Schemas.reference(schema)) == [], "\(operation.id)")
            }
        }
    }

    @Test func everyFaultIsAsDescribed() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve(HTTPOptions(bodyLimit: 2_000)) { (call) async throws in
            for operation in Self.operations {
                let path = Self.path(operation)
                func check(_ status: Int, _ answer: Answer) {
                    #expect(answer.status == status, "\(operation.id): \(answer.text)")
                    let schema = operation.faultSchema
                    #expect(
                        operation.answers.contains { $0.status == status && $0.schema == schema },
                        "\(operation.id) \(status)"
                    )
                    #expect(
                        answer.headers[.contentType]
                            == (schema == "Problem" ? "application/problem+json" : "application/json")
                    )
                    #expect(
                        Self.checker.problems(answer.json, Schemas.reference(schema)) == [],
                        "\(operation.id) \(status)"
                    )
                }
                if !operation.endpoint.isOpen {
                    check(401, try await call(operation.method, path))
                    if operation.success.status == 200, operation.body == nil {
                        check(
                            404,
                            try await call(operation.method, path, token: fixture.app, headers: [.workspace: "nowhere"])
                        )
                    }
                }
                if !operation.endpoint.isOpen, !operation.speaksJSONRPC {
                    let other: HTTPFields = [HTTPField.Name("X-API-Key")!: fixture.alice]
                    check(400, try await call(operation.method, path, token: fixture.app, headers: other))
                }
                if operation.body != nil, !operation.speaksJSONRPC {
                    check(400, try await call(operation.method, path, token: fixture.app, body: "{"))
                    check(422, try await call(operation.method, path, token: fixture.app, json: []))
                }
                if operation.body != nil {
                    check(
                        413,
                        try await call(
                            operation.method,
                            path,
                            token: fixture.app,
                            headers: [.contentType: "application/json", .accept: "*/*"],
                            body: String(repeating: " ", count: 2_001)
                        )
                    )
                    check(
                        415,
                        try await call(
                            operation.method,
                            path,
                            token: fixture.app,
                            headers: [.contentType: "application/json", .contentEncoding: "gzip"],
                            body: "{}"
                        )
                    )
                }
            }
        }
    }

    @Test func theDocumentIsServedAsBuilt() async throws {
        try await ServerFixture().serve(HTTPOptions(version: "1", publicURL: "https://memory.example")) {
            (call) async throws in
            let answer = try await call(.get, "/openapi.json")
            #expect(answer.json == Self.document)
            #expect(answer.json["servers"] == [["url": "https://memory.example"]])
        }
    }

    @Test func thePageShowsEveryOperationWithNothingFromElsewhere() async throws {
        try await ServerFixture().serve { (call) async throws in
            let page = try await call(.get, "/docs")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            for operation in Self.operations {
                #expect(page.text.contains("id=\"\(operation.id)\""), "\(operation.id)")
            }
            #expect(
                !page.withoutOwnScript.contains("<script") && page.text.contains("<script src=")
            )
            #expect(!page.text.contains("http://") && !page.text.contains("https://"))
            let style = try await call(.get, "/assets/pages.css")
            #expect(style.text.contains("prefers-color-scheme"))
            #expect(page.text.contains("/assets/pages.css"))
        }
    }

    @Test func healthShowsTheVersionAndTheModel() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.get, "/v1/health").json == ["now": .integer(fixture.clock.now().milliseconds)])
            let health = try await call(.get, "/health").json
            #expect(health["status"] == "healthy" && health["version"] == "1.2.3")
            #expect(health["embedding"] == ["state": "keyword_only"])
        }
    }

    @Test("Health counts memories for administrators only; it shows no other caller whether anyone wrote anything")
    func healthCountsForAdministrators() async throws {
        let fixture = try await ServerFixture(embedder: WordsEmbedder())
        let root = try await fixture.users.add(name: "root", isAdministrator: true)
        let tokens = [nil, fixture.alice, fixture.app, try await fixture.token(of: "root", scopes: .write)]
        let administrator = try await fixture.mint(.user(root.id), root.personalWorkspace)
        try await fixture.serve { (call) async throws in
            func health(_ token: String?) async throws -> JSONValue {
                try await call(.get, "/health", token: token).json["embedding"] ?? .null
            }
            for token in tokens { #expect(try await health(token) == ["state": "ready"]) }
            #expect(try await health(administrator) == ["state": "ready", "model": "words", "dimension": 32])
            // The model fails for Bob's text, so it waits for its vector.
            let body: JSONValue = ["memories": [["id": "m", "text": "outage"]]]
            #expect(try await call(.post, "/v1/long-term-memory", token: fixture.bob, json: body).status == 200)
            for token in tokens { #expect(try await health(token) == ["state": "ready"]) }
            #expect(try await health(administrator)["state"] == "reembedding")
            #expect(try await health(administrator)["total"] == 1)
            #expect(try await call(.get, "/health", token: "unknown").status == 401)
        }
    }
}
