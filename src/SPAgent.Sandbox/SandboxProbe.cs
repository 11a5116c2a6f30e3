using System.Text;

namespace SPAgent;

/// <summary>
/// One call that a sandbox has to hold before any code of a model runs in it: it tries what must fail and makes a
/// picture whose pixels are known.
/// </summary>
internal static class SandboxProbe
{
    private const string Code = """
        import os, socket
        def probe(name, attempt):
            try:
                attempt()
                print('HELD NOT', name)
            except OSError as error:
                print('held', name, error.errno)
        def fork():
            if os.fork() == 0: os._exit(0)
        probe('socket', socket.socket)
        probe('fork', fork)
        probe('read', lambda: open('/etc/passwd'))
        probe('write', lambda: open('x', 'w'))
        probe('signal', lambda: os.kill(1, 0))
        def is_open(fd):
            try: return bool(os.fstat(fd))
            except OSError: return False
        print('files', *filter(is_open, range(1024)))
        result_image = image.rotate(90, expand=True)
        """;

    private static readonly string[] Held =
        ["held socket 1", "held fork 1", "held read 2", "held write 13", "held signal 1", "files 1 2 3"];

    /// <exception cref="SandboxRefusedException">Something was let through, the pixels are wrong, or no sandbox lived
    /// to answer.</exception>
    public static async Task RunAsync(SandboxPool pool, CancellationToken cancellationToken)
    {
        // Two pixels side by side, the second one ends on top.
        RasterImage pair = RasterImage.FromPixels(2, 1, [10, 20, 30, 200, 210, 220]);
        PythonCallResult result = await pool.RunAsync(Encoding.UTF8.GetBytes(Code), pair, cancellationToken)
            .ConfigureAwait(false);
        if (result.Status == PythonCallStatus.WorkerLost) throw SandboxAdvice.LostEarly();
        string[] lines = result.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (!lines.SequenceEqual(Held))
            throw SandboxAdvice.ProbeMiss(
                $"the probe ended {result.Status} ({result.Message}) and printed \"{string.Join("; ", lines)}\".");
        if (result.Image is not { Width: 1, Height: 2 } image
            || !image.Pixels.SequenceEqual((ReadOnlySpan<byte>)[200, 210, 220, 10, 20, 30]))
            throw SandboxAdvice.ProbeMiss($"the probe's picture came out wrong: {result.Status}, {result.Message}.");
    }
}
