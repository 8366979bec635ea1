// Imports: what other systems keep, as memories of this one.
//
// Owns the readers of their files, tables and answers (`Formats/`), the archives and texts that these come in
// (`Archives/`), and whose each memory becomes (`Owners/`). Everything here is untrusted: sizes are bounded, and nothing
// is written. Start reading at `ImportFile.swift`.
