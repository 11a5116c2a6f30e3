using System.Threading.Channels;

namespace SPAgent;

/// <summary>
/// Hands calls to workers, first come first served, and starts workers as they are needed up to a bound. A call whose
/// sandbox was lost is tried once more on another; nothing ever runs elsewhere.
/// </summary>
internal sealed class SandboxPool : IDisposable
{
    private readonly SandboxSetup _setup;
    private readonly PythonSandboxOptions _options;
    private readonly SandboxTampering _tampering;
    private readonly Channel<SandboxWorker> _idle = Channel.CreateUnbounded<SandboxWorker>();
    private readonly List<SandboxWorker> _workers = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly int _size;

    private SandboxPool(SandboxSetup setup, PythonSandboxOptions options, SandboxTampering tampering) =>
        (_setup, _options, _tampering, _size) = (setup, options, tampering, PoolSize(options));

    public PythonEnvironment Environment { get; private set; } = null!;

    /// <summary>Zygotes that run now, as the host counts processes.</summary>
    public IReadOnlyList<int> ZygoteIds
    {
        get
        {
            lock (_workers)
                return [.. _workers.Select(worker => worker.ZygoteId).Where(id => id != 0)];
        }
    }

    /// <summary>What the kernel says of the workers that run now.</summary>
    public string Confinement()
    {
        lock (_workers)
            return string.Join("; ", _workers.Select(worker => worker.Confinement).Where(seen => seen.Length > 0));
    }

    /// <summary>Finds what a sandbox needs, starts a first worker and probes it.</summary>
    /// <exception cref="SandboxRefusedException">There can be no sandbox here.</exception>
    public static async Task<SandboxPool> OpenAsync(PythonSandboxOptions options, SandboxTampering tampering,
        CancellationToken cancellationToken)
    {
        SandboxSetup setup = await Task.Run(() => SandboxSetup.Find(options), cancellationToken).ConfigureAwait(false);
        var pool = new SandboxPool(setup, options, tampering);
        try
        {
            SandboxWorker worker = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
            pool.Environment = await worker.Ready.ConfigureAwait(false);
            worker.Return();
            if (!tampering.SkipChecks) await SandboxProbe.RunAsync(pool, cancellationToken).ConfigureAwait(false);
            return pool;
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    public async Task<PythonCallResult> RunAsync(byte[] code, RasterImage image, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            for (int attempt = 1; attempt <= 2; attempt++)
            {
                SandboxWorker worker = await RentAsync(either.Token).ConfigureAwait(false);
                if (await worker.CallAsync(code, image, either.Token).ConfigureAwait(false) is { } result)
                    return result;
            }
        }
        catch (OperationCanceledException)
            when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(PythonCodeTool));
        }

        return new PythonCallResult
        {
            Status = PythonCallStatus.WorkerLost,
            Message = "Error: The code could not be run: its sandbox was lost twice"
        };
    }

    public void Dispose()
    {
        _closing.Cancel();
        lock (_workers)
        {
            foreach (SandboxWorker worker in _workers) worker.End();
            _workers.Clear();
        }
    }

    private async Task<SandboxWorker> RentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SandboxWorker? made = null;
            if (!_idle.Reader.TryRead(out SandboxWorker? worker) && (made = Grow()) is null)
                worker = await _idle.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (made is not null) return await FirstAsync(made).ConfigureAwait(false);
            if (!worker!.HasEnded) return worker;
            Forget(worker);
        }
    }

    private async Task<SandboxWorker> FirstAsync(SandboxWorker made)
    {
        try
        {
            await made.Ready.ConfigureAwait(false);
            return made;
        }
        catch
        {
            Forget(made);
            throw;
        }
    }

    private SandboxWorker? Grow()
    {
        lock (_workers)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(PythonCodeTool));
            if (_workers.Count >= _size) return null;
            var worker = new SandboxWorker(() => WorkerProcess.Start(_setup, _options, _tampering),
                _options.RecycleAfter, _idle.Writer);
            _workers.Add(worker);
            return worker;
        }
    }

    private void Forget(SandboxWorker worker)
    {
        lock (_workers) _workers.Remove(worker);
    }

    /// <summary>As many workers as asked for, or as processors and memory allow.</summary>
    private static int PoolSize(PythonSandboxOptions options)
    {
        long available = AvailableMemory();
        long fitting = (long)(available * 0.8) / options.AddressSpace;
        int wanted = options.Workers ?? (int)Math.Clamp(fitting, 1, Math.Min(System.Environment.ProcessorCount, 256));
        return wanted <= fitting ? wanted
            : throw SandboxAdvice.NotEnoughMemory(wanted, options.AddressSpace, available);
    }

    /// <summary>What the kernel can give without swapping, or what this process's own limits leave of it.</summary>
    private static long AvailableMemory()
    {
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string? line = File.ReadLines("/proc/meminfo")
            .FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        string? kib = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return kib is null ? limit
            : Math.Min(limit, long.Parse(kib, System.Globalization.CultureInfo.InvariantCulture) * 1024);
    }
}
