import Base
import Identity
import TestSupport
import Testing

@Suite struct ApplicationPauseStoreTests {
    private let document = ApplicationID(.document, id: "https://client.example/id")
    private let foreign = ApplicationID(.issuer, id: "client", issuer: "https://issuer.example")
    private let ann = ID<User>("us-ann")

    private func opened(_ backend: Backend) async throws -> TemporaryStores {
        let stores = try backend.open()
        for name in ["ann", "bob"] {
            _ = try await stores.identity.users.add(People.user(name), personal: People.personal(name))
        }
        return stores
    }

    private func time(_ second: Int) -> Timestamp { People.dawn.advanced(by: .seconds(second)) }

    @Test("A pause is one user's, keeps its first time, and ends once", arguments: Backend.available)
    func pauseAndResume(backend: Backend) async throws {
        let stores = try await opened(backend)
        let pauses = stores.identity.pauses
        #expect(try await !pauses.hasPauses())
        try await pauses.pause(document, by: ann, at: time(1))
        #expect(try await pauses.hasPauses())
        try await pauses.pause(document, by: ann, at: time(2))
        try await pauses.pause(foreign, by: ann, at: time(3))
        #expect(try await pauses.pausedAt(document, by: ann) == time(1))
        #expect(try await pauses.pausedAt(document, by: ID("us-bob")) == nil)
        // Every part of the identity counts.
        for other in [
            ApplicationID(.registered, id: document.id),
            ApplicationID(.issuer, id: foreign.id, issuer: "https://other.example"),
        ] {
            #expect(try await pauses.pausedAt(other, by: ann) == nil)
        }
        #expect(
            try await pauses.paused(by: ann) == [
                PausedApplication(application: foreign, pausedAt: time(3)),
                PausedApplication(application: document, pausedAt: time(1)),
            ]
        )
        let (application, user) = (document, ann)
        let ended = try await race(4) { _ in try await pauses.resume(application, by: user) }
        #expect(ended.filter(\.self).count == 1)
        #expect(try await pauses.paused(by: ann).map(\.application) == [foreign])
    }

    @Test("Pauses go with their user, and an unknown user pauses nothing", arguments: Backend.available)
    func deletedUser(backend: Backend) async throws {
        let stores = try await opened(backend)
        let pauses = stores.identity.pauses
        try await pauses.pause(document, by: ID("us-none"), at: time(1))
        #expect(try await pauses.paused(by: ID("us-none")).isEmpty)
        try await pauses.pause(document, by: ann, at: time(1))
        #expect(try await stores.identity.users.delete(ann))
        #expect(try await pauses.paused(by: ann).isEmpty)
    }
}
