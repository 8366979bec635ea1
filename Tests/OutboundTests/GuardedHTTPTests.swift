import Base
import NIOHTTP1
import Testing

@testable import Outbound

@Suite("Guarded HTTP (standards on SSRF; RFC 9111 §5.2.2)") struct GuardedHTTPTests {
    /// Ten minutes where time is not the matter: many tests share few cores.
    private func limits(seconds: Double = 600, bytes: Int = 1_000) -> GuardedHTTP.Limits {
        var limits = GuardedHTTP.Limits.patient
        limits.timeout = .seconds(seconds)
        limits.bytes = bytes
        return limits
    }

    private func client(seconds: Double = 600, names: ScriptedNames? = nil) -> GuardedHTTP {
        if let names { return GuardedHTTP(reach: .operatorChosen, limits: limits(seconds: seconds), resolver: names) }
        return GuardedHTTP(reach: .operatorChosen, limits: limits(seconds: seconds))
    }

    @Test func anAnswerComesWithWhatIsSaidAboutIt() async throws {
        try await StubHost.serve { _, _ in
            .json("{}", [("Cache-Control", "public, max-age=120"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        } _: { host async throws in
            let response = try await client().get(host.url + "/x?y=1")
            #expect(response.status == 200 && response.body == Array("{}".utf8) && response.maxAge == 120)
            #expect(response.date.flatMap(HTTPDate.timestamp) == Timestamp(iso8601: "1994-11-06T08:49:37Z"))
            #expect(host.requests.map(\.uri) == ["/x?y=1"])
        }
    }

    @Test(
        arguments: [
            ("max-age=60", 60), ("no-store", 0), ("no-cache, max-age=60", 0), ("MAX-AGE=5", 5), ("private", nil),
            ("max-age=x", nil),
        ] as [(String, Int?)]
    )
    func cacheControlIsRead(header: String, expected: Int?) async throws {
        try await StubHost.serve { _, _ in
            .json("{}", [("Cache-Control", header)])
        } _: { host async throws in
            #expect(try await client().get(host.url).maxAge == expected)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsAreRefusedAndNotFollowed(status: Int) async throws {
        try await StubHost.serve { _, host in
            .answer(status, "", [("Location", host.url + "/secret")])
        } _: { host async throws in
            #expect(await failure { try await client().get(host.url + "/a") } == .redirected(url: host.url + "/a"))
            #expect(host.requests.map(\.uri) == ["/a"])
        }
    }

    @Test func aStatusIsAnAnswerButNoDocument() async throws {
        try await StubHost.serve { _, _ in
            .answer(404, "no")
        } _: { host async throws in
            #expect(try await client().get(host.url).status == 404)
            // What stands in the query may be a secret.
            #expect(
                await failure { try await client().document(host.url + "/a?key=s") }
                    == .status(url: host.url + "/a", code: 404)
            )
        }
    }

    @Test func aLargeAnswerIsRefusedWhetherAnnouncedOrNot() async throws {
        for reply in [StubHost.Reply.flood(5_000_000), .answer(200, String(repeating: "x", count: 1_001))] {
            try await StubHost.serve { _, _ in
                reply
            } _: { host async throws in
                #expect(await failure { try await client().get(host.url) } == .tooLarge(url: host.url, limit: 1_000))
            }
        }
        try await StubHost.serve { _, _ in
            .answer(200, String(repeating: "x", count: 1_000))
        } _: { host async throws in
            #expect(try await client().get(host.url).body.count == 1_000)
        }
    }

    @Test func silenceAndADripEndAtTheTimeLimit() async throws {
        for reply in [StubHost.Reply.silence, .drip] {
            try await StubHost.serve { _, _ in
                reply
            } _: { host async throws in
                #expect(await failure { try await client(seconds: 0.2).get(host.url) } == .timedOut(url: host.url))
            }
        }
    }

    @Test func nobodyListeningIsSaidWithTheAddress() async throws {
        let url = try await StubHost.serve { _, _ in
            .silence
        } _: {
            $0.url
        }
        #expect(
            await failure { try await client().get(url) } == .connectionFailed(url: url, reason: "connection refused")
        )
    }

    @Test func aNameWithoutAddressIsSaid() async {
        let names = ScriptedNames([])
        #expect(
            await failure { try await client(names: names).get("https://gone.example/") }
                == .nameNotFound("gone.example")
        )
    }

    // MARK: Which addresses

    @Test func theConnectionGoesToTheJudgedAddressWhateverTheSpellingOfTheName() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            for name in ["op.example", "OP.Example"] {
                let names = ScriptedNames(["127.0.0.1"])
                #expect(try await client(names: names).get("http://\(name):\(host.port)/").status == 200)
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
    func theInternetHasNoPrivateAddresses(address: String) async throws {
        let http = GuardedHTTP(reach: .internet, limits: limits(), resolver: ScriptedNames([address]))
        #expect(
            await failure { try await http.get("https://client.example/") } == .addressRefused(host: "client.example")
        )
        let mixed = GuardedHTTP(reach: .internet, limits: limits(), resolver: ScriptedNames(["4000::1", address]))
        #expect(
            await failure { try await mixed.get("https://client.example/") } == .addressRefused(host: "client.example")
        )
        let literal = address.contains(":") ? "[\(address)]" : address
        #expect(await failure { try await http.get("https://\(literal)/") } == .addressRefused(host: address))
    }

    @Test(arguments: ["2130706433", "0177.0.0.1", "0x7f.1", "localhost"])
    func otherSpellingsOfThisMachineAreRefusedToo(host: String) async {
        let http = GuardedHTTP(reach: .internet, limits: limits())
        #expect(await failure { try await http.get("https://\(host)/") } == .addressRefused(host: host))
    }

    /// First a public address (one that nobody was given, so that nothing is sent anywhere), then this machine.
    @Test func aNameThatChangesItsMindIsAskedOnce() async throws {
        try await StubHost.serve(tls: true) { _, _ in
            .json("{}")
        } _: { host async throws in
            let names = ScriptedNames(["4000::1"], ["127.0.0.1"])
            let http = GuardedHTTP(reach: .internet, limits: limits(seconds: 0.5), resolver: names)
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
    func oneOfEachFamilyIsTriedAndThenAFewMore(addresses: [String], tried: [String]) {
        #expect(GuardedHTTP.candidates(addresses.compactMap(NetworkAddress.init)).map(\.text) == tried)
    }

    /// The first takes no connection and refuses none, as behind a firewall that drops.
    @Test func anAddressThatDoesNotAnswerIsNotTheLast() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            let wall = try Wall(address: "127.0.0.2", port: host.port)
            var limits = limits()
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

    @Test func whatWasSentIsNotSentToAnotherAddress() async throws {
        try await StubHost.serve { _, _ in
            .hangUp
        } _: { host async throws in
            let http = client(names: ScriptedNames(["127.0.0.1", "127.0.0.1"]))
            let failure = await failure {
                try await http.post("http://op.example:\(host.port)/", form: [("code", "c")])
            }
            let url = "http://op.example:\(host.port)/"
            #expect(failure == .connectionFailed(url: url, reason: "it closed the connection without an answer"))
            #expect(host.requests.count == 1)
        }
    }

    @Test func theInternetIsReachedOverTLSAndOnWebPortsOnly() async {
        let http = GuardedHTTP(reach: .internet, limits: limits(), resolver: ScriptedNames(["4000::1"]))
        #expect(await failure { try await http.get("http://client.example/") } == .notSecure(host: "client.example"))
        for port in [22, 25, 80, 6_379, 5_432] {
            let expected = OutboundFailure.portRefused(host: "client.example", port: port)
            #expect(await failure { try await http.get("https://client.example:\(port)/") } == expected)
        }
    }

    @Test func anOperatorMayUseHTTPOnLoopbackOnly() async {
        for address in ["10.0.0.1", "4000::1"] {
            let http = client(names: ScriptedNames([address]))
            #expect(await failure { try await http.get("http://idp.example/") } == .notSecure(host: "idp.example"))
        }
        let mixed = client(names: ScriptedNames(["127.0.0.1", "10.0.0.1"]))
        #expect(await failure { try await mixed.get("http://idp.example/") } == .notSecure(host: "idp.example"))
    }

    /// Its address is of the container network: private.
    @Test func aContainerReachesTheMachineItRunsOnOverHTTPAndNothingElse() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            let http = client(names: ScriptedNames(["0.0.0.0"])).reaching(.operatorChosenFromContainer)
            #expect(try await http.get("http://Host.Docker.Internal:\(host.port)/").status == 200)
            #expect(host.requests.count == 1)
            for name in ["idp.example", "host.docker.internal.example", "xhost.docker.internal", "0.0.0.0"] {
                #expect(await failure { try await http.get("http://\(name):\(host.port)/") } == .notSecure(host: name))
            }
            let outside = client(names: ScriptedNames(["0.0.0.0"]))
            #expect(
                await failure { try await outside.get("http://host.docker.internal:\(host.port)/") }
                    == .notSecure(host: "host.docker.internal")
            )
            #expect(host.requests.count == 1)
        }
    }

    // MARK: TLS

    @Test func theCertificateMustBeTrustedAndTheHosts() async throws {
        try await StubHost.serve(tls: true) { _, _ in
            .json("{}")
        } _: { host async throws in
            let names = ScriptedNames(["127.0.0.1"])
            func status(_ http: GuardedHTTP, _ name: String) async throws -> Int {
                try await http.get("https://\(name):\(host.port)/").status
            }
            let own = try GuardedHTTP(
                reach: .operatorChosen,
                limits: limits(),
                resolver: names,
                trusting: Array(Certificate.pem.utf8)
            )
            #expect(try await status(own, "client.example") == 200)
            let unknown = "its certificate has expired, or is of an authority that is not trusted here"
            for (http, name, reason) in [
                (own, "wrong.example", "its certificate is for another name"),
                (client(names: names), "client.example", unknown + "; name one of your own in outbound.caFile"),
            ] {
                let expected = OutboundFailure.tlsFailed(url: "https://\(name):\(host.port)/", reason: reason)
                #expect(await failure { try await status(http, name) } == expected)
            }
        }
    }

    @Test func aPortWithoutTLSIsSaid() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            let url = "https://127.0.0.1:\(host.port)/"
            #expect(
                await failure { try await client().get(url) }
                    == .tlsFailed(url: url, reason: "it does not speak TLS on this port")
            )
        }
    }

    @Test func whatIsTrustedMustBeACertificate() {
        #expect(throws: (any Error).self) { try GuardedHTTP(reach: .operatorChosen, trusting: Array("not PEM".utf8)) }
    }

    // MARK: What is sent

    @Test func aFormIsEncodedAndBasicCredentialsToo() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            _ = try await client().post(host.url, form: [("a b", "c&d=é")], basic: ("id:x", Secret("s e/c")))
            let request = try #require(host.requests.first)
            #expect(request.method == .POST && request.body == "a%20b=c%26d%3D%C3%A9")
            #expect(request.headers["Content-Type"] == ["application/x-www-form-urlencoded"])
            // RFC 6749 §2.3.1: both halves encoded, then joined: `id%3Ax:s%20e%2Fc`.
            #expect(request.headers["Authorization"] == ["Basic aWQlM0F4OnMlMjBlJTJGYw=="])
        }
    }
}
