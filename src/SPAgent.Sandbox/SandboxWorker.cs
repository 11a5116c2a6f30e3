using System.Threading.Channels;

namespace SPAgent;

/// <summary>
/// One place in the pool: a thread that starts a sandbox, hands it one call at a time, and replaces it when it is worn.
/// The thread outlives every sandbox that it starts, which --die-with-parent needs, and waits in blocking reads so that
/// no pool thread does.
/// </summary>
internal sealed class SandboxWorker
{
    private readonly Func<WorkerProcess> _start;
    private readonly int _recycleAfter;
    private readonly ChannelWriter<SandboxWorker> _idle;
    private readonly TaskCompletionSource<PythonEnvironment> _ready =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private WorkerProcess? _process;
    private Job? _next, _running;
    private bool _ended;

    public SandboxWorker(Func<WorkerProcess> start, int recycleAfter, ChannelWriter<SandboxWorker> idle)
    {
        (_start, _recycleAfter, _idle) = (start, recycleAfter, idle);
        new Thread(Run) { IsBackground = true, Name = "Python sandbox" }.Start();
    }

    /// <summary>Its first sandbox is up, or can't be (<see cref="SandboxRefusedException"/>). Until its first call the
    /// worker belongs to its maker.</summary>
    public Task<PythonEnvironment> Ready => _ready.Task;

    /// <summary>A new sandbox could not be started, or the pool has closed: it takes no more calls.</summary>
    public bool HasEnded { get { lock (_gate) return _ended; } }

    /// <summary>Process id of its zygote, as the host counts; 0 between sandboxes.</summary>
    public int ZygoteId { get { lock (_gate) return _process?.ZygoteId ?? 0; } }

    /// <summary>What the kernel says of its sandbox; empty between sandboxes.</summary>
    public string Confinement { get { lock (_gate) return _process?.Confinement ?? ""; } }

    /// <summary>Runs one call; afterwards the worker writes itself to the idle channel.</summary>
    /// <returns>Null when the sandbox was lost.</returns>
    public async Task<PythonCallResult?> CallAsync(byte[] code, RasterImage image, CancellationToken cancellationToken)
    {
        var job = new Job(code, image);
        lock (_gate)
        {
            if (_ended) return null;
            _next = job;
            Monitor.Pulse(_gate);
        }

        await using (cancellationToken.Register(() => Abort(job)).ConfigureAwait(false))
        {
            PythonCallResult? result = await job.Answer.Task.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return result;
        }
    }

    /// <summary>Gives the worker back without a call.</summary>
    public void Return() => _idle.TryWrite(this);

    /// <summary>Ends the sandbox and the thread.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            if (_running is not null) _process?.Kill();
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        try
        {
            for (bool isFirst = true; StartProcess(); isFirst = false)
            {
                _ready.TrySetResult(_process!.Environment);
                Serve(_process, isFirst);
                DropProcess();
            }
        }
        catch (Exception e)
        {
            _ready.TrySetException(e);
        }

        Job? left;
        lock (_gate) (_ended, left) = (true, _next);
        DropProcess();
        left?.Answer.TrySetResult(null);
        _ready.TrySetException(new ObjectDisposedException(nameof(PythonCodeTool)));
        // Whoever waits for a worker takes this one, sees that it has ended, and starts another or learns why it can't.
        _idle.TryWrite(this);
    }

    private bool StartProcess()
    {
        if (HasEnded) return false;
        WorkerProcess process = _start();
        lock (_gate)
        {
            _process = process;
            return !_ended;
        }
    }

    /// <summary>Serves calls until the sandbox is worn, lost, or the worker is ended.</summary>
    private void Serve(WorkerProcess process, bool isFirst)
    {
        for (int calls = 1; ; calls++)
        {
            // The first sandbox is in its maker's hands already; a replacement is free for anyone.
            if (calls > 1 || !isFirst) _idle.TryWrite(this);
            if (NextJob() is not { } job) return;
            PythonCallResult? result = null;
            try
            {
                result = process.Call(job.Code, job.Image);
            }
            catch (WorkerLostException)
            {
                // The pool decides whether to try again.
            }
            finally
            {
                lock (_gate) _running = null;
                job.Answer.TrySetResult(result);
            }

            // After a flood or a crash a fresh sandbox costs little and asks for no argument about what the old one
            // still holds.
            if (calls >= _recycleAfter
                || result is not { Status: PythonCallStatus.Ok or PythonCallStatus.Error }) return;
        }
    }

    private Job? NextJob()
    {
        lock (_gate)
        {
            while (_next is null && !_ended) Monitor.Wait(_gate);
            if (_ended) return null;
            (_running, _next) = (_next, null);
            return _running;
        }
    }

    /// <summary>Ends the sandbox under a call, but never under the one that follows it.</summary>
    private void Abort(Job job)
    {
        lock (_gate)
            if (_running == job || _next == job) _process?.Kill();
    }

    private void DropProcess()
    {
        WorkerProcess? process;
        lock (_gate) (process, _process) = (_process, null);
        process?.Dispose();
    }

    private sealed class Job(byte[] code, RasterImage image)
    {
        public byte[] Code { get; } = code;

        public RasterImage Image { get; } = image;

        public TaskCompletionSource<PythonCallResult?> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
