using System.Diagnostics;
using System.Text;

namespace SPAgent;

/// <summary>A headless browser, when there is one: it loads a page from a file, lets its scripts finish, and tells what
/// became of it.</summary>
internal static class Chromium
{
    private const string Variable = "SPAGENT_CHROMIUM";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PatienceForEach = TimeSpan.FromSeconds(4);
    private static readonly string[] Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];

    private static readonly string[] Switches =
    [
        "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        "--hide-scrollbars", "--mute-audio",
    ];

    /// <summary>The program: what the variable SPAGENT_CHROMIUM names, else the first on the PATH; null when there is
    /// none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The document after its scripts ran, as HTML.</summary>
    /// <param name="page">The document.</param>
    /// <param name="parts">How many things it draws; each adds to the time that it is given.</param>
    /// <param name="cancellationToken">Ends the browser.</param>
    /// <exception cref="InvalidOperationException">There is no browser, or it did not finish.</exception>
    public static async Task<string> DumpAsync(string page, int parts, CancellationToken cancellationToken)
    {
        // Before anything is written for it.
        _ = Browser();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("spagent-page-");
        try
        {
            string file = System.IO.Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(file, page, cancellationToken).ConfigureAwait(false);
            return await RunAsync(file, folder.FullName, ["--dump-dom"], cancellationToken, parts)
                .ConfigureAwait(false);
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>Opens a file with switches of one's own; what the browser prints comes back.</summary>
    /// <exception cref="InvalidOperationException">There is no browser, or it did not finish.</exception>
    public static async Task<string> RunAsync(string file, string workFolder, string[] switches,
        CancellationToken cancellationToken, int parts = 1)
    {
        string browser = Browser();
        ProcessStartInfo start = new(browser)
        { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        ChildEnvironment.RemoveKeys(start.Environment);
        foreach (string one in (IEnumerable<string>)[.. Switches, .. switches]) start.ArgumentList.Add(one);
        // The browser's own sandbox refuses to run for root.
        if (Environment.UserName == "root") start.ArgumentList.Add("--no-sandbox");
        start.ArgumentList.Add($"--user-data-dir={System.IO.Path.Combine(workFolder, "profile")}");
        start.ArgumentList.Add($"--virtual-time-budget={19000 + (1000 * parts)}");
        start.ArgumentList.Add(new Uri(System.IO.Path.GetFullPath(file)).AbsoluteUri);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan patience = Patience + ((parts - 1) * PatienceForEach);
        stop.CancelAfter(patience);
        using Process process = Start(start);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(stop.Token),
                messages = process.StandardError.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            await messages.ConfigureAwait(false);
            return await output.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{browser} did not finish within {patience.TotalSeconds:0} seconds.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string Browser() => Path
        ?? throw new InvalidOperationException($"A PNG needs Chromium, and none is on the PATH. Install it "
            + $"(apt-get install chromium), or name it in {Variable}.");

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new InvalidOperationException(
                $"A PNG needs Chromium, and {start.FileName} could not be started: {failure.Message}", failure);
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return named;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    // The browser's helpers may still be writing as it ends.
    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // What is left is the system's temporary folder's to clean up.
        }
    }
}
