"""Outside the sandbox, once: what of this Python installation a worker needs to see, as one JSON object.

argv[1:] are packages to bind beside PIL and numpy. Importing all that a call may need maps the shared objects that the
sandbox has to hold; nothing else of the machine's libraries is shown to model code.
"""
import ctypes, importlib, json, os, sys, sysconfig

if sys.version_info < (3, 10):
    print(json.dumps({"error": "old", "python": sys.version.split()[0]}))
    sys.exit(0)

packages, missing = {}, []
for name in ["PIL", "numpy"] + sys.argv[1:]:
    try:
        module = importlib.import_module(name)
        file = module.__file__
        packages[name] = os.path.dirname(file) if os.path.basename(file).startswith("__init__.") else file
    except Exception as error:
        missing.append({"name": name, "why": "%s: %s" % (type(error).__name__, error)})
if missing:
    print(json.dumps({"error": "missing", "python": sys.version.split()[0], "missing": missing}))
    sys.exit(0)

for name in ("_ssl", "_hashlib", "_bz2", "_lzma", "_ctypes", "_decimal", "pyexpat", "_uuid", "_sqlite3"):
    try:
        importlib.import_module(name)
    except ImportError:
        pass
import numpy, PIL
from PIL import Image, features

Image.init()
features.get_supported()
try:
    # glibc opens it by name when a thread ends.
    ctypes.CDLL("libgcc_s.so.1")
except OSError:
    pass

stdlib = os.path.realpath(sysconfig.get_path("stdlib"))
executable = os.path.realpath(sys.executable)
inside = [stdlib + "/"] + [os.path.realpath(path) + "/" for path in packages.values() if os.path.isdir(path)]
package_libs = []
for path in packages.values():
    folder = os.path.dirname(path)
    for name in (os.path.basename(path) + ".libs", os.path.basename(path).lower() + ".libs", "pillow.libs"):
        if os.path.isdir(os.path.join(folder, name)) and os.path.join(folder, name) not in package_libs:
            package_libs.append(os.path.join(folder, name))
inside += [os.path.realpath(path) + "/" for path in package_libs]

libraries, loader = {}, None
with open("/proc/self/maps") as maps:
    mapped = {line.split(None, 5)[5].strip() for line in maps if len(line.split(None, 5)) == 6}
for path in sorted(mapped):
    if not path.startswith("/") or ".so" not in os.path.basename(path) or any(path.startswith(folder) for folder in inside):
        continue
    folder, name = os.path.split(path)
    if name.startswith("ld-linux"):
        loader = path
        continue
    libraries[path] = sorted({name} | {link for link in os.listdir(folder)
                                       if ".so" in link and os.path.realpath(os.path.join(folder, link)) == path})

with open(executable, "rb") as file:
    head = file.read(4096)
at = head.find(b"/ld-linux")
start, end = head.rfind(b"\0", 0, at) + 1, head.find(b"\0", at)

print(json.dumps({
    "python": ".".join(map(str, sys.version_info[:3])), "pillow": PIL.__version__, "numpy": numpy.__version__,
    "machine": os.uname().machine, "executable": executable,
    "stdlib": stdlib, "stdlib_name": "%s/python%d.%d" % (sys.platlibdir, *sys.version_info[:2]),
    "hidden": [name for name in ("site-packages", "dist-packages") if os.path.isdir(os.path.join(stdlib, name))],
    "packages": packages, "package_libs": package_libs, "libraries": libraries,
    "loader": loader, "interpreter": head[start:end].decode() if at > 0 else None,
}))
