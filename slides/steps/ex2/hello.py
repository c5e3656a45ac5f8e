# region 2.4-page
name = visitor(environ)  # task 2.3
# region 2.3-page
page = f'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, {name}</h1>\n</html>\n'.encode()
# endregion 2.3-page
# endregion 2.4-page

# region 2.3-page
page = b'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, PyCon</h1>\n</html>\n'
# endregion 2.3-page
