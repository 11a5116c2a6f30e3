using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SPAgent.Tests;

/// <summary>A real nats-server on loopback, in a folder of its own, which can be killed and started again.</summary>
internal sealed class NatsServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private readonly string[] _options;
    private Process? _process;

    private NatsServer(string[] options) => _options = options;

    public string Address => $"nats://127.0.0.1:{_port}";

    private string Store => _folder["store"];

    /// <summary>Starts one; the test is skipped where nats-server is not installed.</summary>
    public static async Task<NatsServer> StartAsync(params string[] options)
    {
        Assert.SkipWhen(Find() is null, "nats-server is not installed (apt install nats-server)");
        NatsServer server = new(options);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        string[] jetStream = _options.Contains("without") ? [] : ["-js", "-sd", Store];
        ProcessStartInfo start = new(Find()!, ["-a", "127.0.0.1", "-p", $"{_port}", .. jetStream,
            "-l", _folder["nats.log"], .. _options.Where(option => option != "without")]);
        _process = Process.Start(start)!;
        while (true)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                Assert.False(_process.HasExited, "nats-server ended");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Wipe() => Directory.Delete(Store, recursive: true);

    /// <summary>SIGSTOP or SIGCONT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
        _folder.Dispose();
    }

    private static string? Find() =>
        ((string[])["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"])
        .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
