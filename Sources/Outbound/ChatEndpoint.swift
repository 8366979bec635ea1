import AsyncHTTPClient
package import Base
package import Memories
import NIOCore
import NIOHTTP1

/// A language model behind OpenAI's `POST …/chat/completions`, as OpenAI, Ollama and vLLM offer it.
///
/// Requests are guarded: only checked addresses, no redirects, answers of limited size, one time limit over all of an
/// attempt. A request is retried after 408, 429, 5xx or a lost connection, within a limited time. The text of the
/// model is returned unread; the caller reads it as data.
package struct ChatEndpoint: LanguageModel {
    package struct Options: Sendable {
        /// The base URL including the version (`https://api.openai.com/v1`), or with `/chat/completions`.
        package var url: String
        package var model: String
        /// Sent as a bearer token; local servers need none.
        package var key: Secret?
        package var attempts = 3
        /// The time limit of all attempts together; one attempt has that of the HTTP client.
        package var totalTime = Duration.seconds(120)

        package init(url: String, model: String) {
            self.url = url
            self.model = model
        }
    }

    package let name: String
    private let options: Options
    private let url: String
    private let http: GuardedHTTP
    private let random: any RandomSource
    private let pause: @Sendable (Duration) async throws -> Void

    /// - Throws: `invalidRequest` for an address that is not an http or https URL.
    package init(_ options: Options, http: GuardedHTTP, random: some RandomSource = SystemRandom()) throws {
        try self.init(options, http: http, random: random) { try await Task.sleep(for: $0) }
    }

    init(
        _ options: Options,
        http: GuardedHTTP,
        random: some RandomSource,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) throws {
        let query = options.url.firstIndex(of: "?").map { String(options.url[$0...]) } ?? ""
        var path = String(options.url.dropLast(query.count))
        while path.hasSuffix("/") { path.removeLast() }
        url = (path.hasSuffix("/chat/completions") ? path : path + "/chat/completions") + query
        guard OutboundURL(url) != nil else {
            throw Fault(.invalidRequest, "The address of the language model is not an http or https URL.")
        }
        name = options.model
        self.options = options
        self.http = http
        self.random = random
        self.pause = pause
    }

    package func answer(_ question: LanguageQuestion) async throws -> String {
        let body = try Self.body(question, of: options.model)
        var retry = CallRetry(attempts: options.attempts, totalTime: options.totalTime)
        while true {
            let start = ContinuousClock.now
            do {
                return try Self.text(in: try await exchange(body))
            } catch let failure as Failure where failure.canPass {
                retry.spent(ContinuousClock.now - start)
                guard let wait = retry.next(retryAfter: failure.retryAfter, random: random) else {
                    throw failure.fault
                }
                try await pause(wait)
                retry.spent(wait)
            } catch let failure as Failure {
                throw failure.fault
            }
        }
    }

    private struct Failure: Error {
        let cause: any Error
        /// Whether another attempt may succeed.
        let canPass: Bool
        var retryAfter: Int?

        var fault: Fault {
            Fault(
                .unavailable,
                "The language model does not respond.",
                hints: .init(retryAfter: retryAfter ?? CallRetry.comeBack),
                cause: cause
            )
        }
    }

    private static func body(_ question: LanguageQuestion, of model: String) throws -> [UInt8] {
        let material = String(decoding: try StrictJSON.encode(question.material), as: UTF8.self)
        return try StrictJSON.encode([
            "model": .string(model),
            "messages": [
                ["role": "system", "content": .string(question.instructions)],
                ["role": "user", "content": .string(material)],
            ],
            "response_format": ["type": "json_object"],
            "stream": false,
        ])
    }

    private func exchange(_ body: [UInt8]) async throws -> [UInt8] {
        let key = options.key
        let response: GuardedHTTP.Response
        do {
            response = try await http.send(url) { request in
                request.method = .POST
                request.headers.add(name: "Accept", value: "application/json")
                request.headers.add(name: "Content-Type", value: "application/json")
                if let key { request.headers.add(name: "Authorization", value: "Bearer \(key.reveal())") }
                request.body = .bytes(ByteBuffer(bytes: body))
            }
        } catch let failure as OutboundFailure {
            try Task.checkCancellation()
            throw Failure(cause: failure, canPass: failure.canPass)
        }
        guard response.status == 200 else {
            let place = OutboundURL(url)?.withoutQuery ?? ""
            let code = response.status
            throw Failure(
                cause: OutboundFailure.status(url: place, code: code),
                canPass: code == 408 || code == 429 || code >= 500,
                retryAfter: response.retryAfter.flatMap { OutsideNumber.retryAfter.read($0) }
            )
        }
        return response.body
    }

    /// The text of the model: the content of the first choice.
    private static func text(in body: [UInt8]) throws -> String {
        guard let answer = try? StrictJSON.parse(body, maxDepth: 16),
            let text = answer["choices"]?.array?.first?["message"]?["content"]?.string
        else { throw Failure(cause: ChatFlaw.notAChatAnswer, canPass: true) }
        return text
    }
}

/// The flaw of an endpoint's answer.
enum ChatFlaw: Error, Hashable, CustomStringConvertible {
    case notAChatAnswer

    var description: String { "its response is not a chat completion" }
}

extension OutboundFailure {
    /// Whether another attempt may succeed.
    fileprivate var canPass: Bool {
        switch self {
        case .timedOut, .connectionFailed, .nameNotFound: true
        case .notAURL, .notSecure, .addressRefused, .portRefused, .tlsFailed, .redirected, .status, .tooLarge: false
        }
    }
}
