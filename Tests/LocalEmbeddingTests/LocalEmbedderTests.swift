import Base
import Dispatch
import Foundation
import Memories
import Synchronization
import TestSupport
import Testing

@testable import LocalEmbedding

@Suite struct LocalEmbedderTests {
    private let directory: TemporaryDirectory
    private let tiny: LocalModel

    init() throws {
        directory = try TemporaryDirectory()
        tiny = try TinyModel.load(from: directory)
    }

    /// Whether a worker has taken its first texts. Calls race: before that, either of two calls may be taken.
    private final class Begun: Sendable {
        private let flag = Mutex(false)
        var value: Bool {
            get { flag.withLock { $0 } }
            set { flag.withLock { $0 = newValue } }
        }
    }

    /// An embedder with one worker, which takes its first texts and then waits until the gate is opened.
    private func held(
        _ gate: DispatchSemaphore,
        queries: Int = 4,
        documents: Int = 4,
        begun: Begun = Begun()
    ) -> LocalEmbedder {
        var options = LocalEmbedder.Options()
        (options.workers, options.queryLimit, options.documentLimit) = (1, queries, documents)
        return LocalEmbedder(model: EmbeddingModel(name: "tiny", dimension: 32), options: options) { [tiny] in
            begun.value = true
            gate.wait()
            return tiny
        }
    }

    private func open(workers: Int = 2) -> LocalEmbedder {
        var options = LocalEmbedder.Options()
        options.workers = workers
        return LocalEmbedder(model: EmbeddingModel(name: "tiny", dimension: 32), options: options) { [tiny] in tiny }
    }

    private func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    @Test(
        "knownShare is the share of a question's words that the model knows",
        arguments: [
            ([], 1), (["🐢"], 0), (["a", "🐢"], 0.5), (["a", "b"], 1), (["ab"], 0.5), (["🐢", "🐝", "a", "🐢"], 0.25),
        ]
            as [([String], Double)]
    )
    func knownShare(words: [String], share: Double) async throws {
        #expect(await open().knownShare(of: words) == share)
    }

    @Test("Documents pause for a question before and within a pass, and continue after it or after a moment")
    func questionsHavePrecedence() async {
        let precedence = QuestionPrecedence(documentWorkers: 1)
        let clock = ContinuousClock()
        precedence.documents { pause in
            pause()
            precedence.questionsCame(1)
            // Nobody answers the question: waits for the longest pause, 10 ms.
            #expect(clock.measure { pause() } > .milliseconds(5))
        }
        precedence.questionsCame(1)
        // Returns although nobody answers the questions.
        #expect(precedence.documents { _ in 1 } == 1)
        let waiting = Task.detached { precedence.documents { pause in pause() } }
        precedence.questionsWent(2)
        await waiting.value
    }

    @Test(arguments: [EmbeddingPurpose.query, .document]) func returnsUnitVectorsInTheOrderOfTheTexts(
        purpose: EmbeddingPurpose
    ) async throws {
        let texts = (0..<700).map { "text \($0) of many" + String(repeating: "ab ", count: $0 % 5) }
        let vectors = try await open().embed(texts, for: purpose)
        let workspace = tiny.makeWorkspace()
        try #require(vectors.count == texts.count)
        for (text, vector) in zip(texts, vectors) {
            #expect(try tiny.embed([text], workspace: workspace).first == vector)
            let norm = vector.elements.reduce(0) { $0 + $1 * $1 }
            #expect(abs(norm - 1) < 1e-5)
        }
    }

    @Test func noTextsGiveNoVectors() async throws {
        #expect(try await open().embed([], for: .query).isEmpty)
    }

    @Test func everyCallerGetsItsOwnVectors() async throws {
        let embedder = open(workers: 3)
        let expected = try tiny.embed((0..<50).map { "\($0) a b" }, workspace: tiny.makeWorkspace())
        try await withThrowingTaskGroup(of: (Int, [Vector]).self) { group in
            for index in 0..<50 {
                group.addTask {
                    (index, try await embedder.embed(["\(index) a b"], for: index % 2 == 0 ? .query : .document))
                }
            }
            for try await (index, vectors) in group { #expect(vectors.first == expected[index]) }
        }
        #expect(embedder.waiting == 0)
    }

    @Test func aFullQueueRefusesImmediately() async throws {
        let gate = DispatchSemaphore(value: 0)
        let begun = Begun()
        let embedder = held(gate, begun: begun)
        async let first = embedder.embed(["held by the worker"], for: .document)
        await until { begun.value }
        async let queued = embedder.embed(["a", "b", "c", "d"], for: .document)
        await until { embedder.waiting >= 4 }
        let fault = await #expect(throws: Fault.self) {
            try await embedder.embed(["one too many", "or two"], for: .document)
        }
        #expect(fault?.code == .unavailable)
        #expect((fault?.hints.retryAfter ?? 0) >= 1)
        // a full queue of documents leaves room for queries
        async let query = embedder.embed(["a b"], for: .query)
        gate.signal()
        #expect(try await first.count == 1)
        #expect(try await queued.count == 4)
        #expect(try await query.count == 1)
    }

