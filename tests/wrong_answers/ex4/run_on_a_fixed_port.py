# file: hello.py
# fails: 4.2
# says: whatever PORT says|Nothing listened
# PORT is not read.

from .framework import App, Response


class FixedApp(App):
    def run(self):
        print("Serving on port 8000", flush=True)
        super().run(port=8000)


def hello(request):
    return Response("<h1>Hello, PyCon</h1>")


application = FixedApp(hello)

if __name__ == "__main__":
    application.run()
