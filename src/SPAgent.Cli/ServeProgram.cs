using System.Diagnostics;
using System.Runtime.InteropServices;
using SPAgent.Serve;

namespace SPAgent.Cli;

/// <summary>Starts the server that lies beside this program.</summary>
internal static partial class ServeProgram
{
    private const string Runtime = "Microsoft.AspNetCore.App";

    /// <summary>Runs it; on Unix it takes the place of this process and this never returns.</summary>
    /// <exception cref="InvalidDataException">The ASP.NET Core runtime is not installed.</exception>
    public static async Task<int> RunAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        RequireRuntime(root);
        string host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"),
            place = AppContext.BaseDirectory;
        // All assemblies and native libraries are those of this program; only the frameworks are others.
        string[] arguments =
        [
            "exec", "--depsfile", Path.Combine(place, "SPAgent.Cli.deps.json"), "--runtimeconfig",
            Path.Combine(place, "SPAgent.Serve.runtimeconfig.json"), Path.Combine(place, "SPAgent.Serve.dll"),
            settings.ToArgument(),
        ];
        if (!OperatingSystem.IsWindows())
        {
            _ = Execute(host, [host, .. arguments, null]);
            throw new IOException($"{host} can't be started: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        using Process server = Process.Start(new ProcessStartInfo(host, arguments))!;
        try
        {
            await server.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!server.HasExited) server.Kill(entireProcessTree: true);
        }

        return server.ExitCode;
    }

    private static void RequireRuntime(string root)
    {
        string folder = Path.Combine(root, "shared", Runtime);
        string wanted = $"{Environment.Version.Major}.";
        if (Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(version =>
            Path.GetFileName(version).StartsWith(wanted, StringComparison.Ordinal))) return;
        throw new InvalidDataException($"spagent serve needs the ASP.NET Core runtime {wanted}0, which is not in "
            + $"{root}. Install it: apt install aspnetcore-runtime-{wanted}0, or https://dot.net/download. All other "
            + "commands run without it.");
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string program, string?[] arguments);
}
