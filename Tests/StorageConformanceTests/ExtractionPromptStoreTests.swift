import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct ExtractionPromptStoreTests {
    private let page = PageRequest(limit: 10)
    private let later = People.dawn.advanced(by: .seconds(9))

    private func add(_ extractionPrompts: any ExtractionPromptStore, _ access: Access, _ id: String) async throws
        -> Bool
    {
        try await extractionPrompts.add(
            access,
            id: id,
            text: "find the bees",
            description: "about bees",
            annotations: ["team": "hive"],
            at: People.dawn
        )
    }

    private func revise(_ extractionPrompts: any ExtractionPromptStore, _ access: Access, _ text: String?) async throws
        -> Bool
    {
        try await extractionPrompts.revise(access, id: "p", text: text, description: nil, annotations: nil, at: later)
    }

    // MARK: Law

    @Test("A prompt has numbered versions; its other parts have none", arguments: Backend.available)
    func versions(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let extractionPrompts = fixture.stores.extractionPrompts
        let access = fixture.everyone
        #expect(try await add(extractionPrompts, access, "p"))
        #expect(try await add(extractionPrompts, access, "p") == false)
        let first = ExtractionPromptVersion(number: 0, text: "find the bees", createdAt: People.dawn)
        #expect(
            try await extractionPrompts.prompt(access, id: "p")
                == ExtractionPrompt(
                    id: "p",
                    description: "about bees",
                    annotations: ["team": "hive"],
                    current: first,
                    versionCount: 1,
                    updatedAt: People.dawn,
                    archived: false
                )
        )
        #expect(try await revise(extractionPrompts, access, "find the wasps"))
        let isDescribed = try await extractionPrompts.revise(
            access,
            id: "p",
            text: nil,
            description: "about wasps",
            annotations: [:],
            at: later
        )
        #expect(isDescribed)
        let prompt = try #require(try await extractionPrompts.prompt(access, id: "p"))
        let second = ExtractionPromptVersion(number: 1, text: "find the wasps", createdAt: later)
        #expect(prompt.current == second && prompt.versionCount == 2 && prompt.updatedAt == later)
        #expect(prompt.description == "about wasps" && prompt.annotations == [:])
        #expect(try await extractionPrompts.versions(access, id: "p", page: page).items == [second, first])
        #expect(try await extractionPrompts.version(access, id: "p", number: 0) == first)
        #expect(try await extractionPrompts.version(access, id: "p", number: 2) == nil)
        #expect(try await revise(extractionPrompts, fixture.foreign, "x") == false)
    }

    @Test("An archived prompt stays readable and keeps its id; a purged one frees it", arguments: Backend.available)
    func archiveAndPurge(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let extractionPrompts = fixture.stores.extractionPrompts
        let access = fixture.everyone
        #expect(try await add(extractionPrompts, access, "p"))
        #expect(try await revise(extractionPrompts, access, "second"))
        #expect(try await extractionPrompts.archive(access, id: "p", .version(0), at: later))
        #expect(try await extractionPrompts.version(access, id: "p", number: 0)?.archived == true)
        #expect(try await extractionPrompts.archive(access, id: "p", .version(5), at: later) == false)
        #expect(try await extractionPrompts.purge(access, id: "p", .version(1)) == .isCurrent)
        #expect(try await extractionPrompts.purge(access, id: "p", .version(0)) == .removed)
        #expect(try await extractionPrompts.purge(access, id: "p", .version(0)) == .absent)
        #expect(try await extractionPrompts.prompt(access, id: "p")?.versionCount == 1)

        #expect(try await extractionPrompts.archive(access, id: "p", .whole, at: later))
        #expect(try await extractionPrompts.archive(access, id: "p", .whole, at: later), "again")
        #expect(try await extractionPrompts.prompt(access, id: "p")?.archived == true)
        #expect(try await revise(extractionPrompts, access, "third") == false)
        #expect(try await add(extractionPrompts, access, "p") == false, "the id is reserved")
        #expect(try await extractionPrompts.purge(access, id: "p", .whole) == .removed)
        #expect(try await extractionPrompts.purge(access, id: "p", .whole) == .absent)
        #expect(try await extractionPrompts.versions(access, id: "p", page: page).total == 0)
        #expect(try await add(extractionPrompts, access, "p"), "the id is free")
        #expect(try await extractionPrompts.archive(access, id: "x", .whole, at: later) == false)
    }

    // MARK: Race

    @Test("Of racing callers one adds a prompt; each new text gets its own number", arguments: Backend.available)
    func races(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let extractionPrompts = fixture.stores.extractionPrompts
        let access = fixture.everyone
        let added = try await race(20) { _ in try await add(extractionPrompts, access, "p") }
        #expect(added.filter { $0 }.count == 1)
        _ = try await race(20) { number in try await revise(extractionPrompts, access, "text \(number)") }
        let versions = try await extractionPrompts.versions(access, id: "p", page: PageRequest(limit: 100)).items
        #expect(versions.map(\.number) == (0...20).reversed())
        #expect(Set(versions.map(\.text)).count == 21)
    }

    // MARK: Isolation

    @Test("A prompt of another workspace behaves as absent", arguments: Backend.available)
    func strangers(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let extractionPrompts = fixture.stores.extractionPrompts
        #expect(try await add(extractionPrompts, fixture.everyone, "p"))
        #expect(try await add(extractionPrompts, fixture.everyone, "q"))
        for stranger in [fixture.foreign, fixture.bob] {
            #expect(try await extractionPrompts.prompt(stranger, id: "p") == nil)
            #expect(try await extractionPrompts.version(stranger, id: "p", number: 0) == nil)
            #expect(try await extractionPrompts.versions(stranger, id: "p", page: page).total == 0)
            #expect(try await extractionPrompts.prompts(stranger, page: page).total == 0)
            #expect(try await revise(extractionPrompts, stranger, "x") == false)
            #expect(try await extractionPrompts.archive(stranger, id: "p", .whole, at: later) == false)
            #expect(try await extractionPrompts.purge(stranger, id: "p", .whole) == .absent)
        }
        let all = try await extractionPrompts.prompts(fixture.everyone, page: PageRequest(limit: 1, offset: 1))
        #expect(all.items.map(\.id) == ["q"] && all.total == 2)
        await #expect(throws: StoreFailure.self) { _ = try await add(extractionPrompts, fixture.annReading, "r") }
    }
}
