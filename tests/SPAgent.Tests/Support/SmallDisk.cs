using System.Diagnostics;

namespace SPAgent.Tests;

/// <summary>A disk that is soon full, in memory; skips the test visibly where it can't be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(string size)
    {
        bool mounted = Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder.Path) == 0;
        if (!mounted) _folder.Dispose();
        Assert.SkipUnless(mounted, "mounting a small disk needs root");
    }

    public string this[params string[] parts] => _folder[parts];

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    /// <summary>Takes all the space that is left.</summary>
    public static void FillUp(string path)
    {
        using FileStream ballast = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        Exception? full = null;
        while (full is null) full = Record.Exception(() => ballast.Write(new byte[4096]));
        Assert.IsType<IOException>(full);
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
