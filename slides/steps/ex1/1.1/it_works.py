def main():
    """Serve wsgiref's demo application on PORT (8000 where it is not set) of this machine, until it is stopped."""
    port = int(os.environ.get("PORT", "8000"))
    with simple_server.make_server("127.0.0.1", port, simple_server.demo_app) as server:
        print(f"Serving on http://127.0.0.1:{port}/ (Ctrl+C stops it)", flush=True)
        server.serve_forever()
