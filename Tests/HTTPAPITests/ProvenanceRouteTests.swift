import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// The writers of a memory in REST and MCP, and the refusal of a paused application.
@Suite struct ProvenanceRouteTests {
    private static let path = "/v1/long-term-memory"
    private static let memory: JSONValue = [
        "memories": [["id": "m", "text": "Ada likes tea", "provenance": ["created": ["application": "forged"]]]]
    ]

    @Test("REST and get_memory name application, person and time of a memory; the caller cannot set them")
    func provenanceIsShown() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(
                try await call(.post, Self.path, token: fixture.alice, json: Self.memory).status == 200
            )
            let now = fixture.clock.now()
            let got = try await call(.get, Self.path + "/m", token: fixture.alice).json
            let created = got["provenance"]?["created"]
            #expect(created?["identified_by"] == "api_token" && created?["person"] == "alice")
            #expect(created?["at"] == .string(now.description) && created?["application"] != "forged")
            #expect(got["provenance"]?["changed"] == created)
            let found = try await call(.post, Self.path + "/search", token: fixture.alice, json: ["text": "tea"]).json
            #expect(found["memories"]?.array?.first?["provenance"] == got["provenance"])
            let message: JSONValue = [
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": ["name": "get_memory", "arguments": ["memory_id": "m"]],
            ]
            let told = try await call(.post, "/mcp", token: fixture.alice, json: message).json
            #expect(told["result"]?["structuredContent"]?["provenance"] == got["provenance"], "\(told)")
        }
    }

    @Test("A paused application is refused with the reason at its next request, and works again when it is resumed")
    func pausedApplication() async throws {
        let fixture = try await ServerFixture()
        let alice = try await fixture.users.user("alice")
        let pauses = ApplicationPauses(store: fixture.stores.identity.pauses, revocations: fixture.revocations)
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, Self.path, token: fixture.alice, json: Self.memory).status == 200)
            let got = try await call(.get, Self.path + "/m", token: fixture.alice).json
            let id = try #require(got["provenance"]?["created"]?["application"]?.string)
            let application = ApplicationID(.apiToken, id: id)
            try await pauses.pause(application, by: alice.id, at: fixture.clock.now())

            for refused in [
                try await call(.get, Self.path + "/m", token: fixture.alice),
                try await call(.post, Self.path, token: fixture.alice, json: Self.memory),
            ] {
                #expect(refused.status == 403 && refused.text.contains("paused since"), "\(refused.text)")
            }
            let message: JSONValue = [
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": ["name": "get_memory", "arguments": ["memory_id": "m"]],
            ]
            let told = try await call(.post, "/mcp", token: fixture.alice, json: message)
            #expect(told.json["result"]?["isError"] == true && told.text.contains("paused since"), "\(told.text)")
            let list: JSONValue = ["jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": [:]]
            let tools = try await call(.post, "/mcp", token: fixture.alice, json: list).json
            #expect(tools["result"]?["tools"]?.array?.isEmpty == false)
            // Another token of the same person is another application.
            let other = try await fixture.token(of: "alice")
            #expect(try await call(.get, Self.path + "/m", token: other).status == 200)

            #expect(try await pauses.resume(application, by: alice.id))
            #expect(try await call(.get, Self.path + "/m", token: fixture.alice).status == 200)
        }
    }

    @Test(
        "The pages and the operator's credential cannot be paused",
        arguments: [.browser, .preset] as [ApplicationID.Identification]
    )
    func unpausable(identification: ApplicationID.Identification) async throws {
        let fixture = try await ServerFixture()
        let alice = try await fixture.users.user("alice")
        let pauses = ApplicationPauses(store: fixture.stores.identity.pauses, revocations: fixture.revocations)
        await #expect(throws: Fault.self) {
            try await pauses.pause(ApplicationID(identification, id: "x"), by: alice.id, at: fixture.clock.now())
        }
    }
}
