package import Base
package import Identity
package import Logging
package import Memories

/// The transport of a message.
package enum Transport: Sendable {
    case http(RequestHeaders)
    case stdio

    var headers: RequestHeaders? {
        switch self {
        case .http(let headers): headers
        case .stdio: nil
        }
    }
}

/// The outcome of a message.
package enum Outcome: Sendable {
    /// A JSON-RPC response and its HTTP status.
    case reply(status: Int, JSONValue)
    /// A JSON-RPC response with HTTP status 200 whose text was rendered before.
    case text([UInt8])
    /// A notification: it gets no response; over HTTP 202.
    case accepted
    /// The credential does not allow it: over HTTP 401 or 403, with that transport's challenge. Never happens on stdio.
    case refused(Fault)
}

/// Turns a message into its outcome, in both eras. Holds no state: a request carries everything it needs.
package struct Dispatcher: Sendable {
    private let service: MemoryService
    private let toolbox: Toolbox
    /// With `search` and `fetch`.
    private let hostToolbox: Toolbox
    private let searchAndFetch: SearchAndFetch
    private let recogniser: SearchAndFetch.Recogniser
    private let toolLists = ToolLists()
    private let description: ServerDescription
    private var place = CallPlace()
    private let time: any TimeSource
    private let random: any RandomSource
    private let logger: Logger

    /// - Parameters:
    ///   - tools: those of another system, in place of this server's; nil for this server's.
    ///   - acceptsOwnTools: whether this server's tools can still be called; its hooks and commands call them.
    package init(
        service: MemoryService,
        description: ServerDescription,
        tools: [any Tool]? = nil,
        acceptsOwnTools: Bool = false,
        searchAndFetch: SearchAndFetch = .auto,
        recogniser: @escaping SearchAndFetch.Recogniser = { _ in false },
        time: any TimeSource,
        random: any RandomSource,
        logger: Logger
    ) {
        self.service = service
        let limits = service.limits
        let unlisted = acceptsOwnTools ? Toolbox.own(limits) : []
        toolbox =
            tools.map { Toolbox(limits, tools: $0, unlisted: unlisted) } ?? Toolbox(limits, hostTools: false)
        hostToolbox = tools == nil ? Toolbox(limits, hostTools: true) : toolbox
        self.searchAndFetch = tools == nil ? searchAndFetch : .never
        self.recogniser = recogniser
        self.description = description
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// The same server at an address that fixes part of every call.
    package func at(_ place: CallPlace) -> Dispatcher {
        var dispatcher = self
        dispatcher.place = place
        return dispatcher
    }

    /// - Parameters:
    ///   - body: one JSON-RPC message, or a batch if the revision has batches.
    ///   - principal: the caller, verified for this message.
    package func outcome(of body: [UInt8], through transport: Transport, for principal: Principal) async -> Outcome {
        do throws(RPCRejection) {
            let value = try RPCMessage.json(body)
            guard let batch = value.array else { return await outcome(of: value, through: transport, for: principal) }
            try Batch.check(batch, headers: transport.headers)
            return await outcome(of: batch, through: transport, for: principal)
        } catch {
            return Self.reply(error)
        }
    }

    /// Handles the messages one by one in order, as if each had come alone: a batch does not act as a transaction
    /// (JSON-RPC 2.0 §6).
    private func outcome(of batch: [JSONValue], through transport: Transport, for principal: Principal) async -> Outcome
    {
        var responses: [JSONValue] = []
        for message in batch {
            switch await outcome(of: message, through: transport, for: principal) {
            case .reply(_, let response): responses.append(response)
            case .text(let text): responses.append((try? StrictJSON.parse(text)) ?? .null)
            case .accepted: break
            // One HTTP status covers all messages, so each gets the same error as on stdio.
            case .refused(let fault): responses.append(fault.rpcError.response(to: message["id"].flatMap(RPCID.init)))
            }
        }
        return responses.isEmpty ? .accepted : .reply(status: 200, .array(responses))
    }

    private func outcome(of message: JSONValue, through transport: Transport, for principal: Principal) async -> Outcome
    {
        do throws(RPCRejection) {
            switch try RPCMessage(message) {
            case .notification: return Self.acknowledgement(headers: transport.headers)
            case .request(let request): return await outcome(of: request, through: transport, for: principal)
            }
        } catch {
            return Self.reply(error)
        }
    }

    private static func reply(_ rejection: RPCRejection) -> Outcome {
        .reply(status: rejection.error.code.status, rejection.error.response(to: rejection.id))
    }

    /// The server ignores notifications. `initialized` does not open a session. If `cancelled` could stop a request by
    /// a number that the client chooses, one caller could stop another's request.
    private static func acknowledgement(headers: RequestHeaders?) -> Outcome {
        do throws(RPCError) {
            try Envelope.checkNotification(headers: headers)
            return .accepted
        } catch {
            return .reply(status: error.code.status, error.response(to: nil))
        }
    }

    private func outcome(of request: RPCRequest, through transport: Transport, for principal: Principal) async
        -> Outcome
    {
        let era = Envelope.era(of: request, headers: transport.headers)
        do {
            try Envelope.check(request, era: era, headers: transport.headers)
            guard let method = Method(rawValue: request.method), method.exists(in: era) else {
                throw RPCError(.methodNotFound, "Method not found.")
            }
            let workspace = transport.headers?.values(.workspace).first.map { ID<Workspace>($0) }
            let hasHostTools = await searchAndFetch.isOffered(to: principal, recogniser: recogniser)
            let call = Call(
                principal: principal,
                workspace: workspace,
                place: place,
                service: service,
                toolbox: hasHostTools ? hostToolbox : toolbox,
                description: description,
                now: time.now(),
                random: random
            )
            return try await outcome(of: method, request, in: call, era: era)
        } catch let error as RPCError {
            return Self.reply(error, to: request, era: era)
        } catch {
            return outcome(of: Fault(any: error), request, era: era, transport: transport)
        }
    }

    private func outcome(of method: Method, _ request: RPCRequest, in call: Call, era: Era) async throws -> Outcome {
        let params = request.params
        let answer: Answer
        switch method {
        case .initialize: answer = try description.initialize(params)
        case .ping: answer = Answer([:])
        case .discover: answer = description.discover()
        case .listTools: return .text(try toolLists.response(to: request, in: call, era: era))
        case .callTool: answer = try await ToolMethods.call(params, in: call)
        case .listResources: answer = try await ResourceMethods.list(params, in: call)
        case .listResourceTemplates: answer = try ResourceMethods.templates(params)
        case .readResource: answer = try await ResourceMethods.read(params, in: call)
        case .listPrompts: answer = try PromptMethods.list(params, in: call)
        case .getPrompt: answer = try await PromptMethods.get(params, in: call)
        case .complete: answer = try await CompletionMethod.complete(params, in: call)
        }
        return reply(answer, to: request, era: era)
    }

    // MARK: Faults

    /// A fault of a tool call that a model can correct becomes a result, which the model reads; every other fault
    /// becomes a protocol error (2026-07-28 server/tools, "Error Handling").
    private func outcome(of fault: Fault, _ request: RPCRequest, era: Era, transport: Transport) -> Outcome {
        note(fault, in: request)
        switch (fault.code.remedy, transport) {
        // HTTP 401 or 403 with a challenge, outside JSON-RPC (MCP authorization).
        case (.credential, .http): return .refused(fault)
        // A tool result with `isError` (SEP-1303).
        case (.credential, .stdio), (.request, _), (.server, _):
            guard request.method == Method.callTool.rawValue else {
                return Self.reply(fault.rpcError, to: request, era: era)
            }
            return reply(ToolMethods.failure(fault), to: request, era: era)
        case (.operatorOnly, _): return Self.reply(fault.rpcError, to: request, era: era)
        }
    }

    /// Logs faults that the operator must know about. It logs the method only when this server has it: a client's text
    /// does not belong in the log.
    private func note(_ fault: Fault, in request: RPCRequest) {
        let isUnexpected = fault.code.remedy == .operatorOnly
        guard isUnexpected || fault.cause != nil else { return }
        let cause = String((fault.cause.map { "\($0)" } ?? fault.detail).prefix(500))
        let method = Method(rawValue: request.method)?.rawValue ?? "unknown"
        logger.log(
            level: isUnexpected ? .error : .warning,
            "MCP fault",
            metadata: ["code": "\(fault.code.rawValue)", "method": "\(method)", "cause": "\(cause)"]
        )
    }

    private func reply(_ answer: Answer, to request: RPCRequest, era: Era) -> Outcome {
        let result = answer.result(in: era, server: description.implementation)
        return .reply(status: 200, ["jsonrpc": "2.0", "id": request.id.json, "result": result])
    }

    private static func reply(_ error: RPCError, to request: RPCRequest, era: Era) -> Outcome {
        let status =
            switch era {
            case .perRequest: error.code.status
            case .handshake: error.code.handshakeStatus
            }
        return .reply(status: status, error.response(to: request.id))
    }
}
