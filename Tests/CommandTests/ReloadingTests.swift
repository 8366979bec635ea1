import Identity
import Logging
import Settings
import TestSupport
import Testing

@testable import agent_memory

@Suite struct ReloadingTests {
    private func settings(_ flags: [String: String]) throws -> ServerSettings {
        try ServerSettings(SettingInputs(flags: flags))
    }

    @Test("A reload applies what can change, and names what needs a restart")
    func applies() async throws {
        let (level, requests, log) = (LogLevel(.info), RequestLogging(true), LogRecorder())
        let fresh = try settings([
            "log.level": "debug", "log.requests": "false", "limits.batchSize": "7", "http.port": "1",
        ])
        let reloading = Reloading(settings: try settings([:]), level: level, requests: requests, logger: log.logger) {
            fresh
        }
        await reloading.turn()
        #expect(level.value == .debug && !requests.isOn)
        #expect(log.text.contains("needs_restart=http.port, limits.batchSize"), "\(log.text)")
    }

    @Test("Settings that cannot be used change nothing")
    func refused() async throws {
        let (level, requests, log) = (LogLevel(.info), RequestLogging(true), LogRecorder())
        let reloading = Reloading(settings: try settings([:]), level: level, requests: requests, logger: log.logger) {
            try ServerSettings(SettingInputs(flags: ["log.level": "loud"]))
        }
        await reloading.turn()
        #expect(level.value == .info && requests.isOn)
        #expect(log.text.contains("the former ones stay") && log.text.contains("loud"), "\(log.text)")
    }

    @Test("When a part of the server refuses the settings, nothing changes")
    func refusedByAPart() async throws {
        let (level, requests, log) = (LogLevel(.info), RequestLogging(true), LogRecorder())
        let fresh = try settings(["log.level": "debug"])
        let reloading = Reloading(
            settings: try settings([:]),
            level: level,
            requests: requests,
            logger: log.logger,
            apply: { _ in throw CommandFailure("auth.issuer.house does not respond.") },
            read: { fresh }
        )
        await reloading.turn()
        #expect(level.value == .info && requests.isOn)
        #expect(log.text.contains("auth.issuer.house does not respond"), "\(log.text)")
    }

    @Test("Identity providers that did not change keep their keys in a reload")
    func issuers() async throws {
        let house = [
            "auth.issuer.house.url": "http://127.0.0.1:1/house", "auth.issuer.house.audiences": "memory",
        ]
        let start = try settings(house.merging(["auth.issuers": "house"]) { $1 })
        let former = try await TrustedIssuerWiring(start, time: ManualClock())
        let both = try settings(
            house.merging([
                "auth.issuers": "house,garden", "auth.issuer.garden.url": "http://127.0.0.1:1/garden",
                "auth.issuer.garden.audiences": "memory",
            ]) { $1 }
        )
        #expect(
            SettingChanges.keys(from: start, to: both).filter(Wiring.isOfIssuers).contains("auth.issuer.garden.url")
        )
        let fresh = try await TrustedIssuerWiring(
            start,
            issuers: both.auth.issuers,
            keeping: former.issuers,
            time: ManualClock()
        )
        #expect(fresh.issuers.map(\.trust.name) == ["house", "garden"])
        #expect(fresh.issuers[0].connection === former.issuers[0].connection)
    }
}
