using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// One running sandbox, from its start to its end, used by one thread. That thread has to live as long as the sandbox
/// does: --die-with-parent follows the thread that started bubblewrap, not the process.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), Grace = TimeSpan.FromSeconds(10),
        Farewell = TimeSpan.FromSeconds(2);

    // Frames come from a pipe of at most 1 MiB.
    private const int MaxFrame = 1 << 20;

    // It names the packages and their versions.
    private const int MaxReady = 64 << 10;

    private readonly Process _process;
    private readonly Stream _input, _output;
    private readonly PythonSandboxOptions _options;
    private readonly byte[] _scratch = new byte[16 << 10];
    private readonly byte[] _log = new byte[PythonSandboxOptions.LogKept];
    private uint _number;

    private WorkerProcess(Process process, PythonSandboxOptions options)
    {
        (_process, _options) = (process, options);
        (_input, _output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
    }

    /// <summary>What the worker says it is made of.</summary>
    public PythonEnvironment Environment { get; private set; } = null!;

    /// <summary>Process id of the zygote, outside.</summary>
    public int ZygoteId { get; private set; }

    /// <summary>What the kernel said of the zygote when it started.</summary>
    public string Confinement { get; private set; } = "";

    /// <summary>Starts a sandbox and holds what the kernel says of it against what was asked.</summary>
    /// <exception cref="SandboxRefusedException">It did not start, or is not confined as asked.</exception>
    public static WorkerProcess Start(SandboxSetup setup, PythonSandboxOptions options, SandboxTampering tampering)
    {
        string zygote = tampering.Zygote(SandboxResource.Text("zygote.py"));
        IReadOnlyList<string> arguments = tampering.Arguments(BubblewrapCommand.Arguments(setup, zygote));
        Process process;
        try
        {
            process =
                Process.Start(HostProgram.StartInfo(BubblewrapCommand.Program, arguments,
                    tampering.KeepUser ? null : HostProgram.RunAs))!;
        }
        catch (Win32Exception e)
        {
            throw SandboxAdvice.WorkerFailed(e.Message);
        }

        var worker = new WorkerProcess(process, options);
        try
        {
            worker.Initialise(setup, tampering);
            return worker;
        }
        catch (Exception e) when (e is IOException or WorkerLostException or JsonException)
        {
            HostProgram.Kill(process);
            string error = worker.LastWords();
            worker.Dispose();
            throw SandboxAdvice.WorkerFailed(error.Length > 0 ? error : e.Message);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Runs one call. A worker that threw is of no more use.</summary>
    /// <exception cref="WorkerLostException">The worker broke the protocol, ended, or did not answer in its
    /// time.</exception>
    public PythonCallResult Call(byte[] code, RasterImage image)
    {
        Span<byte> token = stackalloc byte[WorkerFrames.TokenBytes];
        RandomNumberGenerator.Fill(token);
        using Timer watchdog = Watchdog(_options.WallTime + Grace);
        try
        {
            _input.Write(WorkerFrames.Request(++_number, code, image));
            _input.Write(image.Pixels);
            _input.Write(token);
            _input.Flush();
            return ReadAnswer(token);
        }
        catch (IOException e)
        {
            throw new WorkerLostException(e.Message);
        }
    }

    /// <summary>Ends the sandbox from any thread; whoever waits for an answer finds its pipe at an end.</summary>
    public void Kill() => HostProgram.Kill(_process);

    /// <summary>Ends the sandbox; a healthy one by the end of its input, so that bubblewrap reaps it and no zombie is
    /// left to a container's init.</summary>
    public void Dispose()
    {
        _input.Dispose();
        if (!_process.WaitForExit(Farewell)) Kill();
        _process.WaitForExit();
        _output.Dispose();
        _process.Dispose();
    }

    private void Initialise(SandboxSetup setup, SandboxTampering tampering)
    {
        using Timer watchdog = Watchdog(StartLimit);
        _input.Write(WorkerFrames.Init(setup, _options, tampering));
        _input.Flush();
        (byte type, int length) = ReadHead();
        if (type != 'R' || length > MaxReady) throw new WorkerLostException("it did not say that it is ready");
        var text = new byte[length];
        ReadExactly(text);
        JsonElement ready = JsonDocument.Parse(text).RootElement;
        Environment = new PythonEnvironment
        {
            Python = ready.GetProperty("python").GetString()!,
            Pillow = ready.GetProperty("pillow").GetString()!,
            Numpy = ready.GetProperty("numpy").GetString()!,
            Machine = ready.GetProperty("machine").GetString()!,
            Protocol = ready.GetProperty("protocol").GetInt32(),
            Seed = _options.Seed,
            CpuPin = BubblewrapCommand.CpuPin(setup.Machine, setup.Python.Numpy),
            Packages = PythonEnvironment.PackagesOf(ready.GetProperty("packages").EnumerateObject()
                .Select(package => (package.Name, package.Value.GetString()!))),
        };
        Confinement seen = SPAgent.Confinement.Read(_process.Id);
        (ZygoteId, Confinement) = (seen.ZygoteId, seen.Seen);
        if (tampering.SkipChecks) return;
        if (ready.GetProperty("dumpable").GetInt32() != 0)
            throw SandboxAdvice.StatusMiss("the worker can be traced: PR_SET_DUMPABLE did not hold.");
        if (seen.Miss is string miss) throw SandboxAdvice.StatusMiss(miss);
    }

    private PythonCallResult ReadAnswer(ReadOnlySpan<byte> token)
    {
        var result = new ResultReader(_options.MaxPixels);
        int logged = 0;
        while (true)
        {
            (byte type, int length) = ReadHead();
            switch (type)
            {
                case (byte)'D':
                    result.Read(_output, length, _scratch);
                    break;
                case (byte)'L':
                    logged = ReadLog(length, logged);
                    break;
                case (byte)'E' when length == WorkerEnd.Bytes:
                    ReadExactly(_scratch.AsSpan(0, length));
                    WorkerEnd end = WorkerEnd.Read(_scratch.AsSpan(0, length), token, _number);
                    return CallVerdict.Of(end, result,
                        SafeText.Clean(_log.AsSpan(0, logged), PythonSandboxOptions.LogKept), _options);
                default:
                    throw new WorkerLostException($"a frame of type {type} and {length} bytes");
            }
        }
    }

    /// <summary>Keeps the first of the log and drops the rest.</summary>
    private int ReadLog(int length, int logged)
    {
        int kept = Math.Min(length, _log.Length - logged);
        ReadExactly(_log.AsSpan(logged, kept));
        for (int left = length - kept; left > 0;)
        {
            int part = Math.Min(left, _scratch.Length);
            ReadExactly(_scratch.AsSpan(0, part));
            left -= part;
        }

        return logged + kept;
    }

    private (byte Type, int Length) ReadHead()
    {
        Span<byte> head = stackalloc byte[5];
        ReadExactly(head);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[1..]);
        return length <= MaxFrame ? (head[0], (int)length)
            : throw new WorkerLostException($"a frame of {length} bytes");
    }

    private void ReadExactly(Span<byte> target)
    {
        if (_output.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new WorkerLostException("its pipe ended");
    }

    private Timer Watchdog(TimeSpan limit) => new(_ => Kill(), null, limit, Timeout.InfiniteTimeSpan);

    /// <summary>What bubblewrap or Python wrote to standard error; the sandbox has ended, so this does not
    /// wait.</summary>
    private string LastWords()
    {
        var text = new char[8192];
        int count = _process.StandardError.ReadBlock(text, 0, text.Length);
        return new string(text, 0, count).Trim();
    }
}
