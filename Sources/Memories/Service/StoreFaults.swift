import Base

/// Runs `body` so that nothing but a `Fault` leaves the room.
func faultsOnly<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let fault as Fault {
        throw fault
    } catch let failure as StoreFailure {
        throw Fault(failure)
    } catch {
        throw Fault(.internal, "Something went wrong.", cause: error)
    }
}

extension Fault {
    /// What a caller is told when a store cannot answer.
    init(_ failure: StoreFailure) {
        switch failure.kind {
        case .unavailable:
            self.init(.unavailable, "The memory store cannot answer at the moment.", hints: .init(retryAfter: 1), cause: failure)
        case .full:
            self.init(.insufficientStorage, "The memory store is full.", cause: failure)
        case .broken:
            self.init(.internal, "Something went wrong.", cause: failure)
        }
    }
}
