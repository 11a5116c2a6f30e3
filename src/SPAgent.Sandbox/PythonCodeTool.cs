using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// The tool <c>python_code_tool</c>: the model writes Python that gets the picture as <c>image</c> (PIL) and leaves a
/// new one in <c>result_image</c>. The code runs in a sandbox of Linux namespaces and system call filters, with nothing
/// to reach: no files but Python's, no network, no other process, nothing of another call. Where there is no sandbox,
/// the code does not run.
/// </summary>
/// <remarks>
/// Workers start as they are needed and stay warm. A process that ends takes them along, even by SIGKILL; disposal does
/// it earlier.
/// </remarks>
public sealed class PythonCodeTool : ImageTool, IAsyncDisposable
{
    private static readonly JsonSerializerOptions EnvironmentJson = new()
    { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly SandboxTampering _tampering;
    private readonly Lock _gate = new();
    private Task<SandboxPool>? _pool;
    private bool _disposed;

    /// <summary>Makes the tool; nothing starts before <see cref="StartAsync"/> or the first call.</summary>
    public PythonCodeTool(PythonSandboxOptions? options = null) : this(options, SandboxTampering.None) { }

    internal PythonCodeTool(PythonSandboxOptions? options, SandboxTampering tampering) =>
        (Options, _tampering) = (options ?? new(), tampering);

    /// <inheritdoc/>
    public override string Name => PythonCode.ToolName;

    /// <inheritdoc/>
    public override string Description => PythonCode.Description;

    /// <inheritdoc/>
    public override JsonElement Schema => PythonCode.Schema;

    /// <summary>The limits that calls run under.</summary>
    public PythonSandboxOptions Options { get; }

    /// <summary>Starts a worker and proves that it is confined. Calls do so by themselves; a run that needs the tool
    /// wants to know beforehand.</summary>
    /// <returns>What results depend on, to be recorded.</returns>
    /// <exception cref="SandboxRefusedException">There is no sandbox on this machine; the message says what is missing
    /// and what installs it.</exception>
    public async Task<PythonEnvironment> StartAsync(CancellationToken cancellationToken = default) =>
        (await PoolAsync(cancellationToken).ConfigureAwait(false)).Environment;

    /// <inheritdoc/>
    public override async ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default)
    {
        if (PythonCode.Text(arguments) is not { } code)
            return ImageToolResult.Failed("Error: python_code_tool needs the argument code, a string of Python");
        PythonCallResult result = await RunAsync(code, image, cancellationToken).ConfigureAwait(false);
        return result.Image is null ? ImageToolResult.Failed(result.Message)
            : ImageToolResult.Ok(result.Image, result.Message) with { Replayable = result.Replayable };
    }

    /// <inheritdoc cref="StartAsync"/>
    public override Task PrepareAsync(CancellationToken cancellationToken = default) => StartAsync(cancellationToken);

    /// <inheritdoc/>
    public override JsonElement? ResultEnvironment => _pool is { IsCompletedSuccessfully: true } pool
        ? JsonSerializer.SerializeToElement(pool.Result.Environment, EnvironmentJson)
        : null;

    /// <inheritdoc/>
    public override IReadOnlyList<string> DifferencesFrom(JsonElement recordedEnvironment)
    {
        if (_pool is not { IsCompletedSuccessfully: true } pool) return [];
        try
        {
            return recordedEnvironment.Deserialize<PythonEnvironment>(EnvironmentJson) is { } recorded
                ? pool.Result.Environment.DifferencesFrom(recorded) : [];
        }
        catch (JsonException)
        {
            return ["an environment that this version can't read"];
        }
    }

    /// <summary>Runs one call and tells all about it.</summary>
    /// <returns>Whatever the code does is a status; so is a machine without a sandbox.</returns>
    /// <exception cref="ObjectDisposedException">The tool was disposed of, before or during the call.</exception>
    public async Task<PythonCallResult> RunAsync(string code, RasterImage image,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(image);
        // A lone surrogate becomes U+FFFD: it is no character of any source.
        byte[] source = Encoding.UTF8.GetBytes(code);
        if (source.Length > PythonSandboxOptions.MaxCodeBytes)
            return NotRun(PythonCallStatus.Error,
                $"Error: The code is {source.Length} bytes long, {PythonSandboxOptions.MaxCodeBytes} are possible");
        if ((long)image.Width * image.Height > Options.MaxPixels
            || Math.Max(image.Width, image.Height) > PythonSandboxOptions.MaxSide)
            return NotRun(
                PythonCallStatus.Error,
                $"Error: The image is {image.Width}x{image.Height} pixels; sides up to {PythonSandboxOptions.MaxSide} "
                    + $"and at most {Options.MaxPixels} pixels are possible");
        try
        {
            SandboxPool pool = await PoolAsync(cancellationToken).ConfigureAwait(false);
            PythonCallResult result = await pool.RunAsync(source, image, cancellationToken).ConfigureAwait(false);
            if (!Options.RunTwice || result.Image is null) return result;
            PythonCallResult again = await pool.RunAsync(source, image, cancellationToken).ConfigureAwait(false);
            return result with
            { Replayable = again.Image is not null && again.Image.PixelSha256() == result.Image.PixelSha256() };
        }
        catch (SandboxRefusedException e)
        {
            return NotRun(PythonCallStatus.Refused, $"Error: {e.Message}");
        }
    }

    /// <summary>Ends all workers. A call that runs fails with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<SandboxPool>? pool;
        lock (_gate) (_disposed, pool) = (true, _pool);
        if (pool is null) return;
        try
        {
            (await pool.ConfigureAwait(false)).Dispose();
        }
        catch (SandboxRefusedException)
        {
            // Nothing has started.
        }
    }

    /// <summary>The pool, once it is open.</summary>
    internal Task<SandboxPool> PoolAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // A refusal is asked again: the next call may come after the package was installed.
            if (_pool is null or { IsFaulted: true } or { IsCanceled: true })
                _pool = SandboxPool.OpenAsync(Options, _tampering, CancellationToken.None);
            return _pool.WaitAsync(cancellationToken);
        }
    }

    private static PythonCallResult NotRun(PythonCallStatus status, string message) =>
        new() { Status = status, Message = message };
}
