import Foundation
import Settings
import Testing

@testable import agent_memory

/// Every command reports the problems of the settings as one list.
@Suite struct SettingCheckTests {
    private func problems(_ flags: [String: String]) async -> [String] {
        do { _ = try await SettingCheck.settings(SettingInputs(flags: flags)) } catch {
            return (error as? SettingProblems)?.problems.map(\.sentence) ?? ["\(error)"]
        }
        return []
    }

    @Test("Problems of the settings, this machine and the adapters are reported together")
    func oneList() async {
        let found = await problems([
            "http.port": "x", "http.host": "192.0.2.1", "http.trustedProxies": "proxy", "oauth.privateKey": "x",
            "auth.issuers": "a", "auth.issuer.a.url": "ftp://a.example", "auth.issuer.a.audiences": "m",
            "login.providers": "p", "login.provider.p.url": "p.example", "login.provider.p.clientId": "c",
        ])
        let starts = [
            "http.port: “x”", "oauth.privateKey (command line) is not",
            "http.host: this machine has no address 192.0.2.1.",
            "http.trustedProxies: “proxy”", "auth.issuer.a.url: ", "login.provider.p.url: ",
        ]
        for start in starts { #expect(found.contains { $0.hasPrefix(start) }, "\(start) is not in \(found)") }
        #expect(found.count == starts.count)
    }

    @Test("A value that is not an address is one problem", arguments: ["foo bar", "http://x", "127.0.0.1:8000", "*"])
    func listeningAddress(host: String) async {
        #expect(await problems(["http.host": host]).count == 1)
    }

    @Test("An unreadable file of certificates is one problem")
    func certificates() async throws {
        let found = await problems(["outbound.caFile": "/nowhere/ca.pem"])
        #expect(found == ["outbound.caFile: the file /nowhere/ca.pem does not exist."])
        try await withFolder { folder in
            let text = "-----BEGIN CERTIFICATE-----\n"
            let utf16: [UInt8] = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            try Data([0xff, 0xfe] + utf16).write(to: URL(filePath: folder + "/utf16"))
            try Data(text.utf8).write(to: URL(filePath: folder + "/cut"))
            try Data().write(to: URL(filePath: folder + "/empty"))
            try makeFolder(folder + "/directory")
            #expect(mkfifo(folder + "/fifo", 0o600) == 0 && symlink("loop", folder + "/loop") == 0)
            for (name, words) in [
                ("utf16", "contains no certificate in PEM"), ("cut", "contains no certificate in PEM"),
                ("empty", "contains no certificate in PEM"), ("directory", "directory"), ("fifo", "FIFO"),
                ("loop", "link"),
            ] {
                let found = await problems(["outbound.caFile": "\(folder)/\(name)"])
                #expect(found.count == 1, "\(found)")
                #expect(found.first?.hasPrefix("outbound.caFile: the file \(folder)/\(name) ") == true, "\(found)")
                #expect(found.first?.contains(words) == true, "\(found)")
            }
        }
    }

    @Test("A missing setting is reported once")
    func reportedOnce() async {
        #expect(await problems(["auth.issuers": "a"]).count == 2)
    }

    @Test("Addresses of this machine are accepted", arguments: ["127.0.0.1", "0.0.0.0", "localhost"])
    func ownAddresses(host: String) async {
        #expect(await problems(["http.host": host]) == [])
    }

    @Test(
        "`doctor` reports a disk that is nearly full",
        arguments: [(0, 2), (63 << 20, 2), (64 << 20, 1), (1_023 << 20, 1), (1 << 30, 0)] as [(UInt64, Int)]
    )
    func diskSpace(free: UInt64, gravity: Int) throws {
        let found =
            switch DiskSpace.finding(free: free, at: "/data") {
            case .fine: 0
            case .little(let text): text.contains("\(free >> 20) MiB free") ? 1 : -1
            case .none(let text): text.contains("\(free >> 20) MiB free") ? 2 : -1
            }
        #expect(found == gravity)
        #expect(DiskSpace.free(at: "/") != nil && DiskSpace.free(at: "/nowhere") == nil)
    }
}
