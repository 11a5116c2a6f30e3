using System.Globalization;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>What a run is called at the server: its streams, subjects, consumers and stores.</summary>
internal sealed partial class QueueNames
{
    public const string New = "new", Again = "again", Suspect = "suspect";

    // Of the store of keys.
    public const string RunKey = "run", CoordinatorKey = "coordinator", StateKey = "state", WorkerKeys = "worker.";

    public QueueNames(string run)
    {
        if (!Pattern().IsMatch(run))
        {
            throw new ArgumentException(
                "--run is a name of letters, digits, _ and -, up to 64 of them, such as geo-2.");
        }

        Run = run;
    }

    public string Run { get; }

    public string Tasks => $"{Run}_task";

    public string Results => $"{Run}_result";

    public string Store => Run;

    public string Pieces => $"{Run}_pieces";

    public string ResultSubject => $"{Run}.result";

    public string TaskSubject(string lane) => $"{Run}.task.{lane}";

    public static string Id(int row, int rollout, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{row}.{rollout}.{attempt}");

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