    @Test("A question is computed while every worker for documents is busy")
    func questionsHaveWorkersOfTheirOwn() async throws {
        let (gate, begun) = (DispatchSemaphore(value: 0), Begun())
        var options = LocalEmbedder.Options()
        options.workers = 1
        let embedder = LocalEmbedder(
            model: EmbeddingModel(name: "tiny", dimension: 32),
            options: options,
            willCompute: { purpose in
                guard purpose == .document else { return }
                begun.value = true
                gate.wait()
            },
            load: { [tiny] in tiny }
        )
        async let document = embedder.embed(["held by the worker"], for: .document)
        await until { begun.value }
        #expect(try await embedder.embed(["a b"], for: .query).count == 1)
        gate.signal()
        #expect(try await document.count == 1)
    }

    @Test func aCallLargerThanTheQueueIsSplit() async throws {
        let gate = DispatchSemaphore(value: 0)
        gate.signal()
        let embedder = held(gate, documents: 3)
        #expect(try await embedder.embed((0..<20).map { "t\($0)" }, for: .document).count == 20)
    }

    @Test func aCancelledCallLeavesTheQueue() async throws {
        let gate = DispatchSemaphore(value: 0)
        let begun = Begun()
        let embedder = held(gate, documents: 10, begun: begun)
        async let first = embedder.embed(["held by the worker"], for: .document)
        await until { begun.value }
        let cancelled = Task { try await embedder.embed(["a", "b", "c"], for: .document) }
        await until { embedder.waiting >= 3 }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(embedder.waiting <= 1)
        gate.signal()
        #expect(try await first.count == 1)
    }

    @Test func aMissingModelIsUnavailableUntilItIsInstalled() async throws {
        let empty = try TemporaryDirectory()
        let embedder = try LocalEmbedder(store: ModelStore(directory: empty.path))
        let fault = await #expect(throws: Fault.self) { try await embedder.embed(["text"], for: .query) }
        #expect(fault?.code == .unavailable)
        #expect(fault?.hints.advice?.contains("model install all-MiniLM-L6-v2") == true)
        await #expect(throws: Fault.self) { try await embedder.preload() }
    }

    @Test func loadsAgainAfterAFailure() async throws {
        let attempts = Mutex(0)
        let embedder = LocalEmbedder(
            model: EmbeddingModel(name: "tiny", dimension: 32),
            options: LocalEmbedder.Options()
        ) { [tiny] in
            let attempt = attempts.withLock { attempts in
                attempts += 1
                return attempts
            }
            if attempt == 1 { throw MalformedModel("not yet") }
            return tiny
        }
        let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a b"], for: .query) }
        #expect(fault?.code == .unavailable)
        try await embedder.preload()
        #expect(try await embedder.embed(["a b"], for: .query).count == 1)
        #expect(attempts.withLock { $0 } == 2)
    }

    @Test("A model whose file was changed is unavailable once, and then loaded again")
    func changedFile() async throws {
        let loads = Mutex(0)
        let embedder = LocalEmbedder(
            model: EmbeddingModel(name: "tiny", dimension: 32),
            options: LocalEmbedder.Options()
        ) { [directory] in
            loads.withLock { $0 += 1 }
            return try TinyModel.load(from: directory)
        }
        let before = try await embedder.embed(["a b"], for: .document)
        #expect(truncate(directory.path + "/model.safetensors", 100) == 0)
        for purpose in [EmbeddingPurpose.document, .query] {
            let fault = await #expect(throws: Fault.self) { try await embedder.embed(["a b"], for: purpose) }
            #expect(fault?.code == .unavailable && fault?.cause is MalformedModel)
            #expect(!embedder.isLoaded)
            #expect(try await embedder.embed(["a b"], for: purpose) == before)
            #expect(truncate(directory.path + "/model.safetensors", 100) == 0)
        }
        #expect(loads.withLock { $0 } == 3)
    }
}
