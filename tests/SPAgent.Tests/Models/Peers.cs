using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

// Started once for all tests, by the first that asks.
[assembly: AssemblyFixture(typeof(SPAgent.Tests.Peers))]

namespace SPAgent.Tests;

/// <summary>
/// Servers that others wrote, as processes on 127.0.0.1: mock-llm behind Prism, which checks each request and answer
/// against OpenAI's own API description. <c>eng/peers.sh</c> installs them.
/// </summary>
public sealed class Peers : IDisposable
{
    // Three seconds on an idle machine, half a minute and more on a busy one.
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(5);

    private readonly List<Process> _processes = [];
    private readonly Lock _lock = new();
    private Task<Uri>? _checkedMock;
    private Task<Uri>? _prism;

    private static string Description => Fixtures.Shared("datasets", "mock_peer", "openapi.chat.json");

    /// <summary>mock-llm behind Prism; skips the test visibly when Node, the install or the API description is
    /// absent.</summary>
    public Task<Uri> CheckedMockAsync()
    {
        SkipWhereAbsent();
        lock (_lock) return _checkedMock ??= StartCheckedMockAsync(Description);
    }

    /// <summary>Prism alone, which checks requests and makes answers up; skips the same way.</summary>
    public Task<Uri> PrismAsync()
    {
        SkipWhereAbsent();
        lock (_lock) return _prism ??= StartPrismAsync("mock", Description);
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    private static void SkipWhereAbsent()
    {
        bool installed = File.Exists(Path.Combine(Fixtures.Root, "artifacts", "peers", ".installed"));
        Assert.SkipUnless(installed, "no independent servers: run eng/peers.sh (needs Node and npm)");
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        bool node = path.Any(folder => File.Exists(Path.Combine(folder, "node")));
        Assert.SkipUnless(node, "no independent servers: node is not on the PATH");
    }

    private async Task<Uri> StartCheckedMockAsync(string description)
    {
        int port = FreePort();
        await StartAsync("server running on",
            ["@dwmkerr/mock-llm/dist/main.js", "--config", Fixtures.Own("peers", "mock-llm.yaml")], port);
        return await StartPrismAsync("proxy", description, $"http://127.0.0.1:{port}/v1");
    }

    private async Task<Uri> StartPrismAsync(string mode, string description, params string[] upstream)
    {
        int port = FreePort();
        string[] script = ["@stoplight/prism-cli/dist/index.js", mode, description, .. upstream, "-h", "127.0.0.1",
            "-p", $"{port}", "--errors"];
        await StartAsync("Prism is listening", script, port);
        return new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Starts a script of the install and reads its output until it says that it listens.</summary>
    private async Task StartAsync(string ready, string[] script, int port)
    {
        string modules = Path.Combine(Fixtures.Root, "artifacts", "peers", "node_modules");
        ProcessStartInfo start = new("node", [Path.Combine(modules, script[0]), .. script.Skip(1)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOST"] = "127.0.0.1", ["PORT"] = $"{port}" },
        };
        Process process = Process.Start(start)!;
        lock (_lock) _processes.Add(process);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                listening.TrySetException(new InvalidOperationException($"{script[0]} ended before it listened."));
            else if (line.Data.Contains(ready, StringComparison.Ordinal)) listening.TrySetResult();
        };
        process.BeginOutputReadLine();
        await listening.Task.WaitAsync(StartTime);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
