import Base
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Attacks by host and origin (DNS rebinding)") struct HostPolicyTests {
    private static let policy = HostPolicy(hosts: [Host("Memory.example")!], origins: [Origin("https://app.example")!])
        .answering(Origin("https://Public.example:8443")!)

    @Test(
        arguments: [
            ("localhost:8000", nil, true), ("127.0.0.1", nil, true), ("[::1]:8000", nil, true),
            ("LOCALHOST", nil, true),
            ("memory.example:8000", nil, true), ("public.example:8443", nil, true),
            ("evil.example", nil, false), ("localhost.evil.example", nil, false),
            ("127.0.0.1.evil.example", nil, false),
            ("[::2]:8000", nil, false), ("", nil, false), (nil, nil, false),
            ("localhost", "http://localhost:6274", true), ("localhost", "http://127.0.0.1", true),
            ("localhost", "https://app.example", true), ("localhost", "https://public.example:8443", true),
            ("localhost", "https://evil.example", false), ("localhost", "https://localhost.evil.example", false),
            ("localhost", "null", false), ("localhost", "https://public.example", false),
            ("localhost", "http://app.example", false),
            ("evil.example", "http://localhost", false),
        ] as [(String?, String?, Bool)]
    )
    func onlyAllowedHostsAndOriginsAreServed(authority: String?, origin: String?, isAnswered: Bool) {
        let answered: Bool
        do {
            try Self.policy.check(authority: authority, origin: origin)
            answered = true
        } catch {
            answered = false
            #expect((error as? Fault)?.code == .forbidden)
        }
        #expect(answered == isAnswered)
    }
}

@Suite("Attacks by the spelling of hosts and addresses") struct HostileAuthorityTests {
    @Test(
        "A Host header is read as the host that every other parser finds, or is malformed",
        arguments: HostileAuthority.all
    )
    func hostLines(row: HostileAuthority) {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: ["Host": row.written])
        #expect((HostLine.flaw(of: head) == nil) == (row.host != nil))
        let target = HTTPRequestHead(
            version: .http1_1,
            method: .GET,
            uri: "http://\(row.written)/",
            headers: ["Host": row.place ?? "memory.example"]
        )
        #expect((HostLine.flaw(of: target) == nil) == (row.host != nil))
    }

    @Test("A policy accepts its names in every spelling", arguments: HostileAuthority.all)
    func policy(row: HostileAuthority) {
        let policy = HostPolicy(hosts: [Host("memory.example")!], origins: [Origin("https://memory.example")!])
        let isLoopback = row.host.map(["localhost", "127.0.0.1", "[::1]"].contains) == true
        let isOurs = row.host == "memory.example" || isLoopback
        #expect(((try? policy.check(authority: row.written, origin: nil)) != nil) == isOurs)
        #expect(HostPolicy.isLoopback(authority: row.written) == isLoopback)
        #expect(
            policy.allows(origin: "https://\(row.written)")
                == (row.origin == "memory.example" || (isLoopback && row.origin != nil))
        )
    }

    @Test("A forwarded address is trusted only when it is a valid address", arguments: HostileAuthority.all)
    func forwarded(row: HostileAuthority) throws {
        let proxies = TrustedProxies([try #require(IPBlock("10.0.0.7"))])
        let isAddress = IPAddress(zoned: row.written.filter { !"[ ]".contains($0) }) != nil
        let caller = proxies.caller(peer: "10.0.0.7", forwardedFor: [row.written])
        #expect((caller == "10.0.0.7") != isAddress)
    }
}

@Suite("Attacks through a proxy of this machine") struct LocalCallerTests {
    /// A local proxy that adds no header still sends the host name its caller used.
    @Test(
        arguments: [
            ("127.0.0.1", "localhost:8000", [:], true), ("127.0.0.1", "127.0.0.1", [:], true),
            ("::1", "[::1]:8000", [:], true),
            ("::ffff:127.0.0.1", "LOCALHOST", [:], true),
            ("127.0.0.1", "memory.example", [:], false), ("127.0.0.1", "localhost.evil.example", [:], false),
            ("127.0.0.1", "", [:], false),
            ("127.0.0.1", nil, [:], false), ("192.0.2.7", "localhost", [:], false), (nil, "localhost", [:], false),
            ("127.0.0.1", "localhost", [.forwardedFor: "127.0.0.1"], false),
            ("127.0.0.1", "localhost", [.forwarded: "for=x"], false),
            ("127.0.0.1", "localhost", [.via: "1.1 x"], false),
        ] as [(String?, String?, HTTPFields, Bool)]
    )
    func onlyADirectCallUnderALoopbackNameIsLocal(peer: String?, authority: String?, headers: HTTPFields, isLocal: Bool)
        throws
    {
        let channel = EmbeddedChannel()
        if let peer { try channel.connect(to: SocketAddress(ipAddress: peer, port: 9)).wait() }
        let context = EdgeContext(
            source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test"))
        )
        let request = Request(
            head: .init(method: .get, scheme: "http", authority: authority, path: "/setup", headerFields: headers),
            body: .init(buffer: ByteBuffer())
        )
        #expect(context.isLocal(request) == isLocal)
    }
}

@Suite("Attacks by forwarded addresses") struct TrustedProxiesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var proxies: [String] = ["10.0.0.0/8", "192.0.2.7", "fd00::/8"]
        var peer: String? = "10.1.2.3"
        let fields: [String]
        let caller: String?
    }

    @Test(arguments: [
        Case(testDescription: "nobody is trusted", proxies: [], fields: ["198.51.100.1"], caller: "10.1.2.3"),
        Case(
            testDescription: "a stranger's header",
            peer: "203.0.113.9",
            fields: ["198.51.100.1"],
            caller: "203.0.113.9"
        ),
        Case(testDescription: "one hop", fields: ["198.51.100.1"], caller: "198.51.100.1"),
        Case(
            testDescription: "forged entries are on the left",
            fields: ["1.1.1.1, 198.51.100.1"],
            caller: "198.51.100.1"
        ),
        Case(
            testDescription: "several proxies",
            fields: ["198.51.100.1", "192.0.2.7, 10.9.9.9"],
            caller: "198.51.100.1"
        ),
        Case(testDescription: "only proxies", fields: ["10.0.0.1"], caller: "10.0.0.1"),
        Case(
            testDescription: "an invalid address is not trusted",
            fields: ["198.51.100.1, unknown"],
            caller: "10.1.2.3"
        ),
        Case(testDescription: "IPv6", peer: "fd12::1", fields: ["[2001:db8::5]"], caller: "2001:db8::5"),
        Case(
            testDescription: "a mapped address equals its IPv4 address",
            peer: "::ffff:10.1.2.3",
            fields: ["198.51.100.1"],
            caller: "198.51.100.1"
        ),
        Case(testDescription: "no header", fields: [], caller: "10.1.2.3"),
        Case(testDescription: "no peer", peer: nil, fields: ["198.51.100.1"], caller: nil),
    ])
    func theCallerIsTheFirstUntrustedHopFromTheRight(example: Case) throws {
        let proxies = TrustedProxies(example.proxies.compactMap { IPBlock($0) })
        #expect(proxies.caller(peer: example.peer, forwardedFor: example.fields) == example.caller)
    }
}
