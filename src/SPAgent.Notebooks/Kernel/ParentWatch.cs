using System.Diagnostics;

namespace SPAgent.Notebooks;

/// <summary>Notices when the process that started the kernel is gone: a kernel without a server would run
/// forever.</summary>
internal static class ParentWatch
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>The server's process number as Jupyter hands it over; null when the kernel was started by hand, and on
    /// Windows, where it is a handle.</summary>
    public static int? ParentId =>
        !OperatingSystem.IsWindows()
            && int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out int id) && id > 1 ? id : null;

    /// <summary>Completes when the process has ended; never for one that can't be seen, such as one outside of the
    /// container.</summary>
    public static async Task EndedAsync(int processId, CancellationToken cancel)
    {
        DateTime? start = StartTime(processId);
        if (start is null) await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(false);
        using var timer = new PeriodicTimer(s_interval);
        // A number may be given to another process later, which then began at another time.
        while (StartTime(processId) is { } now && now == start)
            await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
    }

    private static DateTime? StartTime(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.HasExited || IsZombie(processId) ? null : process.StartTime;
        }
        catch (Exception failure)
            when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // In a container nobody may collect a dead process, which stays in the list.
    private static bool IsZombie(int processId)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            string status = File.ReadAllText($"/proc/{processId}/stat");
            return status.AsSpan(status.LastIndexOf(')') + 1).TrimStart() is ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return true;
        }
    }
}
