import Base
import FoundationEssentials
import Identity
import Memories
import TestSupport
import Testing

@testable import SQLStorage

/// Memories of an earlier version are added to the keyword index later; until then nothing is lost, found twice or
/// counted wrongly.
@Suite("The keyword index and memories of an earlier version")
struct WordIndexTests {
    private let file: TemporaryDatabase
    private var database: SQLiteDatabase { file.database }
    private let store: SQLMemoryStore
    private let ann: Access
    private let everyone: Access

    init() async throws {
        file = try TemporaryDatabase()
        let database = file.database
        store = SQLMemoryStore(database: database, cache: VectorCache(byteLimit: 1 << 20))
        _ = try await SQLUserStore(database: database).add(People.user("ann"), personal: People.personal("ann"))
        let app = People.team("app", privacy: .privatePerUser)
        _ = try await SQLWorkspaceStore(database: database).add(app)
        ann = try AccessPolicy.access(People.person("ann"), to: .write)
        everyone = try AccessPolicy.access(People.service(in: app), to: .administer)
    }

    private func addProfile(_ user: String) async throws {
        _ = try await SQLUserProfileStore(database: database).add(
            everyone,
            UserProfile(id: user, name: "U", createdAt: People.dawn)
        )
    }

    private func put(_ access: Access, _ id: String, _ text: String, user: String? = nil) async throws {
        let memory = Memory(id: id, text: text, kind: .semantic, userID: user ?? access.author, createdAt: People.dawn)
        try await store.put(access, [StoredMemory(memory: memory, searchText: text, vector: nil)], model: nil)
    }

    /// The state after migrating a database of an earlier version.
    private func forgetIndex() async throws {
        _ = try await database.commit([
            .run("INSERT INTO memory_terms (memory_terms) VALUES ('delete-all')"),
            .run("UPDATE word_totals SET memories = 0, words = 0, unindexed = (SELECT max(row_id) FROM memories)"),
        ])
    }

    private func scores(_ access: Access, _ words: [String]) async throws -> [String: UInt64] {
        let request = CandidateRequest(words: words, vector: nil, model: nil, filter: MemoryFilter(), limit: 5_000)
        let found = try await store.candidates(access, request)
        return Dictionary(uniqueKeysWithValues: found.map { ("\($0.row) \($0.id)", ($0.lexical ?? -1).bitPattern) })
    }

    private func total(_ filter: MemoryFilter = MemoryFilter()) async throws -> Int {
        try await store.list(everyone, filter, order: .newestFirst, page: PageRequest(limit: 1)).total
    }

    private func totals() async throws -> [[Int64]] {
        try await database.rows(
            "SELECT t.partition_id, t.memories, t.words FROM word_totals t WHERE t.memories > 0 ORDER BY t.partition_id"
        ).map { [try $0.integer("partition_id"), try $0.integer("memories"), try $0.integer("words")] }
    }

    /// The expected totals.
    private func counted() async throws -> [[Int64]] {
        try await database.rows(
            "SELECT m.partition_id, count(*) AS memories, sum(word_count(m.search_text)) AS words FROM memories m GROUP BY m.partition_id ORDER BY 1"
        ).map { [try $0.integer("partition_id"), try $0.integer("memories"), try $0.integer("words")] }
    }

    @Test("Merging the parts of the keyword index leaves few of them and changes no score")
    func mergingChangesNoScore() async throws {
        func parts() async throws -> Int64 {
            try await database.number("SELECT count(DISTINCT segid) FROM memory_terms_idx")
        }
        // Each commit adds a part. FTS5 merges sixteen small ones, so the last fifteen are left.
        for number in 0..<59 { try await put(ann, "m\(number)", "tea number \(number)") }
        try await put(everyone, "other", "tea of another user", user: "bob")
        try await #require(parts() >= 8)
        let before = (ann: try await scores(ann, ["tea", "7"]), all: try await scores(everyone, ["tea"]))
        try await store.tidyWords()
        #expect(try await parts() == 1)
        #expect(try await scores(ann, ["tea", "7"]) == before.ann && before.ann.count == 59)
        #expect(try await scores(everyone, ["tea"]) == before.all)
        _ = try await store.delete(ann, ids: ["m7"])
        try await put(ann, "m8", "coffee")
        #expect(try await scores(ann, ["tea"]).count == 57)
        #expect(try await totals() == counted())
        try await store.tidyWords()
        #expect(try await parts() > 1, "too few parts to be worth a merge")
    }

