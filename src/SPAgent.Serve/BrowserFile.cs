using System.Diagnostics;

namespace SPAgent.Serve;

/// <summary>Hands the address to a browser in a file that nobody else can read: arguments of a program can be read by
/// all users of a machine.</summary>
internal sealed class BrowserFile : IDisposable
{
    private readonly DirectoryInfo _folder;

    private BrowserFile(DirectoryInfo folder, string file) => (_folder, File) = (folder, file);

    public string File { get; }

    public static BrowserFile Write(string address)
    {
        // The system makes it for this user alone.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("spagent-serve-");
        string file = Path.Combine(folder.FullName, "open.html");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (StreamWriter writer = new(file, options))
        {
            writer.Write(Html.Of($"<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url={address}\"><title>SPAgent</title><a href=\"{address}\">SPAgent</a>\n").Markup);
        }

        return new BrowserFile(folder, file);
    }

    /// <summary>Opens it; what went wrong comes back.</summary>
    public string? Open()
    {
        string program = OperatingSystem.IsWindows() ? "explorer" : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        ProcessStartInfo start = new(program)
        { ArgumentList = { File }, RedirectStandardOutput = true, RedirectStandardError = true };
        ChildEnvironment.RemoveKeys(start.Environment);
        try
        {
            using Process? browser = Process.Start(start);
            return null;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            return $"No browser was opened ({program}: {problem.Message}). Open the address yourself.";
        }
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The system's temporary folder is cleaned up by the system.
        }
    }
}
