import Base
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Streams of MCP's former transport belong to the credential that opened them")
struct SSEStreamTests {
    private let fixture: ServerFixture
    private let streams = SSEStreams()
    private let alice = People.person("alice")

    init() async throws {
        fixture = try await ServerFixture()
    }

    private func open(_ id: String, _ principal: Principal) throws -> AsyncStream<ServerEvent> {
        try streams.open(id, for: principal, dispatcher: fixture.dispatcher).events
    }

    @Test("Only who opened a stream can send messages to it")
    func owner() throws {
        let events = try open("a", alice)
        withExtendedLifetime(events) {
            #expect(streams.stream("a", of: alice) != nil)
            #expect(streams.stream("a", of: People.person("bob")) == nil)
            #expect(streams.stream("a", of: People.service(in: People.team("shop"))) == nil)
            #expect(streams.stream("A", of: alice) == nil && streams.stream("", of: alice) == nil)
        }
    }

    @Test("A stream closes when its response is gone")
    func gone() throws {
        do { _ = try open("a", alice) }
        #expect(streams.count == 0 && streams.stream("a", of: alice) == nil)
    }

    @Test("One credential has at most 16 streams: the oldest ends, and nobody else's")
    func most() async throws {
        let bobs = try open("bob", People.person("bob"))
        let own = try (0...SSEStreams.mostOfOne).map { try open("s\($0)", alice) }
        #expect(streams.stream("s0", of: alice) == nil && streams.stream("s1", of: alice) != nil)
        #expect(streams.stream("bob", of: People.person("bob")) != nil)
        var oldest = own[0].makeAsyncIterator()
        #expect(await oldest.next() == nil)
        withExtendedLifetime((bobs, own)) { #expect(streams.count == SSEStreams.mostOfOne + 1) }
    }

    @Test("A client that does not read loses its stream")
    func slow() async throws {
        let events = try open("a", alice)
        let stream = try #require(streams.stream("a", of: alice))
        for _ in 0...SSEStreams.mostWaiting { stream.send(ServerEvent("message", data: "{}".utf8)) }
        #expect(streams.stream("a", of: alice) == nil)
        var count = 0
        for await _ in events { count += 1 }
        #expect(count == SSEStreams.mostWaiting)
    }

    @Test("An event is written as the HTML standard says")
    func format() {
        let event = ServerEvent("message", id: "7", data: "{}".utf8)
        #expect(String(decoding: event.bytes, as: UTF8.self) == "event: message\nid: 7\ndata: {}\n\n")
    }
}
