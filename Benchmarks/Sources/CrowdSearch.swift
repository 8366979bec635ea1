import Base
import Identity
import Memories
import SQLStorage

/// Searches of one user among many, compared with the same user alone in a database that the product has written.
///
/// Both must give the same memories with the same scores. So the comparison also shows that the database that
/// `FilledStore` wrote through SQL is the one that the product would have written.
struct CrowdSearch {
    let store: FilledStore

    private static let people = 8
    private static let modes = [SearchMode.semantic, .keyword, .hybrid]

    /// A user's searches among the others, and alone.
    private struct Person {
        let among: SearchedStore
        let alone: SearchedStore
        /// Keeps the database of `alone`.
        let home: TemporaryStores
    }

    func measure() async throws -> [Figure] {
        let (users, each) = store.contents.crowd
        let questions = Questions(seed: 4, count: 200)
        let name = "one of \(users) users of \(each)"
        var figures = [try await firstSearches(name, questions)]
        let people = try await people(questions)
        for mode in Self.modes {
            for (number, question) in questions.all.enumerated() {
                let person = people[number % people.count]
                let (among, alone) = (
                    try await person.among.search(question, mode), try await person.alone.search(question, mode)
                )
                guard among.found.map(\.memory.id) == alone.found.map(\.memory.id),
                    among.found.map(\.score) == alone.found.map(\.score)
                else {
                    throw Problem("\(name): a \(mode.rawValue) search gives another result than alone")
                }
            }
            var (among, alone): ([Double], [Double]) = ([], [])
            for (number, question) in questions.all.enumerated() {
                let person = people[number % people.count]
                among.append(try await person.among.search(question, mode).milliseconds)
                alone.append(try await person.alone.search(question, mode).milliseconds)
            }
            let reference = Figure("alone with \(each): \(mode.rawValue), p50", alone, "ms")
            var figure = Figure("\(name): \(mode.rawValue), p50", among, "ms")
            figure.ratio = .init(to: "alone", value: figure.value / reference.value, moreIsBetter: false, aim: 1.2)
            let tail = Figure(
                name: "\(name): \(mode.rawValue), p95",
                value: Measure.quantile(among, 0.95),
                unit: "ms"
            )
            figures += [reference, figure, tail]
        }
        return figures
    }

    /// The first search of each of many users, whose codes are not in memory yet.
    private func firstSearches(_ name: String, _ questions: Questions) async throws -> Figure {
        var times: [Double] = []
        for (number, question) in questions.all.enumerated() {
            let access = try FilledStore.access(ofCrowd: number * 7 % store.contents.crowd.users)
            times.append(
                try await SearchedStore(store.stores.stores, questions, access).search(question, .semantic).milliseconds
            )
        }
        return Figure("\(name): first search of a user, p50", times, "ms")
    }

    private func people(_ questions: Questions) async throws -> [Person] {
        var people: [Person] = []
        let users = store.contents.crowd.users
        for (user, memories) in try await store.crowd((0..<Self.people).map { $0 * users / Self.people }) {
            let home = try TemporaryStores()
            try await FilledStore.addWorkspace(to: home.stores.stores)
            try await home.stores.memories.put(
                try FilledStore.access(ofCrowd: user, to: .write),
                memories,
                model: FilledStore.model
            )
            let access = try FilledStore.access(ofCrowd: user)
            people.append(
                Person(
                    among: SearchedStore(store.stores.stores, questions, access),
                    alone: SearchedStore(home.stores.stores, questions, access),
                    home: home
                )
            )
        }
        return people
    }
}
