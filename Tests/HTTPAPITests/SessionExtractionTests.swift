import Base
import HTTPTypes
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Extraction of memories, as the Redis server's clients see it") struct SessionExtractionTests {
    private static func session(_ strategy: String) -> JSONValue {
        [
            "messages": [["role": "user", "content": "I live in Lisbon.", "id": "m1"]], "user_id": "carol",
            "memories": [["id": "given", "text": "Carol keeps bees"]],
            "long_term_memory_strategy": ["strategy": .string(strategy), "config": ["custom_prompt": "places"]],
        ]
    }

    @Test(
        "Without a language model a session with any strategy is stored, its memories are found, and it says why nothing is extracted",
        arguments: ["discrete", "summary", "preferences", "custom"]
    )
    func withoutModel(strategy: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let path = "/v1/working-memory/s"
            let stored = try await call(.put, path, token: fixture.app, json: Self.session(strategy))
            #expect(stored.status == 200)
            let read = try await call(.get, path, token: fixture.app)
            for answer in [stored, read] {
                #expect(answer.json["extraction"]?["status"] == "not_extracted")
                #expect(answer.json["extraction"]?["detail"] == "not extracted: no language model")
                #expect(answer.json["long_term_memory_strategy"]?["strategy"]?.string == strategy)
            }
            _ = try await fixture.memories.upkeep.promoteOnce()
            let found = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                json: ["text": "bees"]
            )
            #expect(found.json["memories"]?.array?.count == 1)
        }
    }

    @Test("With one, the session says how far it is, and a search names the model as the writer")
    func withModel() async throws {
        let model = ScriptedModel(ScriptedModel.memories("Carol lives in Lisbon"))
        let fixture = try await ServerFixture(language: model)
        try await fixture.serve { (call) async throws in
            let path = "/v1/working-memory/s"
            let stored = try await call(.put, path, token: fixture.app, json: Self.session("summary"))
            #expect(stored.json["extraction"] == ["status": "waiting", "detail": nil, "model": "scripted"])
            fixture.clock.advance(by: .seconds(10))
            #expect(try await fixture.memories.upkeep.extractOnce())
            _ = try await fixture.memories.upkeep.promoteOnce()
            let read = try await call(.get, path, token: fixture.app)
            #expect(read.json["extraction"]?["status"] == "done")
            #expect(read.json["messages"]?.array?.first?["discrete_memory_extracted"] == "t")
            let found = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                json: ["text": "Lisbon", "extraction_strategy": ["eq": "summary"]]
            )
            let memory = try #require(found.json["memories"]?.array?.first)
            #expect(memory["text"] == "Carol lives in Lisbon" && memory["user_id"] == "carol")
            #expect(memory["extracted_from"] == ["m1"])
            let writer = memory["provenance"]?["created"]
            #expect(writer?["identified_by"] == "extracted" && writer?["application"] == "scripted")
        }
    }
}
