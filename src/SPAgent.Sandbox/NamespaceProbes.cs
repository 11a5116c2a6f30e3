using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// Probes the namespaces by themselves: our own code (probe.py, never a model's) runs in a worker's namespaces without
/// the filters, which would otherwise hide a namespace that is missing.
/// </summary>
internal static class NamespaceProbes
{
    private const string HostShared = "/proc/sysvipc/shm";

    // The key that probe.py takes, as the kernel lists it.
    private const string SharedMemoryKey = "1397768519";

    private static readonly string[] Root = ["lib64", "libs", "packages", "usr"];

    private static readonly string[] Variables =
        ["HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX", "MKL_NUM_THREADS", "NPY_DISABLE_CPU_FEATURES",
            "OMP_NUM_THREADS",
         "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "PATH", "PWD", "PYTHONHASHSEED", "TZ"];

    public static async Task<IReadOnlyList<SandboxLayer>> RunAsync(SandboxSetup setup, SandboxTampering tampering,
        CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<string> arguments =
            [.. tampering.Arguments(BubblewrapCommand.Arguments(setup, SandboxResource.Text("probe.py"))), port];
        using Process process =
            Process.Start(HostProgram.StartInfo(BubblewrapCommand.Program, arguments,
                tampering.KeepUser ? null : HostProgram.RunAs))!;
        using var watchdog =
            new Timer(_ => HostProgram.Kill(process), null, TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan);
        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        bool leaked = File.Exists(HostShared)
            && File.ReadLines(HostShared)
                .Any(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] == SharedMemoryKey);
        process.StandardInput.Close();
        string error = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (line is null) throw SandboxAdvice.WorkerFailed(error);
        return [.. Judge(JsonDocument.Parse(line).RootElement, listener.Pending(), leaked, setup)];
    }

    private static IEnumerable<SandboxLayer> Judge(JsonElement seen, bool reached, bool leaked, SandboxSetup setup)
    {
        string[] interfaces = Names(seen, "interfaces"), root = Names(seen, "root"),
            variables = Names(seen, "environment"), packages = Names(seen, "packages");
        string? connect = Text(seen, "connect"), newUser = Text(seen, "user_namespace");
        yield return SandboxCheck.Judge("network", !reached && connect is not null && interfaces.SequenceEqual(["lo"]),
            $"interfaces {string.Join(' ', interfaces)}; a listener of the host: {connect ?? "reached"}");
        yield return SandboxCheck.Judge("processes", seen.GetProperty("pid").GetInt32() == 1,
            $"the worker is process {seen.GetProperty("pid")} of its own namespace");
        IEnumerable<string> bound = setup.Python.Packages.Values.Concat(setup.Python.PackageLibs)
            .Select(path => Path.GetFileName(path)!);
        string[] writes = ["write_root", "write_usr", "write_package"];
        yield return SandboxCheck.Judge("files",
            root.Except(Root).All(name => setup.Python.Interpreter!.StartsWith($"/{name}/", StringComparison.Ordinal))
                && writes.All(name => Text(seen, name) is not null)
                && packages.SequenceEqual(bound.Order(StringComparer.Ordinal)),
            $"/ holds {string.Join(' ', root)}, packages {string.Join(' ', packages)}; "
                + $"writing: {string.Join(", ", writes.Select(name => Text(seen, name) ?? "possible"))}");
        yield return SandboxCheck.Judge("environment", !variables.Except(Variables).Any(),
            $"{variables.Length} variables, not ours: {variables.Except(Variables).Count()}");
        string host = seen.GetProperty("host").GetString()!;
        yield return SandboxCheck.Judge("host objects",
            host == "sandbox" && !leaked && seen.GetProperty("uid").GetInt32() == 65534,
            $"host name {host}; shared memory {(leaked ? "is the host's" : "of its own")}; "
                + $"user {seen.GetProperty("uid")}");
        bool powerless = Names(seen, "capabilities").All(bits => bits == "0");
        yield return SandboxCheck.Judge("capabilities",
            powerless && (newUser is not null || !setup.CanDisableUserNamespaces),
            $"{(powerless ? "none" : "some are left")}; a further user namespace: "
                + (newUser ?? (setup.CanDisableUserNamespaces ? "possible"
                    : "left to the filter, this bubblewrap is older than 0.8")));
    }

    private static string[] Names(JsonElement seen, string name) =>
        [.. seen.GetProperty(name).EnumerateArray().Select(item => item.ToString())];

    private static string? Text(JsonElement seen, string name) => seen.GetProperty(name).GetString();
}
