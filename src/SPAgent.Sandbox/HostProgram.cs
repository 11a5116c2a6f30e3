using System.ComponentModel;
using System.Diagnostics;

namespace SPAgent;

/// <summary>Runs one of the host's own programs (bwrap --help, the discovery of Python) and reads what it
/// says.</summary>
internal static class HostProgram
{
    /// <summary>The user that stands in for root, against whom the kernel counts nothing, so that a limit on processes
    /// would not hold; null when this process is not root.</summary>
    public static string? RunAs => Environment.IsPrivilegedProcess ? "nobody" : null;

    /// <summary>How a program is started here: pipes on all sides, PATH and LANG for its environment, and as nobody
    /// when this process is root.</summary>
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, string? runAs)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        // As nobody it can be read by every process of nobody: no key and no name of a folder goes along.
        start.Environment.Clear();
        foreach (string name in (string[])["PATH", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) start.Environment[name] = value;
        }

        if (runAs is not null) start.UserName = runAs;
        return start;
    }

    /// <summary>Runs a program to its end. Exit code 127 stands for a program that could not be started.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, IEnumerable<string> arguments,
        TimeSpan timeout)
    {
        try
        {
            ProcessStartInfo start = StartInfo(program, arguments, RunAs);
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            using var watchdog = new Timer(_ => Kill(process), null, timeout, Timeout.InfiniteTimeSpan);
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            string errorText = error.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, output, errorText.Trim());
        }
        catch (Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }

    /// <summary>Path of a program on PATH, or null.</summary>
    public static IEnumerable<string> OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).Where(File.Exists);

    public static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
