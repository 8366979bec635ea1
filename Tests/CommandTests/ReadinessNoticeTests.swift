import FoundationEssentials
import Glibc
import Testing

@testable import agent_memory

@Suite struct ReadinessNoticeTests {
    @Test("systemd is told when the server is ready, on a socket with a path or an abstract one")
    func told() throws {
        let name = "agent-memory-\(UUID().uuidString)"
        for socket in [FileManager.default.temporaryDirectory.appending(path: name).path, "@" + name] {
            let listener = try Self.listener(socket)
            defer {
                close(listener)
                unlink(socket)
            }
            let manager = try #require(ReadinessNotice(socket))
            manager.notify(.ready)
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = recv(listener, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == "READY=1")
        }
    }

    @Test(
        "Without a socket, or with one that nobody has, nothing happens",
        arguments: [nil, "", "relative", "/nowhere"]
    )
    func absent(variable: String?) {
        ReadinessNotice(variable)?.notify(.ready)
    }

    @Test("A name that no socket can have is ignored")
    func long() {
        ReadinessNotice("/" + String(repeating: "a", count: 4096))?.notify(.stopping)
    }

    private static func listener(_ name: String) throws -> Int32 {
        let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(listener >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let code = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) }
        }
        try #require(code == 0)
        return listener
    }
}
