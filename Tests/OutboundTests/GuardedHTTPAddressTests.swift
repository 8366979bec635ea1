import Base
import NIOHTTP1
import Testing

@testable import Outbound

@Suite("Guarded HTTP, which addresses are reached (standards on SSRF)") struct GuardedHTTPAddressTests {
    @Test func theConnectionGoesToTheCheckedAddressForEverySpellingOfTheName() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            for name in ["op.example", "OP.Example"] {
                let names = ScriptedNames(["127.0.0.1"])
                #expect(try await GuardedHTTP.small(names: names).get("http://\(name):\(host.port)/").status == 200)
                #expect(names.lookUps == 1)
            }
            #expect(host.requests.allSatisfy { $0.headers["Host"] == ["op.example:\(host.port)"] })
        }
    }

    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
        "fd00::1", "fe80::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
    ])
    func privateAddressesAreRefusedForURLsFromStrangers(address: String) async throws {
        let http = GuardedHTTP(reach: .internet, limits: .small(), resolver: ScriptedNames([address]))
        #expect(
            await failure { try await http.get("https://client.example/") } == .addressRefused(host: "client.example")
        )
        let mixed = GuardedHTTP(reach: .internet, limits: .small(), resolver: ScriptedNames(["4000::1", address]))
        #expect(
            await failure { try await mixed.get("https://client.example/") } == .addressRefused(host: "client.example")
        )
        let literal = address.contains(":") ? "[\(address)]" : address
        let host = try #require(IPAddress(address)).description
        #expect(await failure { try await http.get("https://\(literal)/") } == .addressRefused(host: host))
    }

    @Test(
        "Other spellings of a loopback address are refused",
        arguments: [
            ("2130706433", .notAURL), ("0177.0.0.1", .notAURL), ("0x7f.1", .notAURL),
            ("[::ffff:127.0.0.1]", .addressRefused(host: "127.0.0.1")),
            ("localhost", .addressRefused(host: "localhost")), ("LOCALHOST.", .addressRefused(host: "localhost")),
        ] as [(String, OutboundFailure)]
    )
    func otherLoopbackSpellings(host: String, refusal: OutboundFailure) async {
        let http = GuardedHTTP(reach: .internet, limits: .small())
        #expect(await failure { try await http.get("https://\(host)/") } == refusal)
    }

    /// First a public address (an unassigned one, so that nothing is sent anywhere), then this machine.
    @Test func aNameThatChangesItsAddressIsResolvedOnce() async throws {
        try await StubHost.serve(tls: true) { _, _ in
            .json("{}")
        } _: { host async throws in
            let names = ScriptedNames(["4000::1"], ["127.0.0.1"])
            let http = GuardedHTTP(reach: .internet, limits: .small(seconds: 0.5), resolver: names)
            #expect(await failure { try await http.get("https://rebind.example:\(host.port)/") } != nil)
            #expect(names.lookUps == 1 && host.connections == 0)
        }
    }

    @Test(
        arguments: [
            (["::1", "127.0.0.1"], ["127.0.0.1", "::1"]), (["::1", "::2"], ["::1", "::2"]), ([], []),
            (["1.0.0.1", "1.0.0.2", "4000::1", "4000::2"], ["1.0.0.1", "4000::1", "1.0.0.2", "4000::2"]),
            (
                ["1.0.0.1", "1.0.0.2", "1.0.0.3", "1.0.0.4", "1.0.0.5", "4000::1"],
                ["1.0.0.1", "4000::1", "1.0.0.2", "1.0.0.3"]
            ),
        ] as [([String], [String])]
    )
    func oneAddressOfEachFamilyIsTriedAndThenAFewMore(addresses: [String], tried: [String]) {
        #expect(GuardedHTTP.candidates(addresses.compactMap { IPAddress($0) }).map(\.description) == tried)
    }

    /// The first address neither accepts nor refuses connections, like a firewall that drops packets.
    @Test func afterAnUnresponsiveAddressTheNextOneIsTried() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            let wall = try UnresponsivePort(address: "127.0.0.2", port: host.port)
            var limits = GuardedHTTP.Limits.small()
            limits.connect = .seconds(2)
            for names in [["127.0.0.2", "127.0.0.1"], ["127.0.0.3", "127.0.0.2", "127.0.0.1"]] {
                let http = GuardedHTTP(reach: .operatorChosen, limits: limits, resolver: ScriptedNames(names))
                #expect(try await http.get("http://op.example:\(host.port)/").status == 200)
            }
            let http = GuardedHTTP(reach: .operatorChosen, limits: limits, resolver: ScriptedNames(["127.0.0.2"]))
            #expect(
                await failure { try await http.get("http://op.example:\(host.port)/") }
                    == .timedOut(url: "http://op.example:\(host.port)/")
            )
            wall.close()
        }
    }

    @Test func aSentRequestIsNotRepeatedAtAnotherAddress() async throws {
        try await StubHost.serve { _, _ in
            .hangUp
        } _: { host async throws in
            let http = GuardedHTTP.small(names: ScriptedNames(["127.0.0.1", "127.0.0.1"]))
            let failure = await failure {
                try await http.post("http://op.example:\(host.port)/", form: [("code", "c")])
            }
            let url = "http://op.example:\(host.port)/"
            #expect(failure == .connectionFailed(url: url, reason: "it closed the connection without a response"))
            #expect(host.requests.count == 1)
        }
    }

    @Test func urlsFromStrangersNeedTLSAndAWebPort() async {
        let http = GuardedHTTP(reach: .internet, limits: .small(), resolver: ScriptedNames(["4000::1"]))
        #expect(await failure { try await http.get("http://client.example/") } == .notSecure(host: "client.example"))
        for port in [22, 25, 80, 6_379, 5_432] {
            let expected = OutboundFailure.portRefused(host: "client.example", port: port)
            #expect(await failure { try await http.get("https://client.example:\(port)/") } == expected)
        }
    }

    @Test func anOperatorCanUseHTTPOnLoopbackOnly() async {
        for address in ["10.0.0.1", "4000::1"] {
            let http = GuardedHTTP.small(names: ScriptedNames([address]))
            #expect(await failure { try await http.get("http://idp.example/") } == .notSecure(host: "idp.example"))
        }
        let mixed = GuardedHTTP.small(names: ScriptedNames(["127.0.0.1", "10.0.0.1"]))
        #expect(await failure { try await mixed.get("http://idp.example/") } == .notSecure(host: "idp.example"))
    }

    /// The host's address is in the container network, so it is private.
    @Test func aContainerReachesOnlyItsHostMachineOverHTTP() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            let http = GuardedHTTP.small(names: ScriptedNames(["0.0.0.0"])).reaching(.operatorChosenFromContainer)
            #expect(try await http.get("http://Host.Docker.Internal:\(host.port)/").status == 200)
            #expect(host.requests.count == 1)
            for name in ["idp.example", "host.docker.internal.example", "xhost.docker.internal", "0.0.0.0"] {
                #expect(await failure { try await http.get("http://\(name):\(host.port)/") } == .notSecure(host: name))
            }
            let outside = GuardedHTTP.small(names: ScriptedNames(["0.0.0.0"]))
            #expect(
                await failure { try await outside.get("http://host.docker.internal:\(host.port)/") }
                    == .notSecure(host: "host.docker.internal")
            )
            #expect(host.requests.count == 1)
        }
    }
}