    @Test(
        "The first search indexes a small user's memories; a large user's result says what is missing until all are indexed"
    )
    func searchesIndexWhatTheyNeed() async throws {
        let many = (0..<700).map { index in
            let memory = Memory(
                id: "m\(index)",
                text: "tea number \(index)",
                kind: .semantic,
                userID: "big",
                createdAt: People.dawn
            )
            return StoredMemory(memory: memory, searchText: memory.text, vector: nil)
        }
        try await store.put(everyone, many, model: nil)
        try await put(ann, "m", "tea")
        let before = (ann: try await scores(ann, ["tea"]), all: try await scores(everyone, ["tea"]))
        try await forgetIndex()
        #expect(try await store.unindexedWords() == 701)
        #expect(try await store.hasUnindexedWords(ann, of: nil))
        #expect(try await scores(ann, ["tea"]) == before.ann)
        #expect(try await !store.hasUnindexedWords(ann, of: nil))
        let some = try await scores(everyone, ["tea"])
        #expect(some.count == 500 && some.keys.allSatisfy { before.all[$0] != nil }, "the newest first")
        #expect(try await store.hasUnindexedWords(everyone, of: nil))
        #expect(try await store.hasUnindexedWords(everyone, of: TagFilter([.equal("big")])))
        #expect(try await !store.hasUnindexedWords(everyone, of: TagFilter([.equal("small")])))
        #expect(try await store.unindexedWords() == 200)
        #expect(try await total() == 700, "a list counts memories that are not indexed yet")
        var batches = 0
        while try await store.indexWords(limit: 64) > 0 { batches += 1 }
        #expect(batches == 4)
        #expect(try await scores(everyone, ["tea"]) == before.all)
        #expect(try await store.unindexedWords() == 0)
        #expect(try await totals() == counted())
        #expect(try await total() == 700)
        for (user, count) in [("big", 700), ("small", 0)] {
            var filter = MemoryFilter()
            filter.userID = TagFilter([.equal(user)])
            #expect(try await total(filter) == count)
        }
    }

