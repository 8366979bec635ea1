import Glibc
import Settings
import Testing

@testable import agent_memory

@Suite struct DaemonUnitTests {
    @Test(
        "systemd takes every word as it is written",
        arguments: [
            ("/usr/bin/agent-memory", "/usr/bin/agent-memory"), ("/opt/my tools/am", #""/opt/my tools/am""#),
            ("/srv/100%/am", "/srv/100%%/am"), ("/srv/$HOME", "/srv/$$HOME"), (#"/a"b"#, #""/a\"b""#),
            ("/it's", #""/it's""#),
        ]
    )
    func words(word: String, written: String) {
        #expect(DaemonUnit.quoted(word) == written)
    }

    @Test("The machine's service runs as its own account, a person's does not")
    func account() {
        let machine = Self.unit(account: "agent-memory").text(for: .systemd)
        #expect(machine.contains("\nUser=agent-memory\n"))
        #expect(machine.contains("\nProtectSystem=strict\n"))
        #expect(machine.contains("\nWantedBy=multi-user.target\n"))
        let person = Self.unit(account: nil).text(for: .systemd)
        #expect(!person.contains("User="))
        #expect(person.contains("\nWantedBy=default.target\n"))
    }

    @Test("A property list for launchd escapes markup")
    func launchd() {
        let text = Self.unit(account: nil, program: "/a&b<c/agent-memory").text(for: .launchd)
        #expect(text.contains("<string>/a&amp;b&lt;c/agent-memory</string>"))
    }

    @Test("Units are where systemd looks for them")
    func places() {
        let folders = PersonFolders(environment: ["HOME": "/home/ana"], fallback: "/")
        #expect(
            DaemonPlace(isSystem: false, folders).unitFile == "/home/ana/.config/systemd/user/agent-memory.service"
        )
        #expect(DaemonPlace(isSystem: true, folders).unitFile == "/etc/systemd/system/agent-memory.service")
        #expect(DaemonPlace(isSystem: true, folders).data == "/var/lib/agent-memory")
    }

    private static func unit(account: String?, program: String = "/usr/bin/agent-memory") -> DaemonUnit {
        DaemonUnit(program: program, data: "/var/lib/agent-memory", configuration: nil, account: account)
    }
}
