namespace SPAgent;

/// <summary>Probes what a call may do, with calls: the filter, the limits, what is left for the next one, and whether
/// it repeats.</summary>
internal static class CallProbes
{
    private const string Filter = """
        import ctypes, os, socket, threading
        libc = ctypes.CDLL(None, use_errno=True)
        held = []
        def probe(name, attempt):
            try:
                if attempt() is None: return
            except OSError:
                held.append(name)
        def call(result):
            if result < 0: raise OSError(ctypes.get_errno(), '')
            return result
        probe('socket', socket.socket)
        probe('fork', os.fork)
        probe('exec', lambda: os.execv('/usr/bin/python3', ['python3', '-V']))
        probe('kill', lambda: os.kill(1, 0) or 0)
        probe('ptrace', lambda: call(libc.ptrace(16, 1, 0, 0)))
        probe('mount', lambda: call(libc.mount(None, b'/', None, 32, None)))
        probe('unshare', lambda: call(libc.unshare(0x10000000)))
        probe('keyctl', lambda: call(libc.syscall(250, 0, -3, 1)))
        probe('create', lambda: os.open('/x', os.O_CREAT | os.O_WRONLY))
        probe('priority', lambda: os.setpriority(0, 1, 19) or 0)
        thread = threading.Thread(target=held.append, args=('+thread',))
        thread.start(); thread.join()
        print(*held)
        """;

    private const string FilterHeld = "socket fork exec kill ptrace mount unshare keyctl create priority +thread";

    private const string Limits = """
        import resource
        for name in 'AS CPU FSIZE CORE NOFILE NPROC STACK MEMLOCK MSGQUEUE SIGPENDING'.split():
            print(name, resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[0])
        try:
            bytearray(1 << 40); print('HELD NOT')
        except MemoryError:
            print('held')
        """;

    private const string Spin = """
        import threading
        def spin():
            while True: pass
        for _ in range(3): threading.Thread(target=spin).start()
        spin()
        """;

    private const string Noise = """
        import os, random
        a = np.array(image)
        a[:, :, 0] = np.random.default_rng().integers(0, 255, a.shape[:2])
        a[:, :, 1] = np.random.randint(0, 255, a.shape[:2])
        a[:, :, 2] = np.frombuffer(os.urandom(a[:, :, 2].size), np.uint8).reshape(a.shape[:2])
        a[0, 0] = random.randrange(256), hash('a') & 255, 0
        result_image = Image.fromarray(a)
        """;

    public static async Task<IReadOnlyList<SandboxLayer>> RunAsync(PythonCodeTool tool,
        CancellationToken cancellationToken)
    {
        RasterImage picture = RasterImage.FromPixels(16, 16, new byte[16 * 16 * 3]);
        Task<PythonCallResult> Call(string code) => tool.RunAsync(code, picture, cancellationToken);
        var layers = new List<SandboxLayer>();

        string filter = (await Call(Filter).ConfigureAwait(false)).Log.Trim();
        layers.Add(SandboxCheck.Judge("filter", filter == FilterHeld, $"refused: {filter}"));

        PythonSandboxOptions options = tool.Options;
        string limits = (await Call(Limits).ConfigureAwait(false)).Log.Trim()
            .Replace("\n", ", ", StringComparison.Ordinal);
        string asked = $"AS {options.AddressSpace}, CPU {Math.Ceiling(options.CpuTime.TotalSeconds)}, FSIZE 0, "
            + $"CORE 0, NOFILE 64, NPROC 64, "
            + $"STACK {8 << 20}, MEMLOCK 0, MSGQUEUE 0, SIGPENDING 64, held";
        layers.Add(SandboxCheck.Judge("limits", limits == asked, limits));

        PythonCallStatus asleep = (await Call("import time\ntime.sleep(60)").ConfigureAwait(false)).Status;
        PythonCallStatus busy = (await Call(Spin).ConfigureAwait(false)).Status;
        layers.Add(SandboxCheck.Judge("time", (asleep, busy) == (PythonCallStatus.Timeout, PythonCallStatus.Timeout),
            $"after a second: asleep {asleep}, busy {busy}"));

        PythonCallResult flood = await Call("import os\nwhile True: os.write(1, b'x' * 65536)").ConfigureAwait(false);
        string pourCode = $"import os\nfor _ in range({(options.MaxPixels * 3L >> 20) + 2}): "
            + "os.write(3, bytes(1 << 20))";
        PythonCallStatus pour = (await Call(pourCode).ConfigureAwait(false)).Status;
        bool bounded = flood.Status is PythonCallStatus.LogLimit or PythonCallStatus.Timeout
            && flood.Log.Length <= PythonSandboxOptions.LogKept;
        layers.Add(SandboxCheck.Judge("output", bounded && pour == PythonCallStatus.OutputLimit,
            $"a flood of text {flood.Status}, of pixels {pour}"));

        await Call("import builtins, PIL\nbuiltins.left = PIL.left = np.left = Image.left = 1").ConfigureAwait(false);
        string left =
            (await Call("import builtins, PIL\nprint([hasattr(m, 'left') for m in (builtins, PIL, np, Image)])")
                .ConfigureAwait(false)).Log.Trim();
        layers.Add(SandboxCheck.Judge("calls apart", left == "[False, False, False, False]",
            $"a mark left by the call before: {left}"));

        string? first = (await Call(Noise).ConfigureAwait(false)).Image?.PixelSha256(),
            second = (await Call(Noise).ConfigureAwait(false)).Image?.PixelSha256();
        layers.Add(SandboxCheck.Judge("repeatable", first is not null && first == second,
            first == second ? "randomness is pinned" : "two runs differ"));
        return layers;
    }
}
