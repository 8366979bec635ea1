/// Everything that the server measures, by its name in Prometheus. `packaging/monitoring` uses these names.
enum Metric: String, CaseIterable {
    case buildInfo = "agent_memory_build_info"
    case requests = "agent_memory_http_requests_total"
    case requestDuration = "agent_memory_http_request_duration_seconds"
    case requestsInFlight = "agent_memory_http_requests_in_flight"
    case requestsAborted = "agent_memory_http_requests_aborted_total"
    case connections = "agent_memory_http_connections"
    case connectionLimit = "agent_memory_http_connections_max"
    case certificateExpiry = "agent_memory_tls_certificate_expiry_timestamp_seconds"
    case authentications = "agent_memory_authentications_total"
    case principalCache = "agent_memory_principal_cache_lookups_total"
    case keyFetches = "agent_memory_key_fetches_total"
    case keyFetchDuration = "agent_memory_key_fetch_duration_seconds"
    case issuerKnown = "agent_memory_issuer_known"
    case embeddedTexts = "agent_memory_embedded_texts_total"
    case embeddingDuration = "agent_memory_embedding_duration_seconds"
    case embeddingInFlight = "agent_memory_embedding_texts_in_flight"
    case withoutVector = "agent_memory_memories_without_vector"
    case storeDuration = "agent_memory_store_operation_duration_seconds"
    case storeFailures = "agent_memory_store_failures_total"
    case storageReady = "agent_memory_storage_ready"
    case databaseSize = "agent_memory_database_size_bytes"
    case diskFree = "agent_memory_disk_free_bytes"
    case unwrittenNotes = "agent_memory_unwritten_notes"
    case backgroundRuns = "agent_memory_background_runs_total"
    case backgroundDuration = "agent_memory_background_duration_seconds"
    case backgroundSuccess = "agent_memory_background_last_success_timestamp_seconds"
    case cpuTime = "process_cpu_seconds_total"
    case residentMemory = "process_resident_memory_bytes"
    case openFiles = "process_open_fds"
    case openFileLimit = "process_max_fds"
    case startTime = "process_start_time_seconds"

    /// The `# HELP` line.
    var help: String {
        switch self {
        case .buildInfo: "Always 1; the labels name the version and the commit."
        case .requests: "Requests by method, template of the route and status."
        case .requestDuration: "Time from a request to the beginning of its response, by method and route."
        case .requestsInFlight: "Requests without a response yet."
        case .requestsAborted: "Requests whose client went away before the response."
        case .connections: "Open connections of the main listener."
        case .connectionLimit: "Connections above which further ones wait."
        case .certificateExpiry: "When the TLS certificate in use expires, in seconds since 1970."
        case .authentications:
            "Credentials checked, by kind (api_token, signed_token, preset_token, other_token, none) and outcome."
        case .principalCache: "Look-ups of presented tokens in the cache, by result (hit, miss)."
        case .keyFetches: "Fetches of an issuer's keys, by issuer and outcome (success, failure)."
        case .keyFetchDuration: "Time of a fetch of an issuer's keys."
        case .issuerKnown: "1 once the keys of a trusted issuer are known, else 0."
        case .embeddedTexts: "Texts sent to the embedding model, by purpose (query, document) and outcome."
        case .embeddingDuration: "Time of a call of the embedding model, by purpose."
        case .embeddingInFlight: "Texts for which the embedding model is working."
        case .withoutVector: "Memories that wait for a vector of the current model."
        case .storeDuration: "Time of a database operation (read, scan, write), with its time in the queue."
        case .storeFailures: "Database operations that failed."
        case .storageReady: "1 while memories can be stored, 0 after a failed write."
        case .databaseSize: "Size of a file of the database (database, wal)."
        case .diskFree: "Bytes that can still be written to the disk of the data directory."
        case .unwrittenNotes: "Accesses and events in memory that are not in the database yet."
        case .backgroundRuns: "Runs of a background task, by task and outcome (success, failure)."
        case .backgroundDuration: "Time of a run of a background task."
        case .backgroundSuccess: "When a background task last succeeded, in seconds since 1970."
        case .cpuTime: "User and system CPU time of this process."
        case .residentMemory: "Resident memory of this process."
        case .openFiles: "Open files and sockets of this process."
        case .openFileLimit: "Limit of open files and sockets."
        case .startTime: "When this process started, in seconds since 1970."
        }
    }

    /// For the registry.
    static var helps: [String: String] {
        Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.help) })
    }
}
