import Base
import Dispatch
import Glibc
import Synchronization

/// Resolves a host name to addresses. A protocol, so that a test can return first a public address and then a private
/// one.
package protocol NameResolver: Sendable {
    /// IP addresses as text. Throws when the name has none.
    func addresses(of host: String) async throws -> [String]
}

/// The system's resolver, off the cooperative threads because `getaddrinfo` blocks.
package struct SystemResolver: NameResolver {
    package init() {}

    package func addresses(of host: String) async throws -> [String] {
        let answer = Answer()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.expect(continuation)
                DispatchQueue.global().async { answer.give(Result { try Self.lookUp(host) }) }
            }
        } onCancel: {
            // `getaddrinfo` cannot be stopped, but its caller can stop waiting.
            answer.give(.failure(CancellationError()))
        }
    }

    /// A result given once, before or after its receiver starts to wait.
    private final class Answer: Sendable {
        private enum State {
            case nobodyWaits
            case waiting(CheckedContinuation<[String], any Error>)
            case given(Result<[String], any Error>)
        }

        private let state = Mutex(State.nobodyWaits)

        func expect(_ continuation: CheckedContinuation<[String], any Error>) {
            let early: Result<[String], any Error>? = state.withLock { state in
                if case .given(let result) = state { return result }
                state = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(with: early) }
        }

        func give(_ result: Result<[String], any Error>) {
            let waiting: CheckedContinuation<[String], any Error>? = state.withLock { state in
                defer { if case .given = state {} else { state = .given(result) } }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            waiting?.resume(with: result)
        }
    }

    private static func lookUp(_ host: String) throws -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { throw OutboundFailure.nameNotFound(host) }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
            guard let entry, let address = entry.pointee.ai_addr else { return nil }
            switch entry.pointee.ai_family {
            case AF_INET:
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    IPAddress(ipv4: UInt32(bigEndian: $0.pointee.sin_addr.s_addr)).description
                }
            case AF_INET6:
                return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    withUnsafeBytes(of: $0.pointee.sin6_addr) {
                        IPAddress(bits: UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self))).description
                    }
                }
            default: return nil
            }
        }
    }
}
