import Base
import Crypto

/// Passes bytes on and digests them.
final class DigestingSink: ByteSink {
    private let sink: any ByteSink
    private var hash = SHA256()

    init(_ sink: any ByteSink) {
        self.sink = sink
    }

    func write(_ bytes: [UInt8]) throws {
        hash.update(data: bytes)
        try sink.write(bytes)
    }

    /// The digest of everything written so far.
    var digest: Digest256 { hash.finalize().words }
}

/// Passes bytes on and digests them.
final class DigestingSource: ByteSource {
    private let source: any ByteSource
    private var hash = SHA256()

    init(_ source: any ByteSource) {
        self.source = source
    }

    func read(_ count: Int) throws -> [UInt8] {
        let bytes = try source.read(count)
        hash.update(data: bytes)
        return bytes
    }

    /// The digest of everything read so far.
    var digest: Digest256 { hash.finalize().words }
}

/// A source with bytes before it.
final class PrefixedSource: ByteSource {
    private var prefix: ArraySlice<UInt8>
    private let source: any ByteSource

    init(_ prefix: [UInt8], _ source: any ByteSource) {
        self.prefix = prefix[...]
        self.source = source
    }

    func read(_ count: Int) throws -> [UInt8] {
        guard !prefix.isEmpty else { return try source.read(count) }
        let first = Array(prefix.prefix(count))
        prefix = prefix.dropFirst(first.count)
        return first.count == count ? first : first + (try source.read(count - first.count))
    }
}
