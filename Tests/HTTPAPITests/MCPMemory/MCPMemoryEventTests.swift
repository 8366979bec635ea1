import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI
@testable import PeerAPIs

@Suite("The events of MCP Memory Service are about memories that their reader may read")
struct MCPMemoryEventTests {
    private let revocations = RevocationEpoch()
    private let clock = ManualClock()
    private let random = SeededRandom(3)
    private let shop = People.team("shop")
    private let events: MCPMemoryEvents

    init() {
        events = MCPMemoryEvents(revocations: revocations)
    }

    private func stream(_ principal: Principal, until: Timestamp? = nil) throws -> AsyncStream<ServerEvent> {
        try events.subscribe(AccessPolicy.access(principal, to: .read), until: until).0
    }

    private func store(_ text: String, of user: String?, by principal: Principal) throws {
        let access = try AccessPolicy.access(principal, to: .read)
        let memory = MCPMemoryRecord(content: text).memory(author: user, at: clock.now())
        events.stored(memory, in: access.workspace, at: clock.now())
    }

    /// The events that wait in a stream once nothing more comes.
    private func texts(_ stream: AsyncStream<ServerEvent>) async -> [String] {
        revocations.bump()
        events.stored(
            Memory(id: "end", text: "end", kind: .semantic, createdAt: clock.now()),
            in: shop.id,
            at: clock.now()
        )
        var all: [String] = []
        for await event in stream { all.append(String(decoding: event.bytes, as: UTF8.self)) }
        return all
    }

    @Test("A service sees its workspace, a service of another workspace nothing")
    func workspaces() async throws {
        let own = try stream(People.service(in: shop))
        try store("tea", of: "carol", by: People.service(in: People.team("other")))
        try store("coffee", of: "carol", by: People.service(in: shop))
        let seen = await texts(own)
        #expect(seen.count == 1 && seen[0].hasPrefix("event: memory_stored\ndata: {"))
        #expect(seen[0].contains("\"content_preview\":\"coffee\""))
    }

    @Test("A revocation ends every stream before another event; an expired credential its own")
    func endings() async throws {
        let expiring = try stream(People.service(in: shop), until: clock.now().advanced(by: .seconds(60)))
        try store("tea", of: nil, by: People.service(in: shop))
        clock.advance(by: .seconds(61))
        try store("coffee", of: nil, by: People.service(in: shop))
        var seen: [String] = []
        for await event in expiring { seen.append(String(decoding: event.bytes, as: UTF8.self)) }
        #expect(seen.count == 1 && seen[0].contains("tea"))
        let other = try stream(People.service(in: shop))
        #expect(await texts(other).isEmpty)
    }

    @Test("A ticket works once, for a minute, and not after a revocation")
    func tickets() throws {
        let principal = People.service(in: shop)
        func ticket() throws -> String {
            try events.ticket(for: principal, in: shop.id, at: clock.now(), random: random)
        }
        let first = try ticket()
        #expect(events.redeem(first, at: clock.now())?.principal === principal)
        #expect(events.redeem(first, at: clock.now()) == nil)
        let late = try ticket()
        #expect(events.redeem(late, at: clock.now().advanced(by: .seconds(60))) == nil)
        let revoked = try ticket()
        revocations.bump()
        #expect(events.redeem(revoked, at: clock.now()) == nil)
        #expect(events.redeem("", at: clock.now()) == nil)
    }
}