    @Test(
        "Writing, changing, moving and deleting memories during indexing gives the same index as a new one",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func changesMeanwhile(seed: UInt64) async throws {
        let random = SeededRandom(seed)
        func draw(_ count: Int) -> Int { Int(random.bytes(4).reduce(0) { $0 << 8 | UInt64($1) } % UInt64(count)) }
        let words = ["tea", "dog", "花生", "climbing", "café"]
        func text() -> String { (0...draw(6)).map { _ in words[draw(words.count)] }.joined(separator: " ") }
        let users = (0..<20).map { "user\($0)" }
        for user in users { try await addProfile(user) }
        for index in 0..<120 { try await put(everyone, "m\(index % 40)", text(), user: users[draw(20)]) }
        try await forgetIndex()
        for _ in 0..<120 {
            let user = users[draw(20)]
            switch draw(5) {
            case 0: try await put(everyone, "m\(draw(50))", text(), user: user)
            case 1: _ = try await store.delete(everyone, ids: ["m\(draw(50))"])
            case 2:
                guard let old = try await store.memory(everyone, id: "m\(draw(50))") else { continue }
                var new = old
                (new.userID, new.text) = (user, text())
                _ = try await store.replace(
                    everyone,
                    StoredMemory(memory: new, searchText: new.text, vector: nil),
                    previous: old,
                    model: nil
                )
            case 3: _ = try await store.indexWords(limit: 1 + draw(9))
            default:
                guard draw(4) == 0 else { continue }
                _ = try await SQLUserProfileStore(database: database).delete(everyone, id: user)
            }
        }
        while try await store.indexWords(limit: 7) > 0 {}
        #expect(try await totals() == counted(), "seed \(seed)")
        let built = try await scores(everyone, words)
        try await forgetIndex()
        while try await store.indexWords(limit: 1_000) > 0 {}
        #expect(try await scores(everyone, words) == built, "seed \(seed)")
        #expect(!built.isEmpty)
        _ = try await database.commit([.run("INSERT INTO memory_terms (memory_terms) VALUES ('integrity-check')")])
    }

    @Test("Two processes that index at once index each memory once")
    func racingIndexers() async throws {
        for index in 0..<200 { try await put(everyone, "m\(index)", "tea \(index)", user: "user\(index % 5)") }
        let before = try await scores(everyone, ["tea"])
        try await forgetIndex()
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [store] in
                    while try await store.indexWords(limit: 10) > 0 {}
                }
            }
            try await group.waitForAll()
        }
        #expect(try await scores(everyone, ["tea"]) == before)
        #expect(try await totals() == counted())
    }

    @Test("Deleting a user or a workspace deletes the words of their memories")
    func deletionDeletesWords() async throws {
        for index in 0..<5 { try await put(ann, "m\(index)", "tea \(index)") }
        try await put(everyone, "m", "tea", user: "u")
        try await addProfile("u")
        #expect(try await SQLUserStore(database: database).delete(ID("us-ann")))
        #expect(try await SQLUserProfileStore(database: database).delete(everyone, id: "u"))
        #expect(try await totals() == [])
        #expect(try await database.number("SELECT count(*) FROM word_totals") == 0)
        #expect(try await database.number("SELECT count(*) FROM memory_terms_docsize") == 0)
    }

    @Test("A memory that is replaced with a repeated topic is stored")
    func aRepeatedTopic() async throws {
        for topics in [["a"], ["b", "b"]] {
            let memory = Memory(
                id: "m",
                text: "t",
                kind: .semantic,
                userID: ann.author,
                topics: topics,
                createdAt: People.dawn
            )
            try await store.put(ann, [StoredMemory(memory: memory, searchText: "t", vector: nil)], model: nil)
        }
        #expect(try await store.memory(ann, id: "m")?.topics == ["b", "b"])
    }

    /// FTS5's own stemmer, which earlier versions used, is the reference.
    @Test("English words have the stems that FTS5's Porter tokenizer gives them")
    func stemsAreThoseOfSQLite() async throws {
        let words = Self.english.split(separator: " ").map(String.init)
        _ = try await database.commit(
            [
                .run("CREATE VIRTUAL TABLE reference USING fts5(word, tokenize = 'porter unicode61')"),
                .run("CREATE VIRTUAL TABLE reference_terms USING fts5vocab('reference', 'instance')"),
            ] + words.enumerated().map { SQLStep.run("INSERT INTO reference (rowid, word) VALUES (\($0), \($1))") }
        )
        let rows = try await database.rows("SELECT doc, term FROM reference_terms ORDER BY doc")
        let stems = try rows.map { try $0.text("term") }
        #expect(stems.count == words.count && words.count > 100)
        for (word, stem) in zip(words, stems) {
            #expect(WordTokens.ofQuestion([word]).last?.text == "~\(stem)", "\(word)")
        }
    }

    private static let english = """
        caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing \
        fizzed failing filing happy sky relational conditional rational valenci hesitanci digitizer conformabli radicalli differentli vileli \
        analogousli vietnamization predication operator feudalism decisiveness hopefulness callousness formaliti sensitiviti sensibiliti \
        triplicate formative formalize electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable \
        defensible irritant replacement adjustment dependent adoption homologou communism activate angulariti homologous effective bowdlerize \
        probate rate cease controll roll yes eyes day dayed played crying cries by syzygy y yy ying eed aed s ss es ies sses its this 1990s \
        mp3s b2bing a1 logi apologi ion sion tion action nation lion onion ement cement meant element agreement seeing seed seeding generate \
        generalizations oscillators running runs ran climbing climbed mountains violin violins allergic peanuts hospital meeting meetings \
        cooking garage repair working works doctor prefers preferring green teas weekends matting mating meetness skis dying lying flies dies
        """
}
