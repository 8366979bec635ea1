// Settings: the operator's configuration as typed values.
//
// Owns the order of sources (flag, our environment, a foreign system's environment, file, default), the typed groups,
// the names of other systems that we understand (`Peers/`) and the reference, which the same code generates. Does not
// know what the values are used for. No other place reads the environment. Start reading at `ServerSettings.swift`.
