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
}
