import Base
import Identity
import SQLStorage
import TestSupport
import Testing

@testable import Authorization

/// Two servers on one PostgreSQL database: what one takes away, the other refuses.
@Suite(.enabled(if: Backend.available.contains(.postgres))) struct SharedRevocationTests {
    /// Every verb that takes a right away or changes one.
    enum Verb: String, Sendable, CaseIterable {
        case removeTokens, disable, disableFederated, delete, erase, demoteAdministrator
        case demoteMember, removeMember, renameTeam, removeTeam
        case pause, resume
        case disconnect, removeClient, unregister, revoke, replayRefreshToken, replayCode, endLogins, forgetAll
        case retireKey

        func run(_ servers: SharedServers) async throws {
            let fixture = servers.one.fixture
            let (now, epoch, stores) = (fixture.now, fixture.epoch, fixture.stores)
            let directories = IdentityDirectories(
                stores: fixture.identity,
                provisioning: Provisioning(time: fixture.clock, random: fixture.random),
                revocations: epoch
            )
            let (users, workspaces) = (directories.users, directories.workspaces)
            let pauses = ApplicationPauses(store: fixture.identity.pauses, revocations: epoch)
            let rotation = KeyRotation(store: stores.keys, vault: fixture.vault, revocations: epoch)
            switch self {
            case .removeTokens:
                let tokens = APITokenDirectory(tokens: fixture.identity.apiTokens, revocations: epoch)
                for token in try await tokens.list() { #expect(try await tokens.remove(token.id)) }
            case .disable: _ = try await users.disable("alice")
            case .disableFederated: _ = try await users.disable("carol")
            case .delete: _ = try await users.delete("alice")
            case .erase: _ = try await users.erase("alice")
            case .demoteAdministrator: _ = try await users.edit("alice", isAdministrator: false)
            case .demoteMember: try await workspaces.setMember(fixture.alice, of: servers.team, role: .reader)
            case .removeMember: try await workspaces.removeMember(fixture.alice, of: servers.team)
            case .renameTeam: _ = try await workspaces.rename(servers.team, to: "store")
            case .removeTeam: try await workspaces.remove(servers.team)
            case .pause, .resume:
                let application = try await application(servers)
                if self == .pause { return try await pauses.pause(application, by: fixture.alice.id, at: now) }
                #expect(try await pauses.resume(application, by: fixture.alice.id))
            case .disconnect:
                let entry = try #require(try await fixture.applications.list(of: fixture.alice.id).first)
                try await fixture.applications.disconnect(entry.id, from: fixture.alice.id)
            case .removeClient:
                #expect(try await AccessRevoker(stores: stores, revocations: epoch).remove(servers.client.id))
            case .unregister:
                let token = try #require(BearerToken(servers.registrationToken.reveal()))
                try await fixture.registration.delete(servers.client.id, token: token)
            case .revoke:
                let client = try await fixture.authenticated(servers.client)
                try await fixture.revocation.revoke(servers.refreshToken.reveal(), by: client, at: now)
            case .replayRefreshToken:
                let next = try await fixture.refresh(servers.refreshToken, servers.client)
                _ = try await fixture.refresh(try #require(next.refreshToken), servers.client)
                let code = await faultCode { _ = try await fixture.refresh(servers.refreshToken, servers.client) }
                #expect(code == .invalidGrant)
            case .replayCode:
                #expect(
                    await faultCode { _ = try await fixture.exchange(servers.code, servers.client) } == .invalidGrant
                )
            case .endLogins: _ = try await Logins(stores: stores, revocations: epoch).endAll(of: fixture.alice)
            case .forgetAll: try await AccessRevoker(stores: stores, revocations: epoch).forgetAll()
            case .retireKey:
                let former = try #require(try await stores.keys.keys().first { $0.state == .current })
                _ = try await rotation.rotate(.es256, at: now)
                try await rotation.retire(former.id)
            }
        }

        private func application(_ servers: SharedServers) async throws -> ApplicationID {
            let token = try #require(servers.credentials["access token"])
            let bearer = try #require(BearerToken(token.reveal()))
            let principal = try await servers.asking.fixture.tokens.authenticate(bearer, at: servers.one.fixture.now)
            return try #require(principal.provenance).application
        }

        /// The verb that must have run before.
        var before: Verb? { self == .resume ? .pause : nil }
    }

    @Test(
        "What one server takes away, the other refuses after it asked the database, for every kind of credential",
        arguments: Verb.allCases
    )
    func otherServerRefuses(verb: Verb) async throws {
        let servers = try await SharedServers()
        // The first request of each person from a provider adds them.
        for token in servers.credentials.values { _ = await servers.one.verdict(token) }
        try await verb.before?.run(servers)
        for instance in [servers.one, servers.other] { try await instance.poll() }
        var before: [String: String] = [:]
        for (name, token) in servers.credentials {
            before[name] = await servers.other.verdict(token)
            #expect(await servers.one.verdict(token) == before[name], "\(name) at the two servers")
            #expect(servers.other.isKnown(token) && servers.one.isKnown(token), "\(name) is not in memory")
        }
        try await verb.run(servers)
        try await servers.other.poll()
        var changed: [String] = []
        for (name, token) in servers.credentials {
            let truth = await servers.asking.verdict(token)
            if truth != before[name] { changed.append(name) }
            #expect(await servers.other.verdict(token) == truth, "\(name) at the other server")
            #expect(await servers.one.verdict(token) == truth, "\(name) at the server that did it")
        }
        #expect(!changed.isEmpty, "nothing changed, so this shows nothing")
    }

    @Test("What takes nothing away leaves the memory of other servers alone")
    func usesDoNotCount() async throws {
        let servers = try await SharedServers()
        let fixture = servers.one.fixture
        for token in servers.credentials.values { _ = await servers.one.verdict(token) }
        let before = try await servers.one.state.revocationNumber()
        try await fixture.tokens.writeLastUse(to: fixture.identity.uses)
        _ = try await fixture.refresh(servers.refreshToken, servers.client)
        _ = try await fixture.client()
        try await servers.backend.add(people: ["dora"])
        #expect(try await servers.one.state.revocationNumber() == before)
    }

    @Test("A server that cannot ask for five seconds serves nothing from memory, and asks again afterwards")
    func silence() async throws {
        struct Unreachable: Error {}
        let servers = try await SharedServers()
        let (other, token) = (servers.other, try #require(servers.credentials["access token"]))
        let good = await other.verdict(token)
        servers.elapsed.advance(by: .milliseconds(4_999))
        #expect(other.isKnown(token) && !other.fixture.epoch.isSilent)
        await #expect(throws: Unreachable.self) { try await other.fixture.epoch.listen { throw Unreachable() } }
        servers.elapsed.advance(by: .milliseconds(1))
        #expect(!other.isKnown(token) && other.fixture.epoch.isSilent)
        #expect(await other.verdict(token) == good)
        #expect(!other.isKnown(token))
        try await SharedRevocationTests.Verb.disconnect.run(servers)
        #expect(await other.verdict(token) == "invalidToken")
        try await other.poll()
        let still = try #require(servers.credentials["preset token"])
        _ = await other.verdict(still)
        #expect(other.isKnown(still) && !other.fixture.epoch.isSilent)
    }

    @Test("A slow answer counts from when it was asked for")
    func slowAnswer() async throws {
        let servers = try await SharedServers()
        let (epoch, elapsed) = (servers.other.fixture.epoch, servers.elapsed)
        try await epoch.listen {
            elapsed.advance(by: .seconds(5))
            return try await servers.other.state.revocationNumber()
        }
        #expect(epoch.isSilent)
    }

    @Test(
        "A token that one server signs with a new key is accepted by the other at once; it reads its keys once a second"
    )
    func unknownKey() async throws {
        let servers = try await SharedServers()
        let (one, other) = (servers.one.fixture, servers.other.fixture)
        func rotated() async throws -> Secret {
            let rotation = KeyRotation(store: one.stores.keys, vault: one.vault, revocations: one.epoch)
            _ = try await rotation.rotate(.es256, at: one.now)
            return try await one.issue(servers.client).accessToken
        }
        #expect(try await other.principal(try #require(servers.credentials["access token"])) != nil)
        let first = try await rotated()
        #expect(try await other.principal(first) != nil)
        let second = try await rotated()
        #expect(await faultCode { _ = try await other.principal(second) } == .invalidToken)
        one.clock.advance(by: .seconds(1))
        #expect(try await other.principal(second) != nil)
        try await servers.other.poll()
        let published = try await other.keys.publicKeys(at: other.now)
        #expect(try await one.keys.publicKeys(at: one.now) == published)
    }
}
