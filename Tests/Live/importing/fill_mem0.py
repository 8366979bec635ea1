"""Fills a mem0 with memories of two people, and writes what its get_all returns."""

import http.server
import json
import os
import sys
import threading

folder = sys.argv[1]
os.environ.update(HOME=folder, MEM0_TELEMETRY="False", MEM0_DIR=f"{folder}/mem0", OPENAI_API_KEY="none")


class Embeddings(http.server.BaseHTTPRequestHandler):
    """Stands for the embedding provider."""

    def do_POST(self):
        texts = json.loads(self.rfile.read(int(self.headers["content-length"])))["input"]
        texts = texts if isinstance(texts, list) else [texts]
        data = [{"object": "embedding", "index": index, "embedding": [float(len(text) % 7 + 1)] * 8} for index, text in enumerate(texts)]
        body = json.dumps({"object": "list", "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}, "data": data}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Embeddings)
threading.Thread(target=server.serve_forever, daemon=True).start()

from mem0 import Memory  # noqa: E402

memory = Memory.from_config({
    "vector_store": {"provider": "qdrant", "config": {"path": f"{folder}/vectors", "embedding_model_dims": 8, "on_disk": True}},
    "embedder": {"provider": "openai", "config": {
        "model": "m", "embedding_dims": 8, "openai_base_url": f"http://127.0.0.1:{server.server_port}/v1"}},
    "history_db_path": f"{folder}/history.db",
})
for number in range(20):
    memory.add(f"Kim said thing {number}", user_id="kim", run_id="r1", metadata={"number": number}, infer=False)
memory.add("Lee said this", user_id="lee", infer=False)
found = [item for user in ("kim", "lee") for item in memory.get_all(filters={"user_id": user}, top_k=1000)["results"]]
with open(f"{folder}/mem0.json", "w") as file:
    json.dump({"results": found}, file)
