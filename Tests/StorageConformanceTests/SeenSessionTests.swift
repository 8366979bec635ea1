import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("The last use of browser sessions") struct SeenSessionTests {
    @Test("A session's use is noted with its address, at most once in the interval", arguments: Backend.available)
    func seen(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(1))
            try await fixture.sessions.add(fixture.session("s2"), digest: fixture.digest(2))
            let notes: [(second: Int64, address: String?, shown: Int64, from: String?)] = [
                (10, "192.0.2.1", 10, "192.0.2.1"), (309, "192.0.2.2", 10, "192.0.2.1"), (310, nil, 310, nil),
                (700, "2001:db8::1", 700, "2001:db8::1"),
            ]
            for note in notes {
                try await fixture.sessions.see(
                    ID("s1"),
                    from: note.address,
                    at: fixture.later(note.second),
                    interval: .seconds(300)
                )
                let session = try #require(try await fixture.sessions.session(fixture.digest(1), at: fixture.dawn))
                    .session
                #expect(session.seenAt == fixture.later(note.shown) && session.address == note.from)
            }
            let listed = try await fixture.sessions.sessions(of: ID("us-ann"), at: fixture.dawn)
            #expect(listed.map(\.seenAt) == [fixture.later(700), nil])
        }
    }
}
