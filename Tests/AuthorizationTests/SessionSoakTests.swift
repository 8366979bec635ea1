import Authorization
import Base
import Foundation
import Identity
import TestSupport
import Testing

/// Thirty simulated days of clients that refresh as real ones do (facts of November 2026). The clock is the test's own;
/// SOAK_DAYS sets a longer run.
@Suite("Soak: sessions survive real clients, and thieves do not") struct SessionSoakTests {
    /// How a simulated client refreshes.
    enum Habit: String, CaseIterable, Sendable {
        /// Refreshes once, when its access token has expired.
        case plain
        /// Sends four refreshes with one token at the same time, one for each waiting request.
        case parallel
        /// Two processes with a copy of the token each: the second refreshes half a minute after the first.
        case twoProcesses
        /// Loses every third response and sends the same token again.
        case lostResponse
        /// Is closed for four days at a time, then presents the generation it went to sleep with.
        case fourDaysLate
        /// Claude's proxy: does not refresh for 24 hours.
        case noRefreshForADay
        /// Refreshes at every start, although its access token is still valid.
        case eagerAtStart
        /// Authenticates with a secret, and sends every refresh twice.
        case confidential

        var redirect: String {
            self == .noRefreshForADay ? "https://claude.ai/api/mcp/auth_callback" : AuthorizationFixture.redirect
        }
        /// Whether it runs in this hour, counted from the start.
        func runs(_ hour: Int) -> Bool {
            switch self {
            case .fourDaysLate: hour % (5 * 24) < 3
            case .noRefreshForADay: hour % 24 == 0 || hour % 24 == 23
            default: (9..<11).contains(hour % 24)
            }
        }
    }

    private final class Simulated {
        let habit: Habit
        let fixture: AuthorizationFixture
        let client: Client
        let secret: [String: String?]
        var access: Secret
        var refresh: Secret
        var expiresAt: Timestamp
        var refreshes = 0
        var generations: [Secret] = []

