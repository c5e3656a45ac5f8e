# region 1.2-served
with simple_server.make_server("127.0.0.1", port, simple_server.demo_app) as server:
    # endregion 1.2-served
    ...
