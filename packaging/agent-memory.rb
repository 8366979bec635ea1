# Homebrew formula of Agent Memory @VERSION@ for Linux.
class AgentMemory < Formula
  desc "Memory server for AI agents over REST and MCP"
  homepage "@URL@"
  url "@URL@/@ARCHIVE@"
  sha256 "@SUM@"
  version "@VERSION@"
  depends_on :linux

  def install
    bin.install "agent-memory"
    (share/"agent-memory").install "models"
    doc.install "CHANGELOG.md", "operations.md", "configuration.md", "LICENCES.txt"
  end

  service do
    run [opt_bin/"agent-memory", "serve"]
    environment_variables AGENT_MEMORY_DATA: var/"agent-memory"
    keep_alive crashed: true
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/agent-memory version")
  end
end
