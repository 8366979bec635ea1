import Base
import FoundationEssentials

/// The checks of a request before its method runs. Pure.
enum Envelope {
    static let versionKey = "io.modelcontextprotocol/protocolVersion"
    static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
    static let serverKey = "io.modelcontextprotocol/serverInfo"

    /// The era of a request (basic/versioning, "Dual-era servers").
    ///
    /// The version header decides: a handshake revision or none means the old era. Everything else, including unknown
    /// values, means the new era, so that the client gets that era's error. A body with the new era's version also
    /// means the new era, whatever the header says: the client then learns of the mismatch, and no part of the request
    /// is ignored.
    static func era(of request: RPCRequest, headers: RequestHeaders?) -> Era {
        if request.meta?[versionKey] != nil { return .perRequest }
        guard let headers else { return request.method == Method.discover.rawValue ? .perRequest : .handshake }
        return headers.values(.protocolVersion).allSatisfy { Revision(rawValue: $0)?.era == .handshake }
            ? .handshake : .perRequest
    }

    /// Makes the checks of the era: those of 2026-07-28 in the order of the published SDK, or those of the handshake
    /// revisions.
    static func check(_ request: RPCRequest, era: Era, headers: RequestHeaders?) throws(RPCError) {
        switch era {
        case .perRequest:
            try checkMeta(request, headers: headers)
        case .handshake:
            guard headers?.values(.protocolVersion).count ?? 0 <= 1 else {
                throw RPCError(.invalidRequest, "The header MCP-Protocol-Version appears more than once.")
            }
        }
    }

    /// A notification has no envelope; only its protocol version is checked.
    static func checkNotification(headers: RequestHeaders?) throws(RPCError) {
        for version in headers?.values(.protocolVersion) ?? [] where Revision(rawValue: version) == nil {
            throw unsupported(version)
        }
    }

    private static func checkMeta(_ request: RPCRequest, headers: RequestHeaders?) throws(RPCError) {
        // Checks the version before the form: a client of a later revision, which may use another form, then learns the
        // supported versions.
        let named = request.meta?[versionKey]?.string
        let announced = headers.map { $0.values(.protocolVersion) } ?? [named].compactMap(\.self)
        if let unknown = announced.first(where: { Revision(rawValue: $0) == nil && (named == nil || named == $0) }) {
            throw unsupported(unknown)
        }
        guard let meta = request.meta else {
            throw RPCError(.invalidParams, "params._meta must be an object with \(versionKey) and \(capabilitiesKey).")
        }
        guard let version = meta[versionKey] else {
            throw RPCError(.invalidParams, "params._meta lacks \(versionKey).")
        }
        guard let capabilities = meta[capabilitiesKey] else {
            throw RPCError(.invalidParams, "params._meta lacks \(capabilitiesKey).")
        }
        guard capabilities.object != nil else {
            throw RPCError(.invalidParams, "\(capabilitiesKey) must be an object.")
        }
        if let headers { try check(headers, agreeWith: request, version: version) }
        guard let text = version.string else { throw RPCError(.invalidParams, "\(versionKey) must be a string.") }
        guard Revision(rawValue: text)?.era == .perRequest else { throw unsupported(text) }
    }

    /// SEP-2243: the headers by which proxies route must agree with the body that the server uses.
    private static func check(_ headers: RequestHeaders, agreeWith request: RPCRequest, version: JSONValue)
        throws(RPCError)
    {
        try check(.protocolVersion, in: headers, is: version.string)
        try check(.method, in: headers, is: request.method)
        guard let member = Method(rawValue: request.method)?.namingMember, let name = request.params[member] else {
            return
        }
        try check(.name, in: headers, is: name.string)
    }

    private static func check(
        _ field: RequestHeaders.Name,
        in headers: RequestHeaders,
        is expected: String?
    ) throws(RPCError) {
        let values = headers.values(field)
        guard let value = values.first else {
            throw RPCError(.headerMismatch, "The header \(field.spelling) is missing.")
        }
        // Two readers could each use a different one.
        guard values.count == 1 else {
            throw RPCError(.headerMismatch, "The header \(field.spelling) appears more than once.")
        }
        guard let decoded = decoded(value), decoded == expected else {
            throw RPCError(.headerMismatch, "The header \(field.spelling) does not match the body.")
        }
    }

    /// Decodes a header value. A value that HTTP cannot carry comes as `=?base64?…?=` (transports/streamable-http,
    /// "Value Encoding"); nil when that is not canonical Base64 of UTF-8. Other values are returned unchanged.
    static func decoded(_ value: String) -> String? {
        let (opening, closing) = ("=?base64?", "?=")
        guard value.hasPrefix(opening), value.hasSuffix(closing),
            value.utf8.count >= opening.utf8.count + closing.utf8.count
        else {
            return value
        }
        let payload = String(value.dropFirst(opening.count).dropLast(closing.count))
        guard let bytes = Data(base64Encoded: payload), bytes.base64EncodedString() == payload else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func unsupported(_ version: String) -> RPCError {
        RPCError(
            .unsupportedVersion,
            "Unsupported protocol version. Supported: \(Revision.names.joined(separator: ", ")).",
            details: ["supported": .array(Revision.names.map(JSONValue.string)), "requested": .string(version)]
        )
    }
}
