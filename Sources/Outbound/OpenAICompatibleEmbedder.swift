import AsyncHTTPClient
package import Base
package import Memories
import NIOCore
import NIOHTTP1
import NIOSSL

/// Vectors from a remote endpoint with OpenAI's `POST …/embeddings`, as OpenAI, Ollama and vLLM offer it.
///
/// The address is the operator's, so it can be a private one. Redirects are not followed, because they would carry the
/// key to another host. Responses are limited in size, checked (count, order by `index`, dimension, finite numbers)
/// before use, and normalised here. Texts are sent in batches. A batch is retried after 408, 429, 5xx or a lost
/// connection, within a limited time.
package struct OpenAICompatibleEmbedder: EmbeddingProvider {
    package struct Options: Sendable {
        /// The base URL including the version (`https://api.openai.com/v1`), or with `/embeddings`.
        package var url: String
        package var model: String
        /// Sent as a bearer token; local servers need none.
        package var key: Secret?
        /// The dimension of the model; when nil, `connect` requests one vector and counts.
        package var dimension: Int?
        /// The dimension at the last run of the server; used when `connect` cannot reach the endpoint.
        package var lastDimension: Int?
        /// Requests `dimension` with OpenAI's `dimensions` member, which few other servers know.
        package var sendsDimension = false
        /// The prefix of every text: e5 needs `query: ` and `passage: `, nomic `search_query: ` and `search_document:
        /// `.
        package var queryPrefix = ""
        package var documentPrefix = ""
        /// The maximum length of a text in Unicode scalars; OpenAI refuses a text above 8,192 tokens instead of cutting
        /// it.
        package var textLimit = 8_000
        /// The maximum number of texts in a request.
        package var batchTexts = 64
        /// The time limits of a batch with all its attempts, and of one attempt.
        package var totalTime = Duration.seconds(60)
        package var attemptTime = Duration.seconds(30)
        package var attempts = 4
        package var answerBytes = 32 * 1_048_576

        package init(url: String, model: String) {
            self.url = url
            self.model = model
        }

        /// The capacity of the endpoint: an operator who allows larger requests has a fast one.
        fileprivate var capacity: EmbeddingCapacity {
            let (modest, texts) = (EmbeddingCapacity.modest, max(1, batchTexts))
            let bytes = modest.sliceBytes * max(1, texts / modest.sliceTexts)
            return EmbeddingCapacity(
                questions: modest.questions,
                questionBytes: modest.questionBytes,
                slices: modest.slices,
                bytes: bytes,
                sliceTexts: texts,
                sliceBytes: bytes
            )
        }
    }

    package let model: EmbeddingModel
    package let capacity: EmbeddingCapacity
    /// Why `connect` could not reach the endpoint and used the last dimension instead; nil when it could.
    package let absence: Fault?
    let options: Options
    let url: OutboundURL
    let connections: EmbeddingConnections
    let random: any RandomSource
    let pause: @Sendable (Duration) async throws -> Void

    /// With a configured dimension, sends nothing. Otherwise requests a first vector: repeatedly when no last dimension
    /// is known, once when it is.
    ///
    /// - Throws: `Fault(.invalidRequest)` for an invalid address, and as `embed` does when the endpoint does not
    ///   respond and no dimension is known.
    package static func connect(_ options: Options, random: some RandomSource = SystemRandom()) async throws
        -> OpenAICompatibleEmbedder
    {
        try await connect(options, random: random) { try await Task.sleep(for: $0) }
    }

    static func connect(
        _ options: Options,
        random: some RandomSource,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) async throws -> OpenAICompatibleEmbedder {
        // Some endpoints need a version or a key in the query.
        let query = options.url.firstIndex(of: "?").map { String(options.url[$0...]) } ?? ""
        let address = options.url.dropLast(query.count)
        let path = String(address.hasSuffix("/") ? address.dropLast() : address)
        guard let url = OutboundURL((path.hasSuffix("/embeddings") ? path : path + "/embeddings") + query) else {
            throw Fault(.invalidRequest, "The address of the embedding endpoint is not an http or https URL.")
        }
        let connections = EmbeddingConnections()
        func embedder(dimension: Int, absence: Fault? = nil) -> OpenAICompatibleEmbedder {
            OpenAICompatibleEmbedder(
                model: EmbeddingModel(name: options.model, dimension: dimension),
                capacity: options.capacity,
                absence: absence,
                options: options,
                url: url,
                connections: connections,
                random: random,
                pause: pause
            )
        }
        if let dimension = options.dimension { return embedder(dimension: dimension) }
        do {
            let patience = options.lastDimension == nil ? options.attempts : 1
            let answer = try await embedder(dimension: 0).ask(["dimension"], dimension: nil, attempts: patience)
            let dimension = answer.first?.count ?? 0
            guard OutsideNumber.dimension.range.contains(dimension) else {
                throw Fault(
                    .unavailable,
                    "The embedding endpoint sent an invalid response.",
                    cause: EmbeddingAnswer.Flaw.unusableDimension(dimension)
                )
            }
            return embedder(dimension: dimension)
        } catch let fault as Fault {
            guard let last = options.lastDimension else { throw fault }
            return embedder(dimension: last, absence: fault)
        }
    }

    /// Closes the connections now; otherwise they close with the last use of the embedder. `embed` must not be called
    /// afterwards.
    package func shutdown() async {
        await connections.close()
    }

    package func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        let prefix =
            switch purpose {
            case .query: options.queryPrefix
            case .document: options.documentPrefix
            }
        var vectors: [Vector] = []
        vectors.reserveCapacity(texts.count)
        let size = max(1, options.batchTexts)
        for start in stride(from: 0, to: texts.count, by: size) {
            let batch = texts[start..<min(start + size, texts.count)].map { prepared($0, prefix: prefix) }
            for elements in try await ask(batch, dimension: model.dimension, attempts: options.attempts) {
                guard let vector = Vector(normalising: elements) else {
                    throw unusable(EmbeddingAnswer.Flaw.noDirection)
                }
                vectors.append(vector)
            }
        }
        return vectors
    }

    /// OpenAI refuses the empty text; a space replaces it.
    private func prepared(_ text: String, prefix: String) -> String {
        let whole = prefix + text
        if whole.isEmpty { return " " }
        return String(String.UnicodeScalarView(whole.unicodeScalars.prefix(options.textLimit)))
    }

    // MARK: one batch

    private func ask(_ texts: [String], dimension: Int?, attempts: Int) async throws -> [[Float]] {
        let body = try EmbeddingQuestion(
            model: options.model,
            input: texts,
            dimensions: options.sendsDimension ? options.dimension : nil
        ).encoded()
        var retry = CallRetry(attempts: attempts, totalTime: options.totalTime)
        while true {
            let start = ContinuousClock.now
            let outcome = try await attempt(
                body,
                upTo: answerLimit(texts.count, dimension: dimension),
                time: min(options.attemptTime, retry.remaining)
            )
            switch outcome {
            case .answer(let bytes):
                do {
                    return try EmbeddingAnswer.vectors(in: bytes, count: texts.count, dimension: dimension)
                } catch {
                    throw unusable(error)
                }
            case .refused(.status(let url, let code)) where Self.statusesAboutTexts.contains(code):
                throw Fault(
                    .invalidRequest,
                    "The embedding endpoint refused the texts.",
                    cause: OutboundFailure.status(url: url, code: code)
                )
            case .refused(let failure):
                throw Fault(.unavailable, "The embedding endpoint refused the request.", cause: failure)
            case .failed(let failure, let retryAfter):
                retry.spent(ContinuousClock.now - start)
                guard let wait = retry.next(retryAfter: retryAfter, random: random) else {
                    let hints = Fault.Hints(retryAfter: retryAfter ?? CallRetry.comeBack)
                    throw Fault(.unavailable, "The embedding endpoint does not respond.", hints: hints, cause: failure)
                }
                try await pause(wait)
                retry.spent(wait)
            }
        }
    }

    /// The text is too long or otherwise cannot be embedded: other texts may succeed.
    private static let statusesAboutTexts: Set<Int> = [400, 413, 422]

    private enum Outcome {
        case answer([UInt8])
        /// Retrying will not help.
        case refused(OutboundFailure)
        case failed(OutboundFailure, retryAfter: Int?)
    }

    /// The size limit of a response: 32 bytes a number, twice what servers write, when the length of vectors is known.
    /// Decoding takes many times that memory.
    private func answerLimit(_ texts: Int, dimension: Int?) -> Int {
        guard let dimension else { return options.answerBytes }
        return min(options.answerBytes, texts * OutsideNumber.dimension.clamp(dimension) * 32 + 65_536)
    }

    /// Throws only when the task is cancelled.
    private func attempt(_ body: [UInt8], upTo answerBytes: Int, time: Duration) async throws -> Outcome {
        // One limit over all of it: the client's own limit ends with the response head, and a body could drip forever.
        try await within(time) { try await exchange(body, upTo: answerBytes, time: time) }
            ?? .failed(.timedOut(url: url.withoutQuery), retryAfter: nil)
    }

    private func exchange(_ body: [UInt8], upTo answerBytes: Int, time: Duration) async throws -> Outcome {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "agent-memory")
        if let key = options.key { request.headers.add(name: "Authorization", value: "Bearer \(key.reveal())") }
        request.headers.addTrace()
        request.body = .bytes(ByteBuffer(bytes: body))
        let place = url.withoutQuery
        do {
            let response = try await connections.client.execute(request, timeout: TimeAmount(time))
            let status = Int(response.status.code)
            guard status != 200 else {
                return .answer(Array(try await response.body.collect(upTo: answerBytes).readableBytesView))
            }
            if (300..<400).contains(status) { return .refused(.redirected(url: place)) }
            let failure = OutboundFailure.status(url: place, code: status)
            guard status == 408 || status == 429 || status >= 500 else { return .refused(failure) }
            return .failed(
                failure,
                retryAfter: response.headers.first(name: "Retry-After").flatMap { OutsideNumber.retryAfter.read($0) }
            )
        } catch is NIOTooManyBytesError {
            return .refused(.tooLarge(url: place, limit: answerBytes))
        } catch let error as HTTPClientError
            where [.deadlineExceeded, .readTimeout, .connectTimeout, .writeTimeout].contains(error)
        {
            try Task.checkCancellation()
            return .failed(.timedOut(url: place), retryAfter: nil)
        } catch {
            if let reason = ConnectionPhrase.tls(error) { return .refused(.tlsFailed(url: place, reason: reason)) }
            try Task.checkCancellation()
            return .failed(.connectionFailed(url: place, reason: ConnectionPhrase.connection(error)), retryAfter: nil)
        }
    }

    private func unusable(_ cause: any Error) -> Fault {
        Fault(.unavailable, "The embedding endpoint sent an invalid response.", cause: cause)
    }
}
