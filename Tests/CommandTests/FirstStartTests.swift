import Base
import Foundation
import Identity
import Settings
import Testing

@testable import agent_memory

/// A first start creates an administrator, so it is allowed only in directories that never had users.
@Suite struct FirstStartTests {
    private func refusal(_ data: String) async throws -> String? {
        let settings = try ServerSettings(SettingInputs(flags: ["data": data]))
        do { try await Opening.check(Wiring.openExisting(settings), settings, at: Surroundings.time.now()) } catch {
            return "\(error)"
        }
        return nil
    }

    @Test("A database without users in a directory that had some is refused, and the message names both files")
    func lostUsers() async throws {
        try await withFolder { data in
            try await run(["init"], data: data)
            // Commands that only read open the file of revocations and leave no mark.
            try await run(["user", "list"], data: data)
            #expect(try await refusal(data) == nil)
            try await run(["user", "add", "alice"], data: data)
            #expect(try await refusal(data) == nil)
            try await run(["user", "delete", "alice", "--force"], data: data)
            let sentence = try await refusal(data)
            #expect(
                sentence?.hasPrefix("The database \(data)/memory.db has no users, but \(data)/revocations ") == true
            )
            try FileManager.default.removeItem(atPath: data + "/revocations")
            #expect(try await refusal(data) == nil)
        }
    }

    @Test("Commands that revoke something in a directory without users do not end the first start")
    func revocationsWithoutUsers() async throws {
        try await withFolder { data in
            try await run(["init"], data: data)
            try await run(["workspace", "add", "shop"], data: data)
            try await run(["workspace", "rename", "shop", "store"], data: data)
            let token = ["token", "add", "--description", "x", "--service", "--workspace", "store"]
            try await run(token, data: data)
            try await run(["workspace", "remove", "store", "--force"], data: data)
            #expect(try await refusal(data) == nil)
        }
    }

    @Test("A server notes users whom an identity provider added, so that their loss is noticed too")
    func provisionedUsers() async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice"], data: data)
            try remove(data + "/revocations")
            let tools = try operatorTools(data)
            #expect(!tools.revocations.hadUsers)
            try await tools.noteUsers()
            #expect(tools.revocations.hadUsers)
            try await run(["user", "delete", "alice", "--force"], data: data)
            #expect(try await refusal(data) != nil)
        }
    }
}
