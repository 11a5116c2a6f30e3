"""Inside the sandbox: pid 1 of a worker. Imports PIL and numpy once, then forks a child for every call.

The child is forked before its call arrives and reads it by itself, so this process never holds a byte of a call that a
later child could inherit. Results and logs pass from pipe to pipe with splice and never enter this process either.
Everything that model code can touch (its globals, its memory, its file descriptors 1, 2 and 3) dies with the child.
"""
import base64, builtins, ctypes, errno, fcntl, gc, json, os, random, resource, select, signal, struct, sys, time, traceback, types
import linecache

IN, OUT = 0, 10
L = {}
PIPE_BYTES = 1 << 20
PR_GET_DUMPABLE, PR_SET_DUMPABLE, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 3, 4, 22, 2
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD, MADV_HUGEPAGE = -1, -2, -3, 14
FIONREAD, HUGE, HEAP = 0x541B, 2 << 20, 64 << 20
EXITED, WALL, RESULT_LIMIT, LOG_LIMIT = 0, 1, 2, 3
# Behind the host's own work, and never before what this process was given: nobody may raise himself.
NICENESS = max(10, os.getpriority(os.PRIO_PROCESS, 0))

if os.getpid() != 1:
    sys.exit("the zygote is meant to be pid 1 of a sandbox")

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]

new_bytes = ctypes.pythonapi.PyBytes_FromStringAndSize
new_bytes.restype, new_bytes.argtypes = ctypes.py_object, [ctypes.c_char_p, ctypes.c_ssize_t]
bytes_address = ctypes.pythonapi.PyBytes_AsString
bytes_address.restype, bytes_address.argtypes = ctypes.c_void_p, [ctypes.py_object]


def fill(fd, view):
    while len(view):
        got = os.readv(fd, [view])
        if got == 0:
            os._exit(0)
        view = view[got:]


def read_exact(fd, count):
    data = bytearray(count)
    fill(fd, memoryview(data))
    return data


def read_bytes(fd, count):
    """A bytes object read in place; PIL takes no other kind, and a copy of a picture costs more than to decode it."""
    data = new_bytes(None, count)
    fill(fd, memoryview((ctypes.c_char * count).from_address(bytes_address(data))).cast("B"))
    return data


def write_all(fd, data):
    view = memoryview(data)
    while len(view):
        view = view[os.write(fd, view):]


def frame(kind, data):
    write_all(OUT, struct.pack("<BI", ord(kind), len(data)) + data)


class Filter:
    """A seccomp program in the kernel's layout, ready to be installed with one system call."""

    def __init__(self, text):
        code = base64.b64decode(text)
        self.code = ctypes.create_string_buffer(code, len(code))
        self.head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(self.code)))

    def install(self):
        if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(self.head), 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "seccomp filter refused")


def tune_heap():
    """Children allocate from one big heap of huge pages: a fault for 2 MiB in place of 512 faults of 4 KiB."""
    libc.mallopt(M_MMAP_THRESHOLD, 32 << 20)
    libc.mallopt(M_TRIM_THRESHOLD, 1 << 30)
    libc.mallopt(M_TOP_PAD, HEAP)
    block = libc.malloc(HUGE)
    libc.madvise((block + HUGE - 1) // HUGE * HUGE, HEAP - 2 * HUGE, MADV_HUGEPAGE)
    libc.free(block)
    libc.mallopt(M_TOP_PAD, HUGE)


def pin_randomness(seed):
    """Every call sees the same random numbers, whichever door it takes to them."""
    stream, seed_from = random.Random(seed), random.Random.seed

    def urandom(count):
        return stream.randbytes(count)

    def reseed(self, a=None, version=2):
        return seed_from(self, int.from_bytes(urandom(32), "little") if a is None else a, version)

    os.urandom = random._urandom = urandom
    random.Random.seed = reseed
    random.seed = random._inst.seed
    # Python seeds the shared generator anew in every child, from the kernel; this runs after it.
    os.register_at_fork(after_in_child=lambda: random.seed(seed))
    np.random.seed(seed & 0xFFFFFFFF)


def set_limits():
    for kind, value in (
        (resource.RLIMIT_AS, L["address_space"]), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_NPROC, 64), (resource.RLIMIT_STACK, 8 << 20),
        (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0), (resource.RLIMIT_SIGPENDING, 64),
    ):
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (L["cpu_s"], L["cpu_s"] + 1))


def child(log, result, go):
    os.dup2(log, 1), os.dup2(log, 2), os.dup2(result, 3), os.dup2(go, 4)
    os.closerange(5, 256)
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    set_limits()
    CHILD_FILTER.install()
    magic, number, code_bytes, width, height = struct.unpack("<4sIIII", read_exact(IN, 20))
    if magic != b"REQ1":
        os._exit(1)
    code = bytes(read_exact(IN, code_bytes))
    pixels = read_bytes(IN, width * height * 3)
    os.close(IN)
    # From here on the zygote keeps the time, and the token that follows on its stdin is out of this process's reach.
    write_all(4, struct.pack("<I", number))
    os.close(4)
    try:
        image = Image.frombytes("RGB", (width, height), pixels) if pixels else Image.new("RGB", (width, height))
        del pixels
        answer = run(code.decode("utf-8"), image)
    except BaseException as error:
        answer = [b"ERR0" + describe(error).encode("utf-8", "backslashreplace")[:L["message"]]]
    try:
        sys.stdout.flush(), sys.stderr.flush()
    except BaseException:
        pass
    for part in answer:
        write_all(3, part)
    os._exit(0)


