import Base
import Identity
import Prometheus
import SQLStorage
import TestSupport
import Testing

@testable import HTTPAPI
@testable import agent_memory

@Suite struct ServerMetricsTests {
    private let metrics = ServerMetrics()

    private struct Failure: Error {}

    private func expect(_ lines: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        let found = Set(metrics.text(.openMetrics).split(separator: "\n").map(String.init))
        for line in lines { #expect(found.contains(line), "\(line)", sourceLocation: sourceLocation) }
    }

    @Test("Requests are counted by route and status, and the histogram has the request's id as an exemplar")
    func requests() {
        let numbers = RequestNumbers(metrics)
        for status in [200, 200, 503, nil] {
            numbers.began()
            numbers.ended(
                MeasuredRequest(
                    method: "GET",
                    route: "/x",
                    status: status,
                    duration: .milliseconds(3),
                    id: "abc",
                    traceID: nil
                )
            )
        }
        numbers.began()
        expect(
            #"agent_memory_http_requests_total{method="GET",route="/x",status="200"} 2"#,
            #"agent_memory_http_requests_total{method="GET",route="/x",status="503"} 1"#,
            #"agent_memory_http_request_duration_seconds_bucket{method="GET",route="/x",le="0.0025"} 0"#,
            ##"agent_memory_http_request_duration_seconds_bucket{method="GET",route="/x",le="0.005"} 3 # {request_id="abc"} 0.003"##,
            "agent_memory_http_requests_aborted_total 1",
            "agent_memory_http_requests_in_flight 1"
        )
    }

    @Test("Authentications are counted by kind and outcome, and look-ups of tokens by what the cache knew")
    func authentications() {
        let numbers = RequestNumbers(metrics)
        let principal = People.person("alice", credential: .apiToken(ID("abcd")))
        numbers.authenticated(AuthenticationAttempt(principal))
        numbers.authenticated(AuthenticationAttempt(principal, isCached: true))
        numbers.authenticated(AuthenticationAttempt(.rateLimited, presented: "Bearer eyJ"))
        numbers.authenticated(AuthenticationAttempt(.missingCredential, presented: nil))
        expect(
            #"agent_memory_authentications_total{kind="api_token",outcome="accepted"} 2"#,
            #"agent_memory_authentications_total{kind="signed_token",outcome="rate_limited"} 1"#,
            #"agent_memory_authentications_total{kind="none",outcome="missing_credential"} 1"#,
            #"agent_memory_principal_cache_lookups_total{result="hit"} 1"#,
            #"agent_memory_principal_cache_lookups_total{result="miss"} 2"#
        )
    }

    @Test("Database operations are timed, and failures are passed on and counted")
    func database() async throws {
        let numbers = DatabaseNumbers(metrics)
        #expect(try await numbers.observe(.scan) { 7 } == 7)
        await #expect(throws: Failure.self) { try await numbers.observe(.write) { throw Failure() } }
        expect(
            #"agent_memory_store_operation_duration_seconds_count{operation="scan"} 1"#,
            #"agent_memory_store_operation_duration_seconds_count{operation="write"} 1"#,
            #"agent_memory_store_failures_total{operation="write"} 1"#
        )
    }

    @Test("Fetches of keys are counted by issuer and outcome")
    func keys() async throws {
        struct Keys: JWKSFetching {
            let isBroken: Bool
            func fetch() async throws -> FetchedKeys {
                guard !isBroken else { throw Failure() }
                return FetchedKeys(body: [])
            }
        }
        _ = try await MeasuredKeys(Keys(isBroken: false), of: "okta", metrics).fetch()
        await #expect(throws: Failure.self) {
            _ = try await MeasuredKeys(Keys(isBroken: true), of: "okta", metrics).fetch()
        }
        expect(
            #"agent_memory_key_fetches_total{issuer="okta",outcome="success"} 1"#,
            #"agent_memory_key_fetches_total{issuer="okta",outcome="failure"} 1"#,
            #"agent_memory_key_fetch_duration_seconds_count{issuer="okta"} 2"#
        )
    }

    @Test("Background tasks are counted, with the time of the last success")
    func tasks() {
        let numbers = TaskNumbers(metrics, time: ManualClock(Timestamp(milliseconds: 5_500)))
        numbers.ran("backups", since: .now, isSuccess: true)
        numbers.ran("backups", since: .now, isSuccess: false)
        expect(
            #"agent_memory_background_runs_total{outcome="success",task="backups"} 1"#,
            #"agent_memory_background_runs_total{outcome="failure",task="backups"} 1"#,
            #"agent_memory_background_last_success_timestamp_seconds{task="backups"} 5.5"#
        )
    }

    @Test("CPU time never decreases")
    func process() {
        let numbers = ProcessNumbers(metrics, startedAt: 12)
        numbers.update()
        let first = value("process_cpu_seconds_total")
        numbers.update()
        #expect(first > 0 && value("process_cpu_seconds_total") >= first)
        #expect(value("process_resident_memory_bytes") > 1_000_000 && value("process_open_fds") > 2)
        #expect(value("process_start_time_seconds") == 12)
    }

    private func value(_ name: String) -> Double {
        let line = metrics.text(.text).split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? -1
    }
}