        init(_ habit: Habit, _ fixture: AuthorizationFixture) async throws {
            (self.habit, self.fixture) = (habit, fixture)
            let registered = try await fixture.client([
                "client_name": .string(habit.rawValue), "redirect_uris": [.string(habit.redirect)],
                "token_endpoint_auth_method": habit == .confidential ? "client_secret_post" : "none",
            ])
            client = registered.client
            secret = registered.secret.map { ["client_secret": $0.reveal()] } ?? [:]
            let place: [String: String?] = ["redirect_uri": habit.redirect]
            let response = try await fixture.exchange(
                fixture.code(client, place),
                client,
                place.merging(secret) { $1 }
            )
            (access, refresh) = (response.accessToken, try #require(response.refreshToken))
            expiresAt = fixture.now.advanced(by: .seconds(response.expiresIn))
        }

        /// An hour of work: one call, after a refresh where the client does one.
        func work() async throws {
            if expiresAt <= fixture.now || habit == .eagerAtStart { try await renew() }
            #expect(try await fixture.principal(access) != nil, "\(habit)")
        }

        private func ask() async throws -> TokenResponse { try await fixture.refresh(refresh, client, secret) }

        private func keep(_ response: TokenResponse) throws {
            generations.append(refresh)
            (access, refresh) = (response.accessToken, try #require(response.refreshToken))
            expiresAt = fixture.now.advanced(by: .seconds(response.expiresIn))
            refreshes += 1
        }

        private func renew() async throws {
            switch habit {
            case .plain, .fourDaysLate, .noRefreshForADay, .eagerAtStart: try keep(try await ask())
            case .parallel:
                let (fixture, client, token) = (fixture, client, refresh)
                let answers = try await withThrowingTaskGroup(of: TokenResponse.self) { group in
                    for _ in 0..<4 { group.addTask { try await fixture.refresh(token, client) } }
                    return try await group.reduce(into: [TokenResponse]()) { $0.append($1) }
                }
                #expect(Set(answers.compactMap(\.refreshToken)).count == 1)
                try keep(answers[3])
            case .twoProcesses:
                let first = try await ask()
                fixture.clock.advance(by: .seconds(30))
                let second = try await ask()
                #expect(try await fixture.principal(first.accessToken) != nil)
                try keep(second)
            case .lostResponse:
                let lost = refreshes.isMultiple(of: 3)
                if lost { _ = try await ask() }
                if lost { fixture.clock.advance(by: .seconds(10)) }
                try keep(try await ask())
            case .confidential:
                _ = try await ask()
                try keep(try await ask())
            }
        }
    }

    private static func simulate(_ fixture: AuthorizationFixture, days: Int) async throws -> [Simulated] {
        var clients: [Simulated] = []
        for habit in Habit.allCases { clients.append(try await Simulated(habit, fixture)) }
        let start = fixture.now
        // Only hours in which a client runs or upkeep is due.
        for hour in 0..<(24 * days) where hour % 24 == 0 || clients.contains(where: { $0.habit.runs(hour) }) {
            let time = start.advanced(by: .seconds(hour * 3_600 + 60))
            fixture.clock.advance(by: max(.zero, time.since(fixture.now)))
            for client in clients where client.habit.runs(hour) { try await client.work() }
            if hour % 24 == 0 {
                try await fixture.stores.removeExpired(at: fixture.now, clientsUnusedFor: .seconds(90 * 86_400))
            }
        }
        return clients
    }

    private static let days = max(30, ProcessInfo.processInfo.environment["SOAK_DAYS"].flatMap { Int($0) } ?? 0)

    @Test("In thirty days no client has to log in again")
    func nobodyLogsInAgain() async throws {
        let fixture = try await AuthorizationFixture()
        let clients = try await Self.simulate(fixture, days: Self.days)
        #expect(clients.count == 8)
        for client in clients {
            let least =
                switch client.habit {
                case .noRefreshForADay: Self.days - 1
                case .fourDaysLate: Self.days / 5
                default: Self.days / 3
                }
            #expect(client.refreshes >= least, "\(client.habit)")
        }
        #expect(try await fixture.stores.grants.grants(of: fixture.alice.id).count == 8)
        #expect(try await fixture.stores.grants.ended(of: fixture.alice.id).isEmpty)
    }

    enum Theft: CaseIterable, Sendable {
        /// A copy of a token that was replaced long ago, out of a backup four days old. A client that restores such a
        /// backup looks the same.
        case oldGeneration
        /// A copy of the live token, used before its owner's next refresh.
        case liveTokenFirst
        /// A copy of the live token, used after its owner has replaced it and the window is over.
        case liveTokenLater
    }

    @Test("Every theft ends its family and no other, and is told", arguments: Theft.allCases)
    func everyTheftIsFound(theft: Theft) async throws {
        let fixture = try await AuthorizationFixture()
        let clients = try await Self.simulate(fixture, days: 5)
        for (number, client) in clients.enumerated() {
            let (live, old) = (client.refresh, try #require(client.generations.first))
            func use(_ token: Secret) async -> FaultCode? {
                await faultCode { _ = try await fixture.refresh(token, client.client, client.secret) }
            }
            switch theft {
            case .oldGeneration: #expect(await use(old) == .invalidGrant, "\(client.habit)")
            case .liveTokenFirst:
                #expect(await use(live) == nil)
                fixture.clock.advance(by: .seconds(600))
                #expect(await use(live) == .invalidGrant, "\(client.habit)")
            case .liveTokenLater:
                #expect(await use(live) == nil)
                fixture.clock.advance(by: .seconds(61))
                #expect(await use(live) == .invalidGrant, "\(client.habit)")
            }
            #expect(await faultCode { _ = try await fixture.principal(client.access) } != nil)
            #expect(try await fixture.stores.grants.grants(of: fixture.alice.id).count == clients.count - number - 1)
            #expect(try await fixture.stores.grants.ended(of: fixture.alice.id).count == number + 1)
        }
    }
}
