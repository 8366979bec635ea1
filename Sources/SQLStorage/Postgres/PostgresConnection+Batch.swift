import Base
import CPostgres

extension PostgresConnection {
    /// Whether the batch may have happened when the connection was lost during it.
    struct Lost: Error {
        let mayHaveCommitted: Bool
    }

    /// Runs a batch in one transaction, in one round trip; in two when requirements decide whether it is committed.
    ///
    /// The first statement waits for other batches (`SQLScope.locking`), and each statement after it sees everything that was
    /// committed before.
    /// - Parameter locking: that statement.
    /// - Throws: `PostgresFailure`, `Lost`.
    func batch(_ steps: [SQLStep], locking: String) throws -> SQLOutcome {
        try tidyPrepared()
        let isGuarded = steps.contains { $0.requirement != .none }
        guard am_pq_enter_pipeline(handle) == 1 else { throw Lost(mayHaveCommitted: false) }
        defer { _ = am_pq_exit_pipeline(handle) }
        send("BEGIN ISOLATION LEVEL READ COMMITTED")
        send(locking)
        let statements = steps.map { statement($0.sql) }
        let isNew = statements.map { send($0) }
        if !isGuarded { send("COMMIT") }
        guard am_pq_sync(handle) == 1 else { throw lost(!isGuarded) }

        var (results, refused, failure): ([SQLResult], Int?, (any Error)?) = ([], nil, nil)
        func note(_ error: any Error) { failure = failure ?? error }
        do { _ = try next() } catch { note(error) }
        do { _ = try next() } catch { note(error) }
        for (index, statement) in statements.enumerated() {
            if isNew[index], let name = statement.name {
                do { _ = try next() } catch {
                    notePrepared(name, false)
                    note(error)
                }
            }
            do {
                let result = try next()
                results.append(result)
                if failure == nil, refused == nil, !steps[index].requirement.isMet(by: result.count) { refused = index }
            } catch { note(error) }
        }
        if !isGuarded { do { _ = try next() } catch { note(error) } }
        try endPart(mayHaveCommitted: !isGuarded)
        if let lost = failure as? PostgresFailure, lost.isLostConnection { throw self.lost(!isGuarded) }
        // After a refused step, a later one may fail that it was meant to prevent.
        try end(commits: isGuarded && failure == nil && refused == nil)
        if let refused { return .refused(step: refused) }
        if let failure { throw failure }
        return .committed(SQLResults(results, of: steps))
    }

    /// Ends the transaction, unless it has ended.
    private func end(commits: Bool) throws {
        guard commits || am_pq_is_idle(handle) == 0 else { return }
        send(commits ? "COMMIT" : "ROLLBACK")
        guard am_pq_sync(handle) == 1 else { throw lost(commits) }
        let outcome = Result { try next() }
        try endPart(mayHaveCommitted: commits)
        if case .failure(let error) = outcome {
            if let failure = error as? PostgresFailure, failure.isLostConnection { throw lost(commits) }
            throw error
        }
    }

    private func lost(_ mayHaveCommitted: Bool) -> Lost { Lost(mayHaveCommitted: mayHaveCommitted) }

    private func send(_ text: String) { _ = am_pq_send_params(handle, text, 0, nil, nil, nil, nil) }

    /// - Returns: whether it is prepared first.
    private func send(_ statement: Statement) -> Bool {
        let values = statement.values
        guard let name = statement.name else {
            _ = values.pass {
                am_pq_send_params(handle, statement.text, values.count, $0.types, $0.values, $0.lengths, $0.formats)
            }
            return false
        }
        let isNew = !isPrepared(name)
        if isNew {
            _ = values.pass { am_pq_send_prepare(handle, name, statement.text, values.count, $0.types) }
            notePrepared(name, true)
        }
        _ = values.pass { am_pq_send_prepared(handle, name, values.count, $0.values, $0.lengths, $0.formats) }
        return isNew
    }

    /// The result of the next statement. Statements after a failed one are not run.
    private func next() throws -> SQLResult {
        let result = am_pq_next(handle)
        // The NULL behind each result.
        defer { am_pq_clear(result == nil ? nil : am_pq_next(handle)) }
        guard result != nil else { throw PostgresFailure(state: "", message: "") }
        return try take(result)
    }

    /// Reads up to the end of a part of the pipeline.
    private func endPart(mayHaveCommitted: Bool) throws {
        while let result = am_pq_next(handle) {
            let isEnd = am_pq_kind_of(result) == AM_PQ_SYNC
            am_pq_clear(result)
            if isEnd { return }
            guard am_pq_is_connected(handle) == 1 else { break }
        }
        throw lost(mayHaveCommitted)
    }
}