def run(code, image):
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    main.__dict__.update(__builtins__=builtins, Image=Image, np=np, image=image, result_image=None)
    linecache.cache["<code>"] = (len(code), None, code.splitlines(True), "<code>")
    exec(compile(code, "<code>", "exec"), main.__dict__)
    made = main.__dict__.get("result_image")
    if made is None:
        return [b"ERR0Error: No result_image returned. Please assign the result to 'result_image' variable."]
    if not isinstance(made, Image.Image):
        return [f"ERR0Error: result_image must be a PIL Image, got {type(made)}".encode()]
    width, height = made.size
    if width < 1 or height < 1 or max(width, height) > L["side"] or width * height > L["pixels"]:
        return [(f"ERR0Error: result_image is {width}x{height} pixels; sides from 1 to {L['side']} and "
                 f"at most {L['pixels']} pixels are possible").encode()]
    if made.mode != "RGB":
        made = made.convert("RGB")
    return [struct.pack("<4sII", b"RES1", width, height), made.tobytes()]


def describe(error):
    """What Python says of an error, without the frames of this file and without the folders of the installation."""
    entries = traceback.extract_tb(error.__traceback__)
    while entries and entries[0].filename != "<code>":
        del entries[0]
    for entry in entries:
        for folder in sorted(sys.path, key=len, reverse=True):
            entry.filename = entry.filename.removeprefix(folder + "/")
    stack = traceback.StackSummary.from_list(entries[:8] + entries[-8:] if len(entries) > 16 else entries)
    last = traceback.format_exception_only(type(error), error)
    return (f"Error: {type(error).__name__}: {error}\nTraceback (most recent call last):\n"
            + "".join(stack.format()) + "".join(last)).rstrip()


def pump(kind, source):
    """Moves what waits in a child's pipe into one frame; 0 when nothing waits."""
    waiting = struct.unpack("i", fcntl.ioctl(source, FIONREAD, b"\0\0\0\0"))[0]
    if waiting:
        write_all(OUT, struct.pack("<BI", ord(kind), waiting))
        left = waiting
        while left:
            left -= os.splice(source, OUT, left)
    return waiting


def watch(pid, log, result):
    """Passes output on until the child is gone or has used up its time or room; says why it ended."""
    deadline = time.monotonic() + L["wall_s"]
    seen = {log: 0, result: 0}
    handle = os.pidfd_open(pid)
    poll = select.poll()
    for fd in (handle, log, result):
        poll.register(fd, select.POLLIN)
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return WALL
            for fd, _ in poll.poll(left * 1000 + 1):
                if fd == handle:
                    return EXITED
                moved = pump("L" if fd == log else "D", fd)
                seen[fd] += moved
                if moved == 0:
                    poll.unregister(fd)
            if seen[result] > L["pixels"] * 3 + 65536:
                return RESULT_LIMIT
            if seen[log] > L["log"]:
                return LOG_LIMIT
    finally:
        os.close(handle)


def reap(pid):
    """Ends the child and whatever it may have started; its status and what it used."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    status = usage = None
    while True:
        try:
            gone, code, used = os.wait4(-1, 0)
        except ChildProcessError:
            return status, usage
        if gone == pid:
            status, usage = code, used


def serve():
    log, log_end = os.pipe()
    result, result_end = os.pipe()
    go, go_end = os.pipe()
    widen(result)
    pid = os.fork()
    if pid == 0:
        try:
            child(log_end, result_end, go_end)
        finally:
            os._exit(1)
    for fd in (log_end, result_end, go_end):
        os.close(fd)
    number = read_exact(go, 4)
    token = read_exact(IN, 8)
    began = time.monotonic()
    reason = watch(pid, log, result)
    wall = time.monotonic() - began
    status, usage = reap(pid)
    # With its writers dead, what the pipes still hold is the end of it.
    while pump("L", log) or pump("D", result):
        pass
    ended = struct.pack("<BBBIII", reason, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                        os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0, int(wall * 1e6),
                        int((usage.ru_utime + usage.ru_stime) * 1e6), usage.ru_maxrss)
    frame("E", bytes(token) + bytes(number) + ended)
    for fd in (log, result, go):
        os.close(fd)


def close_inherited():
    """Whatever else the host had open when it started this process is not for us."""
    try:
        if libc.close_range(3, 0xFFFFFFFF, 0) == 0:
            return
    except AttributeError:
        pass
    os.closerange(3, 1 << 20)


def widen(pipe):
    try:
        fcntl.fcntl(pipe, 1031, PIPE_BYTES)
    except OSError:
        pass


def main():
    global Image, np, CHILD_FILTER
    close_inherited()
    # The numbers below OUT belong to the children: their log, their result, their sign.
    os.dup2(1, OUT)
    for fd in range(3, OUT):
        os.dup2(2, fd)
    os.dup2(2, 1)
    widen(IN), widen(OUT)
    settings = json.loads(bytes(read_exact(IN, struct.unpack("<I", read_exact(IN, 4))[0])))
    L.update(settings["limits"])
    sys.path[:] = [folder for folder in sys.path if folder] + ["/packages"]
    import numpy as np
    import PIL
    from PIL import (Image, ImageChops, ImageColor, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageMath, ImageOps,
                     ImageStat)
    Image.init()
    packages = {name: str(getattr(__import__(name), "__version__", "")) for name in settings["preload"]}
    pin_randomness(settings["seed"])
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.stdin = None
    tune_heap()
    zygote_filter, CHILD_FILTER = Filter(settings["filter_zygote"]), Filter(settings["filter_child"])
    if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_DUMPABLE refused")
    dumpable = libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
    gc.collect()
    gc.freeze()
    zygote_filter.install()
    frame("R", json.dumps({"protocol": 1, "python": ".".join(map(str, sys.version_info[:3])), "pillow": PIL.__version__,
                           "numpy": np.__version__, "machine": os.uname().machine, "dumpable": dumpable,
                           "packages": packages}).encode())
    while True:
        serve()


main()
