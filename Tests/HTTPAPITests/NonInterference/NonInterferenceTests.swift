import Base
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Memories
import Testing

@testable import HTTPAPI

/// A person's view depends only on what that person may read: nothing that others store, request, delete or get wrong
/// changes a byte of any response, be it a score, an order, a total, a notice, an error or a page.
///
/// The clock stands still. The comparison leaves out the request's own id, and the numbers that the reader's own reading
/// raises, with the length of the body that they change.
@Suite("Non-interference") struct NonInterferenceTests {
    @Test(
        "A person's view does not change when others act in places that the person cannot see",
        arguments: [1, 2, .random(in: 0 ... .max)] as [UInt64]
    )
    func aPerson(seed: UInt64) async throws {
        let world = try await World(seed: seed)
        try await world.serve { (call) async throws in
            var dice = Dice(seed)
            let readers = [
                ("personal", world.alice), ("private team", world.aliceInTeam), ("shared team", world.aliceInClub),
            ]
            for (_, token) in readers { try await world.fill(call, token, &dice) }
            try await world.catchUp()
            let pages = try await world.pages(call)
            let others = try await world.others(call)
            func see() async throws -> [(String, Answer)] {
                try await world.oauth.server.memories.upkeep.writeEvents()
                var seen: [(String, Answer)] = []
                for (name, token) in readers {
                    for verb in world.verbs.all {
                        seen.append(("\(name): \(verb)", try await verb.ask(call, token: token)))
                    }
                }
                for (name, token) in readers {
                    seen += try await world.records(of: token).all().map { ("\(name): \($0)", $1) }
                }
                for verb in world.verbs.mcp {
                    seen.append(("by OAuth: \(verb)", try await verb.ask(call, token: pages.accessToken)))
                }
                return seen + (try await pages.all())
            }
            try await check(seed, see, others, &dice)
        }
    }

    @Test(
        "Private memories do not change what a stranger sees when reading needs no credential",
        arguments: [4, .random(in: 0 ... .max)] as [UInt64]
    )
    func aStranger(seed: UInt64) async throws {
        let world = try await World(seed: seed)
        try await world.serve { (call) async throws in
            var dice = Dice(seed)
            try await world.fill(call, world.writerOfOpen, &dice)
            try await world.catchUp()
            let others = try await world.others(call)
            func see() async throws -> [(String, Answer)] {
                var seen: [(String, Answer)] = []
                for verb in world.verbs.all { seen.append(("\(verb)", try await verb.ask(call, token: nil))) }
                return seen
            }
            #expect(
                try await see().contains { $0.1.text.contains("\"score\":") },
                "the stranger sees the open workspace"
            )
            try await check(seed, see, others, &dice)
        }
    }

    /// Compares two rounds: before others acted, and after.
    private func check(
        _ seed: UInt64,
        _ see: () async throws -> [(String, Answer)],
        _ others: OtherPeople,
        _ dice: inout Dice
    ) async throws {
        // The first round creates cookies, merges identical memories, and fills caches.
        try await others.act(5, &dice)
        _ = try await see()
        let quiet = try await see()
        var before = try await see()
        compare(quiet, before, "nobody did anything (seed \(seed))")
        for round in 1...2 {
            try await others.act(40, &dice)
            let after = try await see()
            compare(before, after, "round \(round) of others (seed \(seed))")
            before = after
        }
    }

    private func compare(_ before: [(String, Answer)], _ after: [(String, Answer)], _ when: String) {
        #expect(before.count == after.count && before.count > 100)
        var shown = 0
        for ((verb, old), (_, new)) in zip(before, after) where shown < 12 {
            // Nearly all are the same to the byte; only the rest needs `comparable`, which takes long for a page.
            guard old.fields != new.fields || !old.text.utf8.elementsEqual(new.text.utf8) else { continue }
            let (old, new) = (old.comparable, new.comparable)
            guard old != new else { continue }
            shown += 1
            let same = zip(old, new).prefix { $0 == $1 }.count
            let (first, second) = (
                old.dropFirst(max(0, same - 120)).prefix(240), new.dropFirst(max(0, same - 120)).prefix(240)
            )
            Issue.record("\(when): \(verb)\nbefore: …\(first)\nafter:  …\(second)")
        }
    }
}

extension ReadVerb {
    func ask(_ call: Caller, token: String?) async throws -> Answer {
        try await call(method, path, token: token, json: body)
    }
}

extension Answer {
    /// The status and the fields of the head, without those that no two responses share.
    fileprivate var fields: String {
        let own: [HTTPField.Name] = [.requestID, .date, .contentLength]
        let fields = headers.filter { !own.contains($0.name) }.map { "\($0.name): \($0.value)" }
        return "\(status)\n\(fields.sorted().joined(separator: "\n"))\n"
    }

    fileprivate var comparable: String {
        fields
            + text.replacingOccurrences(
                of:
                    #""(access_count|request_id)":("[^"]*"|[0-9]+)|Reference: <code>[^<]*|used [0-9,]+ times?|challenge&quot;:&quot;[^&]*"#,
                with: "",
                options: .regularExpression
            )
            .replacing(
                /[0-9,]+×|Read in 30 days<\/dt><dd>[0-9,]+<small>[0-9,]+ today|Memories read a day[^"]*|(Read|Listed) [0-9,]+ memories|Searched( [0-9,]+ times)?, got ([0-9,]+ memories|nothing)/,
                with: ""
            )
    }
}
