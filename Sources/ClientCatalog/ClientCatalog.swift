// ClientCatalog: what is known about the MCP clients that people connect, and how their configuration is written.
//
// Owns the table of clients (`Catalog/clients.json`: data with a date and a confidence), the editors of their
// configuration files (`Editing/`: JSON with comments, TOML and YAML, keeping every byte that is not ours) and the plan
// of a connection (`Plans/`: which command to run or which file to edit, and what the person does then).
//
// It starts no programs, prints nothing and knows neither HTTP nor the database. The command `agent-memory connect`,
// docs/clients/ and the Connect pages use it. Start reading at `Plans/ConnectionPlan.swift`.
