using System.Runtime.InteropServices;

namespace SPAgent.Notebooks;

/// <summary>A C# kernel for Jupyter, in this process.</summary>
public static class JupyterKernel
{
    /// <summary>
    /// Serves the front end that wrote the connection file, until it asks for the end, its process is gone, or
    /// <paramref name="cancellationToken"/> is signalled. Takes over the process's console and its interrupt signal.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is no connection file, or asks for a transport other than
    /// tcp.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">One of its ports is taken.</exception>
    public static async Task RunAsync(string connectionFile, CancellationToken cancellationToken = default)
    {
        ConnectionFile connection = ConnectionFile.Load(connectionFile);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A first cell takes most of its time to load the compiler; while the front end is still drawing, that costs
        // nothing.
        Task<CellEngine> engine = Task.Run(async () =>
        {
            await CellEngine.WarmUpAsync().ConfigureAwait(false);
            return new CellEngine();
        });
        using var server = new KernelServer(connection, engine, TimeProvider.System);
        StrayThreads.Outlive();
        // A cell that ends the process still has its last words heard.
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            CellContext.FlushAll();
            server.LastWordsAsync().GetAwaiter().GetResult();
        };
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
        Task parent = ParentWatch.ParentId is { } id ? ParentWatch.EndedAsync(id, stopping.Token)
            : Task.Delay(Timeout.Infinite, stopping.Token);
        await Task.WhenAny(server.RunAsync(stopping.Token), parent).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        // Its copies of referenced assemblies are removed.
        if (engine.IsCompletedSuccessfully) (await engine.ConfigureAwait(false)).Dispose();
    }
}
