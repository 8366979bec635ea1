// Settings: what the operator said, typed.
//
// Owns the order of sources (flag, our environment, a foreign system's environment, file, default), the typed groups,
// the names of other systems that we understand (`Peers/`) and the reference that is printed from the same lines that
// read. Knows nothing of what the values are for. No other place reads the environment. Start reading at
// `ServerSettings.swift`.
